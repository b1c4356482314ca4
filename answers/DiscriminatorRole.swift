import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # What is the discriminator's role in adversarial training?
//:
//: ## In short
//:
//: The discriminator is the generator's *loss function*, learned and always on the move. It sees real and generated
//: samples and is trained to tell them apart; the generator sees no data at all and learns only from the slope of the
//: discriminator's answer at its own samples. Trained to the end against a generator that stands still, it knows the
//: ratio of the two densities, $`D^* = p / (p + q)`$, and answers ½ where it cannot tell. When the generator has moved,
//: what it learnt is out of date, so the two must be trained in turn. Whether it is strong matters less than whether it
//: still slopes where the generated samples are; once training is over it is usually thrown away.
//:
//: ```
//: swift run answer discriminator
//: ```
//:
//: The demo below takes about a minute. It needs no data set.
//:
//: ## In full
//:
//: ### Why learn a loss?
//:
//: There is no formula for "looks like a photograph". Comparing pixel by pixel with some photograph is no
//: use: a generator should make *new* ones, and such a loss is least for the mean of all photographs, a grey blur. But
//: networks are good at telling two sets of samples apart. So the loss itself is a network, and its training data are
//: free: one set is the data, the other the generator's output.
//:
//: ### What it learns
//:
//: Let the data have density $`p`$ and the generated samples $`q`$. At a point $`x`$ the discriminator's loss is
//: $`-p \log D - q \log(1 - D)`$, which is least at (Goodfellow 2014)
//:
//: ```math
//: D^*(x) \;=\; \frac{p(x)}{p(x) + q(x)}, \qquad
//: \text{its logit: } s^*(x) \;=\; \log p(x) - \log q(x).
//: ```
//:
//: That is a ratio and nothing else. A discriminator knows where there is more data than there are fakes. It cannot say
//: how likely a sample is, and it knows nothing of a region that neither distribution visits.
//:
//: ### What it gives away
//:
//: The generator's gradient is, by the chain rule, the discriminator's slope at the generated samples, times what the
//: samples do when the generator's weights change:
//:
//: ```math
//: \nabla_{\!\theta}\; \ell\bigl(s(G_\theta(z))\bigr) \;=\;
//: \ell'(s)\; \cdot\; \nabla_{\!x}\, s(x)\Big|_{x = G_\theta(z)} \cdot\; \frac{\partial G_\theta(z)}{\partial \theta}.
//: ```
//:
//: The answer itself enters only through the first factor. A surface that is right about everything but flat where the
//: fakes are teaches nothing; one that is often wrong but slopes the right way teaches.
//:
//: The demo checks this identity on a network with random weights before anything else.
//:
//: ## The demo: a moving target
//:
//: To see whether a discriminator keeps up, its target must be known at every moment. So the generator here is a straight
//: line, $`G(z) = az + b`$ with two numbers to learn. Its samples are exactly normal, with mean $`b`$ and deviation
//: $`|a|`$, and $`D^*`$ can be drawn.

/// A generator of points on the line that does no more than scale and shift.
final class LineGenerator: Module, Generator {
  let latentSize = 1
  let scale = Parameter(Tensor([0.5]))
  let shift = Parameter(Tensor([-2]))

  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor { latents * scale.value + shift.value }
}

/// The game of this page: data N(2, 1), and a generator that begins at N(−2, ½²).
func movingTarget(seed: UInt64, generatorRule: any Optimizer) -> Trainer<LineGenerator, PointDiscriminator> {
  let random = Random(seed: seed).split("moving")
  return Trainer(
    generator: { LineGenerator() },
    discriminator: PointDiscriminator(dimensions: 1, random: random.split("discriminator")),
    generatorRule: generatorRule, discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    random: random.split("training"))
}

/// What the first steps of the game do to the generated deviation, and which way, and how hard, it is pulled: by the best
/// discriminator and by the network.
func firstSteps(
  _ steps: Int, seed: UInt64, generatorRule: any Optimizer
) -> [(step: Int, mean: Float, deviation: Float, best: Float, found: Float)] {
  let trainer = movingTarget(seed: seed, generatorRule: generatorRule)
  let generator = trainer.generator
  let random = Random(seed: seed).split("first steps")
  let latents = random.normal([2000, 1])
  func pull(by logit: (Tensor) -> Tensor) -> Float {
    let loss = NonSaturating().generator(fake: logit(generator(latents, .inference)))
    let slope = gradients(of: loss, wrt: [generator.scale])[0].scalar
    return generator.scale.value.scalar > 0 ? -slope : slope
  }
  return (0...steps).compactMap { step in
    if step > 0 { _ = trainer.step(on: random.normal([256, 1], mean: 2)) }
    guard step.isMultiple(of: 5) else { return nil }
    let (mean, deviation) = (generator.shift.value.scalar, abs(generator.scale.value.scalar))
    return (
      step, mean, deviation,
      pull { ($0 - mean).squared() * (0.5 / (deviation * deviation)) - ($0 - 2).squared() * 0.5 },
      pull { trainer.discriminator($0, .inference) }
    )
  }
}

//: @hide
func discriminatorAnswer(_ page: Page) throws {
  //: @show
  let judge = PointDiscriminator(random: Random(seed: page.seed))
  let fakes = Random(seed: page.seed + 1).normal([8, 2]).tracked()
  let logits = judge(fakes, .inference)
  let whole = gradients(of: NonSaturating().generator(fake: logits) * 8, wrt: [fakes])[0]
  let byParts = -(1 - logits.sigmoid()) * gradients(of: logits.sum(), wrt: [fakes])[0]
  page.expect(
    "the pull on a fake is the slope of the loss times the slope of the logit",
    (whole - byParts).absoluteValue().scalars.max()! < 1e-5)

  let random = Random(seed: page.seed).split("moving")
  let data = Normal(mean: 2, deviation: 1)
  let trainer = movingTarget(seed: page.seed, generatorRule: Adam(learningRate: 5e-3, beta1: 0.5))

  let line = (0...160).map { -4 + 0.05 * Double($0) }
  let points = Tensor(line.map { Float($0) }).reshaped([161, 1])
  var (panels, logitPanels): ([LinePlot], [LinePlot]) = ([], [])
  var looks: [(step: Int, generated: Normal, error: Double)] = []
  var step = 0
  for next in page.profile == .quick ? [0, 10, 20, 30] : [0, 100, 300, 1500] {
    while step < next {
      _ = trainer.step(on: random.normal([256, 1], mean: 2))
      step += 1
    }
    let generated = Normal(
      mean: Double(trainer.generator.shift.value.scalar), deviation: Double(abs(trainer.generator.scale.value.scalar)))
    let best = line.map { sigmoid(data.logDensity($0) - generated.logDensity($0)) }
    let foundLogits = withoutHistory { trainer.discriminator(points, .inference).scalars.map(Double.init) }
    let found = foundLogits.map(sigmoid)
    let weights = line.map { data.density($0) + generated.density($0) }
    let errors = zip(zip(best, found), weights).map { abs($0.0 - $0.1) * $1 }
    looks.append((step, generated, errors.reduce(0, +) / weights.reduce(0, +)))
    panels.append(
      LinePlot(
        "after \(step) steps", x: "x", y: Axis("probability, or density", range: 0...1.6),
        [
          Series("p / (p + q)", x: line, y: best, as: .bestDiscriminator),
          Series("D", x: line, y: found, as: .discriminator),
          Series("q, generated", x: line, y: line.map(generated.density), as: .generated),
          Series("p, data", x: line, y: line.map(data.density), as: .real),
        ]))
    let middle = generated.mean - 2 * generated.deviation...generated.mean + 2 * generated.deviation
    logitPanels.append(
      LinePlot(
        "after \(step) steps", x: Axis("x", range: -4...4), y: Axis("logit", range: -12...12),
        [
          Series(
            "of p / (p + q)", x: line, y: line.map { data.logDensity($0) - generated.logDensity($0) },
            as: .bestDiscriminator),
          Series("of D", x: line, y: foundLogits, as: .discriminator),
        ], references: [.span(middle, "generated")]))
  }

  //: {fold: the two figures and the table}
  try page.show(
    Panels(panels), caption: "The best discriminator there is, and the one that is learning, as both move")
  try page.show(
    Panels(logitPanels),
    caption: """
      The same as logits, whose slope is what pulls. Where the generated samples lie (grey: two deviations to either side) the \
      two differ, even where their probabilities are the same
      """)
  page.table(
    header: ["steps", "generated mean", "deviation", "mean error of D"],
    rows: looks.map {
      ["\($0.step)"] + [$0.generated.mean, $0.generated.deviation, $0.error].map { $0.text(.decimals(3)) }
    },
    caption: "The data have mean 2 and deviation 1. The error is averaged over real and generated samples")

  page.record("untrained", looks[0].error, tolerance: 0.02)
  page.record("worst", looks.dropFirst().map(\.error).max()!, tolerance: 0.05, format: .significant(1))
  page.expect(
    "from the first hundred steps on it is within 0.15 of the best, on average, wherever that has moved to",
    looks.dropFirst().allSatisfy { $0.error < 0.15 }, from: .standard)
  page.expect(
    "the generator has come more than three quarters of the way", looks.last!.generated.mean > 1, from: .standard)

  //: At the start the discriminator is off by {{untrained}}; later, wherever the generator has gone, by {{worst}} at
  //: most. It follows. Look at the far left too: the best discriminator says "real" there, where the wide Gaussian of the
  //: data outlasts the narrow one of the fakes. The network was not trained there, and does not know.
  //:
  //: But being right is not its purpose. Look at the generated samples: before they reach the data they *draw together*.
  //: Would the best discriminator tell them to do so? Here is the pull on the generator's deviation in the first steps, by
  //: $`D^*`$ and by the network, and what becomes of the deviation. The generator uses Adam, as above, or plain gradient
  //: descent (SGD).

  let early = page.profile == .quick ? 30 : 300
  let adam = Parallel.map([1, 2, 3]) {
    firstSteps(early, seed: $0, generatorRule: Adam(learningRate: 5e-3, beta1: 0.5))
  }
  let descent = Parallel.map([1, 2, 3]) { firstSteps(early, seed: $0, generatorRule: SGD(learningRate: 0.02)) }

  //: {fold: the figure of the pull and the deviation}
  let steps = adam[0].map(\.step)
  try page.show(
    Panels(
      [
        LinePlot(
          "The pull on the generated deviation", x: "step", y: "pull; above 0 it widens",
          [
            Series("by D*", x: steps, y: adam[0].map(\.best), as: .bestDiscriminator),
            Series("by the learning D", x: steps, y: adam[0].map(\.found), as: .discriminator),
          ], references: [.horizontal(0)]),
        LinePlot(
          "The generated deviation", x: "step", y: Axis("deviation", range: 0...1.2),
          [
            Series("Adam", x: steps, y: adam[0].map(\.deviation), as: .generated),
            Series("SGD", x: steps, y: descent[0].map(\.deviation), as: .generated.variant(2)),
          ]),
      ], columns: 2),
    caption: """
      How the best discriminator and the learning one would change the generated deviation, and what becomes of it (seed 1)
      """)

  let courses = [("Adam", adam), ("SGD", descent)].flatMap { name, courses in
    courses.enumerated().map { index, course in
      let least = course.indices.min { course[$0].deviation < course[$1].deviation }!
      let falling = course.prefix(max(least, 1))
      return (
        name: "\(name), \(index + 1)", least: course[least], inward: falling.count { $0.found < 0 },
        looks: falling.count,
        pull: falling.map(\.found).reduce(0, +) / Float(falling.count), outward: falling.allSatisfy { $0.best > 0 }
      )
    }
  }

  //: {fold: the table of the least deviations}
  page.table(
    header: [
      "generator's rule, seed", "least deviation", "at step", "looks before it", "at which D narrows",
      "mean pull of D before it",
    ],
    rows: courses.map {
      [
        $0.name, $0.least.deviation.text(.decimals(2)), "\($0.least.step)", "\($0.looks)", "\($0.inward)",
        $0.pull.text(.decimals(3)),
      ]
    },
    caption: "The deviation begins at 0.5 and falls. A look is taken every five steps")

  page.expect(
    "with either rule and on each of three seeds the deviation falls below 0.35",
    courses.allSatisfy { $0.least.deviation < 0.35 }, from: .standard)
  page.expect(
    "until the deviation is least, the best discriminator would widen it at every look", courses.allSatisfy(\.outward),
    from: .standard)
  page.expect(
    "with SGD the network's mean pull in that time is inward, on each seed",
    courses.suffix(3).allSatisfy { $0.pull < 0 }, from: .standard)
  page.expect(
    "with Adam it is outward on one seed at least, at more than half of the looks",
    courses.prefix(3).contains { $0.pull > 0 && 2 * $0.inward < $0.looks }, from: .standard)

  //: The best discriminator says *widen* at every look, and still the deviation falls, with either rule and on every seed. With
  //: SGD the network does it: its mean pull is inward. With Adam the pull does not explain it: on one seed the network would
  //: widen the samples at most looks, and they draw together all the same. Adam divides every gradient by a running mean of
  //: its size, so a step is not in proportion to the pull; what in it draws the samples together is not measured here.
  //:
  //: The first table shows nothing of this. Its error is one of the *probability*, which is near 0 for both discriminators
  //: where the fakes are. What teaches is the slope of the logit, and there the network is wrong.
  //:
  //: ## Too strong, usual, too weak
  //:
  //: On the ring of eight clusters, against the same generator: a discriminator of 128 units a layer; one of 256; one of 128
  //: that learns ten times as fast; one of two units; one that does not learn at all. Three seeds each. A cluster is
  //: *reached* if it is the nearest one to at least 4 of 500 generated points, and *covered* if 4 of them lie within three
  //: deviations of its centre.

  let duelSteps = page.profile == .quick ? 20 : 800
  let kinds: [(name: String, width: Int, rate: Float)] = [
    ("usual", 128, 1e-3), ("wide", 256, 1e-3), ("fast", 128, 1e-2), ("weak", 2, 1e-3), ("frozen", 128, 0),
  ]
  let duels = kinds.map { kind in
    Parallel.map([1, 2, 3]) { duel(steps: duelSteps, width: kind.width, learningRate: kind.rate, seed: $0) }
  }
  //: @hide
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))", "distance", "reached", "covered"],
    rows: zip(kinds, duels).map { kind, duels in
      func each(_ value: (RingDuel) -> Float) -> String {
        duels.map { value($0).text(.decimals(2)) }.joined(separator: ", ")
      }
      func count(_ value: (RingDuel) -> Int) -> String { duels.map { "\(value($0))" }.joined(separator: ", ") }
      return [
        kind.name, each(\.loss), each(\.onReal), each(\.onFake), each(\.distance), count(\.reached), count(\.covered),
      ]
    },
    caption: """
      For each of three seeds. D(x) and D(G(z)) are the mean probabilities of being real that real and generated points \
      are given; they and the losses are means over the last tenth of the steps
      """)
  //: @show
  let distances = duels.map { $0.map(\.distance) }
  page.expect(
    "against the weak one the points are on each seed farther from the data than against any of the first three",
    (0..<3).allSatisfy { seed in (0..<3).allSatisfy { distances[3][seed] > 2 * distances[$0][seed] } }, from: .standard)
  page.expect(
    "against the frozen one they are too, on each seed",
    (0..<3).allSatisfy { seed in (0..<3).allSatisfy { distances[4][seed] > distances[$0][seed] } }, from: .standard)
  page.expect(
    "the fast one has on each seed the lowest loss of those that learn, and the nearest points",
    (0..<3).allSatisfy { seed in
      [0, 1, 3].allSatisfy {
        duels[2][seed].loss < duels[$0][seed].loss && distances[2][seed] < distances[$0][seed]
      }
    }, from: .standard)
  page.expect(
    "against the fast one the generator reaches less than half of the clusters on one seed",
    duels[2].contains { $0.reached < 4 }, from: .standard)
  page.expect(
    "no generator covers more than two of eight clusters", duels.joined().allSatisfy { $0.covered <= 2 },
    from: .standard)

  //: *Weak*, it cannot bend its surface around eight clusters, and the generator leaves the data. Its loss may look balanced,
  //: as on the first seed, and need not. *Frozen*, its biases are 0, so its logit grows in proportion to the distance from the
  //: origin: the generator can slide to the origin or away for ever ([chapter 3](../chapters/03-discriminator/README.md)). *Fast*, it has the lowest loss, and the generator's points end up nearest to a cluster:
  //: winning did no harm, for its surface still slopes where the generated points are. But this distance does not see
  //: everything. It asks how far a point is from *some* cluster, and a generator that serves three of eight does well by
  //: it, as the fast one's does on one of the seeds. After so few steps no generator covers more than two. Chapter 6 is
  //: about that.
  //:
  //: The loss matters as well. All of this is with the non-saturating loss. By the minimax loss a generator that is far
  //: behind a strong discriminator is hardly pulled at all ([chapter 4](../chapters/04-losses/README.md), two points moving
  //: apart).
  //: @hide
}
//: @show

//: ## Misconceptions
//:
//: - *"The discriminator must not get too good."* It must not get *flat where the generated samples are*. In the table above
//:   the one with the lowest loss has the nearest points.
//: - *"The generator learns from the data."* It never sees any. Whatever the discriminator cannot tell apart, the
//:   generator cannot learn.
//: - *"At the end the discriminator answers ½, so the images are good."* It also answers ½ when it has learnt nothing.
//: - *"D(x) is the probability of x under the data."* It is the share of the data among data and fakes at that place.
//:   Train it against other fakes and it changes, though the data have not.
//: - *"A trained discriminator detects generated images."* It was trained on the samples of one generator. That it tells
//:   others from real ones too would have to be shown, and is not shown here.
//:
//: ## Read on
//:
//: - the network itself: [`ImageDiscriminator`](source:Sources/GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator), and the few lines that
//:   [train it alone](source:Sources/GAN/Training/DiscriminatorTraining.swift#Discriminator.train), in [chapter 3](../chapters/03-discriminator/README.md)
//: - its loss: [`AdversarialLoss`](source:Sources/GAN/Losses/AdversarialLoss.swift#AdversarialLoss), in
//:   [chapter 4](../chapters/04-losses/README.md)
//: - a discriminator that cannot build cliffs:
//:   [`SpectralPointDiscriminator`](source:Sources/GAN/Networks/SpectralPointDiscriminator.swift#SpectralPointDiscriminator)
//: - its turn and the generator's: [`Trainer.step`](source:Sources/GAN/Training/Trainer.swift#Trainer.step), in
//:   [chapter 5](../chapters/05-training/README.md)
//: - the number that the two are playing for: [the minimax loss](minimax.md)
