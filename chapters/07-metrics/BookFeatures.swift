import Datasets
import Engine
import Foundation
import Notebook
import Store

/// A small convolutional classifier of 32 × 32 colour images: a convolution out of colour, three blocks that each halve
/// the image, the mean over what is left of it, and a dense layer to class logits. That mean is the image's features.
final class ImageClassifier: Module {
  let fromColour: Convolution
  let blocks: [ClassifierBlock]
  let verdict: Linear

  /// - Parameters:
  ///   - widths: The number of channels after each block; the last is the number of features.
  ///   - classes: The number of logits.
  init(widths: [Int], classes: Int, random: Random) {
    let channels = [32] + widths
    fromColour = Convolution(
      from: 3, to: channels[0], window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.1),
      initializer: .he, random: random)
    blocks = zip(channels, channels.dropFirst()).map { ClassifierBlock(from: $0, to: $1, random: random) }
    verdict = Linear(from: channels.last!, to: classes, initializer: .fanIn, random: random)
  }

  func callAsFunction(_ images: Tensor, _ mode: Mode) -> (features: Tensor, logits: Tensor) {
    let features = blocks.reduce(fromColour(images)) { image, block in block(image, mode) }.globalAveragePooled()
    return (features, verdict(features))
  }
}

/// Two convolutions; of every four pixels that the first one makes, only the largest value goes on.
final class ClassifierBlock: Module {
  let enter: Convolution
  let enterNorm: BatchNorm
  let refine: Convolution
  let refineNorm: BatchNorm

  init(from inputs: Int, to outputs: Int, random: Random) {
    func convolution(from inputs: Int) -> Convolution {
      Convolution(
        from: inputs, to: outputs, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false, initializer: .he,
        random: random)
    }
    enter = convolution(from: inputs)
    enterNorm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.1))
    refine = convolution(from: outputs)
    refineNorm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.1))
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    refineNorm(refine(enterNorm(enter(x).maxPooled(2), mode)), mode)
  }
}

/// The book's own feature networks: small classifiers trained by its own engine and shipped with it, so that scores
/// can be computed without a download.
///
/// Their scores are good for comparing images with one another. They are not those of Inception v3 that papers report,
/// and no table may set the two side by side.
struct BookFeatures: FeatureNetwork {
  /// The classifier that was trained.
  let classifier: ImageClassifier
  /// How it was trained, and how well it does.
  let training: FeatureTrainingReport

  var name: String { "the book's own \(training.plan.dataset) features, not Inception's" }

  var resize: String { "bicubic with antialiasing to 32 × 32, where they are not; none where they are" }

  var featureCount: Int { training.plan.widths.last! }

  /// What each logit stands for: the classes of CIFAR-10, or the 80 modes of Shapes.
  var classNames: [String] { training.plan.classNames }

  func callAsFunction(_ images: Tensor) -> (features: Tensor, logits: Tensor) {
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
  /// The data sets for which the book has a network.
  enum Kind: String, Codable, CaseIterable {
    case cifar10, shapes

    var fileName: String { "features-\(rawValue).safetensors.zst" }
  }

  /// The network that comes with the book for the images of a data set.
  init(_ kind: Kind) throws {
    try self.init(contentsOf: FeatureChapter.entry.cache.appendingPathComponent(kind.fileName))
  }

  /// A network from a file that ``write(to:)`` wrote.
  init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    training = try FeatureTrainingReport(metadata: contents.metadata, file: file)
    classifier = training.plan.classifier()
    try classifier.load(contents.tensors)
  }

  /// Writes the network in half precision, with what is known about its training.
  func write(to file: URL) throws {
    var contents = TensorFile(metadata: try training.metadata)
    for (name, tensor) in classifier.state { contents.set(name, tensor, as: .float16) }
    try contents.write(to: file)
  }
}
