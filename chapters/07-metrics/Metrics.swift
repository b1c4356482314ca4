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
//: This chapter builds the numbers that the field goes by, from their definitions. Then it cheats them. Below are six
//: sets of images, five of them made to be wrong, each in its own way.
//:
//: ![Six sets of images](figures/03-six-sets-of-images-only-the-first-is.png)
//:
//: ```
//: swift run chapter 7
//: ```
//:
//: It takes under a minute on two cores, on the book's own images, *Shapes*.
//:
//: **Before you read on, predict:** a generator has learnt nothing but its training images by heart. Which scores will
//: find that out?

//: ## What a score compares
//:
//: Two sets of images cannot be compared pixel by pixel: an image moved by one pixel is far from itself. So a network
//: that has learnt to see looks at every image first. {define: The *features* of an image are the numbers that a trained
//: classifier makes of it, just before it names a class.} Images that look alike to the network have features that are
//: close together, wherever their pixels are. The field uses Inception v3, trained on photographs of a thousand classes;
//: it makes 2,048 numbers of each image. This page uses a small classifier of the 80 modes of Shapes that
//: [the book trained itself](source:FeatureTraining.swift); it makes {{features}}.
//:
//: **Scores depend on the network.** Those on this page compare its sets of images with each other. They must never be
//: set beside a published score.

//: ## Two Gaussians
//:
//: Most of this chapter rests on one formula. Take two Gaussians on a line. To turn one into the other with the least
//: effort, keep the order: the lowest part goes to the lowest place, the highest to the highest. A point $`z`$ deviations
//: above the one mean goes to the point $`z`$ deviations above the other. That is a way of
//: $`\mu_1 - \mu_2 + (\sigma_1 - \sigma_2) z`$. {define: The squared *Fréchet distance* of two Gaussians is the mean
//: square of the ways that points have to go when one is turned into the other with the least effort.} On the line, where
//: $`z`$ has mean 0 and variance 1, it is
//:
//: ```math
//: d^2 = (\mu_1 - \mu_2)^2 + (\sigma_1 - \sigma_2)^2
//:     = (\mu_1 - \mu_2)^2 + \sigma_1^2 + \sigma_2^2 - 2 \sqrt{\sigma_1^2 \sigma_2^2}.
//: ```
//:
//: With many features the means become vectors. {define: A *covariance matrix* holds the variance of every feature on its
//: diagonal, and elsewhere how much two features vary together.} It takes the place of the variance; its *trace*, tr, is
//: the sum of the diagonal. And the last root becomes the root of a matrix (Dowson & Landau 1982):
//:
//: ```math
//: d^2 = |\mu_1 - \mu_2|^2 + \mathrm{tr}\, S_1 + \mathrm{tr}\, S_2
//:     - 2 \mathrm{tr}\, \sqrt{\sqrt{S_1}\, S_2 \sqrt{S_1}}.
//: ```
//:
//: What is the root of a matrix? A symmetric one can be written $`S = V^\mathsf{T} \Lambda V`$: the rows of $`V`$, its
//: *eigenvectors*, are directions at right angles in which the features do not vary together, and the diagonal matrix
//: $`\Lambda`$ holds its *eigenvalues*, the variances in these directions. Its root is the same with the root of each
//: eigenvalue: multiplied by itself, it gives $`S`$ again. And the trace of the other root is the sum of the roots of
//: *its* eigenvalues. So the formula, word for word, is this:

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
  page.record("images", count)
  //: @show

  //: Everything hangs on it, so check it twice. On a line, sorting two samples pairs them in order, and the mean square
  //: of the differences estimates $`d^2`$ without any formula. And there are matrices whose distance can be worked out by
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
  //: {define: The *Fréchet Inception Distance* (FID; Heusel 2017) of two sets of images is the squared Fréchet distance
  //: of the two Gaussians that have the mean and the covariance of their features.} 0 is best; there is no worst.
  //:
  //: The definition would do, but for one thing: eigenvalues that should be zero come out as rounding errors, and their
  //: roots are far larger. So the book [computes FID](source:FrechetDistance.swift#FeatureGaussian.squaredDistance)
  //: without such roots. Write each covariance as $`S = F^\mathsf{T} F`$, with any $`F`$; then the trace is the sum of
  //: the singular values of $`F_1 F_2^\mathsf{T}`$. Where there are fewer images than features, the centred features
  //: themselves are an $`F`$, and the score is exact where the field's tools lose half of their digits.
  //:
  //: A score of one sample may be luck. So all that follows is done on
  //: [three draws](source:MetricsDraw.swift#MetricsDraw): real images, latent vectors and noise are different in each. A
  //: number with ± is the mean over the draws with their deviation.

  let network = try BookFeatures(.shapes)
  let draws = try MetricsDraw.draws(isShort ? 1 : 3, of: count, through: network, random: random, page)
  let (real, other) = (draws[0].real.features, draws[0].other.features)
  let fid = squaredFrechetDistance(other, real)
  let definition = frechetDistanceByRoots(FeatureStatistics(other), FeatureStatistics(real))
  let ceiling = Spread(draws.map { squaredFrechetDistance($0.other.features, $0.real.features) })
  page.print(
    """
    \(count.text) images of Shapes against \(count.text) others, \(network.featureCount) features:
    FID \(fid.text(.decimals(6))) by singular values, \(definition.text(.decimals(6))) by the definition
    FID \(ceiling.text(.significant(3))) over \(draws.count) draws
    """)
  page.expect("both ways give the same FID", abs(fid - definition) < 1e-6)
  page.expect("two samples of one distribution are never at 0", ceiling.least > 0.1)
  //: @hide
  page.record("features", network.featureCount)
  page.record("realAgainstReal", ceiling.mean, tolerance: 0.05, format: .decimals(2))
  page.record("realDeviation", ceiling.deviation, tolerance: 0.05, format: .significant(1))
  //: @show

  //: Here is the first lesson. Both sets are samples of one distribution, the best that any generator could do, and their
  //: FID is {{realAgainstReal}} ± {{realDeviation}}, not 0. No score means anything without this one beside it.

  //: ## The Inception Score
  //:
  //: The older score needs no real images at all. An image is good if the classifier is sure what it shows; a *set* is
  //: good if it shows many things. {define: The *entropy* of class probabilities, $`H = -\sum p \log p`$, says how unsure
  //: they are: 0 if one class has them all, and the logarithm of the number of classes if all are equally likely.} With
  //: $`p(y|x)`$ the class probabilities of an image and $`p(y)`$ their mean over all images, $`H(y|x)`$, the mean entropy
  //: of the images' own probabilities, should be small, and $`H(y)`$, the entropy of the mean, large. {define: The
  //: *Inception Score* (IS; Salimans 2016) of a set of images is exp(H(y) − H(y|x)): it is high if the classifier is sure
  //: of every image, and if the images are of many classes.} The paper writes it with the Kullback-Leibler divergence,
  //: $`\sum p \log (p / q)`$:
  //:
  //: ```math
  //: \mathrm{IS} = \exp\; \mathbb{E}_x\, \mathrm{KL}\bigl(p(y|x) \,\|\, p(y)\bigr)
  //:             = \exp\bigl(H(y) - H(y|x)\bigr).
  //: ```
  //:
  //: It lies between 1 and the number of classes. In a world of four classes, with a logit of 40 where the classifier is
  //: sure:

  let worlds: [(images: String, logits: Matrix)] = [
    ("sure, and all different", .diagonal([40, 40, 40, 40])),
    ("sure, and all the same", .diagonal([40, 0, 0, 0]).rows([0, 0, 0, 0])),
    ("unsure", .zeros(4, 4)),
  ]
  let scores = worlds.map { InceptionScore(logits: $0.logits, order: 0..<4, splits: 1).mean }
  page.table(
    header: ["four images of which the classifier is", "IS"],
    rows: zip(worlds, scores).map { [$0.images, $1.text(.decimals(3))] })
  page.expect(
    "the score is 4 at its best and 1 at its worst", zip(scores, [4, 1, 1]).allSatisfy { abs($0 - $1) < 1e-9 })

  //: ## Fidelity and variety, apart
  //:
  //: FID makes one number of two faults: images that look wrong, and images that are missing. Two scores keep them apart.
  //: Draw a ball around the features of every real image, out to its fifth nearest neighbour among the real ones.
  //: {define: *Precision* (Kynkäänniemi 2019) is the share of fake images that lie in some real image's ball: how many
  //: look real.} Exchange the roles: {define: *Recall* (Kynkäänniemi 2019) is the share of real images that lie in some
  //: fake image's ball: how much of the data is reached.}
  //:
  //: A single stray fake, far from all others, has a huge ball and may claim much of the data. So two more scores use the
  //: balls of real images only. {define: *Density* (Naeem 2020) counts in how many real balls a fake image lies, on
  //: average, divided by the number of neighbours that make a ball.} {define: *Coverage* (Naeem 2020) is the share of
  //: real images whose own ball holds a fake one.}
  //:
  //: In the plane all of this can be seen. The real points lie in two groups. The fakes reach only one of them, but for
  //: one stray.

  let groups = GaussianMixture(centres: Tensor(shape: [2, 2], scalars: [-2, 0, 2, 0]), deviation: 0.5)
  let reached = GaussianMixture(centres: Tensor(shape: [1, 2], scalars: [-2, 0]), deviation: 0.4)
  let points = groups.sample(count: 40, random: random.split("groups"))
  let fakes = reached.sample(count: 40, random: random.split("reached"))
  let withStray = Tensor.concatenate([fakes, Tensor(shape: [1, 2], scalars: [1.5, 3])])
  let grid = PlaneGrid(x: -4.5...6.5, y: -2.5...7.5, columns: 110, rows: 100)
  try page.show(
    Panels(
      [("around real points", points), ("around fake points", withStray)].map { title, samples in
        let counts = Neighbours.balls(around: Matrix(samples), at: Matrix(grid.points))
        return HeatMap(
          title, over: grid, values: Tensor(counts.map { Float($0) }), label: "balls", range: 0...10, contours: [0.5],
          points: [Series("real", points: points), Series("fake", points: withStray)])
      }, title: "Balls out to the fifth neighbour"),
    caption: "Balls out to the fifth neighbour: around real points, and around fake ones, of which one is far away")
  let groupScores = [("without the stray", fakes), ("with it", withStray)].map { name, fakes in
    (name, Neighbours(real: Matrix(points), fake: Matrix(fakes)))
  }
  page.table(
    header: ["fakes", "precision", "recall", "density", "coverage"],
    rows: groupScores.map { name, found in
      [name] + [found.precision, found.recall, found.density, found.coverage].map { $0.text(.decimals(2)) }
    })
  page.expect(
    "one stray fake raises recall by more than a third", groupScores[1].1.recall - groupScores[0].1.recall > 0.33)
  page.expect("coverage is not fooled", groupScores[1].1.coverage - groupScores[0].1.coverage < 0.08)

  //: @hide
  page.record("recallWithout", groupScores[0].1.recall, tolerance: 0.1, format: .decimals(2))
  page.record("recallWith", groupScores[1].1.recall, tolerance: 0.1, format: .decimals(2))
  //: @show

  //: One fake that resembles nothing takes recall from {{recallWithout}} to {{recallWith}}: its ball swallows the group on
  //: the right, which no other fake came near. Coverage asks the balls of real points, and stays where it was.

  //: ## Without a Gaussian
  //:
  //: Two scores compare features as FID does, and assume no Gaussian. {define: The *Kernel Inception Distance* (KID;
  //: Bińkowski 2018) compares how alike features are within each set with how alike they are between the two.} With a
  //: *kernel* $`k`$ for the likeness of two features of $`d`$ numbers,
  //:
  //: ```math
  //: \mathrm{KID} = \mathbb{E}\, k(x, x') + \mathbb{E}\, k(y, y') - 2\, \mathbb{E}\, k(x, y),
  //: \qquad k(x, y) = (x \cdot y / d + 1)^3,
  //: ```
  //:
  //: where $`x, x'`$ are different real images and $`y, y'`$ different fakes. Since no image is paired with itself,
  //: [its estimate](source:KernelInceptionDistance.swift#KernelInceptionDistance.full) has no bias: for two samples of
  //: one distribution it is 0 on average, however few they are, and so often below 0.
  //:
  //: The other goes back to the top of this page. {define: The *Monge Inception Distance* (MIND; Berthet 2026) projects
  //: the features onto many lines in random directions, pairs both sets in order on each line, and averages the squared
  //: differences.} Sorting needs neither covariance nor root;
  //: [the code is short](source:MongeInceptionDistance.swift#MongeInceptionDistance.squaredSlicedDistance).
  //:
  //: Here are all of them together, with chapter 2's generators as candidates, on the first draw. {define: A *bootstrap
  //: interval* says where chance alone would leave a score in 95 of 100 cases: the images are drawn again from
  //: themselves, with repetition, and scored again, many times (Efron 1979).} It stands in brackets; for IS and KID,
  //: which are means over parts of the images, the deviation over the parts stands after ±.

  let scored = draws.map { draw in
    draw.candidates.map { candidate in
      let scoring = Scoring(
        real: .features(draw.real), fake: .features(candidate.features), seed: page.seed, resamples: isShort ? 20 : 100)
      return [ScoreMetric.fid, .kid, .mind, .inceptionScore, .neighbours].flatMap { scoring.values($0) }
    }
  }
  page.table(
    header: ["score"] + draws[0].candidates.map(\.name),
    rows: scored[0][0].indices.map { row in
      [scored[0][0][row].metric + (scored[0][0][row].estimator.hasSuffix("pairs") ? ", all pairs" : "")]
        + scored[0].map { $0[row].summary }
    }, caption: "Scores of \(count.text) images against \(count.text) training images, through \(network.name)")
  page.expect(
    "in every draw the intervals of the three FIDs lie apart, in the same order",
    scored.allSatisfy { $0[0][0].high! < $0[1][0].low! && $0[1][0].high! < $0[2][0].low! }, from: .standard)
  page.expect(
    "KID of real images is 0 within three deviations of its subsets",
    scored.allSatisfy { abs($0[0][1].value) < 3 * $0[0][1].deviation! })
  //: @hide
  let radii = draws.map { draw in
    [draw.real, draw.candidates[1].features].map { Neighbours.radii(of: $0.features).sorted()[count / 2] }
  }
  page.record("realRadius", Spread(radii.map { $0[0] }).mean, tolerance: 0.2, format: .decimals(1))
  page.record("fakeRadius", Spread(radii.map { $0[1] }).mean, tolerance: 0.2, format: .decimals(1))
  //: @show

  page.expect(
    "the median ball of the fakes is half as wide again as that of real images",
    radii.allSatisfy { $0[1] > 1.5 * $0[0] }, from: .standard)

  //: All agree that the small generators are far from the data, and the enhanced one less far. But their recall looks
  //: fine, while next to nothing of what they make looks real. Their features lie so far apart that half of the enhanced
  //: generator's images have a ball with a radius of {{fakeRadius}} or more, where for real ones it is {{realRadius}}, and
  //: wide balls reach many real images, as the stray's did. Coverage is not fooled.
  //: @hide
  try cheating(page, draws, network)
  try bias(page, draws, random: random)
  try equalMoments(page, draws: draws.count, random: random)
  try mistakes(page, draws, network)
  try commandLine(page)
}

private func density(_ x: Double, _ gaussian: (mean: Double, deviation: Double)) -> Double {
  let z = (x - gaussian.mean) / gaussian.deviation
  return exp(-z * z / 2) / (gaussian.deviation * (2 * .pi).squareRoot())
}

private func cheating(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) throws {
  //: @show

  //: ## Cheating all of them
  //:
  //: Now the six sets from the top of the page. [Each failure](source:Failures.swift#Failure) is made of real images, so
  //: it is known what is wrong: the training images themselves; one image of each mode, over and over; every second hue
  //: missing; noise; blur.

  try page.show(
    Filmstrip(frames: Failure.allCases.map { ($0.rawValue, $0.images(of: draws[0]).slice(0..<10)) }, scale: 2),
    caption: "Six sets of images; only the first is what a perfect generator would make")

  let scores = Failure.allCases.map { failure in
    draws.map { $0.scores(network.extract(failure.images(of: $0))) }
  }
  func over(_ failure: Failure, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scores[Failure.allCases.firstIndex(of: failure)!].map { $0[keyPath: score] })
  }
  let columns: [(name: String, score: KeyPath<SetScores, Double>, format: NumberFormat)] = [
    ("FID", \.fid, .significant(3)), ("KID × 1000", \.kid, .significant(3)), ("IS", \.inceptionScore, .significant(3)),
    ("precision", \.precision, .decimals(2)), ("recall", \.recall, .decimals(2)), ("density", \.density, .decimals(2)),
    ("coverage", \.coverage, .decimals(2)),
  ]
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.map { failure in
      [failure.rawValue] + columns.map { over(failure, $0.score).text($0.format) }
    })
  page.expect(
    "IS of all images at once is higher than on ten parts",
    draws.allSatisfy { draw in
      let parts = InceptionScore(logits: draw.other.logits, random: draw.random.split("parts"))
      return over(.none, \.inceptionScore).least > parts.mean
    })

  //: IS is here that of all images at once; on ten parts, as above, it is lower, for it too depends on the number of
  //: images. Four of the scores as bars:

  let charts = [0, 2, 3, 6].map { index in
    let values = Failure.allCases.map { over($0, columns[index].score) }
    return BarChart(
      columns[index].name, value: Axis(range: 0...1.2 * values.map(\.most).max()!),
      categories: Failure.allCases.map(\.rawValue),
      [
        Series(columns[index].name, y: values.map { max($0.mean, 0) })
          .interval(lower: values.map { max($0.least, 0) }, upper: values.map { max($0.most, 0) })
      ])
  }
  try page.show(
    Panels(charts, title: "What four scores say"),
    caption: "Four scores of the six sets, with their reach over the draws: low is good for FID, high for the others")
  //: @hide
  for failure in Failure.allCases {
    let name = "\(failure)"
    let fid = over(failure, \.fid).mean
    page.record("fid.\(name)", fid < 1e-9 ? 0 : fid, tolerance: 0.1, format: .significant(2))
    page.record("is.\(name)", over(failure, \.inceptionScore).mean, tolerance: 0.5)
    page.record("coverage.\(name)", over(failure, \.coverage).mean, tolerance: 0.02, format: .percent(0))
    page.record("precision.\(name)", over(failure, \.precision).mean, tolerance: 0.02, format: .decimals(2))
  }
  //: @show

  //: Read it row by row; what is said of a row holds in every draw.
  //:
  //: *Memorised.* Every score is perfect. FID is {{fid.memorised}}, better than new real images, because the comparison
  //: is with the very images that were learnt. That is the answer to the prediction: none of them finds out. What finds
  //: out is looking for nearest neighbours among the training images, as chapter 5 does, or a comparison with images that
  //: were held back.

  page.expect("memorised images have FID 0", over(.memorised, \.fid).most < 1e-9)
  page.expect(
    "and all of their precision, recall and coverage",
    [\SetScores.precision, \.recall, \.coverage].allSatisfy { over(.memorised, $0).least == 1 })

  //: *One per mode.* Eighty pictures, repeated for ever. IS is {{is.onePerMode}}, and of new images {{is.none}}: it asks
  //: for sure classes and many of them, and never whether a class has more than one picture. FID rises from {{fid.none}}
  //: to {{fid.onePerMode}} only. Coverage, {{coverage.onePerMode}}, sees it at once.

  page.expect(
    "IS is no worse for one image per mode",
    over(.onePerMode, \.inceptionScore).least > 0.95 * over(.none, \.inceptionScore).most)
  page.expect("coverage is less than half", over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FID finds it better than blur", over(.onePerMode, \.fid).most < over(.blur, \.fid).least, from: .standard)

  //: *Half the modes.* Every picture is a real one, so precision is {{precision.droppedModes}}. What is missing only
  //: variety can show: coverage is {{coverage.droppedModes}}, and FID is worse than for any damaged picture.

  page.expect(
    "precision does not see missing modes",
    over(.droppedModes, \.precision).least > over(.none, \.precision).least - 0.05)
  page.expect("coverage does", over(.droppedModes, \.coverage).most < 0.65)
  page.expect(
    "FID takes missing modes for worse than noise or blur",
    over(.droppedModes, \.fid).least > max(over(.noise, \.fid).most, over(.blur, \.fid).most), from: .standard)

  //: *Noise* and *blur* leave every mode in its place, and here precision falls first, to {{precision.noise}} and
  //: {{precision.blur}}. Which of the two is the lesser evil? FID says noise; look at both and decide for yourself. A
  //: score sees what its network learnt to see, and nobody asked this one for sharpness.

  page.expect(
    "precision sees noise and blur", max(over(.noise, \.precision).most, over(.blur, \.precision).most) < 0.7,
    from: .standard)
  page.expect("FID prefers noise to blur", over(.noise, \.fid).most < over(.blur, \.fid).least, from: .standard)
  //: @hide
}

private func bias(_ page: Page, _ draws: [MetricsDraw], random: Random) throws {
  let count = draws[0].count
  //: @show

  //: ## More images, another score
  //:
  //: FID falls as the number of images grows, though the generator stays the same: a covariance estimated from few images
  //: is noisy, and the formula counts noise as distance. In first order the excess is proportional to $`1/N`$ (Chong &
  //: Forsyth 2020). Against $`1/N`$ the scores, each the mean over five orders of the images, lie on a line.
  //: {define: *FID∞* is the FID of infinitely many generated images: what the line through the scores of fewer images,
  //: drawn against $`1/N`$, comes to at $`1/N = 0`$.}

  let counts = FIDExtrapolation.counts(upTo: count)
  let lines = draws.map { draw in
    let reference = FeatureGaussian(draw.real.features)
    let orders = (0..<5).map { _ in draw.random.permutation(count) }
    return draw.candidates.map {
      FIDExtrapolation($0.features.features, orders: orders, counts: counts, against: reference)
    }
  }
  let names = draws[0].candidates.map(\.name)
  try page.show(
    LinePlot(
      "FID and the number of images", x: Axis("1 / N", range: 0...(1 / Double(counts[0]))), y: "FID",
      zip(names, lines[0]).map { name, line in
        Series(name, x: line.counts.map { 1 / Double($0) }.reversed(), y: Array(line.scores.reversed()))
      }
        + lines[0].map { line in
          Series("", over: 0...1 / Double(counts[0]), samples: 2, isMuted: true) { line.limit + line.slope * $0 }
        }),
    caption: "FID against one over the number of images, and lines through it: where they meet the left edge is FID∞")
  func over(_ candidate: Int, _ value: (FIDExtrapolation) -> Double) -> Spread {
    Spread(lines.map { value($0[candidate]) })
  }
  page.table(
    header: ["images", "FID, N = \(counts[0].text)", "FID, N = \(counts.last!.text)", "FID∞", "slope"],
    rows: names.indices.map { candidate in
      [names[candidate]]
        + [
          over(candidate) { $0.scores[0] }, over(candidate) { $0.scores.last! }, over(candidate, \.limit),
          over(candidate, \.slope),
        ].map { $0.text(.significant(3)) }
    })
  page.expect(
    "FID is higher with a tenth of the images", lines.joined().allSatisfy { $0.scores[0] > $0.scores.last! })
  page.expect(
    "the limit lies below every score with all images", lines.joined().allSatisfy { $0.limit < $0.scores.last! },
    from: .standard)
  page.expect(
    "the plain generator's lines are flatter than those of real images",
    over(2, \.slope).mean < 0.95 * over(0, \.slope).mean, from: .standard)
  //: @hide
  page.record("slopes", over(0, \.slope).mean / over(2, \.slope).mean, tolerance: 0.3, format: .significant(2))
  page.record("limit", over(0, \.limit).mean, tolerance: 0.05, format: .decimals(2))
  //: @show

  //: Two warnings. The line of the real images is {{slopes}} times as steep as the plain generator's: the bias depends on
  //: the generator, so even at equal $`N`$ a comparison is not quite fair. And the limit for real images is {{limit}},
  //: not 0, because only the fakes went to infinity; the reference still has its own noise.
  //:
  //: Precision has a bias too, and a worse one. Here it is again, with fewer images on both sides:

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
      "Precision and the number of images", x: Axis("N", .logarithmic), y: Axis("precision", range: 0...1.05),
      [0, 1].map { candidate in
        Series(names[candidate], x: sizes, y: precision[candidate].map(\.mean))
          .interval(lower: precision[candidate].map(\.least), upper: precision[candidate].map(\.most))
      }),
    caption: "Precision with few images, and its reach over the draws: a bad generator seems as good as the data")
  let radiiOfFew = draws.map { $0.radii(ofFirst: sizes[0]) }
  page.expect(
    "with an eighth of the images the enhanced generator's precision is that of real images",
    precision[1][0].least > 0.85, from: .standard)
  page.expect("with all of them it is close to 0", precision[1][3].most < 0.15, from: .standard)
  page.expect(
    "an image with fewer than five others of its mode has a ball at least twice as wide",
    radiiOfFew.allSatisfy { $0.rare > 2 * $0.others }, from: .standard)
  //: @hide
  page.record("few", sizes[0])
  page.record("precisionOfFew", precision[1][0].mean, tolerance: 0.05, format: .decimals(2))
  page.record("precisionOfAll", precision[1][3].mean, tolerance: 0.03, format: .decimals(2))
  page.record("rareRadius", Spread(radiiOfFew.map(\.rare)).mean, tolerance: 0.3, format: .decimals(1))
  page.record("usualRadius", Spread(radiiOfFew.map(\.others)).mean, tolerance: 0.3, format: .decimals(1))
  page.record("perMode", Double(sizes[0]) / 80, tolerance: 0, format: .significant(2))
  //: @show

  //: With {{few}} images the enhanced generator has a precision of {{precisionOfFew}}, with {{images}} only
  //: {{precisionOfAll}}. Among {{few}} images there are about {{perMode}} of each mode. An image with fewer than five
  //: others of its own mode finds its fifth neighbour in another mode: its ball has a radius of {{rareRadius}} instead of
  //: {{usualRadius}}, and takes in whatever lies between the modes. No interval warns of that. Balls need many images of
  //: every kind.
  //:
  //: KID has no bias. Cut into tenths, the same real images give:

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
      ["FID", Spread(tenths.map(\.fid)).text(.significant(3)), Spread(whole.map(\.fid)).text(.significant(3))],
      ["KID × 1000", kids.few.text(.significant(2)), kids.all.text(.significant(2))],
    ])
  page.expect(
    "KID of the tenths is KID of all, within a deviation", abs(kids.few.mean - kids.all.mean) < kids.few.deviation)
  //: @hide
}

private func equalMoments(_ page: Page, draws: Int, random: Random) throws {
  //: @show

  //: ## Equal moments, different worlds
  //:
  //: FID knows a mean and a covariance, and nothing else. Let the real "features" be eight clusters on a ring, and the
  //: fakes one Gaussian with the ring's mean and covariance. No eye would confuse them.

  let ring = GaussianMixture.ring(modes: 8, radius: 2, deviation: 0.1)
  let worlds = (0..<draws).map { draw in
    let random = random.split("worlds \(draw)")
    return (
      real: ring.sample(count: 2000, random: random),
      // Along an axis a ring has half of its squared radius as variance, and each cluster adds its own.
      cloud: random.normal([2000, 2], deviation: Float((2 + 0.01).squareRoot())),
      again: ring.sample(count: 2000, random: random)
    )
  }
  try page.show(
    ScatterPlot(
      "Equal means, equal covariances", x: "first feature", y: "second feature",
      [Series("real", points: worlds[0].real), Series("fake", points: worlds[0].cloud)], opacity: 0.35),
    caption: "A ring of clusters and a Gaussian with the same mean and covariance")

  //: KID's kernel is a choice. So here it is twice: with its own, the cube, and with a
  //: [Gaussian kernel](source:KernelInceptionDistance.swift#KernelInceptionDistance.Kernel), $`\exp(-|x - y|^2 / 2 w^2)`$
  //: of width $`w = 0.3`$, for which only what lies close together is alike.

  let rows = [
    ("the Gaussian", worlds.map { ($0.real, $0.cloud) }), ("the ring again", worlds.map { ($0.real, $0.again) }),
  ]
  .map { name, pairs in
    let sets = pairs.map { (real: Matrix($0.0), fake: Matrix($0.1)) }
    let balls = sets.map { Neighbours(real: $0.real, fake: $0.fake) }
    return (
      name: name, fid: Spread(sets.map { squaredFrechetDistance($0.fake, $0.real) }),
      kid: Spread(sets.map { KernelInceptionDistance.full($0.real, $0.fake) }),
      gaussian: Spread(sets.map { KernelInceptionDistance.full($0.real, $0.fake, kernel: .gaussian(width: 0.3)) }),
      mind: Spread(sets.map { MongeInceptionDistance.value($0.real, $0.fake, random: random.split("mind")) }),
      precision: Spread(balls.map(\.precision)), coverage: Spread(balls.map(\.coverage))
    )
  }
  page.table(
    header: ["fakes", "FID", "KID", "KID, Gaussian kernel", "MIND", "precision", "coverage"],
    rows: rows.map {
      [
        $0.name, $0.fid.text(.decimals(3)), $0.kid.text(.decimals(3)), $0.gaussian.text(.decimals(4)),
        $0.mind.text(.decimals(2)), $0.precision.text(.decimals(2)), $0.coverage.text(.decimals(2)),
      ]
    })
  page.expect("FID is next to nothing beside the variances of 2", rows.allSatisfy { $0.fid.most < 0.03 })
  page.expect("KID sees no difference either", rows.allSatisfy { max($0.kid.most, -$0.kid.least) < 0.1 })
  page.expect("with a Gaussian kernel it does", rows[0].gaussian.least > 20 * abs(rows[1].gaussian.most))
  page.expect("so does MIND", rows[0].mind.least > 3 * rows[1].mind.most)
  page.expect(
    "and so do precision and coverage",
    rows[0].precision.most < 0.3 && rows[1].precision.least > 0.9 && rows[0].coverage.most < 0.5)

  //: KID with the cube is as blind as FID: it compares moments up to the third, and by symmetry the third agree as well.
  //: A Gaussian kernel is not deceived, but somebody has to choose its width, and with another width it is another score;
  //: so the field keeps to the cube. Nor are scores deceived that take no moments: MIND, and those that look at
  //: neighbours.
  //: @hide
}

private func mistakes(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) throws {
  //: @show

  //: ## What the classic mistakes cost
  //:
  //: All of [these](source:ClassicMistakes.swift#ClassicMistake.all) have happened. The fakes are real images in every
  //: row, so whatever is added to a score is the mistake's.

  let mistakes = draws.map { ClassicMistake.all(in: $0, network) }
  let costs = mistakes[0].indices.map { row in
    (
      right: Spread(mistakes.map { $0[row].right }), wrong: Spread(mistakes.map { $0[row].wrong }),
      difference: Spread(mistakes.map { $0[row].wrong - $0[row].right })
    )
  }
  page.table(
    header: ["mistake", "score", "done right", "with the mistake", "difference"],
    rows: zip(mistakes[0], costs).map { mistake, cost in
      [mistake.name, mistake.score] + [cost.right, cost.wrong, cost.difference].map { $0.text(.significant(3)) }
    })
  page.expect(
    "the wrong range costs more than everything else", costs[0].wrong.least > 20 * costs[0].right.most, from: .standard)
  page.expect(
    "careless resizing makes the score worse by half", mistakes.allSatisfy { $0[1].wrong > 1.5 * $0[1].right },
    from: .standard)
  page.expect(
    "32 bits give a distance that is far from the right one",
    mistakes.allSatisfy { abs($0[2].wrong - $0[2].right) > $0[2].right })
  page.expect("a tenth of the images at least doubles the score", mistakes.allSatisfy { $0[3].wrong > 2 * $0[3].right })
  page.expect("dividing by N lowers the score", mistakes.allSatisfy { $0[4].wrong < $0[4].right })
  page.expect(
    "unshuffled splits lose more than half of the score", mistakes.allSatisfy { $0[5].wrong < $0[5].right / 2 })
  page.expect(
    "pairs of an image with itself raise KID, by more than its deviation over the draws",
    costs[6].difference.least > costs[6].right.deviation)

  //: None of them raises an error. Each looks like a better or a worse generator. The covariance in 32 bits may even give
  //: a squared distance below zero. The least of them is to divide by $`N`$ where $`N - 1`$ belongs; it *lowers* the
  //: score a little, most for those with few images.
  //:
  //: Some of the field's tools have traps of their own, which this book's code does not: the Inception Score of images
  //: among which a class never occurs is not a number, because 0 · log 0 is computed as it stands; and a set compared
  //: with itself has precision 0 where balls are open and points coincide.
  //: @hide
}

private func commandLine(_ page: Page) throws {
  //: @show

  //: ## From the command line
  //:
  //: The same scores for any two sets of images: folders of PNG files, data sets by name, checkpoints of chapter 5,
  //: statistics that were saved before.
  //:
  //: ```
  //: swift run score shapes generator-enhanced --samples 1000
  //: swift run score shapes --save shapes.safetensors.zst
  //: swift run score shapes.safetensors.zst generated/ --features book-shapes
  //: ```

  var command = ScoreCommand(real: "shapes", fake: "generator-enhanced")
  command.samples = page.profile == .quick ? 200 : 1000
  command.resamples = page.profile == .quick ? 10 : 100
  page.print(try command.table(isQuiet: true)!.text)

  //: Everything that makes scores incomparable stands beside them: the number of images, the network, the resizing, the
  //: estimator. The column "real against real" has the same score of one half of the real images against the other, the
  //: best that could be hoped for. Statistics, such as the `.npz` files of pytorch-fid, can stand for the real images;
  //: FID, FID∞ and IS are then what can be computed. If FID and IS are all that is asked for (`--metrics fid,is`),
  //: nothing is kept of an image, and a million take no more memory than a thousand.
  //:
  //: ## With the field's own weights
  //:
  //: [Inception v3 of 2015](source:Inception.swift#Inception), the network that published scores are computed with, is
  //: part of this engine. Its weights are not part of the book: they are a file of 91 MB, which the authors of
  //: pytorch-fid publish.
  //:
  //: ```
  //: curl -LO https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth
  //: swift run score cifar10 generated/ --features inception:pt_inception-2015-12-05-6726825d.pth
  //: ```
  //:
  //: Inception looks at images of 299 × 299 pixels, and the field's tools bring smaller ones to that size in three ways.
  //: The way is part of the score: take that of the numbers you compare with.
  //:
  //: | `--features` | resizes as | for numbers from |
  //: | --- | --- | --- |
  //: | `inception:PATH` | PyTorch's bilinear interpolation | pytorch-fid |
  //: | `inception-tf1:PATH` | TensorFlow 1's bilinear interpolation, which moves the image by part of a pixel | Heusel 2017, torch-fidelity |
  //: | `inception-clean:PATH` | Pillow's bicubic filter, which leaves no pixel out when an image shrinks | clean-fid (Parmar 2022) |
  //:
  //: With these weights, and only with them, a score may be set beside published ones, if $`N`$, the reference and the
  //: resizing are theirs too.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. FID is the squared distance of two Gaussians in feature space; it sees means and covariances, and no more.
//: 2. IS asks for sure and varied classes; it never looks at real images, nor for two pictures of one class.
//: 3. Precision is about what is there, recall and coverage about what is missing. No score here sees memorising.
//: 4. FID is biased upwards by few images, differently for each generator; so is precision. KID is not biased.
//: 5. A score without its N, its network, its resizing, an interval, and real images beside it says little.
//:
//: ## Exercises
//:
//: 1. Which deviation of the noise (in [`Failure.images`](source:Failures.swift#Failure.images)) costs as much FID as the
//:    blur? Predict, change it, and run `swift run chapter 7`.
//: 2. Another seed leaves the real images as they are, and changes latent vectors and noise. Which numbers of this page
//:    move by more than their ± when you run `swift run chapter 7 --seed 2`?
//: 3. Train for a minute (`swift run chapter 5`), then score the run:
//:    `swift run score shapes runs/…/checkpoint.safetensors.zst --samples 2000`. Is it better than chapter 2's
//:    generators, and by more than its interval?
//: 4. Score a set against itself: `swift run score shapes shapes --samples 1000`. Why is KID below 0?
//: 5. How far do two disjoint sets of real images get? `swift run score shapes shapes-test --samples 500`, then 5000.
//:
//: Before this: [5 · Training](../05-training/README.md), where the images come from. In short:
//: [the answer](../../answers/metrics.md).
