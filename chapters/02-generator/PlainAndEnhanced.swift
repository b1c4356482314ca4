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
