import Engine

/// A network that makes samples from latent vectors.
public protocol Generator: Module {
  /// The number of values in a latent vector.
  var latentSize: Int { get }
  /// One sample for each of the latent vectors `[batch, latentSize]`.
  func callAsFunction(_ latents: Tensor, _ phase: Phase) -> Tensor
  /// One sample of each of the `classes`, one-hot rows `[batch, class]`, from the latent vectors `[batch, latentSize]`;
  /// those that the network chooses if they are `nil`.
  func callAsFunction(_ latents: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor
}

extension Generator {
  /// One sample for each of the latent vectors: a generator that does not say otherwise knows no classes.
  public func callAsFunction(_ latents: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor {
    require(classes == nil, "\(kind): a generator without classes was asked for samples of some")
    return self(latents, phase)
  }
}
