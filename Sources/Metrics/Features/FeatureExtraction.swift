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

  /// Those of no images.
  package static let none = ExtractedFeatures(features: .zeros(0, 0), logits: .zeros(0, 0))

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
  /// - Parameters:
  ///   - onlookers: The processes that share the images out among them, if there are several. The first alone keeps
  ///     features; the others get none.
  ///   - progress: Called with the number of images of every batch.
  /// - Throws: ``FeaturesNotFinite``, and what the supply throws; ``SharedFailure`` where several processes look.
  public func extract(
    _ supply: any ImageSupply, count: Int, random: Random, with onlookers: (any Onlookers)? = nil,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    var (features, logits): ([Double], [Double]) = ([], [])
    var images = 0, classes = 0
    let keeps = onlookers?.isFirst ?? true
    // A supply may promise more than it has.
    if keeps { features.reserveCapacity(min(count, supply.available ?? count, 1 << 16) * featureCount) }
    let look = JointLook(at: supply, through: self, with: onlookers) { found in
      progress(found.count)
      guard keeps else { return }
      features += found.features.scalars
      logits += found.logits.scalars
      classes = found.logits.columns
      images += found.count
    }
    try look.look(count, random: random)
    return ExtractedFeatures(
      features: Matrix(rows: images, columns: featureCount, scalars: features),
      logits: Matrix(rows: images, columns: classes, scalars: logits))
  }

  /// Sends images through the network, batch by batch, and keeps only what FID and the Inception Score need: of all images,
  /// and of the plan's halves, if it has any.
  ///
  /// - Parameters:
  ///   - onlookers: The processes that share the images out among them, if there are several. The first alone sums.
  ///   - progress: Called with the number of images of every batch.
  /// - Throws: ``FeaturesNotFinite``, and what the supply throws; ``SharedFailure`` where several processes look.
  public func summarise(
    _ supply: any ImageSupply, plan: SummaryPlan, random: Random, with onlookers: (any Onlookers)? = nil,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> (all: FeatureSummary, halves: [FeatureSummary]) {
    var parts = [FeatureSummary](
      repeating: FeatureSummary(featureCount: featureCount, splits: plan.splitCount), count: 3)
    var images = 0
    let sums = onlookers?.isFirst ?? true
    let look = JointLook(at: supply, through: self, with: onlookers) { found in
      progress(found.count)
      guard sums else { return }
      for part in parts.indices {
        let own = (0..<found.count).filter { plan.places[images + $0].part == part }
        parts[part].add(found.subset(own), splits: own.map { plan.places[images + $0].split })
      }
      images += found.count
    }
    try look.look(plan.places.count, random: random)
    var all = parts[2]
    for half in parts[..<2] { all.merge(half) }
    return (all, parts[0].statistics.count > 0 ? Array(parts[..<2]) : [])
  }

  /// Sends images `[images, height, width, 3]` in [-1, 1] through the network, at most ``imagesPerBatch`` at a time.
  public func extract(_ images: Tensor) -> ExtractedFeatures {
    let parts = stride(from: 0, to: images.shape[0], by: imagesPerBatch).map {
      self(images.slice($0..<min($0 + imagesPerBatch, images.shape[0])))
    }
    return ExtractedFeatures(
      features: Matrix(.concatenate(parts.map(\.features))), logits: Matrix(.concatenate(parts.map(\.logits))))
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
