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
//: discriminator's verdict at its own samples. Trained to the end against a generator that stands still, it knows the
//: ratio of the two densities, $`D^* = p / (p + q)`$, and answers ½ where it cannot tell. When the generator has moved,
//: what it learnt is out of date, so the two must be trained in turn. Whether it is strong matters less than whether it
//: still slopes where the generated samples are; once training is over it is usually thrown away.
//:
//: ```
//: swift run answer discriminator
//: ```
//:
//: The demo below takes about half a minute. It needs no data set.
//:
//: ## In full
//:
//: ### Why learn a loss?
//:
//: Nobody can write down a formula for "looks like a photograph". Comparing pixel by pixel with some photograph is no
//: use: a generator should make *new* ones, and such a loss is least for the mean of all photographs, a grey blur. But
//: networks are good at telling two sets of samples apart. So the loss itself is a network, and its training data are
//: free: one set is the data, the other the generator's output.
//:
//: ### What it learns
//:
//: Let the data have density $`p`$ and the generated samples $`q`$. At a point $`x`$ the discriminator's loss is
//: $`-p \log D - q \log(1 - D)`$, which is least at
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
//: The verdict itself enters only through the first factor. A surface that is right about everything but flat where the
//: fakes are teaches nothing; one that is often wrong but slopes the right way teaches well.
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

//: @hide
func discriminatorAnswer(_ page: Page) throws {
  //: @show
  let judge = PointDiscriminator(random: Random(seed: page.seed))
  let fakes = Random(seed: page.seed + 1).normal([8, 2]).tracked()
  let logits = judge(fakes, .inference)
  let whole = gradients(of: NonSaturating().generator(fake: logits) * 8, wrt: [fakes])[0]
  let byParts = -(1 - logits.sigmoid()) * gradients(of: logits.sum(), wrt: [fakes])[0]
  page.expect(
    "the pull on a fake is the slope of the loss times the slope of the verdict",
    (whole - byParts).absoluteValue().scalars.max()! < 1e-5)

  let random = Random(seed: page.seed).split("moving")
  let data = Normal(mean: 2, deviation: 1)
  let trainer = Trainer(
    generator: { LineGenerator() },
    discriminator: PointDiscriminator(dimensions: 1, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 5e-3, beta1: 0.5), discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    random: random.split("training"))

  let line = (0...160).map { -4 + 0.05 * Double($0) }
  let points = Tensor(line.map { Float($0) }).reshaped([161, 1])
  var (panels, logitPanels): ([LinePlot], [LinePlot]) = ([], [])
  let latents = random.split("looks").normal([2000, 1])
  var looks: [(step: Int, generated: Normal, error: Double)] = []
  // Which way, and how hard, a verdict pulls the deviation now.
  func pull(by logit: (Tensor) -> Tensor) -> Float {
    let generator = trainer.generator
    let loss = NonSaturating().generator(fake: logit(generator(latents, .inference)))
    let slope = gradients(of: loss, wrt: [generator.scale])[0].scalar
    return generator.scale.value.scalar > 0 ? -slope : slope
  }
  func pulls() -> (best: Float, found: Float) {
    let (mean, deviation) = (trainer.generator.shift.value.scalar, trainer.generator.scale.value.scalar)
    return (
      pull { ($0 - mean).squared() * (0.5 / (deviation * deviation)) - ($0 - 2).squared() * 0.5 },
      pull { trainer.discriminator($0, .inference) }
    )
  }
  var course: [(step: Int, deviation: Float, best: Float, found: Float)] = []
  var step = 0
  for next in page.profile == .quick ? [0, 10, 20, 30] : [0, 100, 300, 1500] {
    while step < next {
      if step <= 300, step.isMultiple(of: 5) {
        let now = pulls()
        course.append((step, abs(trainer.generator.scale.value.scalar), now.best, now.found))
      }
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
        "after \(step) steps", x: "x", y: Axis("verdict, or density", range: 0...1.6),
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
  try page.show(
    Panels(panels), caption: "The best discriminator there is, and the one that is learning, as both move")
  try page.show(
    Panels(logitPanels),
    caption: """
      The same as logits, whose slope is what pulls. Where the generated samples lie (grey: two deviations to either side) the \
      two differ, even where their verdicts are the same
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
  //: data outlasts the narrow one of the fakes. The network has never been asked, and does not know.
  //:
  //: But being right is not its purpose. Look at the generated samples: before they reach the data they *draw together*.
  //: Would the best discriminator tell them to do so? Here is the pull on the generator's deviation in the first steps,
  //: by $`D^*`$ and by the network.

  try page.show(
    LinePlot(
      "The pull on the generated deviation", x: "step", y: "pull; above 0 it widens",
      [
        Series("by D*", x: course.map { Double($0.step) }, y: course.map { Double($0.best) }, as: .bestDiscriminator),
        Series(
          "by the learning D", x: course.map { Double($0.step) }, y: course.map { Double($0.found) }, as: .discriminator
        ),
      ], references: [.horizontal(0)]),
    caption: "How the best discriminator and the learning one would change the spread of the generated samples")
  let drawing = course.filter { (125..<275).contains($0.step) }.map(\.found)
  page.record("inward", drawing.isEmpty ? 0 : drawing.reduce(0, +) / Float(drawing.count), tolerance: 0.1)
  page.expect(
    "the best discriminator would widen the generator's samples at every look", course.allSatisfy { $0.best > 0 },
    from: .standard)
  page.expect(
    "from step 125 to 270 the learning one narrows them, on average, and they do get narrower",
    drawing.reduce(0, +) < 0 && course[54].deviation < course[25].deviation, from: .standard)

  //: The best discriminator says *spread* at every look, the louder the closer the samples have come together. The learning
  //: one says hardly anything at first, and from step 125 to 270 it says *draw together*, with a pull of {{inward}} on
  //: average. So the contraction does not lie in the game. It is an error of the network, and one that the table above does
  //: not show: there the error in the *probability* is small, because both verdicts are near 0 where the fakes are. What
  //: teaches is the slope of the logit, and the slope is wrong.
  //:
  //: ## Too strong, balanced, too weak
  //:
  //: On the ring of eight clusters, against the same generator: a discriminator of 128 units a layer; one of 256 that
  //: learns ten times as fast; one of two units; one that does not learn at all. Three seeds each.

  let duelSteps = page.profile == .quick ? 20 : 800
  let kinds: [(name: String, width: Int, rate: Float)] = [
    ("balanced", 128, 1e-3), ("wide", 256, 1e-3), ("fast", 128, 1e-2), ("weak", 2, 1e-3), ("frozen", 128, 0),
  ]
  let duels = kinds.map { kind in
    (1...3).map { duel(steps: duelSteps, width: kind.width, learningRate: kind.rate, seed: $0) }
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
    "weak: on each seed the points are farther from the data than with any of the first three",
    (0..<3).allSatisfy { seed in (0..<3).allSatisfy { distances[3][seed] > 2 * distances[$0][seed] } }, from: .standard)
  page.expect(
    "frozen: so they are here",
    (0..<3).allSatisfy { seed in (0..<3).allSatisfy { distances[4][seed] > distances[$0][seed] } }, from: .standard)
  page.expect(
    "fast: on each seed the lowest loss of those that learn, and the nearest points",
    (0..<3).allSatisfy { seed in
      [0, 1, 3].allSatisfy {
        duels[2][seed].loss < duels[$0][seed].loss && distances[2][seed] < distances[$0][seed]
      }
    }, from: .standard)
  page.expect(
    "fast: on one seed it reaches less than half of the clusters", duels[2].contains { $0.reached < 4 }, from: .standard
  )
  page.expect("nobody covers more than two of eight", duels.joined().allSatisfy { $0.covered <= 2 }, from: .standard)

  //: *Weak*, it cannot bend its surface around eight clusters. It can only offer a slope in one direction, and the
  //: generator follows that out of the picture. *Frozen*, it is a landscape that chance made, and the generator climbs
  //: whatever hill is in it. *Fast*, it has the lowest loss, and the generator's points end up nearest to a cluster:
  //: winning did no harm, for its surface still slopes where the generated points are. But this distance does not see
  //: everything. It asks how far a point is from *some* cluster, and a generator that serves three of eight does well by
  //: it, as the fast one's does on one of the seeds. After so few steps nobody covers more than two. Chapter 6 is about
  //: that.
  //:
  //: The loss matters as well. All of this is with the non-saturating loss. By the minimax loss a generator that is far
  //: behind a strong discriminator is hardly pulled at all ([chapter 4](../chapters/04-losses/README.md), two points moving
  //: apart).
  //: @hide
}
//: @show

//: ## Misconceptions
//:
//: - *"The discriminator must not get too good."* It must not get *flat where the generated samples are*. Strength is
//:   harmless if the surface is kept smooth, by a penalty on its slope, by spectral normalisation, or by noise.
//: - *"The generator learns from the data."* It never sees any. Whatever the discriminator cannot tell apart, the
//:   generator cannot learn.
//: - *"At the end the discriminator answers ½, so the images are good."* It also answers ½ when it has learnt nothing.
//: - *"D(x) is the probability of x under the data."* It is the share of the data among data and fakes at that place.
//:   Train it against other fakes and it changes, though the data have not.
//: - *"A trained discriminator detects generated images."* It knows its own generator's, of the last few hundred steps.
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
