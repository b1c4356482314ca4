import Datasets
import Engine
import Foundation

/// Ways in which generated images can be wrong, each made on purpose out of real ones, so that it is known what a score
/// should say.
enum Failure: String, CaseIterable {
  case none = "new images"
  case memorised = "memorised"
  case onePerMode = "one per mode"
  case droppedModes = "half the modes"
  case noise = "noise"
  case blur = "blur"

  /// As many images as the draw has, that fail in this way.
  func images(of draw: MetricsDraw) -> Tensor {
    let (count, fresh, training) = (draw.count, draw.fresh, draw.training)
    switch self {
    case .none: return fresh.tensor(of: 0..<count)
    case .memorised: return training.tensor(of: 0..<count)
    case .onePerMode:
      let examples = (0..<training.classNames.count).compactMap { mode in
        training.labels.firstIndex(of: UInt8(mode))
      }
      return training.tensor(of: (0..<count).map { examples[$0 % examples.count] })
    case .droppedModes:
      let kept = fresh.labels.indices.filter {
        Shapes.Label(mode: Int(fresh.labels[$0])).hue.rawValue.isMultiple(of: 2)
      }
      return fresh.tensor(of: (0..<count).map { kept[$0 % kept.count] })
    case .noise:
      let images = fresh.tensor(of: 0..<count)
      return (images + draw.random.split("noise").normal(images.shape, deviation: 0.15)).clamped(to: -1...1)
    case .blur: return fresh.tensor(of: 0..<count).blurred()
    }
  }
}

extension Tensor {
  /// Images in which every pixel is the mean of the nine around it, with the pixels at the edge repeated beyond it.
  func blurred() -> Tensor {
    let (count, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    return Tensor(shape: shape) { result in
      withUnsafeScalars { values in
        for image in 0..<count {
          for y in 0..<height {
            for x in 0..<width {
              for channel in 0..<channels {
                var sum: Float = 0
                for v in y - 1...y + 1 {
                  for u in x - 1...x + 1 {
                    let (v, u) = (min(max(v, 0), height - 1), min(max(u, 0), width - 1))
                    sum += values[((image * height + v) * width + u) * channels + channel]
                  }
                }
                result[((image * height + y) * width + x) * channels + channel] = sum / 9
              }
            }
          }
        }
      }
    }
  }
}
