import Datasets
import Engine
import Foundation
import Store

/// The book's own feature networks: small classifiers trained by its own engine and shipped with it, so that scores
/// can be computed without a download.
///
/// Their scores are good for comparing images with one another. They are not those of Inception v3 that papers report,
/// and no table may set the two side by side.
public struct BookFeatures: FeatureNetwork {
  /// The classifier that was trained.
  public let classifier: ImageClassifier
  /// How it was trained, and how well it does.
  public let training: FeatureTrainingReport

  /// A network that was trained.
  public init(classifier: ImageClassifier, training: FeatureTrainingReport) {
    (self.classifier, self.training) = (classifier, training)
  }

  public var name: String { "the book's own \(training.plan.data.variant) features, not Inception's" }

  public var resize: String { "bicubic with antialiasing to 32 × 32, where they are not; none where they are" }

  public var featureCount: Int { training.plan.widths.last! }

  /// What each logit stands for: the classes of CIFAR-10, or the 80 modes of Shapes.
  public var classNames: [String] { training.plan.classNames }

  public func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
    withoutHistory {
      let side = ImageDataset.side
      let isSized = images.shape[1] == side && images.shape[2] == side
      // The filter overshoots at edges.
      let own = isSized ? images : images.resized(height: side, width: side, by: .pillowBicubic).clamped(to: -1...1)
      let seen = classifier(own, .inference)
      guard training.plan.flips else { return seen }
      // A network that was trained on mirrored images looks at both, for one pass more: their mean is the better answer.
      let mirrored = classifier(own.mirrored(), .inference)
      return ((seen.features + mirrored.features) / 2, (seen.logits + mirrored.logits) / 2)
    }
  }
}

// MARK: - Files

extension BookFeatures {
  /// A network from a file that ``write(to:)`` wrote.
  public init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    training = try FeatureTrainingReport(metadata: contents.metadata, file: file)
    classifier = training.plan.classifier()
    try classifier.load(contents.tensors)
  }

  /// Writes the network in half precision, with what is known about its training.
  public func write(to file: URL) throws {
    var contents = TensorFile(metadata: try training.metadata)
    for (name, tensor) in classifier.state { contents.set(name, tensor, as: .float16) }
    try contents.write(to: file)
  }
}
