import Engine

/// A network that scores samples.
public protocol Discriminator: Module {
  /// One logit, `[batch, 1]`, for each of the samples `[batch, …]`.
  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor
  /// One logit for each of the samples as one of its class, one-hot rows `[batch, class]`; whatever its class if they are
  /// `nil`.
  func callAsFunction(_ samples: Tensor, classes: Tensor?, _ mode: Mode) -> Tensor
  /// The same logits, and which class each sample looks like, if the discriminator says so.
  func assess(_ samples: Tensor, classes: Tensor?, _ mode: Mode) -> Assessment
}

/// What a discriminator says about samples.
public struct Assessment {
  /// How real each sample looks, `[batch, 1]`.
  public var logits: Tensor
  /// The logits `[batch, class]` of an auxiliary classifier (Odena 2017); `nil` from a discriminator without one.
  public var classLogits: Tensor?

  /// An assessment of samples.
  public init(logits: Tensor, classLogits: Tensor? = nil) {
    self.logits = logits
    self.classLogits = classLogits
  }
}

extension Discriminator {
  /// The logits alone: a discriminator that does not say otherwise has no auxiliary classifier.
  public func assess(_ samples: Tensor, classes: Tensor?, _ mode: Mode) -> Assessment {
    Assessment(logits: self(samples, classes: classes, mode))
  }

  /// One logit for each of the samples: a discriminator that does not say otherwise knows no classes.
  public func callAsFunction(_ samples: Tensor, classes: Tensor?, _ mode: Mode) -> Tensor {
    require(classes == nil, "\(Self.self): a discriminator without classes was shown some")
    return self(samples, mode)
  }
}
