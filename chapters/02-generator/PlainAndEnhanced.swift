import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## What training and refinements change

//: @hide
func showTrained(_ page: Page, plain: ImageGenerator, latents: Tensor, real: Tensor) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: Chapter 5 trained both on Shapes. `shapes-plain` is the plain one after {{plainSteps}} steps, and `shapes-enhanced` the
  //: enhanced one after {{enhancedSteps}}. Both come with the book, and the picture at the top shows what they draw. At 32 × 32
  //: they have {{trainedWidth}} channels, while the generators of the sections before have {{fullWidth}}, so they are smaller and
  //: quicker, and their numbers are not those of the tables above.

  //: {fold: both trained generators}
  // A `ShippedPair` is a trained pair that comes with the book.
  let pairs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.shapes, $0) }
  let trained = try pairs.map { try $0.generator() }
  page.record("plainSteps", pairs[0].report.keptStep)
  page.record("enhancedSteps", pairs[1].report.keptStep)
  page.record("trainedWidth", trained[0].blocks.last!.norm.scale.value.count)
  page.expect(
    "both trained generators have the same width",
    Set(trained.map { $0.blocks.last!.norm.scale.value.count }).count == 1)
  try showPictures(page, of: trained, latents: latents, real: real, steps: pairs.map { $0.report.keptStep.text })

  //: **Is the checkerboard gone?** In a block of 2 × 2 pixels, a checkerboard is a difference between the two diagonals, and
  //: stripes of period 2 are a difference between the rows or the columns. The measure averages each of these three differences
  //: over all blocks of an image. What the image shows nearly cancels out, and a pattern that runs over the whole image stays.

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
    header: ["images", "pattern of period 2 over the whole image, as a share of the standard deviation"],
    rows: patterns.map { [$0.0, $0.1.text(.percent(1))] })

  //: {fold: the claim}
  page.expect(
    "trained generators have less than twice the whole-image pattern of real images, the untrained one over ten times",
    patterns[1].1 < 2 * patterns[3].1 && patterns[2].1 < 2 * patterns[3].1 && patterns[0].1 > 10 * patterns[3].1)

  //: Training has nearly removed it, with refinements and without. A checkerboard that changes its sign from place to place
  //: cancels in this measure, though.
  //:
  //: **Do refinements bring the images nearer to the data?** In one run of each the enhanced generator's images are nearer to real
  //: ones than the plain one's, after {{plainSteps}} steps and after {{enhancedSteps}}. But a step takes longer with refinements, and in the same
  //: *time* neither generator is shown to come nearer than the other.

  //: {fold: the table of distances}
  let scores = pairs.map(\.history.scores)
  let (plainEnd, same) = (scores[0].last!, scores[1].first { $0.step == scores[0].last!.step }!)
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
  page.record("distanceImages", count)
  page.record("plainApart", plainEnd.toTest, tolerance: 0, format: .decimals(1))
  page.record("enhancedApart", enhancedEnd.toTest, tolerance: 0, format: .decimals(1))
  page.record("realApart", realApart, tolerance: 0.05, format: .decimals(1))
  // The plain generator of another run, which made as many steps as the enhanced one; a `QualityTrial` has its scores.
  let others: [QualityTrial.Line] = try trialLog("recipes")
  let longPlain = try others.run("the plain generator on Shapes") {
    $0.settings == ["refinements=0"] && $0.steps == enhancedEnd.step
  }
  page.record("longPlainApart", longPlain.toTest, tolerance: 0, format: .decimals(1))
  page.table(
    header: ["after", "plain", "enhanced"],
    rows: [
      ["\(plainEnd.step.text) steps", plainEnd.toTest.text(.decimals(1)), same.toTest.text(.decimals(1))],
      [
        "\(enhancedEnd.step.text) steps", "\(longPlain.toTest.text(.decimals(1))) (another run, β₁ = 0)",
        enhancedEnd.toTest.text(.decimals(1)),
      ],
    ],
    caption: """
      Squared Fréchet distance (chapter 7; less is nearer) from images of Shapes that neither was trained on, by the \
      features of the book's classifier. Each was trained once
      """)
  page.expect(
    "after as many steps as the enhanced generator the plain one of another run, which differs in β₁ only, has more than one and a half times its distance",
    longPlain.toTest > 1.5 * enhancedEnd.toTest && longPlain.samples == pairs[1].report.quality.samples
      && longPlain.changed?.beta1 == 0 && longPlain.changed?.refinements == 0
      && pairs.allSatisfy { $0.report.plan.recipe.beta1 == 0.5 })
  page.expect(
    "after the plain generator's last step the enhanced one's distance is less, by a fifth at least",
    same.toTest < 0.8 * plainEnd.toTest)
  page.expect(
    "two sets of real images are nearer to one another than both generators' images to real ones, tenfold at least",
    10 * realApart < min(plainEnd.toTest, enhancedEnd.toTest), from: .standard)
  page.expect(
    "in the same time the enhanced run made fewer steps, and its distances around that time enclose the plain one's",
    inTheSameTime < pairs[0].report.steps && before.toTest > plainEnd.toTest && plainEnd.toTest > after.toTest)

  //: Two sets of real images, {{distanceImages}} in each as in the table, are {{realApart}} apart, which is how near one can come
  //: with so many. (With fewer images all these distances are larger: chapter 7.)
  //: @hide
}
