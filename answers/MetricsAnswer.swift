import Datasets
import Engine
import Evaluation
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: # How do the Inception Score and FID evaluate a GAN?
//:
//: ## In short
//:
//: Both scores let a trained classifier look at the generated images, instead of comparing pixels. The *Inception Score* asks two
//: questions about the classifier's predictions: is it confident about each image, and does the whole set show many classes? The
//: *Fréchet Inception Distance* also looks at real images. It describes each set by the mean and the covariance of what the
//: classifier makes of its images, and measures how far apart these two Gaussians are. A high IS and a low FID are good.
//:
//: Neither score calls it a fault if a generator has learnt its training images by heart, and the Inception Score gives no sign
//: of it. But such a generator is nearer to its training images than to *held-out* images, which it has never seen, and FID can
//: show this gap. In the demo it does if half of the images are copies; if only a tenth are, it does not. Both scores depend on
//: the number of images and on the network. So put the score of real images beside each, and do not compare the numbers of this
//: page, which come from a small network of the book's own, with those of a paper ([how to get one that can be
//: compared](../chapters/07-metrics/README.md#appendix-a-score-to-compare-with-a-papers)).
//:
//: ```
//: swift run answer metrics
//: ```
//:
//: That is the answer. Below are the formulas and a second experiment, which needs no data set.
//:
//: ## In full
//:
//: ### The Inception Score
//:
//: Let $`p(y|x)`$ be the class probabilities that the classifier gives to an image $`x`$, and $`p(y)`$ their mean over all
//: generated images. The *entropy* $`H = -\sum p \log p`$ says how undecided probabilities are: it is 0 if one class has all of
//: the probability. Then (Salimans 2016)
//:
//: ```math
//: \mathrm{IS} \;=\; \exp\Bigl( \mathbb{E}_x\, \mathrm{KL}\bigl(p(y|x)\,\|\,p(y)\bigr) \Bigr)
//:             \;=\; \exp\bigl( H(y) - H(y|x) \bigr).
//: ```
//:
//: (Here $`\mathrm{KL}(p \,\|\, q) = \sum p \log (p / q)`$ is the Kullback–Leibler divergence of two lists of probabilities.)
//: The entropy $`H(y)`$ of the mean is large if the classes vary, and the mean entropy $`H(y|x)`$ of the predictions is small if
//: the classifier is confident. The score lies between 1 and the number of classes, and uses no real images. It is usually
//: computed on ten parts of the shuffled images, as in the demo below, and given as their mean and standard deviation. On all
//: images at once, as chapter 7 computes it, it is higher.
//:
//: ### The Fréchet Inception Distance
//:
//: FID (Heusel 2017) takes the *features* of each image, the numbers that the classifier makes of it just before it names
//: a class. Let $`\mu_r, S_r`$ be the mean and the covariance matrix of the features of real images, and $`\mu_g, S_g`$ those of
//: generated ones. Then
//:
//: ```math
//: \mathrm{FID} \;=\; |\mu_r - \mu_g|^2 + \mathrm{tr}\bigl( S_r + S_g - 2\,(S_r S_g)^{1/2} \bigr).
//: ```
//:
//: This is the squared Fréchet distance of two Gaussians: how far one must be moved and stretched to become the other. Here tr is
//: the sum of a matrix's diagonal, and a covariance matrix has the variance of each feature on its diagonal, and elsewhere how
//: two features vary together. FID is 0 only if the means and the covariances agree. It is *biased upwards*, because few images
//: give a noisy covariance, and noise counts as distance. (Chapter 7 writes the root in a different form, with the same trace.)
//:
//: ## The demo: four generators, two scores
//:
//: Here are four "generators" whose faults are known, because they use images of the data set. The *good* one draws new images,
//: the *collapsed* one new images of only four of the eighty modes, and the *noisy* one new images with noise, while the
//: *memorising* one returns the training images, as if it had learnt them by heart.

//: @hide
func metricsAnswer(_ page: Page) throws {
  let isShort = page.profile == .quick
  let count = isShort ? 400 : 2000
  let random = Random(seed: page.seed)
  page.dataSet(DataStamp(.shapes))
  //: @show
  //: {fold: the four generators}
  let names = ["good", "collapsed", "noisy", "memorising"]
  let shapes = Shapes(seed: 0)
  /// Images of the four generators, and held-out images, which none of them has seen.
  func sets(_ draw: Int) -> (generators: [Tensor], heldOut: Tensor) {
    let images = [0, 50_000, 60_000].map { first in
      shapes.dataset(first + draw * count..<first + (draw + 1) * count, labelledBy: .mode)
    }
    let (training, fresh, heldOut) = (images[0].tensor(of: 0..<count), images[1], images[2].tensor(of: 0..<count))
    let new = fresh.tensor(of: 0..<count)
    let fourModes = fresh.labels.indices.filter { [0, 21, 42, 63].contains(fresh.labels[$0]) }
    let collapsed = fresh.tensor(of: (0..<count).map { fourModes[$0 % fourModes.count] })
    let noisy = (new + random.split("noise \(draw)").normal(new.shape, deviation: 0.15)).clamped(to: -1...1)
    return ([new, collapsed, noisy, training], heldOut)
  }
  try page.show(
    Filmstrip(frames: zip(names, sets(0).generators).map { ($0, $1.slice(0..<10)) }, scale: 2),
    caption: "Each row shows ten images of one of the four generators",
    alternative: """
      Four rows of ten coloured figures. The good and the memorising generator draw figures of many kinds and hues. The \
      collapsed one repeats four, each in a hue of its own. Every figure of the noisy one is grainy
      """)

  //: Both scores use the book's own network, on {{draws}} draws of different images. In its features the distance is called
  //: *FD*, because the name FID belongs to Inception's. It is computed twice: against the training images, and against the
  //: held-out ones. **Which of the four has the best FD, and against which of the two?**

  //: {fold: the scores of the four generators}
  let network = try BookFeatures(for: .shapes)
  let seen = (0..<(isShort ? 1 : 3)).map { draw in
    let (generators, heldOut) = sets(draw)
    return (generators: generators.map { network.extract($0) }, heldOut: network.extract(heldOut))
  }
  // The Gaussians of the training images, which are what the last generator returns, and of the held-out images.
  let references = seen.map { [$0.generators[3], $0.heldOut].map { FeatureGaussian($0.features) } }
  let draws = zip(seen, references).map { seen, references in
    seen.generators.map { images in
      let own = FeatureGaussian(images.features)
      return (
        score: InceptionScore(logits: images.logits, random: random.split("splits")).mean,
        training: max(0, own.squaredDistance(to: references[0])),
        heldOut: max(0, own.squaredDistance(to: references[1]))
      )
    }
  }
  let rows = names.indices.map { row in
    (
      score: Spread(draws.map { $0[row].score }), training: Spread(draws.map { $0[row].training }),
      heldOut: Spread(draws.map { $0[row].heldOut })
    )
  }

  //: {fold: the table of the four generators}
  page.table(
    header: ["generator", "IS ↑", "FD ↓, training images", "FD ↓, held-out images"],
    rows: zip(names, rows).map { name, row in
      [name] + [row.score, row.training, row.heldOut].map { $0.text(.significant(3)) }
    },
    caption:
      "Mean and standard deviation over \(draws.count) draws of \(count.text) images, through \(network.name): not to be "
      + "compared with published scores",
    behind: "I have decided")

  //: {fold: the claims}
  let (good, collapsed, noisy, memorising) = (rows[0], rows[1], rows[2], rows[3])
  page.expect(
    "collapse lowers IS below 0.3 of the good one's, and raises FD to more than ten times the good one's",
    collapsed.score.most < 0.3 * good.score.least && collapsed.training.least > 10 * good.training.most)
  page.expect(
    "noise lowers IS and raises FD, in every draw",
    noisy.score.most < good.score.least && noisy.training.least > good.training.most)
  page.expect("the memorising generator gets the best FD of all: 0", memorising.training.most < 1e-9)
  page.expect(
    "the memorising generator's Inception Score is within a twentieth of the good one's",
    abs(memorising.score.mean / good.score.mean - 1) < 0.05)
  page.expect(
    "against held-out images FD of the memorising generator is that of the good one, within two standard errors "
      + "of the difference",
    abs(memorising.heldOut.mean - good.heldOut.mean)
      < 2
      * ((pow(memorising.heldOut.deviation, 2) + pow(good.heldOut.deviation, 2)) / Double(draws.count)).squareRoot(),
    from: .standard)
  //: @hide
  page.record("count", count)
  page.record("draws", draws.count)
  page.record("isGood", good.score.mean, tolerance: 0.5)
  page.record("isCollapsed", collapsed.score.mean, tolerance: 0.2, format: .decimals(1))
  page.record("fidGood", good.training.mean, tolerance: 0.05, format: .decimals(2))
  page.record("fidNoisy", noisy.training.mean, tolerance: 0.1, format: .decimals(1))
  page.record("fidCollapsed", collapsed.training.mean, tolerance: 0.5)
  page.record("fidHeldOut", memorising.heldOut.mean, tolerance: 0.05, format: .decimals(2))
  page.record("fidGoodHeldOut", good.heldOut.mean, tolerance: 0.05, format: .decimals(2))
  //: @show

  //: **The memorising generator has the best FD, 0, against the training images**, because what it returns *is* the training
  //: set. New real images do not get that, so an FD of 0 is too good, and a sign of copies. Its IS is about that of the good one
  //: and gives no sign. Against held-out images its advantage is gone: its FD is {{fidHeldOut}}, and that of new images
  //: {{fidGoodHeldOut}}. The gap between its two FDs is the test for memorising.
  //:
  //: The good generator's FD is {{fidGood}}, not 0: that is what {{count}} images of the same distribution get. Both scores see
  //: the collapse, which changes IS from {{isGood}} to {{isCollapsed}} and FD to {{fidCollapsed}}, and the noise, which raises
  //: FD to {{fidNoisy}} and lowers IS.
  //:
  //: How many copies does it take before the gap shows? Here a generator returns training images for a share of its images, and
  //: new images for the rest:

  //: {fold: the plot}
  let shares = [0, 0.1, 0.25, 0.5, 0.75, 1]
  let mixed = zip(seen, references).map { seen, references in
    let (new, learnt) = (seen.generators[0].features, seen.generators[3].features)
    return shares.map { share in
      let own = FeatureGaussian(new.replacingFirst(Int(share * Double(count)), by: learnt))
      return references.map { max(0, own.squaredDistance(to: $0)) }
    }
  }
  func over(_ share: Int, _ reference: Int) -> Spread { Spread(mixed.map { $0[share][reference] }) }
  try page.show(
    LinePlot(
      "FD of a generator that has learnt some images by heart",
      x: Axis("share of images from the training set", range: 0...1),
      y: "FD",
      [("against the training images", 0, Encoding.generated), ("against held-out images", 1, .exact)].map {
        name, reference, look in
        let found = shares.indices.map { over($0, reference) }
        return Series(name, x: shares, y: found.map(\.mean), as: look)
          .interval(lower: found.map(\.least), upper: found.map(\.most))
      }),
    caption: "The gap between the two grows with the share that is learnt by heart; means and range over the draws",
    alternative: """
      Against the training images FD falls nearly in a straight line to 0. Against held-out images it changes little. The \
      ranges overlap for few copies and lie apart from half of the images on
      """)

  //: {fold: the claims}
  page.expect(
    "in every draw FD against the training images falls with every larger share, to 0",
    mixed.allSatisfy { draw in
      zip(draw, draw.dropFirst()).allSatisfy { $0[0] > $1[0] } && draw.last![0] < 1e-9
    }, from: .standard)
  func areApart(_ share: Int) -> Bool { over(share, 0).most < over(share, 1).least }
  page.expect(
    "with half learnt by heart every draw's FD against the training images is below every draw's FD against held-out "
      + "images; with a tenth it is not",
    areApart(3) && !areApart(1), from: .standard)
  page.expect(
    "with every share the mean FD against held-out images is within a third of that without copies",
    shares.indices.allSatisfy { abs(over($0, 1).mean / over(0, 1).mean - 1) < 1.0 / 3 }, from: .standard)

  //: **Half of the images are enough, and a tenth are too few.** With half, the gap is larger than the differences between draws;
  //: with a tenth it is not. Against the training images FD falls to 0. Against held-out images it changes much less, because
  //: copies are as good as new images there: both are real. To find a few copies, search for them one by one, as chapter 5 does.
  //: @hide
}

extension Matrix {
  /// The same rows, the first ones replaced by those of another matrix.
  fileprivate func replacingFirst(_ count: Int, by other: Matrix) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      scalars: Array(other.scalars.prefix(count * columns)) + Array(scalars.dropFirst(count * columns)))
  }
}
//: @show

//: ## Misconceptions
//:
//: - *"FID 12 is better than FID 14."* Only if the number of images, the network, the reference and the resizing are the same,
//:   and if the difference is larger than chance explains. So give an interval with every score.
//: - *"A good IS means varied images."* It means varied classes. If the classifier is fully confident, one image of each class,
//:   repeated again and again, gets the highest score.
//: - *"FID 0 means that the distributions agree."* It means that the mean and the covariance of the features agree.
//: - *"They measure what people see."* They measure what a classifier of photographs sees, and a good mix of the classes that it
//:   knows can fool it (Kynkäänniemi 2023). None of the scores that Stein 2023 tried followed human judgement closely.
//: - *"With few images FID is only noisy."* It is too high, by an amount that depends on what is scored: in chapter 7, in the
//:   book's own features, this is larger for real images than for two generators.
//:
//: ## Read on
//:
//: - the code of FID, [without the root of a
//:   matrix](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance) and [as its definition
//:   says](source:Metrics.swift#frechetDistanceByRoots), and [the code of the Inception
//:   Score](source:Sources/Metrics/Distances/InceptionScore.swift#InceptionScore)
//: - how each score can be cheated, and precision, recall and coverage: [chapter 7](../chapters/07-metrics/README.md)
//: - two folders of images of your own: `swift run score real/ generated/`
