import Engine

/// A network that scores samples.
public protocol Discriminator: Module {
  /// One logit, `[batch, 1]`, for each of the samples `[batch, …]`.
  func callAsFunction(_ samples: Tensor, _ phase: Phase) -> Tensor
  /// One logit for each of the samples as one of its class, one-hot rows `[batch, class]`; whatever its class if they are
  /// `nil`.
  func callAsFunction(_ samples: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor
}

extension Discriminator {
  /// One logit for each of the samples: a discriminator that does not say otherwise knows no classes.
  public func callAsFunction(_ samples: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor {
    require(classes == nil, "\(kind): a discriminator without classes was shown some")
    return self(samples, phase)
  }
}
