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
//: A GAN's losses compare its two networks. They do not say whether the images are good, and people who look at many images get
//: tired and see what they hope for. So how can anyone tell how good a generator is?
//:
//: This chapter builds the field's scores from their definitions, and then cheats them with six sets of images. Five of the sets
//: are wrong on purpose.
//:

//: {fold: the picture of six sets}
func showSixSets(_ page: Page, of draw: MetricsDraw) throws {
  try page.show(
    Filmstrip(frames: Failure.allCases.map { ($0.rawValue, $0.images(of: draw).slice(0..<10)) }, scale: 2),
    caption: "Six sets of images, ten of each; only the first is what a perfect generator would make",
    alternative: """
      Six rows of ten coloured figures. In the row of noise every figure is grainy, and in that of blur every figure is \
      soft. In the other four rows each figure looks right by itself
      """)
}

//: All six are made of real images ([code](source:Failures.swift#Failure)), so it is known what is wrong with each:
//:
//: - *new images*: what a perfect generator would make;
//: - *memorised*: the training images themselves;
//: - *one per mode*: one new image of each of the 80 modes, over and over;
//: - *half the modes*: new images, but none of every second hue;
//: - *noise* and *blur*: new images with noise, and new images blurred.
//:
//: **A generator that has learnt its training images by heart draws the second row. Which scores will notice?** The answer comes
//: in [*Cheating all of them*](#cheating-all-of-them).
//:
//: ```
//: swift run chapter 7
//: ```

//: ## What a score compares
//:
//: A score compares two sets of images, generated ones and real ones. It cannot do this pixel by pixel: an image that is moved by
//: one pixel is far from itself. So a trained network looks at every image first. {define: The *features* of an image are the
//: numbers that a trained network, usually a classifier, makes of it in one of its last layers.} Images that look alike to the
//: network have features that are close together, wherever their pixels are.
//:
//: The field uses Inception v3, which was trained on photographs of a thousand classes and makes 2,048 features. For the Shapes of
//: this page the network is a small classifier of their 80 modes
//: ([code](source:Sources/Metrics/Features/FeatureTraining.swift)), and makes {{features}}. So no score on this page can be
//: compared with a published one.
//:
//: Every image is now a point, and a set of images is a cloud. The score that papers report most compares where two clouds have
//: their middle, how wide they are, and in which directions they are long or short. It sees nothing finer, such as groups within
//: a cloud.

//: ## Two Gaussians
//:
//: Take one feature. Let its values be one Gaussian for real images and another for generated ones, with the means
//: $`\mu_1, \mu_2`$ and the deviations $`\sigma_1, \sigma_2`$ (here σ is a number, not chapter 3's sigmoid). {define: The
//: squared *Fréchet distance* of two Gaussians is the least possible mean of the squared distances that points move when one is
//: turned into the other.} On the line it is
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2.
//: ```
//:
//: One part says how far apart the means are, the other how different the deviations are
//: ([why](#appendix-the-distance-with-many-features)). With many features the means are vectors, and a matrix takes the place of
//: the variance. {define: A *covariance matrix* holds the variance of every feature on its diagonal, and elsewhere how much two
//: features vary together.}
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
  let count = isShort ? 400 : 1800
  let random = Random(seed: page.seed)
  page.dataSet(DataStamp(.shapes))
  page.record("images", count)
  //: @show

  //: Sorting checks the formula. Points that move as little as possible keep their order: the lowest of one sample goes to the
  //: lowest of the other, and so on. So the mean square of the differences of two sorted samples estimates $`d^2`$. Here the real
  //: values have the mean 0 and the deviation 1, the generated ones 3 and 2:

  let real = random.normal([20_000], mean: 0, deviation: 1).scalars.sorted()
  let generated = random.normal([20_000], mean: 3, deviation: 2).scalars.sorted()
  let bySorting = zip(real, generated).map { pow(Double($0 - $1), 2) }.mean()
  // (0 - 3)² + (1 - 2)²
  let onTheLine = 3.0 * 3.0 + 1.0 * 1.0
  page.print("d² \(onTheLine.text(.decimals(3))) by the formula, \(bySorting.text(.decimals(3))) by sorting samples")

  //: {fold: the plot of both Gaussians}
  let (first, second) = ((mean: 0.0, deviation: 1.0), (mean: 3.0, deviation: 2.0))
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
          "The same, by shares", x: "a feature", y: Axis("share of the points farther left", range: 0...1),
          [
            Series("real, N(0, 1²)", over: -5...10, as: .real) { shareBelow($0, first) },
            Series("generated, N(3, 2²)", over: -5...10, as: .generated) { shareBelow($0, second) },
          ], arrows: VectorField(from: Tensor(ends.map { $0[0] }), to: Tensor(ends.map { $0[1] }))),
      ], columns: 1),
    caption: """
      Above: two Gaussians as bells. Below: the share of each that lies to the left of a place. Each arrow moves a tenth \
      of the points from one to the other, in order. d² is about the mean of the arrows' squared lengths
      """,
    alternative: """
      Above: a narrow, high bell around 0 and a wide, low bell around 3. Below: two curves that rise from 0 to 1, the \
      narrow bell's before the wide one's, and ten arrows from the first to the second. The higher the arrow, the longer
      """)

  //: {fold: the claims}
  page.expect("sorted samples agree with the formula on the line to 3%", abs(bySorting / onTheLine - 1) < 0.03)
  page.expect(
    "the mean squared length of the ten arrows is within a twentieth of d²",
    abs(ways.map { $0 * $0 }.mean() / onTheLine - 1) < 0.05)

  //: ## The Fréchet Inception Distance
  //:
  //: {define: The *Fréchet Inception Distance* (FID; Heusel 2017) of two sets of images is the squared Fréchet distance
  //: of the two Gaussians that have the mean and the covariance of their features.} 0 is the best value; there is no worst.
  //: The name FID belongs to Inception's features. In any others, such as those of Shapes' network, the same formula is called
  //: *FD*, as in chapter 5, and as Stein 2023 write.
  //:
  //: Do real images get 0? Here one set of them is compared with another. A single draw of images may be luck, so there are three
  //: draws ([code](source:MetricsDraw.swift#MetricsDraw)), each with its own real images, latent vectors and noise. A number with
  //: ± is the mean over the draws, and their standard deviation ([code](source:Sources/Metrics/Distances/Spread.swift#Spread)).

  //: {fold: the FD of real images}
  let network = try BookFeatures(for: .shapes)
  let draws = try MetricsDraw.draws(isShort ? 1 : 3, of: count, through: network, random: random, page)
  let ceiling = Spread(draws.map { squaredFrechetDistance($0.other.features, $0.real.features) })
  page.print(
    """
    \(count.text) images of Shapes against \(count.text) others, \(network.featureCount) features:
    FD \(ceiling.withDecimals(2)) over \(draws.count) draws
    """)

  //: {fold: the claim}
  page.expect("in every draw the FD of two samples of one distribution is above 0.1", ceiling.least > 0.1)
  //: @hide
  page.record("features", network.featureCount)
  //: @show

  //: No. A generator that has learnt the distribution itself gets no less on average, so an FD means little without this number
  //: beside it.
  //:
  //: **Which of the six sets [at the top](#7--metrics) has the lowest FD, and which the highest?**

  //: {fold: the table of six FDs}
  // An `ExtractedFeatures` is what the network makes of a set of images, and a `Failure` is what is wrong with the set.
  let sixSets: [[ExtractedFeatures]] = Failure.allCases.map { failure in
    draws.map { $0.features(of: failure, through: network) }
  }
  let sixDistances = sixSets.map { sets in
    Spread(zip(draws, sets).map { squaredFrechetDistance($1.features, $0.real.features) })
  }
  page.table(
    header: ["images", "FD ↓"],
    rows: zip(Failure.allCases, sixDistances).map { [$0.rawValue, $1.withDecimals(2)] }, behind: "I have decided")

  //: {fold: the claims}
  page.expect("memorised images have FD 0", sixDistances[1].most < 1e-9)
  page.expect(
    "half the modes has the highest mean FD", sixDistances.allSatisfy { $0.mean <= sixDistances[3].mean },
    from: .standard)

  //: Memorised images have the best FD, 0. Nothing was measured there: this set *is* the reference, image for image. The set with
  //: half the modes has the worst, although all its images are real. One number cannot say which fault it found, so there are
  //: other scores.

  //: ## The Inception Score
  //:
  //: The older score needs no real images. It calls an image good if a classifier is confident about what it shows, and a *set*
  //: good if it shows many classes. {define: The *entropy* of class probabilities, $`H = -\sum p \log p`$, says how undecided
  //: they are: 0 if one class has all of the probability, and the logarithm of the number of classes if all are equally likely.}
  //: Let $`p(y|x)`$ be the class probabilities of an image, and $`p(y)`$ their mean over all images. Then the mean entropy
  //: $`H(y|x)`$ of the images should be small, and the entropy $`H(y)`$ of the mean large. {define: The
  //: *Inception Score* (IS; Salimans 2016) of a set of images is exp(H(y) − H(y|x)): it is high if the classifier is confident
  //: about every image, and if the images are of many classes.}
  //:
  //: Take four images in a world of four classes. If the classifier is confident, and each image is of another class, their score
  //: ([code](source:Sources/Metrics/Distances/InceptionScore.swift#InceptionScore)) is 4, the number of classes. If all are of one
  //: class, or if the classifier is undecided about each, it is 1. (The field averages over ten parts of the images; [this page
  //: takes all at once](#appendix-the-inception-score-of-real-images).)

  //: {fold: the scores of four images}
  // A logit of 40 is a confident answer.
  let answers: [Matrix] = [
    .diagonal([40, 40, 40, 40]), .diagonal([40, 0, 0, 0]).rows([0, 0, 0, 0]), .zeros(4, 4),
  ]
  let scores = answers.map { InceptionScore(logits: $0, order: 0..<4, splits: 1).mean }
  page.expect(
    "the three sets of answers have the scores 4, 1 and 1", zip(scores, [4, 1, 1]).allSatisfy { abs($0 - $1) < 1e-9 })

  //: What does it miss? One picture of each class is enough for the highest score. And it never looks at real images, so it
  //: cannot say whether the pictures are like them. ([Both scores in NumPy](#the-same-in-numpy).)

  //: ## Fidelity and variety, apart
  //:
  //: FID makes one number of two faults: images that look wrong, and images that are missing. {define: *Fidelity* says how real
  //: single images look; *variety* says how much of the data they cover together.} Two scores measure them apart (Sajjadi 2018;
  //: Kynkäänniemi 2019). Both draw balls in the space of features. {define: The *ball* of an image extends from its features to
  //: those of its fifth nearest neighbour in its own set, of real images or of fake ones.} (Kynkäänniemi 2019 take the third.)
  //: {define: *Precision* is the share of fake images that lie in some real image's ball: how many look real.} {define: *Recall* is
  //: the share of real images that lie in some fake image's ball: how much of the data has a fake like it.}
  //:
  //: Here are both kinds of balls in the plane. The real points lie in two groups. All fakes lie in one of them, except a
  //: *stray*: a point far from all others of its set, whose ball is huge.

  //: {fold: the plot of the balls}
  let groups = GaussianMixture(centres: Tensor(shape: [2, 2], scalars: [-2, 0, 2, 0]), deviation: 0.5)
  let leftGroup = GaussianMixture(centres: Tensor(shape: [1, 2], scalars: [-2, 0]), deviation: 0.4)
  let points = groups.sample(count: 40, random: random.split("groups"))
  let fakes = leftGroup.sample(count: 40, random: random.split("reached"))
  let withStray = Tensor.concatenate([fakes, Tensor(shape: [1, 2], scalars: [1.5, 3])])
  let grid = PlaneGrid(x: -4.5...6.5, y: -2.5...7.5, columns: 220, rows: 200)
  try page.show(
    Panels(
      [("around real points", points), ("around fake points", withStray)].map { title, samples in
        let counts = Neighbours.balls(around: Matrix(samples), at: Matrix(grid.points))
        return HeatMap(
          title, over: grid, values: Tensor(counts.map { Float($0) }), label: "balls", range: 0...10, contours: [0.5],
          points: [Series("real", points: points, as: .real), Series("fake", points: withStray, as: .generated)])
      }, title: "Balls out to the fifth neighbour"),
    caption: """
      Balls out to the fifth neighbour: around real points, and around fakes, one of which is far away. The line is the \
      edge of all balls together; the colour counts how many balls overlap
      """,
    alternative: """
      Two maps with the same points. Left: the balls of real points make two islands, one around each group, and the \
      stray lies outside both. Right: the balls of the fakes cover most of the left group, and one huge ball around the \
      stray holds the whole group on the right
      """)

  //: Two more scores resist strays. {define: *Density as a score* (Naeem 2020) counts in how many real balls a fake image lies, on
  //: average, divided by the number of neighbours that make a ball.} (Chapter 1's density is something else.) {define: *Coverage*
  //: (Naeem 2020) is the share of real images whose own ball holds a fake one.} **Which of the four scores
  //: ([code](source:Sources/Metrics/Neighbours/Neighbours.swift#Neighbours)) does the stray raise?**

  //: {fold: the table of both sets}
  let groupScores = [("without the stray", fakes), ("with it", withStray)].map { name, fakes in
    (name, Neighbours(real: Matrix(points), fake: Matrix(fakes)))
  }
  page.table(
    header: ["fakes", "precision", "recall", "density", "coverage"],
    rows: groupScores.map { name, found in
      [name] + [found.precision, found.recall, found.density, found.coverage].map { $0.text(.decimals(2)) }
    }, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "one stray fake raises recall by more than 0.33", groupScores[1].1.recall - groupScores[0].1.recall > 0.33)
  page.expect("it raises coverage by less than 0.08", groupScores[1].1.coverage - groupScores[0].1.coverage < 0.08)

  //: @hide
  page.record("recallWithout", groupScores[0].1.recall, tolerance: 0.05, format: .decimals(2))
  page.record("recallWith", groupScores[1].1.recall, tolerance: 0.05, format: .decimals(2))
  //: @show

  //: One fake that is like no real point takes recall from {{recallWithout}} to {{recallWith}}, because its ball holds the group
  //: on the right. Coverage has no balls around fakes, and changes little. In the same way the ball of one stray *real* image can
  //: raise precision; in density it is one ball among many.

  //: ## Without a Gaussian
  //:
  //: Another score assumes no Gaussian. {define: The *Kernel Inception Distance* (KID; Bińkowski 2018)
  //: compares how alike features are within each set with how alike they are between the two sets.} 0 means that no difference was
  //: found; the larger KID is, the worse ([its formula](#appendix-the-formula-of-kid), and its
  //: [code](source:Sources/Metrics/Distances/KernelInceptionDistance.swift#KernelInceptionDistance)). Two samples of one
  //: distribution get 0 on average, and often less. The values are small, so one writes *KID × 1000*.
  //:
  //: That makes seven scores ([code](source:MetricsDraw.swift#MetricsDraw.scores)). The table has them for chapter 2's two
  //: generators, beside other real images. **Does every score put the three in the same order?**

  //: {fold: the scores}
  // The scores of every draw: of other real images, and of what both generators make.
  let scored = draws.map { draw in draw.candidates.map { draw.scores($0.features) } }
  func over(_ candidate: Int, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scored.map { $0[candidate][keyPath: score] })
  }

  //: {fold: the table of scores}
  let columns = SetScores.columns
  page.table(
    header: ["score"] + draws[0].candidates.map(\.name),
    rows: columns.map { column in
      // Some shares of the generators are near 0, so all shares get a third decimal.
      let decimals = column.decimals == 2 && !column.isDistance ? 3 : column.decimals
      return ["\(column.name) \(column.isDistance ? "↓" : "↑")"]
        + draws[0].candidates.indices.map { over($0, column.score).withDecimals(decimals) }
    },
    caption: """
      Scores of \(count.text) images against \(count.text) training images over the draws, through \(network.name). \
      ↓: low is good, ↑: high is good; the density of real images is about 1
      """, behind: "I have decided")

  //: {fold: the claims}
  // A `Scoring` draws the features anew, with replacement, for an interval of a score.
  let intervals = draws.map { draw in
    draw.candidates.map { candidate in
      Scoring(
        real: .features(draw.real), fake: .features(candidate.features), seed: page.seed, resamples: isShort ? 20 : 100
      ).values(.fid)[0]
    }
  }
  page.expect(
    "in every draw the intervals of the three FDs lie apart, in the same order",
    intervals.allSatisfy { $0[0].high! < $0[1].low! && $0[1].high! < $0[2].low! }, from: .standard)
  page.expect(
    "on average over the draws every score ranks them: other real images, the enhanced generator, the plain generator",
    columns.allSatisfy { column in
      let means = draws[0].candidates.indices.map { over($0, column.score).mean }
      return zip(means, means.dropFirst()).allSatisfy { column.isDistance ? $0 < $1 : $0 > $1 }
    }, from: .standard)
  page.expect(
    "in every draw every score puts other real images before both generators",
    columns.allSatisfy { column in
      let (real, generated) = (over(0, column.score), [1, 2].map { over($0, column.score) })
      return generated.allSatisfy { column.isDistance ? real.most < $0.least : real.least > $0.most }
    }, from: .standard)
  page.expect(
    "in every draw KID of real images is 0, within three deviations of its subsets",
    draws.allSatisfy { draw in
      let kid = KernelInceptionDistance.subsets(
        draw.real.features, draw.other.features, count: 25, size: count / 2, random: draw.random.split("kid"))
      return abs(kid.mean) < 3 * kid.deviation
    })

  //: {fold: the radii of the balls}
  for (candidate, name) in [(1, "enhanced"), (2, "plain")] {
    page.record("\(name)Recall", over(candidate, \.recall).mean, tolerance: 0.05, format: .decimals(2))
    page.record("\(name)Precision", over(candidate, \.precision).mean, tolerance: 0.01, format: .decimals(2))
  }
  page.record("enhancedDistance", over(1, \.fid).mean, tolerance: 0.1, format: .decimals(1))
  let radii = draws.map { draw in
    [draw.real, draw.candidates[1].features].map { Neighbours.radii(of: $0.features).sorted()[count / 2] }
  }
  page.record("realRadius", Spread(radii.map { $0[0] }).mean, tolerance: 0.2, format: .decimals(1))
  page.record("fakeRadius", Spread(radii.map { $0[1] }).mean, tolerance: 0.2, format: .decimals(1))
  page.expect(
    "in every draw recall of the enhanced generator is above 0.7, that of the plain one above 0.5, and precision and "
      + "coverage of both are below 0.2",
    over(1, \.recall).least > 0.7 && over(2, \.recall).least > 0.5
      && [1, 2].allSatisfy { over($0, \.precision).most < 0.2 && over($0, \.coverage).most < 0.2 }, from: .standard)
  page.expect(
    "in every draw the enhanced generator's median ball is more than 1.5 times as wide as that of real images",
    radii.allSatisfy { $0[1] > 1.5 * $0[0] }, from: .standard)

  //: Their means over the draws do, all seven: real images, the enhanced generator, the plain one. In every single draw all seven
  //: put real images first.
  //:
  //: But look at recall. It is {{enhancedRecall}} and {{plainRecall}} for the generators, although a precision of
  //: {{enhancedPrecision}} and {{plainPrecision}} says that few of their images look real. The features of these images lie far
  //: apart, so their balls are wide, as the stray's was, and hold many real images: the median radius is {{fakeRadius}} for the
  //: enhanced generator, and {{realRadius}} for real images. Coverage, which has no balls around fakes, is low.
  //:
  //: (The same enhanced generator has an FD of {{enhancedDistance}} here, {{chapter5Distance}} in chapter 5 and
  //: {{chapter2Distance}} in chapter 2, because [an FD depends on which images are compared, and on how
  //: many](#more-images-another-score).)
  //: @hide
  let sevenScores = try showCheats(page, draws, sixSets)
  let lines = try showSampleSize(page, draws)
  showMistakes(page, draws, network)
  let equal = try showEqualMoments(page, draws: draws.count, random: random)
  try showCommandLine(page, distanceAbove: over(1, \.fid).mean, precisionAbove: over(1, \.precision).most)
  showNumbers(page, sevenScores)
  showParts(page, draws, network)
  showSlopes(page, draws, lines)
  try showSorting(page, equal.worlds, rows: equal.rows, random: random)
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
