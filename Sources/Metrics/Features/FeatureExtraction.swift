import Engine
import Foundation

/// The features and the logits of a set of images: enough for any metric.
public struct ExtractedFeatures: Sendable {
  /// Features, one image per row.
  public let features: Matrix
  /// Class logits, one image per row.
  public let logits: Matrix

  /// The number of images.
  public var count: Int { features.rows }

  /// The features of the images with the given indices.
  public func subset(_ indices: some Collection<Int>) -> ExtractedFeatures {
    ExtractedFeatures(features: features.rows(indices), logits: logits.rows(indices))
  }
}

extension FeatureNetwork {
  /// Sends `count` images through the network, batch by batch, and keeps their features.
  ///
  /// - Parameter progress: Called with the number of images of every batch.
  public func extract(
    _ supply: any ImageSupply, count: Int, random: Random, progress: (Int) -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    var (features, logits): ([Double], [Double]) = ([], [])
    var images = 0, classes = 0
    features.reserveCapacity(count * featureCount)
    try supply.forEachBatch(count, random: random) { batch in
      let found = self(batch)
      found.features.withUnsafeScalars { features += $0.lazy.map(Double.init) }
      found.logits.withUnsafeScalars { logits += $0.lazy.map(Double.init) }
      classes = found.logits.shape[1]
      images += batch.shape[0]
      progress(batch.shape[0])
    }
    return ExtractedFeatures(
      features: Matrix(rows: images, columns: featureCount, scalars: features),
      logits: Matrix(rows: images, columns: classes, scalars: logits))
  }

  /// Sends images through the network, batch by batch, and keeps only what FID and the Inception Score need: of all images,
  /// and of the plan's halves, if it has any.
  ///
  /// - Parameter progress: Called with the number of images of every batch.
  public func summarise(
    _ supply: any ImageSupply, plan: SummaryPlan, random: Random, progress: (Int) -> Void = { _ in }
  ) throws -> (all: FeatureSummary, halves: [FeatureSummary]) {
    var parts = [FeatureSummary](repeating: FeatureSummary(featureCount: featureCount), count: 3)
    var images = 0
    try supply.forEachBatch(plan.places.count, random: random) { batch in
      let found = extract(batch)
      for part in parts.indices {
        let own = (0..<found.count).filter { plan.places[images + $0].part == part }
        parts[part].add(found.subset(own), splits: own.map { plan.places[images + $0].split })
      }
      images += found.count
      progress(found.count)
    }
    var all = parts[2]
    for half in parts[..<2] { all.merge(half) }
    return (all, parts[0].statistics.count > 0 ? Array(parts[..<2]) : [])
  }

  /// Sends images `[images, height, width, 3]` in [-1, 1] through the network, at most 250 at a time.
  public func extract(_ images: Tensor) -> ExtractedFeatures {
    let parts = stride(from: 0, to: images.shape[0], by: 250).map {
      self(images.slice($0..<min($0 + 250, images.shape[0])))
    }
    return ExtractedFeatures(
      features: Matrix(.concatenate(parts.map(\.features))), logits: Matrix(.concatenate(parts.map(\.logits))))
  }
}
