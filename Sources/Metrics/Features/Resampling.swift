import Engine
import Foundation
import Pictures

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

  /// The taps of every target pixel along one axis.
  func taps(from source: Int, to target: Int) -> [ResamplingTaps] {
    switch self {
    case .torchBilinear:
      (0..<target).map { between(max((Double($0) + 0.5) * Double(source) / Double(target) - 0.5, 0), source) }
    case .tensorFlowBilinear:
      (0..<target).map { between(Double(Float($0) * (Float(source) / Float(target))), source) }
    case .pillowBilinear: ResamplingFilter.bilinear.taps(from: source, to: target)
    case .pillowBicubic: ResamplingFilter.bicubic.taps(from: source, to: target)
    }
  }

  /// Linear interpolation at a place between two pixels.
  private func between(_ place: Double, _ source: Int) -> ResamplingTaps {
    let first = min(Int(place), source - 1)
    let share = Float(place - Double(first))
    return first + 1 < source
      ? ResamplingTaps(first: first, weights: [1 - share, share]) : ResamplingTaps(first: first, weights: [1])
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
