import Engine
import Foundation

/// TEMPORARY until the metrics land.
struct FeatureMoments {
  let count: Int
  var mean: [Double]
  var covariance: [Double]
  init(_ features: Tensor) {
    let n = features.shape[0], d = features.shape[1]
    count = d
    mean = .init(repeating: 0, count: d)
    covariance = .init(repeating: 0, count: d * d)
    let x = features.scalars.map(Double.init)
    for i in 0..<n { for j in 0..<d { mean[j] += x[i * d + j] / Double(n) } }
    x.withUnsafeBufferPointer { x in
      covariance.withUnsafeMutableBufferPointer { c in
        for i in 0..<n {
          for j in 0..<d {
            let a = (x[i * d + j] - mean[j]) / Double(n - 1)
            for k in 0..<d { c[j * d + k] += a * (x[i * d + k] - mean[k]) }
          }
        }
      }
    }
  }
  static func mul(_ a: [Double], _ b: [Double], _ d: Int) -> [Double] {
    var c = [Double](repeating: 0, count: d * d)
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in c.withUnsafeMutableBufferPointer { c in
      for i in 0..<d { for k in 0..<d { let v = a[i * d + k]; for j in 0..<d { c[i * d + j] += v * b[k * d + j] } } }
    } } }
    return c
  }
  /// trace of sqrt(A B) by Newton–Schulz / Denman–Beavers-like iteration on the normalised product.
  func distance(to o: FeatureMoments) -> Double {
    let d = count
    var a = covariance, b = o.covariance
    for i in 0..<d { a[i * d + i] += 1e-9; b[i * d + i] += 1e-9 }
    let p = Self.mul(a, b, d)
    let norm = p.map { $0 * $0 }.reduce(0, +).squareRoot()
    var y = p.map { $0 / norm }
    var z = [Double](repeating: 0, count: d * d)
    for i in 0..<d { z[i * d + i] = 1 }
    for _ in 0..<40 {
      var t = Self.mul(z, y, d).map { -0.5 * $0 }
      for i in 0..<d { t[i * d + i] += 1.5 }
      y = Self.mul(y, t, d)
      z = Self.mul(t, z, d)
    }
    var total = zip(mean, o.mean).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
    for i in 0..<d { total += covariance[i * d + i] + o.covariance[i * d + i] - 2 * norm.squareRoot() * y[i * d + i] }
    return total
  }
}
