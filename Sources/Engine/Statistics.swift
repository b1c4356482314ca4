import Foundation

// Statistics of a few 64-bit numbers. All sums go from left to right, so that they have the same bits everywhere.

/// What a sum of squared distances from the mean is divided by.
public enum Divisor: Sendable {
  /// n: the values are all there are.
  case population
  /// n − 1: the values are a sample, whose own mean lies nearer to them than the true one.
  case sample
}

extension Collection<Double> {
  /// The mean; not a number if there are no values.
  public func mean() -> Double { reduce(0, +) / Double(count) }

  /// The value in the middle, or the mean of both in the middle of an even number; not a number if there are no values.
  public func median() -> Double {
    let sorted = sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }

  /// The variance, from squared distances to the mean; not a number if there are too few values for the divisor.
  public func variance(_ divisor: Divisor) -> Double {
    let mean = mean()
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return squares / Double(divisor == .sample ? count - 1 : count)
  }

  /// The square root of the variance, in the values' own unit.
  public func standardDeviation(_ divisor: Divisor) -> Double { variance(divisor).squareRoot() }
}

/// The Kullback-Leibler divergence of two discrete distributions, Σ p ln(p / q), in nats.
///
/// Where p is 0 a term is 0; where only q is 0 the divergence is infinite.
public func klDivergence(_ p: [Double], _ q: [Double]) -> Double {
  require(p.count == q.count, "klDivergence: distributions over \(p.count) and \(q.count) outcomes")
  return zip(p, q).reduce(0) { sum, pair in pair.0 == 0 ? sum : sum + pair.0 * log(pair.0 / pair.1) }
}

/// The Jensen-Shannon divergence of two discrete distributions, in nats: the mean of their Kullback-Leibler divergences
/// from their mixture. It is symmetric, at least 0 and at most ln 2.
public func jsDivergence(_ p: [Double], _ q: [Double]) -> Double {
  require(p.count == q.count, "jsDivergence: distributions over \(p.count) and \(q.count) outcomes")
  let mixture = zip(p, q).map { ($0 + $1) / 2 }
  return (klDivergence(p, mixture) + klDivergence(q, mixture)) / 2
}
