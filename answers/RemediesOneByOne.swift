import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: # The remedies, one by one
//:
//: This page continues [chapter 6](../chapters/06-mode-collapse/README.md#remedies), for readers who want to use one of its
//: changes or to check its numbers.
//:
//: ## In short
//:
//: Chapter 6 adds {{remedies}} changes, one at a time, to a pair that collapses on a ring of eight modes. Of these,
//: {{wholeRing}} cover the whole ring on each of ten seeds; PacGAN is the cheapest of them, and R1 with R2 has the most good
//: points. On a grid of 25 modes none covers half of them alone, on average in {{usualSteps}} steps. With {{longTimes}}
//: times as many R1 does, on average over two seeds, and [two changes
//: together](../chapters/06-mode-collapse/README.md#appendix-a-harder-place) cover all 25. Below are the settings, what each
//: change did, and the code that makes it.
//:
//: ```
//: swift run answer remedies
//: ```
//:
//: ## The changes
//:
//: Each change was tried on these small networks at the setting in its name. What each does is in [chapter
//: 6](../chapters/06-mode-collapse/README.md#which-of-them-help); here is what that leaves out.
//:
//: - *The three WGANs* change several things at once: they also have a different loss, and the two clipped ones different
//:   optimisers. Arjovsky 2017 clips to ±0.01, and [on a line](wasserstein.md#wasserstein-if-the-slope-is-bounded) this book
//:   clips to ±0.05. Gulrajani 2017 has λ = 10.
//: - *Unrolling* is not quite [its authors'](#latent-vectors-initial-weights-and-rates), and at the ratio of rates in their
//:   notebook the slower discriminator alone covers more modes than with unrolling.
//: - *Dropout* is in the discriminator; Chintala 2016 has it in the generator.
//: - *Smaller initial weights* are uniform within ±1/√inputs, as in PyTorch.
//: - *The generator's rate × 0.25.* {define: *Two time-scale rates* (TTUR; Heusel 2017) give the two players different learning
//:   rates.} Here the discriminator learns four times as fast.

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
  //: - *A little noise, label smoothing, a generator at a quarter of the rate.* Every seed ends on one mode. In chapter 4's
  //:   setting the same smoothing covers more modes than no smoothing on five seeds of five, but on three of these it leaves
  //:   out a mode that is reached without it.
  //: - *Dropout.* It covers {{dropoutModes}} modes on average and the bare pair {{plainModes}}, but the difference comes
  //:   from only {{dropoutLarge}} of the {{dropoutSeeds}} seeds.
  //: - *Spectral norm.* One of its pairs covers {{normedBest}} modes, and the nine others at most two. Of its points
  //:   {{normedQuality}} are good, the fewest of all.
  //: - *Unrolling.* It is {{unrollingCost}} times as slow as the bare pair and covers no more modes, and only
  //:   {{unrollingQuality}} of its points are good, compared with {{plainQuality}}.
  //: - *Minibatch standard deviation.* It covers the whole ring on no seed, but reaches {{deviationReached}} modes on
  //:   average, compared with the bare pair's {{plainReached}}.
  //: - *Noise that fades.* Of the changes that cover the whole ring it has the fewest good points, {{noiseQuality}}.
  //: - *A discriminator at a tenth of the rate,* which is not among the {{remedies}} changes, covers {{slowModes}} modes on
  //:   average over three seeds, about as many as with smaller initial weights.
  //:
  //: ## How much chance does
  //:
  //: Dropout's gain over the bare pair may be pure chance; for minibatch standard deviation that is less likely. If a change
  //: does nothing, the difference from the bare pair on each seed could just as well have the opposite sign. So take the ten
  //: differences with all 2¹⁰ ways to give them signs. How often is their sum, in either direction, as large as the one that
  //: was found? This is a *sign-flip test*.

  //: {fold: the claims about single changes}
  // In the code at the end of the page a `SequentialBuilder` lets one write layers one below the other, a `PlaneTrainer` is
  // chapter 5's trainer for a pair in the plane, and `BookFiles` knows where the caches lie.
  page.record("remedies", Remedy.all.count - 1)
  let whole = found.ring.filter { $0.seedsCovering(8) == $0.outcomes.count }
  page.record("wholeRing", whole.count)
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
    "nine of the ten pairs with spectral norm cover at most two modes",
    row["spectral-norm"]!.outcomes.count == 10 && row["spectral-norm"]!.outcomes.count { $0.modes <= 2 } == 9)
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

  //: For dropout {{dropoutByLuck}} of the ways reach a sum as large, so its gain is not shown. For minibatch standard
  //: deviation {{deviationByLuck}} do, but it was picked from {{remedies}} changes after the runs.
  //: @hide
}
//: @show
