import Engine

/// What the two players of a generative adversarial network minimise, as functions of the discriminator's logits.
public protocol AdversarialLoss: Sendable {
  /// The name to put in tables.
  var name: String { get }
  /// The discriminator's loss on a batch of real and a batch of generated samples.
  func discriminator(real: Tensor, fake: Tensor) -> Tensor
  /// The generator's loss on a batch that it generated.
  func generator(fake: Tensor) -> Tensor
}
