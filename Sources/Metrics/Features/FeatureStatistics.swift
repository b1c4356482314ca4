import Engine
import Foundation

/// The mean and the covariance of features, computed batch by batch in one pass: all that FID needs of a set of images.
///
/// No batch is kept, and no large numbers are subtracted: each batch is centred on its own mean before it is squared, and
/// statistics are merged by the formula of Chan, Golub and LeVeque (1979).
public struct FeatureStatistics: Sendable {
  /// The number of images seen.
  public private(set) var count = 0
  /// The mean of every feature.
  public private(set) var mean: [Double]
  /// Σ (x - mean)(x - mean)ᵀ.
  private var scatter: Matrix

  /// Statistics of no images yet.
  public init(featureCount: Int) {
    mean = [Double](repeating: 0, count: featureCount)
    scatter = .zeros(featureCount, featureCount)
  }

  /// The statistics of features, one image per row.
  public init(_ features: Matrix) {
    self.init(featureCount: features.columns)
    add(features)
  }

  /// Statistics that are known already.
  public init(count: Int, mean: [Double], covariance: Matrix) {
    require(
      covariance.rows == mean.count && covariance.columns == mean.count && count >= 2,
      "FeatureStatistics: \(count) images, a mean of \(mean.count), a covariance of \(covariance.rows) × \(covariance.columns)"
    )
    (self.count, self.mean, scatter) = (count, mean, covariance * Double(count - 1))
  }

  /// The unbiased covariance: the scatter divided by count - 1, because the mean was estimated from the same images.
  public var covariance: Matrix {
    require(count >= 2, "FeatureStatistics: \(count) images have no covariance")
    return scatter * (1 / Double(count - 1))
  }

  /// The same with the covariance divided by the count, as if these images were all that there are.
  public var ofPopulation: FeatureStatistics {
    FeatureStatistics(count: count, mean: mean, covariance: covariance * (Double(count - 1) / Double(count)))
  }

  /// Adds a batch of features, one image per row.
  public mutating func add(_ features: Matrix) {
    // Blocks bound the memory of the centred copy.
    for start in stride(from: 0, to: features.rows, by: 4096) {
      let block = features.rows(start..<min(start + 4096, features.rows))
      let (mean, centred) = block.centred()
      merge(count: block.rows, mean: mean, scatter: centred.transposedTimes(centred))
    }
  }

  /// Adds the images of other statistics.
  public mutating func merge(_ other: FeatureStatistics) {
    merge(count: other.count, mean: other.mean, scatter: other.scatter)
  }

  private mutating func merge(count added: Int, mean theirs: [Double], scatter theirScatter: Matrix) {
    require(
      theirs.count == mean.count, "FeatureStatistics: \(theirs.count) features join statistics of \(mean.count)")
    guard added > 0 else { return }
    let total = Double(count + added)
    let shift = zip(theirs, mean).map { $0 - $1 }
    let weight = Double(count) * Double(added) / total
    for i in mean.indices {
      for j in mean.indices { scatter[i, j] += theirScatter[i, j] + weight * shift[i] * shift[j] }
    }
    for i in mean.indices { mean[i] += shift[i] * Double(added) / total }
    count += added
  }
}

extension Matrix {
  /// The mean row, and the matrix with it subtracted from every row.
  func centred() -> (mean: [Double], centred: Matrix) {
    var mean = [Double](repeating: 0, count: columns)
    var result = self
    // Twice: what the rounding of the first mean left is in the second.
    for _ in 0..<2 {
      var rest = [Double](repeating: 0, count: columns)
      for row in 0..<rows { for column in 0..<columns { rest[column] += result[row, column] } }
      for column in 0..<columns { rest[column] /= Double(max(rows, 1)) }
      for row in 0..<rows { for column in 0..<columns { result[row, column] -= rest[column] } }
      for column in 0..<columns { mean[column] += rest[column] }
    }
    return (mean, result)
  }
}
