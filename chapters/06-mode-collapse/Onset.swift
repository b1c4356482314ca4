import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## How it begins
//:
//: At first the points reach all eight modes. How are the others lost? Here are the first {{onsetSteps}} steps of the same run:

//: @hide
/// Looks at the first steps of ten runs, without a remedy and with R1: does a mode that has too many points lose them again?
func showOnset(_ page: Page, _ collapse: Collapse) throws {
  let (plan, ring) = (collapse.plan, collapse.ring)
  //: @show
  //: {fold: the film of the beginning}
  let shown = ring.sample(count: 200, random: Random(seed: 0))
  try page.show(
    Animation(
      frames: collapse.frames(at: collapse.early).map { Image(real: shown, generated: $0.points) },
      secondsPerFrame: 0.15),
    caption: "The beginning as a film: generated points (crosses) leave most of the eight modes (discs)",
    alternative: "A film: a cloud of crosses spreads over the ring, and then gathers at two of the eight modes")

  //: First the whole cloud swings to and fro. Then it spreads over the ring, and the modes have about as many points each. From
  //: about step 400 some modes fill, and the others become empty.
  //:
  //: **Decide before you read on:** by chance a mode has ten points more than its equal share. Does it have fewer or more of them
  //: 50 steps later? And what does the discriminator say about that mode?
  //:
  //: Ten seeds answer, each without a remedy and with R1 from the first step on (chapter 4). Every {{lookSteps}} steps 500 points
  //: are counted, each at the nearest mode. (In the code this is an `OnsetLook`.) The counts come from the cache.

  //: {fold: the counts of twenty young runs}
  let pairs = [plan, plan.with(.r1())]
  let seeds = 10
  let looks = try page.cached("onset", configuration: pairs, usesData: false) {
    let runs = pairs.flatMap { plan in (0..<seeds).map { (plan, page.seed + UInt64($0)) } }
    let young = try outcomes(
      of: runs, lookingAt: collapse.early, upTo: collapse.early.last!, "Training young pairs", page)
    let values = try zip(runs, young).flatMap { run, outcome in
      try OnsetLook.all(of: outcome.frames, over: ring) { try discriminator(of: $0, in: run.0) }.flatMap(\.values)
    }
    let looks = collapse.early.count - OnsetLook.lag
    return ["looks": Tensor(shape: [runs.count, looks, values.count / runs.count / looks], scalars: values)]
  }
  let kept = OnsetLook.all(in: looks["looks"]!)
  let (bare, gentle) = (Array(kept.prefix(seeds)), Array(kept.suffix(seeds)))
  let equalShare = 500 / Double(ring.modes)
  let moments = collapse.early.dropLast(OnsetLook.lag)

  //: {fold: the figure of the fullest mode}
  func fullest(_ name: String, _ runs: [[OnsetLook]]) -> Series {
    let most = moments.indices.map { look in runs.map { $0[look].counts.max()! } }
    return Series(name, x: Array(moments), y: most.map { $0.mean() })
      .interval(lower: most.map { $0.min()! }, upper: most.map { $0.max()! })
  }
  try page.show(
    LinePlot(
      "Points at the fullest mode", x: Axis("step"), y: Axis("points, of 500", range: 0...500),
      [fullest("bare pair", bare), fullest("with R1", gentle)],
      references: [.horizontal(equalShare, "equal share")]),
    caption: """
      How many of 500 points are nearest to the mode that has most of them: mean over ten seeds, and from the lowest to the highest \
      of them
      """,
    alternative: """
      Two curves with bands. Both fall to about 80 points in the first 150 steps. The bare pair's rises from step 350 on, to about \
      400 points; with R1 it stays.
      """)
  //: {fold: the table of extra points}
  let windows = stride(from: plan.steps / 80, to: plan.steps / 16, by: plan.steps / 80).map {
    $0..<$0 + plan.steps / 80
  }
  func seen(_ runs: [[OnsetLook]], in window: Range<Int>) -> [OnsetLook] {
    runs.flatMap { run in zip(moments, run).filter { window.contains($0.0) }.map(\.1) }
  }
  func remaining(_ looks: [OnsetLook]) -> Double {
    let pairs = looks.flatMap { look in zip(look.counts, look.later).map { ($0 - equalShare, $1 - equalShare) } }
    return pairs.reduce(0) { $0 + $1.0 * $1.1 } / pairs.reduce(0) { $0 + $1.0 * $1.0 }
  }
  let left = windows.map { window in [bare, gentle].map { 10 * remaining(seen($0, in: window)) } }
  let slopes = windows.map { window in [bare, gentle].map { seen($0, in: window).map(\.slope).mean() } }
  page.table(
    header: ["steps", "left of 10 extra points", "with R1", "slope of D's logit at the points", "with R1"],
    rows: zip(windows, zip(left, slopes)).map { window, found in
      ["\(window.lowerBound.text) to \(window.upperBound.text)"] + found.0.map { $0.text(.decimals(1)) }
        + found.1.map { $0.text(.decimals(1)) }
    },
    caption: """
      What is left, \((OnsetLook.lag * collapse.early[0]).text) steps later, of ten points that a mode has beyond an equal share of \
      \(equalShare.text(.decimals(1))): fitted by least squares to all modes of ten seeds. And the mean length of the slope
      """)

  //: {fold: the table of full and empty modes}
  let late = seen(bare, in: windows.last!)
  let full = late.flatMap { $0.modes(with: { $0 > 2 * equalShare }) }
  let poor = late.flatMap { $0.modes(with: { 0 < $0 && $0 < equalShare / 2 }) }
  func stay(_ modes: [OnsetLook.Mode]) -> Double {
    modes.map(\.kept).reduce(0, +) / modes.map(\.count).reduce(0, +)
  }
  func verdict(_ modes: [OnsetLook.Mode]) -> Double { modes.map(\.verdict).mean() }
  page.table(
    header: ["modes with", "of their points, still there", "D at the centre"],
    rows: [("more than twice an equal share", full), ("less than half of an equal share", poor)].map { name, modes in
      [name, stay(modes).text(.percent(0)), verdict(modes).text(.decimals(2))]
    },
    caption: """
      The bare pair from step \(windows.last!.lowerBound.text) to \(windows.last!.upperBound.text): which share of a mode's points \
      is nearest to it \((OnsetLook.lag * collapse.early[0]).text) steps later too, and what D is at the mode
      """)

  //: {fold: the claims}
  page.record("onsetSteps", collapse.early.last!)
  page.record("lookSteps", collapse.early[0])
  page.record("onsetLeast", left[0][0], tolerance: 0, format: .decimals(1))
  page.record("onsetMost", left[2][0], tolerance: 0, format: .decimals(1))
  page.record("onsetGrown", left[3][0], tolerance: 0, format: .decimals(0))
  page.record("gentleMost", left.map { $0[1] }.max()!, tolerance: 0, format: .decimals(0))
  page.record("slopeFirst", slopes[0][0], tolerance: 0, format: .decimals(1))
  page.record("slopeLast", slopes[3][0], tolerance: 0, format: .decimals(1))
  page.record("slopeGentle", slopes.map { $0[1] }.max()!, tolerance: 0, format: .decimals(1))
  page.record("fullKept", stay(full), tolerance: 0, format: .percent(0))
  page.record("poorKept", stay(poor), tolerance: 0, format: .percent(0))
  page.record("fullVerdict", verdict(full), tolerance: 0, format: .decimals(2))
  page.record("poorVerdict", verdict(poor), tolerance: 0, format: .decimals(2))
  let lost = bare.map { run in
    // The first look from which on fewer than eight modes are reached.
    moments[(run.lastIndex { $0.reached == ring.modes } ?? 0) + 1]
  }
  page.record("firstLost", lost.min()!, tolerance: 0)
  page.record("lastLost", lost.max()!, tolerance: 0)
  page.expect(
    "from step 100 to step 400 each of ten bare pairs reaches all eight modes at every look",
    bare.allSatisfy { run in zip(moments, run).allSatisfy { !(100...400).contains($0) || $1.reached == 8 } },
    from: .standard)
  page.expect(
    "with R1 each of ten pairs reaches all eight modes at every look from step 100 on",
    gentle.allSatisfy { run in zip(moments, run).allSatisfy { $0 < 100 || $1.reached == 8 } }, from: .standard)
  page.expect(
    "up to step 400 less than ten of ten extra points are left, in each window more than in the one before, and from step 400 to 500 more than ten",
    zip(left, left.dropFirst()).allSatisfy { $0[0] < $1[0] } && left[2][0] < 10 && left[3][0] > 10, from: .standard)
  page.expect(
    "with R1 at most six of ten extra points are left in each window", left.allSatisfy { $0[1] < 6 }, from: .standard)
  page.expect(
    "D's slope grows from window to window without R1, and with R1 it stays below 2",
    zip(slopes, slopes.dropFirst()).allSatisfy { $0[0] < $1[0] } && slopes.allSatisfy { $0[1] < 2 }, from: .standard)
  page.expect(
    "at the last of these windows full modes keep more than four fifths of their points and poor ones less than a quarter, though D is lower at the full ones than at the poor ones by more than 0.4",
    stay(full) > 0.8 && stay(poor) < 0.25 && verdict(poor) - verdict(full) > 0.4, from: .standard)

  //: A surplus first shrinks: of ten extra points {{onsetLeast}} are left 50 steps later. But it shrinks less and less
  //: ({{onsetMost}} are left before step 400), and after step 400 it grows: ten become {{onsetGrown}}. Now whatever mode has more
  //: points than others gets still more of them. Between steps {{firstLost}} and {{lastLost}} each pair loses its first mode for
  //: good. (A part of the shrinking is only luck that ends: a surplus that came by chance is smaller at the next look. Growth
  //: cannot come about like that.)
  //:
  //: Does the discriminator not see that a mode has too many points? It does. At the centre of such a mode D is {{fullVerdict}},
  //: and {{poorVerdict}} at one with few points. Yet {{fullKept}} of the points at a full mode are still there 50 steps later, and
  //: only {{poorKept}} of those at a poor one. So points do not go to where D is high. They stay where it is low.
  //:
  //: What changes on the way is the discriminator's slope. It grows from {{slopeFirst}} to {{slopeLast}}. With R1, which holds it
  //: down to {{slopeGentle}}, a surplus never grows: at most {{gentleMost}} of ten extra points are left, and no mode is lost. R1 is
  //: the only difference between the two, but it changes D everywhere, so this does not show that the slope at the points alone
  //: makes the surplus grow. The next section looks at what D is like around a full mode.
  //: @hide
}
//: @show
