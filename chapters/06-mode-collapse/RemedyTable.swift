import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures

/// How a remedy did on one target, over seeds.
struct RemedyRow {
  let remedy: Remedy
  let outcomes: [Outcome]

  /// What is kept of a ``PlaneOutcome``.
  struct Outcome {
    var modes, quality, reached, divergence, spread: Double
  }

  /// In how many seeds all of so many modes were covered.
  func seedsCovering(_ modes: Int) -> Int { outcomes.count { Int($0.modes) == modes } }

  func mean(_ value: (Outcome) -> Double) -> Double { outcomes.map(value).mean() }

  /// The mean and the deviation over seeds, as a table shows them; a dash if some seed has no such value.
  func text(_ value: (Outcome) -> Double, _ format: NumberFormat) -> String {
    let values = outcomes.map(value)
    guard values.allSatisfy(\.isFinite) else { return "–" }
    return "\(values.mean().text(format)) ± \(values.standardDeviation(.sample).text(format))"
  }

  /// The columns of a table of rows, for a target with so many modes.
  static func header(modes: Int) -> [String] {
    ["", "covered", "all \(modes)", "good points", "reached"]
  }

  /// What this row has in these columns.
  func cells(modes: Int) -> [String] {
    [
      remedy.title, text(\.modes, .decimals(1)), "\(seedsCovering(modes)) of \(outcomes.count)",
      text(\.quality, .percent(0)), text(\.reached, .decimals(1)),
    ]
  }

  /// The time of a step, in steps of the bare pair, as a table shows it.
  static func text(cost: Double) -> String { "× " + cost.text(.decimals(1)) }
}

/// What decides a row of the table, and the key of its cache.
private struct RowPlan: Encodable {
  var plan: PlanePlan
  var seeds: [UInt64]
}

/// How a remedy does on a target over seeds, from the cache that comes with the book or trained anew.
///
/// - Parameters:
///   - steps: How long each run is.
///   - seeds: How many.
///   - name: The name of the cache, if it is not the remedy's own.
func remedyRow(
  _ remedy: Remedy, _ target: PlaneTarget, steps: Int = PlanePlan().steps, seeds: Int = 10, as name: String? = nil,
  _ page: Page
) throws -> RemedyRow {
  let plan = PlanePlan(target: target, remedy: remedy, steps: steps)
  let row = RowPlan(plan: plan, seeds: (1...seeds).map(UInt64.init))
  let name = "\(target.rawValue)-\(name ?? remedy.flag)"
  let tensors = try page.cached(name, configuration: row, seed: 0, usesData: false) {
    let outcomes = try outcomes(of: row.seeds.map { (row.plan, $0) }, name, page)
    let values = outcomes.flatMap { [Double($0.modes), $0.quality, Double($0.reached), $0.divergence, $0.spread] }
    return ["outcomes": Tensor(shape: [seeds, 5], scalars: values.map(Float.init))]
  }
  let values = tensors["outcomes"]!.scalars.map(Double.init)
  return RemedyRow(
    remedy: remedy,
    outcomes: stride(from: 0, to: values.count, by: 5).map {
      RemedyRow.Outcome(
        modes: values[$0], quality: values[$0 + 1], reached: values[$0 + 2], divergence: values[$0 + 3],
        spread: values[$0 + 4])
    })
}

/// How often differences come to a sum as large as theirs, in either direction, if each has either sign with equal chance: the
/// share of all 2ⁿ ways to give the signs.
func signFlipShare(_ differences: [Double]) -> Double {
  let (found, ways) = (abs(differences.reduce(0, +)), 1 << differences.count)
  let asLarge = (0..<ways).count { way in
    let sum = differences.enumerated().reduce(0) { $0 + (way >> $1.offset & 1 == 0 ? $1.element : -$1.element) }
    return abs(sum) >= found - 1e-9
  }
  return Double(asLarge) / Double(ways)
}

/// The greatest slope of a discriminator at one moment of a run.
struct RemedySlope {
  /// On the map, at real points, and at generated ones.
  let map, real, fake: Double
}

/// The slopes of the discriminator with each remedy on the ring, by its flag, on three seeds: after a quarter of a run. Packs
/// have no map, and are left out.
func remedySlopes(_ page: Page) throws -> [String: [RemedySlope]] {
  let remedies = Remedy.all.filter { !$0.judgesPacks }
  let plans = remedies.map { PlanePlan(remedy: $0) }
  let seeds: [UInt64] = [1, 2, 3]
  let slopes = try page.cached("slopes", configuration: plans, recipe: 2, seed: UInt64(seeds.count), usesData: false) {
    let moment = plans[0].steps / 4
    let runs = seeds.flatMap { seed in plans.map { (plan: $0, seed: seed) } }
    let looked = try outcomes(of: runs, lookingAt: [moment], upTo: moment, "Slopes", page)
    let real = plans[0].target.mixture.sample(count: 2500, random: Random(seed: 0))
    let values = try zip(runs, looked).flatMap { run, outcome in
      let frame = outcome.frames[0]
      let judge = try discriminator(of: frame, in: run.plan)
      return [frame.steepest!, largestSlope(of: judge, at: real), largestSlope(of: judge, at: frame.points)]
    }
    return ["slopes": Tensor(shape: [seeds.count, plans.count, 3], scalars: values)]
  }
  let values = slopes["slopes"]!.scalars.map(Double.init)
  return Dictionary(
    uniqueKeysWithValues: remedies.enumerated().map { index, remedy in
      let found = seeds.indices.map { seed in
        let start = 3 * (seed * remedies.count + index)
        return RemedySlope(map: values[start], real: values[start + 1], fake: values[start + 2])
      }
      return (remedy.flag, found)
    })
}

/// How long a step takes with each remedy, by its flag, in the bare pair's steps.
func remedyCosts(_ page: Page) throws -> [String: Double] {
  let plans = Remedy.all.map { PlanePlan(remedy: $0) }
  let costs = try page.cached("costs", configuration: plans, seed: 0, usesData: false) {
    let runs = plans.map { PlaneRun($0, seed: 1) }
    let clock = ContinuousClock()
    // Turn by turn, and the fastest of several rounds counts: what else the machine does meanwhile then matters least.
    let rounds = Parallel.withThreads(1) {
      (0..<6).map { _ in runs.map { run in clock.measure { for _ in 0..<30 { run.step() } } } }
    }
    let fastest = runs.indices.map { run in rounds.dropFirst().map { $0[run] }.min()! }
    return ["costs": Tensor(fastest.map { Float($0 / fastest[0]) })]
  }
  return Dictionary(uniqueKeysWithValues: zip(Remedy.all.map(\.flag), costs["costs"]!.scalars.map(Double.init)))
}
