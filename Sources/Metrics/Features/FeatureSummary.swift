import Engine

/// A set of images, gathered batch by batch for FID and the Inception Score: nothing is kept of an image, so that
/// memory does not grow with their number.
public struct FeatureSummary: Sendable {
  public private(set) var statistics: FeatureStatistics
  public private(set) var splits: [InceptionScore.Split]

  /// A summary of no images yet.
  public init(featureCount: Int) {
    statistics = FeatureStatistics(featureCount: featureCount)
    splits = Array(repeating: InceptionScore.Split(), count: SummaryPlan.splits)
  }

  /// Adds images, each to the split of the given number.
  public mutating func add(_ images: ExtractedFeatures, splits numbers: [Int]) {
    statistics.add(images.features)
    let classes = images.logits.columns
    for (row, split) in numbers.enumerated() {
      splits[split].add(images.logits.scalars[row * classes..<(row + 1) * classes])
    }
  }

  /// Adds what was gathered of other images.
  public mutating func merge(_ other: FeatureSummary) {
    statistics.merge(other.statistics)
    for split in splits.indices { splits[split].merge(other.splits[split]) }
  }
}

/// Which half of its set an image belongs to, and which split of the Inception Score: random, and the same whether
/// features are kept or each image is forgotten at once.
public struct SummaryPlan: Sendable {
  /// The number of splits that the field takes.
  public static let splits = 10

  /// Of every image: 0 or 1 for a half, 2 for neither, and the split.
  public let places: [(part: Int, split: Int)]

  /// A plan for a number of images.
  ///
  /// - Parameters:
  ///   - half: The most images of a half; `nil` if no halves are wanted.
  ///   - random: The stream of the seed that scores are computed with.
  public init(count: Int, half: Int?, random: Random) {
    var places = [(part: Int, split: Int)](repeating: (2, 0), count: count)
    func fill(part: Int, with images: [Int]) {
      let order = Self.splitOrder(images.count, random: random)
      for (place, split) in zip(order, InceptionScore.splits(min(Self.splits, images.count), of: images.count)) {
        places[images[place]] = (part, split)
      }
    }
    let size = half.flatMap { Self.halfSize(of: count, atMost: $0) } ?? 0
    let order = Self.halfOrder(count, random: random)
    fill(part: 0, with: Array(order[..<size]))
    fill(part: 1, with: Array(order[size..<2 * size]))
    fill(part: 2, with: size > 0 ? Array(order[(2 * size)...]) : Array(0..<count))
    self.places = places
  }

  /// How many images make a half: as many as are wanted, if there are so many; `nil` if there are too few to say
  /// anything.
  public static func halfSize(of count: Int, atMost size: Int) -> Int? {
    let size = min(count / 2, size)
    return size > 10 ? size : nil
  }

  /// Images in random order, of which the first and the next make the halves.
  public static func halfOrder(_ count: Int, random: Random) -> [Int] { random.split("halves").permutation(count) }

  /// Images in random order, of which the first make the first split, and so on.
  public static func splitOrder(_ count: Int, random: Random) -> [Int] { random.split("is").permutation(count) }
}
