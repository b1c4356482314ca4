import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## Remedies
//:
//: Here is what is tried, old advice and new. (How each remedy is made, line by line, stands in an appendix.)
//:
//: *Let the discriminator see more than one sample.* {define: *PacGAN* (Lin 2018) joins several samples to a pack, and lets the
//: discriminator judge packs instead of samples.} {define: *Minibatch standard deviation* (Karras 2018, a simple form of what
//: Salimans 2016 proposed) gives the discriminator one more feature: how much the samples of the batch differ.}
//:
//: *Hold the discriminator's slope down.* R1 (Mescheder 2018) charges the discriminator for the square of its slope at real
//: samples: every slope at the data costs the discriminator something, so a generator that has arrived is hardly driven away. {define: *R2* (Mescheder 2018) charges the discriminator for the square of its slope at generated samples.} {define: *WGAN-GP* (Gulrajani 2017) charges a
//: Wasserstein critic for every slope that is not 1, at random places between real and generated samples.} {define: *Weight
//: clipping* (Arjovsky 2017) cuts each of the critic's weights back into a small range after every step.} Spectral norm is
//: chapter 4's. Noise on all samples, which blurs what the discriminator sees, belongs here too.
//:
//: *Look ahead.* {define: In an *unrolled GAN* (Metz 2016) the generator plays against the discriminator as it will be after a
//: few more of its steps.}
//:
//: Two more are recommended in many places: dropout and label smoothing. The last three are a generator that learns at a quarter of the
//: rate, other first weights, and fewer latent values.
//:
//: Each `Remedy` changes one thing about the plain pair, leaves the rest alone, and stands here at one setting. No setting was
//: searched for in a systematic way, so a remedy that fails here fails at this setting.

//: @hide
/// How every remedy did on both targets, and what its steps cost.
struct RemedyRows {
  let ring, grid: [RemedyRow]
  /// The remedies that cover fewer modes than smaller first weights and fewer latent values do.
  let weaker: [RemedyRow]
  let slopes: [String: [RemedySlope]]
  let costs: [String: Double]
}

func showRemedies(
  _ page: Page, _ options: ModeCollapseChapter, _ choices: [Remedy], _ live: [PlaneOutcome]
) throws -> RemedyRows {
  //: @show
  //: ## Which of them help
  //:
  //: On every seed, {{wholeRing}} of the changes cover the whole ring. Dropout and label smoothing, which many recommend, do so on
  //: none. First see two that help: the same seed, the same first weights, one change.

  //: {fold: the figure and the table of this run}
  try page.show(
    Panels(
      zip(choices, live).map { choice, outcome in
        ScatterPlot(choice.title, generated: outcome.points, over: .ring())
      }),
    caption: """
      What the averaged generator draws at the end, with nothing else changed; a whole circle marks a cluster that is not \
      reached, a broken one a cluster that is reached and not covered
      """)
  page.table(
    header: ["this run", "modes covered", "good points", "reached", "KL", "spread"],
    rows: zip(choices, live).map { choice, outcome in
      [
        choice.title, "\(outcome.modes)", outcome.quality.text(.percent(0)), "\(outcome.reached)",
        outcome.divergence.isFinite ? outcome.divergence.text(.decimals(2)) : "–",
        outcome.spread.isFinite ? outcome.spread.text(.decimals(2)) : "–",
      ]
    })

  page.expect(
    "each of the two remedies covers all 8 modes, with at least 70% of its points good",
    options.remedy != nil || live.dropFirst().allSatisfy { $0.modes == 8 && $0.quality >= 0.7 }, from: .standard)

  //: Now all of them, over ten seeds each, one point for each seed. (The numbers stand in the tables at the end of the page. A
  //: `PlaneRun` is one run, and the figure is a `DotPlot`.)

  let rows = try Remedy.all.map { try remedyRow($0, .ring, page) }
  let costs = try remedyCosts(page)
  let sorted = rows.sorted { ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality)) }

  //: {fold: the figure of ten seeds}
  let kinds: [(name: String, range: Range<Double>)] = [
    ("at least 70% of the points good", 0.7..<1.1), ("30 to 70%", 0.3..<0.7), ("fewer than 30%", 0..<0.3),
  ]
  let dots = sorted.enumerated().flatMap { row, remedy in
    let seeds = remedy.outcomes.sorted { $0.quality > $1.quality }
    return zip(seeds, DotPlot.sideBySide(seeds.map { Int($0.modes) }, row: row)).map {
      (quality: $0.quality, place: $1)
    }
  }
  try page.show(
    DotPlot(
      "Modes covered on the ring",
      value: Axis("modes covered, of 8", range: -0.6...8.6, ticks: (0...8).map { Double($0) }),
      categories: sorted.map(\.remedy.title),
      kinds.map { kind in
        let places = dots.filter { kind.range.contains($0.quality) }.map(\.place)
        return Series(kind.name, x: places.map(\.x), y: places.map(\.y))
      }),
    caption: """
      What each change does on the ring: one point for each of ten seeds, most modes covered at the top (points with equally many \
      modes stand side by side)
      """,
    alternative: "Rows of ten points each. Eight remedies have all their points at 8 modes, the plain pair at 1 or 2.")

  let row = Dictionary(uniqueKeysWithValues: rows.map { ($0.remedy.flag, $0) })
  let whole = rows.filter { $0.seedsCovering(8) == $0.outcomes.count }
  page.record("wholeRing", whole.count)
  page.expect(
    "clipping, the gradient penalty, R1 in all three forms, PacGAN and noise that fades cover all 8 modes on every seed, and nothing else does",
    Set(whole.map(\.remedy.flag)) == [
      "wgan", "wgan-steps", "wgan-gp", "r1", "fading-r1", "r1-r2", "pacgan", "fading-noise",
    ])
  page.expect(
    "a little noise, smoothing, unrolling and a slower generator cover at most 2 modes on every seed",
    ["noise", "smoothing", "unrolling", "slow-generator"].allSatisfy {
      row[$0]!.outcomes.allSatisfy { $0.modes <= 2 }
    })
  // The last two change how both begin, and mend nothing.
  let starts = ["small-weights", "few-latents"]
  let mended = rows.filter { $0.remedy.flag != "plain" && !starts.contains($0.remedy.flag) }
  let weaker = mended.filter { remedy in starts.allSatisfy { row[$0]!.mean(\.modes) > remedy.mean(\.modes) } }
  page.record("mended", mended.count)
  page.record("weaker", weaker.count)
  page.expect(
    "smaller first weights and fewer latent values each cover more modes than dropout, smoothing, a little noise, unrolling, minibatch deviation, spectral norm and a slower generator, and fewer than every remedy that covers the whole ring",
    Set(weaker.map(\.remedy.flag)) == [
      "dropout", "smoothing", "noise", "unrolling", "minibatch-deviation", "spectral-norm", "slow-generator",
    ] && whole.allSatisfy { remedy in starts.allSatisfy { row[$0]!.mean(\.modes) < remedy.mean(\.modes) } })
  for (name, flag) in [("plain", "plain"), ("dropout", "dropout"), ("small", "small-weights"), ("few", "few-latents")] {
    page.record("\(name)Modes", row[flag]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  }
  for (name, flag) in [
    ("unrolling", "unrolling"), ("plain", "plain"), ("fadingR1", "fading-r1"), ("r1", "r1"), ("noise", "fading-noise"),
    ("deviation", "minibatch-deviation"),
  ] {
    page.record("\(name)Quality", row[flag]!.mean(\.quality), tolerance: 0, format: .percent(0))
  }
  page.record("deviationReached", row["minibatch-deviation"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("unrollingCost", costs["unrolling"]!, tolerance: .infinity, format: .significant(2))
  let ttur = PlaneRun(PlanePlan(remedy: .slowGenerator()), seed: 1)
  ttur.step()
  page.expect(
    "with the generator's rate × 0.25 the discriminator learns four times as fast as the generator",
    ttur.trainer.discriminatorRule.learningRate == 4 * ttur.trainer.generatorRule.learningRate)
  page.expect(
    "with it every seed ends on one mode, with at least 99% of its points good",
    row["slow-generator"]!.outcomes.allSatisfy { $0.reached == 1 && $0.modes == 1 && $0.quality >= 0.99 })
  page.expect(
    "R1 that fades ends with a larger share of good points than constant R1",
    row["fading-r1"]!.mean(\.quality) > row["r1"]!.mean(\.quality))
  page.expect(
    "with unrolling less than a quarter of the plain pair's share of good points is left",
    row["unrolling"]!.mean(\.quality) < 0.25 * row["plain"]!.mean(\.quality))
  // Minibatch deviation against nothing, seed by seed.
  let spared = zip(row["minibatch-deviation"]!.outcomes, row["plain"]!.outcomes).map { $0.modes - $1.modes }
  page.record("deviationByLuck", signFlipShare(spared), tolerance: 0, format: .percent(1))
  page.expect(
    "with signs at random minibatch deviation's gain is as large in fewer than one way of fifty",
    signFlipShare(spared) < 0.02)
  page.expect(
    "minibatch deviation covers at least twice as many modes as the plain pair on average, reaches at least seven, and covers the whole ring on no seed",
    row["minibatch-deviation"]!.mean(\.modes) > 2 * row["plain"]!.mean(\.modes)
      && row["minibatch-deviation"]!.mean(\.reached) >= 7 && row["minibatch-deviation"]!.seedsCovering(8) == 0)
  for flag in ["minibatch-deviation", "spectral-norm"] {
    let name = flag == "spectral-norm" ? "normed" : "deviation"
    page.record("\(name)Modes", row[flag]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  }
  page.record("normedQuality", row["spectral-norm"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record("plainReached", row["plain"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.expect(
    "spectral norm covers fewer than two modes on average, with the smallest share of good points of all changes",
    row["spectral-norm"]!.mean(\.modes) < 2
      && rows.allSatisfy { $0.mean(\.quality) >= row["spectral-norm"]!.mean(\.quality) })
  // Dropout against nothing, seed by seed.
  let gains = zip(row["dropout"]!.outcomes, row["plain"]!.outcomes).map { $0.modes - $1.modes }
  let byLuck = page.record("dropoutByLuck", signFlipShare(gains), tolerance: 0, format: .percent(0))
  let (large, small) = (gains.count { $0 >= 4 }, gains.count { abs($0) <= 1 })

  //: {fold: the claims}
  page.record("dropoutLarge", large, tolerance: 0)
  page.record("dropoutSeeds", gains.count)
  page.expect(
    "dropout covers four modes more than nothing, or more, on two of ten seeds, and on the others one more or less at most",
    large == 2 && large + small == gains.count)
  page.expect("with signs at random dropout's gain is as large in more than one way of twenty", byLuck > 0.05)
  page.expect(
    "a little noise, label smoothing and a slower generator cover fewer than one mode more than the plain pair on average",
    ["noise", "smoothing", "slow-generator"].allSatisfy { row[$0]!.mean(\.modes) < row["plain"]!.mean(\.modes) + 1 })

  //: What **helps** here: clipping, with one critic step or with five; the gradient penalty; R1, constant or fading, alone or
  //: with R2; PacGAN; and strong noise that fades. The noise leaves the points less sharp: {{noiseQuality}} of them are good. R1 at a
  //: constant strength leaves {{r1Quality}} of the points good, and {{fadingR1Quality}} if it fades. (Part of that is shrinkage: see the
  //: spreads at the end of the page. Why a constant R1 sharpens less was not tested.)
  //:
  //: What **trades collapse for blur**: *minibatch standard deviation*. It reaches {{deviationReached}} modes on average and covers
  //: {{deviationModes}}, where the plain pair reaches {{plainReached}} and covers {{plainModes}}. But only {{deviationQuality}} of its
  //: points are good, and on no seed does it cover the whole ring. Is that luck? If it did nothing, each seed's difference could as
  //: well have the other sign: only {{deviationByLuck}} of all ways to give the signs make a sum as large.
  //:
  //: What **is not shown to help** at these settings:
  //:
  //: - *A little noise, label smoothing.* No seed covers more than two modes. (In chapter 4 the same smoothing covers most clusters of
  //:   this ring on every seed. But there the rate is half as large and does not fall, the run is half as long, and the generator has 2
  //:   latent values.)
  //: - *A generator at a quarter of the rate*, that is, a discriminator that learns four times as fast. {define: *Two time-scale rates*
  //:   (TTUR; Heusel 2017) give the two players different learning rates.} At this ratio every seed ends on a single mode.
  //: - *Dropout.* It covers {{dropoutModes}} modes on average, the plain pair {{plainModes}}; {{dropoutLarge}} seeds of
  //:   {{dropoutSeeds}} make the difference. Here {{dropoutByLuck}} of all ways to give the signs make a sum as large. (On the grid,
  //:   below, dropout does something else.)
  //: - *Spectral norm.* It covers {{normedModes}} modes, with {{normedQuality}} of the points good, the fewest of all. (An appendix tries
  //:   it with a factor behind it.)
  //: - *Unrolling.* It is {{unrollingCost}} times as slow, covers no more modes than the plain pair, and {{unrollingQuality}} of
  //:   its points are good, where the plain pair has {{plainQuality}}.
  //:
  //: The figure compares recipes and does not isolate causes: WGAN, for instance, changes loss, optimisers and clipping at once. And
  //: what the rates are matters: an appendix lets the discriminator learn more slowly.

  //: ### How both begin
  //:
  //: Two rows of the figure are no remedies at all: *smaller first weights* (uniform within ±1/√inputs, as PyTorch has them) and
  //: *2 latent values, not 64*. The same plain pair then covers {{smallModes}} and {{fewModes}} modes on average, more than with
  //: {{weaker}} of the {{mended}} remedies. Here it is with six numbers of latent values, on the same five seeds:

  let sizes = [2, 4, 8, 16, 32, 64]
  let bySize = try sizes.map { size in
    let whole =
      switch size {
      case 2: row["few-latents"]!
      case 64: row["plain"]!
      default: try remedyRow(.latents(size), .ring, seeds: 5, as: "latents-\(size)", page)
      }
    return RemedyRow(remedy: whole.remedy, outcomes: Array(whole.outcomes.prefix(5)))
  }

  //: {fold: the figure of latent values}
  func placed(_ name: String, _ value: KeyPath<RemedyRow.Outcome, Double>, beside side: Double) -> Series {
    let places = zip(sizes, bySize).flatMap { size, row in
      row.outcomes.enumerated().map { seed, outcome -> (x: Double, y: Double) in
        (Double(size) * pow(1.05, side + 0.5 * Double(seed - 2)), outcome[keyPath: value])
      }
    }
    return Series(name, x: places.map(\.x), y: places.map(\.y))
  }
  try page.show(
    ScatterPlot(
      "Latent values and modes",
      x: Axis("number of latent values", .logarithmic, range: 1.6...80, ticks: sizes.map(Double.init)),
      y: Axis("modes, of 8", range: -0.4...8.4, ticks: (0...8).map { Double($0) }),
      [placed("covered", \.modes, beside: -1.5), placed("reached", \.reached, beside: 1.5)],
      paths: [Series("covered, mean", x: sizes.map(Double.init), y: bySize.map { $0.mean(\.modes) }, as: .exact)],
      equalAspect: false, opacity: 0.8),
    caption: "The plain pair with different numbers of latent values: modes at the end, a point for each of five seeds",
    alternative: "Points fall from six modes at 2 latent values to one or two at 16 and more.")
  let sizeMeans = bySize.map { $0.mean(\.modes) }

  //: {fold: the claims}
  for (size, mean) in zip(sizes, sizeMeans) {
    page.record("modesWith\(size)", mean, tolerance: 0, format: .decimals(1))
  }
  page.expect(
    "from 2 latent values to 16 the plain pair covers fewer modes on average at each doubling, and with 16, 32 and 64 fewer than two",
    zip(sizeMeans.prefix(4), sizeMeans.dropFirst().prefix(3)).allSatisfy { $0 > $1 }
      && sizeMeans.dropFirst(3).allSatisfy { $0 < 2 })

  //: With 2, 4, 8 and 16 values it covers {{modesWith2}}, {{modesWith4}}, {{modesWith8}} and {{modesWith16}} modes on average. The reason was
  //: not measured. So where a paper's baseline collapses and its remedy does not, first ask how both began.

  //: ### What do those that help have in common?
  //:
  //: A gentle discriminator: most of them hold its slope down, each in its way. For R1 you saw above what that does to the valley. So measure the greatest length of the logit's gradient
  //: on the map above, after a quarter of a run, on three seeds. (PacGAN is left out: its packs have no map.)

  let slopes = try remedySlopes(page)
  let points = rows.flatMap { remedy in
    zip(slopes[remedy.remedy.flag] ?? [], remedy.outcomes).map { slope, outcome in
      (isCritic: remedy.remedy.flag.hasPrefix("wgan"), slope: slope.map, modes: outcome.modes)
    }
  }

  let normed = slopes["spectral-norm"]!.map(\.map)
  let good = points.filter { $0.modes == 8 }.map(\.slope)
  let others = rows.filter { $0.remedy.flag != "spectral-norm" }.flatMap { remedy in
    zip(slopes[remedy.remedy.flag] ?? [], remedy.outcomes).filter { $1.modes < 8 }.map(\.0.map)
  }

  //: {fold: the figure of slopes}
  try page.show(
    ScatterPlot(
      "Slope and modes", x: Axis("steepest slope on the map, after a quarter of the run", .logarithmic),
      y: Axis("modes covered at the end", range: -0.7...8.7),
      [("logits", false), ("scores of Wasserstein critics", true)].map { name, isCritic in
        let own = points.filter { $0.isCritic == isCritic }
        // Many end with all modes: a little above and below, so that none hides another.
        let apart = own.indices.map { 0.13 * Double($0 % 5 - 2) }
        return Series(name, x: own.map(\.slope), y: zip(own, apart).map { $0.modes + $1 })
      }, references: [.span(good.max()!...others.min()!, "no run")], equalAspect: false, opacity: 0.8),
    caption: """
      Each point is one run: the slope of its discriminator early on, and the modes that it covers at the end (points are moved up or \
      down a little, so that none hides another)
      """,
    alternative: "A scatter plot of slope against modes covered; every change but PacGAN, three seeds each.")
  //: {fold: the claims}
  page.record("gentlestGood", good.min()!, tolerance: 0, format: .significant(2))
  page.record("steepestGood", good.max()!, tolerance: 0, format: .significant(2))
  page.record("gentlestOther", others.min()!, tolerance: 0, format: .significant(2))
  page.record("normedSlope", normed.max()!, tolerance: 0, format: .significant(2))
  page.record("penaltySlope", slopes["wgan-gp"]!.map(\.map).mean(), tolerance: 0, format: .significant(2))
  page.record("slopeRuns", points.count)
  page.expect(
    "of the runs measured, those that end with all 8 modes have gentler slopes than those that do not, spectral norm's left out",
    good.max()! < others.min()!)
  page.expect(
    "spectral norm's slope is below that of every run that ends with all 8 modes", normed.max()! < good.min()!)

  //: Of the {{slopeRuns}} runs, those that end with all eight modes had slopes from {{gentlestGood}} to {{steepestGood}}. Those that do
  //: not had {{gentlestOther}} or more, with one exception: *spectral norm* had {{normedSlope}} at most, and covers little all the
  //: same. This says what goes together, not what causes what. (For R1 there is the switch above; for the others there is not. More in
  //: an appendix.)

  //: ## A harder place
  //:
  //: On a grid of 25 clusters no change covers half of the modes. There are two ways to fail, which must not be confused: to leave
  //: modes out, and to blur. The clusters are {{gridSpacing}} apart, where the ring's are {{ringSpacing}}, and {{gridWidth}} times as
  //: wide; the networks and the number of steps are the same, with four seeds each.

  let grid = try Remedy.all.map { try remedyRow($0, .grid, seeds: 4, page) }
  let byReach = grid.sorted { ($0.mean(\.reached), $0.mean(\.modes)) > ($1.mean(\.reached), $1.mean(\.modes)) }

  //: {fold: the figure of the grid}
  func places(_ value: (RemedyRow.Outcome) -> Double) -> [(x: Double, y: Double)] {
    byReach.enumerated().flatMap { row, remedy in
      remedy.outcomes.enumerated().map { (x: value($1), y: Double(row) + 0.18 * (Double($0) - 1.5)) }
    }
  }
  let (coveredPlaces, reachedPlaces) = (places(\.modes), places(\.reached))
  try page.show(
    DotPlot(
      "Modes of the grid", value: Axis("modes, of 25", range: -0.8...25.8, ticks: [0, 5, 10, 15, 20, 25]),
      categories: byReach.map(\.remedy.title),
      [
        Series("covered", x: coveredPlaces.map(\.x), y: coveredPlaces.map(\.y)),
        Series("reached", x: reachedPlaces.map(\.x), y: reachedPlaces.map(\.y)),
      ],
      paths: byReach.enumerated().map { row, remedy in
        Series("", x: [remedy.mean(\.modes), remedy.mean(\.reached)], y: [Double(row), Double(row)], as: .exact)
      }),
    caption: """
      The grid: modes covered and modes reached on each of four seeds, one seed below the other. Most modes reached at the top; a line \
      joins the two means. A long line: blurred. A short one at the left: collapsed
      """,
    alternative: """
      Two points for every remedy and seed. Most remedies reach twenty modes or more and cover hardly any; the plain pair reaches \
      few.
      """)

  let onGrid = Dictionary(uniqueKeysWithValues: grid.map { ($0.remedy.flag, $0) })
  let spacings = [PlaneTarget.grid, .ring].map { target in
    let centres = target.mixture.centres
    return Double((centres.slice(1..<2) - centres.slice(0..<1)).squared().sum().squareRoot().scalar)
  }
  page.record("gridSpacing", spacings[0], tolerance: 0, format: .decimals(1))
  page.record("ringSpacing", spacings[1], tolerance: 0, format: .decimals(1))
  page.record(
    "gridWidth", Double(GaussianMixture.grid().deviation / GaussianMixture.ring().deviation), tolerance: 0,
    format: .decimals(1))
  page.record("gridDropoutReached", onGrid["dropout"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("gridDropoutQuality", onGrid["dropout"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect(
    "dropout reaches at least 20 modes of the grid on every seed and covers none, with fewer than 3% of its points good",
    onGrid["dropout"]!.outcomes.allSatisfy { $0.reached >= 20 && $0.modes == 0 && $0.quality < 0.03 })
  page.record("gridPlainReached", onGrid["plain"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("gridR1Reached", onGrid["r1"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("gridR1Quality", onGrid["r1"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect(
    "PacGAN, clipping, the gradient penalty, R1 and R1 with R2 reach at least 23 of 25 modes on every seed",
    ["pacgan", "wgan", "wgan-gp", "r1", "r1-r2"].allSatisfy { onGrid[$0]!.outcomes.allSatisfy { $0.reached >= 23 } })
  let covered = grid.map { ($0.remedy.flag, $0.mean(\.modes)) }.sorted { $0.1 > $1.1 }

  //: {fold: the claims}
  page.expect("few latent values cover the most modes of the grid", covered[0].0 == "few-latents")
  page.record("gridFewModes", covered[0].1, tolerance: 0, format: .decimals(1))
  page.record("gridNextModes", covered[1].1, tolerance: 0, format: .decimals(1))
  page.expect(
    "the plain pair reaches at most 15 modes of the grid on every seed",
    onGrid["plain"]!.outcomes.allSatisfy { $0.reached <= 15 })
  page.expect(
    "no change covers half of the grid's modes on average", grid.allSatisfy { $0.mean(\.modes) < 12.5 })

  //: The plain pair *collapses*: it reaches {{gridPlainReached}} modes on average. R1 reaches {{gridR1Reached}}, and only
  //: {{gridR1Quality}} of its points are good: it is *blurred*. Dropout does the same. It reaches {{gridDropoutReached}} modes, with
  //: {{gridDropoutQuality}} of its points good: it trades collapse for blur. "Modes covered" alone would show small numbers for all
  //: three. And the row with the most covered modes is no remedy: *2 latent values* cover {{gridFewModes}} on average, the next best
  //: change {{gridNextModes}}. Is blur only a matter of patience? Exercise 6 finds out.
  //: @hide
  return RemedyRows(ring: rows, grid: grid, weaker: weaker, slopes: slopes, costs: costs)
}
