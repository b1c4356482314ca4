import Engine

/// A term that is added to the discriminator's loss, to hold it to something that the loss itself does not ask for.
public protocol Regularizer: Sendable {
  /// The term is evaluated in every so many of the discriminator's steps, and then counts so many times as much: *lazy
  /// regularisation* (Karras 2020).
  var interval: Int { get }

  /// The term, a scalar.
  ///
  /// - Parameters:
  ///   - judge: The discriminator as it sees samples while it is trained, from samples to logits.
  ///   - real: The batch of real samples.
  ///   - fake: The batch of generated samples.
  ///   - random: For whatever the term draws.
  func penalty(_ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor, random: Random) -> Tensor
}

extension Regularizer {
  /// Every step.
  public var interval: Int { 1 }
}
