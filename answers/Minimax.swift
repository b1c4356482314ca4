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
//: ## In short
//:
//: The *minimax loss* is one number, the value $`V(D, G)`$. It says how well the discriminator tells real samples from generated
//: ones. The discriminator changes its weights to make $`V`$ large and the generator changes its own to make it small, so what
//: one gains, the other loses. Against the best possible discriminator the value is $`-\log 4`$ plus twice a number that says how
//: much the two distributions differ, the *Jensen–Shannon divergence* (0 if they are the same), so it is smallest if the
//: generated samples have the same distribution as the data. In practice the two networks may circle and never arrive, and the
//: loss pulls only weakly on a generator that is far behind, although the usual optimiser, Adam, hides much of that. So the
//: generator is usually trained to maximise $`\log D(G(z))`$ instead, which is a different game. In both games neither player can
//: improve where the two distributions are the same and the discriminator answers ½ everywhere. The losses compare the two
//: networks with each other: they do not say how good the images are.
//:
//: ```
//: swift run answer minimax
//: ```
//:
//: That is the answer. Below are the reasons and a second experiment, which needs no data set.
//:
//: ## In full
//:
//: ### The value
//:
//: If you have read chapter 4, go on at [*Four assumptions*](#four-assumptions).
//:
//: $`D(x)`$ is the probability that the discriminator gives to "this $`x`$ is real". Draw real samples $`x`$ and
//: latent vectors $`z`$. Take the logarithms of the discriminator's answers, and average them ($`\mathbb{E}`$ is the
//: mean):
//:
//: ```math
//: V(D, G) \;=\; \mathbb{E}_{x}\,\log D(x) \;+\; \mathbb{E}_{z}\,\log\bigl(1 - D(G(z))\bigr),
//: \qquad \min_G \max_D V(D, G).
//: ```
//:
//: Read the second formula from the right: for each generator take the discriminator that makes $`V`$ largest, and then look for
//: the generator for which this largest $`V`$ is smallest. The first term of $`V`$ is large if real samples are called real,
//: and the second is large if generated samples are called generated. If a discriminator is always right and always confident,
//: $`V`$ is nearly 0, its upper bound. If it answers ½ to everything, $`V = 2 \log \tfrac12 = -\log 4`$. Training takes turns:
//: the discriminator's weights take a step that raises $`V`$, and then the generator's weights take a step that lowers it
//: (Goodfellow 2014).
//:
//: ### What the generator is really minimising
//:
//: Hold the generator still, and let the discriminator become as good as possible. If the data have density $`p`$ and
//: the generated samples have density $`q`$, the best answer is $`D^* = p / (p + q)`$. Put it into the value:
//:
//: ```math
//: V(D^*, G) \;=\; -\log 4 + 2\,\mathrm{JSD}(p, q).
//: ```
//:
//: JSD, the Jensen–Shannon divergence, says how much two distributions differ. It lies between 0 and log 2, and is 0 only if
//: $`p = q`$. So the generator does best if its samples have the distribution of the data, and then the discriminator can only
//: answer ½ everywhere.
//:
//: ### Four assumptions
//:
//: 1. *That the generator can make the data's distribution.* A network of limited size may only come near it, and with
//:    such networks the game may have no equilibrium (Farnia & Ozdaglar 2020).
//: 2. *A perfect discriminator at every moment.* A real discriminator is some steps behind, so its value is only a lower bound
//:    of $`V(D^*, G)`$. On enough fresh samples a value above $`-\log 4`$ proves that the two distributions still differ, while a
//:    value at or below it proves nothing. And a discriminator of limited size can be fooled for good: a generator of limited
//:    variety may leave it near ½ (Arora 2017).
//: 3. *That the game arrives.* A player's best step need not lead towards the solution. In the smallest such game the players
//:    circle around it if they take turns, and move away from it if they step at the same time.
//: 4. *A gradient.* If the discriminator is confident that a sample is generated, the slope of $`\log(1 - D)`$ in the logit
//:    $`s`$ is $`-\sigma(s)`$, which is nearly 0. The loss is *saturated*, and the generator's gradient almost vanishes just when
//:    it has most to learn. In the book's experiment plain gradient descent with a small rate then hardly moves the generator,
//:    while Adam, which rescales gradients, brings it most of the way
//:    ([chapter 4](../chapters/04-losses/README.md#how-much-a-sample-counts)). In practice the generator maximises
//:    $`\log D(G(z))`$, whose slope there is $`1 - \sigma(s) \approx 1`$. Then the game is no longer zero-sum.
//:
//: ## The demo
//:
//: The demo shows two things: against a discriminator that is far ahead, the minimax loss pulls the generator weakly and the
//: non-saturating loss pulls it hard, and the value passes $`-\log 4`$ long before it comes to rest near that number.
//:
//: The data are a narrow Gaussian on a line, and generated points start six units away from it. For {{alone}} steps the
//: discriminator trains alone. Then both train for {{steps}} steps, the generator with the non-saturating loss, while the demo
//: also measures from time to time how hard the minimax loss would pull it. Here a pull is the length of the gradient over all of
//: the generator's weights, so it cannot be compared with the pulls in chapters 3 and 4.

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
      The value and −log 4, and how hard each form of the loss pulls the generator (seed 1, until step 400). At \
      the line, where the marks are, V is nearly 0, the minimax pull is \
      \(turn.minimax.text(.significant(2))), and the non-saturating pull is \(turn.nonSaturating.text(.significant(2)))
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

  //: *Left of the line* the discriminator trains alone. V rises almost to 0: it is nearly always right, and confident. At the
  //: line the minimax loss pulls the generator with {{minimaxPull}}, the non-saturating loss with {{otherPull}}. *Right of
  //: the line* the generator moves too, and V falls to {{least}}. That is below $`-\log 4`$, which a discriminator has that always
  //: answers ½: this one is *worse*, because it is confident of what is no longer true, since the generated samples have moved.
  //: Then the discriminator catches up. From step 400, where the picture ends, to step 1,000 V is above $`-\log 4`$ at every
  //: look. This proves that the samples still differ from the data (assumption 2).
  //:
  //: Later the discriminator is no longer sure. On average over the last 1,000 steps the two losses pull within a factor of five of
  //: each other, so the form of the loss matters far from the data. On seed 1 V is then {{lateValue}}, and the samples are
  //: {{lateDistance}} from the data.
  //:
  //: So V ends near $`-\log 4`$, its value in both games where neither player can improve; it is a little below, because this
  //: discriminator is a little behind the best one. But do not read V as a score for the generator: it passes the same number on
  //: its way down, when the samples are still more than 1 away from the data. There is a simpler case: a discriminator that knows
  //: nothing, with any generator.

  let ignorant = Tensor.zeros([64, 1])
  let value = -Minimax().discriminator(real: ignorant, fake: ignorant).scalar
  page.print("V = \(value)   −log 4 = \(-log(Float(4)))")
  page.expect("answering ½ to everything scores −log 4, whatever the samples", abs(value + log(4)) < 1e-6)
  //: @hide
}
//: @show

//: ## Misconceptions
//:
//: - *"The generator minimises the Jensen–Shannon divergence."* It would, if the discriminator were the best one again after each
//:   of its steps. A real discriminator is some steps behind, and the non-saturating loss minimises something else ([chapter
//:   4](../chapters/04-losses/README.md#appendix-more-about-the-value)). Fedus 2018 show cases in which GANs learn although
//:   descending a divergence would fail, and find that gradient penalties help even where no divergence is the reason.
//: - *"Binary cross-entropy with the labels exchanged has the same gradient as $`\log(1 - D)`$."* It has the same fixed
//:   point but a different gradient, as the demo's lower panel shows.
//: - *"The generator minimises the loss and the discriminator maximises it."* That is true of V. With the non-saturating loss
//:   there are two losses, and each player minimises its own.
//: - *"The losses have reached 2 log 2 and log 2, so this is the equilibrium."* A discriminator that has learnt nothing has the
//:   same losses, as the demo's last lines show.
//: - *"The generator's loss falls, so the images get better."* Or the discriminator gets worse. Look at the images, or measure
//:   them.
//:
//: ## Read on
//:
//: - the two losses, line by line: [`Minimax`](source:Sources/GAN/Losses/Losses.swift#Minimax) and
//:   [`NonSaturating`](source:Sources/GAN/Losses/Losses.swift#NonSaturating), in [chapter 4](../chapters/04-losses/README.md)
//: - the identity $`V = -\log 4 + 2\,\mathrm{JSD}`$, checked by integration: [the
//:   code](source:chapters/04-losses/GameValue.swift#showValue)
//: - the smallest game, in which the players circle: [`DiracGAN`](source:chapters/04-losses/SmallestGame.swift#DiracGAN)
//: - what a loss measures where the two distributions do not overlap: [Wasserstein, and why a slope is bounded](wasserstein.md)
//: - what a trained discriminator knows, $`p / (p + q)`$: [the discriminator's role](discriminator.md)
//: - one turn for each player: [`Trainer.step`](source:Sources/GAN/Training/Trainer.swift#Trainer.step), in
//:   [chapter 5](../chapters/05-training/README.md)
