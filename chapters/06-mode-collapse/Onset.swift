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
//: **A generated point is pulled along the slope of D at its own place, however high D is elsewhere.** So a mode may be left
//: although D is high there. (A point also moves with the others, because all share the generator's weights.) Watch the first {{onsetSteps}} steps of one run. First the whole cloud moves from side to side,
//: and then it spreads over the ring until the modes have about the same number of points each. From about step {{onsetTurn}}
//: on some modes fill while others become empty.

//: @hide
/// Looks at the first steps of ten runs, without a remedy and with R1: does a mode that has too many points lose them again?
///
/// - Returns: What the appendix has in full.
func showOnset(_ page: Page, _ collapse: Collapse) throws -> OnsetNumbers {
  let (plan, ring) = (collapse.plan, collapse.ring)
  //: @show
  //: {fold: the film of the beginning}
  let shown = ring.sample(count: 200, random: Random(seed: 0))
  try page.show(
    Animation(
      frames: collapse.frames(at: collapse.early).map {
        Image(real: shown, generated: $0.points, side: 320, title: "step \($0.step.text)")
      },
      secondsPerFrame: 0.15),
    caption: "The beginning as a film: generated points (crosses) leave most of the eight modes (discs)",
    alternative: "A film: a cloud of crosses spreads over the ring, and then gathers at two of the eight modes")

  //: What has changed by then? {define: The *surplus* of a mode is how many more points it has than an equal share.} Ten pairs
  //: without a remedy and ten with R1 from the first step on (chapter 4) draw 500 points every {{lookSteps}} steps, always from
  //: the same latent vectors. Each point is counted at its nearest mode, so an equal share is {{onsetShare}} points.

  //: {fold: the counts of twenty young runs}
  let pairs = [plan, plan.with(.r1())]
  let seeds = 10
  let looks = try page.cached("onset", configuration: pairs, recipe: 2, usesData: false) {
    let runs = pairs.flatMap { plan in (0..<seeds).map { (plan, page.seed + UInt64($0)) } }
    let young = try outcomes(
      of: runs, lookingAt: collapse.early, upTo: collapse.early.last!, "Training young pairs", page)
    let values = try zip(runs, young).flatMap { run, outcome in
      try OnsetLook.all(of: outcome.frames, over: ring) { try discriminator(of: $0, in: run.0) }.flatMap(\.values)
    }
    let looks = collapse.early.count - OnsetLook.lag
    return ["looks": Tensor(shape: [runs.count, looks, values.count / runs.count / looks], scalars: values)]
  }
  let kept = OnsetLook.all(
    in: try looks.tensor("looks", [2 * seeds, collapse.early.count - OnsetLook.lag, 5 * ring.modes + 1]))
  let (bare, gentle) = (Array(kept.prefix(seeds)), Array(kept.suffix(seeds)))
  let equalShare = 500 / Double(ring.modes)
  let moments = collapse.early.dropLast(OnsetLook.lag)

  //: {fold: the picture of the fullest mode}
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
      Two curves with bands. Both soon fall nearly to an equal share. The bare pair's then rises, slowly at first and fast later, until \
      one mode has most of the points; with R1 it stays low.
      """)

  //: What becomes of a surplus, and how steep is the discriminator meanwhile? {define: The *gradient norm* of a discriminator at
  //: a sample is the length of its slope there.}

  //: {fold: the tables of the surplus and of the gradient norm}
  let windows = stride(from: plan.steps / 80, to: plan.steps / 16, by: plan.steps / 80).map {
    $0..<$0 + plan.steps / 80
  }
  func seen(_ runs: [[OnsetLook]], in window: Range<Int>) -> [OnsetLook] {
    runs.flatMap { run in zip(moments, run).filter { window.contains($0.0) }.map(\.1) }
  }
  // Which part of a surplus is left later, fitted by least squares to all modes.
  func remaining(_ looks: [OnsetLook]) -> Double {
    let pairs = looks.flatMap { look in zip(look.counts, look.later).map { ($0 - equalShare, $1 - equalShare) } }
    return pairs.reduce(0) { $0 + $1.0 * $1.1 } / pairs.reduce(0) { $0 + $1.0 * $1.0 }
  }
  let left = windows.map { window in [bare, gentle].map { 10 * remaining(seen($0, in: window)) } }
  // How far another choice of seeds could move them.
  let random = Random(seed: page.seed).split("seeds")
  let spreads = zip(windows, left).map { window, found in
    zip([bare, gentle], found).map { runs, value in
      bootstrapInterval(around: value, count: seeds, resamples: 500, random: random) { chosen in
        10 * remaining(seen(chosen.map { runs[$0] }, in: window))
      }
    }
  }
  let slopes = windows.map { window in [bare, gentle].map { seen($0, in: window).map(\.slope).mean() } }
  // The first and the last of the four windows are shown.
  let shownWindows = [windows.indices.first!, windows.indices.last!]
  let later = (OnsetLook.lag * collapse.early[0]).text
  let whens = shownWindows.map { "steps \(windows[$0].lowerBound.text) to \(windows[$0].upperBound.text)" }
  func rows(_ values: [[Double]]) -> [[String]] {
    ["bare pair", "with R1"].enumerated().map { pair, name in
      [name] + shownWindows.map { values[$0][pair].text(.decimals(1)) }
    }
  }
  page.table(header: ["of 10 points too many, left after \(later) steps (fitted)"] + whens, rows: rows(left))
  page.table(header: ["mean gradient norm of D's logit at the generated points"] + whens, rows: rows(slopes))

  //: {fold: full and empty modes}
  let late = seen(bare, in: windows.last!)
  let full = late.flatMap { $0.modes(with: { $0 > 2 * equalShare }) }
  let poor = late.flatMap { $0.modes(with: { 0 < $0 && $0 < equalShare / 2 }) }
  func stay(_ modes: [OnsetLook.Mode]) -> Double {
    modes.map(\.kept).reduce(0, +) / modes.map(\.count).reduce(0, +)
  }
  func verdict(_ modes: [OnsetLook.Mode]) -> Double { modes.map(\.verdict).mean() }
  func atPoints(_ modes: [OnsetLook.Mode]) -> Double { modes.map(\.atPoints).mean() }

  //: {fold: the claims}
  page.record("onsetSteps", collapse.early.last!)
  page.record("lookSteps", collapse.early[0])
  page.record("onsetTurn", windows.last!.lowerBound)
  page.record("onsetShare", equalShare, tolerance: 0, format: .decimals(1))
  page.record("onsetLeast", left[0][0], tolerance: 0, format: .decimals(1))
  page.record("onsetGrown", left[3][0], tolerance: 0, format: .decimals(0))
  page.record("slopeTimes", slopes[3][0] / slopes[0][0], tolerance: 0, format: .decimals(0))
  page.record("fullVerdict", verdict(full), tolerance: 0, format: .decimals(2))
  page.record("poorVerdict", verdict(poor), tolerance: 0, format: .decimals(2))
  page.record("fullAtPoints", atPoints(full), tolerance: 0, format: .decimals(2))
  page.record("poorAtPoints", atPoints(poor), tolerance: 0, format: .decimals(2))
  let lost = bare.map { run in
    // The first look from which on fewer than eight modes are reached, if there is one.
    moments.dropFirst((run.lastIndex { $0.reached == ring.modes } ?? -1) + 1).first ?? plan.steps
  }
  page.record("lastLost", lost.max()!, tolerance: 0)
  page.expect(
    "each of ten bare pairs has a look from which on it reaches fewer than eight modes at every further look",
    lost.count == 10 && lost.allSatisfy { $0 < plan.steps }, from: .standard)
  page.expect(
    "from step 100 to step 400 each of ten bare pairs reaches all eight modes at every look",
    bare.allSatisfy { run in zip(moments, run).allSatisfy { !(100...400).contains($0) || $1.reached == 8 } },
    from: .standard)
  page.expect(
    "with R1 each of ten pairs reaches all eight modes at every look from step 100 on",
    gentle.allSatisfy { run in zip(moments, run).allSatisfy { $0 < 100 || $1.reached == 8 } }, from: .standard)
  page.expect(
    "up to step 400 less than ten is left of a surplus of ten, in each window more than in the one before, and from step 400 to 500 more than ten",
    zip(left, left.dropFirst()).allSatisfy { $0[0] < $1[0] } && left[2][0] < 10 && left[3][0] > 10, from: .standard)
  page.expect(
    "with R1 at most six points are left of a surplus of ten in each window",
    left.allSatisfy { $0[1] < 6 }, from: .standard)
  page.expect(
    "D's slope grows from window to window without R1, and with R1 it stays below 2",
    zip(slopes, slopes.dropFirst()).allSatisfy { $0[0] < $1[0] } && slopes.allSatisfy { $0[1] < 2 }, from: .standard)
  page.expect(
    "at the points of poor modes D is no higher than at those of full ones, and at the points of both it is below 0.3",
    atPoints(poor) <= atPoints(full) && atPoints(full) < 0.3, from: .standard)
  page.expect(
    "at the last of these windows full modes keep more than four fifths of their points and poor ones less than a quarter, though D is lower at the full ones than at the poor ones by more than 0.4",
    stay(full) > 0.8 && stay(poor) < 0.25 && verdict(poor) - verdict(full) > 0.4, from: .standard)

  //: **At first a surplus shrinks, and later it grows.** Of ten points too many only {{onsetLeast}} are left
  //: {{onsetLater}} steps later. After step {{onsetTurn}} the ten become {{onsetGrown}}. Meanwhile the discriminator becomes
  //: about {{slopeTimes}} times as steep at the generated points. By step {{lastLost}} each pair has lost a mode.
  //:
  //: **With R1 no mode is lost.** R1 holds the gradient norm down, and a surplus shrinks throughout
  //: ([more numbers](#appendix-how-it-begins-in-numbers)).
  //:
  //: **Decide before you read on:** from step {{onsetTurn}} on, is D high or low at a mode with far too many points?
  //:
  //: **It is low there, and high where points are missing, but the points do not learn of it.** Call a mode *full* if it has
  //: more than twice its share, and *poor* if it has less than half of it. At the centre of a full mode D is {{fullVerdict}} on
  //: average, and at that of a poor one {{poorVerdict}}. But the few points that count for a poor mode are not at its centre.
  //: Where they are, D is only {{poorAtPoints}}, as low as at the points of a full mode, with {{fullAtPoints}}. So a high D at
  //: the centre does not hold them: fewer than a quarter of them are still at that mode {{onsetLater}} steps later, while a full
  //: mode keeps more than four fifths of its points.
  //: @hide
  return OnsetNumbers(windows: windows, later: later, left: left, spreads: spreads, slopes: slopes)
}
//: @show
