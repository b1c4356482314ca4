import Engine

/// Latent vectors `[steps, size]` at equal distances on the straight line from one, `[1, size]`, to another, both included.
public func latentWalk(from start: Tensor, to end: Tensor, steps: Int) -> Tensor {
  Tensor.concatenate((0..<steps).map { start + (end - start) * (Float($0) / Float(steps - 1)) })
}
