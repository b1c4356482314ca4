import Engine

/// A network that scores samples.
public protocol Discriminator: Module {
  /// One logit, `[batch, 1]`, for each of the samples `[batch, …]`.
  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor
}
