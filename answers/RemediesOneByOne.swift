import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: # The remedies, one by one
//:
//: This page continues [chapter 6](../chapters/06-mode-collapse/README.md#remedies), for those who want to use one of its changes
//: or to check its numbers.
//:
//: ## In short
//:
//: Chapter 6 adds {{remedies}} changes, one at a time, to a pair that collapses on a ring of eight modes. On every one of ten
//: seeds {{wholeRing}} of them cover the whole ring. The cheapest of these is PacGAN, and R1 with R2 has the most good points.
//: On a grid of 25 modes none of them covers half on average in {{usualSteps}} steps; R1 with {{longTimes}} times as many does,
//: on average over the two seeds that were tried. Below is each change with its setting, what it did, and the code that makes
//: it.
//:
//: ```
//: swift run answer remedies
//: ```
//:
//: ## The changes
//:
//: Each change was tried at one setting, which is part of its name. The three WGANs are whole packages: they also have another
//: loss, and the two clipped ones other optimisers.
//:
//: | | change, with its setting | what it does |
//: | ---: | --- | --- |
//: | | **The discriminator sees several samples at once** | |
//: | 1 | {{pacgan-title}} | It judges packs of samples, all real or all generated (Lin 2018). |
//: | 2 | {{minibatch-deviation-title}} | It is told how much the samples of the batch differ (Karras 2018). |
//: | | **The discriminator's slope is held down** | |
//: | 3 | {{r1-title}} | It is penalised at real samples (Mescheder 2018). |
//: | 4 | {{fading-r1-title}} | The same, but the penalty's weight γ falls smoothly to the second number. |
//: | 5 | {{r1-r2-title}} | It is penalised at generated samples too. |
//: | 6 | {{wgan-gp-title}} | A Wasserstein critic is penalised where the length of its slope is not 1 (Gulrajani 2017). |
//: | 7 | {{wgan-title}} | Each of the critic's weights is cut back into a small range after every step (Arjovsky 2017; in chapter 4 to ±0.05). |
//: | 8 | {{wgan-steps-title}} | The same, but the critic learns five times for each step of the generator. |
//: | 9 | {{spectral-norm-title}} | The slope of every layer is bounded (Miyato 2018). |
//: | 10 | {{fading-noise-title}} | Noise blurs what the discriminator sees, less and less (Sønderby 2016; Arjovsky & Bottou 2017). |
//: | 11 | {{noise-title}} | The same noise, weak and constant. |
//: | | **The generator looks ahead** | |
//: | 12 | {{unrolling-title}} | It plays against the discriminator as it will be a few steps later (Metz 2016). |
//: | | **Often recommended** | |
//: | 13 | {{smoothing-title}} | Real samples are taught as a little less than 1. |
//: | 14 | {{dropout-title}} | Values in the discriminator are set to 0 at random. |
//: | | **Latent vectors, initial weights and rates** | |
//: | 15 | {{slow-generator-title}} | The discriminator learns four times as fast (two time-scale rates, Heusel 2017). |
//: | 16 | {{small-weights-title}} | They are uniform within ±1/√inputs, as PyTorch has them. |
//: | 17 | {{few-latents-title}} | The latent vectors are shorter. |

//: @hide
/// How every remedy did on both targets, and what its steps cost.
struct RemedyRows {
  let ring: [RemedyRow]
  let grid: [RemedyRow]
  let slopes: [String: [RemedySlope]]
  let costs: [String: Double]

  /// From the caches that come with the book, or trained anew.
  init(_ page: Page) throws {
    ring = try Remedy.all.map { try remedyRow($0, .ring, page) }
    grid = try Remedy.all.map { try remedyRow($0, .grid, seeds: 4, page) }
    slopes = try remedySlopes(page)
    costs = try remedyCosts(page)
  }
}

func remediesAnswer(_ page: Page) throws {
  let rows = try RemedyRows(page)
  try showSingleChanges(page, rows)
  try showSteepness(page, rows)
  try showRemedySlopes(page, rows)
  showRemedyTables(page, rows)
  try showLongRuns(page, rows)
  try showStrengths(page)
  try showBeginnings(page, rows)
}

func showSingleChanges(_ page: Page, _ found: RemedyRows) throws {
  let row = Dictionary(uniqueKeysWithValues: found.ring.map { ($0.remedy.flag, $0) })
  //: @show
  //: ## What single changes did
  //:
  //: Of the changes in this list only noise that fades covers the whole ring on every seed.
  //:
  //: - *A little noise, label smoothing, a generator at a quarter of the rate.* Every seed ends on one mode. (In chapter 4's
  //:   setting the same smoothing covers more modes on five seeds of five, but on three of these it leaves out a mode that is
  //:   reached without it.)
  //: - *Dropout.* It covers {{dropoutModes}} modes on average, where the bare pair covers {{plainModes}}. The difference comes
  //:   from only {{dropoutLarge}} of the {{dropoutSeeds}} seeds.
  //: - *Spectral norm.* It covers {{normedModes}} modes, and {{normedQuality}} of its points are good, the fewest of all.
  //: - *Unrolling.* It is {{unrollingCost}} times as slow as the bare pair and covers no more modes, and {{unrollingQuality}}
  //:   of its points are good, where the bare pair has {{plainQuality}}. It is not quite [its authors'
  //:   unrolling](#latent-vectors-initial-weights-and-rates).
  //: - *Minibatch standard deviation.* It covers the whole ring on no seed, but reaches {{deviationReached}} modes on average,
  //:   where the bare pair reaches {{plainReached}}.
  //: - *Noise that fades.* Of the changes that cover the whole ring it has the fewest good points, {{noiseQuality}}.
  //: - *A discriminator at a tenth of the rate.* It is not among the {{remedies}} changes. It covers {{slowModes}} modes on
  //:   average on three seeds, about as many as smaller initial weights do.
  //:
  //: ## How much chance does
  //:
  //: Chance may be all that dropout gains over the bare pair; for minibatch standard deviation that is less likely. If a change
  //: does nothing, the difference from the bare pair on each seed could as well have the other sign. So take the ten
  //: differences with all 2¹⁰ ways to give them signs. How often is their sum, in either direction, as large as the one that
  //: was found? This is a *sign-flip test*.

  //: {fold: the claims about single changes}
  // In the code at the end of the page a `SequentialBuilder` lets one write layers one below the other, a `PlaneTrainer` is
  // chapter 5's trainer for a pair in the plane, and `BookFiles` knows where the caches lie.
  page.record("remedies", Remedy.all.count - 1)
  let whole = found.ring.filter { $0.seedsCovering(8) == $0.outcomes.count }
  page.record("wholeRing", whole.count)
  for remedy in Remedy.all { page.record("\(remedy.flag)-title", remedy.title) }
  page.expect(
    "of the changes that are told one by one only noise that fades covers the whole ring on every seed, and minibatch standard deviation does so on none",
    ["noise", "smoothing", "slow-generator", "dropout", "spectral-norm", "unrolling", "minibatch-deviation"].allSatisfy
    {
      row[$0]!.seedsCovering(8) < row[$0]!.outcomes.count
    } && row["fading-noise"]!.seedsCovering(8) == row["fading-noise"]!.outcomes.count
      && row["minibatch-deviation"]!.seedsCovering(8) == 0)
  page.record("usualSteps", PlanePlan().steps)
  page.expect(
    "no change covers half of the grid's 25 modes on average", found.grid.allSatisfy { $0.mean(\.modes) < 12.5 })
  for (name, flag) in [("plain", "bare"), ("dropout", "dropout"), ("normed", "spectral-norm")] {
    page.record("\(name)Modes", row[flag]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  }
  for (name, flag) in [
    ("unrolling", "unrolling"), ("plain", "bare"), ("noise", "fading-noise"), ("normed", "spectral-norm"),
  ] {
    page.record("\(name)Quality", row[flag]!.mean(\.quality), tolerance: 0, format: .percent(0))
  }
  for (name, flag) in [("plain", "bare"), ("deviation", "minibatch-deviation")] {
    page.record("\(name)Reached", row[flag]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  }
  page.record("unrollingCost", found.costs["unrolling"]!, tolerance: .infinity, format: .significant(2))
  let ttur = PlaneRun(PlanePlan(remedy: .slowGenerator()), seed: 1)
  ttur.step()
  page.expect(
    "with the generator's rate × 0.25 the discriminator learns four times as fast as the generator",
    ttur.trainer.discriminatorRule.learningRate == 4 * ttur.trainer.generatorRule.learningRate)
  page.expect(
    "with a little noise, with label smoothing and with the generator's rate × 0.25 every seed ends on one mode",
    ["noise", "smoothing", "slow-generator"].allSatisfy {
      row[$0]!.outcomes.allSatisfy { $0.reached == 1 && $0.modes == 1 }
    })
  page.expect(
    "unrolling covers no more modes than the bare pair on average, and has less than a quarter of its share of good points",
    row["unrolling"]!.mean(\.modes) <= row["bare"]!.mean(\.modes)
      && row["unrolling"]!.mean(\.quality) < 0.25 * row["bare"]!.mean(\.quality))
  page.expect(
    "spectral norm has the smallest share of good points of all changes",
    found.ring.allSatisfy { $0.mean(\.quality) >= row["spectral-norm"]!.mean(\.quality) })
  // Dropout against nothing, seed by seed.
  let gains = zip(row["dropout"]!.outcomes, row["bare"]!.outcomes).map { $0.modes - $1.modes }
  let (large, small) = (gains.count { $0 >= 4 }, gains.count { abs($0) <= 1 })
  page.record("dropoutLarge", large, tolerance: 0)
  page.record("dropoutSeeds", gains.count)
  page.expect(
    "on two of ten seeds dropout covers at least four modes more than the bare pair, and on the others at most one more or less",
    large == 2 && large + small == gains.count)

  //: {fold: the claims}
  let onRing = ["minibatch-deviation", "dropout"].map { flag in
    zip(row[flag]!.outcomes, row["bare"]!.outcomes).map { $0.modes - $1.modes }
  }
  let byLuck = onRing.map(signFlipShare)

  page.record("deviationByLuck", byLuck[0], tolerance: 0, format: .percent(1))
  page.record("dropoutByLuck", byLuck[1], tolerance: 0, format: .percent(0))
  page.expect(
    "fewer than one way of fifty to give the signs has a sum as large as that of minibatch standard deviation",
    byLuck[0] < 0.02)
  page.expect("more than one way of twenty has a sum as large as that of dropout", byLuck[1] > 0.05)

  //: For dropout {{dropoutByLuck}} of the ways reach its sum, so its gain is not shown. For minibatch standard deviation
  //: {{deviationByLuck}} do, but it was picked from {{remedies}} changes after the runs.
  //: @hide
}

func showSteepness(_ page: Page, _ found: RemedyRows) throws {
  //: @show
  //: ## How steep the discriminator is with every change
  //:
  //: Chapter 6 asks whether a steep discriminator goes with collapse, and answers it for [three remedies at several
  //: strengths](../chapters/06-mode-collapse/README.md#what-the-changes-that-help-have-in-common). The plots below have all
  //: changes, on ten seeds: the largest gradient norm of the logit, or of a critic's score, on chapter 6's map. A collapsed
  //: generator may let its discriminator become steep, so there are two moments: step {{earlyStep}}, when each bare pair still
  //: reaches all eight modes, and step {{lateStep}}, when each has lost some. (PacGAN's packs have no map.)

  //: {fold: the slopes of the runs}
  // A `RemedySlope` has the slopes of a run at both moments.
  typealias Run = (flag: String, early: Double, late: Double, reached: Int, modes: Double)
  let runs: [Run] = found.ring.flatMap { remedy in
    zip(found.slopes[remedy.remedy.flag] ?? [], remedy.outcomes).map { slope, outcome in
      (remedy.remedy.flag, slope.early.map, slope.late.map, slope.early.reached, outcome.modes)
    }
  }

  //: {fold: the picture of slopes}
  let groups: [(name: String, flags: [String])] = [
    ("all others", []), ("spectral norm", ["spectral-norm"]), ("dropout", ["dropout"]),
    ("critic, clipped", ["wgan", "wgan-steps"]), ("critic, WGAN-GP", ["wgan-gp"]),
  ]
  let marked = groups.flatMap(\.flags)
  func plot(_ step: Int, _ slope: (Run) -> Double) -> ScatterPlot {
    ScatterPlot(
      "at step \(step.text)", x: Axis("largest gradient norm on the map", .logarithmic, range: 0.08...150),
      y: Axis("modes covered at the end", range: -0.7...8.7),
      groups.map { name, flags in
        let own = runs.filter { flags.isEmpty ? !marked.contains($0.flag) : flags.contains($0.flag) }
        // Many end with all modes: a little above and below, so that none hides another.
        let apart = own.indices.map { 0.13 * Double($0 % 5 - 2) }
        return Series(name, x: own.map(slope), y: zip(own, apart).map { $0.modes + $1 })
      }, equalAspect: false, opacity: 0.8)
  }
  let (earlyStep, lateStep) = (RemedySlope.moments[0], RemedySlope.moments[1])
  try page.show(
    Panels([plot(earlyStep) { $0.early }, plot(lateStep) { $0.late }], columns: 2),
    caption: """
      Each point is one run: the largest gradient norm of its discriminator at two moments, and the modes that it covers at the \
      end. (Points are moved up or down a little, so that none hides another. A critic's score has a scale of its own.)
      """,
    alternative: """
      Two scatter plots of gradient norm against modes covered. On the right spectral norm lies left of all, and the runs with all \
      modes lie left of the remaining ones, but for two. On the left dropout and some other runs that lose modes lie among them.
      """)

  //: {fold: the claims}
  let starts = ["small-weights", "few-latents"]
  let normed = runs.filter { $0.flag == "spectral-norm" }
  let isCritic = { (run: Run) in run.flag.hasPrefix("wgan") }
  let logits = runs.filter { !isCritic($0) && $0.flag != "spectral-norm" }
  let (whole8, others) = (logits.filter { $0.modes == 8 }, logits.filter { $0.modes < 8 })
  page.record("normedSteepest", normed.flatMap { [$0.early, $0.late] }.max()!, tolerance: 0, format: .significant(2))
  page.record("normedBest", Int(normed.map(\.modes).max()!), tolerance: 0)
  page.record("earlyStep", earlyStep)
  page.record("lateStep", lateStep)
  let lag = others.filter { $0.early <= whole8.map(\.early).max()! }
  page.record("steeperEarly", others.count - lag.count)
  let early = others.filter { $0.early > whole8.map(\.early).max()! }
  page.expect(
    "more than two thirds of the steep ones still reach all eight modes at step 400, and of the others more than half are unrolled",
    3 * early.count { $0.reached == 8 } > 2 * early.count
      && 2 * early.count { $0.reached < 8 && $0.flag == "unrolling" } > early.count { $0.reached < 8 })
  page.expect(
    "with spectral norm no pair reaches more than two modes at step 400", normed.allSatisfy { $0.reached <= 2 })
  page.expect(
    "the runs with logits and a changed discriminator that end with all eight modes are those with R1, in three forms, and with noise that fades",
    Set(whole8.filter { !starts.contains($0.flag) }.map(\.flag)) == ["r1", "fading-r1", "r1-r2", "fading-noise"])
  page.record("othersCount", others.count)
  page.expect(
    "three quarters of the runs with logits that lose modes, spectral norm's left out, are steeper at step 400 than every such run that covers all eight",
    4 * (others.count - lag.count) > 3 * others.count)
  page.expect(
    "the others of these are runs with dropout, smaller initial weights or fewer latent values, and at step 2,000 each of them is more than three times as steep as every run with a changed discriminator that covers all eight",
    Set(lag.map(\.flag)) == ["dropout", "small-weights", "few-latents"]
      && lag.allSatisfy { run in whole8.filter { !starts.contains($0.flag) }.allSatisfy { run.late > 3 * $0.late } })
  let steepGood = whole8.filter { starts.contains($0.flag) }
  page.record("steepGoodLeast", steepGood.map(\.late).min()!, tolerance: 0, format: .significant(2))
  page.expect(
    "at step 2,000 every run with logits that loses modes, spectral norm's left out, is more than four times as steep as every run with a changed discriminator that covers all eight",
    others.allSatisfy { run in whole8.filter { !starts.contains($0.flag) }.allSatisfy { run.late > 4 * $0.late } })
  page.expect(
    "two runs cover all eight although they are as steep at step 2,000 as those that do not, and both have other initial weights or fewer latent values",
    steepGood.count == 2 && steepGood.allSatisfy { $0.late > others.map(\.late).min()! })
  page.expect("all runs with critics end with all 8 modes", runs.filter(isCritic).allSatisfy { $0.modes == 8 })

  //: **Most runs that lose a mode are steep before they lose it.** Of the runs that end without some mode, critics and spectral
  //: norm left out, {{steeperEarly}} of {{othersCount}} are steeper at step {{earlyStep}} than every such run that ends with all
  //: eight, and most of these {{steeperEarly}} have lost no mode yet. The others become steep later.
  //:
  //: A gentle slope is not enough, though: *spectral norm*, at the lower left, never exceeds {{normedSteepest}} and still covers
  //: little. At step {{earlyStep}} none of its pairs reaches more than two modes, though one of them covers {{normedBest}} at
  //: the end. A steep slope is not always fatal either: two runs with smaller initial weights or fewer latent values cover all
  //: eight modes with a gradient norm of {{steepGoodLeast}} or more at step {{lateStep}}.
  //: @hide
}

func showRemedySlopes(_ page: Page, _ found: RemedyRows) throws {
  let slopes = found.slopes
  let row = Dictionary(uniqueKeysWithValues: found.ring.map { ($0.remedy.flag, $0) })
  //: @show
  //: ## The slopes at samples, and spectral norm
  //:
  //: At real points the slopes are of the same order as on the map, and spectral norm covers more modes with a factor behind it,
  //: though that may be chance. The map is the one of chapter 6: beside it, the largest gradient norm of a discriminator at
  //: step {{slopeStep}} was also measured at 2,500 real points and at 500 generated ones.

  //: {fold: the claims}
  page.record("slopeStep", RemedySlope.moments[1])
  let runs = slopes.values.joined().map(\.late)
  // The slopes of the changes of the discriminator that cover all modes on every seed.
  let covering = found.ring.filter { $0.seedsCovering(8) == $0.outcomes.count && !$0.remedy.judgesPacks }
  func slopesOn(_ isMeant: (Remedy) -> Bool) -> [Double] {
    covering.filter { isMeant($0.remedy) }.flatMap { slopes[$0.remedy.flag]!.map(\.late.map) }
  }
  let (penalty, held) = (slopesOn { $0.flag == "wgan-gp" }, slopesOn { $0.flag != "wgan-gp" })
  page.record("penaltyLeast", penalty.min()!, tolerance: 0, format: .significant(2))
  page.record("penaltyMost", penalty.max()!, tolerance: 0, format: .significant(2))
  page.record("heldMost", held.max()!, tolerance: 0, format: .significant(2))
  page.record("normedSlope", slopes["spectral-norm"]!.map(\.late.map).max()!, tolerance: 0, format: .significant(2))
  page.expect(
    "of the changes that cover the whole ring WGAN-GP has the steepest discriminators: each is steeper than each of the others",
    penalty.min()! > held.max()!)
  page.expect(
    "in every run the largest gradient norm at real points is between a fifth and five quarters of that on the map, and at generated points it is less than a tenth of that in some",
    runs.allSatisfy { (0.2...1.25).contains($0.real / $0.map) } && runs.contains { $0.fake < 0.1 * $0.map })

  //: At generated points some of the norms are far smaller than on the map. Of the changes that cover the whole ring, WGAN-GP has
  //: the steepest discriminators, with {{penaltyLeast}} to {{penaltyMost}} on the map, while the others have {{heldMost}} at
  //: most: its penalty asks for 1, and λ = 0.1 holds loosely.
  //:
  //: Is spectral norm too flat? With a gradient norm of at most {{normedSlope}} the probability changes little across a mode
  //: and far beyond. So let it vary more: here is the same network, its logit times ten, on the same ten seeds.

  //: {fold: the table of spectral norm with a factor}
  let scaled = try remedyRow(.spectralNorm(times: 10), .ring, page)
  page.table(
    header: ["", "modes covered, by seed", "mean", "good points", "reached"],
    rows: [row["bare"]!, row["spectral-norm"]!, scaled].map { row in
      [
        row.remedy.title, row.outcomes.map { "\(Int($0.modes))" }.joined(separator: " "),
        row.mean(\.modes).text(.decimals(1)), row.mean(\.quality).text(.percent(0)),
        row.mean(\.reached).text(.decimals(1)),
      ]
    }, caption: "Spectral norm as it is, and with a factor behind it, over ten seeds")
  let freed = zip(scaled.outcomes, row["spectral-norm"]!.outcomes).map { $0.modes - $1.modes }
  page.record("scaledModes", scaled.mean(\.modes), tolerance: 0, format: .decimals(1))
  page.record("scaledWhole", scaled.seedsCovering(8))
  let freedByLuck = page.record("freedByLuck", signFlipShare(freed), tolerance: 0, format: .percent(0))
  page.expect(
    "with the factor spectral norm covers more modes on average than without, and all eight on some seed",
    scaled.mean(\.modes) > row["spectral-norm"]!.mean(\.modes) && scaled.seedsCovering(8) > 0)
  page.expect(
    "more than one way of twenty to give the signs has a sum as large as that of the factor", freedByLuck > 0.05)

  //: With the factor it covers {{scaledModes}} modes on average, not {{normedModes}}, and all eight on {{scaledWhole}} of 10
  //: seeds. In the sign-flip test {{freedByLuck}} of the ways reach a gain as large, so chance alone could be the reason.
  //: @hide
}
//: @show

//: ## The numbers of every change
//:
//: Of the changes that cover the whole ring PacGAN has the cheapest step, and R1 with R2 the most good points. The tables have
//: means, on the ring with standard deviations over the seeds. *All 8* and *all 25* count the seeds that cover all modes.
//: {define: The *width* of modes is the standard deviation of good points around their own mode's mean, in units of the data's:
//: well under 1 for a generator whose modes have shrunk.} *Cost* is the time of a step, in steps of the bare pair. PacGAN's
//: discriminator judges one pack in place of four points, so its step costs less.

//: @hide
func showRemedyTables(_ page: Page, _ rows: RemedyRows) {
  //: @show
  //: {fold: the table of the ring}
  let ringRows = rows.ring.sorted {
    ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality))
  }
  page.table(
    header: RemedyRow.header(modes: 8) + ["width", "cost"],
    rows: ringRows.map {
      // The width is the `spread` of a `PlaneOutcome`.
      $0.cells(modes: 8) + [$0.text(\.spread, .decimals(2)), RemedyRow.text(cost: rows.costs[$0.remedy.flag]!)]
    },
    caption: "The ring: every change, over ten seeds")

  //: {fold: the table of the grid}
  let gridRows = rows.grid.sorted { ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality)) }
  let even = PlaneOutcome.evenlySpreadOverGrid
  page.table(
    header: RemedyRow.header(modes: 25),
    rows: gridRows.map { row in
      [
        row.remedy.title, row.mean(\.modes).text(.decimals(1)), "\(row.seedsCovering(25)) of \(row.outcomes.count)",
        row.mean(\.quality).text(.percent(1)), row.mean(\.reached).text(.decimals(1)),
      ]
    } + [
      [
        "points spread evenly, a control", "\(even.modes)", "–", even.quality.text(.percent(1)), "\(even.reached)",
      ]
    ],
    caption: """
      The grid: every change, means over four seeds, and points that are spread evenly over the grid's square
      """)

  //: {fold: the claims}
  page.expect("a step with PacGAN costs less than a step of the bare pair", rows.costs["pacgan"]! < 1)
  let whole = rows.ring.filter { $0.seedsCovering(8) == $0.outcomes.count }
  let cheapest = whole.min { rows.costs[$0.remedy.flag]! < rows.costs[$1.remedy.flag]! }
  let sharpest = whole.max { $0.mean(\.quality) < $1.mean(\.quality) }
  page.expect(
    "of the changes that cover the whole ring PacGAN has the cheapest step, and R1 with R2 the most good points on average",
    cheapest?.remedy.flag == "pacgan" && sharpest?.remedy.flag == "r1-r2")
  page.expect(
    "of the changes that cover the whole ring noise that fades has the fewest good points on average",
    whole.min { $0.mean(\.quality) < $1.mean(\.quality) }?.remedy.flag == "fading-noise")
  //: @hide
}

func showLongRuns(_ page: Page, _ found: RemedyRows) throws {
  let onGrid = Dictionary(uniqueKeysWithValues: found.grid.map { ($0.remedy.flag, $0) })
  //: @show
  //: ## More steps on the grid
  //:
  //: More steps end part of R1's blur, and do not bring back what the bare pair has lost. Here are both with {{longTimes}}
  //: times the steps, on {{longSeeds}} of the seeds. The rates fall over the second half of these runs too.

  //: {fold: the table of the long runs}
  let longSteps = 4 * PlanePlan().steps
  let long = try [("bare pair", Remedy.bare), ("R1", Remedy.r1())].map { name, remedy in
    let row = try remedyRow(remedy, .grid, steps: longSteps, seeds: 2, as: "\(remedy.flag)-long", page)
    let short = Array(onGrid[remedy.flag]!.outcomes.prefix(row.outcomes.count))
    return (name: name, short: short, long: row.outcomes)
  }
  func cells(_ name: String, _ steps: Int, _ outcomes: [RemedyRow.Outcome]) -> [String] {
    let counts = [outcomes.map(\.modes), outcomes.map(\.reached)].map { values in
      values.map { "\(Int($0))" }.joined(separator: ", ")
    }
    let good = outcomes.map { $0.quality.text(.percent(0)) }.joined(separator: ", ")
    return ["\(name) on the grid", steps.text] + counts + [good]
  }
  page.table(
    header: ["", "steps", "modes covered, by seed", "modes reached, by seed", "good points, by seed"],
    rows: long.flatMap { pair in
      [cells(pair.name, PlanePlan().steps, pair.short), cells(pair.name, longSteps, pair.long)]
    }, caption: "The grid, with the usual number of steps and with more")
  page.record("longTimes", longSteps / PlanePlan().steps)
  page.record("longSeeds", long[0].long.count)
  for (name, pair) in zip(["Plain", "R1"], long) {
    page.record("short\(name)Good", pair.short.map(\.quality).mean(), tolerance: 0, format: .percent(0))
    page.record("long\(name)Good", pair.long.map(\.quality).mean(), tolerance: 0, format: .percent(0))
    page.record("short\(name)Covered", pair.short.map(\.modes).mean(), tolerance: 0, format: .decimals(1))
    page.record("long\(name)Covered", pair.long.map(\.modes).mean(), tolerance: 0, format: .decimals(1))
  }

  //: {fold: the claims}
  let (longPlain, longR1) = (long[0].long, long[1].long)
  page.expect(
    "after the long runs R1 still reaches all 25 modes on both seeds, and it covers more of them than after the short runs, on average more than half",
    zip(longR1, long[1].short).allSatisfy { $0.reached == 25 && $0.modes > $1.modes }
      && longR1.map(\.modes).mean() > 12.5)
  page.expect(
    "after the long runs more than four fifths of the bare pair's points are good on both seeds, and it covers no more modes than after the short runs",
    zip(longPlain, long[0].short).allSatisfy { $0.quality > 0.8 && $0.modes <= $1.modes })

  //: With more steps R1 covers {{longR1Covered}} modes on average, and {{longR1Good}} of its points are good, where
  //: {{shortR1Good}} were. The bare pair only becomes sharp: it covers {{longPlainCovered}} modes, where it covered
  //: {{shortPlainCovered}}. So a blurred generator may need patience, and for a collapsed one patience was not enough.
  //: @hide
}

func showStrengths(_ page: Page) throws {
  //: @show
  //: ## Three remedies at several strengths
  //:
  //: Chapter 6 draws this table. *Gradient norm* is the largest one on the map at step {{strengthStep}}, and *reached then*
  //: counts the modes that the generator reaches at that step.

  //: {fold: the table of strengths}
  let strengths = try remedyStrengths(page)
  page.table(
    header: ["", "gradient norm", "reached then", "covered at the end", "good points"],
    rows: strengths.flatMap(\.strengths).map { strength in
      func mean(_ value: (RemedyStrengths.Run) -> Double) -> Double { strength.runs.map(value).mean() }
      return [
        strength.remedy.title, mean(\.early).text(.significant(2)), mean { Double($0.reached) }.text(.decimals(1)),
        mean { Double($0.modes) }.text(.decimals(1)), mean(\.quality).text(.percent(0)),
      ]
    },
    caption: "Three remedies from weak to strong on the ring, means over \(strengths[0].strengths[0].runs.count) seeds")
  page.record("strengthStep", RemedySlope.moments[0])
  //: @hide
}
//: @show
