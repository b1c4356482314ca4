import Engine
import Foundation

/// Equally likely round Gaussians, all of one deviation, in a space of any dimension.
///
/// In two dimensions, as a ring or a grid, it is the usual proving ground for mode collapse (Metz 2016): every mode is
/// known, so the modes that a generator reaches can be counted. In one dimension its density is the p or q of a curve.
public struct GaussianMixture: Sendable {
  /// The centres of the modes, `[modes, dimension]`.
  public let centres: Tensor
  /// The standard deviation of every mode along every axis.
  public let deviation: Float

  /// The number of Gaussians.
  public var modes: Int { centres.shape[0] }
  /// The number of coordinates of a point.
  public var dimension: Int { centres.shape[1] }

  /// A mixture around the given centres, `[modes, dimension]`.
  public init(centres: Tensor, deviation: Float) {
    require(
      centres.shape.count == 2 && centres.count > 0,
      "GaussianMixture: centres of shape \(centres.shape) are not [modes, dimension]")
    require(deviation > 0, "GaussianMixture: the deviation \(deviation) is not positive")
    self.centres = centres
    self.deviation = deviation
  }

  /// Modes spaced evenly on a circle around the origin, the first on the positive x axis.
  public static func ring(modes: Int = 8, radius: Float = 2, deviation: Float = 0.02) -> GaussianMixture {
    let centres = (0..<modes).flatMap { mode -> [Float] in
      let angle = 2 * Double.pi * Double(mode) / Double(modes)
      return [radius * Float(cos(angle)), radius * Float(sin(angle))]
    }
    return GaussianMixture(centres: Tensor(shape: [modes, 2], scalars: centres), deviation: deviation)
  }

  /// `side` × `side` modes on a square grid centred on the origin.
  public static func grid(side: Int = 5, spacing: Float = 2, deviation: Float = 0.05) -> GaussianMixture {
    let ticks = (0..<side).map { spacing * (Float($0) - Float(side - 1) / 2) }
    let centres = ticks.flatMap { y in ticks.flatMap { x in [x, y] } }
    return GaussianMixture(centres: Tensor(shape: [side * side, 2], scalars: centres), deviation: deviation)
  }

  /// Modes on the line.
  public static func line(centres: [Float], deviation: Float) -> GaussianMixture {
    GaussianMixture(centres: Tensor(shape: [centres.count, 1], scalars: centres), deviation: deviation)
  }

  /// `count` points, `[count, dimension]`.
  public func sample(count: Int, random: Random) -> Tensor {
    labelledSample(count: count, random: random).points
  }

  /// `count` points, `[count, dimension]`, and for each the mode that it was drawn from.
  public func labelledSample(count: Int, random: Random) -> (points: Tensor, labels: [Int]) {
    let labels = (0..<count).map { _ in random.integer(below: modes) }
    let noise = random.normal([count, dimension], mean: 0, deviation: deviation)
    let points = Tensor(shape: noise.shape) { points in
      noise.withUnsafeScalars { noise in
        centres.withUnsafeScalars { centres in
          for (point, label) in labels.enumerated() {
            for axis in 0..<dimension {
              points[point * dimension + axis] = centres[label * dimension + axis] + noise[point * dimension + axis]
            }
          }
        }
      }
    }
    return (points, labels)
  }

  /// The density at each of `points`, `[count, dimension]`: the mean over the modes of
  /// (2πσ²)^(-dimension/2) · exp(-|x - c|² / 2σ²). The result is `[count]`.
  public func density(at points: Tensor) -> Tensor {
    require(
      points.shape.count == 2 && points.shape[1] == dimension,
      "GaussianMixture.density: points of shape \(points.shape) are not [count, \(dimension)]")
    let variance = deviation * deviation
    let scale = pow(2 * .pi * variance, -Float(dimension) / 2) / Float(modes)
    return Tensor(shape: [points.shape[0]]) { densities in
      points.withUnsafeScalars { points in
        centres.withUnsafeScalars { centres in
          for i in densities.indices {
            var sum: Float = 0
            for mode in 0..<modes {
              var squaredDistance: Float = 0
              for axis in 0..<dimension {
                let offset = points[i * dimension + axis] - centres[mode * dimension + axis]
                squaredDistance += offset * offset
              }
              sum += exp(-squaredDistance / (2 * variance))
            }
            densities[i] = scale * sum
          }
        }
      }
    }
  }
}
