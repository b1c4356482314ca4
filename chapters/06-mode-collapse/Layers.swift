import Engine

/// A part of a network that takes one tensor and returns one.
protocol NetworkLayer: Module {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}

extension Dropout: NetworkLayer {}
extension SpectralNorm: NetworkLayer {}
extension Linear: NetworkLayer {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { self(x) }
}

/// A discriminator put together from layers, one after the other.
final class LayeredDiscriminator: Module, Discriminator {
  let layers: [any NetworkLayer]

  init(_ layers: [any NetworkLayer]) { self.layers = layers }

  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor { layers.reduce(samples) { $1($0, mode) } }
}

/// PacGAN (Lin 2018): neighbours in the batch are joined into packs, and what follows judges packs. A pack of equal
/// samples is easily told from a pack of different ones.
final class Pack: Module, NetworkLayer {
  let size: Int

  init(_ size: Int) { self.size = size }

  /// `[batch, values]` to `[batch / size, size · values]`.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.shape[0] % size == 0, "Pack: a batch of \(x.shape[0]) does not divide into packs of \(size)")
    return x.reshaped([x.shape[0] / size, -1])
  }
}

/// Minibatch standard deviation (Karras 2018): every sample is told how much the samples of its batch differ, as one more
/// feature.
final class MinibatchDeviation: Module, NetworkLayer {
  /// `[batch, features]` to `[batch, features + 1]`.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    // A root has an infinite slope at 0, where the features of a collapsed batch are.
    let deviation = (x.variance(axes: [0]) + 1e-8).squareRoot().mean()
    return Tensor.concatenate([x, deviation.broadcast(to: [x.shape[0], 1])], axis: 1)
  }
}
