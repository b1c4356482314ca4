import Engine

/// Unrolled GANs (Metz 2016): the generator is trained against the discriminator as it *will be* after some more steps,
/// and its gradient passes through those steps.
public struct Unrolling: Codable, Equatable, Sendable {
  /// The number of the discriminator's steps that are computed ahead.
  public var steps: Int

  /// Unrolling by so many steps.
  public init(steps: Int) { self.steps = steps }

  /// The discriminator's parameters after the steps, differentiable in the fakes. The discriminator stays as it is.
  ///
  /// Each step is as long as the discriminator's optimiser would make it. The derivative leaves out that this length
  /// depends on the fakes too.
  public func parameters(
    of discriminator: some Discriminator, _ rule: any Optimizer, _ loss: any AdversarialLoss,
    _ judge: (Tensor) -> Tensor, real: Tensor, fake: Tensor
  ) -> [Tensor] {
    (0..<steps).reduce(discriminator.parameters.map { $0.value }) { values, _ in
      discriminator.withParameters(values) {
        let loss = loss.discriminator(real: judge(real), fake: judge(fake))
        let slopes = gradients(of: loss, wrt: values, createGraph: true)
        let rates = rule.rates(for: discriminator, with: slopes)
        return values.indices.map { values[$0] - slopes[$0] * rates[$0] }
      }
    }
  }
}
