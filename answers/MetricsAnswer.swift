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
//: **Both let a trained classifier look at the images, instead of comparing pixels.** The *Inception Score* (IS) asks two
//: questions about the classifier's predictions: is it confident about each image, and does the whole set show many classes?
//: The *Fréchet Inception Distance* (FID) also needs real images: it describes each set by the mean and the covariance of
//: what the classifier makes of its images, and measures how far apart the two Gaussians with these values are. A high IS
//: and a low FID are good, but IS notices neither a lack of variety within a class nor copies of training images, and FID
//: sees only means and covariances. Both depend on the network, the number of images and how they are resized, so compare
//: two scores only if these are the same, and put the score of real images beside each.
//:
//: ```
//: swift run answer metrics
//: ```
//:
//: [Chapter 7](../chapters/07-metrics/README.md) explains these and other scores, and shows how to fool them. Here are the two
//: formulas, and an experiment that needs no data set.
//:
//: ## The two formulas
//:
//: Let $`p(y|x)`$ be the class probabilities that the classifier gives to an image $`x`$, and $`p(y)`$ their mean over all
//: generated images. The *entropy* $`H = -\sum p \log p`$ measures how undecided probabilities are. Then (Salimans 2016;
//: [code](source:Sources/Metrics/Distances/InceptionScore.swift#InceptionScore))
//:
//: ```math
//: \mathrm{IS} \;=\; \exp\bigl( H(y) - H(y|x) \bigr).
//: ```
//:
//: The entropy $`H(y)`$ of the mean is large if the classes vary, and the mean entropy $`H(y|x)`$ of the predictions is
//: small if the classifier is confident. The score lies between 1 and the number of classes. It is usually computed on ten
//: parts of the shuffled images and reported as their mean and standard deviation; on all images at once, as in chapter 7,
//: it is higher.
//:
//: The *features* of an image are the numbers that the classifier computes from it just before it names a class. Let
//: $`\mu_r, S_r`$ be the mean and the covariance matrix of the features of real images, and $`\mu_g, S_g`$ those of
//: generated ones. Then (Heusel 2017;
//: [code](source:Sources/Metrics/Distances/FrechetDistance.swift#FeatureGaussian.squaredDistance))
//:
//: ```math
//: \mathrm{FID} \;=\; |\mu_r - \mu_g|^2 + \mathrm{tr}\bigl( S_r + S_g - 2\,(S_r S_g)^{1/2} \bigr).
//: ```
//:
//: This is the squared Fréchet distance of two Gaussians: how far one must be moved and stretched to become the other. (The
//: trace tr is the sum of a matrix's diagonal.) FID is 0 only if the means and the covariances agree, and it is
//: *biased upwards*, because few images give a noisy covariance, and noise counts as distance. Both scores measure only what
//: a classifier of photographs sees, and a suitable mix of the classes that it knows can fool FID (Kynkäänniemi 2023).
//:
//: ## How many copies does it take before FID shows them?
//:
//: A generator that has learnt its training images by heart is closer to them than to *held-out* images, which it has never
//: seen, so compute the distance to both and look at the gap. Here a share of a generator's {{count}} images are training
//: images, and the rest are new images of Shapes. The features come from the book's own network, not Inception, so the
//: distance is called *FD*.

//: @hide
func metricsAnswer(_ page: Page) throws {
  let isShort = page.profile == .quick
  let count = isShort ? 400 : 2500
  page.dataSet(DataStamp(.shapes))
  //: @show
  //: {fold: the features of three sets of images, in every draw}
  let shapes = Shapes(seed: 0)
  let network = try BookFeatures(for: .shapes)
  /// The features of as many images as a draw has.
  func features(from first: Int, _ draw: Int) -> Matrix {
    let images = shapes.dataset(first + draw * count..<first + (draw + 1) * count, labelledBy: .mode)
    return network.extract(images.tensor(of: 0..<count)).features
  }
  // No two of these sets share an image.
  let draws = (0..<(isShort ? 1 : 3)).map { draw in
    (training: features(from: 0, draw), new: features(from: 50_000, draw), heldOut: features(from: 60_000, draw))
  }
  // The Gaussians of the training images and of the held-out images.
  let references = draws.map { [FeatureGaussian($0.training), FeatureGaussian($0.heldOut)] }

  //: {fold: the plot}
  let shares = [0, 0.1, 0.25, 0.5, 0.75, 1]
  let mixed = zip(draws, references).map { draw, references in
    shares.map { share in
      let own = FeatureGaussian(draw.new.replacingFirst(Int(share * Double(count)), by: draw.training))
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
    caption:
      "The gap between the two grows with the share that is learnt by heart. Each band is the range over the draws",
    alternative: """
      Against the training images FD falls nearly in a straight line to 0. Against held-out images it changes little. The \
      ranges overlap for few copies and lie apart from half of the images on
      """)

  //: {fold: the claims}
  page.record("count", count)
  page.record("draws", draws.count)
  page.record("fdNew", over(0, 0).mean, tolerance: 0.05, format: .decimals(2))
  page.expect("new images do not have an FD of 0", over(0, 0).least > 0.05)
  page.expect(
    "on average over the draws FD against the training images falls with every larger share, and in every draw to 0",
    shares.indices.dropFirst().allSatisfy { over($0, 0).mean < over($0 - 1, 0).mean }
      && mixed.allSatisfy { $0.last![0] < 1e-9 }, from: .standard)
  func areApart(_ share: Int) -> Bool { over(share, 0).most < over(share, 1).least }
  page.expect(
    "with half learnt by heart every draw's FD against the training images is below every draw's FD against held-out "
      + "images; with a tenth it is not",
    areApart(3) && !areApart(1), from: .standard)
  page.expect(
    "with every share the mean FD against held-out images is within a third of that without copies",
    shares.indices.allSatisfy { abs(over($0, 1).mean / over(0, 1).mean - 1) < 1.0 / 3 }, from: .standard)

  //: **With half of the images copied, the gap is larger than the differences between draws; with a tenth it is not.**
  //: (Each of the {{draws}} draws has its own images.) Against the training images FD falls from {{fdNew}}, the value of new
  //: images, to 0. Against held-out images it changes much less, because copies are as real as new images, and no nearer.
  //: So an FD below that of new real images is a warning and not a record. A few copies can be found only one by one, as
  //: [chapter 5](../chapters/05-training/README.md#appendix-does-it-copy) searches for them.
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

//: ## Read on
//:
//: - how each score can be cheated, and precision, recall and coverage: [chapter 7](../chapters/07-metrics/README.md)
//: - scores of two folders of your own: [Using Minimax](../docs/USING.md#scores)
//: - a score to compare with a paper's: [an
//:   appendix](../chapters/07-metrics/README.md#appendix-a-score-to-compare-with-a-papers)
//: - which score answers which question: [Which metric](which-metric.md)
