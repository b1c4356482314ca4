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
//: A generator gets a different latent vector every time. What keeps it from drawing the same picture every time? Nothing
//: in its loss does, as long as the discriminator holds still. This chapter makes a generator collapse on purpose, measures what holds its points there, and
//: takes that away. Then it tries {{remedies}} changes, most of them well-known remedies, one at a time and on the same seeds. Some of
//: them work and some do not.
//:
//: ![A collapse](figures/01-a-generator-collapses-points-it-draws.svg)
//:
//: *Crosses are generated, circles are real. At step 8,000 most of the eight clusters are left alone.*
//:
//: ```
//: swift run chapter 6
//: swift run chapter 6 --remedy wgan-gp
//: ```
//:
//: The second command tries the remedy that you name beside the plain pair. The comparison of the remedies comes from a cache;
//: `--profile full --fresh` trains all of it anew, which takes more than an hour.
//:
//: **Before you read on, predict:** a generator draws one and the same perfect image every time. Its discriminator
//: judges images one by one. Which of the two has to change first?
//:
//: (*Deviation* on this page is short for standard deviation.)

//: ## A place where modes can be counted
//:
//: A *mode* of a distribution is a place where its samples gather: one kind of thing in the data (chapter 1). {define:
//: In *mode collapse* a generator draws some modes of the data and leaves out the others.} To
//: measure it, take data whose modes are known: eight small Gaussians on a ring, as in Metz 2016. They lie at a distance of
//: {{ringRadius}} from the origin, and their deviation is {{ringDeviation}}.
//:
//: Both networks have two hidden layers of 128 units and the usual first weights for ReLU (He 2015). The generator gets 64
//: latent values, far more than it needs. Both networks play the non-saturating loss with Adam at β₁ = 0.5. Their learning rate
//: is 2e-3 for half of the run, and then falls along half a cosine (`CosineDecay`). What counts at the end is drawn with the
//: moving average of the generator's weights.

//: {show: GAN/Plane/PlanePlan.swift#PlaneTarget, PlanePlan}

//: At these settings the plain pair collapses. They are harsher than chapter 4's ring: there the rate was half as large, the
//: generator had 2 latent values and not 64, and the same loss covered more.
//:
//: How good is a set of points? Three words say it.
//:
//: | word | meaning | if 2,500 perfect points are shared equally |
//: | --- | --- | --- |
//: | *good* | A point within three deviations of the nearest mode's centre, as in chapter 4. | {{perfect}} of the points |
//: | *covered* | {define: A mode is *covered* if at least 20 of 2,500 points are good and nearest to it.} | {{equalShare}} points a mode |
//: | *reached* | A mode to which at least 20 of 2,500 points (or 4 of 500, as in chapter 3) are nearest, good or not. | {{equalShare}} points (or {{equalShare500}}) a mode |
//:
//: So a mode is covered with only {{barShare}} of an equal share. A generator whose points lie near the modes and not in them is
//: *blurred*: it reaches modes that it does not cover.
//:
//: Two more numbers are given. *KL* says how unevenly the good points are shared among the modes, in nats: 0 if all modes get the
//: same share, log 8 ≈ 2.08 if one gets everything. {define: The *spread* within modes is how far good points deviate
//: from their own mode's mean, in units of the data's deviation: well under 1 for a generator whose modes have
//: shrunk.}
//:
//: What do points of the data itself score? (A `PlaneOutcome` is how a run in the plane ended, a `PlaneFrame` a moment of it.)

//: @hide
func modeCollapseChapter(_ page: Page, _ options: ModeCollapseChapter) throws {
  //: @show
  let ring = GaussianMixture.ring()
  let data = PlaneOutcome(ring.sample(count: 2500, random: Random(seed: page.seed)), over: ring)

  //: {fold: the table of the data's own scores}
  page.table(
    header: ["points from", "modes covered", "good points", "reached", "KL", "spread"],
    rows: [
      [
        "the data itself", "\(data.modes)", data.quality.text(.percent(1)), "\(data.reached)",
        data.divergence.text(.decimals(3)), data.spread.text(.decimals(2)),
      ]
    ])

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
    "the data's own samples come within a point of that, in all 8 modes",
    data.modes == 8 && abs(data.quality - (1 - exp(-4.5))) < 0.01)

  //: Remember {{perfect}}: that is what *perfect* samples score. A generator with 100% has shrunk its modes, and its spread
  //: shows it.

  //: ## Make it happen
  //:
  //: The plain pair collapses on each of ten seeds. Here are six moments of a run: what the generator draws, over the
  //: discriminator's surface. (The numbers name the modes.)

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
    caption: "A generator collapses: points it draws, over what the discriminator believes",
    alternative: """
      Six moments of a run. The generated points gather in far fewer places than the eight clusters of the data.
      """)

  //: {fold: the film of the collapse}
  let shown = ring.sample(count: 200, random: Random(seed: 0))
  try page.show(
    Animation(
      frames: live[0].frames.filter { forty.contains($0.step) }.map { Image(real: shown, generated: $0.points) },
      secondsPerFrame: 0.15),
    caption:
      "The same run as a film: generated points (crosses) leave most of the eight clusters (discs) to themselves",
    alternative: "A film: crosses from everywhere gather near two of eight clusters")

  page.record("liveModes", live[0].modes, tolerance: 1)
  page.expect("this run ends with at most 2 of 8 modes", live[0].modes <= 2, from: .standard)

  //: *Open this in the lab:* `swift run lab --plan 'latents=64'` is this very run, live, weight for weight. Play it, then
  //: compare it with another.
  //:
  //: At the end it covers {{liveModes}} of 8 modes. Seed {{seed}} is no exception, as ten seeds show:
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

  //: Look at the last line. Judged one by one, most of these points are excellent, so no single sample shows what is wrong. Do
  //: the losses show it? In part. Let a generator draw perfect samples of two of eight modes, and nothing else, against the best
  //: discriminator there is. That discriminator answers $`D^* = \tfrac18 / (\tfrac18 + \tfrac12)`$ on the two modes, and 1
  //: elsewhere. Both losses follow:

  let onDrawn = (1.0 / 8) / (1.0 / 8 + 1.0 / 2)
  let collapsed = (discriminator: -2.0 / 8 * log(onDrawn) - log(1 - onDrawn), generator: -log(onDrawn))
  page.record("fakesGet", onDrawn, tolerance: 0, format: .decimals(1))
  page.record("collapsedD", collapsed.discriminator, tolerance: 0, format: .decimals(3))
  page.record("collapsedG", collapsed.generator, tolerance: 0, format: .decimals(2))
  page.record("evenD", 2 * log(2.0), tolerance: 0, format: .decimals(3))
  page.record("evenG", log(2.0), tolerance: 0, format: .decimals(3))
  page.expect(
    "two of eight modes give losses other than 2 log 2 and log 2",
    collapsed.discriminator < 0.5 * 2 * log(2.0) && collapsed.generator > 2 * log(2.0))

  //: Every fake gets {{fakesGet}}. The discriminator's loss is {{collapsedD}}; in an even game it is {{evenD}}. The generator's is
  //: {{collapsedG}}; in an even game it is {{evenG}}. So the losses show an *imbalance*, and not its cause.

  //: ## Why it stays: no slope leads to the other modes
  //:
  //: Two questions: why has a generator no reason to vary, and what keeps it from the modes that it has left? The first has a formula,
  //: the second was measured.
  //:
  //: To a discriminator that holds still, one point can be as good an answer as any. The generator minimises the mean of
  //: $`-\log D(G(z))`$, and a mean is never less than the least of what it is taken over:
  //:
  //: ```math
  //: \mathbb{E}_z\big[-\log D(G(z))\big] \;\ge\; \inf_x\big[-\log D(x)\big].
  //: ```
  //:
  //: It comes as near to that as one likes if *every* latent vector is sent to where D is largest, whatever the data look like. (If D
  //: is the same everywhere, all answers are equally good.) So nothing in the loss asks for variety. The table has the six moments
  //: above: what the generator pays, and what it would pay if it sent everything to the point of the map that looks most real.

  //: {fold: the best answers}
  let farAway: Float = 100
  let answers = try live[0].frames.filter { six.contains($0.step) }.map { frame in
    let best = frame.surface!.transposed().argmax()[0]
    let least = NonSaturating().generator(fake: frame.surface!.slice(best..<best + 1)).scalar
    let place = PlaneFrame.grid.points.slice(best..<best + 1)
    // From there on, straight away from the middle.
    let farther = place * (farAway / place.squared().sum().squareRoot())
    let beyond = try discriminator(of: frame, in: plan)(farther, .inference).scalar
    return (
      step: frame.step, paid: frame.loss!, least: least, place: place.scalars, top: frame.surface!.scalars[best],
      beyond: beyond
    )
  }

  //: {fold: the table of best answers}
  page.table(
    header: ["step", "the generator pays", "all at the best point", "which is"],
    rows: answers.map { answer in
      [
        answer.step.text, answer.paid.text(.decimals(1)), answer.least.text(.scientific(1)),
        "(" + answer.place.map { $0.text(.decimals(1)) }.joined(separator: ", ") + ")",
      ]
    })

  page.expect(
    "at every moment, a single point would be a better answer than the generator's",
    answers.allSatisfy { $0.least < $0.paid })
  page.expect(
    "at every moment that point lies at the edge of the map, and farther out the logit is higher still",
    answers.allSatisfy { $0.place.contains { abs($0) > 2.9 } && $0.beyond > $0.top }, from: .standard)

  //: At every moment that point lies at the edge of the map, and D is larger still farther out: no real sample lies there, so the data
  //: teach the discriminator nothing about the place. The generator could pay next to nothing there. Yet it does not go. So there is
  //: the second question.
  //:
  //: First, where do its points go? The table has five moments of the same run: how many of 500 points are nearest to each mode.

  //: {fold: the counts by step}
  let visits = live[0].frames.filter { forty.contains($0.step) }.map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    return (step: frame.step, counts: counts, modes: counts.indices.filter { counts[$0] >= 4 })
  }
  let listed = [1, 4, 10, 20, 40].map { visits[$0 - 1] }
  let since = visits.indices.first { start in visits[start...].allSatisfy { $0.modes == visits.last!.modes } }!
  // The two modes with most points at the end, and the other ones that are reached.
  let last = visits.last!
  let busiest = last.modes.sorted { last.counts[$0] > last.counts[$1] }.prefix(2).sorted()
  let passed = last.modes.filter { !busiest.contains($0) }

  //: {fold: the table of modes by step}
  page.table(
    header: ["step"] + centres.indices.map { "mode \($0 + 1)" } + ["modes reached"],
    rows: listed.map { visit in [visit.step.text] + visit.counts.map { "\($0)" } + ["\(visit.modes.count)"] },
    caption: "500 generated points by the mode that they are nearest to")
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
    "it has come to rest before the rates begin to fall", 2 * visits[since].step <= plan.steps, from: .standard)
  page.expect(
    "from then on two modes hold at least 85% of the points", ofBusiest.allSatisfy { $0 >= 0.85 }, from: .standard)

  //: One might expect a chase from mode to mode. There is none in this run. At the first look the points still lie
  //: between the clusters, and every mode is reached. From step {{since}} on, before the rates begin to fall, the same {{atLast}}
  //: modes are reached. Two of these, {{busiest}}, hold {{ofBusiest}} of the points or more. The others, {{passed}}, are reached only
  //: by points on the way between those two. (A generator is continuous, so it cannot draw two places without the ground between
  //: them.) How it came from eight modes to {{atLast}} was not measured.
  //:
  //: What holds the points there? A valley. The slope of $`-\log D`$ at its place is what pulls a fake. (How far it yields depends on
  //: weights that all fakes share.) So walk straight from a reached mode to a neighbour that is *empty*, which means not reached. Here the ways are
  //: {{ways}}. What does D say along the way, and where does the slope pull a fake?

  //: {fold: the walks at four moments}
  let looked = live[0].frames.filter { six.contains($0.step) && 8 * $0.step >= plan.steps }
  let rim = 3 * Double(ring.deviation)
  let moments = try looked.map { frame in
    let counts = ModeCount(frame.points, over: ring, within: .infinity).counts
    let reached = counts.indices.filter { counts[$0] >= 4 }
    let (judge, ways) = (try discriminator(of: frame, in: plan), Pull.ways(from: reached, over: ring))
    // And from the two modes that hold the points to the best point of the map.
    let corner = answers.first { $0.step == frame.step }!.place.map(Double.init)
    let away = busiest.map { Pull.Way(name: "", start: centres[$0], end: corner) }
    return (
      step: frame.step, ways: ways, curve: Pull.along(ways, at: Pull.places, of: judge),
      marks: Pull.along(ways, at: [0, rim / ways[0].length, 0.25, 0.5, 1], of: judge),
      toCorner: away.map { Pull.along([$0], at: [0, 0.05, 0.1], of: judge) },
      strays: 500 - reached.reduce(0) { $0 + counts[$1] }
    )
  }

  //: {fold: the figure of the way}
  func way(_ title: String, _ pulls: [Pull]) -> LinePlot {
    let share = rim / moments[1].ways[0].length
    // Arrows of one length along the way: only their direction is drawn.
    let shown = stride(from: 0, to: pulls.count, by: 15).filter { abs(pulls[$0].towardsEmpty) > 0.1 }
    return LinePlot(
      title, x: Axis("share of the way from a reached mode to an empty one", range: -0.05...1.13),
      y: Axis("D(x)", range: 0...1.02), [Series("D(x)", x: Pull.places, y: pulls.map(\.verdict), as: .discriminator)],
      references: [.span(0...share, "reached mode"), .span(1 - share...1 + share, "empty mode")],
      arrows: VectorField(
        from: Tensor(shown.map { [Float(Pull.places[$0]), Float(pulls[$0].verdict)] }),
        to: Tensor(
          shown.map {
            [Float(Pull.places[$0] + (pulls[$0].towardsEmpty > 0 ? 0.035 : -0.035)), Float(pulls[$0].verdict)]
          })))
  }
  try page.show(
    way("From a reached mode to an empty one, step \(moments[1].step.text)", moments[1].curve),
    caption: """
      What the discriminator says on the way from a mode that the generator draws (left) to one that it does not draw (right), mean of \
      \(moments[1].ways.map(\.name).joined(separator: " and ")): a hill, a valley, a plateau. Arrows: which way the slope pulls a fake there. On the plateau it does not pull
      """,
    alternative: """
      D falls from the reached mode into a valley and rises to 1 at the empty mode. The arrows point back next to the reached mode, and \
      on from half-way.
      """)

  //: {fold: the claims}
  let marks = moments[1].marks
  page.record("ways", moments[1].ways.map(\.name).joined(separator: " and "))
  page.record("pullStep", moments[1].step)
  page.record("dReached", marks[0].verdict, tolerance: 0.1, format: .decimals(1))
  page.record("dQuarter", marks[2].verdict, tolerance: 0.01, format: .decimals(2))
  page.record("paysReached", -log(marks[0].verdict), tolerance: 0.4, format: .decimals(1))
  page.expect(
    "at all four moments a fake at the rim of a reached mode is driven back, more strongly than it is pulled at the centre",
    moments.allSatisfy { $0.marks[1].towardsEmpty < -1 && abs($0.marks[0].towardsEmpty) < -$0.marks[1].towardsEmpty },
    from: .standard)
  page.expect(
    "half-way it is driven on to the empty mode, and at the empty mode it is hardly moved",
    moments.allSatisfy { $0.marks[3].towardsEmpty > 1 && abs($0.marks[4].towardsEmpty) < 0.1 }, from: .standard)
  page.expect(
    "a quarter of the way along it is driven back, and the discriminator gives less than half of what it gives at the reached mode",
    moments.allSatisfy { $0.marks[2].towardsEmpty < 0 && $0.marks[2].verdict < 0.5 * $0.marks[0].verdict },
    from: .standard)
  page.expect(
    "a fake at the empty mode would pay less than one at the reached mode, and less than 0.01, at all four moments",
    moments.allSatisfy { -log($0.marks[4].verdict) < min(0.01, -log($0.marks[0].verdict)) }, from: .standard)
  page.expect(
    "fewer than one fake in a hundred is nearer to an empty mode than to a reached one",
    moments.allSatisfy { $0.strays < 5 }, from: .standard)
  page.expect(
    "on the way from both of the modes that hold the points to the best point of the map, a fake is driven back at a twentieth and at a tenth of the way, and D falls",
    moments.allSatisfy { moment in
      moment.toCorner.allSatisfy { way in
        way.dropFirst().allSatisfy { $0.towardsEmpty < 0 && $0.verdict < way[0].verdict }
      }
    }, from: .standard)

  //: A mode that holds points is a hill of the discriminator's surface with a valley around it: at step {{pullStep}} D is
  //: {{dReached}} at its centre and {{dQuarter}} a quarter of the way to the next mode. A fake that strays to the rim is driven back, and
  //: so is one a quarter of the way along. From half-way it would be driven on, and at the empty mode it could stay. But fakes do not
  //: come that far: fewer than one in a hundred is nearer to an empty mode than to a reached one. The way to the far corner, where D is
  //: largest, begins with such a valley too. (Modes {{passed}} are another case: they have fakes beside them, but at the end neither is
  //: covered. All this is measured at four moments of one run.)
  //:
  //: **Which of the two has to change first? The discriminator.** The generator would pay less at an empty mode: next to nothing, where a
  //: reached mode costs $`-\log D`$ = {{paysReached}}. But it only follows slopes, and no slope leads there. So the slopes must change,
  //: and they are the discriminator's.
  //:
  //: ### Take the valley away
  //:
  //: If a valley holds the points, a discriminator that may not be steep should let them go. R1 (chapter 4) charges the discriminator for
  //: its slope at real samples. So let the pair collapse as before, and switch R1 on after step {{switchedOn}}, when the points of
  //: seed 1 have long come to rest. Nothing else is changed, and up to there both runs are one. (`Remedy.lateR1` is that switch; the ten seeds come from the
  //: cache.)

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
  let wayOut = Pull.along(moments[1].ways, at: Pull.places, of: gentle)

  //: {fold: the figure and the table of the switch}
  try page.show(
    way("The same way, \((soonAfter - switchedOn).text) steps after R1 was switched on", wayOut),
    caption:
      "The way of the figure above, step \(soonAfter.text): hardly anything is left of the valley, and the arrows point on",
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
      Modes reached, of 8, by collapsed pairs in which R1 is switched on, and by the same pairs without it: at the end by 2,500 points \
      of the averaged generator, before by 500 of the generator itself
      """)

  //: {fold: the claims}
  page.record("switchedOn", switchedOn)
  page.record("soonAfter", soonAfter)
  page.record("wayOutSteps", soonAfter - switchedOn)
  page.record("halfRun", half)
  page.record("lateMost", Int(ends.map { $0[0] }.max()!), tolerance: 0)
  page.record("lateAtHalf", ends.count { $0[1] == 8 }, tolerance: 0)
  page.record("lateWhole", ends.count { $0[2] == 8 }, tolerance: 0)
  page.record("withoutMost", Int(without.max()!), tolerance: 0)
  page.expect(
    "without R1 no pair reaches more than half of the modes at the end",
    without.count == 10 && without.allSatisfy { $0 <= 4 },
    from: .standard)
  page.record("lateLeastGood", ends.map { $0[3] }.min()!, tolerance: 0, format: .percent(0))
  page.record("lateMostGood", ends.map { $0[3] }.max()!, tolerance: 0, format: .percent(0))
  page.expect(
    "up to the switch both runs of this seed reach equally many modes",
    ends[0][0] == Double(visits[9].modes.count), from: .standard)
  page.expect(
    "when R1 is switched on each of ten pairs reaches at most four modes, and at the end every one reaches all eight",
    ends.allSatisfy { $0[0] <= 4 && $0[2] == 8 }, from: .standard)
  page.expect(
    "soon after the switch D rises along the way from a tenth to the end of it, and a fake is pulled on at a tenth, a quarter, half and three quarters of the way",
    [0.1, 0.25, 0.5, 0.75].allSatisfy { share in
      wayOut[Int(300 * share)].towardsEmpty > 0
    }
      && zip([0.1, 0.25, 0.5, 0.75], [0.25, 0.5, 0.75, 1]).allSatisfy {
        wayOut[Int(300 * $0)].verdict < wayOut[Int(300 * $1)].verdict
      }, from: .standard)
  page.expect(
    "at the end fewer than a third of the points are good on every seed", ends.allSatisfy { $0[3] < 1.0 / 3 },
    from: .standard)

  //: In {{wayOutSteps}} steps hardly anything of the valley is left. D climbs from the reached mode to the empty one, and the slope pulls a fake on nearly
  //: all the way. The points follow. When R1 was switched on, no pair reached more than {{lateMost}} modes. By step {{halfRun}}
  //: {{lateAtHalf}} of ten reach all eight, and at the end {{lateWhole}} do. Without R1 some pairs gain a mode or two by then and some
  //: lose one, and none reaches more than {{withoutMost}}. So what kept them was the discriminator, and a charge on its slopes let them
  //: go. (The
  //: valley was looked at on this one seed. And R1 so late mends the collapse, not the sharpness: at the end {{lateLeastGood}} to
  //: {{lateMostGood}} of the points are good.)
  //:
  //: What would help? The discriminator could *see* that the points are all the same. Its slopes could be so gentle that
  //: they drive no point far. Or the generator could *foresee* that the discriminator will move. Most of the remedies tried
  //: here do one of the three. Three kinds of remedy were not tried: generators with an encoder, several generators at once, and losses
  //: that reward variety outright.

  //: @hide
  page.record("remedies", Remedy.all.count - 1)
  let rows = try showRemedies(page, options, choices, live)
  try showCollapsedImages(page)
  let photographs = try showCollapsedPhotographs(page, options.images)
  try showPhotographTwins(page, photographs, options.images)
  try showRemedySlopes(page, rows)
  try showRates(page, rows)
  try showRemedyTables(page, rows)
}

/// The discriminator of a moment of a run, put together again from its weights.
func discriminator(of frame: PlaneFrame, in plan: PlanePlan) throws -> Sequential {
  let network = plan.trainer(Random(seed: 0)).discriminator
  try network.load(frame.discriminator)
  return network
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
}
