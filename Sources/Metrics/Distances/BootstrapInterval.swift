import Engine
import Foundation

/// The bootstrap interval of a score: how far chance alone moves it (Efron 1979).
///
/// The images are resampled with replacement, and scored each time. Repeated images raise FID as fewer images would, so
/// only the spread of the resampled scores is used, and placed around the score itself.
///
/// - Parameters:
///   - score: The score of all images.
///   - count: The number of images.
///   - resamples: How often the images are resampled; at least 2.
///   - level: The probability that the interval stands for.
///   - random: What the resamples are drawn from.
///   - scoreOfImages: The score of the images with the given indices.
public func bootstrapInterval(
  around score: Double, count: Int, resamples: Int = 100, level: Double = 0.95, random: Random,
  _ scoreOfImages: ([Int]) throws -> Double
) rethrows -> ClosedRange<Double> {
  require(resamples >= 2, "bootstrapInterval: \(resamples) resamples have no spread")
  let scores = try (0..<resamples).map { _ in
    try scoreOfImages((0..<count).map { _ in random.integer(below: count) })
  }.sorted()
  let mean = scores.mean()
  func quantile(_ q: Double) -> Double {
    let place = q * Double(resamples - 1)
    let low = Int(place)
    let high = min(low + 1, resamples - 1)
    return scores[low] + (scores[high] - scores[low]) * (place - Double(low))
  }
  return score + quantile((1 - level) / 2) - mean...score + quantile((1 + level) / 2) - mean
}
