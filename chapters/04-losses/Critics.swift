import Engine

/// What is done about a critic's slope while it learns the Wasserstein distance.
enum SlopeLimit {
  case none
  /// Every weight is cut to ±`bound` after each step (Arjovsky 2017).
  case clipping(bound: Float)
  /// A gradient longer than 1, between real and generated points, costs `weight` times the square of the excess: the
  /// one-sided form of WGAN-GP (Gulrajani 2017). The usual form also charges for shorter ones.
  case penalty(weight: Float)
}

/// Trains a critic of points to tell real from fake by as much as its slope allows.
///
/// - Returns: The difference of its mean scores of real and generated points, at the end.
func trainCritic(
  _ critic: some Discriminator, steps: Int, limit: SlopeLimit = .none, random: Random, real: () -> Tensor,
  fake: () -> Tensor
) -> Float {
  let rule = Adam(learningRate: 1e-3, beta1: 0.5)
  for _ in 0..<steps {
    let (real, fake) = (real(), fake())
    var loss = Wasserstein().discriminator(
      real: critic(real, .training(random)), fake: critic(fake, .training(random)))
    if case .penalty(let weight) = limit {
      let share = random.uniform([real.shape[0], 1])
      let between = (share * real + (1 - share) * fake).tracked()
      let slopes = gradients(of: critic(between, .training(random)).sum(), wrt: [between], createGraph: true)[0]
      let lengths = (slopes.squared().sum(axes: [1]) + 1e-12).squareRoot()
      loss = loss + (lengths - 1).relu().squared().mean() * weight
    }
    rule.update(critic, with: gradients(of: loss, wrt: critic.parameters))
    if case .clipping(let bound) = limit {
      for parameter in critic.parameters { parameter.value = parameter.value.clamped(to: -bound...bound) }
    }
  }
  return withoutHistory {
    (0..<8).map { _ in (critic(real(), .inference).mean() - critic(fake(), .inference).mean()).scalar }.reduce(0, +) / 8
  }
}

/// The lengths of a discriminator's gradients at points `[count, dimensions]`: how steep its surface is there.
func slopes(of discriminator: some Discriminator, at points: Tensor) -> Tensor {
  let points = points.tracked()
  return gradients(of: discriminator(points, .inference).sum(), wrt: [points])[0].squared().sum(axes: [1]).squareRoot()
}
