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
//: A remedy should act before the first mode is lost. When is that? By chance one mode always has a few points more than
//: the others. **From about step {{onsetTurn}} on, the fullest mode keeps these extra points, and gains more.** In the film the
//: points first spread over the whole ring:

//: @hide
/// Follows the first steps of ten runs, without a remedy and with R1: does a mode that has too many points lose them again?
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
      secondsPerFrame: 0.15, secondsAtEnd: 2),
    caption: """
      The beginning as a film: generated points (crosses) leave most of the eight modes (discs). A still shows its end
      """,
    alternative: "A film: a cloud of crosses spreads over the ring, and then gathers at two of the eight modes")

  //: Do other seeds do the same, and pairs that have R1 (chapter 4) from the first step on? Here are ten of each kind:

  //: {fold: the counts of twenty young runs}
  // The latent vectors of the points are the same at every evaluation.
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

  //: {fold: the picture of the fullest and the emptiest mode}
  // A band for the pairs with R1, and a line for each bare pair, of which the film's is the last. A `Reference` is a level
  // to compare with.
  let (lone, calm): (Encoding, Encoding) = (.noRemedy.variant(0), .r1.variant(0))
  func curves(_ count: ([Double]) -> Double) -> [Series] {
    let heights = bare.map { run in run.map { count($0.counts) } }
    let spread = moments.indices.map { moment in gentle.map { count($0[moment].counts) } }
    let band = Series(
      "with R1: mean, lowest and highest", x: Array(moments), y: spread.map { $0.mean() }, as: calm)
    let others = heights.dropFirst().enumerated().map { place, run in
      Series(place == 0 ? "bare pairs" : "", x: Array(moments), y: run, as: lone).thin()
    }
    let film = Series("the bare pair of the film", x: Array(moments), y: heights[0], as: lone)
    return [band.interval(lower: spread.map { $0.min()! }, upper: spread.map { $0.max()! })] + others + [film]
  }
  func plot(
    _ title: String, upTo top: Double, _ references: [Reference], _ count: ([Double]) -> Double
  ) -> LinePlot {
    LinePlot(
      title, x: Axis("step", range: 0...1000), y: Axis("points, of 500", range: 0...top), curves(count),
      references: references)
  }
  let share = Reference.horizontal(equalShare, "equal share")
  try page.show(
    Panels([
      plot("At the fullest mode", upTo: 500, [share]) { $0.max()! },
      plot("At the emptiest mode", upTo: 70, [share, .horizontal(4, "4 points")]) { $0.min()! },
    ]),
    caption: """
      How many of 500 points are nearest to the mode that has most of them, and to the mode that has fewest. A line is a bare pair, \
      the thick one that of the film; ten pairs with R1 have their mean and a band. A mode that falls below 4 points is lost
      """,
    alternative: """
      Two plots with a line for each of ten bare pairs, and a band for ten pairs with R1. At the left all soon fall nearly to an equal \
      share. The lines then rise, one earlier and another later, until one mode has most of the points; the band stays low. At the \
      right all rise nearly to an equal share. The lines then fall to 0, one earlier and another later; the band stays above ten \
      points.
      """)

  //: {fold: the surplus of the fullest mode}
  // The surplus of a mode is how many more points it has than an equal share.
  let windows = stride(from: plan.steps / 80, to: plan.steps / 16, by: plan.steps / 80).map {
    $0..<$0 + plan.steps / 80
  }
  func seen(_ runs: [[OnsetLook]], in window: Range<Int>) -> [OnsetLook] {
    runs.flatMap { run in zip(moments, run).filter { window.contains($0.0) }.map(\.1) }
  }
  // How many points the fullest mode at an evaluation has beyond an equal share, and how many the same mode has later: means.
  func surplus(_ looks: [OnsetLook]) -> (now: Double, later: Double) {
    let fullest = looks.map { look in look.counts.indices.max { look.counts[$0] < look.counts[$1] }! }
    return (
      now: zip(looks, fullest).map { $0.counts[$1] - equalShare }.mean(),
      later: zip(looks, fullest).map { $0.later[$1] - equalShare }.mean()
    )
  }
  // Choosing the fullest mode alone makes its surplus shrink, so also look back: what the same mode had as long before.
  func before(_ runs: [[OnsetLook]], in window: Range<Int>) -> Double {
    var found: [Double] = []
    for run in runs {
      for (place, look) in run.enumerated() where place >= OnsetLook.lag && window.contains(moments[place]) {
        let fullest = look.counts.indices.max { look.counts[$0] < look.counts[$1] }!
        found.append(run[place - OnsetLook.lag].counts[fullest] - equalShare)
      }
    }
    return found.mean()
  }
  func shareLeft(_ looks: [OnsetLook]) -> Double {
    let found = surplus(looks)
    return found.later / found.now
  }
  let surpluses = windows.map { window in [bare, gentle].map { surplus(seen($0, in: window)) } }
  let left = windows.map { window in [bare, gentle].map { shareLeft(seen($0, in: window)) } }
  // How far another choice of seeds could move them.
  let random = Random(seed: page.seed).split("seeds")
  let spreads = zip(windows, left).map { window, found in
    zip([bare, gentle], found).map { runs, value in
      bootstrapInterval(around: value, count: seeds, resamples: 500, random: random) { chosen in
        shareLeft(seen(chosen.map { runs[$0] }, in: window))
      }
    }
  }
  let slopes = windows.map { window in [bare, gentle].map { seen($0, in: window).map(\.slope).mean() } }
  let later = (OnsetLook.lag * collapse.early[0]).text

  //: By step {{lastLost}} every bare pair has *lost* a mode, that is, no longer reaches it, while with R1 no pair loses any.
  //: [Chance alone](#appendix-how-it-begins-in-numbers) does not explain this. Meanwhile the mean slope of the bare pair's D
  //: at the fakes grows to about {{slopeTimes}} times what it was at first; with R1 it stays low.
  //:
  //: Decide: from step {{onsetTurn}} on, which modes of the bare pairs have the higher D at their centres, and which keep
  //: their points, those with many or those with few?

  //: {fold: modes with many points and with few}
  // The claims below call the first ones full and the others poor.
  let late = seen(bare, in: windows.last!)
  let full = late.flatMap { $0.modes(with: { $0 > 2 * equalShare }) }
  let poor = late.flatMap { $0.modes(with: { 0 < $0 && $0 < equalShare / 2 }) }
  func stay(_ modes: [OnsetLook.Mode]) -> Double {
    modes.map(\.kept).reduce(0, +) / modes.map(\.count).reduce(0, +)
  }
  func verdict(_ modes: [OnsetLook.Mode]) -> Double { modes.map(\.verdict).mean() }
  func atPoints(_ modes: [OnsetLook.Mode]) -> Double { modes.map(\.atPoints).mean() }
  page.table(
    header: ["modes with", "D at the centre", "D where their points are", "points still there \(later) steps later"],
    rows: [("more than twice an equal share", full), ("less than half of one", poor)].map { name, modes in
      [
        name, verdict(modes).text(.decimals(2)), atPoints(modes).text(.decimals(2)), stay(modes).text(.percent(0)),
      ]
    },
    caption: """
      Means over ten bare pairs. A mode with few points can lose most of them although D is high at its centre: where the points \
      are, D is low
      """, behind: "I have decided")

  //: {fold: the claims}
  page.record("lookSteps", collapse.early[0])
  page.record("onsetTurn", windows.last!.lowerBound)
  for (name, found) in [("onsetEarly", surpluses[0][0]), ("onsetLate", surpluses[3][0])] {
    page.record(name, found.now, tolerance: 0, format: .decimals(0))
    page.record("\(name)Later", found.later, tolerance: 0, format: .decimals(0))
  }
  page.record("slopeTimes", slopes[3][0] / slopes[0][0], tolerance: 0, format: .decimals(0))
  let lost = bare.map { run in
    // The first evaluation from which on fewer than eight modes are reached, if there is one.
    moments.dropFirst((run.lastIndex { $0.reached == ring.modes } ?? -1) + 1).first ?? plan.steps
  }
  page.record("lastLost", lost.max()!, tolerance: 0)
  page.expect(
    "each of ten bare pairs has an evaluation from which on it reaches fewer than eight modes at every further one",
    lost.count == 10 && lost.allSatisfy { $0 < plan.steps }, from: .standard)
  page.expect(
    "from step 100 to step 400 each of ten bare pairs reaches all eight modes at every evaluation",
    bare.allSatisfy { run in zip(moments, run).allSatisfy { !(100...400).contains($0) || $1.reached == 8 } },
    from: .standard)
  // Evaluations after step 400 that find all eight modes although an earlier one after that step has found fewer.
  let returns = bare.map { run in
    let found = zip(moments, run).filter { $0.0 > 400 }.map(\.1.reached)
    return found.drop { $0 == ring.modes }.count { $0 == ring.modes }
  }
  page.expect(
    "of ten bare pairs one reaches all eight modes again after it has lost a mode, at a single evaluation, and the others at none",
    returns.sorted() == Array(repeating: 0, count: 9) + [1], from: .standard)
  page.expect(
    "with R1 each of ten pairs reaches all eight modes at every evaluation from step 100 on",
    gentle.allSatisfy { run in zip(moments, run).allSatisfy { $0 < 100 || $1.reached == 8 } }, from: .standard)
  page.expect(
    "with R1 the emptiest mode of each pair has more than ten points at every evaluation from step 100 on",
    gentle.allSatisfy { run in zip(moments, run).allSatisfy { $0 < 100 || $1.counts.min()! > 10 } }, from: .standard)
  page.expect(
    "from step 100 to 200 less than half of the fullest mode's surplus is left, in each further window more than in the one before, and from step 400 to 500 the surplus grows by more than a tenth",
    zip(left, left.dropFirst()).allSatisfy { $0[0] < $1[0] } && left[0][0] < 0.5 && left[3][0] > 1.1, from: .standard)
  page.expect(
    "in the bare pair the mode that is the fullest at an evaluation has a smaller surplus 50 steps earlier than 50 steps later, on average in each window",
    zip(windows, surpluses).allSatisfy { before(bare, in: $0) < $1[0].later }, from: .standard)
  page.expect(
    "with R1 less than half of the fullest mode's surplus is left in each window",
    left.allSatisfy { $0[1] < 0.5 }, from: .standard)
  func small(_ looks: [OnsetLook]) -> [(now: Double, later: Double)] {
    looks.flatMap { look in
      zip(look.counts, look.later).map { (now: $0 - equalShare, later: $1 - equalShare) }
    }.filter { $0.now >= 5 && $0.now <= 20 }
  }
  page.expect(
    "modes with 5 to 20 points more than an equal share have fewer of them later on average, in each window, without R1 and with it",
    windows.allSatisfy { window in
      [bare, gentle].allSatisfy { runs in
        let found = small(seen(runs, in: window))
        return found.map(\.later).reduce(0, +) < found.map(\.now).reduce(0, +)
      }
    }, from: .standard)
  page.expect(
    "D's slope grows from window to window without R1, and with R1 it stays below 2",
    zip(slopes, slopes.dropFirst()).allSatisfy { $0[0] < $1[0] } && slopes.allSatisfy { $0[1] < 2 }, from: .standard)
  page.expect(
    "at the points of poor modes D is no higher than at those of full ones, and at the points of both it is below 0.3",
    atPoints(poor) <= atPoints(full) && atPoints(full) < 0.3, from: .standard)
  page.expect(
    "at the last of these windows full modes keep more than four fifths of their points and poor ones less than a quarter, though D is lower at the full ones than at the poor ones by more than 0.4",
    stay(full) > 0.8 && stay(poor) < 0.25 && verdict(poor) - verdict(full) > 0.4, from: .standard)

  //: @hide
  return OnsetNumbers(
    windows: windows, later: later, surpluses: surpluses, left: left, spreads: spreads, slopes: slopes)
}
//: @show
