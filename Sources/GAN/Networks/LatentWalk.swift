import Engine
import Foundation

/// Latent vectors `[steps, size]` at equal distances on the straight line from one, `[1, size]`, to another, both included.
public func latentWalk(from start: Tensor, to end: Tensor, steps: Int) -> Tensor {
  Tensor.concatenate((0..<steps).map { start + (end - start) * (Float($0) / Float(steps - 1)) })
}

/// Latent vectors on the great circle from one, `[1, size]`, to another: *spherical interpolation* (Shoemake 1985; White
/// 2016).
///
/// Normal vectors of many values all have about the same length. A straight line between two of them cuts through the
/// middle, where their lengths are a third less and the generator was never trained; this way keeps the length.
///
/// - Parameter steps: The number of vectors; the first is `start`, and `end` is left out, so that walks can be joined.
/// - Returns: `[steps, size]`.
public func sphericalWalk(from start: Tensor, to end: Tensor, steps: Int) -> Tensor {
  Tensor.concatenate((0..<steps).map { sphericalMix(of: start, and: end, share: Float($0) / Float(steps)) })
}

/// The latent vector on the great circle from one, `[1, size]`, to another, a share of the way along; see
/// ``sphericalWalk(from:to:steps:)``.
public func sphericalMix(of start: Tensor, and end: Tensor, share: Float) -> Tensor {
  let (a, b) = (start.scalars, end.scalars)
  func length(_ values: [Float]) -> Float { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  let (first, second) = (length(a), length(b))
  let cosine = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / max(first * second, .leastNormalMagnitude)
  let angle = acos(min(max(cosine, -1), 1))
  // Nearly parallel vectors have no circle between them that could be computed.
  guard sin(angle) > 1e-4 else {
    return Tensor(shape: [1, a.count], scalars: zip(a, b).map { $0 + ($1 - $0) * share })
  }
  let (here, there) = (sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle))
  let wanted = first + (second - first) * share
  return Tensor(shape: [1, a.count], scalars: zip(a, b).map { ($0 / first * here + $1 / second * there) * wanted })
}

/// Latent vectors from a normal distribution whose values beyond ±`limit` are drawn again: the *truncation trick* (Brock
/// 2018), which trades variety for likeness.
///
/// - Returns: `[count, size]`.
public func truncatedLatents(_ count: Int, size: Int, limit: Float, random: Random) -> Tensor {
  require(limit > 0, "truncatedLatents: a limit of \(limit); above 0 expected")
  var values = random.normal([count, size]).scalars
  for index in values.indices {
    while abs(values[index]) > limit { values[index] = random.normal([1]).scalars[0] }
  }
  return Tensor(shape: [count, size], scalars: values)
}
