import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots
import Store

//: # What is mode collapse, why does it happen, and how is it mitigated?
//:
//: **In *mode collapse* a generator draws some kinds of sample, the *modes*, and leaves out the others.** In its full form
//: many latent vectors give one picture; on images it is more often partial, which many texts call *mode dropping*, and the
//: samples themselves may be perfect.
//:
//: *Why?* Nothing in the generator's loss asks for variety, because against a discriminator that does not change, a single
//: point can be as good as many. In papers this is called playing max–min instead of min–max (Goodfellow 2016; Metz 2016).
//: On the book's ring of eight modes, collapse [begins while the discriminator becomes
//: steep](../chapters/06-mode-collapse/README.md#how-it-begins). It stays, although the discriminator's output is far higher at
//: the *lost* modes, which have hardly any points. In the run that chapter 6 looks into, its slope leads back beside the full
//: modes, though that alone does not make a pair lose a mode. [Points without a
//: generator](../chapters/06-mode-collapse/README.md#a-test-without-a-generator) find hardly any lost mode either. A penalty
//: on this slope, [switched on
//: later](../chapters/06-mode-collapse/README.md#appendix-r1-after-the-collapse), spreads the points over all eight modes
//: again, but few of them are *good*: within three standard deviations of a mode's centre. With it {{late-covered}} modes are
//: *covered* on average, and {{bare-modes}} without it; a mode is covered by 20 good points of 2,500.
//:
//: *What helps?* Most changes that hold the discriminator's slope down (R1, strong noise that fades, and with a loss of
//: their own WGAN-GP and weight clipping) cover the whole ring on each of ten seeds. So does a discriminator that sees
//: several samples at once (PacGAN; [numbers](#what-was-tried)). On a grid of 25 modes none of these was enough alone.
//:
//: ```
//: swift run answer mode-collapse
//: ```
//:
//: [Chapter 6](../chapters/06-mode-collapse/README.md) gives the reasons. The experiment below is not in that chapter, and
//: needs no data set.
//:
//: ## What was tried
//:
//: The table has seven of the {{changes}} changes that chapter 6 adds to a *bare pair*, which has no remedy. A row
//: has one setting, on ten seeds; R1, fading noise and spectral norm were tried at others too. Papers call a good point a
//: *high-quality sample*.
//:
//: | {{gridSteps}} steps | what it does | all 8 modes | modes covered, mean | good points |
//: |---|---|---|---|---|
//: | none: the bare pair | | {{bare}} of 10 | {{bare-modes}} | {{bare-good}} |
//: | {{pacgan-title}} (Lin 2018) | the discriminator sees several samples at once | {{pacgan}} of 10 | {{pacgan-modes}} | {{pacgan-good}} |
//: | {{r1-title}} (Mescheder 2018) | holds the slope down | {{r1}} of 10 | {{r1-modes}} | {{r1-good}} |
//: | {{wgan-gp-title}} (Gulrajani 2017) | a different loss, with the slope held down | {{wgan-gp}} of 10 | {{wgan-gp-modes}} | {{wgan-gp-good}} |
//: | {{wgan-title}} (Arjovsky 2017) | a different loss and different optimisers, with the slope held down | {{wgan}} of 10 | {{wgan-modes}} | {{wgan-good}} |
//: | {{fading-noise-title}} | blurs what the discriminator sees, which makes it less steep | {{fading-noise}} of 10 | {{fading-noise-modes}} | {{fading-noise-good}} |
//: | spectral norm (Miyato 2018) | bounds the slope of every layer | {{spectral-norm}} of 10 | {{spectral-norm-modes}} | {{spectral-norm-good}} |
//: | {{dropout-title}} | sets values in the discriminator to 0 at random | {{dropout}} of 10 | {{dropout-modes}} | {{dropout-good}} |
//:
//: Spectral norm covers as few modes as the bare pair, but not because of a collapse: nine of its ten pairs have hardly
//: learnt, with few good points. The tenth covers {{spectral-norm-best}} modes. (With the hinge loss it is in [chapter 6's
//: picture](../chapters/06-mode-collapse/README.md#which-of-them-help).) One-sided label smoothing (Salimans 2016)
//: and unrolling (Metz 2016) do not cover all modes on any seed either. [All changes](remedies.md) are on another page, with
//: how each is made.
//:
//: On a grid of 25 modes none of the five remedies that cover the ring covers half of the modes alone, on average in
//: {{gridSteps}} steps. Their points reach nearly all modes, but few are in one. R1 needs more time: with four times the
//: steps it covers {{gridLong}} modes on average over two seeds.
//:
//: ## Does collapse cost good points?
//:
//: Here the bare pair and three pairs with one remedy each are trained on the ring, on three seeds. A mode is *reached* if
//: it is the nearest one for at least 20 of 2,500 points, good or not
//: ([code](source:Sources/Metrics/Modes/ModeCount.swift#ModeCount)). The runs are half as long as those of the table above,
//: so fewer of the remedies' points are good.

//: @hide
func modeCollapseAnswer(_ page: Page) throws {
  //: @show
  //: {fold: the runs}
  let steps = page.profile == .quick ? 40 : 4000
  let choices = ["bare", "pacgan", "wgan-gp", "r1-r2"].map { flag in Remedy.all.first { $0.flag == flag }! }
  let seeds: [UInt64] = [1, 2, 3]
  let plans = choices.map { PlanePlan(remedy: $0, steps: steps) }
  // Seed 1 is trained now. The points of the other two come with the book.
  let first = try outcomes(of: plans.map { ($0, seeds[0]) }, "Training on the ring", page)
  let others = try page.cached("seeds", configuration: plans, seed: seeds[2], usesData: false) {
    let runs = plans.flatMap { plan in seeds.dropFirst().map { (plan, $0) } }
    let ends = try outcomes(of: runs, "Training with other seeds", page)
    return Dictionary(uniqueKeysWithValues: zip(runs, ends).map { ("\($0.0.remedy.flag).\($0.1)", $1.points) })
  }
  let rows = try zip(choices, first).map { choice, outcome in
    try [outcome]
      + seeds.dropFirst().map { PlaneOutcome(try others.tensor("\(choice.flag).\($0)", [2500, 2]), over: .ring()) }
  }

  //: {fold: the picture and the table of three remedies}
  try page.show(
    Panels(
      zip(choices, rows).map { choice, outcomes in
        ScatterPlot(
          "\(choice.title): \(outcomes[0].modes) of 8", generated: outcomes[0].points, over: .ring())
      }),
    caption: """
      Seed 1, one change each: what the generator draws after training, and how many modes it covers. A solid ring marks a \
      mode that is covered, a broken one a mode that is only reached
      """,
    alternative: """
      Four rings of eight modes. The bare pair has its points at two of them and on a chain between these two. The pairs with a \
      remedy have points at all eight, and some between neighbours.
      """)
  page.table(
    header: ["\(steps.text) steps", "modes covered, by seed", "good points, by seed", "modes reached, by seed"],
    rows: zip(choices, rows).map { choice, outcomes in
      [
        choice.title, outcomes.map { "\($0.modes)" }.joined(separator: ", "),
        outcomes.map { $0.quality.text(.percent(0)) }.joined(separator: ", "),
        outcomes.map { "\($0.reached)" }.joined(separator: ", "),
      ]
    })

  //: {fold: the numbers and the claims}
  let perfect = PlaneOutcome(GaussianMixture.ring().sample(count: 2500, random: Random(seed: 0)), over: .ring())
  page.expect(
    "points of the data themselves cover all 8 modes, and more than 97% of them are good",
    perfect.modes == 8 && perfect.quality > 0.97)
  // Two of eight modes hold a quarter of the data and all of the fakes: D* = p / (p + q) there, and 1 elsewhere.
  let best = 0.25 / (0.25 + 1)
  page.record("bestAnswer", best, tolerance: 0, format: .decimals(1))
  page.record("collapsedLoss", -0.25 * log(best) - log(1 - best), tolerance: 0, format: .decimals(2))
  page.record("evenLoss", 2 * log(2.0), tolerance: 0, format: .decimals(2))
  page.record("collapsedGenerator", -log(best), tolerance: 0, format: .decimals(2))
  page.record("evenGenerator", log(2.0), tolerance: 0, format: .decimals(2))
  page.expect(
    "with two of eight modes the discriminator's loss is less than half of 2 log 2, and the generator's more than twice log 2",
    -0.25 * log(best) - log(1 - best) < log(2.0) && -log(best) > 2 * log(2.0))
  page.record("plainMost", rows[0].map(\.modes).max()!, tolerance: 1)
  page.expect(
    "the bare pair covers at most 2 of 8 modes on at least 2 of 3 seeds", rows[0].count { $0.modes <= 2 } >= 2,
    from: .standard)
  for (choice, outcomes) in zip(choices, rows).dropFirst() {
    page.expect(
      "\(choice.title): all 8 modes on each of 3 seeds", outcomes.allSatisfy { $0.modes == 8 }, from: .standard)
  }
  // Within 0.2 of a mode's centre: ten of the data's deviations.
  let near = ModeCount(rows[0][0].points, over: .ring(), within: 10).modes(atLeast: 20)
  page.record("plainReached", rows[0][0].reached, tolerance: 1)
  page.record("plainNear", near, tolerance: 1)
  page.expect(
    "on seed 1 the bare pair reaches more modes than have 20 points within 0.2 of them", near < rows[0][0].reached,
    from: .standard)
  page.expect(
    "the bare pair covers two modes on seed 1 and one on the others, where more than nine of ten points are good, and "
      + "more than on seed 1",
    rows[0].map(\.modes) == [2, 1, 1] && rows[0].dropFirst().allSatisfy { $0.quality > max(0.9, rows[0][0].quality) },
    from: .standard)
  page.expect(
    "on average over the 3 seeds the bare pair has a larger share of good points than each of the three remedies",
    rows.dropFirst().allSatisfy { $0.map(\.quality).mean() < rows[0].map(\.quality).mean() }, from: .standard)
  let trainers = choices.map { PlanePlan(remedy: $0, steps: steps).trainer(Random(seed: 1)) }
  page.expect(
    "all four begin with the same generator, and all but PacGAN with the same discriminator",
    trainers.allSatisfy { $0.generator.isEqual(to: trainers[0].generator) }
      && trainers.map { $0.discriminator.isEqual(to: trainers[0].discriminator) } == [true, false, true, true])
  let whole = try choices.map { try remedyOutcomes($0).good.mean() }
  page.expect(
    "over ten seeds of chapter 6's whole run each of the three has a larger mean share of good points than here",
    zip(whole, rows).dropFirst().allSatisfy { $0 > $1.map(\.quality).mean() }, from: .standard)
  func wholeRings(_ flags: [String]) throws -> [Int] {
    try flags.map { flag in
      try remedyOutcomes(Remedy.all.first { $0.flag == flag }!).modes.count { $0 == 8 }
    }
  }
  page.record("changes", Remedy.all.count - 1)
  let gentle = try wholeRings(["r1", "r1-r2", "wgan-gp", "wgan", "fading-noise", "spectral-norm", "noise"])
  page.expect(
    "of what holds the slope down, R1, R1 with R2, WGAN-GP, clipping and noise that fades cover all modes on ten seeds "
      + "of ten, spectral norm and a little noise on none",
    gentle == [10, 10, 10, 10, 10, 0, 0])
  let rest = try wholeRings(["pacgan", "dropout", "smoothing", "unrolling"])
  page.expect(
    "PacGAN covers all modes on ten seeds of ten, and dropout, one-sided label smoothing and unrolling do so on none",
    rest == [10, 0, 0, 0])
  let normedPairs = try remedyOutcomes(.spectralNorm)
  page.record("spectral-norm-best", Int(normedPairs.modes.max()!), tolerance: 0)
  page.expect(
    "with spectral norm nine pairs of ten have fewer than 30% good points, and cover at most two modes",
    normedPairs.good.count { $0 < 0.3 } == 9 && normedPairs.modes.count { $0 <= 2 } == 9)
  let normed = try ["bare", "spectral-norm"].map { flag in
    try remedyOutcomes(Remedy.all.first { $0.flag == flag }!).modes.mean()
  }
  page.expect(
    "the mean number of modes that spectral norm covers is within a quarter of a mode of the bare pair's",
    abs(normed[0] - normed[1]) < 0.25)
  let starts = try ["bare", "small-weights", "few-latents"].map { flag in
    try remedyOutcomes(Remedy.all.first { $0.flag == flag }!).modes.mean()
  }
  page.expect(
    "smaller initial weights and fewer latent values each cover more than four times as many modes as the bare pair",
    starts.dropFirst().allSatisfy { $0 > 4 * starts[0] })
  let grid = try ["r1", "wgan-gp", "wgan", "wgan-steps", "fading-noise", "pacgan"].map { flag in
    try cachedOutcomes("grid-\(flag)")
  }
  let gridLong = try cachedOutcomes("grid-r1-long").modes.mean()
  page.record("gridSteps", PlanePlan().steps)
  page.record("gridLong", gridLong, tolerance: 0, format: .decimals(1))
  page.expect(
    "on the grid R1, WGAN-GP, clipping in both forms, noise that fades and PacGAN each cover fewer than half of 25 modes on average and reach more than 20, with fewer than a tenth of their points good, and with four times the steps R1 covers more than half",
    grid.allSatisfy { $0.modes.mean() < 12.5 && $0.reached.mean() > 20 && $0.good.mean() < 0.1 } && gridLong > 12.5)
  // How many modes are reached at the end by ten pairs in which R1 is switched on late, and the shares of good points.
  // (`BookFiles` finds the files of chapter 6, which have the numbers over ten seeds.)
  let file = try TensorFile(
    contentsOf: BookFiles.existing("chapters/06-mode-collapse/cache/late-r1.safetensors.zst"))
  let late: [Double] = try file.tensors["outcomes"]!.scalars.map(Double.init)
  func column(_ place: Int) -> [Double] { stride(from: place, to: late.count, by: 6).map { late[$0] } }
  page.record("late-covered", column(5).mean(), tolerance: 0, format: .decimals(1))
  let bareCovered = try remedyOutcomes(.bare).modes.mean()
  page.expect(
    "with R1 after the collapse more than three times as many modes are covered on average as by the bare pair",
    column(5).mean() > 3 * bareCovered)
  page.expect(
    "with R1 after the collapse each of ten pairs reaches all eight modes at the end, with fewer than a third of its points good",
    column(2) == [Double](repeating: 8, count: 10) && column(3).max()! < 1.0 / 3)

  //: **No: the collapsed pair has the larger share**, on average over the seeds. It covers at most {{plainMost}} modes,
  //: while the three remedies cover the whole ring, with the same initial generators.
  //:
  //: Why are fewer of the remedies' points good? One reason is the short run. The other does not go away with more steps:
  //: between separate modes a generator draws [a bridge of
  //: points](../chapters/02-generator/README.md#what-a-generator-draws-is-connected). The bare pair shows this. On the seeds
  //: where it draws a single mode, more than nine of ten points are good. On seed 1 it draws two with a bridge between them,
  //: and so *reaches* {{plainReached}} modes, of which only {{plainNear}} have at least 20 points within 0.2 of their
  //: centre, a much wider circle than the 0.06 that counts for *covered*.
  //: @hide
  for remedy in Remedy.all {
    let (modes, good) = try remedyOutcomes(remedy)
    page.record("\(remedy.flag)-title", remedy.title)
    page.record(remedy.flag, modes.count { $0 == 8 }, tolerance: 0)
    page.record("\(remedy.flag)-modes", modes.mean(), tolerance: 0, format: .decimals(1))
    page.record("\(remedy.flag)-good", good.mean(), tolerance: 0, format: .percent(0))
  }
}

extension Module {
  /// Whether another module has the same weights under the same names.
  fileprivate func isEqual(to other: some Module) -> Bool {
    let (own, others) = (state, other.state)
    return own.keys == others.keys
      && own.allSatisfy { $1.shape == others[$0]!.shape && $1.scalars == others[$0]!.scalars }
  }
}

/// The modes that a remedy covers on the ring and its share of good points, over ten seeds, from chapter 6's cache.
private func remedyOutcomes(_ remedy: Remedy) throws -> (modes: [Double], good: [Double]) {
  let found = try cachedOutcomes("ring-\(remedy.flag)")
  return (found.modes, found.good)
}

/// The modes covered, the share of good points and the modes reached, seed by seed, from one of chapter 6's caches.
private func cachedOutcomes(_ name: String) throws -> (modes: [Double], good: [Double], reached: [Double]) {
  let file = try TensorFile(
    contentsOf: BookFiles.existing("chapters/06-mode-collapse/cache/\(name).safetensors.zst"))
  let outcomes: [Double] = try file.tensors["outcomes"]!.scalars.map(Double.init)
  let seeds = stride(from: 0, to: outcomes.count, by: 5)
  return (seeds.map { outcomes[$0] }, seeds.map { outcomes[$0 + 1] }, seeds.map { outcomes[$0 + 2] })
}
//: @show

//: ## Misconceptions
//:
//: - *"The losses show it."* They show only that something is out of balance. Suppose a generator draws perfect samples of
//:   two modes of eight, which have a quarter of the data and share all fakes equally. The best discriminator then answers
//:   {{bestAnswer}} to every fake. Its loss is {{collapsedLoss}}, compared with {{evenLoss}} for a perfect generator, and
//:   the generator's loss is {{collapsedGenerator}}, compared with {{evenGenerator}}. Neither tells which modes are missing,
//:   because the discriminator judges samples one at a time: it knows only that there are too many fakes where they are.
//: - *"The Jensen–Shannon divergence causes it, and only the Wasserstein distance cures it."* Not only this distance: R1
//:   covers the whole ring with the bare pair's own loss. Nor can the divergence be the whole cause, because smaller initial
//:   weights and fewer latent values leave it unchanged, yet take the bare pair of chapter 6 from {{bare-modes}} modes to
//:   {{small-weights-modes}} and {{few-latents-modes}}. The bare pair does not even follow the slope of this divergence:
//:   against the best discriminator, held fixed, the
//:   gradient of its loss is that of $`\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JSD}`$ (chapter 4). Arjovsky & Bottou 2017 see a
//:   reason for missing modes in that sum, because it has only a small penalty for data that no sample covers: the *reverse*
//:   KL, from q to p, is *mode-seeking*. But initial weights and latent values leave the sum unchanged too.
//:
//: ## Read on
//:
//: - how it begins, why it stays, and all changes in one picture: [chapter 6](../chapters/06-mode-collapse/README.md)
//: - how to count where nobody gives you a list of modes: [mode collapse on images](collapse-on-images.md)
