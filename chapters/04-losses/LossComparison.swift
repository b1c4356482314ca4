import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showLossesOnTheRing(_ page: Page) throws -> [RingTrial] {
  //: @show
  //: ## All of them on the ring
  //:
  //: Networks of the same sizes play with each loss on the ring of eight modes, for {{ringSteps}} steps of Adam. {define: A
  //: generated point is *good* if it lies within three standard deviations of a mode's centre.} The field calls it a
  //: *high-quality sample* (Srivastava 2017). *Reached* and *covered* are as in [chapter
  //: 3](../03-discriminator/README.md#usual-fast-weak-frozen): a mode is reached if enough points are nearest to it, however far.

  //: {fold: the picture of all losses}
  let ring = GaussianMixture.ring()
  let trials = try ringTrials(for: page)
  page.record("ringSteps", RingTrialRecipe().steps)
  page.record("ringSeeds", RingTrialRecipe().seeds)
  page.record("ringRuns", trials.map(\.points.count).reduce(0, +))
  let covered = trials.map { $0.clusters(of: ring, within: 3) }
  let reached = trials.map { $0.clusters(of: ring, within: .infinity) }
  let good = trials.map { $0.counts(over: ring).map(\.highQualityShare).mean() }
  // A short name fits above its panel.
  func short(_ name: String) -> String {
    name.replacingOccurrences(of: "Wasserstein, ", with: "W, ")
      .replacingOccurrences(of: "non-saturating, ", with: "")
  }
  try page.show(
    Panels(
      trials.map { trial in
        ScatterPlot(
          "\(short(trial.name)): " + trial.clusters(of: ring, within: 3).map { "\($0)" }.joined(separator: " "),
          generated: trial.points[0], over: ring)
      }),
    caption: """
      Generated points after training with each loss, and the modes covered, of 8, on seeds 1 to 5 (the points are \
      those of seed 1). W is the Wasserstein loss, and "smoothed" is the non-saturating loss with smoothed labels
      """)

  //: {fold: the numbers and the claims}
  let byName = Dictionary(uniqueKeysWithValues: trials.indices.map { (trials[$0].name, $0) })
  let normalised = byName["Wasserstein, spectral norm"]!
  let (unbounded, penalised) = (byName["Wasserstein, unbounded"]!, byName["Wasserstein, penalised"]!)
  page.record("mostGood", good.max()!, tolerance: 0.02, format: .percent(0))
  page.expect(
    "the Wasserstein critics without a bound and with the penalty reach all eight modes on every seed, and no other "
      + "loss does",
    trials.indices.allSatisfy { trial in
      reached[trial].allSatisfy { $0 == ring.modes } == [unbounded, penalised].contains(trial)
    })
  page.expect(
    "with spectral normalisation the Wasserstein loss covers all eight modes on two seeds of five, one of them seed "
      + "1; on seed 2 it covers none and reaches one",
    covered[normalised].count { $0 == ring.modes } == 2 && covered[normalised].count == 5
      && covered[normalised][0] == ring.modes && covered[normalised][1] == 0 && reached[normalised][1] == 1)
  page.expect(
    "no loss covers all eight modes on every seed", covered.allSatisfy { $0.contains { $0 < ring.modes } })
  page.expect(
    "every generator that reaches more than one mode also draws points that are more than 10 deviations away from "
      + "all modes",
    trials.indices.allSatisfy { trial in
      zip(reached[trial], trials[trial].counts(over: ring, within: 10)).allSatisfy { clusters, near in
        clusters == 1 || near.highQualityShare < 1
      }
    })

  //: As in chapter 3, a whole circle marks a mode that is not reached, and a broken one a mode that is reached but not covered.
  //: Look between the modes too, where a generator that reaches several of them also draws points. **No loss covers all eight
  //: modes on every seed.** Which of them is best depends on the other settings ([an appendix](#appendix-how-much-is-luck) has all
  //: counts, and asks how much is luck).
  //:
  //: *Open this in the lab:* `swift run lab --plan 'loss=hinge&g-rate=0.001&d-rate=0.001&length=4000&decays=0'` plays this
  //: game with the hinge loss.
  //: @hide
  return trials
}
//: @show

//: ## In five points
//:
//: 1. The value $`V = \mathbb{E}\log D(x) + \mathbb{E}\log(1 - D(G(z)))`$ goes up for the discriminator and down for
//:    the generator; against the best discriminator it is −log 4 + 2 JSD.
//: 2. The more confident the discriminator is that a sample is generated, the more the sample counts in the non-saturating loss.
//:    With that loss the game is not zero-sum.
//: 3. Two players who each descend may circle: the pull of a game need not point to the solution.
//: 4. In the smallest game R1 is friction, and the players come to the solution, in a spiral if γ < 1. Near the solution noise
//:    acts like R1.
//: 5. Where two distributions do not overlap, the JSD is flat. The Wasserstein distance is not, but a critic measures it only
//:    if its slope is bounded.
//:
//: ## Exercises
//:
//: 1. Which pictures on this page depend on chance? Predict, then compare with `swift run chapter 4 --seed 2`.
//:    {reveal: With `--seed 2` two of them change, both in appendices: the value while a discriminator learns, and the maps of
//:    two surfaces. The rings and the late start depend on chance too, but always show seed 1.}
//: 2. In [`showPointsApart`](source:GameValue.swift#showPointsApart), make the bumps twice as wide (`width`). From what distance
//:    on is the JSD flat now? Run `swift run chapter 4`. (Expect the claims about distances of 2 and 4 to fail.)
//:    {reveal: From about twice the distance on, because only the ratio of distance and width counts.}
//: 3. Take steps of 0.4 in the non-saturating game (`track(steps: 20_000, rate: 0.4)`). Where will it settle? Run
//:    `swift run chapter 4`. (Expect the claim about √0.2 to fail.) {reveal: A little inside √(2h), which is now √0.8.}
//: 4. In [`showCritics`](source:WassersteinDistance.swift#showCritics), charge for slopes below 1 as well:
//:    `GradientPenalty(lambda: 10)`. On a line, why does a critic now pay even if it gives the exact distance? Would a plane be
//:    kinder? `swift run chapter 4` shows the new column *penalised*. {reveal: Because the generated bump is narrower, the
//:    best critic turns round once beyond it. On a line the slope must pass 0 to change its sign, and a slope of 0 is charged. In
//:    a plane it can turn round without becoming 0.}
//: 5. Give chapter 5's trainer the saturating loss: `trainer.loss = Minimax()` at the end of
//:    [`Recipe.trainer`](source:GAN/Training/Recipe.swift#Recipe.trainer). With Adam, R1 and no head start, do you expect a
//:    difference? Run `swift run chapter 5`. {reveal: On one seed, none that can be told from luck: the run ends at 18.5 from
//:    real images, where the page's run ends at 17.0. A possible reason: R1 keeps the discriminator from becoming sure early, and
//:    Adam divides a gradient by its usual size.}
//:
//: [Chapter 5](../05-training/README.md) trains images with the non-saturating loss.
