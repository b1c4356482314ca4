import Engine

/// Trains a critic of points on the Wasserstein loss: to tell real from fake by as much as its slope allows.
///
/// - Parameters:
///   - rule: Its optimiser, which may clip its weights.
///   - regularizer: What else it minimises, to hold its slope.
/// - Returns: The difference of its mean scores of real and generated points, at the end.
func trainCritic(
  _ critic: some Discriminator, steps: Int, rule: any Optimizer = Adam(learningRate: 1e-3, beta1: 0.5),
  regularizer: (any Regularizer)? = nil, random: Random, real: () -> Tensor, fake: () -> Tensor
) -> Float {
  func judge(_ points: Tensor) -> Tensor { critic(points, .training(random)) }
  for _ in 0..<steps {
    let (real, fake) = (real(), fake())
    var loss = Wasserstein().discriminator(real: judge(real), fake: judge(fake))
    if let regularizer { loss = loss + regularizer.penalty(judge, real: real, fake: fake, random: random) }
    rule.update(critic, with: gradients(of: loss, wrt: critic.parameters))
  }
  return withoutHistory {
    (0..<8).map { _ in
      -Wasserstein().discriminator(
        real: critic(real(), .inference), fake: critic(fake(), .inference)
      ).scalar
    }.reduce(0, +) / 8
  }
}

/// The length of a discriminator's gradient where it is longest among the points, `[count, dimensions]`: how steep its
/// surface gets.
func largestSlope(of discriminator: some Discriminator, at points: Tensor) -> Float {
  let points = points.tracked()
  let slopes = gradients(of: discriminator(points, .inference).sum(), wrt: [points])[0]
  return slopes.squared().sum(axes: [1]).squareRoot().scalars.max()!
}
