import Datasets
import Engine
import Foundation
import Notebook
import Synchronization

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

  /// The same, as the weights of this moment draw them.
  var lastPoints: Tensor { withoutHistory { trainer.generator(latents, .inference) } }
}

/// How a run in the plane ended.
struct PlaneOutcome: Sendable {
  /// What the averaged generator drew.
  let points: Tensor
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

  init(_ points: Tensor, over mixture: GaussianMixture) {
    self.points = points
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
/// - Returns: How each of them ended, in their order.
/// - Throws: ``Interrupted`` if the user asks to stop.
func outcomes(
  of runs: [(plan: PlanePlan, seed: UInt64)], _ title: String, _ page: Page
) throws -> [PlaneOutcome] {
  // The networks are small: two runs on two threads are faster than two threads on one run.
  let workers = Parallel.threads
  Parallel.threads = 1
  defer { Parallel.threads = workers }
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
        let run = try PlaneRun(runs[index].plan, seed: runs[index].seed)
        for _ in 0..<run.plan.steps where !interruption.requested {
          run.step()
          done.wrappingAdd(1, ordering: .relaxed)
        }
        return PlaneOutcome(run.points, over: run.mixture)
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
