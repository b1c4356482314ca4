import Datasets
import Engine
import Foundation
import Notebook
import Pictures

//: # 3 · Discriminator
//:
//: The generator never sees a real image. Everything it learns about the data comes through one other network, which
//: sees both kinds and must tell them apart. This chapter builds that network, finds out what it knows when it has
//: learnt everything there is to learn, and looks at the only thing it gives away: the direction in which it would like
//: each fake to move.
//:
//: ![What the discriminator tells the generator](figures/02-the-discriminator-s-output-and-at-every.svg)
//:
//: ```
//: swift run chapter 3
//: ```
//:
//: It takes about half a minute on two cores.
//:
//: **Before you read on, predict:** a discriminator trained to perfection, on real and generated samples that overlap,
//: sees a point that both produce equally often. What does it answer?

//: ## The other half is a function too
//:
//: {define: A *discriminator* is a network that is trained to tell real samples from generated ones.} It gives every
//: sample one number, a logit: positive for "real", negative for "generated".

/// A network that scores samples.
protocol Discriminator: Module {
  /// One logit for every sample, `[batch, 1]`.
  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor
}

//: The discriminator of images is the generator's mirror. Strided convolutions halve the image three times, 32 → 16 → 8
//: → 4, and pixels are traded for channels. Then comes dropout, and a dense layer that weighs what is left into one
//: number. {define: *Dropout* silences a random share of the values while a network is trained, a different one every
//: time, so that no verdict hangs on a single one of them.}
//:
//: DCGAN draws all weights from N(0, 0.02) and relies on batch normalisation to make up for it. This network has none
//: (the last section says why), and without it such small weights would let the signal fade, as chapter 2 measured. So
//: its weights are drawn with the deviation √(2 / inputs) that keeps a ReLU network's signal alive (He 2015).

/// A convolutional discriminator of 32 × 32 colour images (after Radford 2015).
final class ImageDiscriminator: Module, Discriminator {
  let fromColour: Convolution
  let halvings: [Convolution]
  let dropout: Dropout
  let verdict: Linear

  /// - Parameter width: The number of channels at full size; the 4 × 4 image has four times as many.
  init(width: Int = 64, dropout: Float = 0.4, random: Random) {
    let channels = [width, 2 * width, 2 * width, 4 * width]
    fromColour = Convolution(
      from: 3, to: width, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.2),
      initializer: .he, random: random)
    halvings = zip(channels, channels.dropFirst()).map {
      Convolution(
        from: $0, to: $1, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1),
        activation: .leakyReLU(slope: 0.2), initializer: .he, random: random)
    }
    self.dropout = Dropout(rate: dropout)
    verdict = Linear(from: 16 * channels[3], to: 1, initializer: .he, random: random)
  }

  func callAsFunction(_ images: Tensor, _ mode: Mode) -> Tensor {
    let features = halvings.reduce(fromColour(images)) { image, halve in halve(image) }
    return verdict(dropout(features.flattened(), mode))
  }
}

//: Points on a line or in the plane need no convolutions. Two hidden layers are plenty, for either player.

/// A generator of points: dense layers.
final class PointGenerator: Module, Generator {
  let latentSize: Int
  let layers: [Linear]

  init(
    latentSize: Int, dimensions: Int = 2, width: Int = 128, initializer: Initializer = .he, random: Random
  ) {
    self.latentSize = latentSize
    layers = denseLayers([latentSize, width, width, dimensions], initializer: initializer, random: random)
  }

  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor { layers.reduce(latents) { $1($0) } }
}

/// A discriminator of points.
final class PointDiscriminator: Module, Discriminator {
  let layers: [Linear]

  init(dimensions: Int = 2, width: Int = 128, initializer: Initializer = .he, random: Random) {
    layers = denseLayers([dimensions, width, width, 1], initializer: initializer, random: random)
  }

  func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { layers.reduce(points) { $1($0) } }
}

/// Dense layers of the given sizes, with ReLU after all but the last.
func denseLayers(_ sizes: [Int], initializer: Initializer, random: Random) -> [Linear] {
  zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
    let isLast = index == sizes.count - 2
    return Linear(
      from: size.0, to: size.1, activation: isLast ? .identity : .relu, initializer: initializer, random: random)
  }
}

//: To watch a discriminator by itself, hold the generator still. Every step draws new real samples and new fakes, from
//: two distributions that never change.

/// Trains a discriminator against a generator that does not move.
///
/// - Returns: The discriminator's loss in the last step.
func train(
  _ discriminator: some Discriminator, steps: Int, learningRate: Float = 1e-3,
  loss: any AdversarialLoss = NonSaturating(),
  random: Random, real: () -> Tensor, fake: () -> Tensor
) -> Float {
  let rule = Adam(learningRate: learningRate)
  var last = Tensor(0)
  for _ in 0..<steps {
    last = loss.discriminator(
      real: discriminator(real(), .training(random)), fake: discriminator(fake(), .training(random)))
    rule.update(discriminator, with: gradients(of: last, wrt: discriminator.parameters))
  }
  return last.scalar
}

//: @hide
func discriminatorChapter(_ page: Page) throws {
  //: @show
  let random = Random(seed: page.seed)
  let steps = page.profile == .quick ? 100 : 1500

  //: ## A logit, not a probability
  //:
  //: {define: A *logit* is a number $`s`$ that stands for the probability $`\sigma(s) = 1 / (1 + e^{-s})`$: 0 for ½,
  //: positive for more, negative for less.} The loss wants the logarithm of that probability. Why not compute the one
  //: from the other? Because a 32-bit number has no more than 24 bits of precision.

  let logits: [Float] = [5, 10, 15, 16, 17, 20, 80, 90]
  page.table(
    header: ["logit s", "σ(s)", "−ln(1 − σ(s)), naively", "ln(1 + eˢ), naively", "softplus(s)"],
    rows: logits.map { s in
      let sigma = 1 / (1 + exp(-s))
      return ["\(Int(s))", "\(sigma)", "\(-log(1 - sigma))", "\(log(1 + exp(s)))", "\(Tensor(s).softplus().scalar)"]
    })
  page.expect("σ(17) is exactly 1 in 32 bits, and its logarithmic loss infinite", 1 / (1 + exp(Float(-17))) == 1)
  page.expect("e⁹⁰ overflows", exp(Float(90)).isInfinite)
  page.expect(
    "softplus is right on both sides of both cliffs",
    logits.allSatisfy { abs(Tensor($0).softplus().scalar - Float(log1p(exp(Double($0))))) < 1e-5 * $0 })

  //: From 17 on the discriminator is so sure of itself that the naive loss is infinite, long before the exponential
  //: overflows. `softplus` computes $`\ln(1 + e^s)`$ as $`\max(s, 0) + \ln(1 + e^{-|s|})`$ and is accurate throughout.
  //: Every loss in this book takes logits.

  //: ## What it learns: D\* = p / (p + q)
  //:
  //: Let real samples have density $`p`$ and fakes $`q`$. The discriminator's loss at a point is
  //: $`-p \log D - q \log(1 - D)`$. Set the derivative to zero: $`p / D = q / (1 - D)`$, so
  //:
  //: ```math
  //: D^*(x) = \frac{p(x)}{p(x) + q(x)}.
  //: ```
  //:
  //: On a line, with two Gaussians, both densities are known, and so is the answer.

  let p = GaussianMixture.line(centres: [-1], deviation: 0.8)
  let q = GaussianMixture.line(centres: [1], deviation: 0.5)
  let judge = PointDiscriminator(dimensions: 1, random: random.split("line"))
  _ = train(
    judge, steps: steps, random: random, real: { p.sample(count: 256, random: random) },
    fake: { q.sample(count: 256, random: random) })

  let line = Tensor((0...200).map { -4 + 0.05 * Float($0) }).reshaped([201, 1])
  let (pLine, qLine) = (p.density(at: line).reshaped([201]), q.density(at: line).reshaped([201]))
  let exact = pLine / (pLine + qLine)
  let learnt = withoutHistory { judge(line, .inference).sigmoid().reshaped([201]) }
  try page.show(
    LinePlot(
      "What the discriminator learns", x: "x", y: "probability of being real",
      [
        Series("p, real", x: line.scalars, y: pLine.scalars, isMuted: true),
        Series("q, generated", x: line.scalars, y: qLine.scalars, isMuted: true),
        Series("p / (p + q)", x: line.scalars, y: exact.scalars),
        Series("D, learnt", x: line.scalars, y: learnt.scalars),
      ]),
    caption: "The discriminator after training and the exact optimum, over both densities")

  // Far from all samples nobody taught it anything, so the error is weighed by how often it is asked.
  let weight = (pLine + qLine) / (pLine + qLine).sum()
  let error = page.record("error", ((learnt - exact).absoluteValue() * weight).sum().scalar, tolerance: 0.02)
  page.expect(
    "the learnt curve is within 0.03 of the exact one, on average over the samples", error < 0.03, from: .standard)

  //: The mean error is {{error}}. Where both densities are equal it answers ½: if you predicted that, you have
  //: understood the equilibrium of the whole game. There the generator's density is the data's everywhere, and nothing
  //: better than ½ can be said anywhere.
  //:
  //: Look also at the right end. The exact optimum turns up again there, because the wider Gaussian wins far out on
  //: both sides. The network was hardly ever asked about such points, and does not know.

  //: ## Its gradient is the generator's only teacher
  //:
  //: In the plane, let the data be eight clusters on a ring, and the fakes a cloud in the middle. After some training,
  //: colour every point by the probability it is given, and draw at every point the direction in which the generator's
  //: loss $`-\log D`$ falls: that is where a fake at this point is told to go.

  let ring = GaussianMixture.ring()
  let critic = PointDiscriminator(random: random.split("ring"))
  _ = train(
    critic, steps: steps / 3, random: random, real: { ring.sample(count: 256, random: random) },
    fake: { random.normal([256, 2], deviation: 0.5) })

  let surface = PlaneGrid(x: -3...3, y: -3...3)
  let directions = PlaneGrid(x: -3...3, y: -3...3, columns: 16, rows: 16).points.tracked()
  let generatorLoss = NonSaturating().generator(fake: critic(directions, .inference)) * 256
  let arrows = -gradients(of: generatorLoss, wrt: [directions])[0]
  try page.show(
    HeatMap(
      "What the discriminator tells the generator", over: surface,
      values: withoutHistory { critic(surface.points, .inference).sigmoid() }, label: "D(x)", range: 0...1,
      contours: [0.5], arrows: VectorField(origins: directions.detached(), vectors: arrows),
      points: [
        Series("real", points: ring.sample(count: 200, random: random)),
        Series("generated", points: random.normal([200, 2], deviation: 0.5)),
      ]),
    caption: "The discriminator's output, and at every point the direction a fake there is told to move")

  let outwards = (arrows * directions.detached()).sum(axes: [1])
  let inside = directions.detached().squared().sum(axes: [1])
  let told = zip(outwards.scalars, inside.scalars).filter { $0.1 < 1 }.map { $0.0 > 0 ? 1.0 : 0 }
  page.record("outwards", told.reduce(0, +) / Double(told.count), tolerance: 0.1, format: .percent(0))
  page.expect(
    "nearly everywhere in the middle, fakes are told to move outwards", told.reduce(0, +) > 0.8 * Double(told.count),
    from: .standard)

  //: Of the arrows in the middle, {{outwards}} point outwards. Nobody told the discriminator where the clusters are,
  //: and nobody tells the generator; it only ever sees arrows at its own points. Where there are no arrows to speak of,
  //: there is nothing to learn, however wrong the point is.

  //: ## On images: it points at what is wrong
  //:
  //: The same holds for images, with an arrow for each of 3,072 numbers. First, what becomes of an image on its way
  //: through the network:

  let imageJudge = ImageDiscriminator(width: 16, random: random.split("images"))
  var features = imageJudge.fromColour(.zeros([1, 32, 32, 3]))
  var shapesOnTheWay = [("from colour", features.shape)]
  for halving in imageJudge.halvings {
    features = halving(features)
    shapesOnTheWay.append(("halving", features.shape))
  }
  shapesOnTheWay.append(("verdict", imageJudge.verdict(features.flattened()).shape))
  page.table(
    header: ["layer", "height × width × channels"],
    rows: shapesOnTheWay.map { [$0, $1.dropFirst().map { "\($0)" }.joined(separator: " × ")] },
    caption: "An image on its way through a discriminator of width 16")
  page.expect("one number is left", shapesOnTheWay.last!.1 == [1, 1])

  //: Now give it fakes whose fault is known: the left half of one image of Shapes joined to the right half of another.
  //: The halves are flawless; only the seam is wrong. After a little training, ask for the gradient of the generator's
  //: loss at some new fakes, and show its size at every pixel.

  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))
  func someImages(_ count: Int) -> Tensor {
    images.tensor(of: (0..<count).map { _ in random.integer(below: images.count) })
  }
  func chimeras(_ count: Int) -> Tensor {
    Tensor.concatenate([someImages(count).slice(0..<16, axis: 2), someImages(count).slice(16..<32, axis: 2)], axis: 2)
  }
  _ = train(
    imageJudge, steps: page.profile == .quick ? 10 : 150, random: random, real: { someImages(32) },
    fake: { chimeras(32) })
  let wrong = chimeras(8).tracked()
  let sizes = gradients(of: NonSaturating().generator(fake: imageJudge(wrong, .inference)), wrt: [wrong])[0]
    .squared().sum(axes: [3], keepingAxes: true).squareRoot()
  let brightest = sizes.flattened().maximumOverLastAxis().reshaped([8, 1, 1, 1])
  try page.show(
    ImageGrid(
      Tensor.concatenate([wrong.detached(), (sizes / brightest * 2 - 1).broadcast(to: wrong.shape)]), columns: 8,
      scale: 3,
      rowLabels: ["fake", "gradient"]),
    caption: "Above: two halves of different images. Below: how strongly each pixel is told to change")
  let atSeam = sizes.slice(12..<20, axis: 2).sum().scalar / sizes.sum().scalar
  page.record("atSeam", atSeam, tolerance: 0.1, format: .percent(0))
  page.expect(
    "the quarter of the image around the seam gets over a third of the gradient", atSeam > 0.34, from: .standard)

  //: The quarter of the pixels nearest to the seam gets {{atSeam}} of the gradient. Nobody told the network about
  //: seams. It found what sets the two heaps apart, and its gradient points there: not "this image is bad" but "change
  //: *these* pixels". And what does dropout do? Ask the network about the same fake eight times:

  let same = wrong.detached().slice(0..<1)
  func verdicts(_ mode: Mode) -> [String] {
    (0..<8).map { _ in withoutHistory { imageJudge(same, mode).scalar.text(.decimals(2)) } }
  }
  page.table(
    header: ["mode"] + (1...8).map { "\($0)" },
    rows: [["training"] + verdicts(.training(random)), ["inference"] + verdicts(.inference)],
    caption: "The logit of one fake, eight times")
  page.expect(
    "in training the verdicts differ, in inference they do not",
    Set(verdicts(.training(random))).count > 1 && Set(verdicts(.inference)).count == 1)

  //: Each time another share of the features is silent, and the verdict moves. In inference none is, and it stays.

  //: ## Strong, weak, frozen
  //:
  //: Now both players move. The generator is always the same; the discriminator is wider and learns ten times as fast,
  //: or has hidden layers of only two units, or does not learn at all.

  let duels = try [
    ("balanced", duel(steps: 2 * steps / 3, width: 128, learningRate: 1e-3, seed: page.seed)),
    ("strong", duel(steps: 2 * steps / 3, width: 512, learningRate: 1e-2, seed: page.seed)),
    ("weak", duel(steps: 2 * steps / 3, width: 2, learningRate: 1e-3, seed: page.seed)),
    ("frozen", duel(steps: 2 * steps / 3, width: 128, learningRate: 0, seed: page.seed)),
  ]
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))", "distance to the nearest cluster"],
    rows: duels.map { name, duel in
      [name] + [duel.loss, duel.onReal, duel.onFake, duel.distance].map { $0.text(.decimals(3)) }
    })
  try page.show(
    Panels(
      duels.map { name, duel in
        ScatterPlot(name, [Series("real", points: duel.real, isMuted: true), Series("generated", points: duel.points)])
      }, title: "Where the generator ends up"),
    caption: "Generated points after training against each discriminator")
  page.expect("against a weak discriminator it leaves the data altogether", duels[2].1.distance > 5, from: .standard)
  page.expect("against a frozen one it never finds the data", duels[3].1.distance > 1, from: .standard)
  page.expect(
    "a strong discriminator with a low loss does no harm here", duels[1].1.distance < duels[0].1.distance,
    from: .standard)

  //: *Weak*, it cannot bend its surface around eight clusters; all it can offer is a slope, and the generator follows
  //: it out of the picture. *Frozen*, it is a fixed landscape, and the generator walks to whatever hill chance put
  //: there. *Strong*, its loss is low, and the generator is the better for it. "The discriminator must not win" is bad
  //: advice: what matters is whether its surface still slopes where the fakes are.

  //: ## When supports are apart
  //:
  //: Take it to the extreme: real and generated samples that never overlap, and a discriminator trained to the end. How
  //: much gradient reaches a fake, by each form of the generator's loss?

  let far = (
    real: GaussianMixture.line(centres: [-2], deviation: 0.1), fake: GaussianMixture.line(centres: [2], deviation: 0.1)
  )
  let certain = PointDiscriminator(dimensions: 1, random: random.split("apart"))
  _ = train(
    certain, steps: steps, random: random, real: { far.real.sample(count: 256, random: random) },
    fake: { far.fake.sample(count: 256, random: random) })
  let fakes = far.fake.sample(count: 256, random: random).tracked()
  let slopes = [Minimax() as any AdversarialLoss, NonSaturating()].map { loss in
    let total = loss.generator(fake: certain(fakes, .inference)) * 256
    return gradients(of: total, wrt: [fakes])[0].absoluteValue().mean().scalar
  }
  page.table(
    header: ["the generator's loss", "mean |gradient| at a fake"],
    rows: [
      ["minimax (saturating)", slopes[0].text(.scientific(1))], ["non-saturating", slopes[1].text(.significant(2))],
    ])
  page.expect(
    "the saturating gradient has all but vanished, and the other has not", slopes[0] < 1e-2 && slopes[1] > 0.5,
    from: .standard)

  //: The same along the whole line:

  let along = Tensor((0...240).map { -3 + 0.025 * Float($0) }).reshaped([241, 1]).tracked()
  let pulls = [Minimax() as any AdversarialLoss, NonSaturating()].map { loss in
    gradients(of: loss.generator(fake: certain(along, .inference)) * 241, wrt: [along])[0].absoluteValue().scalars
  }
  //: @hide
  try page.show(
    LinePlot(
      "How hard a fake would be pulled, by its place", x: "x", y: Axis("|gradient|", .logarithmic),
      [
        Series("non-saturating", x: along.scalars, y: pulls[1]), Series("minimax", x: along.scalars, y: pulls[0]),
      ], references: [.span(-2.3 ... -1.7, "real"), .span(1.7...2.3, "generated")]),
    caption: "The pull of both losses on a fake at every place, with the discriminator trained to the end")
  //: @show

  //: The verdict is the same for both, and so is the direction. But the saturating loss multiplies the slope by
  //: $`\sigma(s)`$, which is nearly zero for a fake that fools nobody, and the non-saturating one by $`1 - \sigma(s)`$,
  //: which is nearly one. Chapter 4 takes this apart.

  //: ## Batch normalisation in a discriminator
  //:
  //: DCGAN normalises its discriminator too, with real and generated images in separate batches. That has a blind spot
  //: that can be stated exactly: shift a whole batch by any amount, and the normalised values do not change at all.

  let norm = BatchNorm(channels: 2)
  let batch = random.normal([256, 2])
  let difference = (norm(batch + 3, .training(random)) - norm(batch, .training(random))).absoluteValue()
  page.expect("a batch moved by 3 is the same batch after normalisation", difference.scalars.max()! < 1e-4)

  let separate = NormalisedDiscriminator(random: random.split("separate"))
  let blindLoss = train(
    separate, steps: steps / 3, random: random, real: { random.normal([256, 2]) },
    fake: { random.normal([256, 2]) + 3 })
  let joint = NormalisedDiscriminator(random: random.split("joint"))
  let jointLoss = trainJointly(
    joint, steps: steps / 3, random: random, real: { random.normal([256, 2]) }, fake: { random.normal([256, 2]) + 3 })
  page.table(
    header: ["batches", "discriminator's loss", "2 log 2"],
    rows: [("separate", blindLoss), ("joint", jointLoss)].map {
      [$0.0, $0.1.text(.decimals(3)), (2 * log(2.0)).text(.decimals(3))]
    })
  page.expect(
    "in separate batches it stays blind: its loss is 2 log 2", abs(blindLoss - 2 * log(2)) < 0.1, from: .standard)
  page.expect("in a joint batch it sees the shift", jointLoss < 0.5, from: .standard)

  //: In separate batches the most obvious fault a generator can have, a wrong mean, is invisible. In joint batches it
  //: is seen. But either way each sample's verdict depends on which others it is judged with: information leaks from
  //: sample to sample. That is why this book's discriminators have no batch normalisation.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A discriminator gives every sample a logit; σ makes it a probability, and losses never need that detour.
//: 2. Trained to the end it knows p / (p + q), and nothing else about either density.
//: 3. The generator learns from its slope at the fakes, not from its verdicts.
//: 4. Where the supports are apart the saturating slope vanishes and the non-saturating one stays.
//: 5. Batch normalisation couples the samples, and on separate batches is blind to a shifted mean: leave it out.
//:
//: ## Exercises
//:
//: 1. Give `q` the same centre as `p` and keep its deviation. Where does D\* reach ½ now? `swift run chapter 3` draws
//:    it.
//: 2. Train ten times as long in "When supports are apart" (multiply its `steps`). Which of the two gradients changes,
//:    and how? The table of that section answers.
//: 3. Which of this chapter's figures depend on chance? Predict, then compare `swift run chapter 3 --seed 2` with the
//:    figures here.
//: 4. Move the seam: let the chimeras be an upper and a lower half (axis 1). Where should the gradient gather? The
//:    figure shows it, and the claim about the quarter around the seam must fail.
//: 5. Put a `BatchNorm` between the halvings of `ImageDiscriminator` and run `swift run chapter 5`. What changes first?
//:
//: [Chapter 4](../04-losses/README.md) makes numbers of its verdicts, and shows how to keep its surface from becoming a
//: cliff. In short: [the discriminator's role](../../answers/discriminator.md).
