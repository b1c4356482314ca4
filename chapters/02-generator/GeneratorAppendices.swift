import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## In five points
//:
//: 1. A generator is a continuous function from latent vectors to samples, so what it draws is connected: if it draws two
//:    modes, it also draws samples between them.
//: 2. A transposed convolution lays a weighted copy of its kernel for every pixel, which at stride 2 doubles the image.
//: 3. A kernel of 4 at stride 2 overlaps evenly, but checkerboards remain possible, whereas doubling the pixels first
//:    leaves a flat image flat.
//: 4. An untrained network already marks its images with its own shape: a grain, with one period for each doubling. Training
//:    removes most of it.
//: 5. (From a section that a first reading skips.) In a new network, batch normalisation gives every layer the same
//:    deviation, and leaky ReLU lets gradients through below zero.
//:
//: **A minute on paper.** Apply a transposed convolution with the kernel 1, 1, 1 and a stride of 2 to the flat row 1, 1, 1,
//: and cut nothing off. Is what comes out flat? And with the kernel 1, 1, 1, 1?
//:
//: <details>
//: <summary><b>What comes out</b></summary>
//:
//: With the kernel of three, no: the row is {{paperThree}}, a checkerboard in one dimension. With the kernel of four it is
//: {{paperFour}}, which is flat but for its ends.
//:
//: </details>
//:
//: ## Exercises
//:
//: 1. Does the grain depend on the weights or on the network's shape? Predict, then compare the picture of correlations, which
//:    is folded, after `swift run chapter 2 --seed 7` with the one here. {reveal: On the shape. The seed decides the weights, so all
//:    numbers change, but pixels 2, 4, 8 and 16 apart are again more alike than neighbours. With seed 7 the correlation of
//:    neighbours is {{sevenNeighbours}}, and that of pixels 16 apart {{sevenSixteen}}; here they are {{alikeNeighbours}} and
//:    {{alikeSixteen}}.}
//: 2. Give `UpBlock` a kernel of 3: whatever the padding ([how many pixels are cut off on each
//:    side](#appendix-a-transposed-convolution-is-a-convolution-read-backwards)), 4 pixels do not become exactly 8. Why not?
//:    Which padding does a kernel of 6 need? Try it: `swift run chapter 2 --profile quick` stops where the trained networks
//:    no longer fit, and names the weight. (In PyTorch, change `nn.ConvTranspose2d` in
//:    [`networks.py`](../../scripts/pytorch/networks.py): it prints the size of the output, and stops if the network is not the
//:    book's.) {reveal: With a kernel of 3, 4 pixels become 9 minus twice the padding, which is
//:    odd. A kernel of 6 needs a padding of 2. An odd kernel doubles only if the two sides differ: DCGAN's kernel of 5 makes
//:    11 pixels of 4, of which one side loses 1 and the other 2 (PyTorch's `padding=2, output_padding=1`), and its copies
//:    overlap unevenly.}
//: 3. In [`Sources/GAN/Networks/ImageGenerator.swift`](source:GAN/Networks/ImageGenerator.swift#ImageGenerator), where
//:    `init` sets `toColour`, write `.he` in place of `.dcgan` (larger weights, chapter 3). Run
//:    `swift run chapter 2 --profile quick`. What happens to the contrast of the untrained images? Find the new deviation in
//:    the [table of tanh](#appendix-what-relu-and-tanh-leave-of-a-signal): what does the table say about the gradient?
//:    {reveal: The weights of `toColour` become nearly three times as large, and so does the deviation before tanh. It is
//:    then about 1, where tanh leaves a deviation of 0.63 and a mean slope of about 0.6. So the noise has about twice the
//:    contrast, and less of the gradient passes.}
//: 4. Let `UpBlock` call `upsampled(by: 2)` and then a `Convolution` of kernel 3, and let `ImageGeneratorStages.swift` count
//:    that at the doubled size. Is it more work or less? `swift run chapter 2 --profile quick` shows the table of the work
//:    and the grain of the untrained images. Then it stops, because the trained networks no longer fit. {reveal: More. Each
//:    output pixel and pair of channels now takes 9 multiply-adds in place of 4, so these layers do 2.25 times the work.}
//: 5. After {{trainedSteps}} steps the plain generator has an FD of {{plainApart}} and the enhanced one of {{enhancedApart}},
//:    from {{distanceImages}} images ([*How far both are*](#appendix-how-far-both-are-from-real-images)). How much of the
//:    difference is chance? Train the plain one again from the other seed (a few minutes on two cores):
//:    `swift run chapter 5 --generator plain --profile full --dataset shapes --epochs 12 --seed 2`.
//:    {reveal: It came to {{otherPlain}}, so about half of the difference may be chance. The enhanced one was not trained
//:    from another seed here.}
//:
//: [Chapter 3](../03-discriminator/README.md) builds the network that judges these images, and
//: [chapter 5](../05-training/README.md) trains both.

//: @hide
func showEnhancedGenerator(_ page: Page) throws {
  //: @show
  //: ## Appendix: the enhanced generator, layer by layer
  //:
  //: The enhanced generator has the layers of the plain one, and a refinement after each doubling.

  //: {fold: the picture of the enhanced generator}
  let deeper = ImageGenerator(refinements: 1, random: Random(seed: page.seed).split("enhanced"))
  try page.show(
    NetworkDiagram("The enhanced generator", deeper.walk),
    caption: "The enhanced generator, drawn from the network itself: one latent vector went through it",
    alternative: "The enhanced generator layer by layer, from \(deeper.latentSize) numbers to an image of 32 × 32 × 3")

  //: {fold: the claim}
  page.expect(
    "the parameters in the diagram of the enhanced generator add up to all that it has",
    deeper.walk.reduce(0) { $0 + $1.parameters } == deeper.parameterCount)
  //: @hide
}

func showCosts(_ page: Page, plain: ImageGenerator) {
  let enhanced = ImageGenerator(refinements: 1, random: Random(seed: page.seed).split("enhanced"))
  //: @show
  //: With {{fullWidth}} channels at 32 × 32 the enhanced generator does {{more}} times the work of the plain one, and has
  //: {{moreParameters}} more parameters. The work is counted in *multiply-adds*, each a multiplication and the addition of
  //: its result. In both networks most parameters are where the image is small, and most work is done where it is large.

  //: {fold: the table of what both cost}
  let kinds = [("plain", plain), ("enhanced", enhanced)]
  page.table(
    header: ["generator", "weight layers", "parameters", "multiply-adds for an image"],
    rows: kinds.map { name, network in
      [
        name, "\(network.parameters.count { $0.value.shape.count > 1 })", network.parameterCount.text,
        network.multiplyAdds.text,
      ]
    }, caption: "Both generators at full width")

  page.record("fullWidth", plain.blocks.last!.norm.scale.value.count)
  page.record("more", Float(enhanced.multiplyAdds) / Float(plain.multiplyAdds), tolerance: 0, format: .decimals(1))
  page.record(
    "moreParameters", Float(enhanced.parameterCount) / Float(plain.parameterCount) - 1, tolerance: 0,
    format: .percent(0))
  page.expect(
    "in both networks most parameters are at 4 × 4 and 8 × 8, and most work is done at 32 × 32",
    kinds.allSatisfy { _, network in
      let (small, large) = (
        network.stages.filter { $0.shape.hasPrefix("4 ×") || $0.shape.hasPrefix("8 ×") },
        network.stages.filter { $0.shape.hasPrefix("32 ×") }
      )
      return 2 * small.reduce(0) { $0 + $1.parameters } > network.parameterCount
        && 2 * large.reduce(0) { $0 + $1.multiplyAdds } > network.multiplyAdds
    })
  //: @hide
}

func showDistances(_ page: Page) throws {
  //: @show
  //: ## Appendix: how far both are from real images
  //:
  //: Are refinements worth their work? **In one run of each, the enhanced generator came closer to real images**, measured by
  //: the Fréchet distance (FD, chapter 7). (Here it is computed from {{distanceImages}} images, so it is lower than chapter
  //: 5's FDs of the same generators, from fewer images.) After {{halfSteps}} steps the enhanced generator's FD is already
  //: lower than that of the plain one after all {{trainedSteps}}, though each of its steps is more work. From another seed,
  //: however, the plain one ends at {{otherPlain}}, and about half of the difference is gone. So one run of each says little
  //: about how *much* refinements help.

  //: {fold: the table of distances}
  let pairs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.shapes, $0) }
  let scores = pairs.map { $0.history.scores.filter { $0.step > 0 } }
  let ends = scores.map { $0.last! }
  let half = ends[0].step / 2
  // Two sets of real images, each of as many images as the generators were measured with.
  let classifier = try BookFeatures(for: .shapes)
  let count = page.profile == .quick ? 200 : pairs[0].report.quality.samples
  let realFeatures = [0, 2].map { seed in
    classifier.extract(Shapes(seed: seed).dataset(0..<count).tensor(of: 0..<count)).features
  }
  let realApart = squaredFrechetDistance(realFeatures[0], realFeatures[1])
  page.record("distanceImages", count)
  page.record("plainApart", ends[0].toTest, tolerance: 0, format: .decimals(1))
  page.record("enhancedApart", ends[1].toTest, tolerance: 0, format: .decimals(1))
  // The same recipe from another seed; a `QualityTrial` has its scores.
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let other = try trials.run("the plain generator on Shapes from another seed") {
    $0.changed == pairs[0].report.plan.recipe && $0.steps == ends[0].step && $0.seed != pairs[0].report.plan.seed
  }
  page.record("halfSteps", half)
  page.record("otherPlain", other.toTest, tolerance: 0, format: .decimals(1))
  page.record("realApart", realApart, tolerance: 0.05, format: .decimals(1))
  let evaluations = zip(scores[0], scores[1]).filter {
    [1250, 5000, half, 15_000].contains($0.step) && $0.step == $1.step
  }
  let ofOtherSeed = ["\(other.steps.text) steps, another seed", other.toTest.text(.decimals(1)), "–"]
  page.table(
    header: ["after", "plain", "enhanced"],
    rows: evaluations.map { plain, enhanced in
      ["\(plain.step.text) steps", plain.toTest.text(.decimals(1)), enhanced.toTest.text(.decimals(1))]
    } + [ofOtherSeed],
    caption: """
      FD of \(pairs[0].report.quality.samples.text) images to as many on which neither generator was trained, in the features of \
      the book's classifier
      """)
  page.expect(
    "from another seed the plain generator's FD is lower by more than a tenth, and still higher than that of the enhanced one",
    other.toTest < 0.9 * ends[0].toTest && other.toTest > ends[1].toTest)
  page.expect(
    "the other seed takes between 0.4 and 0.6 of the difference between both generators away",
    (0.4...0.6).contains((ends[0].toTest - other.toTest) / (ends[0].toTest - ends[1].toTest)))
  page.expect(
    "at every evaluation after the first step the enhanced generator has the lower FD",
    scores[0].map(\.step) == scores[1].map(\.step) && zip(scores[0], scores[1]).allSatisfy { $1.toTest < $0.toTest })
  page.expect(
    "after half of the steps the enhanced generator has a lower FD than the plain one after all steps",
    scores[1].contains { $0.step == half && $0.toTest < ends[0].toTest })
  let samplesOfWide = try TrainedPair.shipped(.shapes, .wide).report.quality.samples
  page.expect(
    "these FDs are of more images than the FD in the report of `shapes-wide`",
    pairs.allSatisfy { $0.report.quality.samples > samplesOfWide })
  page.expect(
    "the FD of two sets of real images is less than a tenth of that of either generator's images to real ones",
    10 * realApart < min(ends[0].toTest, ends[1].toTest), from: .standard)

  //: Two sets of real images, each of {{distanceImages}} as in the table, have an FD of {{realApart}}. A perfect
  //: generator that draws new images would get about this, and a much lower FD is a reason to suspect copies.
  //: @hide
}

func showTranspose(_ page: Page) {
  let random = Random(seed: page.seed).split("transpose")
  //: @show
  //: ## Appendix: a transposed convolution is a convolution read backwards
  //:
  //: {define: The *padding* of a convolution is the number of zeros that are added to its input on every side; that of a
  //: transposed convolution is the number of pixels that are cut off its output on every side.} In this book's doublings it
  //: is 1.
  //:
  //: A convolution is a matrix, because every output is a weighted sum of inputs. Its *transpose* is a matrix too, from
  //: outputs back to inputs, and that is all that "transposed" means. It does not undo the convolution, but spreads each
  //: value over the window from which it was summed, with the same weights (so the name *deconvolution*, which some use, is
  //: misleading; DCGAN's paper says *fractionally-strided convolution*). The gradient of a convolution does the same on
  //: its way back. Write ⟨a, b⟩ for the sum of the products of corresponding values of a and b. Then, for all images $`x`$
  //: and $`y`$ of the right sizes,
  //:
  //: ```math
  //: \langle \mathrm{conv}(x),\, y \rangle \;=\; \langle x,\, \mathrm{conv}^{\mathsf T}(y) \rangle
  //: ```

  let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
  // From 3 channels to 5. Weights are `[out, height, width, in]`, as each layer sees its channels. The transposed layer
  // goes the other way, so the first and the last axis of its weights change places.
  let weight = random.normal([5, 4, 4, 3])
  let x = random.normal([1, 8, 8, 3])
  let y = random.normal([1, 4, 4, 5])
  let forwards = (convolution(x, weight: weight, window: window) * y).sum().scalar
  let backwards = (x * transposedConvolution(y, weight: weight.transposed([3, 1, 2, 0]), window: window)).sum().scalar
  page.print("⟨conv(x), y⟩  = \(forwards)\n⟨x, convᵀ(y)⟩ = \(backwards)")

  //: {fold: the claim of both products}
  page.expect(
    "the two products agree, to one part in ten thousand", abs(forwards - backwards) < 1e-4 * max(abs(forwards), 1))

  //: @hide
}

func showSqueezed(_ page: Page) {
  //: @show
  //: ## Appendix: what ReLU and tanh leave of a signal
  //:
  //: Both kinds of ReLU make the deviation smaller. Of the deviation of normal values, a leaky ReLU keeps {{kept}} and a
  //: plain one {{keptByReLU}}.

  //: {fold: what both kinds of ReLU keep}
  let normal = Random(seed: page.seed).normal([1_000_000])
  let kept = page.record(
    "kept", spread(of: Activation.leakyReLU(slope: 0.2)(normal)), tolerance: 0.01, format: .decimals(2))
  let keptByReLU = page.record(
    "keptByReLU", spread(of: Activation.relu(normal)), tolerance: 0.01, format: .decimals(2))
  page.expect("of the deviation of normal values a leaky ReLU keeps more than a plain one", kept > keptByReLU)

  //: *tanh*, the generator's last function, maps every value into the range from −1 to 1. The deviation of its input decides
  //: how much is left of the signal, and of the gradient on its way back:

  //: {fold: what tanh keeps}
  let given: [Float] = [0.1, 0.5, 1, 3, 10]
  let pressed = given.map { width in
    let x = Random(seed: page.seed).normal([100_000], deviation: width).tracked()
    let y = x.tanh()
    return (deviation: spread(of: y), slope: gradients(of: y.mean(), wrt: [x])[0].mean().scalar * Float(x.count))
  }

  //: {fold: the table of tanh}
  page.table(
    header: ["deviation before tanh"] + given.map { "\($0)" },
    rows: [
      ["deviation after"] + pressed.map { $0.deviation.text(.decimals(2)) },
      ["mean slope of tanh"] + pressed.map { $0.slope.text(.decimals(2)) },
    ])

  page.expect(
    "a deviation of 0.1 passes tanh almost unchanged, and with one of 10 the mean slope is below a tenth",
    abs(pressed[0].deviation - 0.1) < 0.002 && pressed[4].slope < 0.1)

  //: All weights of this generator are small at first, with DCGAN's deviation of 0.02, and batch normalisation makes up for
  //: this in every layer but the last. So the untrained generator starts where tanh is nearly a straight line: its images
  //: are pale (their deviation is {{contrast}}, and that of Shapes {{realContrast}}), but the gradient passes.
  //: @hide
}

func showLengths(_ page: Page, latents: Tensor) {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Appendix: how long latent vectors are
  //:
  //: A walk on a straight line has a fault: in the middle, the latent vectors are shorter than nearly all of those that
  //: training draws.

  //: {fold: the lengths}
  let (start, end) = (latents.slice(0..<1), latents.slice(1..<2))
  func length(_ vector: Tensor) -> Float { vector.squared().sum().squareRoot().scalar }
  let middle = (start + end) / 2
  // `sphericalWalk` is spherical interpolation.
  let round = sphericalWalk(from: start, to: end, steps: 2).slice(1..<2)
  let lengths = random.split("lengths").normal([10_000, latents.shape[1]]).squared().sum(axes: [1]).squareRoot()
  let shorter = Double(lengths.scalars.count { $0 <= length(middle) }) / 10_000

  page.record("startLength", length(start), tolerance: 0.1, format: .decimals(1))
  page.record("endLength", length(end), tolerance: 0.1, format: .decimals(1))
  page.record("middleLength", length(middle), tolerance: 0.1, format: .decimals(1))
  page.record("roundLength", length(round), tolerance: 0.1, format: .decimals(1))
  page.record("meanLength", lengths.mean().scalar, tolerance: 0.05, format: .decimals(1))
  page.record("lengthDeviation", spread(of: lengths), tolerance: 0.05, format: .decimals(1))
  page.record("shorter", shorter, tolerance: 0.002, format: .percent(1))
  page.expect(
    "of ten thousand latent vectors fewer than one in fifty are as short as the middle of the line", shorter < 0.02)
  page.expect(
    "the middle of the line is shorter than both ends by a tenth at least, the middle of the spherical walk is not",
    length(middle) < 0.9 * min(length(start), length(end)) && length(round) >= min(length(start), length(end)))

  //: A latent vector of 100 normal values has a length of {{meanLength}} on average, with a deviation of
  //: {{lengthDeviation}}. The first two of this chapter have lengths of {{startLength}} and {{endLength}}, and the middle of
  //: the line between them has {{middleLength}}. Only {{shorter}} of the vectors that training draws are that short.
  //: *Spherical interpolation* (White 2016) instead turns at a constant rate from one to the other (along a great circle, if
  //: both are equally long), and its middle has a length of {{roundLength}}. `swift run draw MODEL --walk 12` walks in this
  //: way.
  //:
  //: {define: The *truncation trick* (Brock 2018) redraws every latent value that lies too far from 0, until none does: the
  //: images are then less varied, and look better on average.}
  //: @hide
}

func showForgottenMode(_ page: Page, latents: Tensor, contrast: Float) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Appendix: broken on purpose, the phase forgotten
  //:
  //: In the phase of inference an untrained generator draws flat grey, because in `.inference` batch normalisation uses the
  //: statistics that it gathered in training. A new network has gathered none: its running mean is still 0 and its running
  //: variance 1, so the signal shrinks layer by layer, as if there were no normalisation.

  let forgotten = ImageGenerator(refinements: 0, random: random.split("plain"))
  let grey = withoutHistory { forgotten(latents, .inference) }
  try page.show(
    ImageGrid(grey.slice(0..<4), columns: 4), caption: "The untrained plain generator in the phase of inference: grey",
    alternative: "Four squares of the same grey")

  //: {fold: the claim of the grey images}
  let greyContrast = page.record("greyContrast", spread(of: grey), tolerance: 0.001, format: .decimals(3))
  page.expect(
    "in the wrong phase the contrast is less than a tenth of that in the right one", greyContrast < 0.1 * contrast)

  //: If you see images like these, whose standard deviation is {{greyContrast}}, look at the network's running statistics
  //: first: perhaps they were never gathered, never saved, or not loaded.
  //: @hide
}
