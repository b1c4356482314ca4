import Foundation

/// A normal distribution on the line, in double precision.
struct Normal {
  let mean: Double
  let deviation: Double

  func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    return -z * z / 2 - log(deviation) - log(2 * .pi) / 2
  }

  func density(_ x: Double) -> Double { exp(logDensity(x)) }
}

/// The integral of a function that has died away at both ends of the range, by the trapezoid rule.
func integral(over range: ClosedRange<Double>, samples: Int = 4001, of function: (Double) -> Double) -> Double {
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

/// The Jensen-Shannon divergence in nats: how far, on average, two densities are from the mean of both. At most log 2.
func jensenShannon(_ p: Normal, _ q: Normal, over range: ClosedRange<Double>) -> Double {
  func middle(_ x: Double) -> Double { (p.density(x) + q.density(x)) / 2 }
  return (kullbackLeibler(p.density, middle, over: range) + kullbackLeibler(q.density, middle, over: range)) / 2
}

/// log(1 + eˢ), in double precision.
func softplus(_ s: Double) -> Double { max(s, 0) + log1p(exp(-abs(s))) }

/// 1 / (1 + e⁻ˢ), in double precision.
func sigmoid(_ s: Double) -> Double { 1 / (1 + exp(-s)) }
