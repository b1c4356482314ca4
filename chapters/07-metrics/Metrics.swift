import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: # 7 · Metrics
//:
//: A GAN's losses say who is winning, and not whether the pictures are any good: chapter 4 showed that an even game proves
//: nothing. Eyes tire, and see what they hope for. So how can anyone tell how well a generator does?
//:
//: This chapter builds the numbers that the field goes by, from their definitions, and then does to each what is rarely
//: done: it cheats them. Below are six sets of images, five of them made to be wrong, each in its own way.
//:
//: ![Six sets of images](figures/01-six-sets-of-images-only-the-first.png)
//:
//: ```
//: swift run chapter 7
//: ```
//:
//: It takes about a minute on two cores, on the book's own images, *Shapes*.
//:
//: **Before you read on, predict:** a generator has learnt nothing but its training images by heart. Which scores will
//: find that out?

//: ## What a score compares
//:
//: Two sets of images cannot be compared pixel by pixel: an image moved by one pixel is far from itself. So a network
//: that has learnt to see looks at every image first, and what it makes of it, its *features*, is compared. The field uses
//: Inception v3, trained on photographs of a thousand classes; this page uses a small classifier of the 80 modes of
//: Shapes that [the book trained itself](source:FeatureTraining.swift). **Scores depend on the network.** Those on this page are
//: good for comparing its sets of images with each other, and must never be set beside a published FID or IS.

//: ## Two Gaussians
//:
//: Most of this chapter rests on one formula. Take two Gaussians on a line. To turn one into the other with the least
//: effort, keep the order: move the lowest part to the lowest, the highest to the highest. The point $`z`$ deviations above the
//: one mean goes to the point $`z`$ deviations above the other, a way of $`\mu_1 - \mu_2 + (\sigma_1 - \sigma_2) z`$. Its mean square
//: is the squared *Fréchet distance*:
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2 = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2 \sqrt{\sigma_1^2 \sigma_2^2}.
//: ```
//:
//: With many features, variances become covariance matrices, and the last root becomes the root of a matrix (Dowson & Landau 1982):
//:
//: ```math
//: d^2 = |\mu_1 - \mu_2|^2 + \operatorname{tr} S_1 + \operatorname{tr} S_2 - 2 \operatorname{tr} \sqrt{\sqrt{S_1}\, S_2 \sqrt{S_1}}.
//: ```
//:
//: A symmetric matrix has a root in the plainest sense: write it as $`V^\mathsf{T} \Lambda V`$, with its eigenvalues on the diagonal of
//: $`\Lambda`$, and take the root of each. That is the formula, word for word:

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
  let failures = Failure.allCases.map { failure in
    (failure, failure.images(count: count, fresh: fresh, training: training, random: random.split("\(failure)")))
  }
  page.record("images", count)
  //: @show

  //: Two checks, since everything hangs on it. On the line, sorting two samples pairs them in order, and the mean square of their differences
  //: estimates $`d^2`$ without any formula; and for matrices there are pairs whose distance can be worked out by hand.

  let (first, second) = ((mean: 0.0, deviation: 1.0), (mean: 3.0, deviation: 2.0))
  let samples = [first, second].map { gaussian in
    random.normal([20_000], mean: Float(gaussian.mean), deviation: Float(gaussian.deviation)).scalars.sorted()
  }
  let bySorting = zip(samples[0], samples[1]).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / 20_000
  let onTheLine = pow(first.mean - second.mean, 2) + pow(first.deviation - second.deviation, 2)
  func gaussian(_ mean: [Double], _ covariance: [Double]) -> FeatureStatistics {
    FeatureStatistics(count: 2, mean: mean, covariance: Matrix(rows: 2, columns: 2, scalars: covariance))
  }
  let byHand = 6 - 2 * (3.0.squareRoot() + 1)
  let computed = frechetDistanceByRoots(gaussian([0, 0], [2, 1, 1, 2]), gaussian([0, 0], [1, 0, 0, 1]))
  page.table(
    header: ["Gaussians", "by the formula", "another way"],
    rows: [
      ["N(0, 1²) and N(3, 2²)", onTheLine.text(.decimals(3)), "\(bySorting.text(.decimals(3))) by sorting samples"],
      [
        "covariances (2 1; 1 2) and 1", computed.text(.decimals(6)),
        "\(byHand.text(.decimals(6))) by hand: the roots of 3 and 1",
      ],
    ])
  page.expect("sorted samples agree with the formula on the line to 3%", abs(bySorting / onTheLine - 1) < 0.03)
  page.expect("the matrix formula agrees with the one worked out by hand", abs(computed - byHand) < 1e-12)

  try page.show(
    LinePlot(
      "What moves, and how far", x: "a feature", y: "density",
      [
        Series("N(0, 1²)", over: -5...10) { density($0, first) },
        Series("N(3, 2²)", over: -5...10) { density($0, second) },
      ], references: [.vertical(first.mean), .vertical(second.mean)]),
    caption: "Two Gaussians on a line: the means move by 3, and every point one deviation out by 1 more or less")

  //: ## The Fréchet Inception Distance
  //:
  //: *FID* (Heusel 2017) calls the features of each set a Gaussian, with the mean and the covariance that they have, and takes the distance
  //: of the two. 0 is best; there is no worst. The definition above would do, but roots of eigenvalues that should be zero and are
  //: not quite cost digits. So the book
  //: [computes it](source:FrechetDistance.swift#FeatureGaussian.squaredDistance) from any factors $`S = F^\mathsf{T} F`$: the trace of the root is the sum of the singular values
  //: of $`F_1 F_2^\mathsf{T}`$, and nothing is ever squared. When there are fewer images than features, the centred features themselves are the
  //: factor, and the result is exact.

  let network = try BookFeatures(.shapes)
  let real = network.extract(training.tensor(of: 0..<count))
  let other = network.extract(fresh.tensor(of: 0..<count))
  let reference = FeatureGaussian(real.features)
  let byFactors = FeatureGaussian(other.features).squaredDistance(to: reference)
  let byRoots = frechetDistanceByRoots(FeatureStatistics(other.features), FeatureStatistics(real.features))
  page.print(
    "real images against other real images: FID \(byFactors.text(.significant(4))) by factors, \(byRoots.text(.significant(4))) by roots"
  )
  page.expect("both ways give the same FID", abs(byFactors - byRoots) < 1e-6 * reference.trace)
  page.record("realAgainstReal", byFactors, tolerance: 0.02)

  //: That is the first lesson. These are two samples of one distribution, the best that any generator could do, and FID is
  //: {{realAgainstReal}}, not 0. Keep the number in mind: it is the ceiling of every score on this page.

  //: ## Scores with their ceiling
  //:
  //: Now real candidates: chapter 2's two generators, {{images}} images each. Behind every score stands an interval, from
  //: drawing the images again from themselves a hundred times. Behind it stand three more scores, explained below.

  let candidates: [(name: String, features: ExtractedFeatures)] =
    try [("other real images", other)]
    + [GeneratorChoice.enhanced, .plain].map { choice in
      let generator = try shippedGenerator(choice)
      let latents = random.split("latents").normal([count, generator.latentSize])
      let images = stride(from: 0, to: count, by: 200).map { start in
        withoutHistory { generator(latents.slice(start..<start + 200), .inference) }
      }
      return ("the \(choice) generator", network.extract(.concatenate(images)))
    }
  let scored = candidates.map { candidate in
    Scoring(real: real, fake: candidate.features, seed: page.seed, resamples: isShort ? 20 : 100)
  }
  let fids = scored.map { $0.scores(.fid)[0] }
  page.table(
    header: ["images", "FID", "95% of chance", "KID × 1000", "IS", "precision", "recall"],
    rows: zip(candidates, scored).enumerated().map { index, row in
      let (candidate, scoring) = row
      let neighbours = Neighbours(real: real.features, fake: candidate.features.features)
      return [
        candidate.name, fids[index].value.text(.significant(3)),
        "\(fids[index].low!.text(.significant(3))) to \(fids[index].high!.text(.significant(3)))",
        (KernelInceptionDistance.full(real.features, candidate.features.features) * 1000).text(.significant(3)),
        scoring.scores(.inceptionScore)[0].value.text(.significant(3)),
        neighbours.precision.text(.decimals(2)), neighbours.recall.text(.decimals(2)),
      ]
    }, caption: "Against \(count.text) training images, through \(network.name)")
  page.expect(
    "no generator is as near to the data as the data is to itself", fids[1...].allSatisfy { $0.low! > fids[0].high! })
  //: @hide
  try failuresAndScores(page, failures, real, network, isShort: isShort)
  try biasOfFID(page, candidates, real, random, isShort: isShort)
  try equalMoments(page, random, isShort: isShort)
  try classicMistakes(page, real: real, other: other, fresh: fresh, network, isShort: isShort)
}

private func density(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
  let z = (x - gaussian.mean) / gaussian.deviation
  return exp(-z * z / 2) / (gaussian.deviation * (2 * .pi).squareRoot())
}

private func failuresAndScores(
  _ page: Page, _ failures: [(Failure, Tensor)], _ real: ExtractedFeatures, _ network: BookFeatures, isShort: Bool
) throws {
  //: @show

  //: ## The Inception Score
  //:
  //: The older score needs no real images (Salimans 2016). A good image is one that the classifier is sure about; a good *set* is one
  //: whose classes vary. With $`p(y|x)`$ the class probabilities of an image and $`p(y)`$ their mean,
  //:
  //: ```math
  //: \mathrm{IS} = \exp \mathbb{E}_x \, \mathrm{KL}\big(p(y|x) \,\|\, p(y)\big) = \exp\big(H(y) - H(y|x)\big),
  //: ```
  //:
  //: between 1 and the number of classes. Four pictures of a world with four classes show what it rewards:

  let sure = 12.0
  let worlds: [(String, [Double])] = [
    ("sure, and all different", (0..<16).map { $0 % 5 == 0 ? sure : 0 }),
    ("sure, and all the same", (0..<16).map { $0 % 4 == 0 ? sure : 0 }),
    ("unsure", (0..<16).map { _ in 0 }),
  ]
  let inceptionScores = worlds.map {
    InceptionScore(logits: Matrix(rows: 4, columns: 4, scalars: $0.1), order: 0..<4, splits: 1).mean
  }
  page.table(
    header: ["four images are", "IS"], rows: zip(worlds, inceptionScores).map { [$0.0, $1.text(.decimals(3))] })
  page.expect(
    "the score is the number of classes at its best, and 1 at its worst",
    abs(inceptionScores[0] - 4) < 1e-2 && abs(inceptionScores[1] - 1) < 1e-9 && abs(inceptionScores[2] - 1) < 1e-9)

  //: ## Fidelity and variety, apart
  //:
  //: FID puts two faults into one number: images that look wrong, and images that are missing. *Precision* and *recall* (Kynkäänniemi
  //: 2019) keep them apart. Draw a ball around every real image, to its fifth nearest neighbour among the real ones. Precision is the share of
  //: fakes inside some ball; recall is the same with the roles exchanged. One stray fake has a huge ball, and can claim half of the data; so
  //: *density* and *coverage* (Naeem 2020) draw balls around real images only, and count fakes in balls, and balls with fakes.
  //:
  //: And *KID* (Bińkowski 2018) is FID without the Gaussian: the mean similarity $`(x \cdot y / d + 1)^3`$ within both sets, less twice that across.
  //: Its estimate is unbiased: for equal distributions it is 0 on average, at any number of images.

  //: ## Cheating all of them
  //:
  //: Here are the six sets from the top of the page. Each but the first is wrong in one known way.

  try page.show(
    Filmstrip(
      frames: failures.map { ($0.0.rawValue, $0.1.slice(0..<10)) }, scale: 2),
    caption: "Six sets of images; only the first is what a perfect generator would make")

  //: And here is what every score says of them.

  let extracted = failures.map { (failure: $0.0, features: network.extract($0.1)) }
  let reference = FeatureGaussian(real.features)
  let fid = extracted.map { FeatureGaussian($0.features.features).squaredDistance(to: reference) }
  let kid = extracted.map { KernelInceptionDistance.full(real.features, $0.features.features) * 1000 }
  let inception = extracted.map {
    InceptionScore(logits: $0.features.logits, splits: isShort ? 2 : 10, random: Random(seed: page.seed)).mean
  }
  let neighbours = extracted.map { Neighbours(real: real.features, fake: $0.features.features) }
  page.table(
    header: ["images", "FID", "KID × 1000", "IS", "precision", "recall", "density", "coverage"],
    rows: extracted.indices.map { i in
      [
        extracted[i].failure.rawValue, (abs(fid[i]) < 1e-9 ? 0 : fid[i]).text(.significant(3)),
        kid[i].text(.significant(3)),
        inception[i].text(.significant(3)), neighbours[i].precision.text(.decimals(2)),
        neighbours[i].recall.text(.decimals(2)), neighbours[i].density.text(.decimals(2)),
        neighbours[i].coverage.text(.decimals(2)),
      ]
    })
  //: @hide
}

private func biasOfFID(
  _ page: Page, _ candidates: [(name: String, features: ExtractedFeatures)], _ real: ExtractedFeatures,
  _ random: Random, isShort: Bool
) throws {
  //: @show

  //: ## More images, a better score
  //:
  //: FID falls as the number of images grows, though the generator stays the same. A covariance estimated from few images is
  //: noisy, and the formula counts noise as distance. In first order the excess is proportional to $`1/N`$ (Chong & Forsyth 2020): against
  //: $`1/N`$ the scores lie on a line, and where it meets zero is the score of infinitely many images, *FID∞*.

  let reference = FeatureGaussian(real.features)
  let counts = FIDExtrapolation.counts(upTo: real.count)
  let lines = candidates.map { candidate in
    FIDExtrapolation(
      candidate.features.features, order: random.split("order").permutation(real.count), counts: counts,
      against: reference)
  }
  try page.show(
    LinePlot(
      "FID and the number of images", x: Axis("1 / N", range: 0...(1 / Double(counts[0]))), y: "FID",
      zip(candidates, lines).map { candidate, line in
        Series(candidate.name, x: line.counts.reversed().map { 1 / Double($0) }, y: line.scores.reversed())
      }),
    caption: "FID against one over the number of images: a line for each, and none of them flat")
  page.table(
    header: ["images", "FID at N = \(counts[0].text)", "at N = \(counts.last!.text)", "FID∞", "slope"],
    rows: zip(candidates, lines).map { candidate, line in
      [candidate.name] + [line.scores[0], line.scores.last!, line.limit, line.slope].map { $0.text(.significant(3)) }
    })
  page.expect("FID falls with every tenfold of images", lines.allSatisfy { $0.scores[0] > $0.scores.last! })
  //: @hide
}

private func equalMoments(_ page: Page, _ random: Random, isShort: Bool) throws {
  //: @show

  //: ## Equal moments, different worlds
  //:
  //: FID sees a mean and a covariance, and nothing else. Let the real "features" be a ring of eight clusters in the plane, and the
  //: fakes one Gaussian with the ring's mean and covariance. No eye would confuse them.

  let count = isShort ? 500 : 2000
  let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.1)
  let clusters = ring.sample(count: count, random: random.split("ring"))
  // A ring's variance along an axis is radius² / 2, plus a cluster's own.
  let cloud = random.split("cloud").normal([count, 2], deviation: Float(2.01.squareRoot()))
  let (x, y) = (Matrix(clusters), Matrix(cloud))
  let again = Matrix(ring.sample(count: count, random: random.split("again")))
  let (byFID, ceiling) = (
    FeatureGaussian(y).squaredDistance(to: FeatureGaussian(x)),
    FeatureGaussian(again).squaredDistance(to: FeatureGaussian(x))
  )
  let (byKID, kidCeiling) = (KernelInceptionDistance.full(x, y), KernelInceptionDistance.full(x, again))
  let (balls, ballCeiling) = (Neighbours(real: x, fake: y), Neighbours(real: x, fake: again))
  try page.show(
    ScatterPlot(
      "Equal means, equal covariances", x: "first feature", y: "second feature",
      [Series("real", points: clusters), Series("fake", points: cloud)], opacity: 0.35),
    caption: "A ring of clusters and a Gaussian with the same mean and covariance")
  page.table(
    header: ["fakes", "FID", "KID", "precision", "coverage"],
    rows: [
      [
        "the Gaussian", byFID.text(.significant(2)), byKID.text(.significant(2)), balls.precision.text(.decimals(2)),
        balls.coverage.text(.decimals(2)),
      ],
      [
        "another sample of the ring", ceiling.text(.significant(2)), kidCeiling.text(.significant(2)),
        ballCeiling.precision.text(.decimals(2)), ballCeiling.coverage.text(.decimals(2)),
      ],
    ])
  //: @hide
}

private func classicMistakes(
  _ page: Page, real: ExtractedFeatures, other: ExtractedFeatures, fresh: ImageDataset, _ network: BookFeatures,
  isShort: Bool
) throws {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: All of these have happened in published work. The images are the same real ones throughout: every difference in the table is
  //: a mistake.
  //: @hide

  let count = real.count
  let images = fresh.tensor(of: 0..<count)
  let reference = FeatureGaussian(real.features)
  func fid(_ images: Tensor) -> Double {
    FeatureGaussian(network.extract(images).features).squaredDistance(to: reference)
  }
  let right = FeatureGaussian(other.features).squaredDistance(to: reference)
  let averaged = images.averagePooled(2).upsampled(by: 2)
  let picked = images.everySecondPixel().upsampled(by: 2)
  let far = Float(1000)
  let sloppy = frechetDistanceByRoots(
    hastyStatistics(other.features, shift: far), hastyStatistics(real.features, shift: far))
  let order = fresh.labels[..<count].indices.sorted { fresh.labels[$0] < fresh.labels[$1] }
  let splits = isShort ? 2 : 10
  let shuffled = InceptionScore(logits: other.logits, splits: splits, random: Random(seed: page.seed)).mean
  let sorted = InceptionScore(logits: other.logits, order: order, splits: splits).mean
  let half = FeatureGaussian(other.features.rows(0..<count / 10)).squaredDistance(to: reference)
  let biased = populationFID(other.features, real.features)
  page.table(
    header: ["mistake", "score", "done right", "with the mistake"],
    rows: [
      [
        "pixels in [0, 1] for a network of [-1, 1]", "FID", right.text(.significant(3)),
        fid(images * 0.5 + 0.5).text(.significant(3)),
      ],
      [
        "halved by dropping pixels, not by averaging", "FID", fid(averaged).text(.significant(3)),
        fid(picked).text(.significant(3)),
      ],
      [
        "covariance as E[xxᵀ] − μμᵀ in 32 bits, features near 1,000", "FID", right.text(.significant(3)),
        sloppy.text(.significant(3)),
      ],
      ["a tenth of the images", "FID", right.text(.significant(3)), half.text(.significant(3))],
      ["covariance divided by N instead of N − 1", "FID", right.text(.significant(5)), biased.text(.significant(5))],
      ["splits in the order of the classes", "IS", shuffled.text(.significant(3)), sorted.text(.significant(3))],
    ])
}
//: @show

//: ## In five lines
//:
//: 1. .

/// The statistics of somebody in a hurry: sums of products in 32 bits, of features far from zero.
private func hastyStatistics(_ features: Matrix, shift: Float) -> FeatureStatistics {
  let x = Tensor(shape: [features.rows, features.columns], scalars: features.scalars.map { Float($0) + shift })
  let mean = x.mean(axes: [0])
  let products = matrixProduct(x, x, transposingFirst: true) / Float(features.rows)
  let outer = matrixProduct(mean.reshaped([features.columns, 1]), mean.reshaped([1, features.columns]))
  return FeatureStatistics(
    count: features.rows, mean: mean.scalars.map(Double.init), covariance: Matrix(products - outer))
}

/// FID with covariances divided by N.
private func populationFID(_ x: Matrix, _ y: Matrix) -> Double {
  let statistics = [x, y].map { features in
    let own = FeatureStatistics(features)
    return FeatureGaussian(
      mean: own.mean, covariance: own.covariance * (Double(own.count - 1) / Double(own.count)))
  }
  return statistics[0].squaredDistance(to: statistics[1])
}

extension Tensor {
  /// Images of half the size, of every second pixel of every second row.
  fileprivate func everySecondPixel() -> Tensor {
    let (count, height, width, channels) = (shape[0], shape[1] / 2, shape[2] / 2, shape[3])
    return reshaped([count, height, 2, width, 2, channels]).slice(0..<1, axis: 2).slice(0..<1, axis: 4)
      .reshaped([count, height, width, channels])
  }
}
