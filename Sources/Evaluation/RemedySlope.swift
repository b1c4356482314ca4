import Engine
import GAN
import Metrics
import Notebook
import Store

/// The greatest slope of a discriminator at two moments of a run.
public struct RemedySlope {
  /// One moment.
  public struct Moment {
    /// On the map, at real points, and at generated ones.
    public let map, real, fake: Double
    /// How many modes are reached: the nearest one to at least 4 of the 500 points of the moment.
    public let reached: Int
  }

  /// After a twentieth of the run, when no bare pair has lost a mode, and after a quarter, when each has lost some.
  public let early, late: Moment

  /// The steps of the two moments.
  public static let moments = [20, 4].map { PlanePlan().steps / $0 }
}

/// The slopes of the discriminator with each remedy on the ring, by its flag, on ten seeds. Packs have no map, and are left out.
///
/// - Throws: What reading the cache throws, and `Interrupted` when the runs are stopped.
public func remedySlopes(_ page: Page) throws -> [String: [RemedySlope]] {
  let remedies = Remedy.all.filter { !$0.judgesPacks }
  let plans = remedies.map { PlanePlan(remedy: $0) }
  let (seeds, moments) = ((1...10).map(UInt64.init), RemedySlope.moments)
  let slopes = try page.cached(
    "slopes", in: BookFiles.collapseCache, configuration: plans, recipe: 4, seed: UInt64(seeds.count), usesData: false
  ) {
    let runs = seeds.flatMap { seed in plans.map { (plan: $0, seed: seed) } }
    let looked = try outcomes(of: runs, lookingAt: moments, upTo: moments.max()!, "Slopes", page)
    let real = plans[0].target.mixture.sample(count: 2500, random: Random(seed: 0))
    let values = try zip(runs, looked).flatMap { run, outcome in
      try outcome.frames.flatMap { frame in
        let judge = try discriminator(of: frame, in: run.plan)
        let reached = ModeCount(frame.points, over: plans[0].target.mixture, within: .infinity).modes(atLeast: 4)
        return [
          frame.steepest!, largestSlope(of: judge, at: real), largestSlope(of: judge, at: frame.points),
          Float(reached),
        ]
      }
    }
    return ["slopes": Tensor(shape: [seeds.count, plans.count, moments.count, 4], scalars: values)]
  }
  let values = try slopes.values("slopes", [seeds.count, plans.count, moments.count, 4])
  return Dictionary(
    uniqueKeysWithValues: remedies.enumerated().map { index, remedy in
      let found = seeds.indices.map { seed in
        let start = 4 * moments.count * (seed * remedies.count + index)
        func moment(_ number: Int) -> RemedySlope.Moment {
          let own = start + 4 * number
          return RemedySlope.Moment(
            map: values[own], real: values[own + 1], fake: values[own + 2], reached: Int(values[own + 3]))
        }
        return RemedySlope(early: moment(0), late: moment(1))
      }
      return (remedy.flag, found)
    })
}

/// How long a step takes with each remedy, by its flag, in the bare pair's steps.
///
/// - Throws: What reading the cache throws.
public func remedyCosts(_ page: Page) throws -> [String: Double] {
  let plans = Remedy.all.map { PlanePlan(remedy: $0) }
  let costs = try page.cached(
    "costs", in: BookFiles.collapseCache, configuration: plans, seed: 0, usesData: false
  ) {
    let runs = plans.map { PlaneRun($0, seed: 1) }
    let clock = ContinuousClock()
    // Turn by turn, and the fastest of several rounds counts: what else the machine does meanwhile then matters least.
    let rounds = Parallel.withThreads(1) {
      (0..<6).map { _ in runs.map { run in clock.measure { for _ in 0..<30 { run.step() } } } }
    }
    let fastest = runs.indices.map { run in rounds.dropFirst().map { $0[run] }.min()! }
    return ["costs": Tensor(fastest.map { Float($0 / fastest[0]) })]
  }
  return try Dictionary(
    uniqueKeysWithValues: zip(Remedy.all.map(\.flag), costs.values("costs", [plans.count])))
}

/// The discriminator of a moment of a run, put together again from its weights.
///
/// - Throws: What loading the weights throws.
public func discriminator(of frame: PlaneFrame, in plan: PlanePlan) throws -> Sequential {
  let network = plan.trainer(Random(seed: 0)).discriminator
  try network.load(frame.discriminator)
  return network
}
