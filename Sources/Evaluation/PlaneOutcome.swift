import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Synchronization

/// How a run in the plane ended.
public struct PlaneOutcome: Sendable {
  /// 2,500 points that the averaged generator draws at the end, `[2500, 2]`.
  public let points: Tensor
  /// The moments that were asked for.
  public let frames: [PlaneFrame]
  /// Modes with at least 20 high-quality samples of 2,500.
  public let modes: Int
  /// The share of samples of high quality: within three deviations of a mode's centre.
  public let quality: Double
  /// Modes that are the nearest to at least 20 samples, of high quality or not.
  public let reached: Int
  /// KL to uniform in nats, over the high-quality samples; not a number if there are none.
  public let divergence: Double
  /// The deviation within modes in units of the data's; not a number if no mode has samples.
  public let spread: Double

  /// Measures `points`, `[count, 2]`, against the mixture that the run learned.
  public init(_ points: Tensor, over mixture: GaussianMixture, frames: [PlaneFrame] = []) {
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

/// Runs plans to their ends, or to a step before, each in a thread of its own, as many at a time as there are threads.
///
/// - Parameters:
///   - moments: After how many steps to look at each run.
///   - last: The step to end after, if it comes before a plan's own end.
///   - shouldStop: Asked before every step; it may be called by any thread.
///   - progress: Called a few times in a second with the number of steps since its last call.
/// - Returns: How each of them ended, in their order; `nil` if they were stopped before.
public func outcomes(
  of runs: [(plan: PlanePlan, seed: UInt64)], lookingAt moments: [Int] = [], upTo last: Int = .max,
  stopsWhen shouldStop: @escaping @Sendable () -> Bool = { false }, progress: (Int) -> Void = { _ in }
) -> [PlaneOutcome]? {
  let next = Atomic<Int>(0)
  let done = Atomic<Int>(0)
  let results = Mutex<[PlaneOutcome?]>(Array(repeating: nil, count: runs.count))
  let group = DispatchGroup()
  @Sendable func work() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < runs.count else { return }
      let run = PlaneRun(runs[index].plan, seed: runs[index].seed)
      var frames: [PlaneFrame] = []
      while run.steps < min(run.plan.steps, last), !shouldStop() {
        run.step()
        if moments.contains(run.steps) { frames.append(run.frame) }
        done.wrappingAdd(1, ordering: .relaxed)
      }
      let outcome = PlaneOutcome(run.points, over: run.mixture, frames: frames)
      results.withLock { $0[index] = outcome }
    }
  }
  for _ in 0..<min(Parallel.threads, runs.count) {
    // The networks are small: two runs on two threads are faster than two threads on one run.
    DispatchQueue.global().async(group: group) { Parallel.withThreads(1) { work() } }
  }
  var told = 0
  func tell() {
    let now = done.load(ordering: .relaxed)
    progress(now - told)
    told = now
  }
  while group.wait(timeout: .now() + 0.2) == .timedOut { tell() }
  // What was done since the last of these moments.
  tell()
  return shouldStop() ? nil : results.withLock { $0.map { $0! } }
}

/// How plans end, with a bar on a page that shows how far all of them are.
///
/// - Throws: ``Interrupted`` if the user asks to stop.
public func outcomes(
  of runs: [(plan: PlanePlan, seed: UInt64)], lookingAt moments: [Int] = [], upTo last: Int = .max, _ title: String,
  _ page: Page
) throws -> [PlaneOutcome] {
  let interruption = page.interruption
  let found = page.progress(title, total: runs.reduce(0) { $0 + min($1.plan.steps, last) }) { bar in
    outcomes(
      of: runs, lookingAt: moments, upTo: last, stopsWhen: { interruption.requested }, progress: { bar.advance(by: $0) }
    )
  }
  guard let found else { throw Interrupted(resume: page.resumeCommand) }
  return found
}
