import Datasets
import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: # 3 · Discriminator
//:
//: The generator never sees a real image. Everything it learns about the data comes through a second network, which sees
//: real and generated samples and must learn to tell them apart. This chapter builds that network, finds out what it knows
//: after training, and looks at what it passes on: the direction in which each fake should move to look more real.
//: {define: A *fake* is a generated sample.}
//:

//: {fold: the picture of the answers}
/// Shows what a discriminator answers at every point of the plane, and arrows that a later section computes.
func showAnswersOnRing(
  _ page: Page, by judge: PointDiscriminator, real: Series, generated: Series, arrows: VectorField
) throws {
  let surface = PlaneGrid(x: -3...3, y: -3...3)
  let answers = withoutHistory { judge(surface.points, .inference).sigmoid() }
  func map(_ title: String, _ points: [Series], _ arrows: VectorField?) -> HeatMap {
    HeatMap(
      title, over: surface, values: answers, label: "D(x)", colours: .diverging(about: 0.5), range: 0...1,
      contours: [0.5], arrows: arrows, points: points, pointSize: 0.8)
  }
  // The crosses would hide the arrows on which they lie.
  try page.show(
    Panels(
      [
        map("what it answers, D(x)", [real, generated], nil),
        // The length of an arrow is the root of the pull, or the short ones could not be seen.
        map("the pull on a fake", [real], arrows),
      ], title: "What the discriminator answers, and what it tells the generator"),
    caption: """
      What a trained discriminator answers at every point of the plane, D(x), the probability of being real: blue is real, \
      orange is generated, and the line is at ½. An arrow is the pull on a fake at that point, the way that it is told to \
      move: the longer, the stronger. The crosses are a fixed cloud of points, not a generator's
      """,
    alternative: """
      Two maps of the same orange star on blue. Left: the generated crosses lie in the star, and the real points just outside \
      it, each heap where the star has a notch. Right: on the star the arrows point outwards, and farther out they shrink to dots.
      """)
}

//: ```
//: swift run chapter 3
//: ```
//:
//: A shorter account: [the discriminator's role](../../answers/discriminator.md).
//:
//: This discriminator calls everything outside the orange star real, although real samples lie in only eight places. Do
//: its arrows tell a cross inside the star where these places are?
//: [A later section](#its-gradient-is-the-generators-only-teacher) measures it.

//: ## The other half is a function too
//:
//: {define: A *discriminator* is a network that is trained to tell real samples from generated ones.} It gives each sample
//: one number, a logit: positive for "real", negative for "generated".

//: {fold: what every discriminator must have}
//: {show: GAN/Networks/Discriminator.swift#Discriminator}

//: The discriminator of images mirrors the generator: convolutions with a stride of 2 halve the image three times, 32 → 16
//: → 8 → 4, while the number of channels grows from 16 to 64 (in chapter 5's training on Shapes). Then come dropout and a
//: dense layer, which turns all values into one number. {define: *Dropout* (Srivastava 2014) sets a random share of the
//: values to zero while a network is trained, chosen anew at every step, so that no answer depends on a single value.} A
//: leaky ReLU follows each convolution (chapter 2), without batch normalisation
//: ([why](#appendix-batch-normalisation-in-a-discriminator)).
//:
//: In code it is an [`ImageDiscriminator`](source:GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator), and this is
//: all it computes:

/// The logits of images, written out.
func writtenOut(_ discriminator: ImageDiscriminator, _ images: Tensor, _ phase: Phase) -> Tensor {
  var image = discriminator.fromColour(images)  // 32 × 32 × 3 to 32 × 32 × width
  for halve in discriminator.halvings { image = halve(image) }  // 16 × 16, 8 × 8, 4 × 4
  return discriminator.verdict(discriminator.dropout(image.flattened(), phase))  // one number
}

//: <a id="the-discriminator-in-pytorch"></a>In PyTorch it looks like this ([a program that you
//: can run](../../scripts/pytorch/networks.py) also has the imports and the first weights):
//:
//: ```python
//: def halving(inputs, outputs):
//:     return [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
//:
//:
//: def discriminator(width):
//:     """Logits [batch, 1] of images [batch, 3, 32, 32]."""
//:     return nn.Sequential(
//:         nn.Conv2d(3, width, 3, padding=1), nn.LeakyReLU(0.2),
//:         *halving(width, 2 * width), *halving(2 * width, 2 * width), *halving(2 * width, 4 * width),
//:         nn.Flatten(), nn.Dropout(0.4), nn.Linear(16 * 4 * width, 1))
//: ```

//: @hide
func discriminatorChapter(_ page: Page) throws {
  //: @show
  //: This is how an image changes on its way through the network:

  //: {fold: the diagram of the discriminator}
  // With classes (chapter 5) the network has further parts, which a `ClassifyingDiscriminator` needs.
  let dropping = Random(seed: page.seed).split("dropout")
  let untrained = ImageDiscriminator(width: 16, random: dropping)
  let layers = untrained.walk(side: 32)
  try page.show(
    NetworkDiagram("The discriminator of images, 16 channels wide", layers),
    caption: """
      An image on its way through the discriminator: the diagram, drawn from the network itself, gives its shape after every \
      layer
      """,
    alternative: "The discriminator layer by layer, from an image of 32 × 32 × 3 to one number")

  page.expect("the last layer leaves one number", layers.last!.shape == [1])
  // A `Recipe` has the settings of a training.
  page.expect(
    "16 is the width of the recipe for Shapes, and the number of channels grows from 16 to 64",
    Recipe.shapes.width == 16
      && layers.filter { $0.shape.count == 3 }.dropFirst().map { $0.shape[2] } == [16, 32, 32, 64])
  page.expect(
    "the parameters in the diagram add up to all that it has",
    layers.reduce(0) { $0 + $1.parameters } == untrained.parameterCount)
  let few = Shapes(seed: 0).dataset(0..<4).tensor(of: 0..<4)
  page.expect(
    "written out, as above, the network gives the same logits",
    withoutHistory { (writtenOut(untrained, few, .inference) - untrained(few, .inference)) }
      .absoluteValue().scalars.max()! < 1e-6)

  //: {fold: the parts of this network}
  //: {show: GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator without norms, residuals, activation, embedding, classifier, spectral, init, callAsFunction, assess, normalised, features, logits}

  //: {fold: the check of dropout}
  let one = Shapes(seed: 0).dataset(0..<1).tensor(of: 0..<1)
  func answers(_ phase: Phase) -> Set<Float> {
    Set((0..<8).map { _ in withoutHistory { untrained(one, phase).scalar } })
  }
  page.expect(
    "with dropout the logit of one image is not the same in eight passes of training, and in eight of inference it is",
    answers(.training(dropping)).count > 1 && answers(.inference).count == 1)

  //: Points on a line or in the plane need no convolutions, so for them both players have two hidden layers, each followed
  //: by a ReLU. {define: A *hidden layer* is a layer between a network's input and its output.} Each number that it puts
  //: out is one of its *units*.

  //: {fold: both networks of points}
  //: {show: GAN/Networks/PointNetworks.swift#PointGenerator, PointDiscriminator, denseLayers}

  //: ## A logit, not a probability
  //:
  //: {define: The *sigmoid*, $`\sigma(s) = 1 / (1 + e^{-s})`$, turns any number into one between 0 and 1.} {define: A
  //: *logit* is a number $`s`$ that stands for the probability $`\sigma(s)`$: 0 for ½, positive for more, negative for
  //: less.} Every loss in this book is computed from logits, because a 32-bit number rounds a probability near 1 to 1, and
  //: then the loss can become infinite ([an example](#appendix-probabilities-run-out-of-digits)).

  //: ## The loss, and a step of training
  //:
  //: To study a discriminator by itself, keep the generator fixed: every step draws new real samples and new fakes from two
  //: distributions that never change. {define: The *binary cross-entropy* of a discriminator is the mean of $`-\log D`$
  //: over real samples plus the mean of $`-\log(1 - D)`$ over generated ones, where $`D`$ is its probability that a sample
  //: is real.} This is the discriminator's loss: it counts each real sample that the discriminator doubts and each fake that
  //: it believes, and confident mistakes most. For a logit $`s`$, `softplus(−s)` is $`-\log D`$ and `softplus(s)` is
  //: $`-\log(1 - D)`$, so chapter 1 wrote the loss as
  //:
  //: - `(-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()` in Swift, and
  //: - `F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()` in PyTorch.
  //:
  //: Working back through the layers, from last to first, `gradients(of:wrt:)` finds how the loss changes with every
  //: parameter (*backpropagation*); an optimiser then moves each parameter a little to reduce the loss.
  //: [`train`](source:GAN/Training/DiscriminatorTraining.swift#Discriminator.train) does all of this ([its
  //: code](#appendix-how-a-discriminator-is-trained-alone)).
  //:
  //: {define: *Adam* (Kingma & Ba 2015) is the optimiser of most networks in this book: it moves each parameter against the
  //: mean of its last gradients, divided by their usual size.} So the scale of a gradient does not matter: with a learning
  //: rate of 1e-3, a parameter moves by 0.001 in a step if its gradient is always 0.1, and just as far if it is always 5.
  //: How far back the mean reaches is set by [`beta1`](#term-beta1), which is usually 0.9, but often 0.5 or 0 in GANs.

  //: {fold: the random numbers, the number of steps, and a check of the loss}
  let random = Random(seed: page.seed)
  let steps = page.profile == .quick ? 100 : 1500
  page.expect(
    "at logits from −5 to 5, softplus(−s) is −log D and softplus(s) is −log(1 − D), to within 0.00001",
    (-5...5).allSatisfy { (s: Int) -> Bool in
      let probability = 1 / (1 + exp(-Double(s)))
      let real = Double(Tensor(Float(-s)).softplus().scalar)
      let fake = Double(Tensor(Float(s)).softplus().scalar)
      return abs(real + log(probability)) < 1e-5 && abs(fake + log(1 - probability)) < 1e-5
    })

  //: {fold: the check of Adam}
  func adamMoves(_ gradient: (Int) -> Float) -> [Float] {
    let layer = Linear(from: 1, to: 1, bias: false, random: Random(seed: 0))
    let rule = Adam(learningRate: 1e-3, beta1: 0.5)
    return (0..<100).map { (step: Int) -> Float in
      let before = layer.weight.value.scalar
      rule.update(layer, with: [Tensor([gradient(step)]).reshaped([1, 1])])
      return layer.weight.value.scalar - before
    }
  }
  let alternating = adamMoves { $0.isMultiple(of: 2) ? 1 : -1 }
  page.expect(
    "with a learning rate of 1e-3 and β₁ = 0.5, Adam moves a parameter by 0.001 against a gradient that is always 0.1 or "
      + "always 5, and after 98 steps by a third of that, back and forth, if it alternates between 1 and −1",
    [Float(0.1), 5].allSatisfy { size in adamMoves { _ in size }.allSatisfy { abs($0 + 0.001) < 1e-5 } }
      && abs(alternating[98] + 0.001 / 3) < 1e-5 && abs(alternating[99] - 0.001 / 3) < 1e-5)

  //: ## What it learns: D\* = p / (p + q)
  //:
  //: *If a point is as frequent among fakes as among real samples, what does a perfect discriminator answer there?*
  //:
  //: At a point where samples lie, a discriminator can learn only what share of the samples there is real, if both kinds
  //: weigh equally, as the two means in the loss ensure; for this it needs a large enough network and enough training.
  //: Where no samples lie, its answer is a guess.
  //:
  //: {define: The *density* of a distribution at a point says how thickly its samples lie there: it is the probability of
  //: a small region around the point, divided by the region's size.} Let $`p`$ be the density of the real samples and
  //: $`q`$ that of the fakes. At a point, the discriminator's loss is then $`-p \log D - q \log(1 - D)`$. Both terms curve
  //: upwards in $`D`$ (they are *convex*), so the loss is least where its derivative, $`-p / D + q / (1 - D)`$, is zero
  //: (Goodfellow 2014). There $`p\,(1 - D) = q\,D`$, and hence
  //:
  //: ```math
  //: D^*(x) = \frac{p(x)}{p(x) + q(x)}.
  //: ```
  //:
  //: For two bell curves on a line, both densities are known, and so is the answer. {define: A *Gaussian* is a normal
  //: distribution (chapter 2): its density is the bell curve. {glossary: A *Gaussian*, or *normal distribution*, is a
  //: distribution whose density is the bell curve.}} Its mean is the middle of the bell, and {define: its *standard
  //: deviation* {glossary: The *standard deviation* of values is the square root of their mean squared distance from their
  //: mean: it says how widely they are spread.}} ({define: *deviation* {glossary: *Deviation*, in this book, is short for
  //: standard deviation.}} for short) says how wide the bell is. {define: The *variance* of values is the square of their
  //: standard deviation.} Here the real samples come from N(−1, 0.8²), where −1 is the mean and 0.8² the variance, and the
  //: fakes from N(1, 0.5²).

  let p = GaussianMixture.line(centres: [-1], deviation: 0.8)
  let q = GaussianMixture.line(centres: [1], deviation: 0.5)
  let discriminator = PointDiscriminator(dimensions: 1, random: random.split("line"))
  // The code in braces runs anew in every step: it draws 256 samples.
  discriminator.train(
    steps: steps, random: random, real: { p.sample(count: 256, random: random) },
    fake: { q.sample(count: 256, random: random) })

  //: {fold: the exact curve and the learnt one}
  let line = Tensor((0...200).map { -4 + 0.05 * Float($0) }).reshaped([201, 1])
  let (pLine, qLine) = (p.density(at: line).reshaped([201]), q.density(at: line).reshaped([201]))
  let exact = pLine / (pLine + qLine)
  let learnt = withoutHistory { discriminator(line, .inference).sigmoid().reshaped([201]) }

  //: {fold: the picture of both curves}
  // A density that is almost 0 is not drawn.
  func shown(_ density: Tensor) -> [Float] { density.scalars.map { $0 < 0.002 ? .nan : $0 } }
  try page.show(
    LinePlot(
      "What the discriminator learns", x: "x", y: "probability of being real, or density",
      [
        Series("p, real", x: line.scalars, y: shown(pLine), as: .real),
        Series("q, generated", x: line.scalars, y: shown(qLine), as: .generated),
        Series("p / (p + q)", x: line.scalars, y: exact.scalars, as: .bestDiscriminator),
        Series("D, learnt", x: line.scalars, y: learnt.scalars, as: .discriminator),
      ]),
    caption: """
      The discriminator after training and the exact optimum, over both densities: each bell has its middle at its mean, and \
      the real one is wider, because its deviation is larger
      """,
    alternative: """
      Two bell curves, the real one lower, wider and further left. The learnt curve and the exact one fall together from 1 to 0 \
      where the bells cross. Far to the right the exact one alone rises to 1 again.
      """)

  // Far from all samples it has been taught nothing, so the error is weighed by how often it is asked.
  let weight = (pLine + qLine) / (pLine + qLine).sum()
  let error = page.record(
    "error", ((learnt - exact).absoluteValue() * weight).sum().scalar, tolerance: 0.005, format: .decimals(3))
  page.expect(
    "the learnt curve is within 0.03 of the exact one, on average over the samples", error < 0.03, from: .standard)
  // Where the densities cross between the two centres.
  let crossing = (60...100).min { abs(exact.scalars[$0] - 0.5) < abs(exact.scalars[$1] - 0.5) }!
  let atCrossing = page.record("atCrossing", learnt.scalars[crossing], tolerance: 0.05, format: .decimals(2))
  page.expect(
    "where the densities are equal, between their centres, the network's answer is within 0.1 of ½",
    abs(atCrossing - 0.5) < 0.1, from: .standard)
  page.expect(
    "at the right end the exact optimum is above 0.9, and the network answers below 0.1",
    exact.scalars[200] > 0.9 && learnt.scalars[200] < 0.1, from: .standard)
  // The minute on paper, below: real samples are three times as frequent as fakes. `NonSaturating` has the loss above.
  func lossOnPaper(_ answer: Double) -> Double { -3 * log(answer) - log(1 - answer) }
  let onPaper = (1...99).map { Double($0) / 100 }.min { lossOnPaper($0) < lossOnPaper($1) }!
  let thrice = page.record("thrice", 3.0 / (3.0 + 1.0), tolerance: 1e-9, format: .decimals(2))
  page.record("thriceLogit", log(Double(3)), tolerance: 1e-6, format: .decimals(2))
  let indifferent = NonSaturating().discriminator(real: Tensor.zeros([4, 1]), fake: Tensor.zeros([4, 1])).scalar
  page.record("indifferent", indifferent, tolerance: 1e-6, format: .decimals(2))
  page.expect(
    "where p = 3q, the best of 99 answers from 0.01 to 0.99 is 0.75, which is σ(log 3); if every answer is ½, the loss "
      + "is 2 log 2",
    abs(onPaper - thrice) < 1e-9 && abs(Tensor(log(Float(3))).sigmoid().scalar - Float(thrice)) < 1e-6
      && abs(indifferent - 2 * log(Float(2))) < 1e-6)

  //: **Where both are equally frequent, the answer is ½.** At such a point between the centres the network answers
  //: {{atCrossing}}, and over all samples its mean error is {{error}}.
  //:
  //: At the right end the exact optimum rises again, because far out the wider Gaussian, the real one, has more samples than
  //: the other. They are so rare that the network learnt nothing about them, and it is wrong there.
  //:
  //: What happens if the generator learns too? Once its density equals the data's, ½ is the best answer everywhere, and
  //: neither player can gain by moving. {define: An *equilibrium* of a game, in full a Nash equilibrium, is a state in which
  //: no player can lower its own loss by moving alone.} If both networks could be any function, this state would be the
  //: equilibrium of the game (Goodfellow 2014). Limited networks may have none (Farnia & Ozdaglar 2020), so do not expect
  //: training to stop there by itself.

  //: ## Its gradient is the generator's only teacher
  //:
  //: A generator is told only which way to move its own samples. To see these directions, let the data be eight modes on a
  //: ring of radius 2, each a Gaussian in the plane with a deviation of 0.02, let the fakes be a cloud in the middle, and
  //: train a discriminator on both:

  let ring = GaussianMixture.ring()
  let onRing = PointDiscriminator(random: random.split("ring"))
  onRing.train(
    steps: steps / 3, random: random, real: { ring.sample(count: 256, random: random) },
    fake: { random.normal([256, 2], deviation: 0.5) })

  //: The generator's loss is $`-\log D`$ at its fakes (chapter 4). {define: The *pull* of a loss on a sample, or on any
  //: other number, is the loss's negative gradient with respect to it: it points where the loss falls fastest.} As one
  //: number, a pull is the length of this gradient. On a fake it is the slope of the discriminator's logit times a factor
  //: of the loss, which chapter 4 derives. Each arrow in [the picture at the top](#3--discriminator) points along the pull
  //: on a fake.

  //: {fold: the arrows}
  // `NonSaturating` is the generator's usual loss (chapter 4).
  let directions = PlaneGrid(x: -3...3, y: -3...3, columns: 16, rows: 16).points.tracked()
  let generatorLoss = NonSaturating().generator(fake: onRing(directions, .inference)) * 256
  let arrows = -gradients(of: generatorLoss, wrt: [directions])[0]

  //: {fold: the samples on the map}
  let real = Series("real", points: ring.sample(count: 200, random: random), as: .real)
  let generated = Series("generated", points: random.normal([60, 2], deviation: 0.5), as: .generated)
  try showAnswersOnRing(
    page, by: onRing, real: real, generated: generated,
    arrows: VectorField(origins: directions.detached(), vectors: arrows))

  //: {fold: the arrows that point outwards, and the claims}
  let outwards = (arrows * directions.detached()).sum(axes: [1])
  let inside = directions.detached().squared().sum(axes: [1])
  let told = zip(outwards.scalars, inside.scalars).filter { $0.1 < 1 }.map { $0.0 > 0 ? 1.0 : 0 }
  let corners = Tensor([-3, -3, -3, 3, 3, -3, 3, 3]).reshaped([4, 2])
  let atCorners = withoutHistory { onRing(corners, .inference).sigmoid().scalars }
  page.expect("in all four corners it answers above 0.9", atCorners.allSatisfy { $0 > 0.9 }, from: .standard)
  let around = (0..<360).flatMap { (degree: Int) -> [Float] in
    let angle = Float(degree) * .pi / 180
    return [2.5 * cos(angle), 2.5 * sin(angle)]
  }
  let outside = withoutHistory { onRing(Tensor(shape: [360, 2], scalars: around), .inference).sigmoid().scalars }
  page.expect(
    "all round the ring, 2.5 from the origin, it answers above 0.9", outside.allSatisfy { $0 > 0.9 }, from: .standard)
  func angle(_ one: [Float], _ other: [Float]) -> Double {
    let (length, second) = (hypot(one[0], one[1]), hypot(other[0], other[1]))
    let cosine = (one[0] * other[0] + one[1] * other[1]) / max(length * second, .leastNormalMagnitude)
    return Double(acos(min(max(cosine, -1), 1))) * 180 / .pi
  }
  func pairs(_ tensor: Tensor) -> [[Float]] { (0..<tensor.shape[0]).map { tensor.slice($0..<$0 + 1).scalars } }
  let (starts, modes) = (pairs(directions.detached()), pairs(ring.centres))
  let missed = zip(starts, pairs(arrows)).filter { hypot($0.0[0], $0.0[1]) < 1 }.map { start, arrow in
    let ways = modes.map { [$0[0] - start[0], $0[1] - start[1]] }
    let way = ways.min { hypot($0[0], $0[1]) < hypot($1[0], $1[1]) }!
    return (arrow: angle(arrow, way), outwards: angle(start, way))
  }
  page.expect(
    "on average the arrows there miss the direction to the nearest mode by more than arrows straight outwards would",
    missed.map(\.arrow).mean() > missed.map(\.outwards).mean(), from: .standard)
  page.record("offMode", missed.map(\.arrow).mean(), tolerance: 2, format: .decimals(0))
  page.record("offStraight", missed.map(\.outwards).mean(), tolerance: 0.5, format: .decimals(0))
  page.expect(
    "over four fifths of the arrows within 1 of the origin point more outwards than inwards",
    told.reduce(0, +) > 0.8 * Double(told.count), from: .standard)

  //: **The arrows point outwards, but do not aim at the modes.** Of those that begin less than 1 from the origin, over four
  //: fifths point more outwards than inwards (of random arrows half would), but on average they miss the direction of the
  //: nearest mode by {{offMode}}°, where arrows straight outwards would miss it by only {{offStraight}}°. An arrow says which
  //: way the answer rises at its own place, not where it is highest. Where the logit is flat the arrow is short, so a fake there
  //: counts for little in a batch, even if it is far from the data.
  //:
  //: The answer "real" outside the star is a guess, because few samples lie there except at the eight modes. An image has an
  //: arrow too ([an appendix](#appendix-on-images-the-gradient-leans-towards-what-is-wrong)).
  //: @hide

  try showBothTurns(page)
  try showAnswersToImages(page)
  let frozen = try showDuels(page)
  try showSupportsApart(page)
  showDigits(page)
  showSeparateBatches(page)
  showFrozen(frozen, page)
  try showImageVerdicts(page)
}
