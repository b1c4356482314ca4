import Engine

/// A part of a network that takes one tensor and returns one.
public protocol NetworkLayer: Module {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}

/// A discriminator put together from layers, one after the other.
public final class LayeredDiscriminator: Module, Discriminator {
  public let layers: [any NetworkLayer]

  public init(_ layers: [any NetworkLayer]) { self.layers = layers }

  public func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor { layers.reduce(samples) { $1($0, mode) } }
}

extension Dropout: NetworkLayer {}
extension SpectralNorm: NetworkLayer {}
extension Linear: NetworkLayer {
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { self(x) }
}

/// Joins neighbours in the batch into packs.
public final class Pack: Module, NetworkLayer {
  public let size: Int

  public init(_ size: Int) { self.size = size }

  /// `[batch, values]` to `[batch / size, size · values]`.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.shape[0] % size == 0, "Pack: a batch of \(x.shape[0]) does not divide into packs of \(size)")
    return x.reshaped([x.shape[0] / size, -1])
  }
}

/// Adds the batch's mean standard deviation as a feature.
public final class MinibatchDeviation: Module, NetworkLayer {
  /// `[batch, features]` to `[batch, features + 1]`.
  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    // A root has an infinite slope at 0, where the features of a collapsed batch are.
    let deviation = (x.variance(axes: [0]) + 1e-8).squareRoot().mean()
    return Tensor.concatenate([x, deviation.broadcast(to: [x.shape[0], 1])], axis: 1)
  }
}
