import Datasets
import Engine
import Plots

/// A training run in the plane.
public final class PlaneRun {
  /// What decides the run.
  public let plan: PlanePlan
  /// Where its real points come from.
  public let mixture: GaussianMixture
  /// The pair in training.
  public let trainer: PlaneTrainer
  private let data: Random
  private let latents: Tensor
  /// The steps so far.
  public private(set) var steps = 0

  /// A run before its first step.
  public init(_ plan: PlanePlan, seed: UInt64) {
    let random = Random(seed: seed).split("plane")
    self.plan = plan
    mixture = plan.target.mixture
    trainer = plan.trainer(random)
    data = random.split("data")
    latents = random.split("latents").normal([2500, plan.remedy.latentSize])
  }

  /// One turn for each player.
  public func step() {
    let progress = Float(steps) / Float(plan.steps)
    let rate = plan.learningRate * plan.decay(progress)
    trainer.prepare(plan.remedy, progress: progress, generatorRate: rate, discriminatorRate: rate)
    _ = trainer.step(on: mixture.sample(count: plan.batchSize * trainer.discriminatorSteps, random: data))
    steps += 1
  }

  /// 2,500 points `[2500, 2]` that the averaged generator draws now, always from the same latent vectors.
  public var points: Tensor { withoutHistory { trainer.averaged(latents, .inference) } }

  /// What the run looks like now.
  public var frame: PlaneFrame {
    let steepest =
      plan.remedy.judgesPacks ? nil : largestSlope(of: trainer.discriminator, at: PlaneFrame.grid.points)
    return withoutHistory {
      let points = trainer.generator(latents.slice(0..<500), .inference)
      func judged(_ points: Tensor) -> Tensor { trainer.discriminator(points, .inference) }
      guard !plan.remedy.judgesPacks else {
        return PlaneFrame(
          step: steps, points: points, loss: nil, surface: nil, steepest: nil,
          discriminator: trainer.discriminator.state)
      }
      let loss = trainer.loss.generator(
        real: judged(mixture.sample(count: points.shape[0], random: data.split("frame"))), fake: judged(points))
      return PlaneFrame(
        step: steps, points: points, loss: loss.scalar, surface: judged(PlaneFrame.grid.points).flattened(),
        steepest: steepest, discriminator: trainer.discriminator.state)
    }
  }
}

/// A moment of a run. A discriminator that judges packs has no surface in the plane.
public struct PlaneFrame: Sendable {
  /// The points at which the discriminator's surface is computed.
  public static let grid = PlaneGrid(x: -3...3, y: -3...3, columns: 48, rows: 48)

  /// After how many steps.
  public let step: Int
  /// 500 points `[500, 2]` that the generator draws at this moment, always from the same latent vectors.
  public let points: Tensor
  /// The generator's loss on these points; `nil` if the discriminator judges packs.
  public let loss: Float?
  /// The discriminator's logits at the points of the grid; `nil` if it judges packs.
  public let surface: Tensor?
  /// The largest length of the logit's gradient at the points of the grid; `nil` if it judges packs.
  public let steepest: Float?
  /// The discriminator's weights, which a discriminator of the same plan can load.
  public let discriminator: [String: Tensor]
}
