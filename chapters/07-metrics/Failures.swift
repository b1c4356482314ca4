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

  /// Images that fail in this way, as many as the draw has.
  func images(of draw: MetricsDraw) -> Tensor {
    let (count, fresh, training) = (draw.count, draw.fresh, draw.training)
    switch self {
    case .none: return fresh.tensor(of: 0..<count)
    case .memorised: return training.tensor(of: 0..<count)
    case .onePerMode:
      let examples = Self.examples(among: fresh)
      return fresh.tensor(of: (0..<count).map { examples[$0 % examples.count] })
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

  /// The places of the first image of each mode.
  static func examples(among images: ImageDataset) -> [Int] {
    images.classNames.indices.compactMap { images.labels.firstIndex(of: UInt8($0)) }
  }
}

extension Tensor {
  /// Images in which every pixel is the mean of the nine around it, with the pixels at the edge repeated beyond it.
  func blurred() -> Tensor {
    let (height, width) = (shape[1], shape[2])
    let tall = Tensor.concatenate([slice(0..<1, axis: 1), self, slice(height - 1..<height, axis: 1)], axis: 1)
    let wide = Tensor.concatenate([tall.slice(0..<1, axis: 2), tall, tall.slice(width - 1..<width, axis: 2)], axis: 2)
    func neighbours(_ down: Int, _ right: Int) -> Tensor {
      wide.slice(down..<down + height, axis: 1).slice(right..<right + width, axis: 2)
    }
    let others = (1..<9).map { ($0 / 3, $0 % 3) }
    return others.reduce(neighbours(0, 0)) { $0 + neighbours($1.0, $1.1) } / 9
  }
}
