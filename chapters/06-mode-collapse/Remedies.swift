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
//: What else would help from the beginning? {{remedies}} changes were tried. By what they do they make five groups:
//:
//: - **The discriminator sees several samples at once.** {define: In *PacGAN* (Lin 2018) the discriminator judges packs of
//:   several samples, all real or all generated.} {define: *Minibatch standard deviation* (Karras 2018) tells the discriminator
//:   how much the samples of the batch differ.}
//: - **The discriminator's slope is held down.** R1 does so at real samples (chapter 4), at a constant weight γ or at one that
//:   falls during the run. {define: *R2* (Mescheder 2018) penalises the square of the discriminator's slope at generated samples.}
//:   A *WGAN* is a GAN with the Wasserstein loss (chapter 4), and its slope is bounded in one of two ways. {define: *Weight
//:   clipping* (Arjovsky 2017) cuts each of the critic's weights back into a small range after every step.} {define: *WGAN-GP*
//:   (Gulrajani 2017) penalises a Wasserstein critic (chapter 4) where the length of its slope is not 1, between real and
//:   generated samples.} With the critic $`f`$ the penalty is $`\lambda\,\mathbb{E}\,(\lVert \nabla f \rVert - 1)^2`$. *Spectral
//:   norm* (Miyato 2018; chapter 4) bounds the slope of every layer. Noise blurs what the discriminator sees: strong noise that
//:   fades during the run (Sønderby 2016), or constant weak noise.
//: - **The generator looks ahead.** {define: In an *unrolled GAN* (Metz 2016) the generator plays against the discriminator as it
//:   will be a few steps later.}
//: - **Often recommended**: label smoothing (chapter 4) and dropout, which sets values in the discriminator to 0 at random
//:   (Chintala 2016 has it in the generator).
//: - **How both begin, and how fast they learn**: smaller initial weights, shorter latent vectors, a slower generator.
//:   {define: *Two time-scale rates* (TTUR; Heusel 2017) give the two players different learning rates.}
//:
//: Each change is added to the bare pair alone, at one setting, so a change that fails here fails at this setting. (The WGANs
//: have another loss too, and the clipped ones other optimisers.) [A page of its own](../../answers/remedies.md) has the settings,
//: how each change is made, and its numbers.
//:
//: **Decide before you read on:** with R1 no mode was lost in the beginning. Which of the five groups will cover all eight modes
//: at the end, on every seed?

//: @hide
func showRemedies(
  _ page: Page, _ options: ModeCollapseChapter, _ choices: [Remedy], _ live: [PlaneOutcome]
) throws {
  //: @show
  //: ## Which of them help
  //:
  //: First see two that help, with the same seed and the same initial weights:

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

  //: Now all of them on ten seeds each. In short: most changes that hold the discriminator's slope down cover the whole ring on
  //: every seed, and so does PacGAN, which shows it several samples at once. (The exceptions are spectral norm and weak noise.)
  //: The rest helps in part or is not shown to help.

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
  // The last two change how both begin, and mend nothing.
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
  page.record("plainQuality", row["bare"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record(
    "deviationQuality", row["minibatch-deviation"]!.mean(\.quality), tolerance: 0, format: .percent(0))
  page.record("deviationReached", row["minibatch-deviation"]!.mean(\.reached), tolerance: 0, format: .decimals(1))
  page.expect(
    "minibatch standard deviation reaches at least seven modes on average, and covers the whole ring on no seed",
    row["minibatch-deviation"]!.mean(\.reached) >= 7 && row["minibatch-deviation"]!.seedsCovering(8) == 0)
  page.expect(
    "dropout, minibatch standard deviation and spectral norm cover all 8 modes on no seed",
    ["dropout", "minibatch-deviation", "spectral-norm"].allSatisfy { row[$0]!.seedsCovering(8) == 0 })

  //: - On every seed {{wholeRing}} of the {{remedies}} changes **cover the whole ring**: clipping, with one critic step or five;
  //:   the gradient penalty; R1, constant or fading, alone or with R2; PacGAN; and strong noise that fades. At most
  //:   {{wholeQuality}} of their points are good on average, where the data have {{perfect}}.
  //: - Two change only how the networks begin, and **help in part**. With *smaller initial weights* or *2 latent values* the bare
  //:   pair covers {{smallModes}} and {{fewModes}} modes on average, in place of {{plainModes}}. So where a paper's baseline
  //:   collapses and its remedy does not, first ask how both began.
  //: - *Minibatch standard deviation* **trades collapse for blur**. It reaches {{deviationReached}} modes on average, but only
  //:   {{deviationQuality}} of its points are good, and on no seed does it cover the whole ring.
  //: - The other {{failed}} are **not shown to help**: a little noise, label smoothing, a slower generator, dropout, spectral
  //:   norm and unrolling. None of them covers more than {{failedMost}} modes on average.
  //:
  //: [The page on the remedies](../../answers/remedies.md#what-single-changes-did) says what these did, and has [the numbers of
  //: this plot](../../answers/remedies.md#the-numbers-of-every-change).

  //: ### What the changes that help have in common
  //:
  //: Most of them hold the discriminator's slope down, each in its way. That collapse goes with sharp slopes of the discriminator
  //: around some real samples, and that a penalty on them prevents it, was proposed in Kodali 2017 (DRAGAN, which penalises
  //: slopes near the data).
  //:
  //: {define: The *gradient norm* of a discriminator at a sample is the length of its slope there.} Here is the largest one of
  //: the logit (or of the critic's score) on the map, after a quarter of a run, on three seeds. (PacGAN's packs have no map.)

  //: {fold: the slopes of the runs}
  let slopes = try remedySlopes(page)
  let points = rows.flatMap { remedy in
    zip(slopes[remedy.remedy.flag] ?? [], remedy.outcomes).map { slope, outcome in
      (flag: remedy.remedy.flag, slope: slope.map, modes: outcome.modes)
    }
  }

  //: {fold: the runs that end with all modes, and the others}
  let normed = slopes["spectral-norm"]!.map(\.map)
  let good = points.filter { $0.modes == 8 }
  let others = points.filter { $0.modes < 8 && $0.flag != "spectral-norm" }.map(\.slope)
  let (critics, logits) = (good.filter { $0.flag.hasPrefix("wgan") }, good.filter { !$0.flag.hasPrefix("wgan") })

  //: {fold: the picture of slopes}
  let groups: [(name: String, flags: [String])] = [
    ("logits", []), ("logits, spectral norm", ["spectral-norm"]), ("critics, clipped", ["wgan", "wgan-steps"]),
    ("critics, WGAN-GP", ["wgan-gp"]),
  ]
  let marked = groups.flatMap(\.flags)
  try page.show(
    ScatterPlot(
      "Gradient norm and modes", x: Axis("largest gradient norm on the map, after a quarter of the run", .logarithmic),
      y: Axis("modes covered at the end", range: -0.7...8.7),
      groups.map { name, flags in
        let own = points.filter { flags.isEmpty ? !marked.contains($0.flag) : flags.contains($0.flag) }
        // Many end with all modes: a little above and below, so that none hides another.
        let apart = own.indices.map { 0.13 * Double($0 % 5 - 2) }
        return Series(name, x: own.map(\.slope), y: zip(own, apart).map { $0.modes + $1 })
      }, references: [.span(good.map(\.slope).max()!...others.min()!, "no run")], equalAspect: false, opacity: 0.8),
    caption: """
      Each point is one run: the largest gradient norm of its discriminator after a quarter of the run, and the modes that it covers \
      at the end. (Points are moved up or down a little, so that none hides another)
      """,
    alternative: "A scatter plot of gradient norm against modes covered; every change but PacGAN, three seeds each.")

  //: {fold: the claims}
  page.record("gentlestGood", good.map(\.slope).min()!, tolerance: 0, format: .significant(2))
  page.record("steepestGood", good.map(\.slope).max()!, tolerance: 0, format: .significant(2))
  page.record("gentlestOther", others.min()!, tolerance: 0, format: .significant(2))
  page.record("normedSlope", normed.max()!, tolerance: 0, format: .significant(2))
  page.record("slopeRuns", points.count)
  page.expect(
    "of the runs measured, every one that ends with all 8 modes has a smaller gradient norm than every one that does not, spectral norm's left out",
    good.allSatisfy { $0.slope < others.min()! })
  page.expect(
    "the gradient norms of spectral norm's runs are below that of every run that ends with all 8 modes",
    good.allSatisfy { normed.max()! < $0.slope })
  page.expect(
    "among the runs with logits those that end with all 8 modes have less than a fifth of the gradient norm of the others, spectral norm's left out; among critics all runs end with all 8 modes",
    logits.allSatisfy { 5 * $0.slope < others.min()! } && critics.count == points.count { $0.flag.hasPrefix("wgan") })

  //: In the {{slopeRuns}} runs, the largest gradient norm is from {{gentlestGood}} to {{steepestGood}} where all eight modes are
  //: covered at the end, and {{gentlestOther}} or more where they are not. There is one exception: *spectral norm*, at the lower
  //: left, has {{normedSlope}} at most and still covers little. So many modes go with a gentle slope, but a gentle slope is not
  //: enough. (What goes together need not be cause and effect: only R1 was switched on in the middle of a run.)

  //: ## Beyond the ring
  //:
  //: On [a harder place](#appendix-a-harder-place), a grid of {{gridModes}} modes, no change covers half of the modes on average:
  //: the bare pair leaves most of them out, and R1 reaches all and blurs them.
  //:
  //: On images collapse is often partial: some modes are missing and others come again and again, while single images look like
  //: any other. [A page of its own](../../answers/collapse-on-images.md) counts modes, twins and classes in images, and says when
  //: such counts can be trusted.
  //: @hide
}
