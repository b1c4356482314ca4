import Engine
import Foundation
import Pictures

/// What a run has found and shown, in order.
struct History {
  private(set) var turns: [Turn] = []
  /// The set-aside latent vectors as the averaged generator drew them after some epochs.
  private(set) var frames: [(epoch: Int, images: Tensor)] = []

  init() {}

  mutating func append(_ turn: Turn) { turns.append(turn) }

  mutating func append(_ images: Tensor, epoch: Int) { frames.append((epoch, images.detached())) }

  /// The mean of one of the measurements over each of `parts` equal stretches of the run, at the middle of each.
  func means(of value: (Turn) -> Float, parts: Int) -> (x: [Double], y: [Double]) {
    let parts = min(parts, turns.count)
    let ranges = (0..<parts).map { $0 * turns.count / parts..<($0 + 1) * turns.count / parts }
    return (
      ranges.map { Double($0.lowerBound + $0.upperBound) / 2 },
      ranges.map { range in turns[range].reduce(0) { $0 + Double(value($1)) } / Double(range.count) }
    )
  }

  /// A curve of one of the measurements, smoothed to a hundred points.
  func series(_ name: String, _ value: (Turn) -> Float) -> Series {
    let means = means(of: value, parts: 100)
    return Series(name, x: means.x, y: means.y)
  }

  // MARK: - In a checkpoint

  /// The measurements, a row for every step, and the pictures by epoch.
  var tensors: [String: Tensor] {
    var tensors = [
      "turns": Tensor(
        shape: [turns.count, 4],
        scalars: turns.flatMap { [$0.discriminatorLoss, $0.generatorLoss, $0.onReal, $0.onFake] })
    ]
    for (epoch, images) in frames { tensors["frame.\(epoch)"] = images }
    return tensors
  }

  /// What ``tensors`` gave.
  init(_ tensors: [String: Tensor]) {
    let values = tensors["turns"]?.scalars ?? []
    turns = stride(from: 0, to: values.count, by: 4).map { row in
      Turn(
        discriminatorLoss: values[row], generatorLoss: values[row + 1], onReal: values[row + 2],
        onFake: values[row + 3])
    }
    frames = tensors.compactMap { name, images in
      name.hasPrefix("frame.") ? Int(name.dropFirst("frame.".count)).map { ($0, images) } : nil
    }.sorted { $0.epoch < $1.epoch }
  }
}
