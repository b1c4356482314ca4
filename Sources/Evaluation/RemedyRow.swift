import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Store

/// How a remedy did on one target, over seeds.
public struct RemedyRow {
  /// The remedy.
  public let remedy: Remedy
  /// How each seed ended.
  public let outcomes: [Outcome]

  /// What is kept of a ``PlaneOutcome``.
  public struct Outcome {
    /// The values of the same names there.
    public let modes, quality, reached, divergence, spread: Double
  }

  /// A row of such outcomes.
  public init(remedy: Remedy, outcomes: [Outcome]) { (self.remedy, self.outcomes) = (remedy, outcomes) }

  /// In how many seeds all of so many modes were covered.
  public func seedsCovering(_ modes: Int) -> Int { outcomes.count { Int($0.modes) == modes } }

  /// The mean of a value over seeds.
  public func mean(_ value: (Outcome) -> Double) -> Double { outcomes.map(value).mean() }

  /// The mean and the deviation over seeds, as a table shows them; a dash if some seed has no such value.
  public func text(_ value: (Outcome) -> Double, _ format: NumberFormat) -> String {
    let values = outcomes.map(value)
    guard values.allSatisfy(\.isFinite) else { return "–" }
    return "\(values.mean().text(format)) ± \(values.standardDeviation(.sample).text(format))"
  }

  /// The columns of a table of rows, for a target with so many modes.
  public static func header(modes: Int) -> [String] {
    ["", "covered", "all \(modes)", "good points", "reached"]
  }

  /// What this row has in these columns.
  public func cells(modes: Int) -> [String] {
    [
      remedy.title, text(\.modes, .decimals(1)), "\(seedsCovering(modes)) of \(outcomes.count)",
      text(\.quality, .percent(0)), text(\.reached, .decimals(1)),
    ]
  }

  /// The time of a step, in steps of the bare pair, as a table shows it.
  public static func text(cost: Double) -> String { "× " + cost.text(.decimals(1)) }
}

extension BookFiles {
  /// The folder of the caches of the experiments on mode collapse, which several pages share.
  public static var collapseCache: URL { url("chapters/06-mode-collapse/cache") }
}

/// What decides a row of the table, and the key of its cache.
private struct RowPlan: Encodable {
  var plan: PlanePlan
  var seeds: [UInt64]
}

/// How a remedy does on a target over seeds, from the cache that comes with the book or trained anew.
///
/// - Parameters:
///   - steps: How many steps each run has.
///   - seeds: How many.
///   - name: The name of the cache, if it is not the remedy's own.
/// - Throws: What reading the cache throws, and `Interrupted` when training it anew is stopped.
public func remedyRow(
  _ remedy: Remedy, _ target: PlaneTarget, steps: Int = PlanePlan().steps, seeds: Int = 10, as name: String? = nil,
  _ page: Page
) throws -> RemedyRow {
  let plan = PlanePlan(target: target, remedy: remedy, steps: steps)
  let row = RowPlan(plan: plan, seeds: (1...seeds).map(UInt64.init))
  let name = "\(target.rawValue)-\(name ?? remedy.flag)"
  let tensors = try page.cached(
    name, in: BookFiles.collapseCache, configuration: row, seed: 0, usesData: false
  ) {
    let outcomes = try outcomes(of: row.seeds.map { (row.plan, $0) }, name, page)
    let values = outcomes.flatMap { [Double($0.modes), $0.quality, Double($0.reached), $0.divergence, $0.spread] }
    return ["outcomes": Tensor(shape: [seeds, 5], scalars: values.map(Float.init))]
  }
  let values = try tensors.values("outcomes", [seeds, 5], areFinite: [0, 2])
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
public func signFlipShare(_ differences: [Double]) -> Double {
  let (found, ways) = (abs(differences.reduce(0, +)), 1 << differences.count)
  let asLarge = (0..<ways).count { way in
    let sum = differences.enumerated().reduce(0) { $0 + (way >> $1.offset & 1 == 0 ? $1.element : -$1.element) }
    return abs(sum) >= found - 1e-9
  }
  return Double(asLarge) / Double(ways)
}

extension [RemedyRow] {
  /// The rows of remedies that cover fewer modes on average than smaller initial weights and fewer latent values do, each of
  /// which changes neither the loss nor the layers of the discriminator.
  public var weakerThanOtherBeginnings: [RemedyRow] {
    let beginnings = filter { ["small-weights", "few-latents"].contains($0.remedy.flag) }
    let remedies = filter { row in
      row.remedy.flag != "bare" && !beginnings.contains { $0.remedy.flag == row.remedy.flag }
    }
    return remedies.filter { row in beginnings.allSatisfy { $0.mean(\.modes) > row.mean(\.modes) } }
  }
}

extension PlaneOutcome {
  /// What 2,500 points score that are spread evenly over the square of the grid, each mode in the middle of its share: a control
  /// for counts of modes on the grid.
  public static var evenlySpreadOverGrid: PlaneOutcome {
    let grid = PlaneTarget.grid.mixture
    let values = grid.centres.scalars
    let between = values.filter { $0 > values.min()! }.min()! - values.min()!
    let edge = values.max()! + between / 2
    return PlaneOutcome(Random(seed: 0).uniform([2500, 2], in: -edge..<edge), over: grid)
  }
}
