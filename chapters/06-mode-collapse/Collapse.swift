import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # 6 · Mode collapse
//:
//: A generator gets a different latent vector every time. What keeps it from drawing the same picture every time? Nothing in its
//: loss does, as long as the discriminator holds still. This chapter makes a generator collapse on purpose, measures the slopes
//: around its points, and makes the slopes flatter. Then it tries {{remedies}} changes, one at a time and on the same seeds.
//: Most of them are well-known remedies. Some work, and some do not.
//:
//: ![A collapse](figures/01-a-generator-collapses-points-it-draws.svg)
//:
//: *Crosses are generated, circles are real. At step 8,000 more than nine of ten crosses gather at two modes, 3 and 8. They lie
//: on top of each other there, so count heaps, not crosses. The others are a bridge between the two (chapter 2).*
//:
//: ```
//: swift run chapter 6
//: swift run chapter 6 --remedy wgan-gp
//: ```
//:
//: The first takes half a minute on two cores. The second tries the remedy that you name beside the plain pair. The comparison
//: of the remedies comes from a cache; `--profile full --fresh` trains all of it anew, which takes more than an hour.
//:
//: **Before you read on, predict:** a generator draws one and the same perfect image every time. Its discriminator
//: judges images one by one. Which of the two has to change first?

//: ## A place where modes can be counted
//:
//: A *mode* is a place where the samples of a distribution gather: one kind of thing in the data (chapter 1). {define: In *mode
//: collapse* a generator draws some modes of the data and leaves out the others.} (Many texts call this *mode dropping*, and say *mode
//: collapse* where many latent vectors give one output.) To measure it, take data whose modes are known: eight small Gaussians
//: on a ring, as in Metz 2016. Their centres are {{ringRadius}} from the origin, and their standard deviation is
//: {{ringDeviation}}. Other chapters call these modes clusters.
//:
//: Both networks have two hidden layers of 128 units with the usual first weights for ReLU (He 2015). The generator gets 64
//: latent values. Both networks play the non-saturating loss with Adam at β₁ = 0.5. Their learning rate is 2e-3 for half of the
//: run and then falls along half a cosine (`CosineDecay`). The points that are counted at the end are drawn with the moving
//: average of the generator's weights. This pair, with no remedy added, is the *plain pair* of this chapter. It is not the
//: recipe `plain` of chapter 5, and it differs from chapter 4's pair, which had half this rate, no decay, half the steps, and 2
//: latent values.

//: {show: GAN/Plane/PlanePlan.swift#PlaneTarget, PlanePlan}

//: How good is a set of points? Three words say it.
//:
//: | word | meaning | if 2,500 perfect points are shared equally |
//: | --- | --- | --- |
//: | *good* | A point within three standard deviations of the nearest mode's centre, as in chapter 4. | {{perfect}} of the points |
//: | *covered* | {define: A mode is *covered* if enough samples are in it. In the plane these are at least 20 of 2,500 points (or 4 of 500) that are good and nearest to it. On images it is covered if a classifier names it at least a quarter as often as in equal shares (8 of 2,500 images for 80 modes).} | {{equalShare}} points a mode |
//: | *reached* | A mode to which at least 20 of 2,500 points (or 4 of 500) are nearest, good or not, however far away. | {{equalShare}} points (or {{equalShare500}}) a mode |
//:
//: So {{barShare}} of an equal share of the points is enough to cover a mode. {define: A generator whose points lie near the
//: modes and not in them is *blurred*: it reaches modes that it does not cover.}
//:
//: Names in the code: a `PlaneRun` is a run in the plane, a `PlaneFrame` one moment of it, and a `PlaneOutcome` how it ended. A
//: `DotPlot` is a figure with a point for each seed.
//:
//: What do points of the data themselves score?

//: @hide
func modeCollapseChapter(_ page: Page, _ options: ModeCollapseChapter) throws {
  //: @show
  let ring = GaussianMixture.ring()
  let data = PlaneOutcome(ring.sample(count: 2500, random: Random(seed: page.seed)), over: ring)

  //: {fold: the table of the data's own scores}
  page.table(
    header: ["points from", "modes covered", "good points", "modes reached"],
    rows: [["the data themselves", "\(data.modes)", data.quality.text(.percent(1)), "\(data.reached)"]])

  page.record(
    "ringRadius", Double(ring.centres.slice(0..<1).squared().sum().squareRoot().scalar), tolerance: 0,
    format: .decimals(0))
  page.record("ringDeviation", Double(ring.deviation), tolerance: 0, format: .decimals(2))
  page.record("perfect", ModeCount.perfect().highQualityShare, tolerance: 0, format: .percent(1))
  page.record("equalShare", 2500 / ring.modes)
  page.record("equalShare500", 500 / ring.modes)
  page.record("barShare", 20 / (2500 / Double(ring.modes)), tolerance: 0, format: .percent(0))
  page.expect(
    "within three deviations lie 1 − exp(−9/2) of a Gaussian in the plane",
    abs(ModeCount.perfect().highQualityShare - (1 - exp(-4.5))) < 1e-9)
  page.expect(
    "of the data's own samples that share is good, to within one hundredth of all, and they cover all 8 modes",
    data.modes == 8 && abs(data.quality - (1 - exp(-4.5))) < 0.01)

  //: Remember {{perfect}}: that is what *perfect* samples score. If many points are drawn and 100% of them are good, the modes
  //: have shrunk.

  //: ## Make it happen
  //:
  //: The plain pair collapses on each of ten seeds. Here are six moments of one run. The colours show D(x), the probability of
  //: being real that the discriminator gives to each place, and the numbers name the modes.

  //: {fold: the runs}
  let plan = PlanePlan(steps: page.profile == .quick ? 80 : PlanePlan().steps)
  let six = [40, 16, 8, 4, 2, 1].map { plan.steps / $0 }
  let forty = (1...40).map { $0 * plan.steps / 40 }
  let plainRun = try outcomes(of: [(plan, page.seed)], lookingAt: six + forty, "Training on the ring", page)
  // With this seed the remedies' points come with the book; other choices train them.
  let tried = options.remedy.map { [$0] } ?? ["wgan", "r1-r2"]
  let remedies = Remedy.all.filter { tried.contains($0.flag) }
  let points = try page.cached("live", configuration: remedies.map(plan.with), usesData: false) {
    let ends = try outcomes(of: remedies.map { (plan.with($0), page.seed) }, "Training with remedies", page)
    return Dictionary(uniqueKeysWithValues: zip(remedies.map(\.flag), ends.map(\.points)))
  }
  let choices = [.plain] + remedies
  let live = plainRun + remedies.map { PlaneOutcome(points[$0.flag]!, over: plan.target.mixture) }

  //: {fold: the names of the modes}
  // Outside the ring, so that they hide nothing.
  let centres = (0..<ring.modes).map { ring.centres.slice($0..<$0 + 1).scalars.map(Double.init) }
  let modeNames = centres.indices.map { (name: "\($0 + 1)", x: 1.27 * centres[$0][0], y: 1.27 * centres[$0][1]) }

  //: {fold: the figure of the collapse}
  try page.show(
    Panels(
      live[0].frames.filter { six.contains($0.step) }.map { frame in
        HeatMap(
          "step \(frame.step.text)", over: PlaneFrame.grid, values: frame.surface!.sigmoid(), label: "D(x)",
          range: 0...1,
          points: [
            Series("real", points: ring.sample(count: 200, random: Random(seed: 0)), as: .real),
            Series("generated", points: frame.points.slice(0..<250), as: .generated),
          ], pointSize: 0.6, names: modeNames)
      }, columns: 3),
    caption: "A generator collapses: points it draws, over the discriminator's D(x)",
    alternative: """
      Six moments of a run. The generated points are everywhere at first, and gather at two of the eight modes.
      """)

  //: {fold: the film of the collapse}
  let shown = ring.sample(count: 200, random: Random(seed: 0))
  try page.show(
    Animation(
      frames: live[0].frames.filter { forty.contains($0.step) }.map { Image(real: shown, generated: $0.points) },
      secondsPerFrame: 0.15),
    caption:
      "The same run as a film: generated points (crosses) leave most of the eight modes (discs)",
    alternative: "A film: crosses from everywhere gather at two of the eight modes")

  page.record("liveModes", live[0].modes, tolerance: 1)
  page.expect("this run ends with at most 2 of 8 modes", live[0].modes <= 2, from: .standard)

  //: *Open this in the lab:* `swift run lab --plan 'latents=64'` plays this run live, with the same weights at every step.
  //:
  //: At the end it covers {{liveModes}} of 8 modes. Seed {{seed}} is no exception:
  //: @hide
  page.record("seed", page.seed)
  //: @show

  let plain = try remedyRow(.plain, .ring, page).outcomes

  //: {fold: the table of ten seeds}
  page.table(
    header: ["seed"] + plain.indices.map { "\($0 + 1)" },
    rows: [
      ["modes covered"] + plain.map { "\(Int($0.modes))" }, ["modes reached"] + plain.map { "\(Int($0.reached))" },
      ["good points"] + plain.map { $0.quality.text(.percent(0)) },
    ])

  page.expect(
    "the plain pair ends with at most 2 of 8 modes on each of ten seeds",
    plain.count == 10 && plain.allSatisfy { $0.modes <= 2 })
  page.expect(
    "on nine of these seeds at least nine tenths of the points are good",
    plain.count { $0.quality >= 0.9 } == 9)

  //: Look at the last row. On nine of ten seeds nearly all points are good, so single points do not show what is wrong. The
  //: losses show only that the game is out of balance ([the answer on mode
  //: collapse](../../answers/mode-collapse.md#misconceptions) has the numbers).

  //: ## Why a collapse stays
  //:
  //: <a id="why-it-stays-no-slope-leads-to-the-other-modes"></a><a id="why-it-stays-a-valley-beside-the-modes"></a>
  //: <a id="why-nothing-drives-it-out-and-a-valley-beside-the-modes"></a>There are two questions. Why has the generator no reason
  //: to vary? And what keeps its points away from the modes that it has left?
  //:
  //: **The first question has a formula.** The generator's loss is the mean of $`-\log D(G(z))`$ over the latent vectors. A mean
  //: is never below the smallest value (inf, the *infimum*; if there is no smallest, the number that the values approach from
  //: above):
  //:
  //: ```math
  //: \mathbb{E}_z\big[-\log D(G(z))\big] \;\ge\; \inf_x\big[-\log D(x)\big].
  //: ```
  //:
  //: The generator comes as near to this bound as one likes if it sends *every* latent vector to where D is largest, whatever the
  //: data look like. So nothing in its loss asks for variety.
  //:
  //: What can the discriminator do about it? Its best answer at a place is p / (p + q), with the densities p of the data and q of
  //: the fakes there (chapter 3). So it can only call these fakes too many: with two modes of eight, which hold a quarter of the
  //: data and all of the fakes, the best discriminator answers {{bestOfTwo}} to every fake.
  //:
  //: Does the generator go to where D is largest? Look for that place on the map at the six moments above:

  //: {fold: the best answers}
  let farAway: Float = 100
  let answers = try live[0].frames.filter { six.contains($0.step) }.map { frame in
    let best = frame.surface!.transposed().argmax()[0]
    let least = NonSaturating().generator(fake: frame.surface!.slice(best..<best + 1)).scalar
    let place = PlaneFrame.grid.points.slice(best..<best + 1)
    // From there on, straight away from the middle.
    let farther = place * (farAway / place.squared().sum().squareRoot())
    let beyond = try discriminator(of: frame, in: plan)(farther, .inference).scalar
    // How many of its 500 fakes are near.
    let near = (frame.points - place).squared().sum(axes: [1]).scalars.count { $0 < 1 }
    return (
      step: frame.step, paid: frame.loss!, least: least, place: place.scalars, top: frame.surface!.scalars[best],
      beyond: beyond, near: near
    )
  }

  //: {fold: the claims}
  // Two of eight modes hold a quarter of the data and all of the fakes.
  page.record("bestOfTwo", 0.25 / (0.25 + 1), tolerance: 0, format: .decimals(1))
  page.record("paidAtEnd", Double(answers.last!.paid), tolerance: 0.4, format: .decimals(1))
  page.expect(
    "at each of the six moments the loss would be lower with all points at the best place",
    answers.allSatisfy { $0.least < $0.paid })
  page.expect(
    "at the last five of them it would be less than a thousandth of what it is",
    answers.dropFirst().allSatisfy { 1000 * $0.least < $0.paid }, from: .standard)
  page.expect(
    "at each of them that place is at the edge of the map, and at a distance of 100 in its direction the logit is higher still",
    answers.allSatisfy { $0.place.contains { abs($0) > 2.9 } && $0.beyond > $0.top }, from: .standard)
  page.expect(
    "at each of them fewer than one fake in fifty is within a distance of 1 of that place",
    answers.allSatisfy { $0.near < 10 }, from: .standard)

  //: No. At the last of them its loss is {{paidAtEnd}}, and with all points at that place it would be next to nothing. Each time
  //: the place is at the edge of the map, where no data and few fakes teach the discriminator anything.
  //:
  //: **For the second question there are measurements.** First, where do the points go? Here are three moments of the same run:

  //: {fold: the counts by step}
  let visits = live[0].frames.filter { forty.contains($0.step) }.map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    return (step: frame.step, counts: counts, modes: counts.indices.filter { counts[$0] >= 4 })
  }
  let listed = [1, 10, 40].map { visits[$0 - 1] }
  let since = visits.indices.first { start in visits[start...].allSatisfy { $0.modes == visits.last!.modes } }!
  // The two modes with most points at the end, and the other ones that are reached.
  let last = visits.last!
  let busiest = last.modes.sorted { last.counts[$0] > last.counts[$1] }.prefix(2).sorted()
  let passed = last.modes.filter { !busiest.contains($0) }

  //: {fold: the table of modes by step}
  page.table(
    header: ["step"] + centres.indices.map { "mode \($0 + 1)" } + ["modes reached"],
    rows: listed.map { visit in [visit.step.text] + visit.counts.map { "\($0)" } + ["\(visit.modes.count)"] },
    caption: "How many of 500 generated points are nearest to each mode")
  page.record("since", visits[since].step, tolerance: 400)
  page.record("atLast", last.modes.count, tolerance: 1)
  page.record("busiest", busiest.map { "\($0 + 1)" }.joined(separator: " and "))
  page.record("passed", passed.map { "\($0 + 1)" }.joined(separator: " and "))
  let ofBusiest = visits[since...].map { visit in Double(busiest.reduce(0) { $0 + visit.counts[$1] }) / 500 }
  page.record("ofBusiest", ofBusiest.min()!, tolerance: 0.05, format: .percent(0))
  page.expect(
    "all eight modes are reached at the first look, and half of them at the last",
    visits[0].modes.count == 8 && last.modes.count == 4, from: .standard)
  page.expect(
    "before the rates begin to fall there is a look from which on the same modes are reached at every look",
    2 * visits[since].step <= plan.steps, from: .standard)
  page.expect(
    "from then on the same two modes hold at least 85% of the points", ofBusiest.allSatisfy { $0 >= 0.85 },
    from: .standard)
  page.expect(
    "at the last look more than nine tenths of the points are nearest to these two, and all others to the two modes between them",
    ofBusiest.last! > 0.9 && busiest == [2, 7] && passed == [0, 1]
      && last.modes.reduce(0) { $0 + last.counts[$1] } == 500, from: .standard)
  let atEnd = ModeCount(live[0].points, over: ring).counts
  page.expect(
    "these two are covered at the end, and no other mode is",
    atEnd.indices.filter { atEnd[$0] >= 20 } == busiest, from: .standard)

  //: The points do not run from mode to mode. From step {{since}} on, the same {{atLast}} modes are reached. Two of these,
  //: {{busiest}}, hold {{ofBusiest}} of the points or more. The others, {{passed}}, are the nearest modes to a few points of a
  //: bridge (chapter 2) between these two, and they are not covered.
  //:
  //: Does the discriminator call the fakes at modes {{busiest}} too many? A mode has an eighth of the data. At step {{pullStep}}
  //: mode {{heavyMode}} has {{heavyShare}} of the fakes. If they are spread as the data are, the best answer there is
  //: {{heavyBest}}, and the learned D is roughly that: {{heavyLearned}}. At mode {{lightMode}}, with {{lightShare}} of the fakes,
  //: the best answer is {{lightBest}}, and D is higher: {{lightLearned}}. So the discriminator does answer lower where more fakes
  //: gather. But a low answer does not say where else to go.
  //:
  //: **Decide before you read on:** a fake goes a little way from mode {{heavyMode}} towards an *empty* mode, one that is not
  //: reached. Does the discriminator pull it on, or back?
  //:
  //: The *pull* on a fake is the negative gradient of $`-\log D`$ at its place (chapter 3): it points uphill on the map of D. So
  //: walk in a straight line from each of the two modes to its two neighbours on the ring. Two of these paths, {{emptyPaths}}, lead to
  //: an empty mode. In the figure D has a *valley*: a stretch where it is lower than on both sides.

  //: {fold: the walks at four moments}
  let neighbours = Pull.paths(from: busiest, over: ring)
  let empty = neighbours.filter { !last.modes.contains($0.goal) }
  // Those to empty modes first.
  let paths = empty + neighbours.filter { last.modes.contains($0.goal) }
  let looked = live[0].frames.filter { six.contains($0.step) && 8 * $0.step >= plan.steps }
  let rim = 3 * Double(ring.deviation)
  let moments = try looked.map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    let judge = try discriminator(of: frame, in: plan)
    let curves = paths.map { Pull.along(from: $0.start, to: $0.end, at: Pull.places, of: judge) }
    let marks = paths.map { path in
      Pull.along(from: path.start, to: path.end, at: [0, rim / path.length, 0.5, 1], of: judge)
    }
    let shares = busiest.map { Double(counts[$0]) / 500 }
    let atModes = busiest.map { mode in marks[paths.firstIndex { $0.mode == mode }!][0].verdict }
    // And from the two modes that hold the points to the best point of the map.
    let corner = answers.first { $0.step == frame.step }!.place.map(Double.init)
    let toCorner = busiest.map { Pull.along(from: centres[$0], to: corner, at: [0, 0.05, 0.1], of: judge) }
    let strays = 500 - last.modes.reduce(0) { $0 + counts[$1] }
    return (
      step: frame.step, paid: Double(frame.loss!), curves: curves, marks: marks, toCorner: toCorner, strays: strays,
      shares: shares, atModes: atModes
    )
  }

  //: {fold: the figure and the table of the paths}
  try page.show(
    Pull.panels(
      "From modes that hold the points to their neighbours", paths, moments[1].curves, rim: rim, from: 0.001),
    caption: """
      D on the paths from the modes that hold the points (left in each picture) to their neighbours (right), at step \
      \(moments[1].step.text). Above are the paths to empty modes, below those to modes that are reached and not covered. Grey: within \
      three deviations of a mode's centre; its edge is the **rim**. The axis of D is logarithmic, so the steeper the curve, the \
      stronger the pull along the path; values below 0.001 are drawn at 0.001. The arrows, a little above the curve, show the \
      direction of the pull only
      """,
    alternative: """
      Four curves of D, on a logarithmic axis. On the paths to empty modes D falls from the mode into a valley and rises to 1 at \
      the empty mode. The arrows point back next to the mode, and on from half-way.
      """)
  func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + value.text(.decimals(1)) }
  page.table(
    header: ["path", "at the mode", "at its rim", "half-way", "at the other mode"],
    rows: zip(paths, moments[1].marks).map { path, marks in
      [path.name] + marks.map { "\($0.verdict.text(.decimals(2))) (\(signed($0.onward)))" }
    }, caption: "D on each path, and in brackets the pull along it: above 0 to the other mode, below 0 back")

  //: {fold: the claims}
  let watched = empty.isEmpty ? paths.indices : empty.indices
  func onEmptyPaths(_ holds: (_ marks: [Pull], _ curve: [Pull]) -> Bool) -> Bool {
    moments.allSatisfy { moment in watched.allSatisfy { holds(moment.marks[$0], moment.curves[$0]) } }
  }
  let starts = watched.map { -log(moments[1].marks[$0][0].verdict) }
  page.record("emptyPaths", empty.map(\.name).joined(separator: " and "))
  page.record("pullStep", moments[1].step)
  page.record("lossLeast", starts.min()!, tolerance: 0.3, format: .decimals(1))
  page.record("lossMost", starts.max()!, tolerance: 0.4, format: .decimals(1))
  page.record("lossAll", moments[1].paid, tolerance: 0.4, format: .decimals(1))
  page.expect(
    "two of the four paths lead to empty modes, one from each of the two modes",
    paths.count == 4 && empty.map(\.start) == busiest.map { centres[$0] }, from: .standard)
  page.expect(
    "at all four moments, on each path to an empty mode, the pull at the rim of the mode points back to it, and is stronger than at its centre",
    onEmptyPaths { marks, _ in marks[1].onward < 0 && abs(marks[0].onward) < -marks[1].onward }, from: .standard)
  page.expect(
    "on each of them D is at its lowest place less than half of what it is at the mode, and less than half of what it is at the empty mode",
    onEmptyPaths { marks, curve in
      let lowest = curve.prefix(301).map(\.verdict).min()!
      return 2 * lowest < min(marks[0].verdict, marks[3].verdict)
    }, from: .standard)
  page.expect(
    "half-way on each of them the pull points on to the empty mode, and at the empty mode it is less than a tenth of that",
    onEmptyPaths { marks, _ in marks[2].onward > 0 && abs(marks[3].onward) < 0.1 * marks[2].onward }, from: .standard)
  page.expect(
    "at all four moments −log D is below 0.01 at the empty modes, and larger at the modes where the paths begin",
    onEmptyPaths { marks, _ in -log(marks[3].verdict) < min(0.01, -log(marks[0].verdict)) }, from: .standard)
  page.expect(
    "the mean of −log D over all fakes is larger than at the centre of either of the two modes",
    starts.allSatisfy { moments[1].paid > $0 }, from: .standard)
  page.expect(
    "at all four moments fewer than one fake in a hundred is nearer to an empty mode than to a reached one",
    moments.allSatisfy { $0.strays < 5 }, from: .standard)
  // The mode with more fakes first.
  let order = busiest.indices.sorted { moments[1].shares[$0] > moments[1].shares[$1] }
  let bestThere = moments[1].shares.map { share in 0.125 / (0.125 + share) }
  let learned = moments[1].atModes
  for (name, mode) in zip(["heavy", "light"], order) {
    page.record("\(name)Mode", busiest[mode] + 1)
    page.record("\(name)Share", moments[1].shares[mode], tolerance: 0.05, format: .percent(0))
    page.record("\(name)Best", bestThere[mode], tolerance: 0.05, format: .decimals(2))
    page.record("\(name)Learned", learned[mode], tolerance: 0.04, format: .decimals(2))
  }
  page.expect(
    "at the second of these moments D is within 0.1 of the best answer at the mode with most fakes, and at the other mode D is higher than there and higher than the best answer",
    order.count == 2 && abs(learned[order[0]] - bestThere[order[0]]) < 0.1
      && learned[order[1]] > max(learned[order[0]], bestThere[order[1]]), from: .standard)
  page.expect(
    "on the paths from the two modes that hold the points to the best place, the pull at a twentieth and at a tenth of the path points back, and D is lower there than at the mode",
    moments.allSatisfy { moment in
      moment.toCorner.allSatisfy { path in
        path.dropFirst().allSatisfy { $0.onward < 0 && $0.verdict < path[0].verdict }
      }
    }, from: .standard)

  //: It pulls the fake back. On both paths to an empty mode D falls as one leaves the mode that holds the points. Half-way a fake
  //: would be pulled on, and at the empty mode it could stay. But fakes do not come so far: fewer than one in a hundred is nearer
  //: to an empty mode than to a reached one. All this holds at four moments of this one run, of which the second is shown.
  //:
  //: Why is there a valley? Between two modes p is next to nothing. So wherever fakes have come there, the best answer is near 0.
  //:
  //: **Which of the two has to change first? The discriminator.** If D is nowhere higher than at the one perfect image, the
  //: generator may stay there for ever, because nothing asks it to move. In this run D *was* higher elsewhere: at step
  //: {{pullStep}} the loss of a fake would be next to nothing at an empty mode, and it is {{lossLeast}} to {{lossMost}} at the
  //: centres of the modes that hold the points. Still the discriminator had to change first. The generator follows its slope
  //: (chapter 1), and at the rim of such a mode the slope leads back.

  //: @hide
  page.record("remedies", Remedy.all.count - 1)
  try showLateR1(page, plan, paths, toEmpty: watched, reachedAtSwitch: visits[9].modes.count)
  var rows = try showRemedies(page, options, choices, live)
  rows.grid = try showGrid(page)
  let images = try showCollapsedImages(page)
  try showManyModes(page, by: images.classifier)
  try showBirthdayTest(page, images)
  let photographs = try showCollapsedPhotographs(page, options.images)
  try showPhotographTwins(page, photographs)
  try showChance(page, rows)
  try showRemedySlopes(page, rows)
  showRemedyTables(page, rows)
  try showLongRuns(page, rows)
  try showBeginnings(page, rows)
}

/// The discriminator of a moment of a run, put together again from its weights.
func discriminator(of frame: PlaneFrame, in plan: PlanePlan) throws -> Sequential {
  let network = plan.trainer(Random(seed: 0)).discriminator
  try network.load(frame.discriminator)
  return network
}
