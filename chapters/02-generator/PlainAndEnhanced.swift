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
  //: To see how much of the pattern is left after training, compare `shapes-plain` and `shapes-enhanced`, two pairs that
  //: come with the book. Chapter 5 trained the plain and the enhanced generator on Shapes, with one recipe for
  //: {{trainedSteps}} steps each. At 32 × 32 they have {{trainedWidth}} channels instead of the {{fullWidth}} of earlier
  //: sections, so they are smaller and faster, and their numbers are not those of the tables above. Here is what both draw.

  //: {fold: both trained generators}
  // A `ShippedPair` is a trained pair that comes with the book.
  let pairs = try [ShippedPair.Kind.plain, .enhanced].map { try TrainedPair.shipped(.shapes, $0) }
  let trained = try pairs.map { try $0.generator() }
  page.record("trainedSteps", pairs[1].report.keptStep)
  page.record("trainedWidth", trained[0].blocks.last!.norm.scale.value.count)
  var refined = pairs[0].report.plan.recipe
  refined.refinements = 1
  page.expect(
    "both were trained with one recipe, on one seed, and are as they were after the same number of steps",
    refined == pairs[1].report.plan.recipe && Set(pairs.map(\.report.plan.seed)).count == 1
      && Set(pairs.map(\.report.keptStep)).count == 1)

  //: {fold: the picture of both}
  let pictures = withoutHistory { trained.map { $0(latents.slice(0..<6), .inference) } }
  try page.show(
    ImageGrid(
      Tensor.concatenate(pictures + [real.slice(0..<6)]), columns: 6, scale: 4,
      rowLabels: ["plain", "enhanced", "real"]),
    caption: """
      Six latent vectors through two trained generators, each after \(pairs[0].report.keptStep.text) steps. In the first two \
      rows a column has one latent vector, which means something else to each generator. The last row has real images of \
      Shapes, from which both learnt
      """,
    alternative:
      "Three rows of coloured figures: blots with soft outlines, blots with firmer outlines, and real figures")

  //: **Training removes most of the pattern that runs over the whole image, and refinements lower what is left in single
  //: blocks** of 2 × 2 pixels. In these blocks the plain generator still has over twice as much of a checkerboard as real
  //: images, so in smooth areas the eye may see a fine grid.

  //: {fold: the measures of the pattern, and their table}
  func pattern(_ images: Tensor) -> Float {
    // The mean of each of the four positions in a block: image, position, channel.
    let means = images.reshaped([-1, 16, 2, 16, 2, 3]).mean(axes: [1, 3]).reshaped([-1, 4, 3])
    let ways: [[Float]] = [[1, -1, -1, 1], [1, -1, 1, -1], [1, 1, -1, -1]]
    let size = ways.reduce(Float(0)) { sum, signs in
      sum + (means * Tensor(signs).reshaped([1, 4, 1]) / 4).sum(axes: [1]).squared().mean().scalar
    }
    return size.squareRoot() / spread(of: images)
  }
  func checkerboard(_ images: Tensor) -> Float {
    // Image, block down, row in the block, block across, column in the block, channel.
    let blocks = images.reshaped([-1, 16, 2, 16, 2, 3])
    let signs = Tensor([1, -1, -1, 1]).reshaped([1, 1, 2, 1, 2, 1])
    let strengths = (blocks * signs / 4).sum(axes: [2, 4]).absoluteValue().mean(axes: [3]).scalars.sorted()
    return strengths[strengths.count / 2] / spread(of: images)
  }
  let manyLatents = random.split("patterns").normal([1000, plain.latentSize])
  let sets = withoutHistory {
    [
      ("plain, untrained", plain(manyLatents, .training(random))),
      ("plain, trained", trained[0](manyLatents, .inference)),
      ("enhanced, trained", trained[1](manyLatents, .inference)),
      ("real", Shapes(seed: 1).dataset(0..<1000).tensor(of: 0..<1000)),
    ]
  }
  let patterns = sets.map { ($0.0, pattern($0.1)) }
  let local = sets.map { checkerboard($0.1) }
  page.table(
    header: ["images", "pattern of period 2 over the whole image", "checkerboard in a block, median"],
    rows: zip(patterns, local).map { [$0.0, $0.1.text(.percent(1)), $1.text(.percent(1))] },
    caption: "Both as shares of the images' standard deviation")

  //: {fold: the claims of the pattern}
  page.expect(
    "trained generators have less than twice the whole-image pattern of real images, the untrained one over ten times",
    patterns[1].1 < 2 * patterns[3].1 && patterns[2].1 < 2 * patterns[3].1 && patterns[0].1 > 10 * patterns[3].1)
  page.expect(
    "block by block the untrained generator has over thirty times the checkerboard of real images, the trained plain one over twice, and the enhanced one more than real images and less than 0.7 of the plain one's",
    local[0] > 30 * local[3] && local[1] > 2 * local[3] && local[2] > local[3] && local[2] < 0.7 * local[1])

  //: <details>
  //: <summary>How the two measures work</summary>
  //:
  //: In a block of 2 × 2 pixels, a checkerboard is a difference between the two diagonals, and stripes of period 2 are a
  //: difference between the rows or the columns. The first measure averages each of these three differences over all blocks
  //: of an image, with its sign, so that what the image shows nearly cancels out, while a pattern that runs over the whole
  //: image stays. The second takes the strength of the checkerboard in each block by itself, whatever its sign, and then the
  //: median over all blocks, in which outlines hardly count. Neither measure sees a pattern whose blocks have one colour
  //: each.
  //:
  //: </details>
  //:
  //: In one run of each, the enhanced generator came closer to real images, measured by the Fréchet distance (FD, chapter
  //: 7). After {{halfSteps}} steps its FD is {{enhancedHalf}}, already lower than the {{plainApart}} of the plain one after
  //: all {{trainedSteps}}, though each of its steps is more work. From another seed, however, the plain one ends at
  //: {{otherPlain}}, and about half of the difference is gone. So one run of each says little about how *much* refinements
  //: help.

  //: {fold: the table of distances}
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
  page.record(
    "enhancedHalf", scores[1].first { $0.step == half }!.toTest, tolerance: 0, format: .decimals(1))
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
  page.expect(
    "the FD of two sets of real images is less than a tenth of that of either generator's images to real ones",
    10 * realApart < min(ends[0].toTest, ends[1].toTest), from: .standard)

  //: Two sets of real images, each of {{distanceImages}} as in the table, have an FD of {{realApart}}, and no generator can
  //: be expected to do better. With fewer images all these FDs are larger, as chapter 7 shows.
  //: @hide
}
