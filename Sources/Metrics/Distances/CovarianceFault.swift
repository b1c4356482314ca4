import Engine
import Foundation

/// Why numbers cannot be the mean and the covariance of a network's features.
///
/// A Fréchet distance of anything else means nothing, and may be hugely negative: the trace of √(S₁S₂) exists only for
/// matrices that are symmetric and positive semidefinite.
enum CovarianceFault: CustomStringConvertible {
  case notFinite
  case tooLarge(Double)
  case notSymmetric(row: Int, column: Int)
  case indefinite(lowest: Double, highest: Double)

  /// What is allowed for rounding, relative to the largest value: statistics may have been computed in 32 bits.
  private static let tolerance = 1e-5

  /// The first fault that is found; `nil` for a mean and a covariance.
  init?(mean: [Double], covariance: Matrix) {
    guard mean.allSatisfy(\.isFinite), covariance.largest.isFinite else {
      self = .notFinite
      return
    }
    // Networks compute in single precision: no feature is larger than that, and no product than its square.
    let most = Double(Float.greatestFiniteMagnitude)
    if let value = mean.first(where: { abs($0) > most })
      ?? covariance.scalars.first(where: { abs($0) > 2 * most * most })
    {
      self = .tooLarge(value)
      return
    }
    let largest = covariance.largest
    for row in 0..<covariance.rows {
      for column in 0..<row
      where abs(covariance[row, column] - covariance[column, row]) > Self.tolerance * largest {
        self = .notSymmetric(row: row, column: column)
        return
      }
    }
    let values = SymmetricEigen.values(of: covariance)
    guard let lowest = values.first, let highest = values.last, lowest < -Self.tolerance * largest else { return nil }
    self = .indefinite(lowest: lowest, highest: highest)
  }

  var description: String {
    switch self {
    case .notFinite: "holds values that are not finite numbers"
    case .tooLarge(let value): "holds \(value), more than any single-precision feature gives"
    case .notSymmetric(let row, let column):
      "holds a covariance that is not symmetric, in row \(row) and column \(column)"
    case .indefinite(let lowest, let highest):
      "holds a matrix that is no covariance: its eigenvalues, from \(lowest) to \(highest), must not be negative"
    }
  }
}
