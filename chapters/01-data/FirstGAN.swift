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
//: Here is such a pair before, during and after training; its samples are points in the plane. The chapter begins with
//: a pair that leaves out some of the eight clusters, and one more line in its loop makes the pair shown here.

//: @hide
private func cloud(_ title: String, real: Tensor, points: Tensor) -> ScatterPlot {
  ScatterPlot(
    title, x: .coordinate(1, range: -3...3), y: .coordinate(2, range: -3...3),
    [Series("real", points: real, as: .real), Series("generated", points: points, as: .generated)])
}

/// The nearest centre of each point, and how far away it is.
private func nearestCentres(
  of points: Tensor, in ring: GaussianMixture
) -> (centres: [Int], distances: [Float]) {
  let (count, modes) = (points.shape[0], ring.centres.shape[0])
  let offsets = points.reshaped([count, 1, 2]) - ring.centres.reshaped([1, modes, 2])
  let distances = offsets.squared().sum(axes: [2]).squareRoot()
  let (nearest, all) = ((-distances).argmax(), distances.scalars)
  return (nearest, nearest.enumerated().map { all[modes * $0 + $1] })
}

/// How many modes have at least one in a hundred of the points within 0.2 of their centre.
private func countModes(near points: Tensor, in ring: GaussianMixture) -> Int {
  var counts = [Int](repeating: 0, count: ring.modes)
  let (nearest, distances) = nearestCentres(of: points, in: ring)
  for (centre, distance) in zip(nearest, distances) where distance < 0.2 { counts[centre] += 1 }
  return counts.count { 100 * $0 >= distances.count }
}

private func showMoments(_ page: Page, real: Tensor, _ moments: [(step: Int, points: Tensor)]) throws {
  try page.show(
    Panels(
      moments.map { cloud("step \($0.step.text)", real: real, points: $0.points) }, columns: 3),
    caption: """
      Three moments of a GAN in training. Grey discs are real points, crosses are generated ones; an arrowhead at the \
      edge points to generated points outside
      """,
    alternative: "Three plots: crosses in one heap, then spread out, then most of them near eight grey discs")
}
//: @show

//: The generator never sees the data; instead, the discriminator tells it, for each of its samples, which small change
//: would make it look more real. The [front page](../../README.md#what-gans-are-for) says what GANs are used for, and what
//: else makes images.
//:
//: **Before you read on, predict:** the real points lie in eight clusters, and in the third panel some crosses lie between
//: them. If training went on, could the generator learn to draw no point there at all?
//:
//: ```
//: swift run chapter 1
//: ```
//:
//: ## A whole GAN
//:
//: Here is a complete GAN, whose samples are points in the plane. The real ones lie in eight small clusters on a circle of
//: radius 2, and each cluster is a mode of the data. {define: A *distribution* says where samples can lie, and how often
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

//: Here is the training loop, first in PyTorch and then in Swift, the language of the book's programs. You need not
//: understand every line yet: the rest of the book explains them. These names occur in it:
//:
//: | in the code | what it is |
//: | --- | --- |
//: | `PointGenerator`, `PointDiscriminator`; `network` | three dense layers. {define: In a *dense layer* each output is a weighted sum of all inputs, plus a learnt number.} The generator's lead from 2 numbers to 128, 128 and 2, the coordinates of a point; the discriminator's lead from 2 to 128, 128 and 1, its answer. A ReLU follows each of the first two. {define: The *ReLU* keeps a positive value and makes a negative one 0.} |
//: | `judge` | gives the discriminator's answers |
//: | `Adam` | {define: An *optimiser* is a rule that says how a gradient changes the weights.} Chapter 3 explains this one |
//: | `learningRate`, `lr` | {define: The *learning rate* says how far each update moves the weights.} |
//: | `256` | {define: A *batch* is the group of samples that one step of training looks at.} Here it has 256 real and 256 generated points, and both turns use the same generated ones |
//: | `Tensor` | a block of numbers, here the coordinates of points |
//: | `softplus` | $`\ln(1 + e^s)`$ of a number $`s`$: near 0 if it is very negative, and growing with a positive one. So `softplus` of `-judge(real)` is small if real points get high answers |
//: | `detached`, `detach` | makes the generated points fixed numbers, because only the discriminator learns in that turn |
//:
//: <a id="the-same-gan-in-pytorch"></a>**The loop in PyTorch** is part of [a program that you can
//: run](../../scripts/pytorch/first_gan.py), while the pictures of this page come from the loop in Swift. The two lines from
//: `if with_r1:` on are for the second pair, which follows below.
//:
//: ```python
//: def train(with_r1):
//:     generator, judge = network(2, 2), network(2, 1)
//:     generator_rule = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
//:     judge_rule = torch.optim.Adam(judge.parameters(), lr=1e-3, betas=(0.5, 0.999))
//:
//:     for step in range(3000):
//:         real, fake = ring(256), generator(torch.randn(256, 2))
//:
//:         # The discriminator's turn: high answers for real points, low ones for generated points.
//:         mistakes = F.softplus(-judge(real)).mean() + F.softplus(judge(fake.detach())).mean()
//:         if with_r1:  # Only in the second pair.
//:             mistakes = mistakes + r1(judge, real)
//:         judge_rule.zero_grad()
//:         mistakes.backward()
//:         judge_rule.step()
//:
//:         # The generator's turn: high answers for its own points.
//:         failures = F.softplus(-judge(fake)).mean()
//:         generator_rule.zero_grad()
//:         failures.backward()
//:         generator_rule.step()
//:     return generator
//: ```
//:
//: <details>
//: <summary><b>The data and the networks in PyTorch</b></summary>
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
//: **The loop in Swift.** This table has what you need most of the language, and [*More Swift*](#appendix-more-swift) has
//: more:
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
//: First come the data (a `GaussianMixture`), the random numbers (`Random`), the two networks (`PointGenerator` and
//: `PointDiscriminator`), the rules by which they learn (`Adam`), and the number of steps:

//: @hide
func firstGAN(_ page: Page) throws {
  //: @show
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
    "the generator's layers lead from 2 numbers to 128, 128 and 2, and the discriminator's from 2 to 128, 128 and 1",
    generator.layers.map(\.weight.value.shape) == [[128, 2], [128, 128], [2, 128]]
      && discriminator.layers.map(\.weight.value.shape) == [[128, 2], [128, 128], [1, 128]])
  page.expect(
    "in both networks a ReLU comes after the first two layers, and nothing after the third",
    [generator.layers, discriminator.layers].allSatisfy { $0.map(\.activation) == [.relu, .relu, .identity] })

  //: {fold: the points that the picture shows}
  let (shownReal, shownLatents) = (ring.sample(count: 400, random: random), random.normal([400, 2]))

  //: Then the loop:

  for _ in 1...steps {
    let real = ring.sample(count: 256, random: random)
    // `.training`: the network is being trained. Chapter 2 says which networks need to know.
    let fake = generator(random.normal([256, 2]), .training(random))
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }

    // The discriminator's turn: high answers for real points, low ones for generated points.
    let mistakes = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
    // `gradients(of:wrt:)`: how the loss changes with every weight (wrt: "with respect to"). `update` moves each
    // weight a little, so that the loss falls.
    discriminatorRule.update(discriminator, with: gradients(of: mistakes, wrt: discriminator.parameters))

    // The generator's turn: high answers for its own points.
    let failures = (-judge(fake)).softplus().mean()
    generatorRule.update(generator, with: gradients(of: failures, wrt: generator.parameters))
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

  //: **After {{firstSteps}} steps the points of this pair lie near only {{firstModes}} of the eight modes.** Near means within 0.2 of
  //: the centre, about an eighth of the way to the next one, and a mode counts if at least 4 of 400 points are near it.
  //: @hide
  try firstGANWithR1(page, ring: ring, steps: steps, first: cloud("the first pair", real: shownReal, points: drawn))
}

private func showPairs(_ page: Page, _ first: ScatterPlot, _ second: ScatterPlot) throws {
  //: @show
  //: Leaving modes out is called *mode collapse*, and is the subject of chapter 6. Here one more line helps. It measures
  //: how fast the discriminator's answer changes at the real points, and adds this measure, *R1* (Mescheder 2018), to the
  //: discriminator's loss, so that the answer does not change too fast there. Chapter 4 explains why that helps.
  //:
  //: In Swift the new line is `let steepness = R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random)`, and
  //: the discriminator then learns from `mistakes + steepness`. <a id="r1-in-pytorch"></a>In PyTorch the loop above calls
  //: this function:
  //:
  //: ```python
  //: def r1(judge, real, gamma=0.3):
  //:     real = real.clone().requires_grad_()
  //:     (slopes,) = torch.autograd.grad(judge(real).sum(), real, create_graph=True)
  //:     return gamma / 2 * slopes.square().sum(dim=1).mean()
  //: ```
  //:
  //: The second pair is two new networks with the same first weights, trained with this line.

  //: {fold: the picture of both pairs}
  // `Panels` are plots side by side.
  try page.show(
    Panels([first, second], columns: 2),
    caption: "Both pairs at the end of their training. Grey discs are real points, crosses are generated ones",
    alternative: """
      Two plots of eight grey discs on a circle: on the left some discs are nearly without crosses, on the right all have \
      some. On both sides there are crosses between the discs.
      """)

  //: **With the new line the points of the second pair lie near all eight modes.**
  //: @hide
}

private func firstGANWithR1(_ page: Page, ring: GaussianMixture, steps: Int, first: ScatterPlot) throws {
  //: @show
  //: {fold: the two new networks}
  // As above: with the same seed all random numbers are the same again, so the first weights are too.
  let random = Random(seed: page.seed)
  let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
  let discriminator = PointDiscriminator(random: random.split("discriminator"))
  let (generatorRule, discriminatorRule) = (
    Adam(learningRate: 1e-3, beta1: 0.5), Adam(learningRate: 1e-3, beta1: 0.5)
  )

  //: {fold: the frames of the film}
  // Each frame of the film is an `Image`.
  let (shownReal, shownLatents) = (ring.sample(count: 400, random: random), random.normal([400, 2]))
  var film: [Image] = []
  var moments: [(step: Int, points: Tensor)] = []
  // A frame of the film at every thirtieth of the training; three of them are also the picture at the top.
  func keepFrame(_ step: Int) {
    guard step.isMultiple(of: steps / 30) else { return }
    let points = withoutHistory { generator(shownLatents, .inference) }
    film.append(Image(real: shownReal, generated: points, side: 480, title: "step \(step.text)"))
    if [0, steps / 10, steps].contains(step) { moments.append((step, points)) }
  }

  //: {fold: the loop with the new line}
  // Apart from the line with `R1`, only `keepFrame` is new.
  keepFrame(0)
  for step in 1...steps {
    let real = ring.sample(count: 256, random: random)
    let fake = generator(random.normal([256, 2]), .training(random))
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }

    let mistakes = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
    // The new line: large if the answers are steep at the real points.
    let steepness = R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random)
    discriminatorRule.update(
      discriminator, with: gradients(of: mistakes + steepness, wrt: discriminator.parameters))

    let failures = (-judge(fake)).softplus().mean()
    generatorRule.update(generator, with: gradients(of: failures, wrt: generator.parameters))
    keepFrame(step)
  }

  //: {fold: the film}
  let drawn = withoutHistory { generator(shownLatents, .inference) }
  try showPairs(page, first, cloud("the second pair: one more line", real: shownReal, points: drawn))
  // An `Animation` shows images one after another.
  try page.show(
    Animation(frames: film, secondsPerFrame: 0.15, secondsAtEnd: 2),
    caption: """
      Training, from the first step to the last: real points as grey discs, generated ones as crosses
      """,
    alternative: "A film: crosses in one heap spread out, until most of them lie near eight grey modes")
  try showMoments(page, real: shownReal, moments)

  //: {fold: the count of the modes of the second pair}
  let distances = nearestCentres(of: drawn, in: ring).distances
  page.expect(
    "on seed 1, with R1, at least 4 of the 400 points that the film shows lie within 0.2 of each of the eight centres",
    page.seed != 1 || (countModes(near: drawn, in: ring) == 8 && drawn.shape[0] == 400), from: .standard)
  page.expect(
    "with R1 more than half of the points lie within 0.2 of some centre",
    2 * distances.count { $0 < 0.2 } > distances.count, from: .standard)
  page.expect(
    "with R1 some points lie farther than 0.5 from every centre", distances.contains { $0 > 0.5 }, from: .standard)
  // What comes out of the minute on paper.
  let (right, wrong) = (softplus(-2.0), softplus(2.0))
  page.record("paperRight", right, tolerance: 0.001, format: .decimals(2))
  page.record("paperWrong", wrong, tolerance: 0.001, format: .decimals(2))
  page.expect("softplus of 2 is 2 more than softplus of −2", abs(wrong - right - 2) < 1e-12)

  //: {fold: both pairs on another seed, for exercise 1}
  // `Parallel` trains both at once.
  let others = Parallel.map([false, true]) { (isSecond: Bool) -> Int in
    // As above, in the same order, so that these are the pairs of a run with that seed.
    let random = Random(seed: 2)
    let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
    let discriminator = PointDiscriminator(random: random.split("discriminator"))
    let generatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
    let discriminatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
    _ = ring.sample(count: 400, random: random)
    let latents = random.normal([400, 2])
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }
    for _ in 1...steps {
      let real = ring.sample(count: 256, random: random)
      let fake = generator(random.normal([256, 2]), .training(random))
      var loss = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
      if isSecond { loss = loss + R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random) }
      discriminatorRule.update(discriminator, with: gradients(of: loss, wrt: discriminator.parameters))
      let failures = (-judge(fake)).softplus().mean()
      generatorRule.update(generator, with: gradients(of: failures, wrt: generator.parameters))
    }
    return countModes(near: withoutHistory { generator(latents, .inference) }, in: ring)
  }
  page.record("modesOnSeed2", others[0], tolerance: 1)
  page.record("secondModesOnSeed2", others[1], tolerance: 1)

  //: Two runs on one seed prove little, so [chapter 6](../06-mode-collapse/README.md) compares games with and without R1 on
  //: ten seeds. It also measures the price of R1: fewer of the points lie near a mode.
  //:
  //: At every step the generator learns from the discriminator's slope which way its points must move. {define: The *slope*
  //: of a discriminator at a sample says how fast its answer changes, and which way, if the sample moves a little: it is
  //: the gradient of the answer with respect to the sample.} Papers call it the *input gradient*. If you picture the
  //: answers as a landscape, high where the discriminator judges samples to be real, each generated point is told to go
  //: uphill.
  //:
  //: **Could the generator learn to draw no point between the clusters? No.** Because it turns neighbouring random numbers
  //: into neighbouring points, it cannot jump from one cluster to another ([chapter
  //: 2](../02-generator/README.md#what-a-generator-draws-is-connected)). Training can make the points between the modes so
  //: rare that a picture of 400 crosses shows none, but it cannot remove them.
  //:
  //: **Try it**, if you have installed Swift. It takes a minute:
  //: `swift run lab --plan 'remedy=r1&d-rate=0.001&g-rate=0.001&length=3000&decays=0' --open` plays the game with R1 live in your
  //: browser, one step at a time if you like. Afterwards choose no remedy, and *Ten seeds*.
  //:
  //: Chapters 2 and 3 build the two networks, chapter 5 has the same loop for images, and chapter 7 explains how to tell
  //: whether training went well.
  //: @hide
}
//: @show

//: ## How to read these pages
//:
//: Every page is a program. Code that the text needs is shown, while the rest is folded at the end of its section, with the
//: claims that it checks; a box with a file and line numbers quotes the book's library. `page` is the page itself:
//: `page.show`, `page.print` and `page.table` put something on it, `page.record` keeps a number for the prose, and
//: `page.expect` checks a claim. A ✓ means that the claim held, and a ✗ that it failed. Because most bounds were set after
//: the first run, a ✓ says that the sentence still agrees with the program. [*More about the
//: page*](#appendix-more-about-the-page) has the rest.
//:
//: **A ✗ in an exercise does not mean that you broke something.** Because you changed the experiment, a sentence about the
//: old one may no longer be true, but your run still finishes and shows everything.
//:
//: {define: A *seed* is the number from which all random numbers of a run are made: the same seed gives the same random
//: numbers.} How training ends depends on the seed, so a page says on how many seeds a result was seen; a result on one
//: seed is only an example. The processor and the version of the book can also change it, because they round differently
//: and small differences can grow ([an example](../05-training/README.md#a-score)).
//:
//: Many pages use three more terms:
//:
//: - {define: A *tensor* is a block of numbers with a shape: eight colour images of 32 × 32 pixels are one of shape
//:   `[8, 32, 32, 3]`.}
//: - {define: *Softplus* is $`\ln(1 + e^s)`$, a smooth version of the larger of s and 0.} In all formulas log and ln both
//:   mean the natural logarithm.
//: - The *slope* of a discriminator is its slope at a sample, as above. For any other slope, of a loss or of a curve, the
//:   page says what it belongs to.
//:
//: ## From points to images
