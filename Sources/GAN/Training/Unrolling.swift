import Engine

/// Unrolled GANs (Metz 2016): the generator plays against the discriminator as it *will be* after some more steps, and
/// its gradient takes into account how those steps react to it.
public struct Unrolling: Codable, Equatable, Sendable {
  /// How many of the discriminator's steps are foreseen.
  public var steps: Int

  /// The discriminator's parameters after the steps, as functions of the fakes. The discriminator stays as it is.
  ///
  /// A step is as long as the discriminator's own rule would make it; how the length itself depends on the fakes is left
  /// out of the derivative.
  public func parameters(
    of discriminator: some Discriminator, _ rule: any Optimizer, _ loss: any AdversarialLoss,
    _ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor
  ) -> [Tensor] {
    (0..<steps).reduce(discriminator.parameters.map(\.value)) { values, _ in
      discriminator.withParameters(values) {
        let loss = loss.discriminator(real: judge(real), fake: judge(fake))
        let slopes = gradients(of: loss, wrt: values, createGraph: true)
        let rates = rule.rates(for: discriminator, with: slopes)
        return values.indices.map { values[$0] - slopes[$0] * rates[$0] }
      }
    }
  }
}
