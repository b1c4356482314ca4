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
//: Here is what is tried, old advice and new. Results come first; how each remedy is made, line by line, comes after them.
//:
//: *Let the discriminator see more than one sample.* {define: *PacGAN* (Lin 2018) joins several samples to a pack, and lets the
//: discriminator judge packs instead of samples.} {define: *Minibatch standard deviation* (Karras 2018, a simple form of what
//: Salimans 2016 proposed) gives the discriminator one more feature: how much the samples of the batch differ.}
//:
//: *Hold the discriminator's slope down.* R1 (Mescheder 2018) charges the discriminator for the square of its slope at real
//: samples. {define: *R2* does so at generated samples (Mescheder 2018).} {define: *WGAN-GP* (Gulrajani 2017) charges a
//: Wasserstein critic for every slope that is not 1, at random places between real and generated samples.} {define: *Weight
//: clipping* (Arjovsky 2017) cuts each of the critic's weights back into a small range after every step.} Spectral norm is
//: chapter 4's. Noise on all samples, which blurs what the discriminator sees, belongs here too.
//:
//: *Look ahead.* {define: In an *unrolled GAN* (Metz 2016) the generator plays against the discriminator as it will be after a
//: few more of its steps.}
//:
//: And dropout and label smoothing, which many recommend, a slower generator, other first weights, fewer latent values.
//:
//: Each `Remedy` changes one thing about the plain plan and leaves the rest alone. `swift run chapter 6 --remedy wgan-gp` tries
//: one of them.

//: @hide
func showRemedies(
  _ page: Page, _ options: ModeCollapseChapter, _ choices: [Remedy], _ live: [PlaneOutcome]
) throws {
  //: @show
  //: ## Which of them help
  //:
  //: First with your own eyes: the same seed, the same first weights, one change.

  try page.show(
    Panels(
      zip(choices, live).map { choice, outcome in
        ScatterPlot(choice.title, generated: outcome.points, over: .ring())
      }),
    caption: """
      What the averaged generator draws at the end, with nothing else changed; circles mark clusters that it does not cover
      """)
  page.table(
    header: ["this run", "modes covered", "high quality", "reached", "KL", "spread"],
    rows: zip(choices, live).map { choice, outcome in
      [
        choice.title, "\(outcome.modes)", outcome.quality.text(.percent(0)), "\(outcome.reached)",
        outcome.divergence.isFinite ? outcome.divergence.text(.decimals(2)) : "–",
        outcome.spread.isFinite ? outcome.spread.text(.decimals(2)) : "–",
      ]
    })
  page.expect(
    "either remedy covers all 8 modes, at least 70% of its points of high quality",
    options.remedy != nil || live.dropFirst().allSatisfy { $0.modes == 8 && $0.quality >= 0.7 }, from: .standard)

  //: Then all of them, over ten seeds each: means and deviations. *All 8* counts the seeds in which all modes were covered.
  //: *Cost* is the time of a step in steps of the plain pair.
  //:
  //: A `RemedyRow` is how one remedy fared, over seeds.

  let rows = try Remedy.all.map { try remedyRow($0, .ring, page) }
  let costs = try remedyCosts(page)
  let slopes = try remedySlopes(page)
  func table(_ rows: [RemedyRow], modes: Int, caption: String, line: Int = #line) {
    page.table(
      header: ["", "covered", "all \(modes)", "high quality", "reached", "KL", "spread", "cost"],
      rows: rows.map { row in
        [
          row.remedy.title, row.text(\.modes, .decimals(1)), "\(row.seedsCovering(modes)) of \(row.outcomes.count)",
          row.text(\.quality, .percent(0)), row.text(\.reached, .decimals(1)), row.text(\.divergence, .decimals(2)),
          row.text(\.spread, .decimals(2)), "× " + costs[row.remedy.flag]!.text(.decimals(1)),
        ]
      }, caption: caption, line: line)
  }
  table(rows, modes: 8, caption: "The ring: every remedy, over seeds")
  let row = Dictionary(uniqueKeysWithValues: rows.map { ($0.remedy.flag, $0) })
  for flag in ["wgan", "wgan-steps", "wgan-gp", "r1", "fading-r1", "r1-r2"] {
    page.expect(
      "\(row[flag]!.remedy.title): all 8 modes on every seed, and at least 70% high quality on at least 8 of 10",
      row[flag]!.seedsCovering(8) == 10 && row[flag]!.outcomes.count { $0.quality >= 0.7 } >= 8)
  }
  for flag in ["pacgan", "fading-noise"] {
    page.expect("\(row[flag]!.remedy.title): all 8 modes on every seed", row[flag]!.seedsCovering(8) == 10)
  }
  for flag in ["wgan", "r1-r2"] {
    page.expect(
      "\(row[flag]!.remedy.title): at least 85% high quality on average", row[flag]!.mean(\.quality) >= 0.85)
  }
  for flag in ["noise", "smoothing", "unrolling", "slow-generator"] {
    page.expect(
      "\(row[flag]!.remedy.title): at most 2 modes on every seed", row[flag]!.outcomes.allSatisfy { $0.modes <= 2 })
  }
  for flag in ["dropout", "minibatch-deviation", "spectral-norm"] {
    page.expect("\(row[flag]!.remedy.title): all 8 modes on no seed", row[flag]!.seedsCovering(8) == 0)
  }
  page.expect(
    "minibatch standard deviation reaches at least 7 modes on average, with less than half of the points of high quality",
    row["minibatch-deviation"]!.mean(\.reached) >= 7 && row["minibatch-deviation"]!.mean(\.quality) < 0.5)
  page.expect(
    "smaller first weights or fewer latent values help more than dropout, smoothing or a little noise",
    ["small-weights", "few-latents"].allSatisfy { other in
      ["dropout", "smoothing", "noise"].allSatisfy { row[other]!.mean(\.modes) > row[$0]!.mean(\.modes) }
    })
  for (name, flag) in [("plain", "plain"), ("dropout", "dropout"), ("small", "small-weights"), ("few", "few-latents")] {
    page.record("\(name)Modes", row[flag]!.mean(\.modes), tolerance: 0, format: .decimals(1))
  }
  page.record("spectralReached", row["spectral-norm"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("unrollingQuality", row["unrolling"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record("plainQuality", row["plain"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect(
    "unrolled, less than a quarter of the plain pair's share of good points is left",
    row["unrolling"]!.mean(\.quality) < 0.25 * row["plain"]!.mean(\.quality))
  page.record("unrollingCost", costs["unrolling"]!, tolerance: .infinity, format: .significant(2))

  //: What **helps** here: clipping, with one critic step or with five; the gradient penalty; R1, constant or fading, alone or
  //: with R2. Each covers the whole ring on every seed. PacGAN finds all modes too, at no cost in time. Strong noise that fades
  //: covers all modes as well, though less sharply. R1 at a constant strength sharpens slowly, because it also flattens the
  //: discriminator where it should be exact; let it fade, and {{fadingR1Quality}} of the points are good in the place of
  //: {{r1Quality}}.

  //: What do they have in common? Most of them hold the discriminator's slope down, each in its way. So measure it: the steepest
  //: place of the map above, halfway through a run of seed 1, before the rates fall; the gentlest discriminator first.

  let bySlope = rows.filter { slopes[$0.remedy.flag] != nil }.sorted {
    slopes[$0.remedy.flag]! < slopes[$1.remedy.flag]!
  }
  page.table(
    header: ["", "steepest slope", "covered", "reached"],
    rows: bySlope.map { row in
      [
        row.remedy.title, slopes[row.remedy.flag]!.text(.significant(2)), row.mean(\.modes).text(.decimals(1)),
        row.mean(\.reached).text(.decimals(1)),
      ]
    },
    caption:
      "The steepest slope of the discriminator's logit, and the modes that are covered and reached over ten seeds")

  let good = bySlope.filter { $0.seedsCovering(8) == $0.outcomes.count }.map { slopes[$0.remedy.flag]! }
  let others = bySlope.filter { $0.seedsCovering(8) < $0.outcomes.count }.map { slopes[$0.remedy.flag]! }
  page.record("gentlestGood", good.min()!, tolerance: 0, format: .significant(2))
  page.record("steepestGood", good.max()!, tolerance: 0, format: .significant(2))
  page.record("normedSlope", slopes["spectral-norm"]!, tolerance: 0, format: .significant(2))
  page.record("gentlestOther", others.filter { $0 > good.min()! }.min()!, tolerance: 0, format: .significant(2))
  page.expect(
    "every remedy that covers the whole ring on every seed has a slope in one range, and no other one has",
    others.allSatisfy { !(good.min()!...good.max()!).contains($0) })
  page.expect(
    "only spectral norm lies below it", others.filter { $0 < good.min()! } == [slopes["spectral-norm"]!])
  page.record("fadingR1Quality", row["fading-r1"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record("r1Quality", row["r1"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect("R1 that fades is sharper", row["fading-r1"]!.mean(\.quality) > row["r1"]!.mean(\.quality))

  //: The slope divides them. Whatever covers the whole ring on every seed has a slope from {{gentlestGood}} to {{steepestGood}}.
  //: Whatever does not is steeper, from {{gentlestOther}} on, but for one: *spectral norm* holds the whole network to a slope
  //: below 1, and has {{normedSlope}}, too flat for clusters as small as these. So a slope can be too steep and too flat. (One
  //: moment of one seed each. It says what goes together, not what causes what.)

  //: What **does not help**: a little noise, label smoothing, and a slower generator change nothing. *Dropout*, the remedy of
  //: many tutorials, covers {{dropoutModes}} modes on average where the plain pair covers {{plainModes}}: a weak remedy. *Minibatch
  //: standard deviation* spreads the points out, but unevenly and out of focus.
  //: And *unrolling*, {{unrollingCost}} times as slow, covers no
  //: more modes than the plain pair, and only {{unrollingQuality}} of its points are good, of the plain pair's
  //: {{plainQuality}}. (Its authors' published notebook lets the discriminator learn ten times more slowly than the generator:
  //: exercise 5.)
  //:
  //: Read the table as one of recipes, not of single causes. WGAN changes loss, optimisers and clipping at once, and clips at
  //: 0.1 where its paper has 0.01. R1 with R2 is two penalties and a schedule.
  //: Packs, minibatch deviation and few latent values also begin with other first weights than the plain pair.
  //:
  //: And look at the last two rows, which are no remedies at all. With smaller first weights (uniform within ±1/√inputs, as
  //: PyTorch has them) the same plain pair covers {{smallModes}} modes on average; with 2 latent values instead of 64,
  //: {{fewModes}}. So where a paper's baseline collapses and its remedy does not, first ask how both began.

  //: ## A harder place
  //:
  //: Twenty-five clusters on a grid, wider apart, the same networks, the same number of steps, four seeds each.

  let grid = try Remedy.all.map { try remedyRow($0, .grid, seeds: 4, page) }
  table(grid, modes: 25, caption: "The grid: every remedy, over four seeds")
  let onGrid = Dictionary(uniqueKeysWithValues: grid.map { ($0.remedy.flag, $0) })
  page.record("gridPlainReached", onGrid["plain"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("gridR1Reached", onGrid["r1"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.record("gridR1Quality", onGrid["r1"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.expect(
    "what holds the slope down, and PacGAN, reaches at least 23 of 25 modes on every seed",
    ["pacgan", "wgan", "wgan-gp", "r1", "r1-r2"].allSatisfy { onGrid[$0]!.outcomes.allSatisfy { $0.reached >= 23 } })
  let covered = grid.map { ($0.remedy.flag, $0.mean(\.modes)) }.sorted { $0.1 > $1.1 }
  page.expect("few latent values cover the most modes of the grid", covered[0].0 == "few-latents")
  page.record("gridFewModes", covered[0].1, tolerance: 0, format: .decimals(1))
  page.record("gridNextModes", covered[1].1, tolerance: 0, format: .decimals(1))
  page.expect("the plain pair reaches at most 15", onGrid["plain"]!.outcomes.allSatisfy { $0.reached <= 15 })
  page.expect("but on average nobody covers half of them", grid.allSatisfy { $0.mean(\.modes) < 12.5 })

  //: Nobody does well here, and in two ways that must not be confused. The plain pair *collapses*: it reaches
  //: {{gridPlainReached}} modes on average. R1 reaches {{gridR1Reached}}, and only {{gridR1Quality}} of its points are
  //: of high quality: it is *blurred*. A table with nothing but "modes covered" would show zeros and small numbers, and
  //: hide which of the two it was. And the row with the most modes is no remedy: *few latents* covers
  //: {{gridFewModes}} on average, the next best {{gridNextModes}}. Is blur only a matter of patience? Exercise 6 finds out.
  //: @hide
}
//: @show

//: ## How the remedies are made
//:
//: ### Let the discriminator see more than one sample
//:
//: A discriminator that judges samples one by one cannot know that they are all the same: each of them, by itself,
//: may be perfect. So show it several at once. To say that plainly, a discriminator is put together from layers.
//: (`SequentialBuilder` lets them be written one below the other.)

//: {show: Engine/Layers/Layer.swift#Layer, Sequential}

//: PacGAN is a single line: neighbours in the batch become one long vector. Four equal points make a pack that no four draws
//: from the data would ever make.

//: {show: GAN/Networks/BatchLayers.swift#Pack}

//: Minibatch standard deviation comes in before the last layer.

//: {show: GAN/Networks/BatchLayers.swift#MinibatchDeviation}

//: ### Hold the discriminator's slope down
//:
//: The generator is driven by the discriminator's slope. A slope without bounds drives it past its goal and on to the
//: next. So make slope cost something: add its square to the discriminator's loss. That is a loss made of a gradient,
//: and to minimise it one needs the gradient of a gradient, which this engine's derivatives have (`createGraph`).

//: {show: GAN/Regularizers/Slopes.swift#slopes, steepness}

//: R1 does so at real samples: where the data are, the discriminator must be flat, so it cannot drive a generator away that has
//: arrived there. R2 does the same at generated ones.

//: {show: GAN/Regularizers/GradientPenalties.swift#R1, R2}

//: Wasserstein's distance (chapter 4) asks for a critic whose slope is nowhere greater than 1. WGAN-GP asks for a slope of 1
//: between real and generated samples:

//: {show: GAN/Regularizers/GradientPenalties.swift#GradientPenalty}

//: Before that, WGAN held the slope down by force. Weight clipping needs no place in the training loop at all. It is an
//: optimiser around an optimiser. Saved state that does not fit a network is a `ModuleError`, as with every optimiser.

//: {show: GAN/Training/Clipping.swift#Clipping}

//: ### Look ahead
//:
//: The best answer to a *fixed* discriminator is one point; so let the generator know that it is not fixed. The
//: discriminator's next steps are computed as functions of the fakes, and the generator's gradient runs back through them: "if I put
//: everything here, you will come here, and I will have to leave".

//: {show: GAN/Training/Unrolling.swift#Unrolling}

//: ### One change each
//:
//: A remedy is a value: what it is called, its numbers, and what it changes. A `PlaneTrainer` is chapter 5's
//: trainer for a pair in the plane.

//: {show: GAN/Remedies/Remedy.swift#Remedy}

//: Some change what the discriminator is made of, most how the two are trained, in one of the trainer's open places, and
//: two how both begin. Each is declared in one place, such as these three:

//: {show: GAN/Remedies/Remedies.swift#Remedy.packs, Remedy.r1, Remedy.fadingR1R2}

//: The others stand [in the same file](source:Sources/GAN/Remedies/Remedies.swift). Each has a name for the command line.
