import Datasets
import Engine
import Pictures

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

  /// The run of a plan as it begins.
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
    trainer.generatorRule.learningRate = rate
    trainer.discriminatorRule.learningRate = rate
    plan.remedy.adjust(trainer, progress)
    _ = trainer.step(on: mixture.sample(count: plan.batchSize * trainer.discriminatorSteps, random: data))
    steps += 1
  }

  /// Always the same 2,500 latent vectors, as the averaged generator draws them now.
  public var points: Tensor { withoutHistory { trainer.averaged(latents, .inference) } }

  /// What the run looks like now.
  public var frame: PlaneFrame {
    withoutHistory {
      let points = trainer.generator(latents.slice(0..<500), .inference)
      func judged(_ points: Tensor) -> Tensor { trainer.discriminator(points, .inference) }
      let looks =
        plan.remedy.judgesPacks ? nil : (trainer.loss.generator(fake: judged(points)), judged(PlaneFrame.grid.points))
      return PlaneFrame(step: steps, points: points, loss: looks?.0.scalar, surface: looks?.1.flattened())
    }
  }
}

/// A moment of a run. A discriminator that judges packs has no surface in the plane.
public struct PlaneFrame: Sendable {
  /// Where the discriminator is asked for its surface.
  public static let grid = PlaneGrid(x: -3...3, y: -3...3, columns: 48, rows: 48)

  /// After how many steps.
  public let step: Int
  /// Always the same 500 latent vectors, as the generator draws them at this moment.
  public let points: Tensor
  /// What the generator pays for these points.
  public let loss: Float?
  /// The discriminator's logits on the grid, `[points, 1]`.
  public let surface: Tensor?
}
