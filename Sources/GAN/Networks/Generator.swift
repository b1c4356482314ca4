import Engine

/// A network that makes samples from latent vectors.
public protocol Generator: Module {
  /// The number of values in a latent vector.
  var latentSize: Int { get }
  /// One sample for each of the latent vectors `[batch, latentSize]`.
  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor
}
