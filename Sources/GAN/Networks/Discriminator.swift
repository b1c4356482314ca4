import Engine

/// A network that scores samples.
public protocol Discriminator: Module {
  /// One logit for every sample, `[batch, 1]`.
  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor
}
