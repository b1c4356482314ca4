import Foundation

/// A normal distribution on the line, in double precision.
public struct Normal {
  /// Its mean and its standard deviation.
  public let mean, deviation: Double

  /// The distribution N(mean, deviation²).
  public init(mean: Double, deviation: Double) { (self.mean, self.deviation) = (mean, deviation) }

  /// The logarithm of the density at a point.
  public func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    return -z * z / 2 - log(deviation) - log(2 * .pi) / 2
  }

  /// The density at a point.
  public func density(_ x: Double) -> Double { exp(logDensity(x)) }
}

/// The integral of a function over a range, by the trapezoid rule; the function must be about 0 at both ends.
public func integral(over range: ClosedRange<Double>, samples: Int = 4001, of function: (Double) -> Double) -> Double {
  let step = (range.upperBound - range.lowerBound) / Double(samples - 1)
  return (0..<samples).reduce(0) { $0 + function(range.lowerBound + Double($1) * step) } * step
}

/// The Kullback-Leibler divergence of `p` from `q`, both densities, in nats. Where `p` is 0 it adds nothing.
func kullbackLeibler(_ p: (Double) -> Double, _ q: (Double) -> Double, over range: ClosedRange<Double>) -> Double {
  integral(over: range) { x in
    let p = p(x)
    return p > 0 ? p * log(p / q(x)) : 0
  }
}

/// The Jensen-Shannon divergence in nats: the mean KL divergence of two densities from the average of both; at most log 2.
public func jensenShannon(_ p: Normal, _ q: Normal, over range: ClosedRange<Double>) -> Double {
  func middle(_ x: Double) -> Double { (p.density(x) + q.density(x)) / 2 }
  return (kullbackLeibler(p.density, middle, over: range) + kullbackLeibler(q.density, middle, over: range)) / 2
}
