import Engine
import Foundation
import Notebook

/// What can be asked for with `--metrics`.
enum ScoreMetric: String, CaseIterable {
  case fid
  case fidInfinity = "fid-infinity"
  case kid
  case inceptionScore = "is"
  case neighbours = "prdc"

  /// Whether the mean and the covariance are enough.
  var isOfStatistics: Bool { self == .fid }

  /// Reads a list such as `fid,kid`; nothing stands for all.
  static func list(_ text: String?) throws -> [ScoreMetric] {
    guard let text else { return allCases }
    return try text.split(separator: ",").map { word in
      guard let metric = ScoreMetric(rawValue: word.trimmingCharacters(in: .whitespaces)) else {
        throw UsageError(
          "--metrics names '\(word)', expected a list of \(allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return metric
    }
  }
}

/// Computes scores from features that were extracted before.
struct Scoring {
  let real: ExtractedFeatures
  let fake: ExtractedFeatures
  let seed: UInt64
  /// How often the images are drawn again for an interval; 0 for none.
  var resamples = 100
  /// How many neighbours make a ball.
  var neighbours = 5

  /// Comparisons of all pairs take time in proportion to the square of the number of images: more than so many are
  /// represented by a random choice.
  private static let mostInPairs = 10_000

  private var random: Random { Random(seed: seed) }

  private func forPairs(_ side: ExtractedFeatures, _ name: String) -> Matrix {
    guard side.count > Self.mostInPairs else { return side.features }
    return side.features.rows(random.split("pairs \(name)").permutation(side.count)[..<Self.mostInPairs])
  }

  /// The real images in two halves, as large as the fakes if there are so many: each score's ceiling is one against the
  /// other.
  private var halves: (ExtractedFeatures, ExtractedFeatures)? {
    let size = min(real.count / 2, fake.count)
    guard size > 10 else { return nil }
    let order = random.split("halves").permutation(real.count)
    return (real.subset(order[..<size]), real.subset(order[size..<2 * size]))
  }

  /// The scores of one metric, each with its interval and its ceiling.
  func scores(_ metric: ScoreMetric) -> [Score] {
    let ceiling = halves.map { Scoring(real: $0, fake: $1, seed: seed, resamples: 0).values(metric) }
    return values(metric).enumerated().map { index, score in
      var score = score
      // A metric that needs more images than a half has is left out there.
      if let ceiling, index < ceiling.count { score.realAgainstReal = ceiling[index].value }
      return score
    }
  }

  /// The scores of one metric, without their ceiling.
  func values(_ metric: ScoreMetric) -> [Score] {
    switch metric {
    case .fid: [fid]
    case .fidInfinity: fidInfinity
    case .kid: kid
    case .inceptionScore: [inceptionScore]
    case .neighbours: precisionAndRecall
    }
  }

  private var fid: Score {
    let reference = FeatureGaussian(real.features)
    let value = FeatureGaussian(fake.features).squaredDistance(to: reference)
    return withInterval(
      Score(metric: "FID", value: value, count: fake.count, estimator: "unbiased covariance, 64-bit"), of: fake.count
    ) { FeatureGaussian(fake.features.rows($0)).squaredDistance(to: reference) }
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

  private var fidInfinity: [Score] {
    guard fake.count >= 100 else { return [] }
    let counts = FIDExtrapolation.counts(upTo: fake.count)
    let extrapolation = FIDExtrapolation(
      fake.features, order: random.split("extrapolation").permutation(fake.count), counts: counts,
      against: FeatureGaussian(real.features))
    return [
      Score(
        metric: "FID∞", value: extrapolation.limit, count: fake.count,
        estimator: "line in 1/N through N = \(counts.first!.text) … \(counts.last!.text)")
    ]
  }

  private var kid: [Score] {
    // Subsets of all images would all be the same one.
    let subsets = KernelInceptionDistance.subsets(
      real.features, fake.features, size: min(1000, real.count / 2, fake.count / 2), random: random.split("kid"))
    let (real, fake) = (forPairs(real, "real"), forPairs(fake, "fake"))
    return [
      Score(
        metric: "KID × 1000", value: subsets.mean * 1000, deviation: subsets.deviation * 1000,
        count: self.fake.count, estimator: "unbiased, 100 subsets of \(subsets.size.text)"),
      Score(
        metric: "KID × 1000", value: KernelInceptionDistance.full(real, fake) * 1000, count: fake.rows,
        estimator: "unbiased, all pairs"),
    ]
  }

  private var inceptionScore: Score {
    let splits = min(10, fake.count)
    let score = InceptionScore(logits: fake.logits, splits: splits, random: random.split("is"))
    return Score(
      metric: "IS", value: score.mean, deviation: score.deviation, count: fake.count,
      estimator: "\(splits) shuffled splits, \(fake.logits.columns.text) classes")
  }

  private var precisionAndRecall: [Score] {
    let k = min(neighbours, real.count - 1, fake.count - 1)
    guard k >= 1 else { return [] }
    let (real, fake) = (forPairs(real, "real"), forPairs(fake, "fake"))
    let found = Neighbours(real: real, fake: fake, k: k)
    // Each is a mean over samples, and is drawn again with all balls as they are.
    let parts: [(name: String, value: Double, balls: String, each: [Double])] = [
      ("precision", found.precision, "closed", found.isInside.map { $0 ? 1 : 0 }),
      ("recall", found.recall, "closed", found.isReached.map { $0 ? 1 : 0 }),
      ("density", found.density, "open", found.balls.map { Double($0) / Double(k) }),
      ("coverage", found.coverage, "closed", found.isCovered.map { $0 ? 1 : 0 }),
    ]
    return parts.map { part in
      withInterval(
        Score(
          metric: part.name, value: part.value, count: fake.rows, estimator: "k = \(k), \(part.balls) balls"),
        of: part.each.count
      ) { images in images.reduce(0) { $0 + part.each[$1] } / Double(images.count) }
    }
  }
}
