import Engine
import GAN
import Metrics
import Notebook
import Store

/// One remedy at several strengths on the ring, and how steep the discriminator then is.
public struct RemedyStrengths {
  /// A strength of the remedy, with its runs on several seeds.
  public struct Strength {
    /// The remedy at this strength.
    public let remedy: Remedy
    /// Its runs, seed by seed.
    public let runs: [Run]
  }

  /// A run.
  public struct Run {
    /// The steepest slope on the map after a twentieth of the run.
    public let early: Double
    /// How many modes the generator reaches then.
    public let reached: Int
    /// How many modes it covers at the end, and the share of good points.
    public let modes: Int, quality: Double
  }

  /// What the remedy is called, whatever its strength.
  public let name: String
  /// From the weakest to the strongest.
  public let strengths: [Strength]

  /// The remedies and their strengths. Two act on the discriminator's slope, by a penalty and by noise; the third leaves it free, and
  /// only lets the discriminator learn more slowly.
  static let all: [(name: String, remedies: [Remedy])] = [
    ("R1", [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3].map { .r1(gamma: $0) }),
    ("noise that fades", [0.05, 0.1, 0.2, 0.4, 1].map { .fadingNoise(deviation: $0) }),
    ("slower discriminator", [0.5, 0.25, 0.1, 0.05].map { .slowDiscriminator(share: $0) }),
  ]
}

/// Remedies at several strengths on the ring, on five seeds each, from the cache that comes with the book or trained anew.
///
/// - Throws: What reading the cache throws, and `Interrupted` when the runs are stopped.
public func remedyStrengths(_ page: Page) throws -> [RemedyStrengths] {
  let plans = RemedyStrengths.all.flatMap { $0.remedies.map { PlanePlan(remedy: $0) } }
  let (seeds, moment) = ((1...5).map(UInt64.init), RemedySlope.moments[0])
  let shape = [plans.count, seeds.count, 4]
  let values = try page.cached(
    "strengths", in: BookFiles.collapseCache, configuration: plans, seed: UInt64(seeds.count), usesData: false
  ) {
    let runs = plans.flatMap { plan in seeds.map { (plan: plan, seed: $0) } }
    let values = try outcomes(of: runs, lookingAt: [moment], "Strengths", page).flatMap { outcome in
      let reached = ModeCount(outcome.frames[0].points, over: plans[0].target.mixture, within: .infinity)
      return [
        outcome.frames[0].steepest!, Float(reached.modes(atLeast: 4)), Float(outcome.modes), Float(outcome.quality),
      ]
    }
    return ["strengths": Tensor(shape: shape, scalars: values)]
  }.values("strengths", shape)
  var left = values[...]
  return RemedyStrengths.all.map { name, remedies in
    RemedyStrengths(
      name: name,
      strengths: remedies.map { remedy in
        RemedyStrengths.Strength(
          remedy: remedy,
          runs: seeds.map { _ in
            let run = Array(left.prefix(4))
            left = left.dropFirst(4)
            return RemedyStrengths.Run(early: run[0], reached: Int(run[1]), modes: Int(run[2]), quality: run[3])
          })
      })
  }
}
