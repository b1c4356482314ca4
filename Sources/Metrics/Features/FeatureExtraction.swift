import Engine
import Foundation

/// The features and the logits of a set of images: enough for any metric.
public struct ExtractedFeatures: Sendable {
  /// Features, one image per row.
  public let features: Matrix
  /// Class logits, one image per row.
  public let logits: Matrix

  /// Features and logits of the same images.
  package init(features: Matrix, logits: Matrix) { (self.features, self.logits) = (features, logits) }

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
  /// - Throws: ``FeaturesNotFinite``, and what the supply throws.
  public func extract(
    _ supply: any ImageSupply, count: Int, random: Random, progress: (Int) -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    var (features, logits): ([Double], [Double]) = ([], [])
    var images = 0, classes = 0
    // A supply may promise more than it has.
    features.reserveCapacity(min(count, supply.available ?? count, 1 << 16) * featureCount)
    try supply.forEachBatch(count, random: random) { batch in
      let found = extract(batch)
      try supply.check(batch, found, after: images)
      features += found.features.scalars
      logits += found.logits.scalars
      classes = found.logits.columns
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
  /// - Throws: ``FeaturesNotFinite``, and what the supply throws.
  public func summarise(
    _ supply: any ImageSupply, plan: SummaryPlan, random: Random, progress: (Int) -> Void = { _ in }
  ) throws -> (all: FeatureSummary, halves: [FeatureSummary]) {
    var parts = [FeatureSummary](
      repeating: FeatureSummary(featureCount: featureCount, splits: plan.splitCount), count: 3)
    var images = 0
    try supply.forEachBatch(plan.places.count, random: random) { batch in
      let found = extract(batch)
      try supply.check(batch, found, after: images)
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

extension ImageSupply {
  /// Checks a batch and what a network made of it.
  ///
  /// - Parameter count: How many images came before.
  /// - Throws: ``FeaturesNotFinite``.
  fileprivate func check(_ batch: Tensor, _ found: ExtractedFeatures, after count: Int) throws {
    let size = max(batch.shape.dropFirst().reduce(1, *), 1)
    if let pixel = batch.withUnsafeScalars({ $0.firstIndex { !$0.isFinite } }) {
      throw FeaturesNotFinite(images: name, index: count + pixel / size, areImages: true)
    }
    for matrix in [found.features, found.logits] {
      guard let value = matrix.scalars.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FeaturesNotFinite(images: name, index: count + value / matrix.columns, areImages: false)
    }
  }
}

/// Images, or what a network makes of them, that are not finite numbers: nothing can be compared with them.
public struct FeaturesNotFinite: Error, CustomStringConvertible, Sendable {
  /// What the images are.
  public let images: String
  /// The place of the first such image, from 0.
  public let index: Int
  /// Whether the image itself has such values, and not its features alone.
  public let areImages: Bool

  /// What was found, and why it may be.
  public var description: String {
    let what = areImages ? "has pixels" : "has features"
    return "image \(index + 1) of \(images) \(what) that are not finite numbers; "
      + "a generator that makes such images has diverged: take an earlier checkpoint"
  }
}
