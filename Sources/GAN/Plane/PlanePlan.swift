import Datasets
import Engine

/// Where the points of a run in the plane come from.
public enum PlaneTarget: String, Codable, Sendable {
  /// Eight Gaussians on a circle.
  case ring
  /// 25 Gaussians on a square grid.
  case grid

  /// The distribution itself.
  public var mixture: GaussianMixture { self == .ring ? .ring() : .grid() }
}

/// Everything except the seed that decides what a training run in the plane computes.
public struct PlanePlan: Encodable, Sendable {
  /// Where the real points come from.
  public var target: PlaneTarget
  /// What is changed about the bare pair.
  public var remedy: Remedy
  /// The steps of the run.
  public var steps: Int
  /// The number of points in a batch.
  public var batchSize = 256
  /// The size of both networks' hidden layers.
  public var width = 128
  /// The learning rate of both players at the start.
  public var learningRate: Float = 2e-3
  /// How both learning rates change over the run.
  public var decay = CosineDecay(start: 0.5)
  /// The decay of the moving average of the generator's weights.
  public var averageDecay: Float = 0.995

  /// A plan with the usual sizes and rates.
  public init(target: PlaneTarget = .ring, remedy: Remedy = .bare, steps: Int = 8000) {
    self.target = target
    self.remedy = remedy
    self.steps = steps
  }
}

extension PlanePlan {
  /// The plan with another remedy.
  public func with(_ remedy: Remedy) -> PlanePlan {
    var plan = self
    plan.remedy = remedy
    return plan
  }

  /// Both players before the first step.
  public func trainer(_ random: Random) -> PlaneTrainer {
    let pair = PlanePair(latentSize: remedy.latentSize, generatorWidth: width, discriminatorWidth: width)
    return pair.trainer(remedy, averageDecay: averageDecay, random: random)
  }
}
