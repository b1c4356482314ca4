import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showPlainAndEnhanced(_ page: Page, plain: ImageGenerator, latents: Tensor) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Plain and enhanced, side by side
  //:
  //: What do the refinements cost? Count the *parameters*, the numbers that training changes, and the *multiply-adds*
  //: for one image, each a multiplication and the addition of its result: that is where a network's time goes.

  let enhanced = ImageGenerator(refinements: 1, random: random.split("enhanced"))
  let kinds = [("plain", plain), ("enhanced", enhanced)]
  for (name, network) in kinds {
    try page.show(
      NetworkDiagram("The \(name) generator", network.walk),
      caption: "The \(name) generator, drawn from the network itself: one latent vector went through it",
      alternative: "The \(name) generator layer by layer, from \(network.latentSize) numbers to an image of 32 × 32 × 3"
    )
    page.expect(
      "the parameters in the diagram of the \(name) generator are all that it has",
      network.walk.reduce(0) { $0 + $1.parameters } == network.parameterCount)
  }
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

  //: With its three refinements the enhanced generator takes {{more}} times the arithmetic, most of it in the last
  //: refinement, at 32 × 32. In a convolutional network most parameters sit where the image is small, and most work is
  //: done where it is large.

  let redrawn = withoutHistory { enhanced(latents, .training(random)) }
  try page.show(
    ImageGrid(redrawn.slice(0..<4), columns: 4),
    caption: "The same four latent vectors through the untrained enhanced generator")
  //: @hide
}
//: @show

//: ## A walk between two latents
//:
//: Latent vectors form a space in which one can walk. Every step on the line from one to another changes the image a
//: little, for a generator is a continuous function. First the untrained generator.

//: {show: GAN/Networks/LatentWalk.swift#latentWalk}

//: @hide
func showWalk(
  _ page: Page, plain: ImageGenerator, latents: Tensor, untrained: Tensor, real: Tensor
) throws {
  let random = Random(seed: page.seed)
  //: @show
  let walk = latentWalk(from: latents.slice(0..<1), to: latents.slice(1..<2), steps: 8)
  // The whole batch goes along, so that batch normalisation has a batch to normalise with.
  let walked = withoutHistory { plain(Tensor.concatenate([walk, latents]), .training(random)) }
  let fourOfEight = Tensor.concatenate([0, 2, 5, 7].map { walked.slice($0..<$0 + 1) })
  try page.show(
    ImageGrid(fourOfEight, columns: 4),
    caption:
      "Four of eight steps from one latent vector to another, untrained: the left and the right image are the ends")

  //: After training, every point on the way is an image with something in it. Here are small generators of both kinds,
  //: each trained by chapter 5 on *Shapes*, the book's own images, the plain one for {{plainSteps}} steps, the enhanced
  //: one for {{enhancedSteps}}. They come with the book.
  //:
  //: A `TrainedPair` is a generator and a discriminator; a `ShippedPair` says which of those that come with the book.

  let pairs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.shapes, $0) }
  let trained = try pairs.map { try $0.generator() }
  page.record("plainSteps", pairs[0].report.bestStep)
  page.record("enhancedSteps", pairs[1].report.bestStep)
  let pictures = withoutHistory { trained.map { $0(latents, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(pictures), columns: 8, rowLabels: ["plain", "", "enhanced", ""]),
    caption: "The sixteen latent vectors through two trained generators (Shapes)")
  let trainedWalks = withoutHistory { trained.map { $0(walk, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(trainedWalks), columns: 8, rowLabels: ["plain", "enhanced"]),
    caption: "The same walk through both trained generators (Shapes)")
  let sets = [
    ("untrained", untrained), ("plain, trained", pictures[0]), ("enhanced, trained", pictures[1]), ("real", real),
  ]
  let neighbours = sets.map { correlation(of: $0.1, apart: 1) }
  page.table(
    header: ["images", "correlation of neighbouring pixels"],
    rows: zip(sets, neighbours).map { [$0.0, $1.text(.decimals(2))] })
  page.expect(
    "after training neighbouring pixels are alike, as in real images", neighbours.dropFirst().allSatisfy { $0 > 0.6 })

  //: The grain is gone: neighbours have become alike.
  //: @hide
  try showWhatLayersBuy(page, pairs, trained)
}

private func showWhatLayersBuy(_ page: Page, _ pairs: [TrainedPair], _ trained: [ImageGenerator]) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: ## What the extra layers buy
  //:
  //: While the two were trained, chapter 5 looked from time to time how far their images were from images of Shapes that
  //: neither was trained on. The measure is a Fréchet distance, which chapter 7 explains; low is good.

  let scores = pairs.map(\.history.scores)
  try page.show(
    LinePlot(
      "What the extra layers buy", x: "steps of training", y: Axis("distance to real images", .logarithmic),
      zip(["plain", "enhanced"], scores).map { name, scores in
        Series(
          name, x: scores.map { Double($0.step) }, y: scores.map(\.toTest), as: name == "plain" ? .plain : .enhanced)
      }),
    caption: "The two generators' distance from real images as they were trained, in the book's own features")
  let (end, same) = (scores[0].last!, scores[1].first { $0.step == scores[0].last!.step }!)
  page.record("plainDistance", end.toTest, tolerance: 0.001, format: .decimals(2))
  page.record("sameDistance", same.toTest, tolerance: 0.001, format: .decimals(2))
  page.record("enhancedDistance", scores[1].last!.toTest, tolerance: 0.001, format: .decimals(2))
  page.expect(
    "after as many steps the enhanced generator's distance is less, by a fifth at least",
    same.toTest < 0.8 * end.toTest)

  let paces = pairs.map { $0.report.seconds / Double($0.report.steps) }
  page.record("slower", paces[1] / paces[0], tolerance: 0.001, format: .decimals(1))
  let inTheSameTime = page.record("inTheSameTime", Int(pairs[0].report.seconds / paces[1]))
  let nearest = scores[1].min { abs($0.step - inTheSameTime) < abs($1.step - inTheSameTime) }!
  page.record("nearestLook", nearest.step)
  page.record("nearestDistance", nearest.toTest, tolerance: 0.001, format: .decimals(2))

  //: After {{plainSteps}} steps the plain generator is at {{plainDistance}}, the enhanced one at {{sameDistance}}. But a
  //: step with the enhanced one took {{slower}} times as long. In the time of the plain one's run it makes
  //: {{inTheSameTime}} steps; after {{nearestLook}}, the look that comes closest, it was at {{nearestDistance}}. Counted
  //: in steps the extra layers buy much; counted in minutes they have bought nothing so far. The enhanced run went on to
  //: {{enhancedDistance}} after {{enhancedSteps}} steps. Would the plain one have come as far? These two runs cannot say;
  //: exercise 5 can.
  //:
  //: What do such distances look like? The book has a small classifier of Shapes (chapter 7 trains it), which names the
  //: mode that an image most likely shows. It looks at {{asked}} images from both, as they come with the book. How
  //: confident is it, on average? And how many of the 80 modes does it name at least once in 400 images?
  //:
  //: `BookFeatures` is the book's own classifier of images; chapter 7 tells how it was trained.

  let asked = page.record("asked", page.profile == .quick ? 400 : 2000)
  let many = random.split("many").normal([asked, trained[0].latentSize])
  let heaps =
    withoutHistory { trained.map { $0(many, .inference) } } + [Shapes(seed: 1).dataset(0..<asked).tensor(of: 0..<asked)]
  let classifier = try BookFeatures(for: .shapes)
  let judged = heaps.map { images in
    let logits = classifier(images).logits
    return (
      sureness: logits.softmax().maximumOverLastAxis().mean().scalar,
      modes: ModeCount(logits: logits).modes(atLeast: asked / 400)
    )
  }
  page.table(
    header: ["images", "mean probability of the likeliest mode", "modes named, of 80"],
    rows: zip(["plain", "enhanced", "real, not seen in training"], judged).map {
      [$0, $1.sureness.text(.percent(0)), "\($1.modes)"]
    },
    caption: "What the book's own classifier of Shapes makes of them")
  page.expect(
    "the enhanced generator's images are named with more confidence, real ones with the most",
    judged[0].sureness < judged[1].sureness && judged[1].sureness < judged[2].sureness)
  page.expect("and its images are given more names than the plain one's", judged[0].modes < judged[1].modes)
  page.record("sureness", judged[1].sureness, tolerance: 0.01, format: .percent(0))
  page.record("named", judged[1].modes)

  //: Both fall far short of the real images. Do not read too much into the last column: a mode counts as soon as one
  //: image in 400 is given its name, and with a mean probability of {{sureness}} such a name is often a guess. With
  //: {{named}} names of 80, the enhanced generator leaves out little altogether. That does not mean that each mode gets
  //: its share. A generator can give most of its images to a few modes, which is called *mode collapse*, and sixteen
  //: pictures will not show it. Chapter 6 counts.
  //: @hide
}

func showForgottenMode(_ page: Page, latents: Tensor, contrast: Float) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: ## Broken on purpose: the mode forgotten
  //:
  //: In `.inference`, batch normalisation uses the statistics that it gathered while training. A new network has gathered
  //: none: its running mean is still 0 and its running variance 1. In that mode the signal shrinks layer by layer, as if
  //: there were no normalisation at all.

  let forgotten = ImageGenerator(refinements: 0, random: random.split("plain"))
  let grey = withoutHistory { forgotten(latents, .inference) }
  try page.show(
    ImageGrid(grey.slice(0..<4), columns: 4), caption: "The untrained plain generator in the mode for inference: grey")
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
//: 4. Let `UpBlock` call `upsampled(by: 2)` and then a `Convolution` of kernel 3, and let `ImageGeneratorStages.swift` count that
//:    at the doubled size. Is it more work or less? `swift run chapter 2 --profile quick` has the table, and the grain of
//:    the untrained images; then it stops, for the trained networks do not fit any more.
//:
//: 5. Would the plain generator have come as far in as many steps? Guess, then train it (some ten minutes on two cores):
//:    `swift run chapter 5 --generator plain --profile full --dataset shapes --epochs 12`. Its table of distances has
//:    the answer.
//:
//: The judge of these images is built in [chapter 3](../03-discriminator/README.md);
//: [chapter 5](../05-training/README.md) trains the two together.
