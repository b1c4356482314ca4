import Datasets
import Engine
import Foundation
import Notebook
import Pictures
import Synchronization

extension PlanePlan {
  /// The number of values in a latent vector.
  var latentSize: Int { if case .latents(let size) = remedy { size } else { 64 } }

  /// Whether the discriminator judges several points at once.
  var judgesPacks: Bool { if case .packs = remedy { true } else { false } }

  /// The plan with another remedy.
  func with(_ remedy: Remedy) -> PlanePlan {
    var plan = self
    plan.remedy = remedy
    return plan
  }

  /// Both players as the plan begins.
  func trainer(_ random: Random) throws -> Trainer<PointGenerator, LayeredDiscriminator> {
    let initializer: Initializer = remedy == .smallWeights ? .fanIn : .he
    func generator() -> PointGenerator {
      PointGenerator(
        latentSize: latentSize, width: width, initializer: initializer, random: random.split("generator"))
    }
    let weights = random.split("discriminator")
    let layers = remedy.layers(width: width, random: weights) { inputs, outputs, activation in
      Linear(from: inputs, to: outputs, activation: activation, initializer: initializer, random: weights)
    }
    let trainer = try Trainer(
      generator: generator(), averaged: generator(), discriminator: LayeredDiscriminator(layers),
      random: random.split("training"))
    // The rates are set before every step.
    trainer.generatorRule = Adam(learningRate: 0, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: 0, beta1: 0.5)
    trainer.average = MovingAverage(decay: averageDecay)
    remedy.arrange(trainer)
    return trainer
  }
}

/// A training run in the plane.
final class PlaneRun {
  let plan: PlanePlan
  let mixture: GaussianMixture
  let trainer: Trainer<PointGenerator, LayeredDiscriminator>
  private let data: Random
  private let latents: Tensor
  private(set) var steps = 0

  /// The run of a plan as it begins.
  init(_ plan: PlanePlan, seed: UInt64) throws {
    let random = Random(seed: seed).split("plane")
    self.plan = plan
    mixture = plan.target.mixture
    trainer = try plan.trainer(random)
    data = random.split("data")
    latents = random.split("latents").normal([2500, plan.latentSize])
  }

  /// One turn for each player.
  func step() {
    let progress = Float(steps) / Float(plan.steps)
    let rate = plan.learningRate * plan.decay(progress)
    trainer.generatorRule.learningRate = rate
    trainer.discriminatorRule.learningRate = rate
    plan.remedy.adjust(trainer, progress: progress)
    _ = trainer.step(on: mixture.sample(count: plan.batchSize * trainer.discriminatorSteps, random: data))
    steps += 1
  }

  /// Always the same 2,500 latent vectors, as the averaged generator draws them now.
  var points: Tensor { withoutHistory { trainer.averaged(latents, .inference) } }

  /// What the run looks like now.
  var frame: PlaneFrame {
    withoutHistory {
      let points = trainer.generator(latents.slice(0..<500), .inference)
      func judged(_ points: Tensor) -> Tensor { trainer.discriminator(points, .inference) }
      let looks =
        plan.judgesPacks ? nil : (trainer.loss.generator(fake: judged(points)), judged(PlaneFrame.grid.points))
      return PlaneFrame(step: steps, points: points, loss: looks?.0.scalar, surface: looks?.1.flattened())
    }
  }
}

/// A moment of a run. A discriminator that judges packs has no surface in the plane.
struct PlaneFrame: Sendable {
  /// Where the discriminator is asked for its surface.
  static let grid = PlaneGrid(x: -3...3, y: -3...3, columns: 48, rows: 48)

  let step: Int
  /// Always the same 500 latent vectors, as the generator draws them at this moment.
  let points: Tensor
  /// What the generator pays for these points.
  let loss: Float?
  /// The discriminator's logits on the grid, `[points, 1]`.
  let surface: Tensor?
}

/// How a run in the plane ended.
struct PlaneOutcome: Sendable {
  /// What the averaged generator drew at the end.
  let points: Tensor
  /// Moments on the way.
  let frames: [PlaneFrame]
  /// Modes with at least 20 high-quality samples of 2,500.
  let modes: Int
  /// The share of samples of high quality: within three deviations of a mode's centre.
  let quality: Double
  /// Modes that are the nearest to at least 20 samples, whether good or bad.
  let reached: Int
  /// KL to uniform in nats, over the high-quality samples; not a number if there are none.
  let divergence: Double
  /// The deviation within modes in units of the data's; not a number if no mode has samples.
  let spread: Double

  init(_ points: Tensor, over mixture: GaussianMixture, frames: [PlaneFrame] = []) {
    self.points = points
    self.frames = frames
    let good = ModeCount(points, over: mixture)
    modes = good.modes(atLeast: 20)
    quality = good.highQualityShare
    divergence = good.divergence
    spread = good.spread ?? .nan
    reached = ModeCount(points, over: mixture, within: .infinity).modes(atLeast: 20)
  }
}

/// Runs plans to their ends, each in a thread of its own, as many at a time as there are threads.
///
/// - Parameter moments: After how many steps to look at each run.
/// - Returns: How each of them ended, in their order.
/// - Throws: ``Interrupted`` if the user asks to stop.
func outcomes(
  of runs: [(plan: PlanePlan, seed: UInt64)], lookingAt moments: [Int] = [], _ title: String, _ page: Page
) throws -> [PlaneOutcome] {
  // The networks are small: two runs on two threads are faster than two threads on one run.
  let workers = Parallel.threads
  let interruption = page.interruption
  let next = Atomic<Int>(0)
  let done = Atomic<Int>(0)
  let results = Mutex<[Result<PlaneOutcome, any Error>?]>(Array(repeating: nil, count: runs.count))
  let group = DispatchGroup()
  @Sendable func work() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < runs.count else { return }
      let result = Result {
        try Parallel.withThreads(1) {
          let run = try PlaneRun(runs[index].plan, seed: runs[index].seed)
          var frames: [PlaneFrame] = []
          while run.steps < run.plan.steps, !interruption.requested {
            run.step()
            if moments.contains(run.steps) { frames.append(run.frame) }
            done.wrappingAdd(1, ordering: .relaxed)
          }
          return PlaneOutcome(run.points, over: run.mixture, frames: frames)
        }
      }
      results.withLock { $0[index] = result }
    }
  }
  for _ in 0..<min(workers, runs.count) { DispatchQueue.global().async(group: group, execute: work) }
  page.progress(title, total: runs.reduce(0) { $0 + $1.plan.steps }) { bar in
    var shown = 0
    while group.wait(timeout: .now() + 0.2) == .timedOut {
      let now = done.load(ordering: .relaxed)
      bar.advance(by: now - shown)
      shown = now
    }
  }
  if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
  return try results.withLock { try $0.map { try $0!.get() } }
}
