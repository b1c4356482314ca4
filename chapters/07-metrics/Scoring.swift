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

  private var random: Random { Random(seed: seed) }

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
      score.realAgainstReal = ceiling?[index].value
      return score
    }
  }

  private func values(_ metric: ScoreMetric) -> [Score] {
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
    var score = Score(metric: "FID", value: value, count: fake.count, estimator: "unbiased covariance, 64-bit")
    if resamples >= 2 {
      let interval = bootstrapInterval(
        around: value, count: fake.count, resamples: resamples, random: random.split("bootstrap")
      ) { FeatureGaussian(fake.features.rows($0)).squaredDistance(to: reference) }
      (score.low, score.high) = (interval.lowerBound, interval.upperBound)
    }
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
    let (real, fake) = (real.features, fake.features)
    let subsets = KernelInceptionDistance.subsets(real, fake, random: random.split("kid"))
    return [
      Score(
        metric: "KID × 1000", value: subsets.mean * 1000, deviation: subsets.deviation * 1000, count: fake.rows,
        estimator: "unbiased, 100 subsets of \(subsets.size.text)"),
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
    let found = Neighbours(real: real.features, fake: fake.features, k: k)
    return [
      ("precision", found.precision, "closed"), ("recall", found.recall, "closed"),
      ("density", found.density, "open"), ("coverage", found.coverage, "closed"),
    ].map { name, value, balls in
      Score(metric: name, value: value, count: fake.count, estimator: "k = \(k), \(balls) balls")
    }
  }
}
