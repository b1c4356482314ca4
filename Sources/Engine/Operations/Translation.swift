extension Tensor {
  /// Images `[batch, height, width, channels]`, each moved by a whole number of pixels of its own. Zeros move in at the
  /// edges, and what moves out is lost; so the adjoint, and with it the derivative, moves everything back.
  public func translated(by offsets: [(down: Int, right: Int)]) -> Tensor {
    require(
      shape.count == 4 && shape[0] == offsets.count,
      "translated: \(offsets.count) offsets do not fit images \(shape) ([batch, height, width, channels])")
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let value = withPointers(to: self) { source in
      Tensor(shape: shape) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.perform(offsets.count) { image in
          let (down, right) = offsets[image]
          let columns = max(width - abs(right), 0)
          for y in 0..<height {
            let row = target + (image * height + y) * width * channels
            guard (0..<height).contains(y - down), columns > 0 else {
              row.initialize(repeating: 0, count: width * channels)
              continue
            }
            let origin = source + ((image * height + y - down) * width + max(-right, 0)) * channels
            let first = max(right, 0)
            row.initialize(repeating: 0, count: first * channels)
            (row + first * channels).initialize(from: origin, count: columns * channels)
            (row + (first + columns) * channels).initialize(repeating: 0, count: (width - first - columns) * channels)
          }
        }
      }
    }
    return .operation(
      value, of: [self],
      derivative: .each({ $0.gradient.translated(by: offsets.map { (down: -$0.down, right: -$0.right) }) }))
  }
}
