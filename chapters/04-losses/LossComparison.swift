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
func showSmoothing(_ page: Page) throws {
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
  //: q)`$, with the generated samples' own density in the numerator (Goodfellow 2016). Compare the *logits* of the three
  //: best answers where generated samples lie and data are rare: $`\log (p / q)`$ without smoothing, $`\log (0.9\,p /
  //: (0.1\,p + q))`$ with one side smoothed, and $`\log ((0.9\,p + 0.1\,q) / (0.1\,p + 0.9\,q))`$ with both.

  let (data, fakes) = (Normal(mean: 0, deviation: 1), Normal(mean: 4, deviation: 1))
  let line = (0...160).map { -3 + 0.0625 * Double($0) }
  let best: [(name: String, look: Encoding, logit: (Double) -> Double)] = [
    ("no smoothing", .bestDiscriminator, { data.logDensity($0) - fakes.logDensity($0) }),
    (
      "one side", .nonSaturating,
      { log(0.9 * data.density($0) / (0.1 * data.density($0) + fakes.density($0))) }
    ),
    (
      "both sides", .minimax,
      { x in
        let (p, q) = (data.density(x), fakes.density(x))
        return log((0.9 * p + 0.1 * q) / (0.1 * p + 0.9 * q))
      }
    ),
  ]

  //: {fold: the figure of the smoothed labels}
  try page.show(
    LinePlot(
      "The best discriminator's logit, by its labels", x: "x", y: Axis("logit", range: -16...16),
      best.map { kind in Series(kind.name, x: line, y: line.map(kind.logit), as: kind.look) },
      references: [.span(-1.5...1.5, "data"), .span(2.5...5.5, "generated")]),
    caption: "Data N(0, 1), generated N(4, 1): what smoothing the labels of one kind or of both does to the best logit")

  func slope(_ kind: Int, at x: Double) -> Double { (best[kind].logit(x + 1e-4) - best[kind].logit(x - 1e-4)) / 2e-4 }
  page.record("slopePlain", abs(slope(0, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeOneSide", abs(slope(1, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeBoth", abs(slope(2, at: 4)), tolerance: 0.001, format: .decimals(3))
  page.expect(
    "at the generated samples' mean one-sided smoothing keeps the slope, two-sided smoothing takes away 98 of 100 parts",
    abs(slope(1, at: 4) / slope(0, at: 4) - 1) < 0.01 && abs(slope(2, at: 4)) < 0.02 * abs(slope(0, at: 4)))

  //: At the mean of the generated samples the slope is {{slopePlain}} without smoothing and {{slopeOneSide}} with one side
  //: smoothed; with both it is {{slopeBoth}}, because the logit levels off at $`-\log 9`$. That takes away what the
  //: generator would have followed to the data.
  //: @hide
}

func showLossesOnTheRing(_ page: Page) throws {
  //: @show
  //: ## All of them on the ring
  //:
  //: Now the losses of this chapter on the ring of eight clusters, with nothing else changed: the same two networks,
  //: {{ringSteps}} steps of Adam, {{ringSeeds}} seeds. A generated point is *good* if it lies within three deviations of
  //: a cluster's centre, and a cluster is *covered* if at least 20 of 2,500 points are good there. (The points of all
  //: {{ringRuns}} generators come with the book; `--fresh` trains them again. The numbers of the trials are in a
  //: `RingTrialRecipe`, at the end of the page.)

  let ring = GaussianMixture.ring()
  let trials = try ringTrials(for: page)
  page.record("ringSteps", RingTrialRecipe().steps)
  page.record("ringSeeds", RingTrialRecipe().seeds)
  page.record("ringRuns", trials.map(\.points.count).reduce(0, +))
  let reached = trials.map { $0.counts(over: ring).map { $0.modes(atLeast: 20) } }
  let good = trials.map { $0.counts(over: ring).map(\.highQualityShare) }
  let means = good.map { $0.mean() }

  //: {fold: the table and the figure of all losses}
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
    caption: """
      Generated points after training with each loss (seed 1). A circle marks a cluster that is not covered: fewer than 20 of \
      2,500 points lie within three deviations of its centre, however many lie near it
      """)

  page.record("mostGood", means.max()!, tolerance: 0.02, format: .percent(0))
  // Would the means lie as far apart if the losses were all alike? Then it would not matter which run of a seed is
  // whose: exchange them at random within each seed.
  let apart = means.max()! - means.min()!
  let chance = Random(seed: page.seed).split("exchanged")
  let exchanges = page.record("exchanges", 10_000)
  let asFar = (0..<exchanges).count { _ in
    var sums = [Double](repeating: 0, count: good.count)
    for seed in good[0].indices {
      for (place, loss) in chance.permutation(good.count).enumerated() { sums[place] += good[loss][seed] }
    }
    return (sums.max()! - sums.min()!) / Double(good[0].count) >= apart - 1e-9
  }
  page.record("apart", 100 * apart, tolerance: 2, format: .decimals(0))
  let byChance = page.record("byChance", Double(asFar) / Double(exchanges), tolerance: 0.02, format: .percent(0))
  page.expect("chance alone sets the means as far apart in more than one exchange of twenty", byChance > 0.05)
  let normalised = trials.firstIndex { $0.name == "Wasserstein, spectral norm" }!
  page.expect(
    "with spectral normalisation the Wasserstein loss covers all eight clusters on one seed and none on another",
    reached[normalised].contains(8) && reached[normalised].contains(0))
  page.expect(
    "no loss covers all eight clusters on every seed", reached.allSatisfy { $0.contains { $0 < ring.modes } })
  page.expect(
    "Wasserstein without a bound makes more good points than minimax and least squares, and fewer than the non-saturating "
      + "loss, hinge and smoothed labels",
    means[5] > max(means[0], means[3]) && means[5] < min(means[1], means[2], means[4]))
  page.expect(
    "smoothed labels cover at least as many clusters as plain ones, on every seed",
    zip(reached[2], reached[1]).allSatisfy { $0 >= $1 })

  //: The best mean and the worst lie {{apart}} percentage points apart. If the losses were all alike, so that the runs of
  //: a seed could be exchanged between them, the means would lie as far apart in {{byChance}} of {{exchanges}} exchanges.
  //: So by their good points these five seeds do not show that the losses differ. Whoever compares two losses by one run each
  //: may have compared two seeds.
  //:
  //: Look at single rows. With smoothed labels every seed covers at least as many clusters as without. The Wasserstein loss
  //: without a bound makes more good points than minimax and least squares, fewer than the non-saturating loss, hinge and
  //: smoothed labels, though its critic gets one step for each of the generator's where its authors give five (Arjovsky 2017).
  //: The spectrally normalised critic, which measured $`W_1`$ well on a line, covers all eight clusters on one seed and none on
  //: another: a critic that is right about the distance does not make every game go well.
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
