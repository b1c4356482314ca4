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
//: The demo below takes about twenty seconds. It needs no data set.
//:
//: ## In full
//:
//: ### Why learn a loss?
//:
//: Nobody can write down a formula for "looks like a photograph". Comparing pixel by pixel with some photograph is no
//: use: a generator should make *new* ones, and the mean of all photographs, which such a loss likes best, is a grey
//: blur. But telling two heaps of samples apart is a task that networks are good at. So the loss itself is a network,
//: and its training data are free: one heap is the data, the other the generator's output.
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
//: That is a ratio and nothing else. A discriminator knows where there is more data than there are fakes; it cannot say
//: how likely a sample is, and of a region that neither distribution visits it knows nothing.
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
//: To see whether a discriminator keeps up, its target must be known at every moment. So let the generator be a
//: straight line, $`G(z) = az + b`$ with two numbers to learn. Its samples are then exactly normal, with mean $`b`$ and
//: deviation $`|a|`$, and $`D^*`$ can be drawn.

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
  var panels: [LinePlot] = []
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
    let found = withoutHistory { trainer.discriminator(points, .inference).sigmoid().scalars.map(Double.init) }
    let weights = line.map { data.density($0) + generated.density($0) }
    let errors = zip(zip(best, found), weights).map { abs($0.0 - $0.1) * $1 }
    looks.append((step, generated, errors.reduce(0, +) / weights.reduce(0, +)))
    panels.append(
      LinePlot(
        "after \(step) steps", x: "x", y: "",
        [
          Series("p / (p + q)", x: line, y: best), Series("D", x: line, y: found),
          Series("q, generated", x: line, y: line.map(generated.density)),
          Series("p, data", x: line, y: line.map(data.density), isMuted: true),
        ]))
  }
  try page.show(Panels(panels), caption: "The best discriminator there is, and the one that is learning, as both move")
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
  //: most. It follows. Look at the generated samples, too: before they move to the data they *draw together*. Where the
  //: best verdict rises steeply, all of them are told to go the same way, and nobody tells them to spread until they
  //: are there. And look at the far left: the best discriminator says "real" there, once the wide Gaussian of the data
  //: outlasts the narrow one of the fakes. The network has never been asked, and does not know.
  //:
  //: ## Too strong, balanced, too weak
  //:
  //: On the ring of eight clusters, against the same generator: a discriminator of 128 units a layer; one of 256 that
  //: learns ten times as fast; one of two units; one that does not learn at all. Three seeds each.

  let duelSteps = page.profile == .quick ? 20 : 800
  let kinds: [(name: String, width: Int, rate: Float)] = [
    ("balanced", 128, 1e-3), ("strong", 256, 1e-2), ("weak", 2, 1e-3), ("frozen", 128, 0),
  ]
  let duels = kinds.map { kind in
    (1...3).map { duel(steps: duelSteps, width: kind.width, learningRate: kind.rate, seed: $0) }
  }
  //: @hide
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))", "distance to the nearest cluster"],
    rows: zip(kinds, duels).map { kind, duels in
      func each(_ value: (RingDuel) -> Float) -> String {
        duels.map { value($0).text(.decimals(2)) }.joined(separator: ", ")
      }
      return [kind.name, each(\.loss), each(\.onReal), each(\.onFake), each(\.distance)]
    },
    caption: """
      For each of three seeds. D(x) and D(G(z)) are the mean probabilities of being real that real and generated points \
      are given; they and the losses are means over the last tenth of the steps
      """)
  //: @show
  let distances = duels.map { $0.map(\.distance) }
  page.expect(
    "weak: on each seed the points are farther from the data than anybody else's",
    zip(distances[2], zip(distances[0], distances[1])).allSatisfy { $0 > 2 * max($1.0, $1.1) }, from: .standard)
  page.expect(
    "frozen: on each seed farther than balanced or strong",
    zip(distances[3], zip(distances[0], distances[1])).allSatisfy { $0 > max($1.0, $1.1) }, from: .standard)
  page.expect(
    "strong: on each seed nearer to the data than balanced", zip(distances[1], distances[0]).allSatisfy { $0 < $1 },
    from: .standard)
  page.expect(
    "strong: on each seed the lowest loss of those that learn",
    (0..<3).allSatisfy { duels[1][$0].loss < min(duels[0][$0].loss, duels[2][$0].loss) }, from: .standard)

  //: *Weak*, it cannot bend its surface around eight clusters. All it has to offer is a slope in one direction, and the
  //: generator follows that out of the picture. *Frozen*, it is a landscape that chance made, and the generator climbs
  //: whatever hill is in it. *Strong*, it has the lowest loss, and the generator ends up nearest to the data: a good
  //: teacher, because its surface still slopes where the generated points are. When the supports are far apart and the
  //: surface is left to become a cliff, the same strength does harm ([chapter 4](../chapters/04-losses/README.md), two
  //: points moving apart).
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
