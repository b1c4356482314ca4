import Engine

extension Discriminator {
  /// Trains the discriminator alone, on samples of two distributions that do not change.
  ///
  /// - Parameters:
  ///   - steps: The number of updates.
  ///   - loss: What it minimises.
  ///   - rule: Its optimiser, which may clip its weights; Adam with a rate of 1e-3 unless another is given.
  ///   - regularizer: What else it minimises, such as a penalty on its slope.
  ///   - batching: Whether real and generated samples are batches of their own.
  ///   - random: What dropout and penalties draw from.
  ///   - real: Draws a batch of real samples.
  ///   - fake: Draws a batch of as many generated samples.
  /// - Returns: Its loss in the last step.
  @discardableResult
  public func train(
    steps: Int, loss: any AdversarialLoss = NonSaturating(), rule: any Optimizer = Adam(learningRate: 1e-3),
    regularizer: (any Regularizer)? = nil, batching: DiscriminatorBatching = .separate, random: Random,
    real: () -> Tensor, fake: () -> Tensor
  ) -> Float {
    func judge(_ samples: Tensor) -> Tensor { self(samples, .training(random)) }
    var last: Float = 0
    for _ in 0..<steps {
      let (samples, fakes, onReal, onFake) = batching.judged(real, fake, by: judge)
      var total = loss.discriminator(real: onReal, fake: onFake)
      last = total.scalar
      if let regularizer { total = total + regularizer.penalty(judge, real: samples, fake: fakes, random: random) }
      rule.update(self, with: gradients(of: total, wrt: parameters))
    }
    return last
  }
}

/// Whether a discriminator is shown real and generated samples in batches of their own or in one.
public enum DiscriminatorBatching: Sendable {
  /// Each kind is a batch by itself.
  case separate
  /// Both kinds are halves of one batch.
  case joint

  /// Batches of both kinds, and the logits that they are given.
  fileprivate func judged(
    _ real: () -> Tensor, _ fake: () -> Tensor, by judge: (Tensor) -> Tensor
  ) -> (real: Tensor, fake: Tensor, onReal: Tensor, onFake: Tensor) {
    let samples = real()
    switch self {
    case .separate:
      let onReal = judge(samples)
      let fakes = fake()
      return (samples, fakes, onReal, judge(fakes))
    case .joint:
      let fakes = fake()
      let logits = judge(Tensor.concatenate([samples, fakes]))
      let count = samples.shape[0]
      return (samples, fakes, logits.slice(0..<count), logits.slice(count..<count + fakes.shape[0]))
    }
  }
}
