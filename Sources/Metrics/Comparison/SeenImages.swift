import Engine
import Foundation

/// What is known of a set of images once a network has looked at it: the more is known, the more scores there are.
public enum SeenImages: Sendable {
  /// Every image's features, which any metric can be computed from.
  case features(ExtractedFeatures)
  /// What FID and the Inception Score need, and the same of two random halves where there are such.
  case summary(FeatureSummary, halves: [FeatureSummary])
  /// What a file says, which is enough for FID.
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

  /// The Inception Score of images in random order, in ten splits if there are so many; `nil` for statistics.
  public func inceptionScore(random: Random) -> InceptionScore? {
    switch self {
    case .features(let seen):
      InceptionScore(
        logits: seen.logits, order: SummaryPlan.splitOrder(seen.count, random: random),
        splits: min(SummaryPlan.splits, seen.count))
    case .summary(let summary, _): InceptionScore(summary.splits)
    case .statistics: nil
    }
  }

  /// The number of classes that the network tells apart; `nil` for statistics.
  public var classCount: Int? {
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
