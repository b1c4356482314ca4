import Engine
import Foundation

/// How images are resized. The field's tools do it differently, and so their scores differ (Parmar 2022, *On Aliased
/// Resizing and Surprising Subtleties in GAN Evaluation*).
enum Resampling: String, CaseIterable, Sendable {
  /// PyTorch's bilinear interpolation between pixel centres, without a filter: what pytorch-fid does.
  case torchBilinear
  /// TensorFlow 1's, which takes the corners of pixels for their centres: what the first FIDs were computed with.
  case tensorFlowBilinear
  /// Pillow's bilinear filter, widened when an image shrinks, so that no pixel is left out.
  case pillowBilinear
  /// Pillow's bicubic filter, likewise: what clean-fid does.
  case pillowBicubic

  /// What one target pixel is made of: neighbouring source pixels, from `first` on, and their weights.
  struct Taps: Equatable, Sendable {
    let first: Int
    let weights: [Float]
  }

  /// The taps of every target pixel along one axis.
  func taps(from source: Int, to target: Int) -> [Taps] {
    (0..<target).map { index in
      switch self {
      case .torchBilinear:
        between(max((Double(index) + 0.5) * Double(source) / Double(target) - 0.5, 0), source)
      case .tensorFlowBilinear:
        between(Double(Float(index) * (Float(source) / Float(target))), source)
      case .pillowBilinear:
        filtered(index, source, target, support: 1) { max(0, 1 - abs($0)) }
      case .pillowBicubic:
        filtered(index, source, target, support: 2, Self.cubic)
      }
    }
  }

  /// Linear interpolation at a place between two pixels.
  private func between(_ place: Double, _ source: Int) -> Taps {
    let first = min(Int(place), source - 1)
    let share = Float(place - Double(first))
    return first + 1 < source ? Taps(first: first, weights: [1 - share, share]) : Taps(first: first, weights: [1])
  }

  /// A filter centred on the target pixel, as wide as a target pixel if that is wider than a source pixel.
  private func filtered(
    _ index: Int, _ source: Int, _ target: Int, support: Double, _ filter: (Double) -> Double
  ) -> Taps {
    let scale = Double(source) / Double(target), width = max(scale, 1)
    let centre = (Double(index) + 0.5) * scale
    let first = max(Int(centre - support * width + 0.5), 0)
    let last = min(Int(centre + support * width + 0.5), source)
    let weights = (first..<last).map { filter((Double($0) - centre + 0.5) / width) }
    let sum = weights.reduce(0, +)
    return Taps(first: first, weights: weights.map { Float($0 / sum) })
  }

  /// The cubic convolution filter with a = −½ (Keys 1981).
  private static func cubic(_ x: Double) -> Double {
    let x = abs(x)
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
  }
}

extension Tensor {
  /// Images `[batch, height, width, channels]` brought to another size: rows first, then columns. Values are not
  /// clipped, and a bicubic filter overshoots at edges.
  func resized(height: Int, width: Int, by resampling: Resampling) -> Tensor {
    let (count, sourceHeight, sourceWidth, channels) = (shape[0], shape[1], shape[2], shape[3])
    if (sourceHeight, sourceWidth) == (height, width) { return self }
    let across = resampling.taps(from: sourceWidth, to: width)
    let down = resampling.taps(from: sourceHeight, to: height)
    let rowLength = width * channels
    return withUnsafeScalars { source in
      nonisolated(unsafe) let source = source.baseAddress!
      return Tensor(shape: [count, height, width, channels]) { values in
        nonisolated(unsafe) let target = values.baseAddress!
        Parallel.perform(count) { image in
          withUnsafeTemporaryAllocation(of: Float.self, capacity: sourceHeight * rowLength) { narrow in
            let narrow = narrow.baseAddress!
            for y in 0..<sourceHeight {
              let row = source + (image * sourceHeight + y) * sourceWidth * channels
              for (x, taps) in across.enumerated() {
                for channel in 0..<channels {
                  var sum: Float = 0
                  for (i, weight) in taps.weights.enumerated() {
                    sum += weight * row[(taps.first + i) * channels + channel]
                  }
                  narrow[y * rowLength + x * channels + channel] = sum
                }
              }
            }
            for (y, taps) in down.enumerated() {
              let row = target + (image * height + y) * rowLength
              row.initialize(repeating: 0, count: rowLength)
              for (i, weight) in taps.weights.enumerated() {
                let from = narrow + (taps.first + i) * rowLength
                for j in 0..<rowLength { row[j] += weight * from[j] }
              }
            }
          }
        }
      }
    }
  }
}
