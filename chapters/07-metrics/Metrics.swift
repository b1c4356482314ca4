import Datasets
import Engine
import Evaluation
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: # 7 · Metrics
//:
//: A GAN's losses do not tell whether its images are good, and people who look at many images see what they hope for, so
//: papers report scores. This chapter tries to fool five of them with six sets of images.
//:

//: {fold: the picture of six sets}
func showSixSets(_ page: Page, of draw: MetricsDraw) throws {
  try page.show(
    Filmstrip(frames: Failure.allCases.map { ($0.rawValue, $0.images(of: draw).slice(0..<10)) }, scale: 2),
    caption: "Each row shows ten images of a set. Only the first has no fault",
    alternative: """
      Six rows of ten coloured figures. In the row of noise every figure is grainy, and in that of blur every figure is \
      soft. In the other four rows each figure looks right by itself
      """)
}

//: All six are made from real images ([code](source:Failures.swift#Failure)):
//:
//: - *new images*: what a perfect generator would make;
//: - *memorised*: the training images themselves, with which most scores compare;
//: - *one per mode*: one new image of each of the 80 modes, repeated;
//: - *half the modes*: new images, but with every second hue missing;
//: - *noise* and *blur*: new images, made noisy or blurred.
//:
//: **A generator that has learnt its training images by heart draws the second row. Which scores will notice?** ([The
//: answer](#cheating-all-of-them).)
//:
//: ```
//: swift run chapter 7
//: ```

//: ## What a score compares
//:
//: An image that is shifted by one pixel looks the same although its pixels differ, so every image first goes through a
//: trained network. {define: The *features* of an image are the numbers that a trained network, usually
//: a classifier, computes from it in one of its last layers.} Images that look alike to the network have similar features:
//: every image becomes a point, and a set of images a cloud.
//:
//: The field's standard network is Inception v3, which was trained on photographs. This page uses a small classifier of
//: Shapes' 80 modes ([code](source:Sources/Metrics/Features/FeatureTraining.swift)), so **no score in this book can be
//: compared with a score in a paper** ([how to get one that can](#appendix-a-score-to-compare-with-a-papers)). And no score
//: sees what its network does not ([an example](../05-training/README.md#what-the-score-does-not-see)).

//: ## Two Gaussians
//:
//: How far apart are two clouds? Suppose that there is only one feature, in which each cloud is a Gaussian, with means
//: $`\mu_1, \mu_2`$ and deviations $`\sigma_1, \sigma_2`$.
//: {define: The squared *Fréchet distance* of two Gaussians is the smallest possible mean cost of moving the points of one
//: until they form the other, where a move of length l costs l².} On a line it is
//: ([why](#appendix-the-distance-with-many-features)):
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2.
//: ```
//:
//: For the two Gaussians in the plot it is $`(0 - 3)^2 + (1 - 2)^2 = 10`$. In the right plot a curve's height is the share of
//: the points that lie farther left. As 95% of the real points lie left of {{realMark}}, and 95% of the generated ones left of
//: {{fakeMark}}, the highest arrow leads from the one place to the other.
//:
//: @hide
/// The squared Fréchet distance of two Gaussians as its definition reads.
func frechetDistanceByRoots(_ first: FeatureStatistics, _ second: FeatureStatistics) -> Double {
  let (s1, s2) = (first.covariance, second.covariance)
  let root = SymmetricEigen(s1).map { max($0, 0).squareRoot() }
  let overlap = SymmetricEigen.values(of: root * s2 * root).reduce(0) { $0 + max($1, 0).squareRoot() }
  let meanTerm = zip(first.mean, second.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  return meanTerm + s1.trace + s2.trace - 2 * overlap
}

func metricsChapter(_ page: Page) throws {
  let isShort = page.profile == .quick
  let count = isShort ? 400 : 2500
  let random = Random(seed: page.seed)
  page.dataSet(DataStamp(.shapes))
  page.record("images", count)
  //: @show

  //: {fold: the plot of both Gaussians}
  let (first, second) = ((mean: 0.0, deviation: 1.0), (mean: 3.0, deviation: 2.0))
  let onTheLine = pow(first.mean - second.mean, 2) + pow(first.deviation - second.deviation, 2)
  // Ten tenths of each Gaussian, each at its middle. In order, each tenth of the one goes to the same tenth of the other.
  let tenths = (0..<10).map { tenth in
    (share: (Double(tenth) + 0.5) / 10, deviations: normalQuantile((Double(tenth) + 0.5) / 10))
  }
  let ends = tenths.map { tenth in
    [first, second].map { [Float($0.mean + tenth.deviations * $0.deviation), Float(tenth.share)] }
  }
  let ways = ends.map { Double($0[1][0] - $0[0][0]) }
  try page.show(
    Panels(
      [
        LinePlot(
          "Two Gaussians on a line", x: "a feature", y: "density",
          [
            Series("real, N(0, 1²)", over: -5...10, as: .real) { density($0, first) },
            Series("generated, N(3, 2²)", over: -5...10, as: .generated) { density($0, second) },
          ]),
        LinePlot(
          "The same, by shares", x: "a feature", y: Axis("share farther left", range: 0...1),
          [
            Series("real, N(0, 1²)", over: -5...10, as: .real) { shareBelow($0, first) },
            Series("generated, N(3, 2²)", over: -5...10, as: .generated) { shareBelow($0, second) },
          ], arrows: VectorField(from: Tensor(ends.map { $0[0] }), to: Tensor(ends.map { $0[1] }))),
      ]),
    caption: """
      Two Gaussians as bells, and the share of each to the left of a place. Each arrow moves a tenth of the points; their \
      mean squared length is about d²
      """,
    alternative: """
      Left: a narrow, high bell around 0 and a wide, low bell around 3. Right: two curves that rise from 0 to 1, the \
      narrow bell's before the wide one's, and ten arrows from the first to the second. The higher the arrow, the longer
      """)

  //: {fold: the claims}
  page.expect("d² of the two Gaussians is 10", abs(onTheLine - 10) < 1e-9)
  // The highest arrow, whose share is 0.95.
  page.record("realMark", Double(ends[9][0][0]), tolerance: 0.01, format: .decimals(1))
  page.record("fakeMark", Double(ends[9][1][0]), tolerance: 0.01, format: .decimals(1))
  page.expect(
    "the mean squared length of the ten arrows is within a twentieth of d²",
    abs(ways.map { $0 * $0 }.mean() / onTheLine - 1) < 0.05)

  //: ## The Fréchet Inception Distance
  //:
  //: {define: The *Fréchet Inception Distance* (FID;
  //: Heusel 2017) of two sets of images is the squared Fréchet distance of the two Gaussians that have the mean and the
  //: covariance of their features.} With any other network than Inception the score is called *FD* (Stein 2023).
  //: {define: A *covariance matrix* has the variance of every feature on its diagonal, and its other entries say how much two
  //: features vary together.} With the means $`\mu_1, \mu_2`$, the covariance matrices $`S_1, S_2`$, and the *trace* tr, which
  //: is the sum of a matrix's diagonal, the distance has three terms:
  //:
  //: ```math
  //: d^2 = |\mu_1 - \mu_2|^2 + \mathrm{tr}(S_1 + S_2)
  //:     - 2\, \mathrm{tr}\, \sqrt{\sqrt{S_1}\, S_2 \sqrt{S_1}}.
  //: ```
  //:
  //: The first compares the means. The second adds up all variances of both sets, and the third takes away what the two
  //: covariances have in common, so that nothing is left of both terms if the covariances are equal.
  //:
  //: **What do real images get, compared with other real images?** The number after ± is the [standard
  //: deviation](source:Sources/Metrics/Distances/Spread.swift#Spread) over three draws
  //: ([code](source:MetricsDraw.swift#MetricsDraw)).

  //: {fold: the FD of real images}
  let network = try BookFeatures(for: .shapes)
  let draws = try MetricsDraw.draws(isShort ? 1 : 3, of: count, through: network, random: random, page)
  let ceiling = Spread(draws.map { squaredFrechetDistance($0.other.features, $0.real.features) })
  page.print(
    """
    \(count.text) images of Shapes against \(count.text) different ones, \(network.featureCount) features:
    FD \(ceiling.withDecimals(2)) over \(draws.count) draws
    """)

  //: {fold: the claim}
  page.expect("in every draw the FD of two samples of one distribution is above 0.1", ceiling.least > 0.1)

  //: **Even real images do not get 0**, because two samples never have exactly the same mean and covariance. A perfect
  //: generator does no better on average, so put this number beside every FD.
  //:
  //: **Which of the six sets [at the top](#7--metrics) has the lowest FD, and which the highest?** And does a
  //: network that was trained on photographs agree?

  //: {fold: the table of six FDs}
  // An `ExtractedFeatures` is what the network makes of a set of images, and a `Failure` is what is wrong with the set.
  let sixSets: [[ExtractedFeatures]] = Failure.allCases.map { failure in
    draws.map { $0.features(of: failure, through: network) }
  }
  let sixDistances = sixSets.map { sets in
    Spread(zip(draws, sets).map { squaredFrechetDistance($1.features, $0.real.features) })
  }
  // CIFAR-10's network is slow, so its FDs come with the book. They are those of seed 1, whatever the page's seed is.
  let (seen, often) = isShort ? (100, 1) : (count, draws.count)
  let ofPhotographs = try page.cached("six-sets", configuration: ["images": seen, "draws": often], seed: 1) {
    let other = try BookFeatures(for: .cifar10)
    let values = try MetricsDraw.draws(often, of: seen, through: network, random: Random(seed: 1), page)
      .flatMap { $0.distances(through: other).map { Float($0) } }
    return ["distances": Tensor(shape: [often, Failure.allCases.count], scalars: values)]
  }
  let stored = try ofPhotographs.values("distances", [often, Failure.allCases.count])
  let otherDistances = Failure.allCases.indices.map { set in
    Spread((0..<often).map { stored[$0 * Failure.allCases.count + set] })
  }
  /// The sets from the lowest mean FD to the highest.
  func order(_ distances: [Spread]) -> [String] {
    zip(Failure.allCases, distances).sorted { $0.1.mean < $1.1.mean }.map(\.0.rawValue)
  }
  page.table(
    header: ["images", "FD ↓ in Shapes' network", "FD ↓ in CIFAR-10's network"],
    rows: Failure.allCases.indices.map { set in
      [Failure.allCases[set].rawValue] + [sixDistances, otherDistances].map { $0[set].withDecimals(2) }
    },
    caption: "Memorised images have FD 0 in both networks", behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "memorised images have FD 0 in both networks", sixDistances[1].most < 1e-9 && otherDistances[1].most < 1e-6)
  page.expect(
    "in Shapes' network half the modes has the highest mean FD",
    sixDistances.allSatisfy { $0.mean <= sixDistances[3].mean }, from: .standard)
  page.expect(
    "in CIFAR-10's network noise has the highest mean FD",
    otherDistances.allSatisfy { $0.mean <= otherDistances[4].mean }, from: .standard)
  page.expect(
    "the two networks put the six sets in different orders", order(sixDistances) != order(otherDistances),
    from: .standard)

  //: **Which fault counts most depends on the network: in Shapes' half the modes, in CIFAR-10's noise.** A likely reason
  //: is that a hue is half of a mode's name in Shapes, while the animals and vehicles of CIFAR-10 seldom differ in hue alone.

  //: ## The Inception Score
  //:
  //: An older score needs only a classifier, and no real images. {define: The *entropy* of class probabilities,
  //: $`H = -\sum p \log p`$, measures how undecided they are: 0 if one class has all the probability, and the logarithm of
  //: the number of classes if all are equally likely.} Let $`H(y|x)`$ be the mean entropy of the images' probabilities, and
  //: $`H(y)`$ the entropy of their mean. {define: The *Inception Score* (IS; Salimans 2016) of a set of images is
  //: $`\exp(H(y) - H(y|x))`$: it is high if the classifier is confident about every image and the classes are many.}
  //:
  //: Take four images and four classes ([code](source:Sources/Metrics/Distances/InceptionScore.swift#InceptionScore)). If the
  //: classifier is certain of each image, and each shows another class, then $`H(y) = \log 4`$ and $`H(y|x) = 0`$: the score
  //: is 4. If it is undecided between all classes at every image, both are $`\log 4`$, and the score is 1. So **one picture of
  //: each class is enough for the highest value.**

  //: {fold: the scores of four images}
  // A logit of 40 is a confident answer.
  let answers: [Matrix] = [
    .diagonal([40, 40, 40, 40]), .diagonal([40, 0, 0, 0]).rows([0, 0, 0, 0]), .zeros(4, 4),
  ]
  let scores = answers.map { InceptionScore(logits: $0, order: 0..<4, splits: 1).mean }
  page.expect(
    "the three sets of answers have the scores 4, 1 and 1", zip(scores, [4, 1, 1]).allSatisfy { abs($0 - $1) < 1e-9 })
  // The two sets that readers score on paper.
  let certain = Matrix(rows: 4, columns: 4, scalars: [40, 0, 0, 0, 40, 0, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0])
  let undecided = Matrix(rows: 4, columns: 4, scalars: [40, 40, 0, 0, 40, 40, 0, 0, 0, 0, 40, 40, 0, 0, 40, 40])
  let onPaper = [certain, undecided].map { InceptionScore(logits: $0, order: 0..<4, splits: 1).mean }
  page.record("paperCertain", onPaper[0], tolerance: 1e-6, format: .decimals(0))
  page.expect("the two sets on paper have the same score", abs(onPaper[0] - onPaper[1]) < 1e-9)

  //: <details>
  //: <summary><b>Both scores in NumPy</b></summary>
  //:
  //: This is part of [a program that you can run](../../scripts/pytorch/scores.py), which checks both scores against numbers
  //: worked out by hand. The rows of `first` and `second` are features, and those of `probabilities` class probabilities.
  //:
  //: ```python
  //: # One image per row.
  //: def frechet_distance(first, second):
  //:     first, second = np.asarray(first, np.float64), np.asarray(second, np.float64)
  //:     s1, s2 = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
  //:     values, vectors = np.linalg.eigh(s1)
  //:     root = vectors * np.sqrt(values.clip(0)) @ vectors.T
  //:     overlap = np.sqrt(np.linalg.eigvalsh(root @ s2 @ root).clip(0)).sum()
  //:     offset = first.mean(axis=0) - second.mean(axis=0)
  //:     return offset @ offset + np.trace(s1) + np.trace(s2) - 2 * overlap
  //:
  //:
  //: def entropy(probabilities):
  //:     # 0 log 0 is 0.
  //:     return -(probabilities * np.log(probabilities.clip(1e-300))).sum(axis=-1)
  //:
  //:
  //: def inception_score(probabilities):
  //:     probabilities = np.asarray(probabilities, np.float64)
  //:     return np.exp(entropy(probabilities.mean(axis=0)) - entropy(probabilities).mean())
  //: ```
  //:
  //: The function `frechet_distance` follows the formula with three terms, and shares [its
  //: weakness](#appendix-the-distance-with-many-features). The function `inception_score` takes all images at once, while
  //: papers usually take the mean over ten parts.
  //:
  //: </details>
  //: @hide
  try showFidelityAndVariety(page)
  let scored = showGenerators(page, draws)
  let six = try showCheats(page, draws, sixSets, ofNewImages: scored.map { $0[0] })
  let lines = try showSampleSize(page, draws, scored)
  showMistakes(page, draws, network)
  let worlds = try showEqualMoments(page, draws: draws.count, random: random)
  let ofEnhanced = scored.map { $0[3] }
  try showCommandLine(
    page, distanceAbove: Spread(ofEnhanced.map(\.fid)).mean, precisionAbove: Spread(ofEnhanced.map(\.precision)).most)
  showFurtherScores(page, draws, scored, six)
  showHalfCopied(page, six)
  showNumbers(page, draws[0].candidates.map(\.name), scored, six)
  showParts(page, draws, network)
  showSlopes(page, draws, lines, scored)
  try showSorting(page, worlds, random: random)
  showSortedSamples(page)
  showRoots(page, draws[0])
}

/// The density of a Gaussian at a place.
private func density(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
  exp(-pow((x - gaussian.mean) / gaussian.deviation, 2) / 2) / (gaussian.deviation * (2 * .pi).squareRoot())
}

/// The share of a Gaussian that lies to the left of a place.
private func shareBelow(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
  erfc((gaussian.mean - x) / gaussian.deviation / 2.0.squareRoot()) / 2
}

/// How many deviations above the mean a share of a Gaussian ends.
private func normalQuantile(_ share: Double) -> Double {
  var (low, high) = (-8.0, 8.0)
  while high - low > 1e-9 {
    let middle = (low + high) / 2
    if shareBelow(middle, (0, 1)) < share { low = middle } else { high = middle }
  }
  return low
}
