import Engine

extension Sequential: Discriminator {}

/// Joins neighbours in the batch into packs, as PacGAN does (Lin 2018).
public final class Pack: Module, Layer {
  /// The number of samples in a pack.
  public let size: Int

  /// Packs of so many samples.
  public init(_ size: Int) { self.size = size }

  /// `[batch, values]` to `[batch / size, size · values]`.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    require(x.shape[0] % size == 0, "Pack: a batch of \(x.shape[0]) does not divide into packs of \(size)")
    return x.reshaped([x.shape[0] / size, -1])
  }
}

/// Adds the batch's mean standard deviation as a feature (Karras 2018).
public final class MinibatchDeviation: Module, Layer {
  /// `[batch, features]` to `[batch, features + 1]`.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    // A root has an infinite slope at 0, where the features of a collapsed batch are.
    let deviation = (x.variance(axes: [0]) + 1e-8).squareRoot().mean()
    return Tensor.concatenate([x, deviation.broadcast(to: [x.shape[0], 1])], axis: 1)
  }
}
