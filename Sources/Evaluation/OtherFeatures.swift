import Notebook

/// A network in whose features the images of the book's photograph pairs were compared.
public enum PhotographJudge: String, Decodable, CaseIterable, Sendable {
  /// CIFAR-10's network of this book, which was taught the labels of its photographs.
  case cifar10 = "book-cifar10"
  /// Shapes' network of this book, which never saw a photograph.
  case shapes = "book-shapes"
  /// EfficientNet-Lite0 (Tan & Le 2019), taught ImageNet's classes, as `scripts/imagenet-distance` runs it in PyTorch.
  case imageNet = "imagenet"
}

/// What `swift run score cifar10-test FOLDER --features …` or `scripts/imagenet-distance` found for images of one kind.
public struct OtherFeatures: Decodable, Sendable {
  /// Which images: `real`, or the name of a pair.
  public let images: String
  /// The network in whose features they were compared.
  public let features: PhotographJudge
  /// How many images there were on either side.
  public let samples: Int
  /// The squared Fréchet distance to test images.
  public let distance: Double

  /// All that is known, from the book's files.
  ///
  /// - Throws: `UsageError` that names the line which is damaged.
  public static func all() throws -> [OtherFeatures] { try trialLog("other-features") }
}

extension [OtherFeatures] {
  /// The line of images of that kind, compared by that network.
  ///
  /// - Throws: `UsageError` that says which line is missing.
  public func line(of images: String, by judge: PhotographJudge) throws -> OtherFeatures {
    guard let line = first(where: { $0.images == images && $0.features == judge }) else {
      throw UsageError(
        "other-features.jsonl has no line of \(images) in \(judge.rawValue); restore the file that comes with the book")
    }
    return line
  }
}
