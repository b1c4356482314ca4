import Datasets
import Engine
import Notebook
import Pictures

//: # 2 · Generator
//:
//: How can a hundred random numbers become a picture of 32 × 32 × 3 = 3,072? This chapter builds the half of a
//: generative adversarial network that makes images. You will see what it draws before it has learnt anything, where
//: the checkerboard in so many generated images comes from, and what two small inventions, batch normalisation and the
//: leaky ReLU, do to the numbers on their way through.
//:
//: ![The sixteen latent vectors through two trained generators](figures/05-the-sixteen-latent-vectors-through-two.png)
//:
//: ```
//: swift run chapter 2
//: ```
//:
//: It takes a few seconds on any laptop.
//:
//: **Before you read on, predict:** a generator's weights are drawn at random, and its input is random too. Are the
//: images of an untrained generator like the snow of a television without a signal, or is there something in them?

//: ## A generator is a function
//:
//: {define: A *generator* is a network that makes a sample from a latent vector.} {define: A *latent vector*, `z`, is a
//: list of random numbers, usually drawn from a normal distribution.} That is the whole contract. Everything that
//: follows, here and in later chapters, is written against it.

/// A network that makes samples from latent vectors.
protocol Generator: Module {
  /// The number of values in a latent vector.
  var latentSize: Int { get }
  /// One sample for every row of `latents`, `[batch, latentSize]`.
  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor
}

//: `Mode` says whether the network is being trained. Two layers need to know: batch normalisation, which uses the
//: batch's own statistics while training, and dropout. Nothing is switched on globally; the mode comes with each call.

//: ## Growing an image
//:
//: Latent vectors have no width and no height, so a dense layer first makes a tiny image of 4 × 4 pixels and many
//: channels. Then the image is doubled three times, 4 → 8 → 16 → 32, and each time it grows, channels are traded for
//: pixels. {define: A *transposed convolution* lays a weighted stamp on the output for every input pixel, and adds the
//: stamps up where they overlap.} Here the stamps are 4 × 4 pixels and lie two pixels apart, which doubles the image.

/// One doubling: a transposed convolution, batch normalisation and a leaky ReLU, and then as many further convolutions
/// at the new size as are asked for.
final class UpBlock: Module {
  let up: TransposedConvolution
  let norm: BatchNorm
  let refinements: [Refinement]

  init(from inputs: Int, to outputs: Int, refinements: Int, random: Random) {
    // No bias: batch normalisation would subtract it again.
    up = TransposedConvolution(
      from: inputs, to: outputs, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.2))
    self.refinements = (0..<refinements).map { _ in Refinement(channels: outputs, random: random) }
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    refinements.reduce(norm(up(x), mode)) { image, refine in refine(image, mode) }
  }
}

/// A convolution that leaves the size as it is: room to draw detail, and to smooth what the doubling left uneven.
final class Refinement: Module {
  let convolution: Convolution
  let norm: BatchNorm

  init(channels: Int, random: Random) {
    convolution = Convolution(
      from: channels, to: channels, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: channels, activation: .leakyReLU(slope: 0.2))
  }

  func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { norm(convolution(x), mode) }
}

//: The whole generator is a dense layer, three doublings and a last convolution to three channels. Its *tanh* holds
//: every value between −1 and 1, the range that chapter 1 gave the data. With one refinement after each doubling it is
//: the book's **enhanced generator**; without, the **plain** one.

/// A convolutional generator of 32 × 32 colour images (after Radford 2015).
final class ImageGenerator: Module, Generator {
  let latentSize: Int
  let project: Linear
  let norm: BatchNorm
  let blocks: [UpBlock]
  let toColour: Convolution

  /// - Parameters:
  ///   - width: The number of channels of the full-sized image; the 4 × 4 image has four times as many.
  ///   - refinements: How many convolutions follow each doubling: 0 in the plain generator, 1 in the enhanced one.
  init(latentSize: Int = 100, width: Int = 64, refinements: Int, random: Random) {
    let channels = [4 * width, 2 * width, width, width]
    self.latentSize = latentSize
    project = Linear(from: latentSize, to: 16 * channels[0], bias: false, initializer: .dcgan, random: random)
    norm = BatchNorm(channels: channels[0], activation: .leakyReLU(slope: 0.2))
    blocks = zip(channels, channels.dropFirst()).map {
      UpBlock(from: $0, to: $1, refinements: refinements, random: random)
    }
    toColour = Convolution(
      from: width, to: 3, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .tanh, initializer: .dcgan,
      random: random)
  }

  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor {
    let seed = norm(project(latents).reshaped([-1, 4, 4, norm.scale.value.count]), mode)
    return toColour(blocks.reduce(seed) { image, block in block(image, mode) })
  }
}

/// Latent vectors in equal steps along the straight line from one to another, both included.
func latentWalk(from start: Tensor, to end: Tensor, steps: Int) -> Tensor {
  Tensor.concatenate((0..<steps).map { start + (end - start) * (Float($0) / Float(steps - 1)) })
}

/// How alike two pixels of a row are that lie so far apart: the correlation of their values over all images.
func correlation(of images: Tensor, apart distance: Int) -> Float {
  let centred = images - images.mean()
  let width = images.shape[2]
  let products = centred.slice(0..<width - distance, axis: 2) * centred.slice(distance..<width, axis: 2)
  return products.mean().scalar / centred.squared().mean().scalar
}

/// The standard deviation of all values.
func spread(of images: Tensor) -> Float { images.variance(axes: Array(images.shape.indices)).squareRoot().scalar }

//: ## What an untrained generator draws

//: @hide
func generatorChapter(_ page: Page) throws {
  page.dataSet(name: "shapes")
  //: @show
  let random = Random(seed: page.seed)
  let plain = ImageGenerator(refinements: 0, random: random.split("plain"))
  let latents = random.split("latents").normal([16, plain.latentSize])
  let drawn = withoutHistory { plain(latents, .training(random)) }
  try page.show(ImageGrid(drawn, columns: 8), caption: "Sixteen latent vectors through the untrained plain generator")

  //: Snow, at first sight. But in a television's snow every pixel is by itself. Measure how alike two pixels of a row
  //: are, as a correlation: 1 for equal, 0 for unrelated.

  let distances = [1, 2, 3, 4, 8, 16]
  let alike = distances.map { correlation(of: drawn, apart: $0) }
  page.table(
    header: ["pixels apart"] + distances.map { "\($0)" },
    rows: [["correlation"] + alike.map { $0.text(.decimals(2)) }])
  page.expect("pixels eight apart are more alike than neighbours", alike[4] > alike[0])
  let contrast = page.record("contrast", spread(of: drawn), tolerance: 0.01)
  let shapes = Shapes(seed: 0).dataset(0..<500).tensor(of: 0..<500)
  page.record("realContrast", spread(of: shapes), tolerance: 0.001)
  page.expect("every value lies strictly between −1 and 1", drawn.scalars.allSatisfy { abs($0) < 1 })

  //: Neighbours have little in common, and pixels 2, 4 or 8 apart have much: the snow has a grain. Its period betrays
  //: the doublings that made it. Before it has learnt anything, the *shape* of a network leaves its mark on every
  //: image; where this one comes from is answered two sections on. And the values spread only {{contrast}} around their
  //: mean; those of Shapes, in the same range, {{realContrast}}. Contrast, too, must be learnt.

  //: ## A transposed convolution is a convolution read backwards
  //:
  //: A convolution is a matrix: every output is a weighted sum of inputs. Its *transpose* is a matrix too, from outputs
  //: back to inputs, and that is all that "transposed" means. It does not undo the convolution. It spreads each value
  //: over the window that it was summed from, with the same weights, which is exactly what the gradient of a
  //: convolution does on its way back. For any images $`x`$ and $`y`$ of the right sizes,
  //:
  //: ```math
  //: \langle \operatorname{conv}(x),\, y \rangle \;=\; \langle x,\, \operatorname{conv}^{\mathsf T}(y) \rangle
  //: ```

  let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
  let weight = random.normal([5, 4, 4, 3])  // from 3 channels to 5
  let x = random.normal([1, 8, 8, 3])
  let y = random.normal([1, 4, 4, 5])
  let forwards = (convolution(x, weight: weight, window: window) * y).sum().scalar
  let backwards = (x * transposedConvolution(y, weight: weight.transposed([3, 1, 2, 0]), window: window)).sum().scalar
  page.print("⟨conv(x), y⟩  = \(forwards)\n⟨x, convᵀ(y)⟩ = \(backwards)")
  page.expect("the two products agree", abs(forwards - backwards) < 1e-4 * max(abs(forwards), 1))

  //: The weights are stored `[out, height, width, in]`, as the layer at hand sees its channels; the transposed layer
  //: goes the other way, so for the check its weight's first and last axes change places.

  //: ## Where checkerboards come from
  //:
  //: Stamps that overlap unevenly leave a pattern. Lay stamps of ones, two pixels apart, and count how many cover each
  //: pixel. With a kernel of 3, every second row and column is covered twice and the rest once.

  func coverage(kernel: Int) -> Tensor {
    let stamp = Tensor.ones([1, kernel, kernel, 1])
    let layer = ConvolutionWindow(kernel: kernel, stride: 2, padding: 1)
    return transposedConvolution(.ones([1, 8, 8, 1]), weight: stamp, window: layer).slice(4..<12, axis: 1)
      .slice(4..<12, axis: 2)
  }
  let counts = [3, 4].map { coverage(kernel: $0) }
  let three = Set(counts[0].scalars).sorted().map { "\(Int($0))" }.joined(separator: ", ")
  let four = Set(counts[1].scalars).sorted().map { "\(Int($0))" }.joined(separator: ", ")
  page.table(
    header: ["kernel", "stride", "stamps on a pixel"], rows: [["3", "2", three], ["4", "2", four]])
  page.expect("a kernel of 4 at stride 2 covers every pixel equally often", Set(counts[1].scalars).count == 1)

  //: A kernel that the stride divides covers all pixels alike: hence 4 × 4 at stride 2. But the stamps are not made of
  //: ones. Each output pixel still falls on one of four positions between the stamps, and each position sees its own
  //: quarter of the weights. Give the layer a flat grey image and random weights, and the four positions come out
  //: different. Doubling the pixels first and convolving after treats every pixel alike.

  func unevenness(_ layer: (Tensor) -> Tensor) -> Float {
    let flat = layer(.ones([1, 8, 8, 16]))
    let inside = flat.slice(4..<12, axis: 1).slice(4..<12, axis: 2)
    let spread = inside.variance(axes: [1, 2]).sum().scalar
    return (spread / inside.squared().mean(axes: [1, 2]).sum().scalar).squareRoot()
  }
  let ways: [(name: String, layer: (Tensor) -> Tensor)] = [
    (
      "transposed, kernel 3, stride 2",
      TransposedConvolution(
        from: 16, to: 16, window: ConvolutionWindow(kernel: 3, stride: 2, padding: 1), initializer: .he,
        random: random
      ).callAsFunction
    ),
    (
      "transposed, kernel 4, stride 2",
      TransposedConvolution(from: 16, to: 16, window: window, initializer: .he, random: random).callAsFunction
    ),
    (
      "doubled, then convolved with kernel 3",
      {
        [
          layer = Convolution(
            from: 16, to: 16, window: ConvolutionWindow(kernel: 3, padding: 1), initializer: .he, random: random)
        ] in
        layer($0.upsampled(by: 2))
      }
    ),
  ]
  let unevennesses = ways.map { unevenness($0.layer) }
  page.table(
    header: ["layer with random weights", "unevenness on a flat image"],
    rows: zip(ways, unevennesses).map { [$0.name, $1.text(.percent(1))] })
  page.expect("only doubling first leaves a flat image flat", unevennesses[2] < 1e-5 && unevennesses[1] > 0.1)

  //: Seen as pictures, three of the sixteen channels as red, green and blue:

  let flats = ways.map { way in
    // Two pixels at the rim are left out: there the window reaches over the edge.
    let image = way.layer(.ones([1, 8, 8, 16])).slice(0..<3, axis: 3).slice(2..<14, axis: 1).slice(2..<14, axis: 2)
    return image / image.absoluteValue().scalars.max()!
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(flats), columns: 3, scale: 12, columnLabels: ["kernel 3", "kernel 4", "doubled"]),
    caption: "What three layers with random weights make of one flat grey image")

  //: So a kernel of 4 evens the overlap and does not abolish the checkerboard; training has to, by making the four
  //: quarters agree. The enhanced generator's refinements help it: each is a plain convolution at the new size, in
  //: which every pixel is treated alike.

  //: ## What keeps the signal alive
  //:
  //: Here is the same stack of doublings three times: bare; with leaky ReLUs; and with batch normalisation as well. The
  //: number to watch is the spread (standard deviation) of the values after each layer.

  func spreads(activation: Activation, normalise: Bool) -> [Float] {
    let weights = Random(seed: page.seed)
    var image = weights.normal([32, 4, 4, 256])
    return [256, 128, 64].map { channels in
      let layer = TransposedConvolution(
        from: channels, to: channels / 2, window: window, bias: false, initializer: .dcgan, random: weights)
      image = layer(image)
      if normalise { image = BatchNorm(channels: channels / 2)(image, .training(weights)) }
      image = activation(image)
      return spread(of: image)
    }
  }
  let stacks: [(name: String, spreads: [Float])] = [
    ("bare", spreads(activation: .identity, normalise: false)),
    ("leaky ReLU", spreads(activation: .leakyReLU(slope: 0.2), normalise: false)),
    ("batch norm and leaky ReLU", spreads(activation: .leakyReLU(slope: 0.2), normalise: true)),
  ]
  page.table(
    header: ["after", "8 × 8", "16 × 16", "32 × 32"],
    rows: stacks.map { [$0.name] + $0.spreads.map { $0.text(.decimals(4)) } })
  page.expect(
    "without normalisation the signal shrinks from layer to layer",
    stacks[1].spreads[2] < stacks[1].spreads[0] && stacks[1].spreads[2] < 0.5)
  page.expect("with it the spread stays", stacks[2].spreads.allSatisfy { (0.3..<1.2).contains($0) })

  //: {define: *Batch normalisation* (Ioffe & Szegedy 2015) takes each channel over the whole batch, subtracts its mean,
  //: divides by its deviation, and then scales and shifts by two numbers that are trained, $`\gamma \hat{x} + \beta`$.}
  //: After it, no layer can fade out or blow up, whatever the weights before it. The price: the images of a batch are
  //: no longer made independently of each other. Chapter 3 shows what that does to a discriminator.
  //:
  //: {define: The *leaky ReLU* keeps a positive value and multiplies a negative one by a small slope, here 0.2.} A
  //: plain ReLU would let nothing through below zero, neither the signal nor, on the way back, the gradient. The price
  //: is spread: of values around zero it keeps about two thirds, as the first column shows.
  //:
  //: *tanh*, at the very end, presses whatever comes into −1 … 1. How wide a signal it is given decides what is left of
  //: it, and of the gradient on its way back:

  let given: [Float] = [0.1, 0.5, 1, 3, 10]
  let pressed = given.map { width in
    let x = Random(seed: page.seed).normal([100_000], deviation: width).tracked()
    let y = x.tanh()
    return (spread: spread(of: y), slope: gradients(of: y.mean(), wrt: [x])[0].mean().scalar * Float(x.count))
  }
  page.table(
    header: ["spread before tanh"] + given.map { "\($0)" },
    rows: [
      ["spread after"] + pressed.map { $0.spread.text(.decimals(2)) },
      ["mean slope"] + pressed.map { $0.slope.text(.decimals(2)) },
    ])
  page.expect(
    "a narrow signal passes almost unchanged, a wide one leaves hardly any gradient",
    abs(pressed[0].spread - 0.1) < 0.002 && pressed[4].slope < 0.1)

  //: So the last layer's weights are drawn small (deviation 0.02): the untrained generator starts where tanh is nearly
  //: a straight line, with pale images and a gradient that passes. Images of full contrast come with training.

  //: ## Plain and enhanced, side by side

  let enhanced = ImageGenerator(refinements: 1, random: random.split("enhanced"))
  let kinds = [("plain", plain), ("enhanced", enhanced)]
  page.table(
    header: ["generator", "weight layers", "parameters", "multiply-adds for an image"],
    rows: kinds.map { name, network in
      [
        name, "\(network.parameters.count { $0.value.shape.count > 1 })", network.parameterCount.text,
        network.multiplyAdds.text,
      ]
    }, caption: "Both generators at full width")
  for (name, network) in kinds {
    page.table(
      header: ["stage", "its image", "parameters", "multiply-adds"],
      rows: network.stages.map { [$0.name, $0.shape, $0.parameters.text, $0.multiplyAdds.text] },
      caption: "The \(name) generator, stage by stage")
    page.expect(
      "the \(name) generator's stages add up",
      network.stages.map(\.multiplyAdds).reduce(0, +) == network.multiplyAdds
        && network.stages.map(\.parameters).reduce(0, +) == network.parameterCount)
  }
  page.record("more", Float(enhanced.multiplyAdds) / Float(plain.multiplyAdds), tolerance: 0, format: .decimals(1))

  //: With its three refinements the enhanced generator takes {{more}} times the arithmetic. Most of what they add is
  //: the last one's, at 32 × 32. In a convolutional network the parameters sit where the image is small, and the work
  //: where it is large.

  let redrawn = withoutHistory { enhanced(latents, .training(random)) }
  try page.show(
    ImageGrid(redrawn, columns: 8), caption: "The same latent vectors through the untrained enhanced generator")

  //: ## A walk between two latents
  //:
  //: Latent vectors form a space in which one can walk. Every step on the line from one to another changes the image a
  //: little: a generator is continuous and cannot do otherwise. First the untrained generator.

  let walk = latentWalk(from: latents.slice(0..<1), to: latents.slice(1..<2), steps: 8)
  // The whole batch goes along, so that batch normalisation has a batch to normalise with.
  let walked = withoutHistory { plain(Tensor.concatenate([walk, latents]), .training(random)) }
  try page.show(
    ImageGrid(walked.slice(0..<8), columns: 8), caption: "Eight steps from one latent vector to another, untrained")

  //: What training adds is that the points on the way become plausible images. Here are small generators of both kinds,
  //: each trained by chapter 5's loop for {{trainedSteps}} steps on *Shapes*, the book's own images. They come with the
  //: book; `--fresh` trains them again, which takes minutes.

  let trained = try [GeneratorChoice.plain, .enhanced].map { try trainedGenerator($0, for: page) }
  page.record("trainedSteps", trainedSteps)
  let pictures = withoutHistory { trained.map { $0(latents, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(pictures), columns: 8, rowLabels: ["plain", "", "enhanced", ""]),
    caption: "The sixteen latent vectors through two trained generators (Shapes)")
  let trainedWalks = withoutHistory { trained.map { $0(walk, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(trainedWalks), columns: 8, rowLabels: ["plain", "enhanced"]),
    caption: "The same walk through both trained generators (Shapes)")
  let neighbours = pictures.map { correlation(of: $0, apart: 1) }
  let real = correlation(of: shapes, apart: 1)
  page.table(
    header: ["images", "correlation of neighbouring pixels"],
    rows: [
      ("untrained", alike[0]), ("plain, trained", neighbours[0]), ("enhanced, trained", neighbours[1]), ("real", real),
    ]
    .map { [$0.0, $0.1.text(.decimals(2))] })
  page.expect("after training neighbouring pixels are alike, as in real images", neighbours.allSatisfy { $0 > 0.6 })

  //: The grain is gone: neighbours have become alike. But what do the extra layers buy? The book has a small classifier
  //: of Shapes (chapter 7 trains it), which names the mode that an image most likely shows. Let it look at {{asked}}
  //: images of each kind. How sure is it, on average? And how many of the 80 modes does it name at least once in 400
  //: images?

  let asked = page.record("asked", page.profile == .quick ? 400 : 2000)
  let many = random.split("many").normal([asked, plain.latentSize])
  let heaps =
    withoutHistory { trained.map { $0(many, .inference) } } + [Shapes(seed: 1).dataset(0..<asked).tensor(of: 0..<asked)]
  let classifier = try BookFeatures(.shapes)
  let judged = heaps.map { images in
    let logits = classifier(images).logits
    return (
      sureness: logits.softmax().maximumOverLastAxis().mean().scalar,
      modes: ModeCount(logits: logits).modes(atLeast: asked / 400)
    )
  }
  page.table(
    header: ["images", "mean probability of the likeliest mode", "modes named, of 80"],
    rows: zip(["plain, trained", "enhanced, trained", "real, not seen in training"], judged).map {
      [$0, $1.sureness.text(.percent(0)), "\($1.modes)"]
    },
    caption: "What the book's own classifier of Shapes makes of them")
  page.expect(
    "the enhanced generator's images are named with more confidence, real ones with the most",
    judged[0].sureness < judged[1].sureness && judged[1].sureness < judged[2].sureness)
  page.expect("and it reaches more modes than the plain one", judged[0].modes < judged[1].modes)

  //: For {{more}} times the arithmetic, both numbers go up: that is what the extra layers buy, after the same number of
  //: steps. Both fall far short of the real images. And look for the hues and the grounds that do not occur in these
  //: pictures, and compare with chapter 1's: a generator that leaves out part of the data has begun to *collapse*, and
  //: neither its losses nor its sharpness would tell you.

  //: ## Broken on purpose: the mode forgotten
  //:
  //: In `.inference`, batch normalisation uses the statistics it gathered while training. A new network has gathered
  //: none: its running mean is still 0 and its running variance 1. Ask it for images in that mode and the signal
  //: shrinks layer by layer, as if there were no normalisation at all.

  let forgotten = ImageGenerator(refinements: 0, random: random.split("plain"))
  let grey = withoutHistory { forgotten(latents, .inference) }
  try page.show(ImageGrid(grey, columns: 8), caption: "The untrained plain generator in the mode for inference: grey")
  let greyContrast = page.record("greyContrast", spread(of: grey), tolerance: 0.01)
  page.expect("in the wrong mode the contrast is less than a tenth", greyContrast < 0.1 * contrast)

  //: The symptom, images of one flat grey and a spread of {{greyContrast}}, is common, and often has this cause:
  //: sampling from a network whose running statistics were never gathered, never saved, or not loaded.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A generator is a function from latent vectors to samples; the latent distribution is chosen, the function learnt.
//: 2. A transposed convolution is the gradient of a convolution, used as a layer; at stride 2 it doubles the image.
//: 3. Kernel 4 at stride 2 overlaps evenly; checkerboards remain possible, and convolutions after doubling help.
//: 4. Batch normalisation keeps every layer's spread steady; leaky ReLU keeps gradients alive below zero.
//: 5. tanh ends the network because the images live in [−1, 1].
//:
//: ## Exercises
//:
//: 1. Which seed draws the picture you like best? `swift run chapter 2 --seed 7`
//: 2. Give `UpBlock` a kernel of 3: no padding makes exactly 8 pixels of 4. Why not? Which padding does a kernel of 6
//:    need? Try it: `swift run chapter 2 --profile quick` stops where the trained networks no longer fit, and names the
//:    weight.
//: 3. Set the initialiser of `toColour` to `.he` and run `swift run chapter 2 --profile quick`. What happens to the
//:    contrast, and to the pictures? The table of tanh tells you what happens to the gradient.
//: 4. Replace the transposed convolution by `upsampled(by: 2)` and a `Convolution`. What does the table of
//:    multiply-adds say, and is the unevenness gone? (The trained generators will not fit any more: `--fresh` trains
//:    new ones.)
//:
//: The judge of these images is built in [chapter 3](../03-discriminator/README.md);
//: [chapter 5](../05-training/README.md) trains the two together.
