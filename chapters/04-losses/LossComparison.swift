import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showSmoothing(_ page: Page) {
  //: @show
  //: ## A label of not quite 1
  //:
  //: {define: *One-sided label smoothing* (Salimans 2016) tells the discriminator that a real sample is real with a
  //: probability of only 0.9, or whatever is chosen, and leaves generated samples at 0.} Its loss at a point is then
  //: $`-0.9\,p \log D - (0.1\,p + q) \log(1 - D)`$, and the best answer
  //:
  //: ```math
  //: D^* \;=\; \frac{0.9\,p}{p + q}.
  //: ```
  //:
  //: That is never more than 0.9, which is $`\sigma(\log 9)`$: however confident it is that a sample is real, its logit
  //: should not exceed $`\log 9`$. There the loss has a slope of zero.

  let bound = Tensor([log(9)]).reshaped([1, 1]).tracked()
  let nothing = Tensor.zeros([1, 1])
  func slope(_ loss: NonSaturating) -> Float {
    gradients(of: loss.discriminator(real: bound, fake: nothing), wrt: [bound])[0].scalar
  }
  page.print("slope at a real sample of logit log 9, smoothed: \(slope(NonSaturating(smoothing: 0.1)))")
  page.print("                                   unsmoothed: \(slope(NonSaturating()))")
  page.expect(
    "with smoothing a real sample's best logit is log 9, without it there is none",
    abs(slope(NonSaturating(smoothing: 0.1))) < 1e-6 && slope(NonSaturating()) < -0.05)

  //: Why only one side? With generated samples labelled 0.1 as well, the best answer would be $`(0.9\,p + 0.1\,q) / (p +
  //: q)`$, with the generated samples' own density in the numerator. Where there are only fakes that is a constant 0.1: a
  //: flat surface, which gives them no direction.
  //: @hide
}

func showLossesOnTheRing(_ page: Page) throws {
  //: @show
  //: ## All of them on the ring
  //:
  //: Now the losses of this chapter on the ring of eight clusters, with nothing else changed: the same two networks,
  //: {{ringSteps}} steps of Adam, {{ringSeeds}} seeds. A generated point is *good* if it lies within three deviations of
  //: a cluster's centre, and a cluster is *covered* if at least 20 of 2,500 points are good there. (The points of all
  //: {{ringRuns}} generators come with the book; `--fresh` trains them again.)
  //:
  //: A `RingTrialRecipe` is all that decides how the trials come out.

  let ring = GaussianMixture.ring()
  let trials = try ringTrials(for: page)
  page.record("ringSteps", RingTrialRecipe().steps)
  page.record("ringSeeds", RingTrialRecipe().seeds)
  page.record("ringRuns", trials.map(\.points.count).reduce(0, +))
  let reached = trials.map { $0.counts(over: ring).map { $0.modes(atLeast: 20) } }
  let good = trials.map { $0.counts(over: ring).map(\.highQualityShare) }
  let means = good.map { $0.mean() }
  page.table(
    header: ["loss", "clusters covered, of 8, for each seed", "good points, mean", "least", "most"],
    rows: trials.indices.map { trial in
      [trials[trial].name, reached[trial].map { "\($0)" }.joined(separator: " ")]
        + [means[trial], good[trial].min()!, good[trial].max()!].map { $0.text(.percent(0)) }
    })
  try page.show(
    Panels(
      trials.map { trial in
        ScatterPlot(trial.name, generated: trial.points[0], over: ring)
      }),
    caption: "Generated points after training with each loss (seed 1); circles mark clusters that are not covered")
  page.record("mostGood", means.max()!, tolerance: 0.02, format: .percent(0))
  let ranges = good.map { $0.max()! - $0.min()! }
  let between = page.record("between", means.max()! - means.min()!, tolerance: 0.02, format: .percent(0))
  let within = page.record(
    "within", ranges.mean(), tolerance: 0.02, format: .percent(0))
  page.expect("seeds of one loss differ by more than the losses do", within > between)
  page.expect(
    "no loss covers all eight clusters on every seed", reached.allSatisfy { $0.contains { $0 < ring.modes } })
  page.expect(
    "unheld Wasserstein makes no fewer good points than minimax or least squares", means[5] >= max(means[0], means[3]))
  page.expect(
    "smoothed labels cover at least as many clusters as plain ones, on every seed",
    zip(reached[2], reached[1]).allSatisfy { $0 >= $1 })

  //: From the best mean to the worst, the losses differ by {{between}} of all points. From the luckiest seed to the
  //: unluckiest, *one and the same loss* differs by {{within}}, on average. (The first is a range of means of five runs;
  //: the second is a range of single runs, which is wider by nature.) Whoever compares two losses by one run each may
  //: have compared two seeds. A few things do hold here: with smoothed labels no seed covered fewer clusters; with Adam
  //: the saturating form learns; and the Wasserstein loss with unbounded slopes makes as many good points as others,
  //: though its numbers run away and its authors would give its critic five steps for each of the generator's.
  //:
  //: *Open this in the lab:* `swift run lab --plan 'loss=hinge&g-rate=0.001&d-rate=0.001&length=4000&decays=0'` plays the same
  //: game with the hinge loss. Choose another loss, or *Ten seeds*, and see how much is luck.
  //:
  //: No loss covered all eight clusters on every seed. One reason is *mode collapse*, the subject of chapter 6. Another
  //: is that {{ringSteps}} steps are few: on average no loss has more than {{mostGood}} good points yet. Large
  //: comparisons on images agree: with enough tuning and enough seeds, no loss is better than the others throughout
  //: (Lucic 2018).
  //: @hide
}
