import Datasets
import Engine
import Foundation
import Store

/// A small classifier as a feature network, trained with this package's engine, so that scores need no download.
///
/// Its scores compare images with one another. They are not the scores of Inception v3 that papers report, and no table
/// may show the two side by side.
public struct BookFeatures: FeatureNetwork {
  /// The classifier that was trained.
  public let classifier: ImageClassifier
  /// How it was trained, and how well it does.
  public let training: FeatureTrainingReport

  /// A feature network from a trained classifier.
  public init(classifier: ImageClassifier, training: FeatureTrainingReport) {
    (self.classifier, self.training) = (classifier, training)
  }

  /// The copy of the data set that the network learned, and that it is not Inception.
  public var name: String { "the book's own \(training.plan.data.variant) features, not Inception's" }

  /// How images of another size are resized.
  public var resize: String { "bicubic with antialiasing to 32 × 32, where they are not; none where they are" }

  /// The number of features of an image: the channels of the classifier's last block.
  public var featureCount: Int { training.plan.widths.last! }

  /// The class of each logit: the classes of CIFAR-10, or the 80 modes of Shapes.
  public var classNames: [String] { training.plan.classNames }

  /// Features `[batch, featureCount]` and logits `[batch, classes]` of images `[batch, height, width, 3]` in [-1, 1], or
  /// grey ones of one channel.
  ///
  /// A network that was trained on mirrored images gives the mean over each image and its mirror image.
  public func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
    withoutHistory {
      let side = ImageShape.colour32.side
      let images = images.shape[3] == 1 ? Tensor.concatenate([images, images, images], axis: 3) : images
      let isSized = images.shape[1] == side && images.shape[2] == side
      // The filter overshoots at edges.
      let own = isSized ? images : images.resized(height: side, width: side, by: .pillowBicubic).clamped(to: -1...1)
      let seen = classifier(own, .inference)
      guard training.plan.flips else { return seen }
      // After training on mirrored images the mean over both is better, at the price of a second pass.
      let mirrored = classifier(own.mirrored(), .inference)
      return ((seen.features + mirrored.features) / 2, (seen.logits + mirrored.logits) / 2)
    }
  }
}

// MARK: - Files

extension BookFeatures {
  /// A network from a file that ``write(to:)`` wrote.
  ///
  /// - Throws: ``NotAFeatureNetwork``, or a `StoreError` if the file cannot be read.
  public init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    training = try FeatureTrainingReport(metadata: contents.metadata, file: file)
    classifier = training.plan.classifier()
    try classifier.load(contents.tensors)
  }

  /// Writes the network in half precision, with its report.
  public func write(to file: URL) throws {
    var contents = TensorFile(metadata: try training.metadata)
    for (name, tensor) in classifier.state { contents.set(name, tensor, as: .float16) }
    try contents.write(to: file)
  }
}
