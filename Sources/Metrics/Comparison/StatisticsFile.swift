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
  /// The most features that are read, four times Inception's: their covariance takes 512 MB.
  private static let mostFeatures = 8192

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
      // Both shapes are known before a value is read.
      try Self.check(try arrays.layout(of: "mu").shape, try arrays.layout(of: "sigma").shape, of: file)
      try self.init(
        file, mean: try arrays.array("mu").scalars, covariance: try arrays.array("sigma").scalars, features: nil,
        count: nil, images: file.lastPathComponent)
    } else {
      let tensors = try TensorFile(contentsOf: file)
      guard tensors.metadata["kind"] == Self.kind else {
        throw NotStatistics(
          description:
            "\(file.path) holds tensors, but neither statistics of features nor a training checkpoint; "
            + "make statistics with `swift run score IMAGES --save FILE`")
      }
      try Self.check(try tensors.shape(of: "mean"), try tensors.shape(of: "covariance"), of: file)
      let count = tensors.metadata["count"].flatMap { Int($0) }
      guard count == nil || count! >= 2 else {
        throw NotStatistics(description: "\(file.path) says that it is of \(count!) images, expected 2 or more")
      }
      try self.init(
        file, mean: tensors.elements(of: "mean", as: Double.self),
        covariance: tensors.elements(of: "covariance", as: Double.self),
        features: tensors.metadata["features"], count: count,
        images: tensors.metadata["images"] ?? file.lastPathComponent)
    }
  }

  private static func check(_ mean: [Int], _ covariance: [Int], of file: URL) throws {
    guard mean.count == 1, mean[0] > 0, covariance == [mean[0], mean[0]] else {
      throw NotStatistics(
        description: "\(file.path) has a mean of shape \(mean) and a covariance of shape \(covariance), "
          + "expected [features] and [features, features]")
    }
    guard mean[0] <= mostFeatures else {
      throw NotStatistics(
        description: "\(file.path) is of \(mean[0]) features, and at most \(mostFeatures) are read")
    }
  }

  private init(
    _ file: URL, mean: [Double], covariance: [Double], features: String?, count: Int?, images: String
  ) throws {
    self.mean = mean
    self.covariance = Matrix(rows: mean.count, columns: mean.count, scalars: covariance)
    (self.features, self.count, self.images) = (features, count, images)
    guard let fault = CovarianceFault(mean: mean, covariance: self.covariance) else { return }
    throw NotStatistics(description: "\(file.path) \(fault); compute the statistics again")
  }

  /// Writes the statistics: pytorch-fid's format if the name ends in `.npz`, which names neither network nor number of
  /// images, else the book's own.
  public func write(to file: URL) throws {
    if file.pathExtension.lowercased() == "npz" {
      try NumPyArchive.write(
        [
          NumPyContents("mu", shape: [mean.count], mean),
          NumPyContents("sigma", shape: [mean.count, mean.count], covariance.scalars),
        ], to: file)
    } else {
      try writeTensors(to: file)
    }
  }

  private func writeTensors(to file: URL) throws {
    var tensors = TensorFile(metadata: ["kind": Self.kind, "images": images])
    // What is not known is not there, so that it is not known when it is read either.
    if let features { tensors.metadata["features"] = features }
    if let count { tensors.metadata["count"] = String(count) }
    tensors.set("mean", shape: [mean.count], elements: mean)
    tensors.set("covariance", shape: [mean.count, mean.count], elements: covariance.scalars)
    // Compressing harder takes longer than looking at the images did, for a tenth of the size.
    try tensors.write(to: file, compression: .fast)
  }
}

/// A file that can be read but holds no statistics of features.
public struct NotStatistics: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do.
  public let description: String
}
