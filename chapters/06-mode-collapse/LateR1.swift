import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ### Take the valley away
//:
//: If a valley holds the points, then a discriminator that may not be steep should let them go. R1 (chapter 4) penalises the
//: discriminator for its slope at real samples. So let the pair collapse as before, and switch R1 on after step {{switchedOn}}.
//: Up to there both runs are the same, and nothing else is changed. (`Remedy.lateR1` is the switch. The runs of ten seeds come
//: from the cache.)

//: @hide
/// Switches R1 on in collapsed pairs, and looks again at the ways from reached modes to empty ones.
func showLateR1(_ page: Page, _ plan: PlanePlan, _ ways: [Pull.Way], reachedAtSwitch: Int) throws {
  let ring = plan.target.mixture
  //: @show
  let late = plan.with(.lateR1())
  let (switchedOn, soonAfter, half) = (plan.steps / 4, plan.steps / 4 + plan.steps / 40, plan.steps / 2)

  //: {fold: the ten runs}
  let rescued = try page.cached("late-r1", configuration: late, usesData: false) {
    let seeds = (0..<10).map { page.seed + UInt64($0) }
    let runs = try outcomes(
      of: seeds.map { (late, $0) }, lookingAt: [switchedOn, soonAfter, half], "Switching R1 on", page)
    func reached(_ points: Tensor) -> Int {
      // 4 of 500 are 20 of 2,500.
      ModeCount(points, over: ring, within: .infinity).modes(atLeast: points.shape[0] / 125)
    }
    let values = runs.flatMap { run in
      [run.frames[0].points, run.frames[2].points, run.points].map { Float(reached($0)) } + [Float(run.quality)]
    }
    let judge = runs[0].frames[1].discriminator.map { ("discriminator.\($0)", $1) }
    return Dictionary(uniqueKeysWithValues: judge + [("outcomes", Tensor(shape: [10, 4], scalars: values))])
  }
  let gentle = late.trainer(Random(seed: 0)).discriminator
  try gentle.load(
    Dictionary(
      uniqueKeysWithValues: rescued.filter { $0.key != "outcomes" }.map {
        (String($0.key.dropFirst("discriminator.".count)), $0.value)
      }))
  let wayOut = Pull.along(ways, at: Pull.places, of: gentle)

  //: {fold: the figure and the table of the switch}
  try page.show(
    Pull.plot(
      "The same way, \((soonAfter - switchedOn).text) steps after R1 was switched on", wayOut,
      rim: 3 * Double(ring.deviation) / ways[0].length),
    caption: """
      The way of the figure above at step \(soonAfter.text): next to nothing is left of the valley, and the arrows point on
      """,
    alternative: "D climbs from the reached mode to the empty one, and the arrows point on all the way up.")
  let ends = (0..<10).map { rescued["outcomes"]!.slice($0..<$0 + 1).scalars.map(Double.init) }
  let without = try remedyRow(.plain, .ring, page).outcomes.map(\.reached)
  page.table(
    header: ["seed"] + ends.indices.map { "\(Int(page.seed) + $0)" },
    rows: [
      ("step \(switchedOn.text), R1 is switched on", 0), ("step \(half.text)", 1),
      ("step \(plan.steps.text), the end", 2),
    ].map { name, column in [name] + ends.map { "\(Int($0[column]))" } }
      + [["step \(plan.steps.text), without R1"] + without.map { "\(Int($0))" }],
    caption: """
      Modes reached, of 8, by collapsed pairs in which R1 is switched on, and at the end by the same pairs without it. At the end \
      2,500 points of the averaged generator are counted, before that 500 of the generator itself
      """)

  //: {fold: the claims}
  page.record("switchedOn", switchedOn)
  page.record("wayOutSteps", soonAfter - switchedOn)
  page.record("halfRun", half)
  page.record("lateMost", Int(ends.map { $0[0] }.max()!), tolerance: 0)
  page.record("lateAtHalf", ends.count { $0[1] == 8 }, tolerance: 0)
  page.record("lateWhole", ends.count { $0[2] == 8 }, tolerance: 0)
  page.record("withoutMost", Int(without.max()!), tolerance: 0)
  page.expect(
    "without R1 no pair reaches more than four modes at the end",
    without.count == 10 && without.allSatisfy { $0 <= 4 },
    from: .standard)
  page.record("lateLeastGood", ends.map { $0[3] }.min()!, tolerance: 0, format: .percent(0))
  page.record("lateMostGood", ends.map { $0[3] }.max()!, tolerance: 0, format: .percent(0))
  page.expect(
    "when R1 is switched on, the pair of this seed reaches the same number of modes as the run above at that step",
    ends[0][0] == Double(reachedAtSwitch), from: .standard)
  page.expect(
    "when R1 is switched on each of ten pairs reaches at most four modes, and at the end every one reaches all eight",
    ends.allSatisfy { $0[0] <= 4 && $0[2] == 8 }, from: .standard)
  page.expect(
    "soon after the switch D is larger at each of these places than at the one before: a tenth, a quarter, half, three quarters and the end of the way. At the first four of them the pull points on",
    [0.1, 0.25, 0.5, 0.75].allSatisfy { share in
      wayOut[Int(300 * share)].towardsEmpty > 0
    }
      && zip([0.1, 0.25, 0.5, 0.75], [0.25, 0.5, 0.75, 1]).allSatisfy {
        wayOut[Int(300 * $0)].verdict < wayOut[Int(300 * $1)].verdict
      }, from: .standard)
  page.expect(
    "at the end fewer than a third of the points are good on every seed", ends.allSatisfy { $0[3] < 1.0 / 3 },
    from: .standard)

  //: {{wayOutSteps}} steps after the switch next to nothing is left of the valley: D climbs, and the pull points on. The points
  //: follow. When R1 was switched on, no pair reached more than {{lateMost}} modes. At step {{halfRun}} {{lateAtHalf}} of ten
  //: reach all eight, and at the end {{lateWhole}} do. Without R1 none reaches more than {{withoutMost}}. So the discriminator
  //: kept the points there, and a penalty on its slopes let them go. (The valley was looked at on this one seed. And R1 so late
  //: mends the collapse, not the blur: at the end {{lateLeastGood}} to {{lateMostGood}} of the points are good.)
  //: @hide
}

/// What moves a fake at one place on the way from a reached mode to an empty one.
struct Pull {
  /// The downward slope of −log D along the way.
  let towardsEmpty: Double
  /// D there.
  let verdict: Double

  /// A straight way.
  struct Way {
    let name: String
    let start, end: [Double]
    var length: Double { hypot(end[0] - start[0], end[1] - start[1]) }
  }

  /// Places on a way, as shares of it: from its start to behind its end.
  static let places = (0...340).map { Double($0) / 300 }

  /// The ways from reached modes to the empty ones that are nearest to any of them; from the first mode to the second where no
  /// mode is empty.
  static func ways(from reached: [Int], over ring: GaussianMixture) -> [Way] {
    let centres = (0..<ring.centres.shape[0]).map { ring.centres.slice($0..<$0 + 1).scalars.map(Double.init) }
    func way(_ start: Int, _ end: Int) -> Way {
      Way(name: "\(start + 1) → \(end + 1)", start: centres[start], end: centres[end])
    }
    let empty = centres.indices.filter { !reached.contains($0) }
    let ways = reached.flatMap { mode in empty.map { way(mode, $0) } }
    guard let shortest = ways.map(\.length).min() else { return [way(0, 1)] }
    return ways.filter { $0.length < shortest + 1e-4 }
  }

  /// The means over the ways, for each of the places.
  static func along(_ ways: [Way], at shares: [Double], of discriminator: Sequential) -> [Pull] {
    let found = ways.map { way in
      let steps = [way.end[0] - way.start[0], way.end[1] - way.start[1]]
      let points = Tensor(
        shape: [shares.count, 2],
        scalars: shares.flatMap { share in zip(way.start, steps).map { Float($0 + share * $1) } }
      ).tracked()
      let logits = discriminator(points, .inference)
      // The loss is a mean, and each logit depends on its own point alone.
      let loss = NonSaturating().generator(fake: logits) * Float(shares.count)
      let slopes = gradients(of: loss, wrt: [points])[0].scalars.map(Double.init)
      let verdicts = logits.sigmoid().scalars.map(Double.init)
      return shares.indices.map { place in
        Pull(
          towardsEmpty: -(slopes[2 * place] * steps[0] + slopes[2 * place + 1] * steps[1]) / way.length,
          verdict: verdicts[place])
      }
    }
    return shares.indices.map { place in
      Pull(
        towardsEmpty: found.map { $0[place].towardsEmpty }.mean(), verdict: found.map { $0[place].verdict }.mean())
    }
  }

  /// D along a way, with arrows of one length where a fake is pulled along it: only their direction is drawn.
  ///
  /// - Parameter share: Which share of the way lies within the rim of a mode.
  static func plot(_ title: String, _ pulls: [Pull], rim share: Double) -> LinePlot {
    let shown = stride(from: 0, to: pulls.count, by: 15).filter { abs(pulls[$0].towardsEmpty) > 0.1 }
    return LinePlot(
      title, x: Axis("share of the way from a reached mode to an empty one", range: -0.05...1.13),
      y: Axis("D(x)", range: 0...1.02), [Series("D(x)", x: places, y: pulls.map(\.verdict), as: .discriminator)],
      references: [.span(0...share, "reached mode"), .span(1 - share...1 + share, "empty mode")],
      arrows: VectorField(
        from: Tensor(shown.map { [Float(places[$0]), Float(pulls[$0].verdict)] }),
        to: Tensor(
          shown.map {
            [Float(places[$0] + (pulls[$0].towardsEmpty > 0 ? 0.035 : -0.035)), Float(pulls[$0].verdict)]
          })))
  }
}
