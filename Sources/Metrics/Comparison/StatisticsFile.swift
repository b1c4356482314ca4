import Engine
import Foundation
import Store

/// The mean and the covariance of a set's features in a file, so that real images need to be processed only once.
///
/// Two formats are read: the book's own, a tensor file that also names the network and the number of images; and
/// pytorch-fid's `.npz` with `mu` and `sigma`, which names neither.
public struct StatisticsFile: Sendable {
  /// The mean of every feature.
  public let mean: [Double]
  /// The unbiased covariance, `[features, features]`.
  public let covariance: Matrix
  /// The network whose features they are; `nil` if the file does not say.
  public let features: String?
  /// The number of images; `nil` if the file does not say.
  public let count: Int?
  /// What the images are.
  public let images: String

  private static let kind = "feature statistics"

  /// Statistics of images, to be written.
  public init(_ statistics: FeatureStatistics, features: String, images: String) {
    (mean, covariance, count) = (statistics.mean, statistics.covariance, statistics.count)
    (self.features, self.images) = (features, images)
  }

  /// Reads a file in either format.
  ///
  /// - Throws: `StoreError`, or ``NotStatistics`` if the file is whole but holds something else.
  public init(contentsOf file: URL) throws {
    if file.pathExtension.lowercased() == "npz" {
      let arrays = try NumPyArchive(contentsOf: file)
      let (mu, sigma) = (try arrays.array("mu"), try arrays.array("sigma"))
      try self.init(
        file, mean: mu.scalars, meanShape: mu.shape, covariance: sigma.scalars, covarianceShape: sigma.shape,
        features: nil, count: nil, images: file.lastPathComponent)
    } else {
      let tensors = try TensorFile(contentsOf: file)
      guard tensors.metadata["kind"] == Self.kind else {
        throw NotStatistics(
          description:
            "\(file.path) holds tensors, but neither statistics of features nor a training checkpoint; "
            + "make statistics with `swift run score IMAGES --save FILE`")
      }
      try self.init(
        file, mean: tensors.elements(of: "mean", as: Double.self), meanShape: tensors.shape(of: "mean"),
        covariance: tensors.elements(of: "covariance", as: Double.self),
        covarianceShape: tensors.shape(of: "covariance"),
        features: tensors.metadata["features"], count: tensors.metadata["count"].flatMap { Int($0) },
        images: tensors.metadata["images"] ?? file.lastPathComponent)
    }
  }

  private init(
    _ file: URL, mean: [Double], meanShape: [Int], covariance: [Double], covarianceShape: [Int], features: String?,
    count: Int?, images: String
  ) throws {
    let size = mean.count
    guard meanShape == [size], covarianceShape == [size, size], size > 0 else {
      throw NotStatistics(
        description:
          "\(file.path) has a mean of shape \(meanShape) and a covariance of shape \(covarianceShape), "
          + "expected [features] and [features, features]")
    }
    guard (mean + covariance).allSatisfy(\.isFinite) else {
      throw NotStatistics(
        description: "\(file.path) holds values that are not finite numbers; compute the statistics again")
    }
    self.mean = mean
    self.covariance = Matrix(rows: size, columns: size, scalars: covariance)
    (self.features, self.count, self.images) = (features, count, images)
  }

  /// Writes the book's own format.
  public func write(to file: URL) throws {
    var tensors = TensorFile(metadata: [
      "kind": Self.kind, "features": features ?? "", "count": count.map(String.init) ?? "", "images": images,
    ])
    tensors.set("mean", shape: [mean.count], elements: mean)
    tensors.set("covariance", shape: [mean.count, mean.count], elements: covariance.scalars)
    try tensors.write(to: file)
  }
}

/// A file that can be read but holds no statistics of features.
public struct NotStatistics: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do.
  public let description: String
}
