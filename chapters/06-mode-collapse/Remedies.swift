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
//: 4. Label smoothing and dropout, which are often recommended.
//: 5. Other latent vectors, initial weights or rates.
//:
//: **Decide before you read on:** in which of the five groups are changes that cover all eight modes at the end, on every seed?

//: @hide
func showRemedies(
  _ page: Page, _ options: ModeCollapseChapter, _ choices: [Remedy], _ live: [PlaneOutcome]
) throws {
  //: @show
  //: ## Which of them help
  //:
  //: Here are all changes, on ten seeds each. The table below the picture says what each of them does.

  //: {fold: the rows of the comparison}
  let rows = try Remedy.all.map { try remedyRow($0, .ring, page) }
  let sorted = rows.sorted { ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality)) }

  //: {fold: the picture of ten seeds}
  let groups = [
    "pacgan": 1, "minibatch-deviation": 1, "r1": 2, "fading-r1": 2, "r1-r2": 2, "wgan-gp": 2, "wgan": 2,
    "wgan-steps": 2,
    "spectral-norm": 2, "fading-noise": 2, "noise": 2, "unrolling": 3, "smoothing": 4, "dropout": 4, "few-latents": 5,
    "small-weights": 5, "slow-generator": 5,
  ]
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
      categories: sorted.map { row in groups[row.remedy.flag].map { "\(row.remedy.title) · \($0)" } ?? row.remedy.title
      },
      kinds.map { kind in
        let places = dots.filter { kind.range.contains($0.quality) }.map(\.place)
        return Series(kind.name, x: places.map(\.x), y: places.map(\.y), as: .shade(kind.shade))
      }),
    caption: """
      What each change does on the ring: one point for each of ten seeds, most modes covered at the top. The stronger the colour, \
      the more of its points are good. Behind each name stands its group
      """,
    alternative: """
      Rows of ten points each. The upper eight rows have all their points at 8 modes. The next two are spread from a few modes to all, \
      and minibatch standard deviation from few to most. The bare pair and the others have most points at two modes or fewer.
      """)

  //: | group | change, as in the picture | what it does | modes covered | good points |
  //: | ---: | --- | --- | ---: | ---: |
  //: | | {{bare-title}} | | {{bare-modes}} | {{bare-good}} |
  //: | 1 | {{pacgan-title}} | {define: In *PacGAN* (Lin 2018) the discriminator judges packs of several samples, all real or all generated.} | {{pacgan-modes}} | {{pacgan-good}} |
  //: | 1 | {{minibatch-deviation-title}} | {define: *Minibatch standard deviation* (Karras 2018) tells the discriminator how much the samples of the batch differ.} | {{minibatch-deviation-modes}} | {{minibatch-deviation-good}} |
  //: | 2 | {{r1-title}} | R1 (Mescheder 2018) penalises the slope at real samples, with a weight γ (chapter 4). | {{r1-modes}} | {{r1-good}} |
  //: | 2 | {{fading-r1-title}} | The weight falls during the run. | {{fading-r1-modes}} | {{fading-r1-good}} |
  //: | 2 | {{r1-r2-title}} | {define: *R2* (Mescheder 2018) penalises the square of the discriminator's slope at generated samples.} | {{r1-r2-modes}} | {{r1-r2-good}} |
  //: | 2 | {{wgan-gp-title}} | {define: *WGAN-GP* (Gulrajani 2017) penalises a Wasserstein critic where the length of its slope is not 1, between real and generated samples.} | {{wgan-gp-modes}} | {{wgan-gp-good}} |
  //: | 2 | {{wgan-title}} | {define: *Weight clipping* (Arjovsky 2017) cuts each of the critic's weights back into a small range after every step.} | {{wgan-modes}} | {{wgan-good}} |
  //: | 2 | {{wgan-steps-title}} | The critic learns more often than the generator. | {{wgan-steps-modes}} | {{wgan-steps-good}} |
  //: | 2 | {{spectral-norm-title}} | It bounds the slope of every layer (Miyato 2018). | {{spectral-norm-modes}} | {{spectral-norm-good}} |
  //: | 2 | {{fading-noise-title}} | Noise blurs what the discriminator sees (Sønderby 2016; Arjovsky & Bottou 2017). | {{fading-noise-modes}} | {{fading-noise-good}} |
  //: | 2 | {{noise-title}} | The noise is weak and constant. | {{noise-modes}} | {{noise-good}} |
  //: | 3 | {{unrolling-title}} | {define: In an *unrolled GAN* (Metz 2016) the generator plays against the discriminator as it will be a few steps later.} | {{unrolling-modes}} | {{unrolling-good}} |
  //: | 4 | {{smoothing-title}} | The discriminator is taught a little less than 1 for real samples (chapter 4). | {{smoothing-modes}} | {{smoothing-good}} |
  //: | 4 | {{dropout-title}} | Values in the discriminator are set to 0 at random (in the generator in Chintala 2016). | {{dropout-modes}} | {{dropout-good}} |
  //: | 5 | {{few-latents-title}} | A latent vector has fewer numbers. | {{few-latents-modes}} | {{few-latents-good}} |
  //: | 5 | {{small-weights-title}} | The initial weights are PyTorch's. | {{small-weights-modes}} | {{small-weights-good}} |
  //: | 5 | {{slow-generator-title}} | {define: *Two time-scale rates* (TTUR; Heusel 2017) give the two players different learning rates.} | {{slow-generator-modes}} | {{slow-generator-good}} |
  //:
  //: Numbers are means over the ten seeds. A *WGAN* has another loss too, the Wasserstein loss, and its *critic* gives scores,
  //: not probabilities (chapter 4). A change that fails here fails at this setting. The settings are for these small networks, and
  //: some are not the papers': Gulrajani 2017 has λ = 10, Arjovsky 2017 clips to ±0.01, and the unrolling is not quite [its
  //: authors'](../../answers/remedies.md#latent-vectors-initial-weights-and-rates). [A page of its
  //: own](../../answers/remedies.md) has the settings, the code and all numbers.

  //: {fold: the claims}
  let row = Dictionary(uniqueKeysWithValues: rows.map { ($0.remedy.flag, $0) })
  for row in rows {
    page.record("\(row.remedy.flag)-title", row.remedy.title)
    page.record("\(row.remedy.flag)-modes", row.mean(\.modes), tolerance: 0, format: .decimals(1))
    page.record("\(row.remedy.flag)-good", row.mean(\.quality), tolerance: 0, format: .percent(0))
  }
  let whole = rows.filter { $0.seedsCovering(8) == $0.outcomes.count }
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
  page.expect(
    "smaller initial weights and fewer latent values each cover more modes on average than dropout, smoothing, a little noise, unrolling, minibatch standard deviation, spectral norm and a slower generator, and fewer than every remedy that covers the whole ring",
    Set(weaker.map(\.remedy.flag)) == [
      "dropout", "smoothing", "noise", "unrolling", "minibatch-deviation", "spectral-norm", "slow-generator",
    ] && whole.allSatisfy { remedy in starts.allSatisfy { row[$0]!.mean(\.modes) < remedy.mean(\.modes) } })
  page.record("plainModes", row["bare"]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  page.expect(
    "smaller initial weights and fewer latent values each cover more than four times as many modes on average as the bare pair",
    starts.allSatisfy { row[$0]!.mean(\.modes) > 4 * row["bare"]!.mean(\.modes) })
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

  //: **Only the first two groups have such changes.** Eight of the {{remedies}} cover the whole ring on every seed: PacGAN, R1
  //: in all its forms, the gradient penalty, clipping, and strong noise that fades. At most {{wholeQuality}} of their points are
  //: good on average, where the data have {{perfect}}.
  //:
  //: *2 latent values* and *smaller initial weights* **help in part**. So where a paper's baseline collapses, first ask
  //: with which initial weights it began, and how many numbers a latent vector had. *Minibatch standard deviation* **trades good points for modes**: it reaches
  //: {{deviationReached}} on average. The other six are **not shown to help** ([what each
  //: did](../../answers/remedies.md#what-single-changes-did)).
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
      """,
    alternative: """
      Rings of eight modes. The bare pair has its points at two of them and on a chain between these two. The pairs with a remedy \
      have points at all eight, and some between neighbours.
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

  //: ### What the changes that help have in common
  //:
  //: Most of them hold the discriminator's slope down, each in its way. That a penalty on sharp slopes around real samples
  //: prevents collapse was proposed in Kodali 2017 (DRAGAN).
  //:
  //: Is it the slope that decides? Make a remedy weaker and weaker, and look how steep the discriminator is at step
  //: {{earlyStep}}, when each bare pair still reaches all eight modes. The measure is the largest gradient norm of the logit on
  //: the *map*, the square from −3 to 3 of the [picture at the top](#6--mode-collapse). The third curve is of a discriminator that only learns more
  //: slowly; nothing holds its slope down.

  //: {fold: the runs of three remedies at several strengths}
  // A `RemedyStrengths` has a remedy's strengths and their runs, and `RemedySlope` says which moments are looked at.
  let strengths = try remedyStrengths(page)

  //: {fold: the picture of strengths}
  func steepness(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map(\.early).mean() }
  func covered(_ strength: RemedyStrengths.Strength) -> Double { strength.runs.map { Double($0.modes) }.mean() }
  // The strengths at both ends of each curve, beside their points: weakest and strongest, so many times to the right and so
  // far above.
  let shifts: [(weakest: (across: Double, up: Double), strongest: (across: Double, up: Double))] = [
    (weakest: (1.2, -0.1), strongest: (1, 0.55)), (weakest: (0.8, -0.75), strongest: (1.2, 0.55)),
    (weakest: (0.88, -0.6), strongest: (1, -0.6)),
  ]
  func named(_ strength: RemedyStrengths.Strength, _ shift: (across: Double, up: Double))
    -> (name: String, x: Double, y: Double)
  {
    let name = ["R1, ", "input noise, ", "discriminator's "].reduce(strength.remedy.title) {
      $0.replacing($1, with: "")
    }
    return (name: name, x: steepness(strength) * shift.across, y: covered(strength) + shift.up)
  }
  // The text speaks of this one too.
  let tenth = strengths.last!.strengths.max { covered($0) < covered($1) }!
  let names =
    zip(strengths, shifts).flatMap { remedy, shift in
      [named(remedy.strengths.first!, shift.weakest), named(remedy.strengths.last!, shift.strongest)]
    } + [named(tenth, (across: 0.78, up: -0.2))]
  try page.show(
    LinePlot(
      "Three remedies at several strengths (stronger ones towards the left)",
      x: Axis("largest gradient norm on the map at step \(RemedySlope.moments[0].text)", .logarithmic, range: 0.8...20),
      y: Axis("modes covered at the end, of 8", range: -0.6...8.9, ticks: [0, 2, 4, 6, 8]),
      strengths.map { remedy in
        let sorted = remedy.strengths.sorted { steepness($0) < steepness($1) }
        return Series(remedy.name, x: sorted.map(steepness), y: sorted.map(covered))
      }, names: names),
    caption: """
      Three remedies at several strengths: each point is the mean of five seeds, and a line joins the strengths of one remedy, with \
      its weakest, its strongest and the best of the slow discriminators named ([numbers](../../answers/remedies.md#three-remedies-at-several-strengths))
      """,
    alternative: """
      Three curves of the modes covered against the gradient norm. R1 and noise that fades fall from all eight modes at the left to \
      one or two at the right, and R1's curve lies to the right of the others. A slower discriminator is at the bottom at its left \
      end, rises to most of the modes, and falls again.
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
    "each strength of noise and of a slower discriminator with a gradient norm from 3 to 10 covers at most half as many modes as the next steeper strength of R1",
    (noisy + slow).filter { (3...10).contains(steepness($0)) }.allSatisfy { other in
      let steeper = penalised.filter { steepness($0) >= steepness(other) }.min { steepness($0) < steepness($1) }
      return steeper.map { 2 * covered(other) <= covered($0) } ?? false
    })
  func range(_ values: [Double]) -> Double { values.max()! - values.min()! }
  let weakest = Array(penalised.prefix(2))
  let measures: [(RemedyStrengths.Run) -> Double] = [{ $0.early }, { Double($0.modes) }]
  page.expect(
    "R1's two weakest strengths differ in gradient norm and in modes by less than half of what the seeds of either do",
    measures.allSatisfy { value in
      let apart = abs(weakest[0].runs.map(value).mean() - weakest[1].runs.map(value).mean())
      return weakest.allSatisfy { 2 * apart < range($0.runs.map(value)) }
    })
  page.expect(
    "of the changes that cover the whole ring only PacGAN judges several points together, so that its slope was not measured",
    whole.filter(\.remedy.judgesPacks).map(\.remedy.flag) == ["pacgan"])
  page.expect(
    "with a twentieth of the rate the pair covers less than one mode on average, although the gradient norm is smaller still",
    covered(slowest) < 1 && steepness(slowest) < steepness(slow[2]))

  //: **With R1 and with noise gentle discriminators go with many modes, and steep ones with few.** At their strongest R1 and noise cover
  //: all eight modes. At their weakest the discriminator is more than four times as steep, and fewer than two modes are covered
  //: on average. A discriminator that learns more slowly shows the same down to a tenth of the rate.
  //:
  //: **But the slope does not decide alone.** At the same slope R1 keeps more modes than the other two. Where their
  //: gradient norm lies between 3 and 10, they cover at most half as many modes as R1 does at a norm that is a little larger. And at a twentieth of the rate the discriminator is
  //: gentler still, but the pair covers less than one mode on average. The hook at the right of R1's curve lies within the spread
  //: of the seeds.
  //:
  //: Two changes do not fit in ([all slopes](../../answers/remedies.md#how-steep-the-discriminator-is-with-every-change)).
  //: *Spectral norm* is gentle and covers little, but as only {{normedQuality}} of its points are good, its pairs have hardly
  //: learnt. *PacGAN* covers the whole ring, and nothing in it asks for a gentle slope. Its slope was not measured, because its
  //: discriminator judges several points together.
  //:
  //: A first reading goes on with [*In five points*](#in-five-points).

  //: ## Beyond the ring
  //:
  //: On [a harder place](#appendix-a-harder-place), a grid of {{gridModes}} modes, no single change covers half of the modes on
  //: average in {{gridSteps}} steps. The bare pair leaves most of them out. R1 leaves none out, but hardly a point is in a mode,
  //: and it needs more time: with {{gridLongSteps}} steps it covers {{gridLongR1}} modes on average over two seeds, while the bare
  //: pair covers no more than before ([numbers](../../answers/remedies.md#more-steps-on-the-grid)). With 2 latent values *and* the
  //: gradient penalty all {{gridModes}} modes are covered in as many steps, on each of four seeds.
  //:
  //: On images collapse is often partial. [A page of its own](../../answers/collapse-on-images.md) counts modes, twins and
  //: classes there, and says when such counts can be trusted.
  //: @hide
}
