import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots
import Store

//: # What is mode collapse, why does it happen, and how is it mitigated?
//:
//: ## In short
//:
//: *Mode collapse* is a generator that makes a few kinds of sample and leaves out the rest: different latent vectors, the
//: same picture. The generator's loss asks it to please the discriminator, sample by sample, and never to vary. Against a
//: discriminator that holds still, it can do no better than to send every latent vector to the one point that looks most real.
//: The discriminator then learns to reject that point. The generator moves on to another, or stays where no slope
//: leads to a better place. On the book's ring of eight modes, packs of samples (PacGAN), gradient penalties (R1, WGAN-GP),
//: clipping and strong noise that fades cover all modes on every seed of ten. Dropout, label smoothing, a little input noise,
//: unrolling, minibatch deviation and spectral norm did so on none, each at one setting and with equal learning rates. Losses show an imbalance at best, not
//: which modes are missing: count the modes, over several seeds.
//:
//: ```
//: swift run answer mode-collapse
//: ```
//:
//: The demo below needs no data set.
//:
//: ## In full
//:
//: ### What it is
//:
//: A *mode* is a place where the data gather: one kind of thing. Full collapse is a single output; partial collapse, the
//: usual form on images, leaves out some modes and shares the rest unevenly. The samples themselves may be perfect.
//: *Blur* is something else: samples near every mode and in none, which is too little sharpness, not too little variety.
//:
//: ### Why it happens
//:
//: The generator minimises a mean over latent vectors, $`\mathbb{E}_z[-\log D(G(z))]`$. The mean is smallest if every
//: sample lies where $`-\log D`$ is smallest:
//:
//: ```math
//: \min_G\; \mathbb{E}_z\big[-\log D(G(z))\big] \;=\; \min_x\; \big[-\log D(x)\big].
//: ```
//:
//: The theory of the game (Goodfellow 2014) has another order: for each generator the discriminator is first made
//: *perfect*, and only then does the generator move. A perfect discriminator would answer every gathering of samples at
//: once. Real training takes a step of each in turn, which is as much a $`\max_D \min_G`$ as a $`\min_G \max_D`$. In
//: the first of these, one point is the right answer.
//:
//: A discriminator cannot name what is missing. It judges samples one at a time, and each of them is good. It can only
//: call them fake for being too many: with two modes of eight, the best one answers {{bestAnswer}} to every fake.
//:
//: ### How it is mitigated
//:
//: The last columns are [chapter 6](../chapters/06-mode-collapse/README.md)'s: on how many of ten seeds all eight modes of the ring are
//: covered, and the means over these seeds of the modes covered and of the share of good points (within three standard deviations of a
//: mode's centre). The seeds are the same for all, with one change each, at one setting. The plain pair is at {{plain}} of 10,
//: {{plain-means}}.
//:
//: | idea | remedy | what it changes | all 8 modes | modes, good points |
//: |---|---|---|---|---|
//: | let the discriminator see variety | minibatch standard deviation (Karras 2018, after Salimans 2016) | it learns how much the samples of a batch differ | {{minibatch-deviation}} of 10 | {{minibatch-deviation-means}} |
//: | | PacGAN (Lin 2018) | it judges packs of samples | {{pacgan}} of 10 | {{pacgan-means}} |
//: | hold its slope down | WGAN's clipping (Arjovsky 2017) | its weights stay in a small range | {{wgan}} of 10 | {{wgan-means}} |
//: | | WGAN-GP (Gulrajani 2017) | slopes other than 1 are charged for | {{wgan-gp}} of 10 | {{wgan-gp-means}} |
//: | | R1 (Mescheder 2018), with R2 | slopes at real samples, and at generated ones, are charged for | {{r1}}, {{r1-r2}} of 10 | {{r1-means}}; {{r1-r2-means}} |
//: | | spectral norm (Miyato 2018) | no layer stretches anything, and the slope is at most 1 | {{spectral-norm}} of 10 | {{spectral-norm-means}} |
//: | | noise on its inputs, little, or much and fading | what it sees is blurred | {{noise}}, {{fading-noise}} of 10 | {{noise-means}}; {{fading-noise-means}} |
//: | let the generator look ahead | unrolling (Metz 2016) | it foresees the discriminator's answer | {{unrolling}} of 10 | {{unrolling-means}} |
//: | start and size | smaller first weights, fewer latent values | how training begins | {{small-weights}}, {{few-latents}} of 10 | {{small-weights-means}}; {{few-latents-means}} |
//: | two rates (TTUR, Heusel 2017) | the generator's × 0.25, or the discriminator's × 0.1 | who learns faster | {{slow-generator}} of 10, {{slow-discriminator}} of 3 | {{slow-generator-means}}; {{slow-discriminator-means}} |
//: | none of these | dropout, label smoothing | a share of its values is dropped; real labels are 0.9 | {{dropout}}, {{smoothing}} of 10 | {{dropout-means}}; {{smoothing-means}} |
//:
//: ## The demo
//:
//: Eight small Gaussians on a ring, a small generator and a small discriminator. First the plain pair with three seeds,
//: then the same three with one thing changed. A mode is *covered* if at least 20 of 2,500 points lie within three standard
//: deviations of its centre (such points are *good*), and *reached* if 20 points are nearer to it than to any other mode.

//: @hide
func modeCollapseAnswer(_ page: Page) throws {
  //: @show
  let steps = page.profile == .quick ? 40 : 4000
  let choices = ["plain", "pacgan", "wgan-gp", "r1-r2"].map { flag in Remedy.all.first { $0.flag == flag }! }
  let seeds: [UInt64] = [1, 2, 3]
  let plans = choices.map { PlanePlan(remedy: $0, steps: steps) }
  // Seed 1 is trained now. The points of the other two come with the book.
  let first = try outcomes(of: plans.map { ($0, seeds[0]) }, "Training on the ring", page)
  let others = try page.cached("seeds", configuration: plans, seed: seeds[2], usesData: false) {
    let runs = plans.flatMap { plan in seeds.dropFirst().map { (plan, $0) } }
    let ends = try outcomes(of: runs, "Training with other seeds", page)
    return Dictionary(uniqueKeysWithValues: zip(runs, ends).map { ("\($0.0.remedy.flag).\($0.1)", $1.points) })
  }
  let rows = zip(choices, first).map { choice, outcome in
    [outcome] + seeds.dropFirst().map { PlaneOutcome(others["\(choice.flag).\($0)"]!, over: .ring()) }
  }

  //: {fold: the figure and the table of three remedies}
  try page.show(
    Panels(
      zip(choices, rows).map { choice, outcomes in
        ScatterPlot(choice.title, generated: outcomes[0].points, over: .ring())
      }),
    caption: """
      The same seed, one change: what the generator draws after training; circles mark clusters that it does not cover
      """)
  page.table(
    header: ["", "modes covered, by seed", "good points, by seed", "modes reached, by seed"],
    rows: zip(choices, rows).map { choice, outcomes in
      [
        choice.title, outcomes.map { "\($0.modes)" }.joined(separator: ", "),
        outcomes.map { $0.quality.text(.percent(0)) }.joined(separator: ", "),
        outcomes.map { "\($0.reached)" }.joined(separator: ", "),
      ]
    })

  let perfect = PlaneOutcome(GaussianMixture.ring().sample(count: 2500, random: Random(seed: 0)), over: .ring())
  page.expect("points of the data itself cover all 8 modes", perfect.modes == 8 && perfect.quality > 0.97)
  // Two of eight modes hold a quarter of the data and all of the fakes: D* = p / (p + q) there, and 1 elsewhere.
  let best = 0.25 / (0.25 + 1)
  page.record("bestAnswer", best, tolerance: 0, format: .decimals(1))
  page.record("collapsedLoss", -0.25 * log(best) - log(1 - best), tolerance: 0, format: .decimals(2))
  page.record("evenLoss", 2 * log(2.0), tolerance: 0, format: .decimals(2))
  page.record("plainMost", rows[0].map(\.modes).max()!, tolerance: 1)
  page.expect(
    "the plain pair covers at most 2 of 8 modes on at least 2 of 3 seeds", rows[0].count { $0.modes <= 2 } >= 2,
    from: .standard)
  for (choice, outcomes) in zip(choices, rows).dropFirst() {
    page.expect(
      "\(choice.title): all 8 modes on at least 2 of 3 seeds", outcomes.count { $0.modes == 8 } >= 2, from: .standard)
  }
  let trainers = choices.map { PlanePlan(remedy: $0, steps: steps).trainer(Random(seed: 1)) }
  page.expect(
    "all four begin with the same generator, and all but PacGAN with the same discriminator",
    trainers.allSatisfy { $0.generator.isEqual(to: trainers[0].generator) }
      && trainers.map { $0.discriminator.isEqual(to: trainers[0].discriminator) } == [true, false, true, true])
  let whole = try choices.map { try remedyOutcomes($0).good.mean() }
  page.expect(
    "over ten seeds of chapter 6's whole run each of the three has a larger mean share of good points than here",
    zip(whole, rows).dropFirst().allSatisfy { $0 > $1.map(\.quality).mean() }, from: .standard)
  let starts = try ["plain", "small-weights", "few-latents"].map { flag in
    try remedyOutcomes(Remedy.all.first { $0.flag == flag }!).modes.mean()
  }
  page.expect(
    "smaller first weights and fewer latent values each cover more than four times as many modes as the plain pair",
    starts.dropFirst().allSatisfy { $0 > 4 * starts[0] })
  //: @hide
  for remedy in Remedy.all + [.slowDiscriminator()] {
    let (modes, good) = try remedyOutcomes(remedy)
    page.record(remedy.flag, modes.count { $0 == 8 }, tolerance: 0)
    page.record("\(remedy.flag)-means", "\(modes.mean().text(.decimals(1))), \(good.mean().text(.percent(0)))")
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
  let file = try TensorFile(
    contentsOf: BookFiles.existing("chapters/06-mode-collapse/cache/ring-\(remedy.flag).safetensors.zst"))
  let outcomes = try file.tensors["outcomes"]!.scalars.map(Double.init)
  let seeds = stride(from: 0, to: outcomes.count, by: 5)
  return (seeds.map { outcomes[$0] }, seeds.map { outcomes[$0 + 1] })
}
//: @show

//: The plain pair covers at most {{plainMost}} modes. These three remedies cover the whole ring, with the same generator, the
//: same data and the same seeds. (PacGAN's discriminator has a wider first layer with weights of its own, because it sees four
//: points at once.) Look at the good points too: the collapsed points can be *better*, one by one, than those that cover everything.
//: (This is half of chapter 6's run. In the whole run, in the table above, the remedies are sharper.)
//:
//: ## Misconceptions
//:
//: - *"The losses show it."* They show only that something is out of balance. If a generator draws perfect samples of two modes of
//:   eight, the best discriminator's loss is {{collapsedLoss}} and not {{evenLoss}}. It does not say which modes are missing.
//: - *"The Jensen–Shannon divergence causes it, and Wasserstein's distance cures it."* Smaller first weights and fewer latent
//:   values leave loss and divergence as they are, and take the plain pair of chapter 6 from {{plain-means}} (modes, good points) to
//:   {{small-weights-means}} and {{few-latents-means}}. And R1, with the old loss, covers the whole ring without any Wasserstein distance.
//: - *"A generator that covers every class has not collapsed."* It may draw one image per class. Look for near duplicates
//:   too (the birthday test, Arora & Zhang 2017).
//: - *"Dropout or label smoothing prevents it."* On chapter 6's ring, over ten seeds, they are not shown to help. On its grid dropout
//:   reaches most modes, but blurs them.
//: - *"It happened, so the architecture is bad."* The same architecture may do well on other seeds, first weights or latent sizes. A
//:   claim about collapse is a claim about k of n seeds.
//:
//: ## In the chapters
//:
//: - [The remedies, one change each](source:Sources/GAN/Remedies/Remedies.swift#Remedy.all), with
//:   [R1](source:Sources/GAN/Regularizers/GradientPenalties.swift#R1), [WGAN-GP](source:Sources/GAN/Regularizers/GradientPenalties.swift#GradientPenalty),
//:   [PacGAN](source:Sources/GAN/Networks/BatchLayers.swift#Pack) and [unrolling](source:Sources/GAN/Training/Unrolling.swift#Unrolling.parameters)
//: - [How modes are counted](source:Sources/Metrics/Modes/ModeCount.swift#ModeCount)
//: - [The training step](source:Sources/GAN/Training/Trainer.swift#Trainer.step) that all of them share
//: - [Chapter 6](../chapters/06-mode-collapse/README.md): why, the whole table, and images
