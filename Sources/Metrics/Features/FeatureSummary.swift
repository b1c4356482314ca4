import Engine

/// What FID and the Inception Score need of a set of images, summed batch by batch: no image's features are kept, so
/// memory does not grow with the number of images.
public struct FeatureSummary: Sendable {
  /// The mean and the covariance of the features.
  public private(set) var statistics: FeatureStatistics
  /// The Inception Score's splits.
  public private(set) var splits: [InceptionScore.Split]

  /// A summary of no images yet.
  public init(featureCount: Int, splits count: Int = SummaryPlan.splits) {
    statistics = FeatureStatistics(featureCount: featureCount)
    splits = Array(repeating: InceptionScore.Split(), count: count)
  }

  /// Adds images, each to the split of the given number.
  public mutating func add(_ images: ExtractedFeatures, splits numbers: [Int]) {
    statistics.add(images.features)
    let classes = images.logits.columns
    for (row, split) in numbers.enumerated() {
      splits[split].add(images.logits.scalars[row * classes..<(row + 1) * classes])
    }
  }

  /// Adds the images of another summary.
  public mutating func merge(_ other: FeatureSummary) {
    statistics.merge(other.statistics)
    for split in splits.indices { splits[split].merge(other.splits[split]) }
  }
}

/// Which half of its set each image belongs to, and which split of the Inception Score: random, and the same whether
/// features are kept or only summed.
public struct SummaryPlan: Sendable {
  /// The usual number of the Inception Score's splits.
  public static let splits = 10

  /// For every image, in the order of the supply: 0 or 1 for a half, 2 for neither; and its split.
  public let places: [(part: Int, split: Int)]
  /// The number of the Inception Score's splits.
  public let splitCount: Int

  /// A plan for a number of images.
  ///
  /// - Parameters:
  ///   - half: The most images of a half; `nil` if no halves are wanted.
  ///   - splits: The number of the Inception Score's splits.
  ///   - random: The stream of the seed that scores are computed with.
  public init(count: Int, half: Int?, splits splitCount: Int = SummaryPlan.splits, random: Random) {
    var places = [(part: Int, split: Int)](repeating: (2, 0), count: count)
    func fill(part: Int, with images: [Int]) {
      let order = Self.splitOrder(images.count, random: random)
      for (place, split) in zip(order, InceptionScore.splits(min(splitCount, images.count), of: images.count)) {
        places[images[place]] = (part, split)
      }
    }
    let size = half.flatMap { Self.halfSize(of: count, atMost: $0) } ?? 0
    let order = Self.halfOrder(count, random: random)
    fill(part: 0, with: Array(order[..<size]))
    fill(part: 1, with: Array(order[size..<2 * size]))
    fill(part: 2, with: size > 0 ? Array(order[(2 * size)...]) : Array(0..<count))
    (self.places, self.splitCount) = (places, splitCount)
  }

  /// The number of images in a half, at most `size`; `nil` if there are 10 or fewer.
  static func halfSize(of count: Int, atMost size: Int) -> Int? {
    let size = min(count / 2, size)
    return size > 10 ? size : nil
  }

  /// Images in random order; the first ones are one half, and the next ones the other.
  static func halfOrder(_ count: Int, random: Random) -> [Int] { random.split("halves").permutation(count) }

  /// Images in random order, to be cut into splits.
  static func splitOrder(_ count: Int, random: Random) -> [Int] { random.split("is").permutation(count) }
}
