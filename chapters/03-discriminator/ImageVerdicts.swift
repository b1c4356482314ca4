import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showImageVerdicts(_ page: Page) throws {
  page.dataSet(DataStamp(.shapes))
  //: @show
  //: ## Appendix: on images, the gradient leans towards what is wrong
  //:
  //: For an image, the arrow has 3,072 coordinates, one for each number of the image. Are they larger where the image is
  //: wrong? Give a discriminator fakes whose fault is known: the left part of one image of Shapes, joined to the right
  //: part of another at a seam, whose column differs between pairs of fakes.

  //: {fold: the fakes with a seam}
  let random = Random(seed: page.seed).split("images")
  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))
  func someImages(_ count: Int) -> Tensor {
    images.tensor(of: (0..<count).map { _ in random.integer(below: images.count) })
  }
  func chimeras(_ count: Int, seam: Int) -> Tensor {
    let (left, right) = (someImages(count), someImages(count))
    return Tensor.concatenate([left.slice(0..<seam, axis: 2), right.slice(seam..<32, axis: 2)], axis: 2)
  }
  let wrong = Tensor.concatenate([8, 12, 16, 20, 24].map { chimeras(2, seam: $0) })
  try page.show(
    ImageGrid(wrong, columns: 10, scale: 3), caption: "Parts of different images, with seams at columns 8 to 24",
    alternative: "Ten small images. At an upright seam each changes from one figure and background to different ones")

  //: After a little training on seams at random columns, take the gradient of the generator's loss at new fakes with the
  //: seam at column 10 or at column 22, and measure its size in every column.

  //: {fold: three networks and their gradients}
  func byColumn(_ discriminator: ImageDiscriminator, seam: Int) -> Tensor {
    let fakes = chimeras(page.profile == .quick ? 16 : 256, seam: seam).tracked()
    let loss = NonSaturating().generator(fake: discriminator(fakes, .inference))
    let sizes = gradients(of: loss, wrt: [fakes])[0].squared().sum(axes: [3]).squareRoot().sum(axes: [0, 1])
    return sizes / sizes.mean()
  }
  let networks = (1...3).map { number in
    let discriminator = ImageDiscriminator(width: 16, random: random.split("anywhere \(number)"))
    discriminator.train(
      steps: page.profile == .quick ? 10 : 160, random: random, real: { someImages(16) },
      fake: { chimeras(16, seam: 4 + random.integer(below: 25)) })
    return (left: byColumn(discriminator, seam: 10), right: byColumn(discriminator, seam: 22))
  }

  //: {fold: the picture of the gradient by columns}
  func mean(_ curves: [Tensor]) -> [Float] { (curves.dropFirst().reduce(curves[0], +) / 3).scalars }
  // An upright line right before a column, in the look of the curve that belongs to it.
  func upright(before column: Int, _ look: Encoding) -> Series {
    let heights = (0...30).map { 1.6 * Double($0) / 30 }
    return Series("", x: heights.map { _ in Double(column) - 0.5 }, y: heights, as: look)
  }
  // Both curves are slopes of the same discriminators, so they share a colour.
  let looks = [Encoding.discriminator, Encoding.discriminator.variant(1)]
  try page.show(
    LinePlot(
      "How strongly each column is told to change", x: "column",
      y: Axis("size of the gradient, mean = 1", range: 0...1.6),
      [
        Series("seam at 10", y: mean(networks.map(\.left)), as: looks[0]),
        Series("seam at 22", y: mean(networks.map(\.right)), as: looks[1]),
        upright(before: 10, looks[0]), upright(before: 22, looks[1]),
      ]),
    caption: """
      How strongly each column of a fake is told to change, by where the seam is: means over three networks and 256 fakes \
      each. Each upright line is the seam of the curve that looks like it
      """,
    alternative: """
      Two curves, low at both edges and high between. Around its own seam each curve lies above the other.
      """)

  //: {fold: the claims}
  func share(_ sizes: Tensor, _ columns: Range<Int>) -> Float { sizes.slice(columns).sum().scalar / 32 }
  // By how much the share of a quarter (columns 6 to 13, or 18 to 25) grows if the seam lies in it and not in the other, on
  // average.
  let gains = networks.map { network in
    (share(network.left, 6..<14) - share(network.right, 6..<14) + share(network.right, 18..<26)
      - share(network.left, 18..<26)) / 2
  }
  page.record("gain", 100 * gains.reduce(0, +) / 3, tolerance: 1.5, format: .decimals(0))
  page.expect(
    "a quarter's share grows by over two percentage points if the seam lies in it, with each of three networks",
    gains.allSatisfy { $0 > 0.02 }, from: .standard)

  //: The gradient follows the seam a little. On average, a quarter of the image has a share of the gradient
  //: {{gain}} percentage points larger when the seam is in it than when it is in the other quarter.
  //: @hide
}
