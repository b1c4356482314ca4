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
//: R1 was one remedy. What of the others? Here are {{remedies}} changes in five groups. Each is added to the bare pair alone,
//: from the beginning of a run and at one setting.
//:
//: 1. The discriminator sees several samples at once.
//: 2. The discriminator's slope is held down, or is meant to be, by a penalty, a bound or noise.
//: 3. The generator looks ahead.
//: 4. Two changes that are often recommended: label smoothing and dropout.
//: 5. Other latent vectors, initial weights or rates.
//:
//: **Decide before you read on:** with R1 no mode was lost in the beginning. In which of the five groups are changes that cover
//: all eight modes at the end, on every seed?

//: @hide
func showRemedies(
  _ page: Page, _ options: ModeCollapseChapter, _ choices: [Remedy], _ live: [PlaneOutcome]
) throws {
  //: @show
  //: ## Which of them help
  //:
  //: Here are all changes, on ten seeds each ([what they are](#what-the-changes-are) stands below):

  //: {fold: the rows of the comparison}
  let rows = try Remedy.all.map { try remedyRow($0, .ring, page) }
  let sorted = rows.sorted { ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality)) }

  //: {fold: the picture of ten seeds}
  let kinds: [(name: String, range: Range<Double>, shade: Double)] = [
    ("at least 70% of the points good", 0.7..<1.1, 1), ("30 to 70%", 0.3..<0.7, 0.6),
    ("fewer than 30%", 0..<0.3, 0.3),
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
        return Series(kind.name, x: places.map(\.x), y: places.map(\.y), as: .shade(kind.shade))
      }),
    caption: """
      What each change does on the ring: one point for each of ten seeds, most modes covered at the top. The stronger the colour, \
      the more of its points are good. (Seeds with the same number of modes are side by side)
      """,
    alternative: "Rows of ten points each. Eight remedies have all their points at 8 modes, the bare pair at 1 or 2.")

  //: {fold: the claims}
  let row = Dictionary(uniqueKeysWithValues: rows.map { ($0.remedy.flag, $0) })
  let whole = rows.filter { $0.seedsCovering(8) == $0.outcomes.count }
  page.record("wholeRing", whole.count)
  let sharpest = page.record("wholeQuality", whole.map { $0.mean(\.quality) }.max()!, tolerance: 0, format: .percent(0))
  page.expect(
    "no change that covers the whole ring on every seed has more than 95% of its points good on average",
    sharpest <= 0.95)
  page.expect(
    "clipping in both forms, the gradient penalty, R1 in all three forms, PacGAN and noise that fades cover all 8 modes on every seed, and no other change does",
    Set(whole.map(\.remedy.flag)) == [
      "wgan", "wgan-steps", "wgan-gp", "r1", "fading-r1", "r1-r2", "pacgan", "fading-noise",
    ])
  page.expect(
    "a little noise, smoothing, unrolling and a slower generator cover at most 2 modes on every seed",
    ["noise", "smoothing", "unrolling", "slow-generator"].allSatisfy {
      row[$0]!.outcomes.allSatisfy { $0.modes <= 2 }
    })
  // The last two change initial weights or the length of latent vectors, and mend nothing.
  let starts = ["small-weights", "few-latents"]
  let weaker = rows.weakerThanOtherBeginnings
  let failed = weaker.filter { $0.remedy.flag != "minibatch-deviation" }
  page.record("failed", failed.count)
  page.record("failedMost", failed.map { $0.mean(\.modes) }.max() ?? 0, tolerance: 0, format: .decimals(1))
  page.expect(
    "smaller initial weights and fewer latent values each cover more modes on average than dropout, smoothing, a little noise, unrolling, minibatch standard deviation, spectral norm and a slower generator, and fewer than every remedy that covers the whole ring",
    Set(weaker.map(\.remedy.flag)) == [
      "dropout", "smoothing", "noise", "unrolling", "minibatch-deviation", "spectral-norm", "slow-generator",
    ] && whole.allSatisfy { remedy in starts.allSatisfy { row[$0]!.mean(\.modes) < remedy.mean(\.modes) } })
  for (name, flag) in [("plain", "bare"), ("small", "small-weights"), ("few", "few-latents")] {
    page.record("\(name)Modes", row[flag]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  }
  page.record(
    "deviationQuality", row["minibatch-deviation"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record("deviationReached", row["minibatch-deviation"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.expect(
    "minibatch standard deviation reaches at least seven modes on average, and covers the whole ring on no seed",
    row["minibatch-deviation"]!.mean(\.reached) >= 7 && row["minibatch-deviation"]!.seedsCovering(8) == 0)
  page.record("normedQuality", row["spectral-norm"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect(
    "with spectral norm fewer than a tenth of the points are good on average",
    row["spectral-norm"]!.mean(\.quality) < 0.1)
  page.expect(
    "dropout, minibatch standard deviation and spectral norm cover all 8 modes on no seed",
    ["dropout", "minibatch-deviation", "spectral-norm"].allSatisfy { row[$0]!.seedsCovering(8) == 0 })

  //: **Only the first two groups have such changes.** Eight of the {{remedies}} changes cover the whole ring on every seed:
  //: PacGAN of the first group, and of the second clipping, with one critic step or five; the gradient penalty; R1, constant
  //: or fading; fading R1 with R2; and strong noise that fades. At most {{wholeQuality}} of their points are good on average,
  //: where the data have {{perfect}}. The others:
  //:
  //: - Two change neither the loss nor the discriminator's layers, and **help in part**: with *smaller initial weights* the bare
  //:   pair covers {{smallModes}} modes on average, and with *2 latent values* {{fewModes}}, in place of {{plainModes}}. So where
  //:   a paper's baseline collapses and its remedy does not, first ask how both began, and how long the latent vectors were.
  //: - *Minibatch standard deviation* **trades good points for modes**: it reaches {{deviationReached}} on average, but covers
  //:   the whole ring on no seed, and {{deviationQuality}} of its points are good.
  //: - Six are **not shown to help**: weak noise, label smoothing, a slower generator, dropout, spectral norm and unrolling
  //:   cover at most {{failedMost}} modes on average ([what each did](../../answers/remedies.md#what-single-changes-did)).
  //:
  //: This is how the bare pair and two that help end, with the same seed and the same initial weights:

  //: {fold: the picture and the table of this run}
  try page.show(
    Panels(
      zip(choices, live).map { choice, outcome in
        ScatterPlot(choice.title, generated: outcome.points, over: .ring())
      }),
    caption: """
      What the averaged generator draws at the end. A whole circle marks a mode that is not reached, a broken circle one that is \
      reached and not covered
      """)
  page.table(
    header: ["this run", "modes covered", "good points", "modes reached"],
    rows: zip(choices, live).map { choice, outcome in
      [choice.title, "\(outcome.modes)", outcome.quality.text(.percent(0)), "\(outcome.reached)"]
    })

  //: {fold: the claims}
  page.expect(
    "each of the two remedies covers all 8 modes, and at least 70% of its points are good",
    options.remedy != nil || live.dropFirst().allSatisfy { $0.modes == 8 && $0.quality >= 0.7 }, from: .standard)

  //: ### What the changes are
  //:
  //: - **The discriminator sees several samples at once.** {define: In *PacGAN* (Lin 2018) the discriminator judges packs of
  //:   several samples, all real or all generated.} {define: *Minibatch standard deviation* (Karras 2018) tells the
  //:   discriminator how much the samples of the batch differ.}
  //: - **The slope is held down.**
  //:   - *By a penalty.* R1 penalises the slope at real samples, at a constant weight γ or at one that falls during the run.
  //:     {define: *R2* (Mescheder 2018) penalises the square of the discriminator's slope at generated samples.}
  //:     {define: *WGAN-GP* (Gulrajani 2017) penalises a Wasserstein critic where the length of its slope is not 1, between
  //:     real and generated samples.} (A *critic* gives scores, not probabilities, and a *WGAN* is a GAN with the Wasserstein
  //:     loss; chapter 4.)
  //:   - *By a bound.* *Spectral norm* (Miyato 2018) bounds the slope of every layer.
  //:     {define: *Weight clipping* (Arjovsky 2017) cuts each of the critic's weights back into a small range after every step.}
  //:   - *By noise*, which blurs what the discriminator sees (Sønderby 2016; Arjovsky & Bottou 2017): strong noise that fades
  //:     during the run, or constant weak noise.
  //: - **The generator looks ahead.** {define: In an *unrolled GAN* (Metz 2016) the generator plays against the discriminator
  //:   as it will be a few steps later.} The book's is not quite its authors', so nothing here contradicts [their
  //:   result](../../answers/remedies.md#latent-vectors-initial-weights-and-rates).
  //: - **Often recommended.** *Label smoothing* tells the discriminator that a real sample is real with a probability of only
  //:   0.9 (chapter 4); dropout sets values in the discriminator to 0 at random (Chintala 2016 have it in the generator).
  //: - **Latent vectors, initial weights or rates.** The latent vectors are shorter, the initial weights smaller, or the
  //:   generator learns more slowly.
  //:   {define: *Two time-scale rates* (TTUR; Heusel 2017) give the two players different learning rates.}
  //:
  //: A change that fails here fails at this setting. The WGANs also have another loss, and the clipped ones other optimisers.
  //: [A page of its own](../../answers/remedies.md) has the settings, the code and [all
  //: numbers](../../answers/remedies.md#the-numbers-of-every-change).

  //: ### What the changes that help have in common
  //:
  //: Most of them hold the discriminator's slope down, each in its way. That a penalty on sharp slopes around real samples
  //: prevents collapse was proposed in Kodali 2017 (DRAGAN).
  //:
  //: Is it the slope that decides? Make a remedy weaker and weaker, and look how steep the discriminator is at step
  //: {{earlyStep}}, when each bare pair still reaches all eight modes. {define: The *gradient norm* of a discriminator at a
  //: sample is the length of its slope there.} The plot has the largest gradient norm of the logit on the *map*, the square
  //: from −3 to 3 of the picture at the top: for R1, for noise that fades, and for a discriminator that only learns more
  //: slowly, whose slope nothing holds down.

  //: {fold: the runs of three remedies at several strengths}
  // A `RemedyStrengths` has a remedy's strengths and their runs, and `RemedySlope` says which moments are looked at.
  let strengths = try remedyStrengths(page)

  //: {fold: the picture of strengths}
  func steepness(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map(\.early).mean() }
  func covered(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map { Double($0.modes) }.mean() }
  try page.show(
    LinePlot(
      "Three remedies at several strengths (stronger ones towards the left)",
      x: Axis("largest gradient norm on the map at step \(RemedySlope.moments[0].text)", .logarithmic, range: 0.8...16),
      y: Axis("modes covered at the end, of 8", range: -0.3...8.3),
      strengths.map { remedy in
        let sorted = remedy.strengths.sorted { steepness($0) < steepness($1) }
        return Series(remedy.name, x: sorted.map(steepness), y: sorted.map(covered))
      }),
    caption: """
      Three remedies at several strengths: each point is the mean of five seeds, and a line joins the strengths of one remedy \
      ([numbers](../../answers/remedies.md#three-remedies-at-several-strengths))
      """,
    alternative: """
      Three curves of the modes covered against the gradient norm. R1 and noise that fades fall from all eight modes at the left to \
      one or two at the right. A slower discriminator is at the bottom at its left end, rises to six modes, and falls again.
      """)

  //: {fold: the claims of strengths}
  let (penalised, noisy, slow) = (strengths[0].strengths, strengths[1].strengths, strengths[2].strengths)
  let slowest = slow.last!
  let unspoilt = Array(slow.dropLast())
  page.record("earlyStep", RemedySlope.moments[0])
  page.expect(
    "at their weakest R1 and noise leave fewer than two modes on average, and at their strongest they cover all eight on every seed, with less than a quarter of the gradient norm",
    [penalised, noisy].allSatisfy {
      covered($0.first!) < 2 && $0.last!.runs.allSatisfy { $0.modes == 8 }
        && 4 * steepness($0.last!) < steepness($0.first!)
    })
  page.expect(
    "with each of the three, strengths that cover more than six modes on average have a smaller gradient norm than all that cover fewer than three, but for the slowest discriminator",
    [penalised, noisy, unspoilt].allSatisfy { ladder in
      let (many, few) = (ladder.filter { covered($0) > 6 }, ladder.filter { covered($0) < 3 })
      return !many.isEmpty && !few.isEmpty && many.map(steepness).max()! < few.map(steepness).min()!
    })
  page.expect(
    "a discriminator with a tenth of the rate has less than half of the gradient norm of one with half the rate, and the pair covers more than three times as many modes",
    2 * steepness(slow[2]) < steepness(slow[0]) && covered(slow[2]) > 3 * covered(slow[0]))
  page.expect(
    "some strength of R1 is steeper than some strength of noise, and covers more than twice as many modes",
    penalised.contains { strong in
      noisy.contains { steepness($0) < steepness(strong) && 2 * covered($0) < covered(strong) }
    })
  page.expect(
    "of the changes that cover the whole ring only PacGAN judges several points together, so that its slope was not measured",
    whole.filter(\.remedy.judgesPacks).map(\.remedy.flag) == ["pacgan"])
  page.expect(
    "with a twentieth of the rate the pair covers less than one mode on average, although the gradient norm is smaller still",
    covered(slowest) < 1 && steepness(slowest) < steepness(slow[2]))

  //: **At their strongest R1 and noise keep the discriminator gentle early, and all eight modes are covered at the end; at their
  //: weakest it is more than four times as steep, and fewer than two modes are covered on average.** A discriminator that learns
  //: more slowly shows the same down to a tenth of the rate. At a twentieth it is gentler still, but the pair covers less than
  //: one mode on average, so the slope does not decide alone.
  //:
  //: The runs of all changes show much the same: of those that lose a mode [most are steep
  //: early](../../answers/remedies.md#how-steep-the-discriminator-is-with-every-change), though two runs that are steep later
  //: cover all eight. *Spectral norm* is gentle too and covers little, but as only {{normedQuality}} of its points are good,
  //: its pairs have hardly learnt, which is another fault than collapse. *PacGAN* covers the whole ring, but its slope was
  //: not measured, because its discriminator judges several points together and has no slope at a single place. Nothing in it
  //: asks for a gentle slope, so there may be another way to keep all modes.

  //: ## Beyond the ring
  //:
  //: On [a harder place](#appendix-a-harder-place), a grid of {{gridModes}} modes, no change covers half of the modes on average
  //: in {{gridSteps}} steps. While the bare pair leaves most of them out, R1 leaves none out, but hardly a point is in a mode.
  //: It needs more time: with {{gridLongSteps}} steps R1 covers {{gridLongR1}} modes on average over two seeds, while the bare
  //: pair covers no more than before ([numbers](../../answers/remedies.md#more-steps-on-the-grid)).
  //:
  //: On images collapse is often partial. [A page of its own](../../answers/collapse-on-images.md) counts modes, twins and
  //: classes there, and says when such counts can be trusted.
  //: @hide
}
