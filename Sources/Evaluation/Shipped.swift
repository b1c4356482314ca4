import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store

/// A pair of networks that comes with the book.
public struct ShippedPair: Equatable, Sendable {
  /// What kind of pair it is.
  public enum Kind: String, Sendable {
    /// The plain generator of the student project that this book grew from.
    case plain
    /// The enhanced generator.
    case enhanced
    /// The enhanced generator, told the images' classes.
    case classes
    /// The enhanced generator in wider networks, whose discriminator was taught the images' classes.
    case wide

    /// The kind with that generator, which knows no classes.
    public init(_ kind: GeneratorKind) { self = kind == .plain ? .plain : .enhanced }
  }

  /// The data that it was trained on.
  public let data: DataSet
  /// What kind of pair it is.
  public let kind: Kind

  /// A pair of that data and kind.
  public init(data: DataSet, kind: Kind) { (self.data, self.kind) = (data, kind) }

  /// All that come with the book.
  public static let all = [
    ShippedPair(data: .cifar10, kind: .plain), ShippedPair(data: .cifar10, kind: .enhanced),
    ShippedPair(data: .cifar10, kind: .classes), ShippedPair(data: .shapes, kind: .plain),
    ShippedPair(data: .shapes, kind: .enhanced), ShippedPair(data: .shapes, kind: .classes),
    ShippedPair(data: .shapes, kind: .wide),
  ]

  /// Its name in tables and among the book's files, such as `cifar10-plain`.
  public var name: String { "\(data.name)-\(kind.rawValue)" }

  /// Whether its discriminator comes with the book, so that `chapter 5 --go-on` can train it on. The others only draw: the plain
  /// pair of photographs has the largest networks of all.
  public var hasDiscriminator: Bool { kind == .enhanced || (kind == .plain && data == .shapes) }

  /// The networks, with how they were trained.
  ///
  /// - Throws: ``NotATrainedPair`` or a `StoreError` if the file is missing or damaged.
  public func load() throws -> TrainedPair {
    try TrainedPair(contentsOf: BookFiles.existing("chapters/05-training/cache/\(name).safetensors.zst"))
  }
}

extension TrainedPair {
  /// The pair that comes with the book for a data set.
  ///
  /// - Throws: ``NotATrainedPair`` or a `StoreError` if the file is missing or damaged.
  public static func shipped(_ data: DataSet, _ kind: ShippedPair.Kind) throws -> TrainedPair {
    try ShippedPair(data: data, kind: kind).load()
  }
}

/// The pair that draws letters, 64 × 64 and grey. It was trained with `train` on a folder of images, as a
/// reader's own pair would be, so it belongs to no data set of the book. Only its generator comes with the book.
public enum LettersPair {
  /// The word by which commands know it.
  public static let name = "letters"

  /// The generator, with how it was trained.
  ///
  /// - Throws: ``NotATrainedPair`` or a `StoreError` if the file is missing or damaged.
  public static func load() throws -> TrainedPair {
    try TrainedPair(contentsOf: BookFiles.existing("answers/cache/\(name).safetensors.zst"))
  }

  /// The training images that are nearest to some that it draws: what `draw letters --class all --count 40 --nearest FOLDER
  /// --tensors` wrote. Of the `latents`, `classes` and `nearest` images, the file has those of the first image of each letter;
  /// the `distances` are those of all.
  ///
  /// - Throws: A `StoreError` if the file is missing or damaged.
  public static func nearest() throws -> CachedTensors {
    try CachedTensors(shipped: "\(name)-nearest", in: "answers/cache")
  }
}

extension TrainedPair {
  /// Whether the networks are those of the look at which images were nearest to training images.
  public var isKeptAtItsNearest: Bool { report.keptStep == history.best?.step }
}

extension BookFeatures {
  /// Where the feature network for a data set's images lies among the book's files.
  public static func shippedFile(for data: DataSet) -> URL {
    BookFiles.url("chapters/07-metrics/cache/features-\(data.name).safetensors.zst")
  }

  /// The network that comes with the book for a data set's images.
  ///
  /// - Throws: ``NotAFeatureNetwork`` or a `StoreError` if the file is missing or damaged.
  public init(for data: DataSet) throws {
    _ = try BookFiles.existing("chapters")
    try self.init(contentsOf: Self.shippedFile(for: data))
  }
}
