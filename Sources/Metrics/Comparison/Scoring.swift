import Engine
import Foundation
import Pictures

/// A metric; its raw value is its name on the command line.
public enum ScoreMetric: String, CaseIterable {
  /// The squared Fréchet distance; in Inception's features it is the Fréchet Inception Distance (Heusel 2017). See
  /// ``FeatureGaussian``.
  case fid
  /// FID extrapolated to infinitely many images (Chong & Forsyth 2020); see ``FIDExtrapolation``.
  case fidInfinity = "fid-infinity"
  /// See ``KernelInceptionDistance``.
  case kid
  /// See ``MongeInceptionDistance``.
  case mind
  /// See ``InceptionScore``.
  case inceptionScore = "is"
  /// Precision, recall, density and coverage; see ``Neighbours``.
  case neighbours = "prdc"

  /// Whether the real images have to be seen; saved statistics are enough for the others.
  public var needsRealImages: Bool { self == .kid || self == .mind || self == .neighbours }
  /// Whether the fake images have to be seen; saved statistics are enough for FID.
  public var needsFakeImages: Bool { self != .fid }
  /// Whether the features of every image have to be kept; the others need only sums over the images.
  public var needsFeatures: Bool { needsRealImages || self == .fidInfinity }
}

/// Computes the scores of fake images against real ones, from what a network made of both.
public struct Scoring {
  /// The images to compare with.
  public private(set) var real: SeenImages
  /// The images to score.
  public private(set) var fake: SeenImages
  /// The seed of everything random.
  public let seed: UInt64
  /// The number of bootstrap resamples for an interval; 0 for no intervals.
  public var resamples: Int
  /// k of precision, recall, density and coverage; less of sides that have not more images.
  public var neighbours: Int
  /// How many random subsets KID is averaged over, and how many images each has at most.
  public var kidSubsets = (count: 100, size: 1000)
  /// The number of the Inception Score's splits.
  public var splits = SummaryPlan.splits
  /// What the squared Fréchet distance in these features is called; see ``FeatureNetwork/distanceName``.
  public let distanceName: String

  /// The comparison of two sets of images.
  public init(
    real: SeenImages, fake: SeenImages, seed: UInt64, resamples: Int = 100, neighbours: Int = 5,
    distanceName: String = "FD"
  ) {
    (self.real, self.fake, self.seed) = (real, fake, seed)
    (self.resamples, self.neighbours, self.distanceName) = (resamples, neighbours, distanceName)
  }

  /// The fewest images of a side that KID's subsets, halves of it, can be drawn from.
  public static let fewestForKID = 4
  /// The fewest fake images that FID is extrapolated from.
  private static let fewestForInfinity = 100

  /// Comparing all pairs takes time in proportion to the square of the number of images: of more than so many, a random
  /// choice is compared.
  private static let mostInPairs = 10_000

  private var random: Random { Random(seed: seed) }

  private func forPairs(_ side: ExtractedFeatures, _ name: String) -> Matrix {
    guard side.count > Self.mostInPairs else { return side.features }
    return side.features.rows(random.split("pairs \(name)").permutation(side.count)[..<Self.mostInPairs])
  }

  /// The scores of one metric, each with its interval and with its score of real images against real ones: of two random
  /// halves of the real images, each at most as large as the fake side.
  public func scores(_ metric: ScoreMetric) -> [Score] {
    let halves = fake.count.flatMap { real.halves(of: $0, random: random) }
    let ceiling = halves.map { first, second in
      var halves = self
      (halves.real, halves.fake, halves.resamples) = (first, second, 0)
      return halves.values(metric)
    }
    return values(metric).map { score in
      var score = score
      // A metric that needs more images than a half has gives no score there.
      if let same = ceiling?.first(where: { $0.metric == score.metric }) {
        (score.realAgainstReal, score.realAgainstRealCount) = (same.value, same.count)
      }
      return score
    }
  }

  /// Why a metric gives no score, although its images are known: there are too few of them. `nil` if it gives one.
  public func reasonForNone(_ metric: ScoreMetric) -> String? {
    guard let fakes = fake.features?.count else { return nil }
    switch metric {
    case .kid:
      guard let reals = real.features?.count, min(reals, fakes) < Self.fewestForKID else { return nil }
      return "KID is left out: it needs \(Self.fewestForKID) images of each side, and one has \(min(reals, fakes))"
    case .fidInfinity where fakes < Self.fewestForInfinity:
      return "\(distanceName)∞ is left out: it needs \(Self.fewestForInfinity) fake images, and there are \(fakes)"
    default: return nil
    }
  }

  /// The scores of one metric, without those of real images against real ones; none where too little is known of a side.
  public func values(_ metric: ScoreMetric) -> [Score] {
    switch metric {
    case .fid: return [fid]
    case .fidInfinity: return fake.features.map(fidInfinity) ?? []
    case .inceptionScore: return inceptionScore
    case .kid, .mind, .neighbours:
      guard let real = real.features, let fake = fake.features else { return [] }
      switch metric {
      case .kid: return kid(real, fake)
      case .mind: return [mind(real, fake)]
      default: return precisionAndRecall(real, fake)
      }
    }
  }

  private var fid: Score {
    let reference = real.gaussian
    let score = Score(
      metric: "FID", shownName: distanceName, value: fake.gaussian.squaredDistance(to: reference), count: fake.count,
      estimator: "unbiased covariance, 64-bit")
    guard let features = fake.features?.features else { return score }
    return withInterval(score, of: features.rows) {
      FeatureGaussian(features.rows($0)).squaredDistance(to: reference)
    }
  }

  /// The score with its interval, if intervals are wanted.
  private func withInterval(_ score: Score, of count: Int, _ resampled: ([Int]) -> Double) -> Score {
    guard resamples >= 2 else { return score }
    var score = score
    let interval = bootstrapInterval(
      around: score.value, count: count, resamples: resamples, random: random.split(score.metric), resampled)
    (score.low, score.high) = (interval.lowerBound, interval.upperBound)
    return score
  }

  private func fidInfinity(_ fake: ExtractedFeatures) -> [Score] {
    guard fake.count >= Self.fewestForInfinity else { return [] }
    let counts = FIDExtrapolation.counts(upTo: fake.count)
    let extrapolation = FIDExtrapolation(
      fake.features, orders: [random.split("extrapolation").permutation(fake.count)], counts: counts,
      against: real.gaussian)
    return [
      Score(
        metric: "FID∞", shownName: "\(distanceName)∞", value: extrapolation.limit, count: fake.count,
        estimator: "line in 1/N through N = \(counts.first!.text) … \(counts.last!.text)")
    ]
  }

  private func kid(_ real: ExtractedFeatures, _ fake: ExtractedFeatures) -> [Score] {
    guard min(real.count, fake.count) >= Self.fewestForKID else { return [] }
    // Subsets of all images would all be the same one.
    let subsets = KernelInceptionDistance.subsets(
      real.features, fake.features, count: kidSubsets.count,
      size: min(kidSubsets.size, real.count / 2, fake.count / 2), random: random.split("kid"))
    let (realPairs, fakePairs) = (forPairs(real, "real"), forPairs(fake, "fake"))
    return [
      Score(
        metric: "KID × 1000", value: subsets.mean * 1000, deviation: subsets.deviation * 1000,
        count: fake.count, estimator: "unbiased, \(kidSubsets.count.text) subsets of \(subsets.size.text)"),
      Score(
        metric: "KID × 1000, all pairs", value: KernelInceptionDistance.full(realPairs, fakePairs) * 1000,
        count: fakePairs.rows,
        estimator: "unbiased"),
    ]
  }

  private func mind(_ real: ExtractedFeatures, _ fake: ExtractedFeatures) -> Score {
    let directions = 1000
    return Score(
      metric: "MIND",
      value: MongeInceptionDistance.value(
        real.features, fake.features, directions: directions, random: random.split("mind")),
      count: fake.count, estimator: "\(directions.text) random directions")
  }

  private var inceptionScore: [Score] {
    guard let score = fake.inceptionScore(splits: splits, random: random), let classes = fake.classCount else {
      return []
    }
    return [
      Score(
        metric: "IS", value: score.mean, deviation: score.deviation, count: fake.count,
        estimator: "\(score.splits.count) shuffled splits, \(classes.text) classes")
    ]
  }

  private func precisionAndRecall(_ real: ExtractedFeatures, _ fake: ExtractedFeatures) -> [Score] {
    let k = min(neighbours, real.count - 1, fake.count - 1)
    guard k >= 1 else { return [] }
    let (real, fake) = (forPairs(real, "real"), forPairs(fake, "fake"))
    let found = Neighbours(real: real, fake: fake, k: k)
    // Each is a mean over samples, which are resampled while all balls stay.
    let parts: [(name: String, value: Double, balls: String, each: [Double])] = [
      ("precision", found.precision, "closed", found.isInside.map { $0 ? 1 : 0 }),
      ("recall", found.recall, "closed", found.isReached.map { $0 ? 1 : 0 }),
      ("density", found.density, "open", found.balls.map { Double($0) / Double(k) }),
      ("coverage", found.coverage, "closed", found.isCovered.map { $0 ? 1 : 0 }),
    ]
    return parts.map { part in
      var score = withInterval(
        Score(
          metric: part.name, value: part.value, count: fake.rows, estimator: "k = \(k), \(part.balls) balls"),
        of: part.each.count
      ) { images in images.reduce(0) { $0 + part.each[$1] } / Double(images.count) }
      if part.name == "density", found.emptyBalls > 0 {
        score.warning =
          "density means little: \(found.emptyBalls.text) of \(real.rows.text) real images coincide with \(k) others or "
          + "more, so that nothing lies in their balls"
      }
      return score
    }
  }
}
