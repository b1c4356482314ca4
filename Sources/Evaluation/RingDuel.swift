import Datasets
import Engine
import GAN

/// What is left when a small generator has trained against some discriminator on the ring.
public struct RingDuel {
  /// Means over the last tenth of the steps.
  public let loss: Float
  public let onReal: Float
  public let onFake: Float
  /// The mean distance of a generated point from the nearest cluster's centre, for the last weights and their average.
  public let distance: Float
  public let averagedDistance: Float
  /// How far a generated point moved, on average, in the last tenth of the steps.
  public let movement: Float
  public let averagedMovement: Float
  public let real: Tensor
  /// Points from the generator's last weights, and from the moving average of its weights.
  public let points: Tensor
  public let averaged: Tensor
}

/// A duel on the ring of eight Gaussians, the generator always the same.
///
/// - Parameters:
///   - width: The size of the discriminator's hidden layers.
///   - learningRate: The discriminator's.
public func duel(steps: Int, width: Int, learningRate: Float, seed: UInt64) -> RingDuel {
  let random = Random(seed: seed).split("duel")
  let ring = GaussianMixture.ring()
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 2, random: random.split("generator")) },
    discriminator: PointDiscriminator(width: width, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    discriminatorRule: Adam(learningRate: learningRate, beta1: 0.5), average: MovingAverage(decay: 0.99),
    random: random.split("training"))
  let latents = random.normal([500, 2])
  func drawn() -> (points: Tensor, averaged: Tensor) {
    withoutHistory { (trainer.generator(latents, .inference), trainer.averaged(latents, .inference)) }
  }
  let tail = max(steps / 10, 1)
  for _ in 0..<steps - tail { _ = trainer.step(on: ring.sample(count: 256, random: random)) }
  let before = drawn()
  let turns = (0..<tail).map { _ in trainer.step(on: ring.sample(count: 256, random: random)) }
  let (points, averaged) = drawn()
  func mean(_ value: (Turn) -> Float) -> Float { turns.map(value).reduce(0, +) / Float(turns.count) }
  return RingDuel(
    loss: mean(\.discriminatorLoss), onReal: mean(\.onReal), onFake: mean(\.onFake),
    distance: distance(of: points, to: ring.centres), averagedDistance: distance(of: averaged, to: ring.centres),
    movement: (points - before.points).squared().sum(axes: [1]).squareRoot().mean().scalar,
    averagedMovement: (averaged - before.averaged).squared().sum(axes: [1]).squareRoot().mean().scalar,

    real: ring.sample(count: 500, random: random), points: points,
    averaged: averaged)
}

/// The mean distance of points from the nearest of some centres, both `[count, 2]`.
private func distance(of points: Tensor, to centres: Tensor) -> Float {
  let offsets = points.reshaped([-1, 1, 2]) - centres.reshaped([1, -1, 2])
  let nearest = -(-offsets.squared().sum(axes: [2])).maximumOverLastAxis()
  return nearest.squareRoot().mean().scalar
}
