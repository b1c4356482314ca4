import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: # 7 · Metrics
//:
//: A GAN's losses say who is winning, not whether the pictures are any good: an even game proves nothing. Eyes tire, and
//: see what they hope for. So how can anyone tell how well a generator does?
//:
//: This chapter builds the numbers that the field goes by, from their definitions. Then it cheats them. Below are six sets
//: of images, five of them made to be wrong, each in its own way.
//:
//: ![Six sets of images](figures/02-six-sets-of-images-only-the-first-is.png)
//:
//: ```
//: swift run chapter 7
//: ```
//:
//: It takes about half a minute on two cores, on the book's own images, *Shapes*.
//:
//: **Before you read on, predict:** a generator has learnt nothing but its training images by heart. Which scores will
//: find that out?

//: ## What a score compares
//:
//: Two sets of images cannot be compared pixel by pixel: an image moved by one pixel is far from itself. So a network that
//: has learnt to see looks at every image first, and what it makes of it, its *features*, is compared. The field uses
//: Inception v3, trained on photographs of a thousand classes. This page uses a small classifier of the 80 modes of Shapes
//: that [the book trained itself](source:FeatureTraining.swift).
//:
//: **Scores depend on the network.** Those on this page compare its sets of images with each other. They must never be set
//: beside a published FID or IS.

//: ## Two Gaussians
//:
//: Most of this chapter rests on one formula. Take two Gaussians on a line. To turn one into the other with the least
//: effort, keep the order: the lowest part goes to the lowest place, the highest to the highest. A point $`z`$ deviations
//: above the one mean goes to the point $`z`$ deviations above the other. That is a way of
//: $`\mu_1 - \mu_2 + (\sigma_1 - \sigma_2) z`$, and its mean square is the squared *Fréchet distance*:
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2
//:     = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2 \sqrt{\sigma_1^2 \sigma_2^2}.
//: ```
//:
//: With many features the means become vectors and the variances covariance matrices. The last root becomes the root of a
//: matrix (Dowson & Landau 1982):
//:
//: ```math
//: d^2 = |\mu_1 - \mu_2|^2 + \operatorname{tr} S_1 + \operatorname{tr} S_2
//:     - 2 \operatorname{tr} \sqrt{\sqrt{S_1}\, S_2 \sqrt{S_1}}.
//: ```
//:
//: What is the root of a matrix? A symmetric one can be written $`S = V^\mathsf{T} \Lambda V`$, where the rows of $`V`$ are
//: its eigenvectors and $`\Lambda`$ has its eigenvalues on the diagonal. Its root is the same with the root of each
//: eigenvalue: multiplied by itself, it gives $`S`$ again. And the trace of the other root is the sum of the roots of *its*
//: eigenvalues. So the formula, word for word, is this:

/// The squared Fréchet distance of two Gaussians as its definition reads.
func frechetDistanceByRoots(_ first: FeatureStatistics, _ second: FeatureStatistics) -> Double {
  let (s1, s2) = (first.covariance, second.covariance)
  let root = SymmetricEigen(s1).map { max($0, 0).squareRoot() }
  let overlap = SymmetricEigen.values(of: root * s2 * root).reduce(0) { $0 + max($1, 0).squareRoot() }
  let meanTerm = zip(first.mean, second.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return meanTerm + s1.trace + s2.trace - 2 * overlap
}

//: @hide
func metricsChapter(_ page: Page) throws {
  let isShort = page.profile == .quick
  let count = isShort ? 400 : 2000
  let random = Random(seed: page.seed)
  page.dataSet(name: "shapes")
  let training = Shapes(seed: 0).dataset(0..<count, labelledBy: .mode)
  let fresh = Shapes(seed: 0).dataset(50_000..<50_000 + 2 * count, labelledBy: .mode)
  page.record("images", count)
  //: @show

  //: Everything hangs on it, so check it twice. On a line, sorting two samples pairs them in order, and the mean square of
  //: the differences estimates $`d^2`$ without any formula. And there are matrices whose distance can be worked out by
  //: hand.

  let (first, second) = ((mean: 0.0, deviation: 1.0), (mean: 3.0, deviation: 2.0))
  let samples = [first, second].map { gaussian in
    random.normal([20_000], mean: Float(gaussian.mean), deviation: Float(gaussian.deviation)).scalars.sorted()
  }
  let bySorting = zip(samples[0], samples[1]).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 20_000
  let onTheLine = pow(first.mean - second.mean, 2) + pow(first.deviation - second.deviation, 2)

  let skewed = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [2, 1, 1, 2]))
  let round = FeatureStatistics(
    count: 2, mean: [0, 0], covariance: Matrix(rows: 2, columns: 2, scalars: [1, 0, 0, 1]))
  let byRoots = frechetDistanceByRoots(skewed, round)
  // The eigenvalues of the first covariance are 3 and 1, and the root of the second is itself.
  let byHand = 4 + 2 - 2 * (3.0.squareRoot() + 1)
  page.table(
    header: ["two Gaussians", "d² by the formula", "d² in another way"],
    rows: [
      ["N(0, 1²), N(3, 2²)", onTheLine.text(.decimals(6)), "\(bySorting.text(.decimals(3))) by sorting samples"],
      ["covariances (2 1; 1 2), (1 0; 0 1)", byRoots.text(.decimals(6)), "\(byHand.text(.decimals(6))) by hand"],
    ])
  page.expect("sorted samples agree with the formula on the line to 3%", abs(bySorting / onTheLine - 1) < 0.03)
  page.expect("the matrix formula agrees with what was worked out by hand", abs(byRoots - byHand) < 1e-12)

  try page.show(
    LinePlot(
      "Two Gaussians on a line", x: "a feature", y: "density",
      [
        Series("N(0, 1²)", over: -5...10) { density($0, first) },
        Series("N(3, 2²)", over: -5...10) { density($0, second) },
      ], references: [.vertical(first.mean), .vertical(second.mean)]),
    caption: "Two Gaussians on a line: their means are 3 apart, and one is twice as wide as the other")

  //: ## The Fréchet Inception Distance
  //:
  //: *FID* (Heusel 2017) gives each set of images the mean and the covariance of its features, and takes the squared
  //: distance of the two Gaussians. 0 is best; there is no worst.
  //:
  //: The definition would do, but for one thing: eigenvalues that should be zero come out as rounding errors, and their
  //: roots are far larger. So the book [computes FID](source:FrechetDistance.swift#FeatureGaussian.squaredDistance) without
  //: such roots. Write each covariance as $`S = F^\mathsf{T} F`$, with any $`F`$; then the trace is the sum of the singular
  //: values of $`F_1 F_2^\mathsf{T}`$. Where there are fewer images than features, the centred features themselves are an
  //: $`F`$, and the score is exact where the field's tools lose half of their digits.

  let network = try BookFeatures(.shapes)
  let real = network.extract(training.tensor(of: 0..<count))
  let other = network.extract(fresh.tensor(of: 0..<count))
  let fid = FeatureGaussian(other.features).squaredDistance(to: FeatureGaussian(real.features))
  let definition = frechetDistanceByRoots(FeatureStatistics(other.features), FeatureStatistics(real.features))
  page.print(
    """
    \(count.text) images of Shapes against \(count.text) others, \(network.featureCount) features:
    FID \(fid.text(.decimals(6))) by singular values, \(definition.text(.decimals(6))) by the definition
    """)
  page.expect("both ways give the same FID", abs(fid - definition) < 1e-6)
  page.record("realAgainstReal", fid, tolerance: 0.02)

  //: Here is the first lesson. These are two samples of one distribution, the best that any generator could do, and their FID
  //: is {{realAgainstReal}}, not 0. No score means anything without this one beside it.

  //: ## The Inception Score
  //:
  //: The older score needs no real images at all (Salimans 2016). An image is good if the classifier is sure what it shows;
  //: a *set* is good if it shows many things. With $`p(y|x)`$ the class probabilities of an image, $`p(y)`$ their mean over
  //: all images, and $`H`$ the entropy,
  //:
  //: ```math
  //: \mathrm{IS} = \exp\; \mathbb{E}_x\, \mathrm{KL}\bigl(p(y|x) \,\|\, p(y)\bigr)
  //:             = \exp\bigl(H(y) - H(y|x)\bigr).
  //: ```
  //:
  //: It lies between 1 and the number of classes. In a world of four classes:

  let worlds: [(images: String, logits: [Double])] = [
    ("sure, and all different", (0..<16).map { $0 % 5 == 0 ? 40 : 0 }),
    ("sure, and all the same", (0..<16).map { $0 % 4 == 0 ? 40 : 0 }),
    ("unsure", [Double](repeating: 0, count: 16)),
  ]
  let scores = worlds.map {
    InceptionScore(logits: Matrix(rows: 4, columns: 4, scalars: $0.logits), order: 0..<4, splits: 1).mean
  }
  page.table(
    header: ["four images of which the classifier is", "IS"],
    rows: zip(worlds, scores).map { [$0.images, $1.text(.decimals(3))] })
  page.expect(
    "the score is 4 at its best and 1 at its worst", zip(scores, [4, 1, 1]).allSatisfy { abs($0 - $1) < 1e-9 })

  //: ## Fidelity and variety, apart
  //:
  //: FID makes one number of two faults: images that look wrong, and images that are missing. *Precision* and *recall*
  //: (Kynkäänniemi 2019) keep them apart. Draw a ball around every real image, out to its fifth nearest neighbour among the
  //: real ones; precision is the share of fakes inside some ball. Exchange the roles, and you have recall, the share of real
  //: images inside some fake's ball.
  //:
  //: A single stray fake has a huge ball and may claim much of the data. So *density* and *coverage* (Naeem 2020) use the
  //: balls of real images only: density counts the balls that a fake lies in, coverage the balls that hold a fake.
  //:
  //: *KID* (Bińkowski 2018) is a FID that assumes no Gaussian: the mean similarity $`(x \cdot y / d + 1)^3`$ of features
  //: within each set, less twice that between the sets. Its estimate has no bias: for two samples of one distribution it is
  //: 0 on average, however few they are.
  //:
  //: All of them together, with chapter 2's generators as candidates. An interval says where chance alone would leave the
  //: score in 95 of 100 cases: the images are drawn again from themselves, and scored again.

  var candidates = [(name: "other real images", features: other)]
  for choice in [GeneratorChoice.enhanced, .plain] {
    let images = GeneratorSupply(name: "the \(choice) generator", generator: try shippedGenerator(choice))
    candidates.append((images.name, try network.extract(images, count: count, random: random.split("latents"))))
  }
  let scored = candidates.map { candidate in
    let scoring = Scoring(
      real: .features(real), fake: .features(candidate.features), seed: page.seed, resamples: isShort ? 20 : 100)
    return [ScoreMetric.fid, .kid, .inceptionScore, .neighbours].flatMap { scoring.values($0) }
  }
  page.table(
    header: ["score"] + candidates.map(\.name),
    rows: scored[0].indices.map { row in
      [scored[0][row].metric + (scored[0][row].estimator.hasSuffix("pairs") ? ", all pairs" : "")]
        + scored.map { $0[row].summary }
    }, caption: "Scores of \(count.text) images against \(count.text) training images, through \(network.name)")
  page.record(
    "precisionBefore", scored[1].first { $0.metric == "precision" }!.value, tolerance: 0.02, format: .decimals(2))
  page.expect(
    "the intervals of the three FIDs do not touch",
    scored[0][0].high! < scored[1][0].low! && scored[1][0].high! < scored[2][0].low!,
    from: .standard)
  page.expect(
    "KID of real images is 0 within three deviations of its subsets",
    abs(scored[0][1].value) < 3 * scored[0][1].deviation!)

  //: The small generators are far from the data, the enhanced one less far. Their precision is next to nothing and yet their
  //: recall is not: with so few fakes near the data, each fake's fifth neighbour is a long way off, and its ball holds
  //: half of the real images. They act like the stray fake of above. Coverage is not fooled.
  //: @hide
  try cheating(page, real, network, training: training, fresh: fresh, random: random)
  try bias(page, candidates, real, random: random)
  try equalMoments(page, random: random)
  try mistakes(page, real: real, other: other, training: training, fresh: fresh, network)
  try commandLine(page)
}

private func density(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
  let z = (x - gaussian.mean) / gaussian.deviation
  return exp(-z * z / 2) / (gaussian.deviation * (2 * .pi).squareRoot())
}

private func cheating(
  _ page: Page, _ real: ExtractedFeatures, _ network: BookFeatures, training: ImageDataset, fresh: ImageDataset,
  random: Random
) throws {
  //: @show

  //: ## Cheating all of them
  //:
  //: Now the six sets from the top of the page. [Each failure](source:Failures.swift#Failure) is made of real images, so it is known what is
  //: wrong: the training images themselves; one image of each mode, over and over; every second hue missing; noise; blur.

  let count = real.count
  let sets = Failure.allCases.map { failure in
    (failure, failure.images(count: count, fresh: fresh, training: training, random: random.split("\(failure)")))
  }
  try page.show(
    Filmstrip(frames: sets.map { ($0.0.rawValue, $0.1.slice(0..<10)) }, scale: 2),
    caption: "Six sets of images; only the first is what a perfect generator would make")

  let seen = sets.map { network.extract($0.1) }
  let reference = FeatureGaussian(real.features)
  let fid = seen.map { FeatureGaussian($0.features).squaredDistance(to: reference) }
  let kid = seen.map { KernelInceptionDistance.full(real.features, $0.features) * 1000 }
  let score = seen.map { InceptionScore(logits: $0.logits, splits: 1, random: random.split("is")).mean }
  let balls = seen.map { Neighbours(real: real.features, fake: $0.features) }
  page.table(
    header: ["images", "FID", "KID × 1000", "IS", "precision", "recall", "density", "coverage"],
    rows: sets.indices.map { i in
      [sets[i].0.rawValue, (abs(fid[i]) < 1e-9 ? 0 : fid[i]).text(.significant(3))]
        + [kid[i], score[i]].map { $0.text(.significant(3)) }
        + [balls[i].precision, balls[i].recall, balls[i].density, balls[i].coverage].map { $0.text(.decimals(2)) }
    })
  let names = sets.map(\.0.rawValue)
  func bars(_ title: String, _ values: [Double]) -> BarChart {
    BarChart(
      title, value: Axis(range: 0...1.2 * values.max()!), categories: names,
      [Series(title, y: values.map { max($0, 0) })])
  }
  try page.show(
    Panels(
      [
        bars("FID", fid), bars("IS", score), bars("precision", balls.map(\.precision)),
        bars("coverage", balls.map(\.coverage)),
      ],
      title: "What four scores say"),
    caption: "Four scores of the six sets: low is good for FID, high for the others")
  //: @hide
  func at(_ failure: Failure) -> Int { Failure.allCases.firstIndex(of: failure)! }
  for failure in Failure.allCases {
    let name = "\(failure)"
    page.record("fid.\(name)", max(fid[at(failure)], 0), tolerance: 0.1)
    page.record("is.\(name)", score[at(failure)], tolerance: 0.5)
    page.record("coverage.\(name)", balls[at(failure)].coverage, tolerance: 0.02, format: .percent(0))
    page.record("precision.\(name)", balls[at(failure)].precision, tolerance: 0.02, format: .decimals(2))
  }
  //: @show

  //: Read it row by row.
  //:
  //: *Memorised.* Every score is perfect. FID is {{fid.memorised}}, better than new real images, because the comparison is
  //: with the very images that were learnt. That is the answer to the prediction: none of them finds out. What finds out is
  //: looking for nearest neighbours among the training images, as chapter 5 does, or a comparison with images that
  //: were held back.

  page.expect("memorised images have FID 0", abs(fid[at(.memorised)]) < 1e-9)
  page.expect(
    "and all of their precision, recall and coverage",
    balls[at(.memorised)].precision == 1 && balls[at(.memorised)].recall == 1 && balls[at(.memorised)].coverage == 1)

  //: *One per mode.* Eighty pictures, repeated for ever. IS is {{is.onePerMode}}, and of new images {{is.none}}: it asks for sure
  //: classes and many of them, and never whether a class has more than one picture. FID rises from {{fid.none}} to
  //: {{fid.onePerMode}} only. Coverage, {{coverage.onePerMode}}, sees it at once.

  page.expect("IS is no worse for one image per mode", score[at(.onePerMode)] > 0.95 * score[at(.none)])
  page.expect("coverage is less than half", balls[at(.onePerMode)].coverage < 0.5, from: .standard)
  page.expect("FID finds it better than blur", fid[at(.onePerMode)] < fid[at(.blur)], from: .standard)

  //: *Half the modes.* Every picture is a real one, so precision is {{precision.droppedModes}}. What is missing only
  //: variety can show: coverage is {{coverage.droppedModes}}, and FID is worse than for any damaged picture.

  page.expect(
    "precision does not see missing modes", balls[at(.droppedModes)].precision > balls[at(.none)].precision - 0.05)
  page.expect("coverage does", balls[at(.droppedModes)].coverage < 0.65)
  page.expect(
    "FID takes missing modes for worse than noise or blur",
    fid[at(.droppedModes)] > max(fid[at(.noise)], fid[at(.blur)]), from: .standard)

  //: *Noise* and *blur* leave every mode in its place, and here precision falls first, to {{precision.noise}} and
  //: {{precision.blur}}. Which of the two is the lesser evil? FID says noise; look at both and decide for yourself. A score sees what its network
  //: learnt to see, and nobody asked this one for sharpness.

  page.expect(
    "precision sees noise and blur", max(balls[at(.noise)].precision, balls[at(.blur)].precision) < 0.7,
    from: .standard)
  //: @hide
}

private func bias(
  _ page: Page, _ candidates: [(name: String, features: ExtractedFeatures)], _ real: ExtractedFeatures, random: Random
) throws {
  //: @show

  //: ## More images, a better score
  //:
  //: FID falls as the number of images grows, though the generator stays the same: a covariance estimated from few images
  //: is noisy, and the formula counts noise as distance. In first order the excess is proportional to $`1/N`$ (Chong &
  //: Forsyth 2020). Against $`1/N`$ the scores lie on a line, and the line meets zero at the score of infinitely many
  //: images, *FID∞*.

  let reference = FeatureGaussian(real.features)
  let order = random.split("order").permutation(real.count)
  let counts = FIDExtrapolation.counts(upTo: real.count)
  let lines = candidates.map {
    FIDExtrapolation($0.features.features, order: order, counts: counts, against: reference)
  }
  try page.show(
    LinePlot(
      "FID and the number of images", x: Axis("1 / N", range: 0...(1 / Double(counts[0]))), y: "FID",
      zip(candidates, lines).map { candidate, line in
        Series(candidate.name, x: line.counts.map { 1 / Double($0) }.reversed(), y: Array(line.scores.reversed()))
      }),
    caption: "FID against one over the number of images: none of the three lines is flat, and no two are parallel")
  page.table(
    header: ["images", "FID, N = \(counts[0].text)", "FID, N = \(counts.last!.text)", "FID∞", "slope"],
    rows: zip(candidates, lines).map { candidate, line in
      [candidate.name] + [line.scores[0], line.scores.last!, line.limit, line.slope].map { $0.text(.significant(3)) }
    })
  page.expect("FID is higher with a tenth of the images", lines.allSatisfy { $0.scores[0] > $0.scores.last! })
  page.expect(
    "the limit lies below every score with all images", lines.allSatisfy { $0.limit < $0.scores.last! }, from: .standard
  )
  page.record("slopes", lines.map(\.slope).max()! / lines.map(\.slope).min()!, tolerance: 0.3, format: .significant(2))
  page.record("limit", lines[0].limit, tolerance: 0.05)

  //: Two warnings. The steepest line is {{slopes}} times as steep as the flattest: the bias depends on the generator, so even at equal $`N`$ a
  //: comparison is not quite fair. And the limit for real images is {{limit}}, not 0, because only the fakes went to infinity; the
  //: reference still has its own noise.
  //: @hide
}

private func equalMoments(_ page: Page, random: Random) throws {
  //: @show

  //: ## Equal moments, different worlds
  //:
  //: FID knows a mean and a covariance, and nothing else. Let the real "features" be eight clusters on a ring, and the fakes
  //: one Gaussian with the ring's mean and covariance. No eye would confuse them.

  let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.1)
  let clusters = ring.sample(count: 2000, random: random.split("ring"))
  // Along an axis a ring has half of its squared radius as variance, and each cluster adds its own.
  let cloud = random.split("cloud").normal([2000, 2], deviation: Float((2 + 0.01).squareRoot()))
  let again = ring.sample(count: 2000, random: random.split("again"))
  let rows = [("the Gaussian", cloud), ("another sample of the ring", again)].map { name, fakes in
    let (x, y) = (Matrix(clusters), Matrix(fakes))
    let balls = Neighbours(real: x, fake: y)
    return (
      name: name, fid: FeatureGaussian(y).squaredDistance(to: FeatureGaussian(x)),
      kid: KernelInceptionDistance.full(x, y), balls: balls
    )
  }
  try page.show(
    ScatterPlot(
      "Equal means, equal covariances", x: "first feature", y: "second feature",
      [Series("real", points: clusters), Series("fake", points: cloud)], opacity: 0.35),
    caption: "A ring of clusters and a Gaussian with the same mean and covariance")
  page.table(
    header: ["fakes", "FID", "KID", "precision", "coverage"],
    rows: rows.map {
      [
        $0.name, $0.fid.text(.decimals(4)), $0.kid.text(.decimals(4)), $0.balls.precision.text(.decimals(2)),
        $0.balls.coverage.text(.decimals(2)),
      ]
    })
  page.expect("FID is next to nothing beside the variances of 2", rows.allSatisfy { $0.fid < 0.02 })
  page.expect("KID sees no difference either", rows.allSatisfy { abs($0.kid) < 0.1 })
  page.expect(
    "precision and coverage do",
    rows[0].balls.precision < 0.3 && rows[1].balls.precision > 0.9 && rows[0].balls.coverage < 0.5)

  //: KID is blind here too: its kernel is a cube, so it compares moments up to the third, and by symmetry those agree as well.
  //: Scores that look at neighbours are not deceived.
  //: @hide
}

private func mistakes(
  _ page: Page, real: ExtractedFeatures, other: ExtractedFeatures, training: ImageDataset, fresh: ImageDataset,
  _ network: BookFeatures
) throws {
  let count = real.count
  let (realImages, images) = (training.tensor(of: 0..<count), fresh.tensor(of: 0..<count))
  func fid(_ images: Tensor, against reference: Tensor? = nil) -> Double {
    let reference = reference.map { network.extract($0).features } ?? real.features
    return FeatureGaussian(network.extract(images).features).squaredDistance(to: FeatureGaussian(reference))
  }
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: All of these have happened. The fakes are real images in every row, so whatever is added to a score is the mistake's.

  let right = FeatureGaussian(other.features).squaredDistance(to: FeatureGaussian(real.features))
  // Images that were made smaller: by averaging four pixels, or by keeping one of the four.
  let averaged = realImages.averagePooled(2).upsampled(by: 2)
  let carefully = fid(images.averagePooled(2).upsampled(by: 2), against: averaged)
  let carelessly = fid(images.everySecondPixel().upsampled(by: 2), against: averaged)
  // Sums of products in 32 bits, of features that are far from zero.
  let hasty = frechetDistanceByRoots(hastyStatistics(other.features), hastyStatistics(real.features))
  let few = FeatureGaussian(other.features.rows(0..<count / 10)).squaredDistance(to: FeatureGaussian(real.features))
  let population = FeatureGaussian(populationStatistics(other.features))
    .squaredDistance(to: FeatureGaussian(populationStatistics(real.features)))
  let byClass = (0..<count).sorted { fresh.labels[$0] < fresh.labels[$1] }
  let shuffled = InceptionScore(logits: other.logits, random: Random(seed: page.seed)).mean
  let inOrder = InceptionScore(logits: other.logits, order: byClass, splits: 10).mean
  let scaled = fid(images * 0.5 + 0.5)
  page.table(
    header: ["mistake", "score", "done right", "with the mistake"],
    rows: [
      ("pixels in [0, 1] for a network that expects [-1, 1]", "FID", right, scaled),
      ("images halved by dropping pixels, the reference by averaging", "FID", carefully, carelessly),
      ("covariance as E[xxᵀ] − μμᵀ in 32 bits, means near 1,000", "FID", right, hasty),
      ("a tenth of the images", "FID", right, few),
      ("covariance divided by N, not N − 1", "FID", right, population),
      ("images in the order of their classes, ten splits", "IS", shuffled, inOrder),
    ].map { [$0.0, $0.1, $0.2.text(.significant(4)), $0.3.text(.significant(4))] })
  page.expect("the wrong range costs more than everything else", scaled > 20 * right, from: .standard)
  page.expect("careless resizing makes the score worse by half", carelessly > 1.5 * carefully, from: .standard)
  page.expect("32 bits give a distance that is far from the right one", abs(hasty - right) > right)
  page.expect("a tenth of the images at least doubles the score", few > 2 * right)
  page.expect("unshuffled splits lose more than half of the score", inOrder < shuffled / 2)

  //: None of them raises an error. Each looks like a better or a worse generator. The 32-bit covariance may even give a
  //: squared distance below zero. The least of them is to divide by $`N`$ where $`N - 1`$ belongs; it
  //: *lowers* the score a little, most for those with few images.
  //:
  //: Some of the field's tools have traps of their own, which this book's code does not: the Inception Score of images among
  //: which a class never occurs is not a number, because 0 · log 0 is computed as it stands; and a set compared with itself
  //: has precision 0 where balls are open and points coincide.
  //: @hide
}

private func commandLine(_ page: Page) throws {
  //: @show

  //: ## From the command line
  //:
  //: The same scores for any two sets of images: folders of PNG files, data sets by name, checkpoints of chapter 5, statistics
  //: that were saved before.
  //:
  //: ```
  //: swift run score shapes generator-enhanced --samples 1000
  //: swift run score shapes --save shapes.safetensors.zst
  //: swift run score shapes.safetensors.zst generated/ --features book-shapes
  //: swift run score cifar10 generated/ --features inception:pt_inception-2015-12-05-6726825d.pth
  //: ```

  var command = ScoreCommand(real: "shapes", fake: "generator-enhanced")
  command.samples = page.profile == .quick ? 200 : 1000
  command.resamples = page.profile == .quick ? 10 : 100
  let table = try command.table(isQuiet: true)!
  page.print(table.text)
  page.record(
    "precisionAgain", table.scores.first { $0.metric == "precision" }!.value, tolerance: 0.02, format: .decimals(2))

  //: Everything that makes scores incomparable stands beside them: the number of images, the network, the resizing, the
  //: estimator. The column "real against real" has the same score of one half of the real images against the other, the best
  //: that could be hoped for.
  //:
  //: Compare its precision, {{precisionAgain}}, with {{precisionBefore}} further up, for the same generator and half as many images. No
  //: interval warned of that: it holds the real images fixed. A few of them lie far from all others, and with fewer images their
  //: balls are wider still, wide enough to take in fakes that resemble nothing. Balls need many images, on both sides.
  //:
  //: The last command uses the network of the field. [Inception v3 of 2015](source:Inception.swift#Inception) is part of this engine; its weights are a file
  //: of 91 MB that the authors of pytorch-fid publish, and are not part of the book. With them, and only with them, a score
  //: may be set beside published ones, if $`N`$, the reference and the resizing are theirs too.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. FID is the squared distance of two Gaussians in feature space; it sees means and covariances, and no more.
//: 2. IS asks for sure and varied classes; it never looks at real images, nor for two pictures of one class.
//: 3. Precision is about what is there, recall and coverage about what is missing. No score here sees memorising.
//: 4. FID is biased upwards by few images, differently for each generator. KID is not biased.
//: 5. A score without its N, its network, its resizing, an interval, and real images beside it says little.
//:
//: ## Exercises
//:
//: 1. Which deviation of the noise (in [`Failure.images`](source:Failures.swift#Failure.images)) costs as much FID as the
//:    blur? Predict, change it, and run `swift run chapter 7`.
//: 2. Does the order of the candidates depend on the sample? Compare `swift run chapter 7 --seed 2`.
//: 3. Train for a minute (`swift run chapter 5`), then score the run:
//:    `swift run score shapes runs/…/checkpoint.safetensors.zst --samples 2000`. Is it better than chapter 2's generators, and by more than its interval?
//: 4. Score a set against itself: `swift run score shapes shapes --samples 1000`. Why is KID below 0?
//: 5. How far do two disjoint sets of real images get? `swift run score shapes shapes-test --samples 500`, then 5000.
//:
//: Before this: [5 · Training](../05-training/README.md), where the images come from. In short: [the answer](../../answers/metrics.md).

/// The statistics of somebody in a hurry: products summed in 32 bits, of features moved to 1,000.
private func hastyStatistics(_ features: Matrix) -> FeatureStatistics {
  let x = Tensor(shape: [features.rows, features.columns], scalars: features.scalars.map { Float($0) + 1000 })
  let mean = x.mean(axes: [0])
  let products = matrixProduct(x, x, transposingFirst: true) / Float(features.rows)
  let column = mean.reshaped([features.columns, 1])
  return FeatureStatistics(
    count: features.rows, mean: mean.scalars.map(Double.init),
    covariance: Matrix(products - matrixProduct(column, column, transposingSecond: true)))
}

/// Statistics whose covariance is divided by N.
private func populationStatistics(_ features: Matrix) -> FeatureStatistics {
  let own = FeatureStatistics(features)
  return FeatureStatistics(
    count: own.count, mean: own.mean, covariance: own.covariance * (Double(own.count - 1) / Double(own.count)))
}

extension Tensor {
  /// Images of half the size, of every second pixel of every second row.
  fileprivate func everySecondPixel() -> Tensor {
    let (count, height, width, channels) = (shape[0], shape[1] / 2, shape[2] / 2, shape[3])
    return reshaped([count, height, 2, width, 2, channels]).slice(0..<1, axis: 2).slice(0..<1, axis: 4)
      .reshaped([count, height, width, channels])
  }
}
