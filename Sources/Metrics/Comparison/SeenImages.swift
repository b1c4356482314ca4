import Engine
import Foundation

/// What is known of a set of images after a network has processed it. The more is known, the more scores can be computed.
public enum SeenImages: Sendable {
  /// The features of every image: enough for any metric.
  case features(ExtractedFeatures)
  /// What FID and the Inception Score need, of all images and of two random halves, if there are halves.
  case summary(FeatureSummary, halves: [FeatureSummary])
  /// What a file holds: enough for FID.
  case statistics(StatisticsFile)

  /// The number of images; `nil` if a file does not say.
  public var count: Int? {
    switch self {
    case .features(let features): features.count
    case .summary(let summary, _): summary.statistics.count
    case .statistics(let file): file.count
    }
  }

  /// The Gaussian that FID compares.
  public var gaussian: FeatureGaussian {
    switch self {
    case .features(let features): FeatureGaussian(features.features)
    case .summary(let summary, _): FeatureGaussian(summary.statistics)
    case .statistics(let file): FeatureGaussian(mean: file.mean, covariance: file.covariance)
    }
  }

  /// The mean and the covariance, to be saved.
  ///
  /// - Parameters:
  ///   - features: The network's name.
  ///   - images: What the images are.
  public func statistics(features: String, images: String) -> StatisticsFile {
    switch self {
    case .features(let seen): StatisticsFile(FeatureStatistics(seen.features), features: features, images: images)
    case .summary(let summary, _): StatisticsFile(summary.statistics, features: features, images: images)
    case .statistics(let file): file
    }
  }

  /// Every image's features, if they were kept.
  public var features: ExtractedFeatures? {
    if case .features(let features) = self { features } else { nil }
  }

  /// The Inception Score of the images in random order, in `splits` splits, or fewer if there are fewer images; `nil` for
  /// statistics. A summary has the splits that it was made with.
  public func inceptionScore(splits: Int = SummaryPlan.splits, random: Random) -> InceptionScore? {
    switch self {
    case .features(let seen):
      InceptionScore(
        logits: seen.logits, order: SummaryPlan.splitOrder(seen.count, random: random),
        splits: min(splits, seen.count))
    case .summary(let summary, _): InceptionScore(summary.splits)
    case .statistics: nil
    }
  }

  /// The number of classes that the network tells apart; `nil` for statistics.
  var classCount: Int? {
    switch self {
    case .features(let seen): seen.logits.columns
    case .summary(let summary, _): summary.splits[0].classCount
    case .statistics: nil
    }
  }

  /// Two random halves of at most `size` images each; `nil` for statistics, and where there are too few images.
  public func halves(of size: Int, random: Random) -> (SeenImages, SeenImages)? {
    switch self {
    case .features(let seen):
      guard let half = SummaryPlan.halfSize(of: seen.count, atMost: size) else { return nil }
      let order = SummaryPlan.halfOrder(seen.count, random: random)
      return (.features(seen.subset(order[..<half])), .features(seen.subset(order[half..<2 * half])))
    case .summary(_, let halves):
      return halves.count == 2 ? (.summary(halves[0], halves: []), .summary(halves[1], halves: [])) : nil
    case .statistics: return nil
    }
  }
}
