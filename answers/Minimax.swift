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
//: evaluation measures the value on fresh samples, and for either form of the loss the length of the gradient in the
//: generator's weights.

//: {fold: MinimaxEvaluation}
/// What is measured at one moment of a run.
struct MinimaxEvaluation {
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

//: {fold: minimaxRun}
/// A run on the line, evaluated after the given steps; before step 0 the discriminator trains alone.
func minimaxRun(evaluatedAt moments: [Int], seed: UInt64) -> [MinimaxEvaluation] {
  let random = Random(seed: seed).split("minimax")
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 8, dimensions: 1, random: random.split("generator")) },
    discriminator: PointDiscriminator(dimensions: 1, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 1e-3, beta1: 0.5), discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    random: random.split("training"))
  func drawn(_ count: Int) -> Tensor { trainer.generator(random.normal([count, 8]), .inference) }
  let data = GaussianMixture.line(centres: [withoutHistory { drawn(4096).mean().scalar } + 6], deviation: 0.25)
  func real(_ count: Int) -> Tensor { data.sample(count: count, random: random) }

  func evaluation(_ step: Int) -> MinimaxEvaluation {
    let (real, fake) = (real(2048), drawn(2048))
    let (onReal, onFake) = (trainer.discriminator(real, .inference), trainer.discriminator(fake, .inference))
    func gradientLength(_ loss: any UnpairedLoss) -> Float {
      let slopes = gradients(of: loss.generator(fake: onFake), wrt: trainer.generator.parameters)
      return slopes.reduce(0) { $0 + $1.squared().sum().scalar }.squareRoot()
    }
    return MinimaxEvaluation(
      step: step, value: -Minimax().discriminator(real: onReal, fake: onFake).scalar,
      minimax: gradientLength(Minimax()), nonSaturating: gradientLength(NonSaturating()),
      distance: exactWasserstein(real, fake.detached()),
      deviation: (fake.detached() - fake.detached().mean()).squared().mean().scalar.squareRoot())
  }
  var evaluations = [evaluation(moments[0])]
  for (step, next) in zip(moments, moments.dropFirst()) {
    if step < 0 {
      trainer.discriminator.train(
        steps: next - step, random: random, real: { real(256) }, fake: { withoutHistory { drawn(256) } })
    } else {
      for _ in step..<next { _ = trainer.step(on: real(256)) }
    }
    evaluations.append(evaluation(next))
  }
  return evaluations
}

//: @hide
func minimaxAnswer(_ page: Page) throws {
  //: @show
  //: {fold: the moments of the evaluations, and three runs}
  let (alone, steps) = page.profile == .quick ? (40, 40) : (400, 4000)
  // At first the samples move fast, so the evaluations lie close together.
  let times = [
    stride(from: -alone, to: 0, by: 20), stride(from: 0, to: min(60, steps), by: 3),
    stride(from: 60, to: min(400, steps), by: 20), stride(from: 400, to: steps + 1, by: 100),
  ].flatMap { Array($0) }
  let runs = (1...3).map { minimaxRun(evaluatedAt: times, seed: $0) }

  //: {fold: the picture of the value and the gradients}
  let evaluations = runs[0]
  // Each quantity has two panels: one axis could not show both the first steps and the long rest.
  let parting = page.profile == .quick ? 21 : 400
  // Before step 60 the evaluations are too close together for marks.
  let dense = evaluations.filter { (-100...min(60, parting)).contains($0.step) }
  let sparse = evaluations.filter { (min(60, parting)...parting).contains($0.step) }
  let rest = evaluations.filter { $0.step >= parting }
  func early(_ name: String, _ value: (MinimaxEvaluation) -> Float, as encoding: Encoding) -> [Series] {
    [
      Series(name, x: dense.map { $0.step }, y: dense.map { value($0) }, as: encoding),
      Series("", x: sparse.map { $0.step }, y: sparse.map { value($0) }, as: encoding).marked(),
    ]
  }
  func later(_ value: (MinimaxEvaluation) -> Float, as encoding: Encoding) -> Series {
    Series("", x: rest.map { $0.step }, y: rest.map { value($0) }, as: encoding).marked()
  }
  let isQuick = page.profile == .quick
  let first = Axis("step", ticks: isQuick ? nil : [-100, 0, 100, 200, 300, 400])
  let second = Axis("step", ticks: isQuick ? nil : [400, 1000, 2000, 3000, 4000])
  let length = Axis("length of the gradient", .logarithmic, range: 1e-3...1e3)
  let start = Reference.vertical(0, "both learn")
  let end = Reference.span(0.75 * Double(steps)...Double(steps), "late")
  let ignorance: Double = -log(4)
  let name = (name: "−log 4", x: isQuick ? -20.0 : -50.0, y: -1.15)
  let laterName = (name: "−log 4", x: 0.55 * Double(steps), y: -1.36)
  let earlyGradients =
    early("minimax", { $0.minimax }, as: .minimax)
    + early("non-saturating", { $0.nonSaturating }, as: .nonSaturating)
  let laterGradients = [later({ $0.minimax }, as: .minimax), later({ $0.nonSaturating }, as: .nonSaturating)]
  try page.show(
    Panels(
      [
        LinePlot(
          "The value, up to step \(parting.text)", x: first, y: "V(D, G)",
          early("", { $0.value }, as: .discriminator), references: [start, .horizontal(ignorance)], names: [name]),
        LinePlot(
          "The value from then on, enlarged", x: second, y: "V(D, G)", [later({ $0.value }, as: .discriminator)],
          references: [end, .horizontal(ignorance)], names: [laterName]),
        LinePlot(
          "The generator's gradient, up to step \(parting.text)", x: first, y: length, earlyGradients,
          references: [start]),
        LinePlot("The gradient from then on", x: second, y: length, laterGradients, references: [end]),
      ], columns: 2),
    caption: """
      The value and −log 4, and how hard each form of the loss pulls the generator (seed 1). Left and right are two parts of \
      one axis of steps. From step 60 on each mark is an evaluation; before that, they lie closer together
      """,
    alternative: """
      Four panels. The value: it is almost 0 when both begin to learn, falls far below −log 4 and comes back in jumps; from \
      step 400 on, with its axis enlarged, it is first above −log 4 and at the end close to it. The gradients, on a \
      logarithmic axis: when both begin to learn the non-saturating one is far longer than the minimax one; later the minimax \
      one jumps up and down, and at the end the two are of similar length
      """)

  //: {fold: the table of three seeds}
  let moments = runs.map { run in
    (start: run.first { $0.step == 0 }!, least: run.filter { $0.step > 0 }.map(\.value).min()!)
  }
  // Means over the last evaluations: over the last 1,000 of the steps.
  func late(_ value: (MinimaxEvaluation) -> Float) -> [Float] {
    runs.map { run in
      let values = run.suffix(11).map(value)
      return values.reduce(0, +) / Float(values.count)
    }
  }
  let (lateGradients, lateOthers) = (late { $0.minimax }, late { $0.nonSaturating })
  let (lateValues, lateDistances, lateDeviations) = (late { $0.value }, late { $0.distance }, late { $0.deviation })
  page.table(
    header: [
      "seed", "minimax gradient", "non-saturating gradient", "V, late", "distance, late", "deviation, late",
    ],
    rows: moments.enumerated().map { index, moment in
      ["\(index + 1)"] + [moment.start.minimax, moment.start.nonSaturating].map { $0.text(.significant(2)) }
        + [lateValues[index], lateDistances[index], lateDeviations[index]].map { $0.text(.decimals(2)) }
    },
    caption: """
      The gradients are lengths, at the generator's first step. **Late** means: on average over the last 1,000 steps. The \
      distance is the exact Wasserstein distance to the data; it was 6 at the start. The data have a standard deviation of \
      0.25. −log 4 is −1.39
      """)

  //: {fold: the claims}
  let opening = moments[0]
  page.record("alone", alone)
  page.record("minimaxGradient", opening.start.minimax, tolerance: 0.005, format: .significant(2))
  page.record("otherGradient", opening.start.nonSaturating, tolerance: 50, format: .significant(2))
  page.record("least", opening.least, tolerance: 0.5, format: .decimals(1))
  page.expect(
    "trained alone, the discriminator brings V above −0.05, on each of three seeds",
    moments.allSatisfy { $0.start.value > -0.05 }, from: .standard)
  page.expect(
    "at that moment the non-saturating gradient is more than a hundred times as long as the minimax gradient, on each seed",
    moments.allSatisfy { $0.start.nonSaturating > 100 * $0.start.minimax }, from: .standard)
  page.expect(
    "once both train, V falls below −log 4, on each seed", moments.allSatisfy { $0.least < -log(4) }, from: .standard)
  page.expect(
    "when V is first below −log 4, the samples are still more than 1 away from the data, on each seed",
    runs.allSatisfy { run in run.first { $0.step > 0 && $0.value < -log(4) }.map { $0.distance > 1 } ?? false },
    from: .standard)
  page.expect(
    "on seed 1 V is above −log 4 at every evaluation from step 400 to step 1,000",
    evaluations.allSatisfy { !(400...1000).contains($0.step) || $0.value > -log(4) }, from: .standard)
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
    "over the last 1,000 steps the two gradients are within a factor of 5 of each other on average, on each seed",
    zip(lateGradients, lateOthers).allSatisfy { $0 < 5 * $1 && $1 < 5 * $0 }, from: .standard)
  page.expect(
    "over the last 1,000 steps the samples are less than 1 from the data on average, on each seed",
    lateDistances.allSatisfy { $0 < 1 }, from: .standard)

  //: **No: V passes $`-\log 4`$ long before it comes to rest near that number.** While the discriminator trains alone, V
  //: rises almost to 0. When the generator moves too, V falls to {{least}}, because the discriminator is still confident of
  //: what is no longer true. On the way down V passes $`-\log 4`$ while the samples are more than 1 away from the data.
  //:
  //: Then the discriminator catches up: from step 400 to step 1,000 every evaluation finds V above $`-\log 4`$, which proves
  //: that the samples still differ from the data (assumption 2). Over the last 1,000 steps the samples are {{lateDistance}}
  //: from the data on average, and V is {{lateValue}}, a little *below* $`-\log 4`$, so this discriminator is not the best
  //: one.
  //:
  //: The form of the loss matters far from the data. At the generator's first step its gradient has the length
  //: {{minimaxGradient}} with the minimax loss and {{otherGradient}} with the non-saturating loss; over the last 1,000 steps
  //: the two are within a factor of five of each other on average.
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
//: - why the players circle, and what brings them to the solution: [chapter 4](../chapters/04-losses/README.md)
//: - what a loss measures where the two distributions do not overlap: [Wasserstein, and why a slope is
//:   bounded](wasserstein.md)
