import Engine

//: ## Remedies
//:
//: ### Let the discriminator see more than one sample
//:
//: A discriminator that judges samples one by one cannot know that they are all the same: each of them, by itself,
//: may be perfect. So show it several at once. To say that plainly, a discriminator is put together from layers.

/// A part of a network that takes one tensor and returns one.
protocol NetworkLayer: Module {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor
}

/// A discriminator put together from layers, one after the other.
final class LayeredDiscriminator: Module, Discriminator {
  let layers: [any NetworkLayer]

  init(_ layers: [any NetworkLayer]) { self.layers = layers }

  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor { layers.reduce(samples) { $1($0, mode) } }
}

extension Dropout: NetworkLayer {}
extension SpectralNorm: NetworkLayer {}
extension Linear: NetworkLayer {
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { self(x) }
}

//: {define: *PacGAN* (Lin 2018) joins several samples to a pack, and lets the discriminator judge packs instead of
//: samples.} It is a single line: neighbours in the batch become one long vector. Four equal points make a pack that no
//: four draws from the data would ever make.

/// Joins neighbours in the batch into packs.
final class Pack: Module, NetworkLayer {
  let size: Int

  init(_ size: Int) { self.size = size }

  /// `[batch, values]` to `[batch / size, size · values]`.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    precondition(x.shape[0] % size == 0, "Pack: a batch of \(x.shape[0]) does not divide into packs of \(size)")
    return x.reshaped([x.shape[0] / size, -1])
  }
}

//: {define: *Minibatch standard deviation* (Karras 2018, a simple form of what Salimans 2016 proposed) gives the
//: discriminator one more feature: how much the samples of the batch differ.} It comes in before the last layer.

/// Adds the batch's mean standard deviation as a feature.
final class MinibatchDeviation: Module, NetworkLayer {
  /// `[batch, features]` to `[batch, features + 1]`.
  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    // A root has an infinite slope at 0, where the features of a collapsed batch are.
    let deviation = (x.variance(axes: [0]) + 1e-8).squareRoot().mean()
    return Tensor.concatenate([x, deviation.broadcast(to: [x.shape[0], 1])], axis: 1)
  }
}
