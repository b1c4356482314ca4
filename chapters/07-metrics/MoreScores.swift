import Engine
import Foundation
import Metrics
import Notebook
import Pictures

//: ## Appendix: what each score asks, and what it misses
//:
//: Each score has a blind spot, as the sections of this page show:
//:
//: | score | what it asks | what it misses |
//: | --- | --- | --- |
//: | FID, and so FD | are mean and covariance of the features those of real images? | everything else about the distribution; with few images it is too high |
//: | KID | are the mean, the covariance and the means of products of three features those of real images? (its usual kernel asks no more) | everything else about the distribution |
//: | Inception Score | is the classifier confident about each image, and does the set show many classes? | real images, which it never looks at; whether a class has more than one picture |
//: | precision, density | how many fakes look real? | modes that are missing |
//: | recall | how many real images lie in the ball of a fake? | bad images: it is high if they lie far apart |
//: | coverage | how many real images have a fake near them? | which fault it is: blur, a missing mode, or repeated images |
//: | all of these | | memorising: none calls it a fault |
//:
//: ## Appendix: all seven scores in numbers
//:
//: These are the numbers behind the words of *Cheating all of them*, with their deviations over the draws. A difference below 2.5%
//: of the score of new images is called silent there even if the draws differ less, because it is too small to matter. Without
//: this rule at most two words would change.

//: @hide
func showNumbers(_ page: Page, _ scores: (header: [String], rows: [[String]])) {
  //: @show
  //: {fold: the table of seven scores}
  page.table(header: scores.header, rows: scores.rows)
  //: @hide
}
//: @show

//: ## Appendix: the Inception Score of real images
//:
//: The Inception Score depends on the number of images: on ten parts of the shuffled images, as it is usually computed, it is
//: lower than on all images at once. This page computes it on all at once, but for one row about mistakes, which says *ten parts*.
//: And although there are 80 classes, even real images get only {{is.none}} here, because the classifier was taught with smoothed
//: labels and is never fully confident. One that answers exactly as it was taught would give {{isCeiling}}.

//: @hide
func showParts(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) {
  //: @show
  //: {fold: the claims of the Inception Score}
  let atOnce = draws.map { InceptionScore(logits: $0.other.logits, order: 0..<$0.count, splits: 1).mean }
  page.expect(
    "IS of all new images at once is higher than on ten parts",
    zip(draws, atOnce).allSatisfy { draw, score in
      score > InceptionScore(logits: draw.other.logits, random: draw.random.split("parts")).mean
    })
  // The entropy of a label as it was taught: all but a share on one class, the share spread over all of them.
  let (share, classes) = (Double(network.training.plan.smoothing), Double(network.classNames.count))
  let taught = (right: 1 - share + share / classes, wrong: share / classes)
  let entropy = -taught.right * log(taught.right) - (classes - 1) * taught.wrong * log(taught.wrong)
  page.record("isCeiling", exp(log(classes) - entropy), tolerance: 0, format: .significant(3))
  page.expect(
    "the Inception Score of new images is within 3% of what its smoothed labels would give",
    abs(atOnce.mean() / exp(log(classes) - entropy) - 1) < 0.03, from: .standard)
  //: @hide
}
//: @show

//: ## Appendix: the formula of KID
//:
//: {define: KID needs a *kernel for features*: a function that says how alike the features of two images are.
//: {glossary: A *kernel for features* is a function that says how alike the features of two images are; KID needs one.}} With
//: a kernel $`k`$, and features of $`d`$ numbers, KID is
//:
//: ```math
//: \mathrm{KID} = \mathbb{E}\, k(x, x') + \mathbb{E}\, k(y, y') - 2\, \mathbb{E}\, k(x, y),
//: \qquad k(x, y) = (x \cdot y / d + 1)^3,
//: ```
//:
//: where $`x, x'`$ are different real images and $`y, y'`$ different fakes. {define: For two distributions this is their
//: squared *maximum mean discrepancy* (MMD) with the kernel $`k`$, and KID of two sets of images is an estimate of it.
//: {glossary: The squared *maximum mean discrepancy* (MMD) of two distributions is how alike two samples of the same distribution
//: are, added for both, minus twice how alike samples of different distributions are. KID is an estimate of it.}}
//:
//: ## Appendix: FD and KID of few images
//:
//: The lines of *More images, another score* have these slopes, means over the draws:

//: @hide
func showSlopes(_ page: Page, _ draws: [MetricsDraw], _ lines: [[FIDExtrapolation]]) {
  //: @show
  //: {fold: the table of slopes}
  let slopes = draws[0].candidates.indices.map { candidate in Spread(lines.map { $0[candidate].slope }) }
  page.table(
    header: ["images", "slope"],
    rows: zip(draws[0].candidates, slopes).map { [$0.name, $1.text(.significant(3))] })
  page.record("slopes", slopes[0].mean / slopes[2].mean, tolerance: 0.3, format: .significant(2))
  page.expect(
    "the lines of both generators are flatter than that of real images, on average over the draws",
    slopes.dropFirst().allSatisfy { $0.mean < 0.95 * slopes[0].mean }, from: .standard)

  //: The line of the real images is {{slopes}} times as steep as the plain generator's, so the bias of their FD is larger by
  //: this factor. (Chong & Forsyth 2020 find that it differs between generators too.)
  //:
  //: KID has no bias. Here are real images against real images: on the left ten parts of each draw, on the right all images of a
  //: draw. After ± is the deviation over parts or draws. The FD on the left differs a little from those of as few images elsewhere
  //: on this page, because it is a mean over all ten parts.

  //: {fold: the table of tenths}
  let count = draws[0].count
  let tenths = draws.flatMap { draw in
    (0..<10).map { part in
      let (x, y) = (draw.real.features, draw.other.features.rows(part * count / 10..<(part + 1) * count / 10))
      return (fid: squaredFrechetDistance(y, x), kid: KernelInceptionDistance.full(x, y) * 1000)
    }
  }
  let whole = draws.map { $0.scores($0.other) }
  let kids = (few: Spread(tenths.map(\.kid)), all: Spread(whole.map(\.kid)))
  page.table(
    header: ["other real images", "N = \((count / 10).text)", "N = \(count.text)"],
    rows: [
      ["FD", Spread(tenths.map(\.fid)).withDecimals(2), Spread(whole.map(\.fid)).withDecimals(2)],
      ["KID × 1000", kids.few.withDecimals(1), kids.all.withDecimals(1)],
    ])

  //: {fold: the claim}
  page.expect(
    "the mean KID of the tenths is that of all images, within the tenths' deviation",
    abs(kids.few.mean - kids.all.mean) < kids.few.deviation)
  //: @hide
}
//: @show

//: ## Appendix: a score that sorts
//:
//: Two more scores see the difference between the ring and the Gaussian with equal moments. One sorts, as *Two Gaussians* does on
//: a line: the squared *sliced Wasserstein-2 distance* projects features onto many lines in random directions, pairs both sets in
//: order on each line, and averages the squared differences. {define: The *Monge Inception Distance* (MIND; Berthet 2026) is this
//: distance, multiplied by three times the number of features. {glossary: The *Monge Inception Distance* (MIND; Berthet 2026)
//: projects the features onto many lines in random directions, pairs both sets in order on each line, and averages the squared
//: differences.}} ([`MongeInceptionDistance`](source:Sources/Metrics/Distances/MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance)
//: is its code.) The other is KID with a Gaussian kernel, $`\exp(-|x - y|^2 / 2 w^2)`$ of width $`w = 0.3`$, in the place of its
//: usual one, the cube ([code](source:Sources/Metrics/Distances/KernelInceptionDistance.swift#KernelInceptionDistance.Kernel)).

//: @hide
func showSorting(_ page: Page, _ worlds: [EqualWorlds], rows: [[String]], random: Random) throws {
  //: @show
  //: {fold: the table of MIND}
  let sorted = [("the Gaussian", worlds.map(\.cloud)), ("the ring again", worlds.map(\.again))].map { name, fakes in
    (
      name: name,
      mind: Spread(
        zip(worlds, fakes).map {
          MongeInceptionDistance.value(Matrix($0.real), Matrix($1), directions: 100, random: random.split("mind"))
        })
    )
  }
  page.table(
    header: ["fakes", "KID, Gaussian kernel", "MIND"],
    rows: zip(rows, sorted).map { $0 + [$1.mind.text(.decimals(2))] })
  page.expect(
    "MIND is more than three times as large for the Gaussian as for the ring",
    sorted[0].mind.least > 3 * sorted[1].mind.most)

  //: MIND compares whole distributions on each line. The cube compares moments up to the third, which agree too by symmetry. The
  //: Gaussian kernel sees the difference, but another width makes another score.
  //: @hide
}
//: @show

//: ## Appendix: the distance with many features
//:
//: On the line the distance has two parts, for this reason. If the points move as little as possible, they keep their order, from
//: the lowest to the highest. (If two of them crossed, exchanging their ends would make the sum of the squared distances smaller.)
//: So a point that lies $`t`$ deviations above the first mean ends $`t`$ deviations above the second. It moves by
//: $`(\mu_2 - \mu_1) + (\sigma_2 - \sigma_1)\, t`$. Square this, and take the mean over all points. The mean of $`t`$ is 0, so
//: the mixed term vanishes. The mean of $`t^2`$ is 1, so the two squares remain. {define: This is also the squared
//: *Wasserstein-2 distance* of the two Gaussians, $`W_2^2`$. ([The $`W_1`$ of another page](../../answers/wasserstein.md)
//: averages the distances, and $`W_2^2`$ their squares.) {glossary: The squared *Wasserstein-2 distance* of two distributions, $`W_2^2`$, is
//: the least possible mean of the squared distances that points move when one is turned into the other. The *Wasserstein-1
//: distance* averages the distances themselves.}}
//:
//: Written out, $`(\sigma_1 - \sigma_2)^2 = \sigma_1^2 + \sigma_2^2 - 2 \sqrt{\sigma_1^2 \sigma_2^2}`$. With many features the
//: covariance matrices $`S_1, S_2`$ take the place of the variances $`\sigma_1^2, \sigma_2^2`$ (Dowson & Landau 1982). The *trace* of
//: a matrix, tr, is the sum of its diagonal:
//:
//: ```math
//: d^2 = |\mu_1 - \mu_2|^2 + \mathrm{tr}\, S_1 + \mathrm{tr}\, S_2
//:     - 2 \mathrm{tr}\, \sqrt{\sqrt{S_1}\, S_2 \sqrt{S_1}}.
//: ```
//:
//: The *eigenvectors* of a covariance matrix are directions at right angles to each other, in which the features do not vary
//: together, and its *eigenvalues* are the variances in these directions. Its root has the same eigenvectors, and the roots of the
//: eigenvalues; multiplied by itself it is the matrix again. The trace of a root is the sum of the roots of the eigenvalues. In
//: code, where `FeatureStatistics` holds the mean and the covariance of many features, the formula is this:

//: {show: Metrics.swift#frechetDistanceByRoots}

//: There are matrices for which the distance can be worked out by hand:

//: @hide
func showRoots(_ page: Page, _ draw: MetricsDraw) {
  //: @show
  let skewed = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [2, 1, 1, 2]))
  let round = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [1, 0, 0, 1]))
  let byRoots = frechetDistanceByRoots(skewed, round)
  // The eigenvalues of the first covariance are 3 and 1, and the root of the second is itself.
  let byHand = 4 + 2 - 2 * (3.0.squareRoot() + 1)
  page.print("d² \(byRoots.text(.decimals(6))) by the formula, \(byHand.text(.decimals(6))) by hand")
  page.expect("the matrix formula agrees with what was worked out by hand", abs(byRoots - byHand) < 1e-12)

  //: The formula has one weakness: eigenvalues that should be zero come out as rounding errors, and the roots of these errors are
  //: far larger. So the book computes the distance without such roots
  //: ([code](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance)), and gets the same number.

  //: {fold: the check of both ways}
  let (real, other) = (draw.real.features, draw.other.features)
  let fid = squaredFrechetDistance(other, real)
  let definition = frechetDistanceByRoots(FeatureStatistics(other), FeatureStatistics(real))
  page.print("FD \(fid.text(.decimals(6))) without roots, \(definition.text(.decimals(6))) by the formula")
  page.expect("both ways give the same FD, to a millionth", abs(fid - definition) < 1e-6)
  //: @hide
}
//: @show

//: ## Appendix: how the experiments are made
//:
//: A draw has real images, latent vectors and noise of its own, and the sets that are compared. `ExtractedFeatures` are what a
//: network makes of a set of images. A `GeneratorSupply` draws the number of images that it is asked for. A `Failure` is one of
//: the faults that are made on purpose, and a `ClassicMistake` is a mistake in computing a score.

//: {show: MetricsDraw.swift#MetricsDraw, SetScores, Spread.withDecimals}

//: {show: Failures.swift#Failure, Tensor.blurred}

//: {show: ClassicMistakes.swift#ClassicMistake, Tensor.everySecondPixel}
