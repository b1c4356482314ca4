import Datasets
import Engine
import Foundation

/// How generated samples are distributed over modes that are known.
///
/// A sample counts for the mode with the nearest centre (or for the class that a classifier gives it), but only if it is
/// of *high quality*: near enough to the centre, or classified with enough confidence. Samples between the modes count for
/// none.
///
/// Metz 2016; Srivastava 2017 (VEEGAN).
public struct ModeCount: Sendable {
  /// The number of high-quality samples in each mode.
  public let counts: [Int]
  /// The number of all samples, of high quality or not.
  public let samples: Int
  /// The standard deviation of high-quality samples about the mean of their mode, per axis and pooled over the modes, in
  /// units of the mixture's deviation. ``perfect(dimension:within:)`` is what it should be; less means that the modes have
  /// shrunk. `nil` if modes are labels, or if no mode has two samples.
  public let spread: Double?

  /// Counts that were made before.
  public init(counts: [Int], samples: Int, spread: Double? = nil) {
    (self.counts, self.samples, self.spread) = (counts, samples, spread)
  }

  /// The number of high-quality samples.
  public var highQuality: Int { counts.reduce(0, +) }
  /// The share of the samples that are of high quality.
  public var highQualityShare: Double { samples == 0 ? 0 : Double(highQuality) / Double(samples) }

  /// The number of modes with at least so many high-quality samples.
  public func modes(atLeast needed: Int = 1) -> Int { counts.count { $0 >= needed } }

  /// The share of the high-quality samples in each mode; all zeros if there are none.
  public var shares: [Double] { counts.map { highQuality == 0 ? 0 : Double($0) / Double(highQuality) } }

  /// KL(p ‖ u) in nats, where p are the ``shares`` and u is uniform over the modes: 0 if all modes have equal shares,
  /// log(modes) if one has everything. Not a number if there is no high-quality sample.
  public var divergence: Double { highQuality == 0 ? .nan : klDivergence(shares, uniform) }

  /// The Jensen–Shannon divergence of the ``shares`` from uniform in nats: the mean KL divergence of both from their
  /// average, at most log 2. Not a number if there is no high-quality sample.
  public var jensenShannon: Double { highQuality == 0 ? .nan : jsDivergence(shares, uniform) }

  private var uniform: [Double] { counts.map { _ in 1 / Double(counts.count) } }
}

// MARK: - Points

extension ModeCount {
  /// Counts points, `[count, dimension]`, over the modes of a mixture.
  ///
  /// - Parameter deviations: A point is of high quality if its distance from the nearest centre is less than so many of
  ///   the mixture's standard deviations.
  public init(_ points: Tensor, over mixture: GaussianMixture, within deviations: Double = 3) {
    let dimension = mixture.dimension
    require(
      points.shape.count == 2 && points.shape[1] == dimension,
      "ModeCount: points of shape \(points.shape) are not [count, \(dimension)]")
    let (values, centres) = (points.scalars.map(Double.init), mixture.centres.scalars.map(Double.init))
    let scale = 1 / Double(mixture.deviation)
    var counts = [Int](repeating: 0, count: mixture.modes)
    var sums = [Double](repeating: 0, count: centres.count)
    var squares = 0.0
    for point in 0..<points.shape[0] {
      var nearest = (mode: 0, distance: Double.infinity)
      for mode in 0..<mixture.modes {
        var squared = 0.0
        for axis in 0..<dimension {
          let offset = (values[point * dimension + axis] - centres[mode * dimension + axis]) * scale
          squared += offset * offset
        }
        if squared < nearest.distance { nearest = (mode, squared) }
      }
      guard nearest.distance < deviations * deviations else { continue }
      counts[nearest.mode] += 1
      squares += nearest.distance
      for axis in 0..<dimension {
        let place = nearest.mode * dimension + axis
        sums[place] += (values[point * dimension + axis] - centres[place]) * scale
      }
    }
    // About a mode's own mean the squares are smaller by n · mean², and each mean takes one degree of freedom.
    for (place, sum) in sums.enumerated() where counts[place / dimension] > 0 {
      squares -= sum * sum / Double(counts[place / dimension])
    }
    let freedom = dimension * (counts.reduce(0, +) - counts.count { $0 > 0 })
    self.init(
      counts: counts, samples: points.shape[0],
      spread: freedom > 0 ? (max(squares, 0) / Double(freedom)).squareRoot() : nil)
  }

  /// The share of high-quality samples and the ``spread`` of the mixture itself, if its modes are far apart. Both are a
  /// little under 1, because a Gaussian has samples beyond any bound.
  public static func perfect(
    dimension: Int = 2, within deviations: Double = 3
  ) -> (highQualityShare: Double, spread: Double) {
    // P(χ²ₖ < x) by its recursion from k to k + 2; and E[χ²ₖ | χ²ₖ < x] = k · P(χ²ₖ₊₂ < x) / P(χ²ₖ < x).
    let x = deviations * deviations
    var degrees = dimension.isMultiple(of: 2) ? 2 : 1
    var share = degrees == 2 ? 1 - exp(-x / 2) : erf((x / 2).squareRoot())
    func next() -> Double { share - exp(Double(degrees) / 2 * log(x / 2) - x / 2 - lgamma(Double(degrees) / 2 + 1)) }
    while degrees < dimension {
      share = next()
      degrees += 2
    }
    return (share, (next() / share).squareRoot())
  }
}

// MARK: - Labels

extension ModeCount {
  /// Counts images that were given labels from 0 up to, not including, `modes`: every image is of high quality.
  public init(labels: [Int], modes: Int) {
    var counts = [Int](repeating: 0, count: modes)
    for label in labels { counts[label] += 1 }
    self.init(counts: counts, samples: labels.count, spread: nil)
  }

  /// Counts images by a classifier's logits, `[images, modes]`: an image belongs to the most probable class, and is of
  /// high quality if that class has at least the probability `confidence`.
  public init(logits: Tensor, confidence: Float = 0) {
    require(logits.shape.count == 2, "ModeCount: logits of shape \(logits.shape) are not [images, modes]")
    let modes = logits.shape[1]
    let probabilities = logits.detached().softmax().scalars
    var counts = [Int](repeating: 0, count: modes)
    for start in stride(from: 0, to: probabilities.count, by: modes) {
      let image = probabilities[start..<start + modes]
      let best = image.indices.max { image[$0] < image[$1] }!
      if image[best] >= confidence { counts[best - start] += 1 }
    }
    self.init(counts: counts, samples: logits.shape[0], spread: nil)
  }
}
