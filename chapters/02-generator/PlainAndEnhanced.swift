import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showPlainAndEnhanced(_ page: Page, plain: ImageGenerator) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Plain and enhanced, side by side
  //:
  //: Both generators are built here at full width, with {{fullWidth}} channels at 32 × 32. With its refinements the enhanced one
  //: does {{more}} times the work of the plain one, and has {{moreParameters}} more parameters. The work is counted in
  //: *multiply-adds* for one image, each a multiplication and the addition of its result.

  let enhanced = ImageGenerator(refinements: 1, random: random.split("enhanced"))
  let kinds = [("plain", plain), ("enhanced", enhanced)]
  try page.show(
    NetworkDiagram("The enhanced generator", enhanced.walk),
    caption: "The enhanced generator, drawn from the network itself: one latent vector went through it",
    alternative: "The enhanced generator layer by layer, from \(enhanced.latentSize) numbers to an image of 32 × 32 × 3"
  )
  page.expect(
    "the parameters in the diagram of the enhanced generator add up to all that it has",
    enhanced.walk.reduce(0) { $0 + $1.parameters } == enhanced.parameterCount)

  //: {fold: the table of what both cost}
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

  //: In both networks most parameters are where the image is small, and most work is done where it is large.
  //: @hide
}
//: @show

//: ## What training and refinements change

//: @hide
func showTrained(_ page: Page, plain: ImageGenerator, latents: Tensor, real: Tensor) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: Here are two generators that chapter 5 trained on Shapes: the plain one of `shapes-plain`, after {{plainSteps}} steps, and the
  //: enhanced one of `shapes-enhanced`, after {{enhancedSteps}}. They are narrower than the two above: at 32 × 32 they have
  //: {{trainedWidth}} channels instead of {{fullWidth}}. They come with the book. A `ShippedPair` names a pair, and a `TrainedPair`
  //: holds its generator and its discriminator.

  let pairs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.shapes, $0) }
  let trained = try pairs.map { try $0.generator() }
  page.record("plainSteps", pairs[0].report.keptStep)
  page.record("enhancedSteps", pairs[1].report.keptStep)
  let steps = pairs.map { $0.report.keptStep.text }
  page.record("trainedWidth", trained[0].blocks.last!.norm.scale.value.count)
  page.expect(
    "both trained generators have the same width",
    Set(trained.map { $0.blocks.last!.norm.scale.value.count }).count == 1)
  let pictures = withoutHistory { trained.map { $0(latents, .inference) } }
  try page.show(
    ImageGrid(
      Tensor.concatenate(pictures + [real.slice(0..<8)]), columns: 8, rowLabels: ["plain", "", "enhanced", "", "real"]),
    caption: """
      The sixteen latent vectors through two trained generators (Shapes): the plain one after \(steps[0]) steps, the \
      enhanced one after \(steps[1]), so this does not compare the designs; below, eight real images
      """)

  //: **Is the checkerboard gone?** In a block of 2 × 2 pixels, a checkerboard is a difference between the two diagonals, and
  //: stripes of period 2 are a difference between the rows or the columns. `pattern` averages each of these three differences over all
  //: blocks of an image. What the image shows nearly cancels out, and a pattern that runs over the whole image stays.

  //: {fold: the measure of the pattern, and its table}
  func pattern(_ images: Tensor) -> Float {
    // The mean of each of the four positions in a block: image, position, channel.
    let means = images.reshaped([-1, 16, 2, 16, 2, 3]).mean(axes: [1, 3]).reshaped([-1, 4, 3])
    let ways: [[Float]] = [[1, -1, -1, 1], [1, -1, 1, -1], [1, 1, -1, -1]]
    let size = ways.reduce(Float(0)) { sum, signs in
      sum + (means * Tensor(signs).reshaped([1, 4, 1]) / 4).sum(axes: [1]).squared().mean().scalar
    }
    return size.squareRoot() / spread(of: images)
  }
  let manyLatents = random.split("patterns").normal([1000, plain.latentSize])
  let patterns = withoutHistory {
    [
      ("plain, untrained", pattern(plain(manyLatents, .training(random)))),
      ("plain, trained", pattern(trained[0](manyLatents, .inference))),
      ("enhanced, trained", pattern(trained[1](manyLatents, .inference))),
      ("real", pattern(Shapes(seed: 1).dataset(0..<1000).tensor(of: 0..<1000))),
    ]
  }
  page.table(
    header: ["images", "pattern of period 2 over the whole image, as a share of the deviation"],
    rows: patterns.map { [$0.0, $0.1.text(.percent(1))] })
  page.expect(
    "trained generators have less than twice the whole-image pattern of real images, the untrained one over ten times",
    patterns[1].1 < 2 * patterns[3].1 && patterns[2].1 < 2 * patterns[3].1 && patterns[0].1 > 10 * patterns[3].1)

  //: Training has nearly removed it, with refinements and without. (A checkerboard that changes its sign from place to place cancels
  //: in this measure.)
  //:
  //: **Do refinements bring the images nearer to the data?** In the one run of each, after {{plainSteps}} steps they are nearer;
  //: after {{firstLook}} not yet. But a step takes longer with them. In the same *time* neither is shown to be nearer: the
  //: enhanced generator's distances just before and just after lie on both sides of the plain one's. The distances are measured
  //: with a classifier of the book (`BookFeatures`, chapter 7).

  //: {fold: the table of distances}
  let scores = pairs.map(\.history.scores)
  let (plainEnd, same) = (scores[0].last!, scores[1].first { $0.step == scores[0].last!.step }!)
  let firsts = scores.map { $0.first { $0.step > 0 }! }
  let enhancedEnd = scores[1].last!
  // How many steps the enhanced run made in the time of the whole plain run.
  let inTheSameTime = Int(pairs[0].report.seconds * Double(pairs[1].report.steps) / pairs[1].report.seconds)
  let (before, after) = (
    scores[1].last { $0.step <= inTheSameTime }!, scores[1].first { $0.step > inTheSameTime }!
  )
  // Two sets of real images, each of as many images as the generators were measured with.
  let classifier = try BookFeatures(for: .shapes)
  let count = page.profile == .quick ? 200 : pairs[0].report.quality.samples
  let realFeatures = [0, 2].map { seed in
    classifier.extract(Shapes(seed: seed).dataset(0..<count).tensor(of: 0..<count)).features
  }
  let realApart = squaredFrechetDistance(realFeatures[0], realFeatures[1])
  page.table(
    header: ["after", "plain", "enhanced"],
    rows: [
      ["\(firsts[0].step.text) steps", firsts[0].toTest.text(.decimals(1)), firsts[1].toTest.text(.decimals(1))],
      ["\(plainEnd.step.text) steps", plainEnd.toTest.text(.decimals(1)), same.toTest.text(.decimals(1))],
      ["\(enhancedEnd.step.text) steps", "–", enhancedEnd.toTest.text(.decimals(1))],
      ["real images instead", realApart.text(.decimals(1)), realApart.text(.decimals(1))],
    ],
    caption: """
      Squared Fréchet distance (chapter 7; less is nearer) from images of Shapes that neither was trained on, in the \
      book's own features. Each was trained once
      """)
  page.record("firstLook", firsts[0].step)
  page.expect(
    "after the plain generator's last step the enhanced one's distance is less, by a fifth at least",
    same.toTest < 0.8 * plainEnd.toTest)
  page.expect(
    "at the first measurement after the start, after the same number of steps, the plain generator's distance is less",
    firsts[0].step == firsts[1].step && firsts[0].toTest < firsts[1].toTest)
  page.expect(
    "real images are nearer than both generators, by a factor of ten at least",
    10 * realApart < min(plainEnd.toTest, enhancedEnd.toTest), from: .standard)
  page.expect(
    "in the same time the enhanced run made fewer steps, and its distances around that time enclose the plain one's",
    inTheSameTime < pairs[0].report.steps && before.toTest > plainEnd.toTest && plainEnd.toTest > after.toTest)

  //: The last row shows how near one can come: it compares two sets of real images. Exercise 5 finds out how far more steps bring
  //: the plain generator.
  //: @hide
  try showWalk(page, latents: latents, trained: trained, classifier: classifier, steps: steps)
}
//: @show

//: ## A walk between two latents
//:
//: One can walk on a straight line from one latent vector to another, and look at the images on the way. (The straight line has a
//: fault; an appendix says which.)

//: {show: GAN/Networks/LatentWalk.swift#latentWalk}

//: @hide
private func showWalk(
  _ page: Page, latents: Tensor, trained: [ImageGenerator], classifier: BookFeatures, steps: [String]
) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: Here is a walk from the first latent vector of the figure above to the second, through both trained generators:

  let (start, end) = (latents.slice(0..<1), latents.slice(1..<2))
  let walk = latentWalk(from: start, to: end, steps: 8)
  let trainedWalks = withoutHistory { trained.map { $0(walk, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(trainedWalks), columns: 8, rowLabels: ["plain", "enhanced"]),
    caption: """
      The same walk through both trained generators (Shapes): the plain one after \(steps[0]) steps, the enhanced one \
      after \(steps[1])
      """)

  //: The images change little by little. Is there no jump between two of them? Here the same walk is made in more and more steps.
  //: The table has the largest change from one image to the next: the mean absolute difference of their values.

  //: {fold: the table of the largest changes}
  let stepCounts = [100, 200, 400]
  let changes = trained.map { generator in
    stepCounts.map { count -> Float in
      let images = withoutHistory { generator(latentWalk(from: start, to: end, steps: count + 1), .inference) }
      let differences = images.slice(1..<count + 1) - images.slice(0..<count)
      return differences.absoluteValue().mean(axes: [1, 2, 3]).scalars.max()!
    }
  }
  page.table(
    header: ["largest change, in a walk of"] + stepCounts.map { "\($0) steps" },
    rows: zip(["plain", "enhanced"], changes).map { name, sizes in [name] + sizes.map { $0.text(.decimals(4)) } })
  page.expect(
    "with 400 steps the largest change is between 0.4 and 0.7 of that with 200, in both trained generators",
    changes.allSatisfy { $0[2] > 0.4 * $0[1] && $0[2] < 0.7 * $0[1] })

  //: Twice as many steps make the largest change about half as large. At a jump it would stay as large as the jump. {define: A
  //: function is *continuous* if its output changes as little as one likes when its input changes little enough.} All layers of a
  //: generator are continuous, and so the generator is.
  //:
  //: ## What a generator draws is connected
  //:
  //: {define: A cloud of points is *connected* if it is in one piece: it cannot be divided into two parts with a gap between
  //: them.} A generator is a continuous function, and its latent vectors form one connected cloud; so what it draws is connected
  //: too. A generator that draws two separate modes also draws points on the way between them: training can make them few, not
  //: none.
  //:
  //: The smallest generator that shows it is $`x = \tanh(k z)`$. It turns a normal number z into a number x between −1 and 1. A
  //: larger weight k brings more of the x close to −1 or to 1, its two modes.
  //:
  //: **Before you read on, predict:** how large must k be, so that no z gives an x between −½ and ½?

  let z = random.split("line").normal([100_000])
  let weights: [Float] = [1, 10, 100]
  let between = weights.map { k in (z * k).tanh().scalars.count { abs($0) < 0.5 } }

  page.table(
    header: ["k"] + weights.map { $0.text(.decimals(0)) },
    rows: [["share of x between −½ and ½"] + between.map { (Double($0) / 100_000).text(.percent(1)) }])
  page.expect(
    "some x lie between −½ and ½ with every k, and ten times the k leaves a fifth to a twentieth of them",
    zip(between, between.dropFirst()).allSatisfy { 5 * $1 < $0 && $0 < 20 * $1 })

  //: **No k is large enough.** Ten times the k leaves about a tenth of these points. But z = 0 always gives x = 0, and the numbers
  //: near it give points between the modes.
  //:
  //: The same is true of images. A classifier of the book says with which probability an image shows each mode of Shapes. Among 500
  //: images of the enhanced generator, take the two of which it is surest and which show different modes. Then walk from one to the
  //: other:

  //: {fold: the walk between two modes}
  let many = random.split("ends").normal([500, latents.shape[1]])
  let verdicts = classifier(withoutHistory { trained[1](many, .inference) }).logits
  let (modes, sureness) = (verdicts.argmax(), verdicts.softmax().maximumOverLastAxis().scalars)
  let first = sureness.indices.max { sureness[$0] < sureness[$1] }!
  let second = sureness.indices.filter { modes[$0] != modes[first] }.max { sureness[$0] < sureness[$1] }!
  let way = latentWalk(from: many.slice(first..<first + 1), to: many.slice(second..<second + 1), steps: 361)
  let onTheWay = withoutHistory { trained[1](way, .inference) }
  let logitsOnTheWay = classifier(onTheWay).logits
  let (modesOnTheWay, sure) = (logitsOnTheWay.argmax(), logitsOnTheWay.softmax().maximumOverLastAxis().scalars)
  // Seven images; the one nearest to the least sure image gives its place to that image.
  let least = sure.indices.min { sure[$0] < sure[$1] }!
  let evenly = Array(stride(from: 0, through: 360, by: 60))
  let replaced = evenly.min { abs($0 - least) < abs($1 - least) }!
  let shown = evenly.map { $0 == replaced ? least : $0 }
  let passed = Set(sure.indices.filter { sure[$0] > 0.5 }.map { modesOnTheWay[$0] })
    .subtracting([modesOnTheWay[0], modesOnTheWay[360]])
  try page.show(
    ImageGrid(
      Tensor.concatenate(shown.map { onTheWay.slice($0..<$0 + 1) }), columns: shown.count, scale: 3,
      columnLabels: shown.map { sure[$0].text(.decimals(2)) }),
    caption: """
      A walk of the enhanced generator from one mode of Shapes to another; above each image, the probability of its most \
      probable mode. One of the images is the least sure of the whole walk
      """)
  page.record("otherModes", passed.count)
  page.record("leastSure", sure.min()!, tolerance: 0.02, format: .decimals(2))
  page.expect(
    "at both ends the classifier gives one mode a probability above 0.8", min(sure[0], sure[360]) > 0.8)
  page.expect(
    "somewhere on the way the classifier gives no mode a probability above 0.6", sure.min()! < 0.6)
  page.expect(
    "one image of the figure is of a pink mode that neither end has, with a probability above ½",
    shown.contains { at in
      sure[at] > 0.5 && passed.contains(modesOnTheWay[at]) && Shapes.Label(mode: modesOnTheWay[at]).hue == .pink
    })

  //: The walk passes images between the modes. At the least sure image of the whole walk, which the figure shows, no mode has a
  //: probability above {{leastSure}}. Such images need no fault in the training: they come from a continuous generator. In the
  //: plane such samples lie between the clusters, as in the third panel of chapter 1. (A walk may also pass other modes than those
  //: of its ends, as this one does with its pink figure. Such modes with a probability above ½ somewhere on it: {{otherModes}}.)
  //:
  //: This holds for a generator with one latent cloud. One that is also told a class (chapter 5) has a cloud for each class.
  //:
  //: *Open this in the lab:* `swift run lab --open`, then *Images*: drag a point between four images of a trained generator,
  //: or move every latent value by hand.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A generator is a continuous function from latent vectors to samples. So what it draws is connected: between two modes there
//:    are always some points.
//: 2. A transposed convolution lays a weighted copy of its kernel for every pixel. At stride 2 it doubles the image.
//: 3. Kernel 4 at stride 2 overlaps evenly; checkerboards remain possible. Doubling the pixels first leaves a flat image flat.
//: 4. In a new network batch normalisation gives every layer the same deviation. Leaky ReLU lets gradients through below zero.
//: 5. An untrained network already marks its images with its own shape: a grain, one period for each doubling.
//:
//: ## Exercises
//:
//: 1. Does the grain depend on the weights or on the network's shape? Predict, then compare the table of correlations after
//:    `swift run chapter 2 --seed 7` with the one here. {reveal: Its numbers change. Pixels 2, 4, 8 and 16 apart stay more alike
//:    than neighbours, or the claim beside the table fails.}
//: 2. Give `UpBlock` a kernel of 3: no padding makes exactly 8 pixels of 4. Why not? Which padding does a kernel of 6
//:    need? Try it: `swift run chapter 2 --profile quick` stops where the trained networks no longer fit, and names the
//:    weight. {reveal: With a kernel of 3, 4 pixels become 9 less twice the padding, and that is odd. A kernel of 6 needs a padding
//:    of 2.}
//: 3. Set the initialiser of `toColour` to `.he` (larger weights, chapter 3) and run `swift run chapter 2 --profile quick`.
//:    What happens to the contrast, and to the pictures? The appendix's table of tanh tells you what happens to the gradient.
//: 4. Let `UpBlock` call `upsampled(by: 2)` and then a `Convolution` of kernel 3, and let `ImageGeneratorStages.swift` count
//:    that at the doubled size. Is it more work or less? `swift run chapter 2 --profile quick` has the table, and the grain of
//:    the untrained images. Then it stops, because the trained networks do not fit any more.
//:    {reveal: More. Each output pixel and pair of channels now takes 9 multiply-adds in place of 4, so these layers do 2.25 times
//:    the work.}
//: 5. Would the plain generator come as far in as many steps as the enhanced one? Guess, then train it (some ten minutes on
//:    two cores):
//:    `swift run chapter 5 --generator plain --profile full --dataset shapes --epochs 12`. Its table of distances has
//:    the answer.
//:
//: [Chapter 3](../03-discriminator/README.md) builds the network that judges these images, and
//: [chapter 5](../05-training/README.md) trains both.

//: @hide
func showTranspose(_ page: Page) {
  let random = Random(seed: page.seed).split("transpose")
  //: @show
  //: ## Appendix: a transposed convolution is a convolution read backwards
  //:
  //: A convolution is a matrix: every output is a weighted sum of inputs. Its *transpose* is a matrix too, from outputs back to
  //: inputs, and that is all that "transposed" means. It does not undo the convolution. It spreads each value over the window
  //: from which it was summed, with the same weights. The gradient of a convolution does the same on its way back. Write ⟨a, b⟩ for
  //: the sum of the products of corresponding values of a and b. Then, for all images $`x`$ and $`y`$ of the right sizes,
  //:
  //: ```math
  //: \langle \mathrm{conv}(x),\, y \rangle \;=\; \langle x,\, \mathrm{conv}^{\mathsf T}(y) \rangle
  //: ```

  let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
  let weight = random.normal([5, 4, 4, 3])  // from 3 channels to 5
  let x = random.normal([1, 8, 8, 3])
  let y = random.normal([1, 4, 4, 5])
  let forwards = (convolution(x, weight: weight, window: window) * y).sum().scalar
  let backwards = (x * transposedConvolution(y, weight: weight.transposed([3, 1, 2, 0]), window: window)).sum().scalar
  page.print("⟨conv(x), y⟩  = \(forwards)\n⟨x, convᵀ(y)⟩ = \(backwards)")
  page.expect(
    "the two products agree, to one part in ten thousand", abs(forwards - backwards) < 1e-4 * max(abs(forwards), 1))

  //: (The weights are stored `[out, height, width, in]`, as each layer sees its channels. The transposed layer goes the other
  //: way, so its weight's first and last axes change places.)
  //: @hide
}

func showSqueezed(_ page: Page) {
  //: @show
  //: ## Appendix: what ReLU and tanh leave of a signal
  //:
  //: Both kinds of ReLU make the deviation smaller. A leaky ReLU keeps {{kept}} of the deviation of normal values, and a plain
  //: one {{keptByReLU}}.

  let normal = Random(seed: page.seed).normal([1_000_000])
  let kept = page.record(
    "kept", spread(of: Activation.leakyReLU(slope: 0.2)(normal)), tolerance: 0.01, format: .decimals(2))
  let keptByReLU = page.record(
    "keptByReLU", spread(of: Activation.relu(normal)), tolerance: 0.01, format: .decimals(2))
  page.expect("of the deviation of normal values a leaky ReLU keeps more than a plain one", kept > keptByReLU)

  //: *tanh*, the generator's last function, maps every value into −1 … 1. The deviation of its input decides how much is left of
  //: the signal, and of the gradient on its way back:

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

  //: All weights of this generator are drawn small, with DCGAN's deviation of 0.02. Batch normalisation makes up for it in every
  //: layer but the last. So the untrained generator starts where tanh is nearly a straight line: its images are pale, but the
  //: gradient passes.
  //: @hide
}

func showLengths(_ page: Page, latents: Tensor) {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Appendix: how long latent vectors are
  //:
  //: A walk on a straight line has a fault: in the middle, the latent vectors are shorter than nearly all that training draws.

  let (start, end) = (latents.slice(0..<1), latents.slice(1..<2))
  func length(_ vector: Tensor) -> Float { vector.squared().sum().squareRoot().scalar }
  let middle = (start + end) / 2
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
    "the middle of the line is shorter than both ends by a tenth at least, the middle of the great circle is not",
    length(middle) < 0.9 * min(length(start), length(end)) && length(round) >= min(length(start), length(end)))

  //: A latent vector of 100 normal values has a length of {{meanLength}} on average, with a deviation of
  //: {{lengthDeviation}}. Here the ends have lengths of {{startLength}} and {{endLength}}, and the middle of the line has
  //: {{middleLength}}. Only {{shorter}} of the vectors that training draws are that short. *Spherical interpolation* (White 2016)
  //: walks along a great circle instead, and its middle has a length of {{roundLength}}. `sphericalWalk` does it, and so does
  //: `swift run draw MODEL --walk 12`.
  //:
  //: {define: The *truncation trick* (Brock 2018) redraws every latent value that lies too far from 0, until none does: the images
  //: are less varied then, and look better on average.}
  //: @hide
}
