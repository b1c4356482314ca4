import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Appendix: R1 after the collapse
//:
//: With R1 from the start no mode was lost, but can R1 also bring lost modes back? Ten pairs collapse as before, and R1 is
//: switched on after step {{switchedOn}}.

//: @hide
/// Switches R1 on in collapsed pairs, and follows the paths from the modes that hold the points again.
func showLateR1(_ page: Page, _ collapse: Collapse, _ walks: CollapseWalks) throws {
  let (plan, ring) = (collapse.plan, collapse.ring)
  let (paths, empty) = (walks.paths, walks.toEmpty)
  //: @show
  //: {fold: the ten runs}
  let late = plan.with(.lateR1())
  let (switchedOn, soonAfter, half) = (plan.steps / 4, plan.steps / 4 + plan.steps / 40, plan.steps / 2)
  let rescued = try page.cached("late-r1", configuration: late, recipe: 2, usesData: false) {
    let seeds = (0..<10).map { page.seed + UInt64($0) }
    let runs = try outcomes(
      of: seeds.map { (late, $0) }, lookingAt: [switchedOn, soonAfter, half], "Switching R1 on", page)
    func modes(_ points: Tensor, within deviations: Double) -> Float {
      // 4 of 500 are 20 of 2,500.
      Float(ModeCount(points, over: ring, within: deviations).modes(atLeast: points.shape[0] / 125))
    }
    let values = runs.flatMap { run -> [Float] in
      let looks = [run.frames[0].points, run.frames[2].points, run.points]
      let reached = looks.map { modes($0, within: .infinity) }
      // Ten deviations are 0.2; three make a point good.
      let near = [modes(run.points, within: 10), modes(run.points, within: 3)]
      return reached + [Float(run.quality)] + near
    }
    let judge = runs[0].frames[1].discriminator.map { ("discriminator.\($0)", $1) }
    return Dictionary(uniqueKeysWithValues: judge + [("outcomes", Tensor(shape: [10, 6], scalars: values))])
  }
  let gentle = late.trainer(Random(seed: 0)).discriminator
  try gentle.load(
    Dictionary(
      uniqueKeysWithValues: rescued.all.filter { $0.key != "outcomes" }.map {
        (String($0.key.dropFirst("discriminator.".count)), $0.value)
      }))
  let curves = paths.map { Pull.along(from: $0.start, to: $0.end, at: Pull.places, of: gentle) }

  //: {fold: the picture of the switch}
  try page.show(
    Pull.panels(
      "The same paths, \((soonAfter - switchedOn).text) steps after R1 was switched on", paths, curves,
      edge: 3 * Double(ring.deviation), logits: walks.logits),
    caption: """
      The four paths at step \(soonAfter.text), on the same axes. Above, to the lost modes, only a shallow dip is left. Below a dip \
      remains too, on one path a deep one
      """,
    alternative: """
      Four curves of the logit of D. Above, it hardly falls, climbs, and levels off before the lost mode; the first arrow points \
      back, the others on, and in the second half of the path they are very short. Below, it still falls before it climbs.
      """)
  let found = try rescued.tensor("outcomes", [10, 6])
  let ends = (0..<10).map { found.slice($0..<$0 + 1).scalars.map(Double.init) }
  let bare = try remedyRow(.bare, .ring, page).outcomes
  let without = bare.map(\.reached)

  //: {fold: the claims}
  page.record("switchedOn", switchedOn)
  page.expect(
    "without R1 no pair reaches more than four modes at the end",
    without.count == 10 && without.allSatisfy { $0 <= 4 },
    from: .standard)
  page.expect(
    "when R1 is switched on, the pair of this seed reaches the same number of modes as the run above at that step",
    ends[0][0] == Double(walks.reachedAtQuarter), from: .standard)
  page.expect(
    "when R1 is switched on each of ten pairs reaches at most four modes, and at the end every one reaches all eight",
    ends.count == 10 && ends.allSatisfy { $0[0] <= 4 && $0[2] == 8 }, from: .standard)
  page.expect(
    "soon after the switch, on each path to a lost mode, D is nowhere less than 85% of what it is at the mode",
    empty.map { curves[$0] }.allSatisfy { curve in
      curve.prefix(301).map(\.verdict).min()! > 0.85 * curve[0].verdict
    }, from: .standard)
  page.expect(
    "on each of them D is lower at a twentieth of the path than at the mode, and the pull there points back",
    empty.map { curves[$0] }.allSatisfy { $0[15].verdict < $0[0].verdict && $0[15].onward < 0 }, from: .standard)
  page.expect(
    "from a fifth of each of them to four fifths D climbs from place to place, and the pull points on",
    empty.map { curves[$0] }.allSatisfy { curve in
      (60...240).allSatisfy { curve[$0].onward > 0 && curve[$0].verdict > curve[$0 - 1].verdict }
    }, from: .standard)
  page.expect(
    "on each of them the pull points on with a strength of more than 1 from three tenths of the path to half of it, and from three fifths to the edge of the lost mode it is weaker than 1, and D above 0.9",
    empty.map { curves[$0] }.allSatisfy { curve in
      (90...150).allSatisfy { curve[$0].onward > 1 }
        && (180...285).allSatisfy { abs(curve[$0].onward) < 1 && curve[$0].verdict > 0.9 }
    }, from: .standard)
  page.expect(
    "on each of the other two paths D is at its lowest place still less than two thirds of what it is at either end",
    paths.indices.filter { !empty.contains($0) }.map { curves[$0] }.allSatisfy { curve in
      let lowest = curve.prefix(301).map(\.verdict).min()!
      return 1.5 * lowest < min(curve[0].verdict, curve[300].verdict)
    }, from: .standard)
  page.expect(
    "on one of those other two paths D is at its lowest place less than a fifth of what it is at the mode",
    paths.indices.filter { !empty.contains($0) }.map { curves[$0] }.count { curve in
      5 * curve.prefix(301).map(\.verdict).min()! < curve[0].verdict
    } == 1, from: .standard)
  // Seed by seed, in the strict count.
  let more = zip(ends.map { $0[5] }, bare.map(\.modes)).map { $0 - $1 }
  page.record("lateCovered", ends.map { $0[5] }.mean(), tolerance: 0, format: .decimals(1))
  page.expect(
    "at the end the pairs with the late R1 cover more than three times as many modes on average as the bare pairs, more on nine of ten seeds and fewer on none",
    ends.map { $0[5] }.mean() > 3 * bare.map(\.modes).mean() && more.count { $0 > 0 } == 9
      && more.allSatisfy { $0 >= 0 }, from: .standard)
  page.expect(
    "at the end fewer than a third of the points are good on every seed", ends.allSatisfy { $0[3] < 1.0 / 3 },
    from: .standard)

  //: **R1 brings modes back, but few of the points are good.** At the switch none of the ten pairs reached more than four
  //: modes; at the end all ten *reach* all eight. They *cover* {{lateCovered}} on average, compared with {{plainModes}} for
  //: the bare pair, which reaches more than four on no seed. But on each seed fewer than a third of the points are good.
  //:
  //: On the paths to the lost modes, soon after the switch, the pull points on from the end of the shallow dip to half-way.
  //: A little farther on it becomes weak, because D is already near 1.
  //: @hide
}

/// What moves a fake at one place on a path between two modes.
struct Pull {
  /// The downward slope of −log D along the path: above 0 towards its end.
  let onward: Double
  /// D there.
  let verdict: Double
  /// The logit of D there.
  let logit: Double

  /// A straight path from one mode of a ring to another.
  struct Walk {
    /// The places of both modes in the ring's list.
    let mode, goal: Int
    let start, end: [Double]
    var name: String { "\(mode + 1) → \(goal + 1)" }
    var length: Double { hypot(end[0] - start[0], end[1] - start[1]) }
  }

  /// Places on a path, as shares of it: from its start to behind its end.
  static let places = (0...340).map { Double($0) / 300 }

  /// The paths from some modes of a ring to those of their neighbours that are not among them.
  static func paths(from modes: [Int], over ring: GaussianMixture) -> [Walk] {
    let count = ring.modes
    let centres = ring.modeCentres
    return modes.flatMap { mode -> [Walk] in
      let goals = [mode + count - 1, mode + 1].map { $0 % count }.filter { !modes.contains($0) }
      return goals.map { Walk(mode: mode, goal: $0, start: centres[mode], end: centres[$0]) }
    }
  }

  /// The pull at some places of a straight path, which are given as shares of it.
  static func along(
    from start: [Double], to end: [Double], at shares: [Double], of discriminator: Sequential
  ) -> [Pull] {
    let steps = [end[0] - start[0], end[1] - start[1]]
    let points = Tensor(
      shape: [shares.count, 2],
      scalars: shares.flatMap { share in zip(start, steps).map { Float($0 + share * $1) } }
    ).tracked()
    let logits = discriminator(points, .inference)
    // The loss is a mean, and each logit depends on its own point alone.
    let loss = NonSaturating().generator(fake: logits) * Float(shares.count)
    let slopes = gradients(of: loss, wrt: [points])[0].scalars.map(Double.init)
    let (verdicts, heights) = (logits.sigmoid().scalars.map(Double.init), logits.scalars.map(Double.init))
    let length = hypot(steps[0], steps[1])
    return shares.indices.map { place in
      Pull(
        onward: -(slopes[2 * place] * steps[0] + slopes[2 * place + 1] * steps[1]) / length,
        verdict: verdicts[place], logit: heights[place])
    }
  }

  /// An axis for the logits along some paths, with room for the arrows below them.
  static func range(of curves: [[Pull]]) -> ClosedRange<Double> {
    let logits = curves.joined().map(\.logit)
    return (logits.min()! - 4).rounded(.down)...(logits.max()! + 1).rounded(.up)
  }

  /// The logit of D along some paths, side by side.
  ///
  /// - Parameter reached: The modes that are reached, so that titles say whether a path ends at one; nil leaves it out.
  static func panels(
    _ title: String, _ paths: [Walk], _ curves: [[Pull]], edge: Double, logits: ClosedRange<Double>,
    reached: [Int]? = nil
  ) -> Panels {
    let titles = paths.map { path in
      path.name + (reached.map { $0.contains(path.goal) ? " (reached)" : " (lost)" } ?? "")
    }
    // All of them have one scale for their arrows.
    let strongest =
      paths.indices.flatMap { path in
        placesOfArrows(edge: edge / paths[path].length).map { abs(curves[path][$0].onward) }
      }.max() ?? 1
    let plots = paths.indices.map {
      plot(
        titles[$0], paths[$0], curves[$0], edge: edge / paths[$0].length, strongest: strongest,
        y: Axis("logit of D", range: logits))
    }
    return Panels(plots, title: title, columns: 2)
  }

  /// How many of ``places`` lie between two arrows.
  private static let gapOfArrows = 20

  /// Where on a path arrows stand: between the edges of both modes, within which such a share of the path lies.
  private static func placesOfArrows(edge share: Double) -> [Int] {
    stride(from: 0, to: places.count, by: gapOfArrows).filter { places[$0] >= share && places[$0] <= 1 - share }
  }

  /// The logit of D along a path, with an arrow at some places for the pull along the path there. An arrow's length goes as
  /// the square root of the pull.
  ///
  /// - Parameters:
  ///   - share: Which share of the path lies within the edge of a mode.
  ///   - strongest: The pull whose arrow is nearly as long as arrows are far apart.
  ///   - axis: The axis of the logits, with its range. What lies beyond it is drawn at its ends.
  static func plot(
    _ title: String, _ path: Walk, _ pulls: [Pull], edge share: Double, strongest: Double, y axis: Axis
  ) -> LinePlot {
    let logits = axis.range!
    let heights = pulls.map { min(max($0.logit, logits.lowerBound), logits.upperBound) }
    // Arrows lie in a row at the bottom, where no curve comes.
    let row = logits.lowerBound + 0.06 * (logits.upperBound - logits.lowerBound)
    let shown = placesOfArrows(edge: share)
    let longest = 0.9 * Double(gapOfArrows) * (places[1] - places[0])
    // Half of an arrow lies on either side of its place.
    func end(_ place: Int, _ side: Double) -> [Float] {
      let pull = pulls[place].onward
      let length = longest * (abs(pull) / strongest).squareRoot()
      return [Float(places[place] + side * length / 2 * (pull > 0 ? 1 : -1)), Float(row)]
    }
    return LinePlot(
      title, x: Axis("share of the path", range: -0.05...1.13), y: axis,
      [Series("", x: places, y: heights, as: .discriminator)],
      references: [
        .span(0...share, "mode \(path.mode + 1)"), .span(1 - share...1 + share, "mode \(path.goal + 1)"),
      ],
      arrows: VectorField(from: Tensor(shown.map { end($0, -1) }), to: Tensor(shown.map { end($0, 1) })))
  }
}
