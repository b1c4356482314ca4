import Engine
import Foundation
import Pictures

/// The birthday-paradox test of how many different images a generator makes (Arora & Zhang 2017).
///
/// Among 23 people two probably share a birthday, because there are only 365. In the same way, if batches of s images
/// probably hold two that are alike, the generator's images are about as varied as s² / (2 ln 2) equally likely ones. The
/// test can show that there is little variety, not that there is much. The caller decides which images count as alike.
/// Real images should take the same test: they have duplicates too.
public struct BirthdayTest: Sendable {
  /// Two images of one batch, and their correlation.
  public struct Pair: Equatable, Sendable {
    /// The place of the first image among all that were tested.
    public let first: Int
    /// The place of the second image among all that were tested.
    public let second: Int
    /// The correlation of their values. It does not depend on brightness and contrast: 1 for two copies of an image.
    public let correlation: Float

    /// A pair that was found.
    public init(first: Int, second: Int, correlation: Float) {
      (self.first, self.second, self.correlation) = (first, second, correlation)
    }
  }

  /// The number of images in a batch.
  public let batchSize: Int
  /// Two images with a larger correlation than this are alike.
  public let threshold: Float
  /// The pair with the largest correlation in every batch.
  public let closest: [Pair]

  /// A test from pairs that were found before.
  public init(batchSize: Int, threshold: Float, closest: [Pair]) {
    (self.batchSize, self.threshold, self.closest) = (batchSize, threshold, closest)
  }

  /// Cuts images `[count, …]` into batches and finds the closest pair of each. Images that do not fill a batch are left
  /// out.
  public init(_ images: Tensor, batchSize: Int, threshold: Float) {
    let batches = images.shape[0] / batchSize
    require(
      batchSize >= 2 && batches >= 1, "BirthdayTest: \(images.shape[0]) images make no batch of \(batchSize)")
    self.init(
      batchSize: batchSize, threshold: threshold,
      closest: (0..<batches).map { batch in
        let start = batch * batchSize
        let own = standardised(images.slice(start..<start + batchSize))
        return matrixProduct(own, own, transposingSecond: true).withUnsafeScalars { all in
          var best = Pair(first: start, second: start, correlation: -.infinity)
          for first in 0..<batchSize - 1 {
            for second in first + 1..<batchSize where all[first * batchSize + second] > best.correlation {
              best = Pair(
                first: start + first, second: start + second, correlation: all[first * batchSize + second])
            }
          }
          return best
        }
      })
  }

  /// The share of batches in which two images are alike.
  public var collisionRate: Double { Double(closest.count { $0.correlation > threshold }) / Double(closest.count) }

  /// The number of equally likely images that would collide as often: s(s − 1) / (2 ln(1 / (1 − rate))). Infinite if no
  /// batch had a collision, 0 if every batch had one; then see ``bound``.
  public var variety: Double { variety(rate: collisionRate) }

  /// A bound of the variety, at 95% confidence. If no batch had a collision, fewer equally likely images than this would
  /// have shown one with a probability of 95%; if every batch had one, more than this would have left a batch without.
  public var bound: Double {
    let rare = pow(0.05, 1 / Double(closest.count))
    return variety(rate: collisionRate == 0 ? 1 - rare : rare)
  }

  private func variety(rate: Double) -> Double { Double(batchSize * (batchSize - 1)) / 2 / -log1p(-rate) }

  /// The number of different images in words, to two digits, such as "more than 1,200".
  public var verdict: String {
    func digits(_ value: Double) -> String {
      let unit = pow(10, floor(log10(value)) - 1)
      return Int((value / unit).rounded() * unit).text
    }
    return switch collisionRate {
    case 0: "more than \(digits(bound))"
    case 1: "fewer than \(digits(bound))"
    default: "about \(digits(variety))"
    }
  }
}

/// Images `[count, …]` as vectors `[count, values]` of mean 0 and length 1; the scalar product of two is their
/// correlation.
public func standardised(_ images: Tensor) -> Tensor {
  let values = images.reshaped([images.shape[0], -1])
  let centred = values - values.mean(axes: [1], keepingAxes: true)
  // An image of a single colour has length 0: its correlation with any image is then 0.
  return centred / (centred.squared().sum(axes: [1], keepingAxes: true) + 1e-12).squareRoot()
}
