import Engine
import Foundation

/// A Gaussian in the space of features: its mean, and its covariance as FᵀF.
///
/// With fewer images than features, F is the centred features divided by √(count - 1); otherwise it is the covariance's
/// Cholesky factor. Both are exact for a covariance without full rank, where tools that take square roots of rounding
/// errors are off by 1e-8 and more.
public struct FeatureGaussian: Sendable {
  /// The mean of every feature.
  public let mean: [Double]
  /// The trace of the covariance: the sum of all variances.
  public let trace: Double
  private let factor: Matrix

  private init(mean: [Double], trace: Double, factor: Matrix) {
    (self.mean, self.trace, self.factor) = (mean, trace, factor)
  }

  /// The Gaussian of features, one image per row.
  public init(_ features: Matrix) {
    guard features.rows <= features.columns else {
      self.init(FeatureStatistics(features))
      return
    }
    require(features.rows >= 2, "FeatureGaussian: \(features.rows) images have no covariance")
    let (mean, centred) = features.centred()
    let factor = centred * (1 / Double(features.rows - 1).squareRoot())
    self.init(mean: mean, trace: factor.scalars.reduce(0) { $0 + $1 * $1 }, factor: factor)
  }

  /// The Gaussian with the mean and the covariance of statistics.
  public init(_ statistics: FeatureStatistics) { self.init(mean: statistics.mean, covariance: statistics.covariance) }

  /// The Gaussian with the given mean and covariance.
  public init(mean: [Double], covariance: Matrix) {
    self.init(mean: mean, trace: covariance.trace, factor: covariance.choleskyFactor)
  }

  /// The squared Fréchet distance |μ₁ - μ₂|² + tr S₁ + tr S₂ - 2 tr √(S₁S₂) (Dowson & Landau 1982). Between Gaussians of
  /// Inception's features it is FID (Heusel 2017).
  ///
  /// With S₁ = F₁ᵀF₁ and S₂ = F₂ᵀF₂ the last trace is the sum of the singular values of F₁F₂ᵀ.
  public func squaredDistance(to other: FeatureGaussian) -> Double {
    require(
      mean.count == other.mean.count, "squaredDistance: \(mean.count) features and \(other.mean.count) features")
    let meanTerm = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let overlap = factor.timesTransposed(other.factor).singularValues.reduce(0, +)
    return meanTerm + trace + other.trace - 2 * overlap
  }
}

/// The squared Fréchet distance of the Gaussians of two sets of features, one image per row: FID, if they are Inception's.
public func squaredFrechetDistance(_ first: Matrix, _ second: Matrix) -> Double {
  FeatureGaussian(first).squaredDistance(to: FeatureGaussian(second))
}

/// FID at several numbers of images, and its limit as the number grows (Chong & Forsyth 2020).
///
/// To first order FID's bias is proportional to 1/N. A straight line through scores against 1/N reaches the score of
/// infinitely many images at 1/N = 0.
public struct FIDExtrapolation: Sendable {
  /// The numbers of images.
  public let counts: [Int]
  /// The score at each.
  public let scores: [Double]
  /// The least-squares line at 1/N = 0: FID∞.
  public let limit: Double
  /// The slope of the line, in scores per 1/N.
  public let slope: Double

  /// The line through known scores.
  public init(counts: [Int], scores: [Double]) {
    require(Set(counts).count >= 2 && counts.count == scores.count, "FIDExtrapolation: too few counts \(counts)")
    let x = counts.map { 1 / Double($0) }
    let (meanX, meanY) = (x.mean(), scores.mean())
    let covariance = zip(x, scores).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    slope = covariance / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    limit = meanY - slope * meanX
    (self.counts, self.scores) = (counts, scores)
  }

  /// Scores of the first `counts` of the images against a reference, averaged over several orders of the images.
  public init(_ features: Matrix, orders: [[Int]], counts: [Int], against reference: FeatureGaussian) {
    self.init(
      counts: counts,
      scores: counts.map { count in
        orders.reduce(0) { sum, order in
          sum + FeatureGaussian(features.rows(order[..<count])).squaredDistance(to: reference)
        } / Double(orders.count)
      })
  }

  /// `steps` numbers of images at equal distances, from a tenth of all to all.
  public static func counts(upTo all: Int, steps: Int = 10) -> [Int] {
    (0..<steps).map { all / 10 + (all - all / 10) * $0 / max(steps - 1, 1) }
  }
}
