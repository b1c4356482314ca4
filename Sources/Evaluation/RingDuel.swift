import Datasets
import Engine
import GAN
import Metrics

/// How a small generator's training against a discriminator on the ring ended.
public struct RingDuel: Sendable {
  /// The discriminator's loss; as the two probabilities below, a mean over the last tenth of the steps.
  public let loss: Float
  /// D(x): the mean probability of being real that real points got.
  public let onReal: Float
  /// D(G(z)): the mean probability of being real that generated points got.
  public let onFake: Float
  /// The mean distance of points from the generator's last weights to the nearest mode's centre.
  public let distance: Float
  /// Modes with at least 4 of 500 points within three deviations of their centre.
  public let covered: Int
  /// Modes that are the nearest to at least 4 of 500 points.
  public let reached: Int
  /// The same distance for points from the moving average of the weights.
  public let averagedDistance: Float
  /// How far a generated point moved, on average, in the last tenth of the steps.
  public let movement: Float
  /// The largest gradient of the generator's loss in one of the points at the end, a coordinate at a time.
  public let steepest: Float
  /// The same movement for points from the moving average of the weights.
  public let averagedMovement: Float
  /// Where the generated points were at up to twenty looks in that time, `[looks, 500, 2]`: last weights, and their average.
  public let ways: (last: Tensor, averaged: Tensor)
  /// 500 points from the generator's last weights, `[500, 2]`.
  public let points: Tensor
  /// 500 points from the moving average of the generator's weights, `[500, 2]`.
  public let averaged: Tensor
}

/// Trains the same small generator on the ring of eight Gaussians against a discriminator of the given size and rate.
///
/// - Parameters:
///   - steps: The steps of the training, each of the generator's updates on 256 points.
///   - width: The size of the discriminator's hidden layers.
///   - learningRate: The learning rate of the discriminator; the generator's is 1e-3.
///   - discriminatorSteps: The discriminator's updates for each of the generator's, every one on 256 new points. The
///     loss and the probabilities are those of the last.
///   - activation: What comes after the discriminator's hidden layers.
///   - seed: The seed of everything random.
public func duel(
  steps: Int, width: Int, learningRate: Float, discriminatorSteps: Int = 1, activation: Activation = .relu, seed: UInt64
) -> RingDuel {
  let random = Random(seed: seed).split("duel")
  let ring = GaussianMixture.ring()
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 2, random: random.split("generator")) },
    discriminator: PointDiscriminator(
      width: width, activation: activation, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    discriminatorRule: Adam(learningRate: learningRate, beta1: 0.5), average: MovingAverage(decay: 0.99),
    random: random.split("training"))
  trainer.discriminatorSteps = discriminatorSteps
  let latents = random.normal([500, 2])
  // The trainer gives each of the discriminator's updates an equal part.
  func real() -> Tensor { ring.sample(count: 256 * discriminatorSteps, random: random) }
  func drawn() -> (points: Tensor, averaged: Tensor) {
    withoutHistory { (trainer.generator(latents, .inference), trainer.averaged(latents, .inference)) }
  }
  let tail = max(steps / 10, 1)
  for _ in 0..<steps - tail { _ = trainer.step(on: real()) }
  let before = drawn()
  var looks: [(points: Tensor, averaged: Tensor)] = []
  let turns = (1...tail).map { step in
    let turn = trainer.step(on: real())
    if looks.count < step * 20 / tail { looks.append(drawn()) }
    return turn
  }
  let (points, averaged) = drawn()
  let fakes = points.tracked()
  let pulls = gradients(of: NonSaturating().generator(fake: trainer.discriminator(fakes, .inference)), wrt: [fakes])[0]
  func stacked(_ points: [Tensor]) -> Tensor { Tensor.concatenate(points.map { $0.reshaped([1, 500, 2]) }) }
  func mean(_ value: (Turn) -> Float) -> Float { turns.map(value).reduce(0, +) / Float(turns.count) }
  return RingDuel(
    loss: mean(\.discriminatorLoss), onReal: mean(\.onReal), onFake: mean(\.onFake),
    distance: distance(of: points, to: ring.centres),
    covered: ModeCount(points, over: ring).modes(atLeast: 4),
    reached: ModeCount(points, over: ring, within: .infinity).modes(atLeast: 4),
    averagedDistance: distance(of: averaged, to: ring.centres),
    movement: (points - before.points).squared().sum(axes: [1]).squareRoot().mean().scalar,
    steepest: pulls.absoluteValue().scalars.max()!,
    averagedMovement: (averaged - before.averaged).squared().sum(axes: [1]).squareRoot().mean().scalar,
    ways: (stacked(looks.map(\.points)), stacked(looks.map(\.averaged))), points: points, averaged: averaged)
}

/// The mean distance of points from the nearest of some centres, both `[count, 2]`.
private func distance(of points: Tensor, to centres: Tensor) -> Float {
  let offsets = points.reshaped([-1, 1, 2]) - centres.reshaped([1, -1, 2])
  let nearest = -(-offsets.squared().sum(axes: [2])).maximumOverLastAxis()
  return nearest.squareRoot().mean().scalar
}
