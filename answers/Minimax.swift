import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # What is the minimax loss, and how does it make the two networks compete?
//:
//: **It is one number, which the discriminator makes large and the generator makes small.** This number, the *value*,
//: measures how well the discriminator tells real samples from generated ones:
//:
//: ```math
//: V(D, G) \;=\; \mathbb{E}_{x}\,\log D(x) \;+\; \mathbb{E}_{z}\,\log\bigl(1 - D(G(z))\bigr),
//: \qquad \min_G \max_D V(D, G).
//: ```
//:
//: $`D(x)`$ is the discriminator's probability that $`x`$ is real, $`z`$ is a latent vector, and $`\mathbb{E}`$ is a mean.
//: The value is nearly 0 if the discriminator is always right and confident, and $`-\log 4`$ if it answers ½ to everything.
//: The two take turns: the discriminator's weights take a step that raises the value, and then the generator's weights take
//: a step that lowers it, so what one gains, the other loses (Goodfellow 2014).
//:
//: If the real samples have the density $`p`$ and the generated ones $`q`$, the best discriminator answers
//: $`p / (p + q)`$, and the value is then $`-\log 4 + 2\,\mathrm{JSD}(p, q)`$. The *Jensen–Shannon divergence* (JSD) is 0
//: only if both distributions are the same. So the generator does best if its samples have the distribution of the data, and
//: then the discriminator can only answer ½.
//:
//: In practice the generator is usually trained to make $`\log D(G(z))`$ large instead, because the minimax loss pulls only
//: weakly on a generator that is far behind. That game is not zero-sum. In both games the losses compare the two networks
//: with each other, and do not measure how good the images are.
//:
//: ```
//: swift run answer minimax
//: ```
//:
//: [Chapter 4](../chapters/04-losses/README.md) derives all of this. This page adds the assumptions behind the formula, and
//: an experiment, which needs no data set.
//:
//: ## Four assumptions
//:
//: 1. *The generator can produce the data's distribution.* A network of limited size may only come near it, and with such
//:    networks the game may have no equilibrium (Farnia & Ozdaglar 2020).
//: 2. *The discriminator is perfect at every moment.* A real one is some steps behind, so its value is only a lower bound on
//:    that of the best one. On enough fresh samples a value above $`-\log 4`$ proves that the two distributions still
//:    differ; any other value proves nothing. A discriminator of limited size can even be fooled for good: a generator of
//:    limited variety may leave it near ½ (Arora 2017). Fedus 2018 show cases in which GANs learn although descending a
//:    divergence would fail.
//: 3. *The players arrive at the solution.* A player's best step need not lead towards it. In [the smallest
//:    game](../chapters/04-losses/README.md#the-smallest-game-there-is) the players circle around it if they take turns, and
//:    move away from it if both step at once.
//: 4. *There is a gradient.* Where the discriminator is confident that a sample is generated, the slope of $`\log(1 - D)`$
//:    in the logit is nearly 0: the loss is *saturated*. The *non-saturating* loss, $`-\log D`$, is binary cross-entropy
//:    with the labels exchanged, and has a slope of nearly −1 there. Adam, which rescales gradients, [hides much of the
//:    difference](../chapters/04-losses/README.md#how-much-a-sample-counts).
//:
//: ## Does the value say when the generator has arrived?
//:
//: The data are a narrow Gaussian on a line, and the generated points start six units away from it. The discriminator trains
//: alone for {{alone}} steps, and then both train for {{steps}} steps, the generator with the non-saturating loss. Each
//: evaluation measures the value, and how hard either form of the loss would pull the generator. Here a pull is the length
//: of the gradient over all of the generator's weights, so it cannot be compared with the pulls in chapters 3 and 4.

//: {fold: MinimaxLook}
/// What there is to see at one moment of a duel.
struct MinimaxLook {
  /// Counted from the generator's first step.
  let step: Int
  /// V on fresh samples.
  let value: Float
  /// The length of the generator's gradient for either form of its loss.
  let minimax: Float
  let nonSaturating: Float
  /// The exact Wasserstein distance of generated and real samples.
  let distance: Float
  /// The standard deviation of generated samples.
  let deviation: Float
}

//: {fold: minimaxDuel}
/// A duel on the line, looked at after the given steps; before step 0 the discriminator trains alone.
func minimaxDuel(lookingAt moments: [Int], seed: UInt64) -> [MinimaxLook] {
  let random = Random(seed: seed).split("minimax")
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 8, dimensions: 1, random: random.split("generator")) },
    discriminator: PointDiscriminator(dimensions: 1, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 1e-3, beta1: 0.5), discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    random: random.split("training"))
  func drawn(_ count: Int) -> Tensor { trainer.generator(random.normal([count, 8]), .inference) }
  let data = GaussianMixture.line(centres: [withoutHistory { drawn(4096).mean().scalar } + 6], deviation: 0.25)
  func real(_ count: Int) -> Tensor { data.sample(count: count, random: random) }

  func look(_ step: Int) -> MinimaxLook {
    let (real, fake) = (real(2048), drawn(2048))
    let (onReal, onFake) = (trainer.discriminator(real, .inference), trainer.discriminator(fake, .inference))
    func pull(_ loss: any UnpairedLoss) -> Float {
      let slopes = gradients(of: loss.generator(fake: onFake), wrt: trainer.generator.parameters)
      return slopes.reduce(0) { $0 + $1.squared().sum().scalar }.squareRoot()
    }
    return MinimaxLook(
      step: step, value: -Minimax().discriminator(real: onReal, fake: onFake).scalar, minimax: pull(Minimax()),
      nonSaturating: pull(NonSaturating()), distance: exactWasserstein(real, fake.detached()),
      deviation: (fake.detached() - fake.detached().mean()).squared().mean().scalar.squareRoot())
  }
  var looks = [look(moments[0])]
  for (step, next) in zip(moments, moments.dropFirst()) {
    if step < 0 {
      trainer.discriminator.train(
        steps: next - step, random: random, real: { real(256) }, fake: { withoutHistory { drawn(256) } })
    } else {
      for _ in step..<next { _ = trainer.step(on: real(256)) }
    }
    looks.append(look(next))
  }
  return looks
}

//: @hide
func minimaxAnswer(_ page: Page) throws {
  //: @show
  //: {fold: the moments of the looks, and three duels}
  let (alone, steps) = page.profile == .quick ? (40, 40) : (400, 4000)
  // At first the samples move fast, so the looks lie close together.
  let times = [
    stride(from: -alone, to: 0, by: 20), stride(from: 0, to: min(60, steps), by: 3),
    stride(from: 60, to: min(400, steps), by: 20), stride(from: 400, to: steps + 1, by: 100),
  ].flatMap { Array($0) }
  let duels = (1...3).map { minimaxDuel(lookingAt: times, seed: $0) }

  //: {fold: the picture of the value and the gradients}
  let looks = duels[0]
  // Most happens shortly after the line. The table has what comes later.
  let early = looks.filter { (-200...400).contains($0.step) }
  let places = early.map(\.step)
  let turn = looks.first { $0.step == 0 }!
  let start = Reference.vertical(0, "both learn from here")
  let ticks: [Double]? = page.profile == .quick ? nil : [-200, -100, 0, 100, 200, 300, 400]
  try page.show(
    Panels(
      [
        LinePlot(
          "The value", x: Axis("step", ticks: ticks), y: "V(D, G)",
          [
            Series("V", x: places, y: early.map(\.value), as: .discriminator),
            Series("", x: [turn.step], y: [turn.value], as: .discriminator),
          ],
          references: [start, .horizontal(-log(4), "−log 4")]),
        LinePlot(
          "The generator's gradient", x: Axis("step", ticks: ticks),
          y: Axis("length of the gradient", .logarithmic, range: 1e-3...1e3),
          [
            Series("minimax", x: places, y: early.map(\.minimax), as: .minimax),
            Series("non-saturating", x: places, y: early.map(\.nonSaturating), as: .nonSaturating),
            Series("", x: [turn.step], y: [turn.minimax], as: .minimax),
            Series("", x: [turn.step], y: [turn.nonSaturating], as: .nonSaturating),
          ], references: [start]),
      ], columns: 1),
    caption: """
      The value and −log 4, and how hard each form of the loss pulls the generator (seed 1, from step −200 to step 400). The \
      marks are at the moment when the generator begins to learn
      """,
    alternative: """
      Above: V is almost 0 at the line, falls far below −log 4 once both learn, comes back in jumps, and ends a little above \
      −log 4. Below, on a logarithmic axis over the same steps: at the line the non-saturating gradient is far longer than the \
      minimax one; later the minimax one jumps up and down, and at the end the two are of similar length
      """)

  //: {fold: the table of three seeds}
  let moments = duels.map { looks in
    (start: looks.first { $0.step == 0 }!, least: looks.filter { $0.step > 0 }.map(\.value).min()!)
  }
  // Means over the last looks: over the last 1,000 of the steps.
  func late(_ value: (MinimaxLook) -> Float) -> [Float] {
    duels.map { looks in
      let values = looks.suffix(11).map(value)
      return values.reduce(0, +) / Float(values.count)
    }
  }
  let (latePulls, lateOtherPulls) = (late { $0.minimax }, late { $0.nonSaturating })
  let (lateValues, lateDistances, lateDeviations) = (late { $0.value }, late { $0.distance }, late { $0.deviation })
  page.table(
    header: [
      "seed", "minimax pull", "non-saturating pull", "V, late", "distance, late", "deviation, late",
    ],
    rows: moments.enumerated().map { index, moment in
      ["\(index + 1)"] + [moment.start.minimax, moment.start.nonSaturating].map { $0.text(.significant(2)) }
        + [lateValues[index], lateDistances[index], lateDeviations[index]].map { $0.text(.decimals(2)) }
    },
    caption: """
      A pull is the length of the generator's gradient at its first step. **Late** means: on average over the last 1,000 \
      steps. The distance is the exact Wasserstein distance to the data; it was 6 at the start. The data have a standard \
      deviation of 0.25. −log 4 is −1.39
      """)

  //: {fold: the claims}
  let first = moments[0]
  page.record("alone", alone)
  page.record("minimaxPull", first.start.minimax, tolerance: 0.005, format: .significant(2))
  page.record("otherPull", first.start.nonSaturating, tolerance: 50, format: .significant(2))
  page.record("least", first.least, tolerance: 0.5, format: .decimals(1))
  page.expect(
    "trained alone, the discriminator brings V above −0.05, on each of three seeds",
    moments.allSatisfy { $0.start.value > -0.05 }, from: .standard)
  page.expect(
    "at that moment the non-saturating pull is more than a hundred times the minimax pull, on each seed",
    moments.allSatisfy { $0.start.nonSaturating > 100 * $0.start.minimax }, from: .standard)
  page.expect(
    "once both train, V falls below −log 4, on each seed", moments.allSatisfy { $0.least < -log(4) }, from: .standard)
  page.expect(
    "when V is first below −log 4, the samples are still more than 1 away from the data, on each seed",
    duels.allSatisfy { looks in looks.first { $0.step > 0 && $0.value < -log(4) }.map { $0.distance > 1 } ?? false },
    from: .standard)
  page.expect(
    "on seed 1 V is above −log 4 at every look from step 400 to step 1,000",
    looks.allSatisfy { !(400...1000).contains($0.step) || $0.value > -log(4) }, from: .standard)
  page.record("steps", steps)
  page.record("lateValue", lateValues[0], tolerance: 0.05, format: .decimals(2))
  page.record("lateDistance", lateDistances[0], tolerance: 0.015, format: .significant(1))
  page.expect(
    "over the last 1,000 steps V is within 0.3 of −log 4 on average, on each seed",
    lateValues.allSatisfy { abs($0 + log(4)) < 0.3 }, from: .standard)
  page.expect(
    "over the last 1,000 steps V is below −log 4 on average, on each seed",
    lateValues.allSatisfy { $0 < -log(4) }, from: .standard)
  page.expect(
    "over the last 1,000 steps the two pulls are within a factor of 5 of each other on average, on each seed",
    zip(latePulls, lateOtherPulls).allSatisfy { $0 < 5 * $1 && $1 < 5 * $0 }, from: .standard)
  page.expect(
    "over the last 1,000 steps the samples are less than 1 from the data on average, on each seed",
    lateDistances.allSatisfy { $0 < 1 }, from: .standard)

  //: **No: V passes $`-\log 4`$ long before it comes to rest near that number.** Left of the line, where the discriminator
  //: trains alone, V rises almost to 0. Right of the line the generator moves too, and V falls to {{least}}, because the
  //: discriminator is still confident of what is no longer true. When V first passes $`-\log 4`$, the samples are still more
  //: than 1 away from the data. Then the discriminator catches up. From step 400, where the picture ends, to step 1,000, V
  //: is above $`-\log 4`$ at every evaluation, which proves that the samples still differ from the data (assumption 2). Over
  //: the last 1,000 steps of seed 1, V is {{lateValue}} on average, a little below $`-\log 4`$, because this discriminator
  //: is a little behind the best one. The samples are then {{lateDistance}} from the data.
  //:
  //: The form of the loss matters far from the data. At the line the minimax loss pulls the generator with {{minimaxPull}},
  //: and the non-saturating loss with {{otherPull}}. Over the last 1,000 steps the two pulls are on average within a factor
  //: of five of each other.
  //:
  //: A discriminator that knows nothing also has the value $`-\log 4`$, whatever the generator:

  let ignorant = Tensor.zeros([64, 1])
  let value = -Minimax().discriminator(real: ignorant, fake: ignorant).scalar
  page.print("V = \(value)   −log 4 = \(-log(Float(4)))")
  page.expect("answering ½ to everything scores −log 4, whatever the samples", abs(value + log(4)) < 1e-6)
  //: @hide
}
//: @show

//: ## Read on
//:
//: - why the players circle, and what stops them: [chapter 4](../chapters/04-losses/README.md)
//: - what a loss measures where the two distributions do not overlap: [Wasserstein, and why a slope is
//:   bounded](wasserstein.md)
