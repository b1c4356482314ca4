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
//: A GAN's losses do not tell whether its images are good, and people who look at many images get tired and see what they
//: hope for. So how can anyone tell how good a generator is?
//:
//: This chapter explains five scores that papers report, and tries to fool them with six sets of images, five of them wrong
//: on purpose.
//:

//: {fold: the picture of six sets}
func showSixSets(_ page: Page, of draw: MetricsDraw) throws {
  try page.show(
    Filmstrip(frames: Failure.allCases.map { ($0.rawValue, $0.images(of: draw).slice(0..<10)) }, scale: 2),
    caption: "Each row shows ten images of a set. Only the first set is what a perfect generator would make",
    alternative: """
      Six rows of ten coloured figures. In the row of noise every figure is grainy, and in that of blur every figure is \
      soft. In the other four rows each figure looks right by itself
      """)
}

//: All six are made from real images ([code](source:Failures.swift#Failure)), so it is known what is wrong with each:
//:
//: - *new images*: what a perfect generator would make;
//: - *memorised*: the training images themselves;
//: - *one per mode*: one new image of each of the 80 modes, repeated over and over;
//: - *half the modes*: new images, but with every second hue missing;
//: - *noise* and *blur*: new images with added noise, and blurred new images.
//:
//: **A generator that has learnt its training images by heart draws the second row. Which scores will notice?** ([The
//: answer](#cheating-all-of-them).)
//:
//: ```
//: swift run chapter 7
//: ```

//: ## What a score compares
//:
//: Nearly every score compares generated images with real ones. Comparing pixels does not work, because an image that is
//: shifted by one pixel is far from the original. So every image first goes through a trained network. {define: The
//: *features* of an image are the numbers that a trained network, usually a classifier, computes from it in one of its last
//: layers.} Images that look alike to the network have similar features, even if their pixels differ.
//:
//: The field's standard network is Inception v3, which was trained on photographs of a thousand classes and has 2,048
//: features. This page uses a small classifier of the 80 modes of Shapes
//: ([code](source:Sources/Metrics/Features/FeatureTraining.swift)), which has {{features}}. **No score in this book can be
//: compared with a score in a paper**, because none was computed with Inception ([how to get one that
//: can](#appendix-a-score-to-compare-with-a-papers)).
//:
//: Every image is now a point, and a set of images is a cloud. The score that papers report most often compares the centres
//: of two clouds and how wide the clouds are in each direction. It sees no finer differences ([an
//: example](#equal-moments-different-worlds)), and none to which its network is blind (chapter 5 has [four generators in
//: whose images no striped background was found](../05-training/README.md#what-the-score-does-not-see)).

//: ## Two Gaussians
//:
//: The simplest case is a single feature. Let its values follow one Gaussian for real images and another for generated ones,
//: with the means $`\mu_1, \mu_2`$ and the deviations $`\sigma_1, \sigma_2`$ (here σ is a number, not chapter 3's sigmoid).
//: {define: The squared *Fréchet distance* of two Gaussians is the smallest possible mean cost of moving the points of one
//: until they form the other, where a move of length l costs l².} For two Gaussians on a line it is ([the reason, for many
//: features](#appendix-the-distance-with-many-features)):
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2.
//: ```
//:
//: For the two Gaussians in the figure it is $`(0 - 3)^2 + (1 - 2)^2 = 10`$. With many features the mean is a list of
//: numbers, and a matrix replaces the variance. {define: A *covariance matrix* has the variance of every feature on its
//: diagonal, and its other entries say how much two features vary together.}
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
          "The same, by shares", x: "a feature", y: Axis("share of the points farther left", range: 0...1),
          [
            Series("real, N(0, 1²)", over: -5...10, as: .real) { shareBelow($0, first) },
            Series("generated, N(3, 2²)", over: -5...10, as: .generated) { shareBelow($0, second) },
          ], arrows: VectorField(from: Tensor(ends.map { $0[0] }), to: Tensor(ends.map { $0[1] }))),
      ], columns: 1),
    caption: """
      The upper plot shows two Gaussians as bells, the lower one the share of each to the left of a place. Each arrow \
      moves a tenth of the points. d² is about the mean of the arrows' squared lengths
      """,
    alternative: """
      Above: a narrow, high bell around 0 and a wide, low bell around 3. Below: two curves that rise from 0 to 1, the \
      narrow bell's before the wide one's, and ten arrows from the first to the second. The higher the arrow, the longer
      """)

  //: {fold: the claims}
  page.expect("d² of the two Gaussians is 10", abs(onTheLine - 10) < 1e-9)
  page.expect(
    "the mean squared length of the ten arrows is within a twentieth of d²",
    abs(ways.map { $0 * $0 }.mean() / onTheLine - 1) < 0.05)

  //: ## The Fréchet Inception Distance
  //:
  //: Papers compute this distance from features. {define: The *Fréchet Inception Distance* (FID; Heusel 2017) of two sets of
  //: images is the squared Fréchet distance of the two Gaussians that have the mean and the covariance of their features.}
  //: The best value is 0. The name FID is reserved for Inception's features; with any other network the score is called *FD*
  //: (Stein 2023), as in chapter 5.
  //:
  //: Do real images get 0? Here two sets of them are compared, in three draws, each with its own images and noise
  //: ([code](source:MetricsDraw.swift#MetricsDraw)). A number with ± is the mean and the standard deviation over the draws
  //: ([code](source:Sources/Metrics/Distances/Spread.swift#Spread)).

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
  //: @hide
  page.record("features", network.featureCount)
  //: @show

  //: **No**, because two samples never have exactly the same mean and covariance. On average a perfect generator does no
  //: better, so put this number beside every FD.
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
    rows: zip(Failure.allCases, sixDistances).map { [$0.rawValue, $1.withDecimals(2)] },
    caption: """
      Memorised images have FD 0, the best there is, because this set is the reference itself. Half the modes has the \
      worst, although all its images are real
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect("memorised images have FD 0", sixDistances[1].most < 1e-9)
  page.expect(
    "half the modes has the highest mean FD", sixDistances.allSatisfy { $0.mean <= sixDistances[3].mean },
    from: .standard)

  //: One number cannot tell which fault it found, so there are other scores.

  //: ## The Inception Score
  //:
  //: An older score needs no real images. It takes an image to be good if a classifier is confident about what it shows, and
  //: a *set* to be good if it shows many classes. {define: The *entropy* of class probabilities, $`H = -\sum p \log p`$,
  //: measures how undecided they are: 0 if one class has all the probability, and the logarithm of the number of classes if
  //: all are equally likely.} The mean entropy of the images, $`H(y|x)`$, should be small, and the entropy $`H(y)`$ of their
  //: mean probabilities large. {define: The *Inception Score* (IS; Salimans 2016) of a set of images is exp(H(y) − H(y|x)):
  //: it is high if the classifier is confident about every image and the classes are many.}
  //:
  //: Take four images and four classes. If the classifier is confident and each image is of a different class, the score
  //: ([code](source:Sources/Metrics/Distances/InceptionScore.swift#InceptionScore)) is 4, the number of classes. If all are
  //: of one class, or if the classifier is undecided about each, it is 1.

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

  //: The score does not ask for variety within a class: one picture of each is enough for the highest value. ([Both scores
  //: in NumPy](#the-same-in-numpy).)

  //: ## Fidelity and variety, apart
  //:
  //: FID combines two faults in one number: images that look wrong, and images that are missing. {define: *Fidelity* says
  //: how real single images look; *variety* says how much of the data they cover together.} Sajjadi 2018 proposed to measure
  //: the two separately, and Kynkäänniemi 2019 do this with balls in the space of features. {define: The *ball* of an image
  //: is centred on its features and reaches to those of its fifth nearest neighbour in its own set, of real or of fake
  //: images.} (Kynkäänniemi 2019 use the third.) {define: *Precision* is the share of fake images that lie in some real
  //: image's ball: how many look real.} {define: *Recall* is the share of real images that lie in some fake image's ball:
  //: how much of the data has a fake like it.}
  //:
  //: In the figure the real points form two groups. All fakes lie in one of them except a *stray*, a point so far from the
  //: rest of its set that its ball is huge. A third score is robust against strays. {define: *Coverage* (Naeem 2020) is the
  //: share of real images whose own ball contains a fake one.}

  //: {fold: the plot of the balls}
  let groups = GaussianMixture(centres: Tensor(shape: [2, 2], scalars: [-2, 0, 2, 0]), deviation: 0.5)
  let leftGroup = GaussianMixture(centres: Tensor(shape: [1, 2], scalars: [-2, 0]), deviation: 0.4)
  let points = groups.sample(count: 40, random: random.split("groups"))
  let fakes = leftGroup.sample(count: 40, random: random.split("reached"))
  let withStray = Tensor.concatenate([fakes, Tensor(shape: [1, 2], scalars: [1.5, 3])])
  let grid = PlaneGrid(x: -4.5...6.5, y: -2.5...7.5, columns: 220, rows: 200)
  let counted = Neighbours(real: Matrix(points), fake: Matrix(withStray))
  let balls = [
    (title: "coverage: balls around real points", samples: points, counts: counted.isCovered),
    (title: "recall: balls around fake points", samples: withStray, counts: counted.isReached),
  ]
  try page.show(
    Panels(
      balls.map { title, samples, counts in
        let values = Neighbours.balls(around: Matrix(samples), at: Matrix(grid.points))
        /// The real points that count, or the others.
        func real(_ name: String, _ isCounted: Bool, as look: Encoding) -> Series {
          let rows = counts.indices.filter { counts[$0] == isCounted }
          return Series(
            name, x: rows.map { points.scalars[2 * $0] }, y: rows.map { points.scalars[2 * $0 + 1] }, as: look)
        }
        return HeatMap(
          title, over: grid, values: Tensor(values.map { Float($0) }), label: "balls", colours: .pale, isSmooth: false,
          range: 0...10, contours: [0.5],
          points: [
            Series("fake", points: withStray, as: .generated), real("real, counts", true, as: .solid),
            real("real, does not", false, as: .hollow),
          ])
      }, title: "Balls out to the fifth neighbour"),
    caption: """
      Balls reach out to the fifth neighbour, and the colour says how many overlap. A real point counts for coverage if its \
      ball holds a fake (left), and for recall if it lies in a fake's ball (right)
      """,
    alternative: """
      Two maps with the same points. Left: the balls of real points make two islands, one around each group, and the \
      stray lies outside both; only real points on the left are solid. Right: the balls of the fakes cover most of the \
      left group, one huge ball around the stray holds the whole group on the right, and nearly all real points are solid
      """)

  //: **Which of the three scores ([code](source:Sources/Metrics/Neighbours/Neighbours.swift#Neighbours)) does the stray
  //: raise?**

  //: {fold: the table of both sets}
  let groupScores = [("without the stray", fakes), ("with it", withStray)].map { name, fakes in
    (name, Neighbours(real: Matrix(points), fake: Matrix(fakes)))
  }
  page.table(
    header: ["fakes", "precision", "recall", "coverage"],
    rows: groupScores.map { name, found in
      [name] + [found.precision, found.recall, found.coverage].map { $0.text(.decimals(2)) }
    },
    caption: """
      The stray is like no real point, and still it raises recall, because its ball holds the group on the right. \
      Coverage does not change, because the stray lies in no real ball
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "one stray fake raises recall by more than 0.33", groupScores[1].1.recall - groupScores[0].1.recall > 0.33)
  page.expect(
    "it lies in no real ball, and does not change coverage",
    !counted.isInside.last! && groupScores[1].1.coverage == groupScores[0].1.coverage)

  //: ## Two generators, five scores
  //:
  //: The table gives all five scores ([code](source:MetricsDraw.swift#MetricsDraw.scores)) for chapter 2's *plain* and
  //: *enhanced* generators and for new real images. **Do all scores rank the three in the same order?**

  //: {fold: the scores}
  // The scores of every draw: of new real images, and of what both generators make.
  let scored = draws.map { draw in draw.candidates.map { draw.scores($0.features) } }
  func over(_ candidate: Int, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scored.map { $0[candidate][keyPath: score] })
  }

  //: {fold: the table of scores}
  let columns = SetScores.five
  page.table(
    header: ["score"] + draws[0].candidates.map(\.name),
    rows: columns.map { column in
      // Some shares of the generators are near 0, so all shares get a third decimal.
      let decimals = column.decimals == 2 && !column.isDistance ? 3 : column.decimals
      return ["\(column.name) \(column.isDistance ? "↓" : "↑")"]
        + draws[0].candidates.indices.map { over($0, column.score).withDecimals(decimals) }
    },
    caption: """
      On average all five put real images first, the enhanced generator second and the plain one last (each was trained \
      once). \(count.text) images against \(count.text) training images, through \(network.name). ↓: low is good, \
      ↑: high is good
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
    "on average over the draws all five scores rank them: new real images, the enhanced generator, the plain generator",
    columns.allSatisfy { column in
      let means = draws[0].candidates.indices.map { over($0, column.score).mean }
      return zip(means, means.dropFirst()).allSatisfy { column.isDistance ? $0 < $1 : $0 > $1 }
    }, from: .standard)
  page.expect(
    "in every draw all five scores put new real images before both generators",
    columns.allSatisfy { column in
      let (real, generated) = (over(0, column.score), [1, 2].map { over($0, column.score) })
      return generated.allSatisfy { column.isDistance ? real.most < $0.least : real.least > $0.most }
    }, from: .standard)

  //: {fold: the tight heaps and the wide balls}
  page.record("enhancedRecall", over(1, \.recall).mean, tolerance: 0.05, format: .decimals(2))
  page.record("enhancedPrecision", over(1, \.precision).mean, tolerance: 0.01, format: .decimals(2))
  page.record("enhancedDistance", over(1, \.fid).mean, tolerance: 0.1, format: .decimals(1))
  page.record("withinModes", draws[0].varianceWithinModes, tolerance: 0.02, format: .percent(0))
  page.expect(
    "less than a fifth of the variance of real features is within modes", draws[0].varianceWithinModes < 0.2,
    from: .standard)
  let radii = draws.map { draw in
    [draw.real, draw.candidates[1].features].map { Neighbours.radii(of: $0.features).sorted()[count / 2] }
  }
  page.expect(
    "in every draw recall of the enhanced generator is above 0.7, that of the plain one above 0.5, and precision and "
      + "coverage of both are below 0.2",
    over(1, \.recall).least > 0.7 && over(2, \.recall).least > 0.5
      && [1, 2].allSatisfy { over($0, \.precision).most < 0.2 && over($0, \.coverage).most < 0.2 }, from: .standard)
  page.expect(
    "in every draw the enhanced generator's median ball is more than 1.5 times as wide as that of real images",
    radii.allSatisfy { $0[1] > 1.5 * $0[0] }, from: .standard)
  page.record("radiusOfReal", Spread(radii.map { $0[0] }).mean, tolerance: 0.05, format: .significant(2))
  page.record("radiusOfEnhanced", Spread(radii.map { $0[1] }).mean, tolerance: 0.05, format: .significant(2))

  //: Real images have an *IS* of {{is.none}}, not 80, because this classifier was trained never to be entirely sure
  //: ([more](#appendix-the-inception-score-of-real-images)). The enhanced generator's *recall*, {{enhancedRecall}}, is high
  //: for a bad reason: its images lie far apart. The median radius of their balls is {{radiusOfEnhanced}}, that of real
  //: images' balls {{radiusOfReal}}, and so wide a ball contains many real images.
  //:
  //: **The enhanced generator's *precision* is only {{enhancedPrecision}}.** In this network's features the modes are tight
  //: clusters, with only {{withinModes}} of the variance within them, so a slightly wrong image lies beside its cluster, in
  //: no ball. But the size of the balls depends on $`N`$, the number of images on each side:

  //: {fold: the plot of precision and N}
  let (names, looks) = (draws[0].candidates.map(\.name), [Encoding.real, .enhanced])
  let sizes = [8, 4, 2, 1].map { count / $0 }
  let precision = [0, 1].map { candidate in
    sizes.map { size in
      Spread(
        draws.map { draw in
          let fake = draw.candidates[candidate].features.features
          return Neighbours(real: draw.real.features.rows(0..<size), fake: fake.rows(0..<size)).precision
        })
    }
  }
  try page.show(
    LinePlot(
      "Precision and the number of images",
      x: Axis("N, images on each side (logarithmic axis)", .logarithmic, ticks: sizes.map { Double($0) }),
      y: Axis("precision", range: 0...1.05),
      [0, 1].map { candidate in
        Series(names[candidate], x: sizes, y: precision[candidate].map(\.mean), as: looks[candidate])
          .interval(lower: precision[candidate].map(\.least), upper: precision[candidate].map(\.most))
      }),
    caption: """
      Precision with few images, and its range over the draws: with \(sizes[0].text) images the generator even scores \
      higher than real ones
      """,
    alternative: """
      New real images stay near 1 throughout. The enhanced generator begins above them and is near 1 for the two smaller \
      numbers of images; then it falls steeply to nearly 0, and half-way down its range is wide
      """)

  //: {fold: the claims}
  let radiiOfFew = draws.map { $0.radii(ofFirst: sizes[0]) }
  page.expect(
    "with an eighth of the images the enhanced generator's precision is above 0.85 in every draw",
    precision[1][0].least > 0.85, from: .standard)
  page.expect(
    "with an eighth of the images the enhanced generator's mean precision is higher than that of real images",
    precision[1][0].mean > precision[0][0].mean, from: .standard)
  page.expect(
    "with all images it is below 0.15 in every draw", precision[1][3].most < 0.15, from: .standard)
  page.expect(
    "in every draw the median ball of images with fewer than five more of their mode is more than twice as wide",
    radiiOfFew.allSatisfy { $0.rare > 2 * $0.usual }, from: .standard)
  //: @hide
  page.record("eighth", sizes[0])
  page.record("precisionOfFew", precision[1][0].mean, tolerance: 0.05, format: .decimals(2))
  //: @show

  //: **The precision of the same generator falls from {{precisionOfFew}} with {{eighth}} images to {{enhancedPrecision}}
  //: with {{images}}.** When images are few, the fifth neighbour of many real ones belongs to a different mode, so their
  //: balls are wide and contain what lies between the modes. Compare two precisions only if both come from the same number
  //: of images ([more](#more-images-another-score)).
  //: @hide
  let six = try showCheats(page, draws, sixSets)
  let lines = try showSampleSize(page, draws, precisionOfHalf: precision[1][2])
  showMistakes(page, draws, network)
  let worlds = try showEqualMoments(page, draws: draws.count, random: random)
  try showCommandLine(page, distanceAbove: over(1, \.fid).mean, precisionAbove: over(1, \.precision).most)
  showFurtherScores(page, draws, scored, six)
  showNumbers(page, names, scored, six)
  showParts(page, draws, network)
  showSlopes(page, draws, lines)
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
