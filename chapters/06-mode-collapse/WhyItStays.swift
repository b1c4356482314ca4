import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Why a collapse stays
//:
//: <a id="why-it-stays-no-slope-leads-to-the-other-modes"></a><a id="why-it-stays-a-valley-beside-the-modes"></a>
//: <a id="why-nothing-drives-it-out-and-a-valley-beside-the-modes"></a><a id="the-slope-in-one-run"></a>A collapse
//: would do little harm if it passed by itself. Back to the riddle: what keeps the points from the lost modes? **Each point
//: is pulled along the slope of D where it is, and beside the full modes of the run at the top this slope leads back.** (The
//: *pull* of chapter 3 is here the logit's slope times 1 − D.) Nor does the loss ask for variety: as long as D does not
//: change, the mean of $`-\log D(G(z))`$ is lowest when *every* latent vector goes where D is largest.
//:
//: At step {{pullStep}} of this one run most points are at modes {{busiest}}. D is above 0.95 at every lost mode and far
//: lower at these two, but beside both of them D first falls:

//: @hide
/// Measures why a collapsed pair stays as it is: the loss asks for no variety, and the slopes lead back.
///
/// - Returns: The paths from the modes that hold the points to their neighbours.
func showWhyItStays(_ page: Page, _ collapse: Collapse) throws -> CollapseWalks {
  let (plan, ring, centres) = (collapse.plan, collapse.ring, collapse.ring.modeCentres)
  //: @show
  //: {fold: the claims about the edge of the map}
  let farAway: Float = 100
  let answers = try collapse.frames(at: collapse.six).map { frame in
    let best = frame.surface!.transposed().argmax()[0]
    let place = PlaneFrame.grid.points.slice(best..<best + 1)
    // From there on, straight away from the middle.
    let farther = place * (farAway / place.squared().sum().squareRoot())
    let beyond = try discriminator(of: frame, in: plan)(farther, .inference).scalar
    // How many of its 500 fakes are near.
    let near = (frame.points - place).squared().sum(axes: [1]).scalars.count { $0 < 1 }
    return (
      step: frame.step, place: place.scalars, top: frame.surface!.scalars[best], beyond: beyond, near: near
    )
  }

  page.expect(
    "at each of the six moments the place where D is largest on the map is at its edge, and at a distance of 100 in that direction the logit is higher still",
    answers.allSatisfy { $0.place.contains { abs($0) > 2.9 } && $0.beyond > $0.top }, from: .standard)
  page.expect(
    "at each of the six moments fewer than one fake in fifty is within a distance of 1 of that place",
    answers.allSatisfy { $0.near < 10 }, from: .standard)

  //: {fold: the counts by step}
  let visits = collapse.frames(at: collapse.forty).map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    return (step: frame.step, counts: counts, modes: counts.indices.filter { counts[$0] >= 4 })
  }
  let since = visits.indices.first { start in visits[start...].allSatisfy { $0.modes == visits.last!.modes } }!
  // The two modes with most points at the end, and the other ones that are reached.
  let last = visits.last!
  let busiest = last.modes.sorted { last.counts[$0] > last.counts[$1] }.prefix(2).sorted()
  let passed = last.modes.filter { !busiest.contains($0) }
  let emptyModes = centres.indices.filter { !last.modes.contains($0) }
  let emptyNames = emptyModes.map { "\($0 + 1)" }
  page.record("emptyModes", emptyNames.dropLast().joined(separator: ", ") + " and " + (emptyNames.last ?? ""))
  page.record("busiest", busiest.map { "\($0 + 1)" }.joined(separator: " and "))
  let ofBusiest = visits[since...].map { visit in Double(busiest.reduce(0) { $0 + visit.counts[$1] }) / 500 }
  page.expect(
    "all eight modes are reached at the first evaluation, and half of them at the last",
    visits[0].modes.count == 8 && last.modes.count == 4, from: .standard)
  page.expect(
    "before the rates begin to fall there is an evaluation from which on the same modes are reached at every one",
    2 * visits[since].step <= plan.steps, from: .standard)
  page.expect(
    "from then on the same two modes hold at least 85% of the points", ofBusiest.allSatisfy { $0 >= 0.85 },
    from: .standard)
  page.expect(
    "at the last evaluation more than nine tenths of the points are nearest to these two, and all others to the two modes between them",
    ofBusiest.last! > 0.9 && busiest == [2, 7] && passed == [0, 1]
      && last.modes.reduce(0) { $0 + last.counts[$1] } == 500, from: .standard)
  let atEnd = ModeCount(collapse.run.points, over: ring).counts
  page.expect(
    "these two are covered at the end, and no other mode is",
    atEnd.indices.filter { atEnd[$0] >= 20 } == busiest, from: .standard)

  //: {fold: the walks at four moments}
  let neighbours = Pull.paths(from: busiest, over: ring)
  let empty = neighbours.filter { !last.modes.contains($0.goal) }
  // Those to lost modes first.
  let paths = empty + neighbours.filter { last.modes.contains($0.goal) }
  let looked = collapse.frames(at: collapse.six).filter { 8 * $0.step >= plan.steps }
  let edge = 3 * Double(ring.deviation)
  let moments = try looked.map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    let judge = try discriminator(of: frame, in: plan)
    let curves = paths.map { Pull.along(from: $0.start, to: $0.end, at: Pull.places, of: judge) }
    let marks = paths.map { path in
      Pull.along(from: path.start, to: path.end, at: [0, edge / path.length, 0.5, 1], of: judge)
    }
    let shares = busiest.map { Double(counts[$0]) / 500 }
    let atModes = busiest.map { mode in marks[paths.firstIndex { $0.mode == mode }!][0].verdict }
    // And from the two modes that hold the points to the best point of the map.
    let corner = answers.first { $0.step == frame.step }!.place.map(Double.init)
    let toCorner = busiest.map { Pull.along(from: centres[$0], to: corner, at: [0, 0.05, 0.1], of: judge) }
    let strays = 500 - last.modes.reduce(0) { $0 + counts[$1] }
    let verdicts = judge(ring.centres, .inference).sigmoid().scalars
    return (
      step: frame.step, paid: Double(frame.loss!), curves: curves, marks: marks, toCorner: toCorner, strays: strays,
      shares: shares, atModes: atModes, atEmpty: emptyModes.map { verdicts[$0] }
    )
  }
  // The mode with more fakes first.
  let order = busiest.indices.sorted { moments[1].shares[$0] > moments[1].shares[$1] }

  //: {fold: the picture of the four paths}
  let watched = empty.isEmpty ? paths.indices : empty.indices
  let logits = Pull.range(of: moments[1].curves)
  try page.show(
    Pull.panels("", paths, moments[1].curves, edge: edge, logits: logits, reached: last.modes),
    caption: """
      D along the straight paths from the full modes to their neighbours, at step \(moments[1].step.text): above to \
      lost modes, below to modes that are reached. Where the logit is 0, D is ½. Arrows show the pull along the path: the \
      longer, the stronger. Grey: within three standard deviations of a mode's centre
      """,
    alternative: """
      Four curves of the logit of D. Above, from 3 to 4 it falls at first, is flat almost to half-way, and then rises high \
      above where it began; from 8 to 7 it falls for a third of the way, and then rises as high. Below, it falls into deeper \
      dips before it rises. On each path the first arrows point back and later ones on, and at its end they are very short.
      """)

  //: {fold: the claims}
  // From the mode that has most of the points.
  let chosen = watched.first { paths[$0].mode == busiest[order[0]] } ?? watched.lowerBound
  func onEmptyPaths(_ holds: (_ marks: [Pull], _ curve: [Pull]) -> Bool) -> Bool {
    moments.allSatisfy { moment in watched.allSatisfy { holds(moment.marks[$0], moment.curves[$0]) } }
  }
  let starts = watched.map { -log(moments[1].marks[$0][0].verdict) }
  page.record("emptyPaths", empty.map(\.name).joined(separator: " and "))
  page.record("pullStep", moments[1].step)
  // The pull turns where the logit is lowest.
  let drawn = moments[1].curves[chosen]
  let lowest = (0...300).min { drawn[$0].logit < drawn[$1].logit }!
  page.record("pullTurns", Pull.places[lowest], tolerance: 0.03, format: .percent(0))
  page.expect(
    "on the path from the mode with most points to its lost neighbour the pull points back from the edge of the mode to a twentieth before the lowest logit, and on from a twentieth behind it to the edge of the lost mode",
    drawn.indices.allSatisfy { place in
      let isFirst = Pull.places[place] >= edge / paths[chosen].length && place <= lowest - 15
      let isSecond = place >= lowest + 15 && Pull.places[place] <= 1 - edge / paths[chosen].length
      return (!isFirst || drawn[place].onward < 0) && (!isSecond || drawn[place].onward > 0)
    }, from: .standard)
  // On the other path the pull becomes weak long before it turns.
  let other = watched.first { $0 != chosen } ?? chosen
  let flattened = moments[1].curves[other]
  let weak = (0...180).filter {
    Pull.places[$0] >= edge / paths[other].length && abs(flattened[$0].onward) < 1
  }
  let (flatFrom, flatTo) = (weak.first ?? 0, weak.last ?? 0)
  page.record("steepPath", paths[chosen].name)
  page.record("flatPath", paths[other].name)
  page.record("flatFrom", Pull.places[flatFrom], tolerance: 0.03, format: .percent(0))
  page.record("flatTo", Pull.places[flatTo], tolerance: 0.03, format: .percent(0))
  page.expect(
    "on the other path to a lost mode the pull points back from the edge of the mode to the first place where it is weaker than 1, and from there to the last such place before three fifths of the path, which is a quarter of the path away or more, the logit changes by less than one half",
    flatTo - flatFrom >= 75
      && flattened.indices.allSatisfy {
        Pull.places[$0] < edge / paths[other].length || $0 >= flatFrom || flattened[$0].onward < 0
      }
      && flattened[flatFrom...flatTo].map(\.logit).max()! - flattened[flatFrom...flatTo].map(\.logit).min()! < 0.5,
    from: .standard)
  page.expect(
    "two of the four paths lead to lost modes, one from each of the two modes",
    paths.count == 4 && empty.map(\.start) == busiest.map { centres[$0] }, from: .standard)
  page.expect(
    "at all four moments, on each path to a lost mode, the pull at the edge of the mode points back to it, and is stronger than at its centre",
    onEmptyPaths { marks, _ in marks[1].onward < 0 && abs(marks[0].onward) < -marks[1].onward }, from: .standard)
  page.expect(
    "on each of them D is at its lowest place less than half of what it is at the mode, and less than half of what it is at the lost mode",
    onEmptyPaths { marks, curve in
      let lowest = curve.prefix(301).map(\.verdict).min()!
      return 2 * lowest < min(marks[0].verdict, marks[3].verdict)
    }, from: .standard)
  page.expect(
    "half-way on each of them the pull points on to the lost mode, and at the lost mode it is less than a tenth of that",
    onEmptyPaths { marks, _ in marks[2].onward > 0 && abs(marks[3].onward) < 0.1 * marks[2].onward }, from: .standard)
  page.expect(
    "on the first of them the pull is weaker than 1 at more than half of the places from three twentieths of the path to nine",
    watched.prefix(1).contains { path in
      let floor = moments[1].curves[path][45...135]
      return 2 * floor.count { abs($0.onward) < 1 } > floor.count
    }, from: .standard)
  page.expect(
    "at the second moment, from three fifths of each of the four paths to the edge of the mode at its end, D rises from place to place, and is above 0.9 wherever the pull is weaker than 1",
    moments[1].curves.allSatisfy { curve in
      (180...285).allSatisfy {
        curve[$0].logit > curve[$0 - 1].logit && (abs(curve[$0].onward) >= 1 || curve[$0].verdict > 0.9)
      }
    }, from: .standard)
  page.expect(
    "four modes are lost, and at all four moments D is above 0.95 at the centre of each of them",
    emptyModes.count == 4 && moments.count == 4 && moments.allSatisfy { $0.atEmpty.min()! > 0.95 },
    from: .standard)
  page.expect(
    "at all four moments −log D is below 0.01 at the lost modes, and larger at the modes where the paths begin",
    onEmptyPaths { marks, _ in -log(marks[3].verdict) < min(0.01, -log(marks[0].verdict)) }, from: .standard)
  page.expect(
    "the mean of −log D over all fakes is larger than at the centre of either of the two modes",
    starts.allSatisfy { moments[1].paid > $0 }, from: .standard)
  page.expect(
    "at all four moments fewer than one fake in a hundred is nearer to a lost mode than to a reached one",
    moments.allSatisfy { $0.strays < 5 }, from: .standard)
  let floors = moments[1].curves.map { curve in curve.prefix(301).map(\.logit).min()! }
  page.expect(
    "at the second of these moments D falls on the paths to reached modes too: its lowest place is lower than both ends and than every place on the paths to lost modes",
    empty.count == 2
      && paths.indices.dropFirst(2).allSatisfy { path in
        let curve = moments[1].curves[path]
        return floors[path] < min(curve[0].logit, curve[300].logit) && floors[path] < min(floors[0], floors[1])
      }, from: .standard)
  let bestThere = moments[1].shares.map { share in 0.125 / (0.125 + share) }
  let learned = moments[1].atModes
  page.record("heavyMode", busiest[order[0]] + 1)
  page.record("heavyLearned", learned[order[0]], tolerance: 0.04, format: .decimals(2))
  page.expect(
    "at the second of these moments D is within 0.1 of the best answer at the mode with most fakes, and at the other mode D is higher than there and higher than the best answer",
    order.count == 2 && abs(learned[order[0]] - bestThere[order[0]]) < 0.1
      && learned[order[1]] > max(learned[order[0]], bestThere[order[1]]), from: .standard)
  page.expect(
    "at the second of these moments D is below 0.6 at each of the two modes that hold the points",
    learned.allSatisfy { $0 < 0.6 }, from: .standard)
  page.expect(
    "on the paths from the two modes that hold the points to the best place, the pull at a twentieth and at a tenth of the path points back, and D is lower there than at the mode",
    moments.allSatisfy { moment in
      moment.toCorner.allSatisfy { path in
        path.dropFirst().allSatisfy { $0.onward < 0 && $0.verdict < path[0].verdict }
      }
    }, from: .standard)

  //: In the upper row a point beside a full mode is [pulled back to it](#appendix-why-it-stays-in-numbers). But in the lower
  //: row the dips are deeper, and yet points of the bridge reach the modes behind them: a dip alone does not make a pair lose
  //: a mode.
  //: @hide
  return CollapseWalks(
    paths: paths, toEmpty: watched, reachedAtQuarter: visits[9].modes.count, step: moments[1].step, logits: logits,
    reached: last.modes)
}

/// The paths from the modes that hold the points of a collapsed run.
struct CollapseWalks {
  let paths: [Pull.Walk]
  /// Which of them lead to lost modes.
  let toEmpty: Range<Int>
  /// How many modes the run reaches after a quarter of its steps.
  let reachedAtQuarter: Int
  /// The step at which the slope along the paths was measured.
  let step: Int
  /// The axis on which the logits along the paths are drawn.
  let logits: ClosedRange<Double>
  /// The modes that are reached at the end.
  let reached: [Int]
}
//: @show
