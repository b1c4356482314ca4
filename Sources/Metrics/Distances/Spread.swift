import Engine
import Foundation
import Pictures

/// A number that was measured several times, once in every draw.
public struct Spread: Sendable {
  /// The measurements, one for each draw.
  public let values: [Double]

  /// The values of several draws.
  public init(_ values: [Double]) { self.values = values }

  /// The mean over the draws.
  public var mean: Double { values.mean() }
  /// The standard deviation over the draws, divided by their number less one; 0 for a single draw.
  public var deviation: Double { values.count > 1 ? values.standardDeviation(.sample) : 0 }
  /// The smallest value.
  public var least: Double { values.min()! }
  /// The largest value.
  public var most: Double { values.max()! }

  /// The mean and the deviation, both rounded to the deviation's first digit; only the mean, in the given format, if the
  /// deviation is 0.
  public func text(_ format: NumberFormat) -> String {
    guard deviation > 1e-9 else { return abs(mean) < 1e-9 ? "0" : mean.text(format) }
    // The deviation rounds before its digit is known: 0.097 is 0.1.
    let rounded = Double(String(format: "%.0e", deviation))!
    let decimals = NumberFormat.decimals(max(0, -Int(log10(rounded).rounded(.down))))
    return "\(mean.text(decimals)) ± \(deviation.text(decimals))"
  }
}
