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
//: | FID, and so FD | are the mean and the covariance of the features those of real images? | everything else about the distribution; with few images it is too high |
//: | [KID](#appendix-kid-and-density) | are the mean, the covariance and the means of products of three features those of real images? (its usual kernel asks no more) | everything else about the distribution |
//: | Inception Score | is the classifier confident about each image, and does the set show many classes? | real images, which it never looks at; whether a class has more than one picture |
//: | precision, [density](#appendix-kid-and-density) | how many fakes look real? | modes that are missing |
//: | recall | how many real images lie in the ball of a fake? | bad images: it is high if they lie far apart |
//: | coverage | how many real images have a fake near them? | which fault it is: blur, a missing mode, or repeated images |
//: | all of these | | memorising: none calls it a fault |
//:
//: ## Appendix: KID and density
//:
//: Two more scores are in use. The first assumes no Gaussian. {define: The *Kernel Inception Distance* (KID; Bińkowski 2018)
//: compares how alike features are within each set with how alike they are between the two sets.} A KID of 0 means that no
//: difference was found; the larger it is, the worse. Two samples of one distribution get 0 on average, and often less. The
//: values are small, so papers report *KID × 1000*
//: ([code](source:Sources/Metrics/Distances/KernelInceptionDistance.swift#KernelInceptionDistance)). {define: KID needs a
//: *kernel for features*: a function that says how alike the features of two images are. {glossary: A *kernel for features*
//: is a function that says how alike the features of two images are; KID needs one.}} With a kernel $`k`$, and features of
//: $`d`$ numbers, it is
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
//: The second score is a kind of precision that is robust against strays. {define: *Density as a score* (Naeem 2020) is the
//: mean number of real balls in which a fake image lies, divided by the number of neighbours that make a ball.} (Chapter 3's
//: density is something else.) For real images it is about 1. A stray *real* image has a huge ball, but here this is only
//: one ball among many.
//:
//: Both put new real images before [the enhanced generator](#three-generators-five-scores), as the chapter's five scores do.
//: Their verdicts on the [five wrong sets](#cheating-all-of-them) are:

//: @hide
func showFurtherScores(_ page: Page, _ draws: [MetricsDraw], _ scored: [[SetScores]], _ six: SixSetScores) {
  //: @show
  //: {fold: the table of marks of KID and density}
  let columns = SetScores.further
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.dropFirst().map { [$0.rawValue] + six.verdicts($0, columns) })

  //: {fold: the claims}
  page.expect(
    "in every draw KID and density put new real images before the enhanced generator",
    columns.allSatisfy { column in
      // With a minus sign before a distance, higher is better.
      let values = [0, 3].map { candidate in
        Spread(scored.map { (column.isDistance ? -1 : 1) * $0[candidate][keyPath: column.score] })
      }
      return values[0].least > values[1].most
    }, from: .standard)
  page.expect(
    "in every draw KID of real images is 0, within three deviations of its subsets",
    draws.allSatisfy { draw in
      let kid = KernelInceptionDistance.subsets(
        draw.real.features, draw.other.features, count: 25, size: draw.count / 2, random: draw.random.split("kid"))
      return abs(kid.mean) < 3 * kid.deviation
    })
  let density = Spread(scored.map { $0[0].density })
  page.expect("the density of new real images is within a tenth of 1", abs(density.mean - 1) < 0.1, from: .standard)
  page.expect(
    "KID praises memorised images and is below 0 for them, and density is silent",
    six.marks(.memorised, columns) == ["praises", "silent"] && six.over(.memorised, \.kid).most < 0, from: .standard)
  page.expect(
    "for one image per mode KID raises an alarm and density is silent, and both raise an alarm for noise and for blur",
    six.marks(.onePerMode, columns) == ["alarm", "silent"]
      && [Failure.noise, .blur].allSatisfy { six.marks($0, columns) == ["alarm", "alarm"] }, from: .standard)
  page.expect(
    "for half the modes KID raises an alarm and density is silent",
    six.marks(.droppedModes, columns) == ["alarm", "silent"], from: .standard)
  page.expect(
    "of all sets blur has the highest mean KID",
    Failure.allCases.allSatisfy { six.over($0, \.kid).mean <= six.over(.blur, \.kid).mean }, from: .standard)

  //: KID is below 0 for memorised images (exercise 4 asks why), and rates blur as the worst set. KID notices one image
  //: per mode, and density does not: like precision, it notices only images that look wrong.
  //: @hide
}
//: @show

//: ## Appendix: half copied, a seventh set
//:
//: An FD of 0 gives away a generator that copies everything. But suppose that another copies half of its images, and draws
//: the rest from half of the modes. **Is its FD still better than that of new images?**

//: @hide
func showHalfCopied(_ page: Page, _ six: SixSetScores) {
  //: @show
  //: {fold: the table of the seventh set}
  let columns = SetScores.five
  page.table(
    header: ["score", "new images", "half copied", "verdict"],
    rows: zip(columns, six.verdictsOfHalfCopied(columns)).map { column, verdict in
      let scores = [six.over(.none, column.score), six.overHalfCopied(column.score)]
      return [column.name] + scores.map { $0.withDecimals(column.decimals) } + [verdict]
    },
    caption: """
      No. FD and IS raise an alarm. The only warning of copies is coverage's praise, and the verdict is close
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "for the half-copied set FD and IS raise an alarm, precision and recall are silent, and coverage praises it",
    six.marksOfHalfCopied(columns) == ["alarm", "alarm", "silent", "silent", "praises"], from: .standard)
  page.expect(
    "coverage praises the half-copied set, at the edge of the rule",
    six.verdictsOfHalfCopied(columns)[4] == "praises †", from: .standard)
  page.expect(
    "half copies with half new images of half the modes have a higher FD than new images, in every draw",
    six.overHalfCopied(\.fid).least > six.over(.none, \.fid).most, from: .standard)

  //: **A generator that copies only half of its images is harder to detect.** So compare with held-out images too.
  //: @hide
}
//: @show

//: ## Appendix: all seven scores in numbers
//:
//: First, the numbers behind the verdicts in *Cheating all of them*. By convention, a score is clearly better or worse than
//: that of new images if the two differ by more than twice the sum of both deviations, and by more than 2.5% of the score of
//: new images, because less is too small to matter. Without the second rule at most two verdicts on the five wrong sets
//: would change. A verdict is marked † if its difference is within 1% of the score of new images of the bound that decided it.

//: @hide
func showNumbers(_ page: Page, _ names: [String], _ scored: [[SetScores]], _ six: SixSetScores) {
  //: @show
  //: {fold: the table of seven sets and seven scores}
  let columns = SetScores.five + SetScores.further
  let titles = columns.map { "\($0.name) \($0.isDistance ? "↓" : "↑")" }
  page.table(
    header: ["images"] + titles,
    rows: Failure.allCases.map { failure in
      [failure.rawValue] + columns.map { six.over(failure, $0.score).withDecimals($0.decimals) }
    } + [
      ["half copied"]
        + columns.map { six.overHalfCopied($0.score).withDecimals($0.decimals) }
    ])

  //: {fold: the claim}
  page.expect(
    "without the rule of 2.5% at most two marks of the five wrong sets would change",
    Failure.allCases.dropFirst().map { failure in
      columns.count { six.mark(failure, $0) != six.mark(failure, $0, least: 0) }
    }.reduce(0, +) <= 2, from: .standard)

  //: The same scores of new real images and the three generators:

  //: {fold: the table of three generators and seven scores}
  page.table(
    header: ["images"] + titles,
    rows: names.indices.map { candidate in
      [names[candidate]]
        + columns.map { column in
          Spread(scored.map { $0[candidate][keyPath: column.score] }).withDecimals(column.decimals)
        }
    })
  //: @hide
}
//: @show

//: ## Appendix: the Inception Score of real images
//:
//: The Inception Score depends on the number of images: on ten parts of the shuffled images, as it is usually computed, it
//: is lower than on all images at once. This page uses all at once, except in the row of mistakes that says *ten parts*.
//: Although there are 80 classes, even real images get only {{is.none}} here, because the classifier was trained with
//: smoothed labels and is never fully confident. One that answered exactly as it was trained would get {{isCeiling}}.

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

//: ## Appendix: FD and KID of few images
//:
//: The lines of *More images, another score* have these slopes, averaged over the draws:

//: @hide
func showSlopes(_ page: Page, _ draws: [MetricsDraw], _ lines: [[FIDExtrapolation]], _ scored: [[SetScores]]) {
  //: @show
  //: {fold: the table of slopes}
  let slopes = draws[0].candidates.indices.map { candidate in Spread(lines.map { $0[candidate].slope }) }
  page.table(
    header: ["images", "slope"],
    rows: zip(draws[0].candidates, slopes).map { [$0.name, $1.text(.significant(3))] })
  page.record("slopes", slopes[0].mean / slopes[3].mean, tolerance: 0.3, format: .significant(2))
  page.expect(
    "the line of the enhanced generator is flatter than that of real images, on average over the draws",
    slopes[3].mean < 0.95 * slopes[0].mean, from: .standard)

  //: The line of real images is {{slopes}} times as steep as the enhanced generator's, so the bias of their FD is larger by
  //: this factor. (Chong & Forsyth 2020 find that the bias differs between generators too.)
  //:
  //: KID has no bias, because it pairs no image with itself. The table compares real images with real images: on the left
  //: ten parts of each draw, on the right all images of a draw. After ± is the deviation over parts or draws. The FD on the
  //: left differs slightly from those of as few images elsewhere on this page, because it is a mean over all ten parts.

  //: {fold: the table of tenths}
  let count = draws[0].count
  let tenths = draws.flatMap { draw in
    (0..<10).map { part in
      let (x, y) = (draw.real.features, draw.other.features.rows(part * count / 10..<(part + 1) * count / 10))
      return (fid: squaredFrechetDistance(y, x), kid: KernelInceptionDistance.full(x, y) * 1000)
    }
  }
  let whole = scored.map { $0[0] }
  let kids = (few: Spread(tenths.map(\.kid)), all: Spread(whole.map(\.kid)))
  page.table(
    header: ["new real images", "N = \((count / 10).text)", "N = \(count.text)"],
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
//: KID does not see [the difference between the ring and the Gaussian with equal moments](#equal-moments-different-worlds),
//: but two other scores do. One is KID with a Gaussian kernel, $`\exp(-|x - y|^2 / 2 w^2)`$ of width $`w = 0.3`$, in place
//: of its usual one, the cube
//: ([code](source:Sources/Metrics/Distances/KernelInceptionDistance.swift#KernelInceptionDistance.Kernel)). The second
//: sorts: the squared *sliced Wasserstein-2 distance* projects features onto many lines in random directions, pairs both
//: sets in order on each line, and averages the squared differences. {define: The *Monge Inception Distance* (MIND;
//: Berthet 2026) is this distance, multiplied by three times the number of features. {glossary: The
//: *Monge Inception Distance* (MIND; Berthet 2026) projects the features onto many lines in random directions, pairs both
//: sets in order on each line, and averages the squared differences.}}
//: ([`MongeInceptionDistance`](source:Sources/Metrics/Distances/MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance)
//: is its code.)

//: @hide
func showSorting(_ page: Page, _ worlds: [EqualWorlds], random: Random) throws {
  //: @show
  //: {fold: the table of KID and MIND}
  let sorted = [("the Gaussian", worlds.map(\.cloud)), ("the ring again", worlds.map(\.again))].map { name, fakes in
    let sets = zip(worlds, fakes).map { (real: Matrix($0.real), fake: Matrix($1)) }
    return (
      name: name, cube: Spread(sets.map { KernelInceptionDistance.full($0.real, $0.fake) }),
      gaussian: Spread(sets.map { KernelInceptionDistance.full($0.real, $0.fake, kernel: .gaussian(width: 0.3)) }),
      mind: Spread(
        sets.map { MongeInceptionDistance.value($0.real, $0.fake, directions: 100, random: random.split("mind")) })
    )
  }
  page.table(
    header: ["fakes", "KID", "KID, Gaussian kernel", "MIND"],
    rows: sorted.map {
      [$0.name, $0.cube.withDecimals(2), $0.gaussian.withDecimals(4), $0.mind.text(.decimals(2))]
    })

  //: {fold: the claims}
  page.expect(
    "KID with the cube is within 0.1 of 0 for both", sorted.allSatisfy { max($0.cube.most, -$0.cube.least) < 0.1 })
  page.expect(
    "KID with a Gaussian kernel is more than 20 times as large for the Gaussian as for the ring",
    sorted[0].gaussian.least > 20 * abs(sorted[1].gaussian.most))
  page.expect(
    "MIND is more than three times as large for the Gaussian as for the ring",
    sorted[0].mind.least > 3 * sorted[1].mind.most)

  //: MIND compares the whole distributions on each line. The cube compares moments up to the third, and by symmetry the
  //: third ones agree too, so with infinitely many points KID would be 0. The Gaussian kernel sees the difference, but each
  //: width gives a different score.
  //: @hide
}
//: @show

//: ## Appendix: the distance with many features
//:
//: For one feature the distance has two terms, for this reason. When the points move as little as possible, they keep their
//: order. (If two of them crossed, exchanging their ends would reduce the sum of the squared distances.) So a point that
//: lies $`t`$ deviations above the first mean ends $`t`$ deviations above the second, and moves by
//: $`(\mu_2 - \mu_1) + (\sigma_2 - \sigma_1)\, t`$. Square this, and take the mean over all points. The mean of $`t`$ is 0,
//: so the mixed term vanishes, and the mean of $`t^2`$ is 1, so the two squares remain. {define: This is also the squared
//: *Wasserstein-2 distance* of the two Gaussians, $`W_2^2`$. ([The $`W_1`$ of another page](../../answers/wasserstein.md)
//: averages the distances, and $`W_2^2`$ their squares.) {glossary: The squared *Wasserstein-2 distance* of two
//: distributions, $`W_2^2`$, is the least possible mean of the squared distances that points move when one is turned into
//: the other. The *Wasserstein-1 distance* averages the distances themselves.}}
//:
//: Sorting checks the formula: the lowest value of one sample is paired with the lowest of the other, and so on, and the
//: mean square of the differences estimates $`d^2`$. Here the real values have the mean 0 and the deviation 1, the generated
//: ones 3 and 2:

//: @hide
func showSortedSamples(_ page: Page) {
  //: @show
  let random = Random(seed: page.seed)
  let lows = random.normal([20_000], mean: 0, deviation: 1).scalars.sorted()
  let highs = random.normal([20_000], mean: 3, deviation: 2).scalars.sorted()
  let bySorting = zip(lows, highs).map { pow(Double($0 - $1), 2) }.mean()
  // (0 - 3)² + (1 - 2)²
  let onTheLine = 3.0 * 3.0 + 1.0 * 1.0
  page.print("d² \(onTheLine.text(.decimals(3))) by the formula, \(bySorting.text(.decimals(3))) by sorting samples")

  //: {fold: the claim}
  page.expect("sorted samples agree with the formula on the line to 3%", abs(bySorting / onTheLine - 1) < 0.03)
  //: @hide
}
//: @show

//: Written out, $`(\sigma_1 - \sigma_2)^2 = \sigma_1^2 + \sigma_2^2 - 2 \sqrt{\sigma_1^2 \sigma_2^2}`$. With many features the
//: covariance matrices $`S_1, S_2`$ take the place of the variances $`\sigma_1^2, \sigma_2^2`$ (Dowson & Landau 1982),
//: as in [the formula with three terms](#the-fréchet-inception-distance).
//:
//: The *eigenvectors* of a covariance matrix are directions at right angles to each other, along which the features do not
//: vary together, and its *eigenvalues* are the variances along them. Its root, which multiplied by itself gives the matrix
//: again, has the same eigenvectors and the roots of the eigenvalues, so the trace of the root is the sum of these roots. In
//: code, where `FeatureStatistics` holds the mean and the covariance of many features, the formula is this:

//: {show: Metrics.swift#frechetDistanceByRoots}

//: For some matrices the distance can be worked out by hand:

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
  // The distances that readers work out on paper: of N(2, 3²) and of N(0, 6²) from N(0, 3²).
  let onPaper = [(0.0, 9.0), (2, 9), (0, 36)].map { mean, variance in
    FeatureStatistics(count: 2, mean: [mean], covariance: Matrix(rows: 1, columns: 1, scalars: [variance]))
  }
  page.record("paperMoved", frechetDistanceByRoots(onPaper[1], onPaper[0]), tolerance: 1e-6, format: .decimals(0))
  page.record("paperWider", frechetDistanceByRoots(onPaper[2], onPaper[0]), tolerance: 1e-6, format: .decimals(0))
  //: @hide
}
//: @show

//: ## Appendix: how the experiments are made
//:
//: Each draw has its own real images, latent vectors and noise, and the sets that are compared. `ExtractedFeatures` are what
//: a network makes of a set of images, and a `TrainedGenerator` is one of the book's generators. A `Failure` is a
//: fault made on purpose, and a `ClassicMistake` is a mistake in computing a score. `SetScores` are the scores of one set of
//: images, and `SixSetScores` those of the six sets at the top and of the half-copied one.

//: {show: MetricsDraw.swift#MetricsDraw, SetScores, SixSetScores, Spread.withDecimals}

//: {show: Failures.swift#Failure, Tensor.blurred}

//: {show: ClassicMistakes.swift#ClassicMistake, Tensor.everySecondPixel}
