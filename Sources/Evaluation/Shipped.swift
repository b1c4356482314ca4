import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Store

/// The folder of the pairs that come with the book.
private let pairs = "chapters/05-training/cache"

extension TrainedPair {
  /// The pair that comes with the book for a data set.
  ///
  /// - Throws: ``NotATrainedPair`` or a `StoreError` if the file is missing or damaged.
  public static func shipped(_ data: DataSet, _ kind: GeneratorKind) throws -> TrainedPair {
    try TrainedPair(contentsOf: BookFiles.existing("\(pairs)/\(data.name)-\(kind.rawValue).safetensors.zst"))
  }
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
