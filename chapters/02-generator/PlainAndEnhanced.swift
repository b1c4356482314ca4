import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: ## What training and refinements change

//: @hide
func showTrained(_ page: Page, plain: ImageGenerator, latents: Tensor, real: Tensor) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: How much of the pattern is left after training? Compare `shapes-plain` and `shapes-enhanced`, two pairs that come with
  //: the book: chapter 5 trained the plain and the enhanced generator on Shapes, with one recipe for {{trainedSteps}} steps
  //: each. (At 32 × 32 they have {{trainedWidth}} channels instead of the {{fullWidth}} of earlier sections.)

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

  //: **Training removes most of the pattern that runs over the whole image, and in one run of each the enhanced generator
  //: keeps less of a checkerboard than the plain one.** In blocks of 2 × 2 pixels the plain generator still has
  //: {{checkerboardPlain}} times as much of a checkerboard as real images, and the enhanced one {{checkerboardEnhanced}} times
  //: as much, so in smooth areas the eye may see a fine grid.

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
    rows: zip(patterns, local).map { [$0.0, $0.1.text(.percent(2)), $1.text(.percent(2))] },
    caption: "Both as shares of the images' standard deviation")

  //: {fold: the claims of the pattern}
  page.record("checkerboardPlain", local[1] / local[3], tolerance: 0.3, format: .decimals(1))
  page.record("checkerboardEnhanced", local[2] / local[3], tolerance: 0.3, format: .decimals(1))
  page.expect(
    "trained generators have less than twice the whole-image pattern of real images, the untrained one over ten times",
    patterns[1].1 < 2 * patterns[3].1 && patterns[2].1 < 2 * patterns[3].1 && patterns[0].1 > 10 * patterns[3].1)
  page.expect(
    "block by block the untrained generator has over thirty times the checkerboard of real images, the trained plain one over twice, and the enhanced one more than real images and less than 0.7 of the plain one's",
    local[0] > 30 * local[3] && local[1] > 2 * local[3] && local[2] > local[3] && local[2] < 0.7 * local[1])

  //: <details>
  //: <summary><b>How the two measures work</b></summary>
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
  //: [*How far both are from real images*](#appendix-how-far-both-are-from-real-images) gives their distances.
  //: @hide
}
