import Datasets
import Engine
import GAN
import Notebook
import Pictures
import Plots

//: # 1 · A whole GAN, and its data
//:
//: {define: A *generative adversarial network* (GAN) is two networks that train each other: one makes samples, and the other
//: learns to tell them from real ones.} The first is the generator, the second the discriminator, and this book calls the
//: two together a *pair*.
//:
//: ```text
//: random numbers ──► generator ──► generated samples ──┐
//:                                                      ├──► discriminator ──► real, or generated?
//:                         data ──► real samples ───────┘
//: ```
//:
//: Training alternates between two turns. In the first, only the discriminator learns, and tries to give real samples high
//: answers and generated samples low ones; in the second, only the generator learns, and tries to make samples that get
//: high answers.
//:
//: Here is such a pair, whose samples are points in the plane, before, during and after training. It is the second of two
//: in this chapter: the first leaves out some of the eight clusters, and one more line of code makes the second.

//: @hide
func cloud(_ title: String, real: Tensor, points: Tensor) -> ScatterPlot {
  ScatterPlot(
    title, x: .coordinate(1, range: -3...3), y: .coordinate(2, range: -3...3),
    [Series("real", points: real, as: .real), Series("generated", points: points, as: .generated)])
}

/// The nearest centre of each point, and how far away it is.
func nearestCentres(
  of points: Tensor, in ring: GaussianMixture
) -> (centres: [Int], distances: [Float]) {
  let (count, modes) = (points.shape[0], ring.centres.shape[0])
  let offsets = points.reshaped([count, 1, 2]) - ring.centres.reshaped([1, modes, 2])
  let distances = offsets.squared().sum(axes: [2]).squareRoot()
  let (nearest, all) = ((-distances).argmax(), distances.scalars)
  return (nearest, nearest.enumerated().map { all[modes * $0 + $1] })
}

/// How many modes have at least one in a hundred of the points within a distance of their centre.
func countModes(near points: Tensor, in ring: GaussianMixture, within reach: Float = 0.2) -> Int {
  var counts = [Int](repeating: 0, count: ring.modes)
  let (nearest, distances) = nearestCentres(of: points, in: ring)
  for (centre, distance) in zip(nearest, distances) where distance < reach { counts[centre] += 1 }
  return counts.count { 100 * $0 >= distances.count }
}

func showMoments(_ page: Page, real: Tensor, _ moments: [(step: Int, points: Tensor)]) throws {
  try page.show(
    Panels(
      moments.map { cloud("step \($0.step.text)", real: real, points: $0.points) }, columns: 3),
    caption: """
      Three moments of a GAN in training. Grey discs are real points, crosses are generated ones; an arrowhead at the \
      edge points to generated points outside. This is the chapter's second pair (with R1)
      """,
    alternative: "Three plots: crosses in one heap, then spread out, then most of them near eight grey discs")
}
//: @show

//: The generator never sees the data; instead, the discriminator tells it, for each of its samples, which small change
//: would make it look more real. ([What GANs are used for](../../README.md#what-gans-are-for).)
//:
//: **Before you read on, predict:** the real points lie in eight clusters, and in the third panel some crosses lie between
//: them. If training went on, could the generator learn to draw no point there at all? Chapter 2 has the answer.
//:
//: ```
//: swift run chapter 1
//: ```
//:
//: ## A whole GAN
//:
//: Here is a complete GAN of points. The real ones lie in eight small clusters on a circle of radius 2, and each cluster is
//: a mode of the data. {define: A *distribution* says where samples can lie, and how often
//: they lie there.} {define: A *mode* of a distribution is one of the kinds of sample that it is made of.} (In mathematics
//: it is a local maximum of the density, which chapter 3 defines.) The generator turns two random numbers into a point, and
//: the discriminator turns a point into a number, its answer.
//:
//: The two networks are the players of a game, in which each tries to make one number small: its *loss*.
//: {define: The *parameters* of a network, its weights, are the numbers that training changes.} {define: A *gradient* says
//: how a number changes with each of the values that it was computed from: which way, and how fast.} In a player's turn its
//: loss is computed and the gradient of the loss goes back through the networks, but only that player's weights change
//: ([the code of the picture](source:Sources/Plots/TurnDiagram.swift#TurnDiagram)):

//: @hide
func showTurns(_ page: Page) throws {
  //: @show
  //: {fold: the diagram of the two turns}
  try page.show(
    TurnDiagram(of: .points),
    caption:
      "The two turns: what goes forward through the networks (solid), and how far the gradient comes back (dashed)",
    alternative:
      "Two turns. In the first the gradient ends inside the discriminator, in the second inside the generator")
  //: @hide
}
//: @show

//: Here is the training loop in PyTorch. [The same loop in Swift](#the-same-loop-in-swift), the language of the book's
//: programs, comes after the first result. You need not understand every line yet, because the rest of the book explains
//: them. These names help:
//:
//: | in the code | what it is |
//: | --- | --- |
//: | `discriminator` (in Swift `judge`) | gives the discriminator's answers |
//: | `256` | {define: A *batch* is the group of samples that one step of training looks at.} Here it has 256 real and 256 generated points, and both turns use the same generated ones |
//: | `softplus` | {define: *Softplus* is $`\ln(1 + e^s)`$, a smooth version of the larger of $`s`$ and 0.} It is near 0 if $`s`$ is very negative, so `softplus` of `-discriminator(real)` is small if real points get high answers |
//: | `detached`, `detach` | makes the generated points fixed numbers, because only the discriminator learns in that turn |
//: | `zero_grad`, `backward`, `step` | forget the old gradients, compute the new ones, move the weights (in Swift: `gradients`, `update`) |
//: | `Adam`, `betas` | the rule by which a network learns, and two of its settings, which chapter 3 explains |
//:
//: <a id="the-same-gan-in-pytorch"></a>**The loop in PyTorch** is part of [a program that you can
//: run](../../scripts/pytorch/first_gan.py), and of [a notebook](../../scripts/pytorch/gan.ipynb) with pictures of its own. The
//: pictures of this page come from the loop in Swift. The two lines from `if with_r1:` on are for the second pair, which
//: follows below.
//:
//: ```python
//: def train(with_r1):
//:     generator, discriminator = network(2, 2), network(2, 1)
//:     g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
//:     d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
//:
//:     for step in range(3000):
//:         real, fake = ring(256), generator(torch.randn(256, 2))
//:
//:         # The discriminator's turn: high answers for real points, low ones for generated points.
//:         d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
//:         if with_r1:  # Only in the second pair.
//:             d_loss = d_loss + r1(discriminator, real)
//:         d_optimizer.zero_grad()
//:         d_loss.backward()
//:         d_optimizer.step()
//:
//:         # The generator's turn: high answers for its own points.
//:         g_loss = F.softplus(-discriminator(fake)).mean()
//:         g_optimizer.zero_grad()
//:         g_loss.backward()
//:         g_optimizer.step()
//:     return generator
//: ```
//:
//: <details>
//: <summary><b>The data, the networks and their rule of learning, in PyTorch</b></summary>
//:
//: Each network is three dense layers. {define: In a *dense layer* each output is a weighted sum of all inputs, plus a
//: learnt number.} In the generator they go from 2 numbers to 128, to 128 and to 2, the coordinates of a point; in the
//: discriminator from 2 to 128, to 128 and to 1, its answer. A ReLU follows each of the first two. {define: The *ReLU* keeps
//: a positive value and makes a negative one 0.} `Adam` is an optimiser, which chapter 3 explains. {define: An *optimiser*
//: is a rule that says how a gradient changes the weights.} {define: The *learning rate*, `lr` in Python, says how far each
//: update moves the weights.}
//:
//: ```python
//: angles = torch.arange(8) * 2 * math.pi / 8
//: centres = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)
//:
//:
//: def ring(count):
//:     return centres[torch.randint(8, (count,))] + 0.02 * torch.randn(count, 2)
//:
//:
//: def network(inputs, outputs):
//:     layers = [nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs)]
//:     for layer in layers[::2]:
//:         nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
//:         nn.init.zeros_(layer.bias)
//:     return nn.Sequential(*layers)
//: ```
//:
//: </details>
//:
//: Here is what the first pair draws after {{firstSteps}} steps:

//: @hide
/// The ring by itself, with an empty series, because both panels share one key.
func cloudOfData() -> ScatterPlot {
  ScatterPlot(
    "the data", x: .coordinate(1, range: -3...3), y: .coordinate(2, range: -3...3),
    [
      Series("real", points: GaussianMixture.ring().sample(count: 400, random: Random(seed: 0)), as: .real),
      Series("generated", x: [Double](), y: [Double](), as: .generated),
    ])
}

func showFirstPair(_ page: Page, _ pair: ScatterPlot) throws {
  //: @show
  //: {fold: the picture of the first pair}
  // `Panels` are plots side by side.
  try page.show(
    Panels([cloudOfData(), pair], columns: 2),
    caption: "The first pair at the end of its training. Grey discs are real points, crosses are generated ones",
    alternative: """
      Left, eight grey discs on a circle. Right, the same discs with crosses: some are nearly without crosses, and there are \
      crosses between the discs too.
      """)
  //: @hide
}
//: @show

//: **The points of this pair lie near only {{firstModes}} of the eight modes.** Near means within 0.2 of the centre, about
//: an eighth of the way to the next one, and a mode counts if at least 4 of 400 points are near it. (Chapter 3 lists [the
//: book's other words for counting](../03-discriminator/README.md#words-for-counting).)
//:
//: If you read Python only, go on with [*One more line*](#one-more-line).
//:
//: ## The same loop in Swift
//:
//: This table has the part of the language that you need most, and [*More Swift*](#appendix-more-swift) has more:
//:
//: | you see | it means | in Python |
//: | --- | --- | --- |
//: | `let x = 1`, `var x = 1` | a name whose value stays the same; a name whose value may change | `x = 1` |
//: | `f(count: 256, from: a)` | arguments have names | `f(count=256, from_=a)` |
//: | `.training(random)` | a value of the type that is expected here, with the type's name left out (a `Phase` says *being trained* or *in use*) | `Phase.training(random)` |
//: | `isShort ? 60 : 3000` | the first value if the condition holds, else the second | `60 if is_short else 3000` |
//: | `1...8` | a range from 1 to 8 | `range(1, 9)` |
//: | `func judge(_ points: Tensor) -> Tensor { … }` | a function; `_` means that the argument is given without its name, and `->` leads to the type of the result | `def judge(points): …` |
//:
//: {define: A *tensor* is a block of numbers with a shape: 256 points are one of shape `[256, 2]`.} It is a `Tensor` here.
//: Folded code makes the data (a `GaussianMixture`), the random numbers (`Random`), the two networks (`PointGenerator` and
//: `PointDiscriminator`), and the rules by which they learn (`Adam`).

//: @hide
func firstGAN(_ page: Page) throws {
  //: @show
  //: {fold: the data, the networks, the rules and the number of steps}
  let ring = GaussianMixture.ring()
  // All random numbers of the run; `page.seed` decides them (`page` is this page, see below). A `split` has random
  // numbers of its own.
  let random = Random(seed: page.seed)
  let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
  let discriminator = PointDiscriminator(random: random.split("discriminator"))
  // Chapter 3 explains `beta1`.
  let generatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
  let discriminatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
  // `--profile quick` makes a short run.
  let steps = page.profile == .quick ? 60 : 3000

  //: {fold: the claims}
  // A weight's shape is `[outputs, inputs]`.
  page.expect(
    "the generator's layers go from 2 numbers to 128, to 128 and to 2, and the discriminator's from 2 to 128, to 128 and to 1",
    generator.layers.map(\.weight.value.shape) == [[128, 2], [128, 128], [2, 128]]
      && discriminator.layers.map(\.weight.value.shape) == [[128, 2], [128, 128], [1, 128]])
  page.expect(
    "in both networks a ReLU comes after the first two layers, and nothing after the third",
    [generator.layers, discriminator.layers].allSatisfy { $0.map(\.activation) == [.relu, .relu, .identity] })

  //: {fold: the points that the picture shows}
  let (shownReal, shownLatents) = (ring.sample(count: 400, random: random), random.normal([400, 2]))

  //: Then comes the loop:

  for _ in 1...steps {
    let real = ring.sample(count: 256, random: random)
    // `.training`: the network is being trained. Chapter 2 says which networks need to know.
    let fake = generator(random.normal([256, 2]), .training(random))
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }

    // The discriminator's turn: high answers for real points, low ones for generated points.
    let discriminatorLoss = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
    // `gradients(of:wrt:)`: how the loss changes with every weight (wrt: "with respect to"). `update` moves each
    // weight a little, so that the loss falls.
    discriminatorRule.update(discriminator, with: gradients(of: discriminatorLoss, wrt: discriminator.parameters))

    // The generator's turn: high answers for its own points.
    let generatorLoss = (-judge(fake)).softplus().mean()
    generatorRule.update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
  }

  //: {fold: the count of the modes of the first pair}
  let drawn = withoutHistory { generator(shownLatents, .inference) }
  let firstModes = countModes(near: drawn, in: ring)
  page.record("firstSteps", steps)
  page.record("firstModes", firstModes, tolerance: 1)
  let apart = (ring.centres.slice(0..<1) - ring.centres.slice(1..<2)).squared().sum().scalar.squareRoot()
  page.expect(
    "0.2 is an eighth of the distance between neighbouring centres, to within a hundredth",
    abs(0.2 / apart - 0.125) < 0.01)
  page.expect(
    "on seed 1 fewer than 4 of the 400 points that the picture shows lie within 0.2 of some centre",
    page.seed != 1 || (firstModes < 8 && drawn.shape[0] == 400), from: .standard)

  //: @hide
  try showFirstPair(page, cloud("the first pair", real: shownReal, points: drawn))
  try firstGANWithR1(page, ring: ring, steps: steps)
}
//: @show
