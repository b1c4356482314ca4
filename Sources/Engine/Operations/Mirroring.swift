extension Tensor {
  /// Images `[batch, height, width, channels]` with left and right exchanged. The operation is its own adjoint, and so
  /// its own derivative.
  public func mirrored() -> Tensor {
    require(shape.count == 4, "mirrored: \(shape) is not images [batch, height, width, channels]")
    let (rows, width, channels) = (shape[0] * shape[1], shape[2], shape[3])
    let value = withPointers(to: self) { source in
      Tensor(shape: shape) { values in
        nonisolated(unsafe) let (target, source) = (values.baseAddress!, source)
        Parallel.perform(rows) { row in
          for x in 0..<width {
            let (from, to) = ((row * width + x) * channels, (row * width + width - 1 - x) * channels)
            (target + to).initialize(from: source + from, count: channels)
          }
        }
      }
    }
    return .operation(value, of: [self], derivative: .each({ $0.gradient.mirrored() }))
  }
}
