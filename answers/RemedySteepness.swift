import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showSteepness(_ page: Page, _ found: RemedyRows) throws {
  //: @show
  //: ## How steep the discriminator is with every change
  //:
  //: Chapter 6 asks whether a steep discriminator goes with collapse, and answers this for [three remedies at several
  //: strengths](../chapters/06-mode-collapse/README.md#what-the-changes-that-help-have-in-common). The plots below have all
  //: changes but PacGAN, on ten seeds: the steepest slope of the logit, or of a critic's score, on chapter 6's map.
  //: Because a collapsed generator may let its discriminator become steep, there are two moments: step {{earlyStep}}, when
  //: every bare pair still reaches all eight modes, and step {{lateStep}}, when each has lost some. PacGAN's discriminator
  //: judges several points together, so it has no slope at a single place of the map. Critics cannot be compared with the
  //: other discriminators, because a critic's score has its own scale.

  //: {fold: the slopes of the runs}
  // A `RemedySlope` has the slopes of a run at both moments.
  typealias Run = (flag: String, early: Double, late: Double, reached: Int, modes: Double)
  let runs: [Run] = found.ring.flatMap { remedy in
    zip(found.slopes[remedy.remedy.flag] ?? [], remedy.outcomes).map { slope, outcome in
      (remedy.remedy.flag, slope.early.map, slope.late.map, slope.early.reached, outcome.modes)
    }
  }

  //: {fold: the picture of slopes}
  let groups: [(name: String, flags: [String], look: Encoding?)] = [
    ("all others", [], nil), ("spectral norm", ["spectral-norm"], nil), ("dropout", ["dropout"], nil),
    // Diamonds are critics, in two colours.
    ("critic, clipped", ["wgan", "wgan-steps"], Encoding.wasserstein.variant(4)), ("critic, WGAN-GP", ["wgan-gp"], nil),
    ("smaller initial weights, 2 latent values", ["small-weights", "few-latents"], nil),
    ("bare pair", ["bare"], Encoding.noRemedy),
  ]
  let marked = groups.flatMap(\.flags)
  func plot(_ step: Int, _ slope: (Run) -> Double) -> ScatterPlot {
    ScatterPlot(
      "at step \(step.text)", x: Axis("steepest slope on the map", .logarithmic, range: 0.08...150),
      y: Axis("modes covered at the end", range: -0.7...8.7),
      groups.map { name, flags, look in
        let own = runs.filter { flags.isEmpty ? !marked.contains($0.flag) : flags.contains($0.flag) }
        // Many end with all modes: a little above and below, so that none hides another.
        let apart = own.indices.map { 0.13 * Double($0 % 5 - 2) }
        return Series(name, x: own.map(slope), y: zip(own, apart).map { $0.modes + $1 }, as: look)
      }, equalAspect: false, opacity: 0.8)
  }
  let (earlyStep, lateStep) = (RemedySlope.moments[0], RemedySlope.moments[1])
  try page.show(
    Panels([plot(earlyStep) { $0.early }, plot(lateStep) { $0.late }], columns: 2),
    caption: """
      Each point is one run: the steepest slope of its discriminator at two moments, and the modes that it covers at the \
      end. Points are moved up or down a little, so that none hides another
      """,
    alternative: """
      Two scatter plots of the steepest slope against modes covered. On the right spectral norm lies left of all, and the runs with all \
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

  //: **Most runs that lose a mode are steep before they lose it.** Leave critics and spectral norm out. Of the
  //: {{othersCount}} runs that end without some mode, {{steeperEarly}} are steeper at step {{earlyStep}} than every run that
  //: ends with all eight, and most of these {{steeperEarly}} have lost no mode by then. The others become steep later.
  //:
  //: A small slope is not enough, though: with *spectral norm*, at the lower left, whose logit can be no steeper than 1, the
  //: steepest slope is {{normedSteepest}}, but few modes are covered. At step {{earlyStep}} none of its pairs reaches more
  //: than two modes, though one of them covers {{normedBest}} at the end. A steep slope is not always fatal either: two runs
  //: with smaller initial weights or fewer latent values, the plus signs at the top right, cover all eight modes with a
  //: steepest slope of about {{steepGoodLeast}} or more at step {{lateStep}}.
  //: @hide
}

func showRemedySlopes(_ page: Page, _ found: RemedyRows) throws {
  let slopes = found.slopes
  let row = Dictionary(uniqueKeysWithValues: found.ring.map { ($0.remedy.flag, $0) })
  //: @show
  //: ## The slopes at samples, and spectral norm
  //:
  //: At real points the slopes are of the same order as on the map, and spectral norm covers more modes if its logit is
  //: multiplied by a factor, though that may be chance. The steepest slope of each discriminator at step
  //: {{slopeStep}} was measured on the map, at 2,500 real points, and at 500 generated ones.

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
    "in every run the steepest slope at real points is between a fifth and five quarters of that on the map, and at generated points it is less than a tenth of that in some",
    runs.allSatisfy { (0.2...1.25).contains($0.real / $0.map) } && runs.contains { $0.fake < 0.1 * $0.map })

  //: At generated points some steepest slopes are far smaller than on the map. Of the changes that cover the whole ring, WGAN-GP has
  //: the steepest discriminators, with {{penaltyLeast}} to {{penaltyMost}} on the map, compared with {{heldMost}} for
  //: the steepest of the others. Its penalty asks for 1, but λ = 0.1 enforces this only loosely.
  //:
  //: Is spectral norm's discriminator too flat? With a steepest slope of {{normedSlope}} its probability changes
  //: little across a mode and far beyond. To let it vary more, here is the same network with its logit times ten, on the
  //: same ten seeds:

  //: {fold: the table of spectral norm with a factor}
  let scaled = try remedyRow(.spectralNorm(times: 10), .ring, page)
  let hinged = try remedyRow(.hingedSpectralNorm, .ring, page)
  page.table(
    header: ["", "modes covered, by seed", "mean", "good points", "reached"],
    rows: [row["bare"]!, row["spectral-norm"]!, scaled, hinged].map { row in
      [
        row.remedy.title, row.outcomes.map { "\(Int($0.modes))" }.joined(separator: " "),
        row.mean(\.modes).text(.decimals(1)), row.mean(\.quality).text(.percent(0)),
        row.mean(\.reached).text(.decimals(1)),
      ]
    },
    caption:
      "Spectral norm as it is, with a factor behind it, and with the hinge loss in the place of the factor, over ten seeds"
  )
  let freed = zip(scaled.outcomes, row["spectral-norm"]!.outcomes).map { $0.modes - $1.modes }
  page.record("scaledModes", scaled.mean(\.modes), tolerance: 0, format: .decimals(1))
  page.record("hingedModes", hinged.mean(\.modes), tolerance: 0, format: .decimals(1))
  page.record("scaledWhole", scaled.seedsCovering(8))
  page.record("scaledMost", scaled.outcomes.count { $0.modes >= 7 })
  let freedByLuck = page.record("freedByLuck", signFlipShare(freed), tolerance: 0, format: .percent(0))
  page.expect(
    "with the factor spectral norm covers more modes on average than without, and all eight on some seed",
    scaled.mean(\.modes) > row["spectral-norm"]!.mean(\.modes) && scaled.seedsCovering(8) > 0)
  page.expect(
    "more than one way of twenty to give the signs has a sum as large as that of the factor", freedByLuck > 0.05)

  //: **That is not shown.** With the factor spectral norm covers {{scaledModes}} modes on average instead of {{normedModes}}; on
  //: {{scaledMost}} of 10 seeds it covers 7 or 8, and all eight on {{scaledWhole}}. But in the sign-flip test {{freedByLuck}}
  //: of the ways reach a difference as large, so it could be chance alone. The last row has the hinge loss, with which SAGAN
  //: and BigGAN use spectral norm (Zhang 2018; Brock 2018): it covers {{hingedModes}} modes on average.
  //: @hide
}
//: @show
