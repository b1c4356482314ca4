import Engine

/// A term that is added to the discriminator's loss, such as a penalty on its slope.
public protocol Regularizer: AnyObject, Sendable {
  /// The term is evaluated once in so many of the discriminator's steps, and multiplied by that number: *lazy
  /// regularisation* (Karras 2020).
  var interval: Int { get }

  /// The term, a scalar.
  ///
  /// - Parameters:
  ///   - judge: The discriminator as it sees samples while it is trained, from samples to logits.
  ///   - real: The batch of real samples.
  ///   - fake: The batch of generated samples.
  ///   - random: What the term draws random numbers from.
  func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor
}

extension Regularizer {
  /// 1: the term is evaluated in every step.
  public var interval: Int { 1 }
}
