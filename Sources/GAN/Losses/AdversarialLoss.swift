import Engine

/// What the two players of a generative adversarial network minimise, as functions of the discriminator's logits.
public protocol AdversarialLoss: AnyObject, Sendable {
  /// The name that tables show.
  var name: String { get }
  /// The discriminator's loss, a scalar, from the logits `[batch, 1]` of real and of generated samples.
  func discriminator(real: Tensor, fake: Tensor) -> Tensor
  /// The generator's loss, a scalar, from the logits `[batch, 1]` of its samples, and of real ones if the loss compares the
  /// two; most losses do not, and for them `real` is never computed.
  func generator(real: @autoclosure () -> Tensor, fake: Tensor) -> Tensor
}

/// A loss whose generator looks at the logits of its own samples alone.
public protocol UnpairedLoss: AdversarialLoss {
  /// The generator's loss, a scalar, from the logits `[batch, 1]` of its samples.
  func generator(fake: Tensor) -> Tensor
}

extension UnpairedLoss {
  /// The loss of ``generator(fake:)``.
  public func generator(real: @autoclosure () -> Tensor, fake: Tensor) -> Tensor { generator(fake: fake) }
}
