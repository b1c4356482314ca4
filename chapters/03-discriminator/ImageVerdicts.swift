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
  //: For an image the arrow has 3,072 coordinates, one for each number of the image. They are somewhat larger at the place where
  //: the image is wrong. To see that, give a discriminator fakes whose fault is known: the left part of one image of Shapes, joined
  //: to the right part of another. Each part is real, but the two do not belong together. They meet in a seam, at another column
  //: in each fake.

  let random = Random(seed: page.seed).split("images")
  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))

  //: {fold: the fakes with a seam}
  func someImages(_ count: Int) -> Tensor {
    images.tensor(of: (0..<count).map { _ in random.integer(below: images.count) })
  }
  func chimeras(_ count: Int, seam: Int) -> Tensor {
    let (left, right) = (someImages(count), someImages(count))
    return Tensor.concatenate([left.slice(0..<seam, axis: 2), right.slice(seam..<32, axis: 2)], axis: 2)
  }
  let wrong = Tensor.concatenate([8, 12, 16, 20, 24].map { chimeras(2, seam: $0) })
  try page.show(
    ImageGrid(wrong, columns: 10, scale: 3), caption: "Parts of different images, with seams at columns 8 to 24")

  //: After a little training, take the gradient of the generator's loss at new fakes, and its size in every column. Does it
  //: follow the seam, or is it large only where seams usually are? There are two kinds of network, three of each. The first kind
  //: was trained on seams anywhere. The second kind is a control: all its seams were in the middle, at column 16. The new fakes
  //: have their seam at column 10 or at column 22.

  //: {fold: both kinds of network}
  func trained(_ discriminator: ImageDiscriminator, seam: () -> Int) -> ImageDiscriminator {
    discriminator.train(
      steps: page.profile == .quick ? 10 : 160, random: random, real: { someImages(16) },
      fake: { chimeras(16, seam: seam()) })
    return discriminator
  }
  func byColumn(_ discriminator: ImageDiscriminator, seam: Int) -> Tensor {
    let fakes = chimeras(page.profile == .quick ? 16 : 256, seam: seam).tracked()
    let loss = NonSaturating().generator(fake: discriminator(fakes, .inference))
    let sizes = gradients(of: loss, wrt: [fakes])[0].squared().sum(axes: [3]).squareRoot().sum(axes: [0, 1])
    return sizes / sizes.mean()
  }
  let kinds: [(name: String, seam: () -> Int)] = [
    ("anywhere", { 4 + random.integer(below: 25) }), ("in the middle", { 16 }),
  ]
  let found = kinds.map { kind in
    (1...3).map { number in
      let start = ImageDiscriminator(width: 16, random: random.split("\(kind.name) \(number)"))
      let discriminator = trained(start, seam: kind.seam)
      return (left: byColumn(discriminator, seam: 10), right: byColumn(discriminator, seam: 22))
    }
  }

  //: {fold: the figure of the gradient by columns}
  try page.show(
    Panels(
      zip(kinds, found).map { kind, networks in
        func mean(_ curves: [Tensor]) -> [Float] { (curves.dropFirst().reduce(curves[0], +) / 3).scalars }
        return LinePlot(
          "trained on seams \(kind.name)", x: "column",
          y: Axis("size of the gradient, mean = 1", range: kind.name == "anywhere" ? 0...1.6 : 0...4),
          [
            Series("seam at 10", y: mean(networks.map(\.left)), as: .way),
            Series("seam at 22", y: mean(networks.map(\.right)), as: .way.variant(1)),
          ], references: [.vertical(9.5), .vertical(21.5)])
      }, columns: 2),
    caption: """
      How strongly each column of a fake is told to change, by where the seam is: means over three networks and 256 fakes \
      each. The upright lines are the seams. The right panel has another scale
      """)

  //: {fold: the claims}
  func share(_ sizes: Tensor, _ columns: Range<Int>) -> Float { sizes.slice(columns).sum().scalar / 32 }
  // By how much the share of a quarter (columns 6 to 13, or 18 to 25) grows if the seam lies in it and not in the other, on
  // average.
  let gains = found.map { networks in
    networks.map { network in
      (share(network.left, 6..<14) - share(network.right, 6..<14) + share(network.right, 18..<26)
        - share(network.left, 18..<26)) / 2
    }
  }
  page.record("gain", 100 * gains[0].reduce(0, +) / 3, tolerance: 1.5, format: .decimals(0))
  page.expect(
    "trained on seams anywhere, a quarter's share grows by over two percentage points if the seam lies in it, with each of "
      + "three networks", gains[0].allSatisfy { $0 > 0.02 }, from: .standard)
  page.expect(
    "trained on seams in the middle, it changes by less than two percentage points, with each of three networks",
    gains[1].allSatisfy { abs($0) < 0.02 }, from: .standard)
  page.expect(
    "trained on seams in the middle, the middle quarter has over a third of the gradient, with each of three networks",
    found[1].allSatisfy { network in
      [network.left, network.right].allSatisfy { sizes in share(sizes, 12..<20) > 1.0 / 3 }
    }, from: .standard)

  //: In the networks that were trained on seams anywhere, the gradient follows the seam a little. The quarter of the image with the
  //: seam has a share of the gradient that is {{gain}} percentage points larger, on average, than if the seam is in the other
  //: quarter. So the gradient also says where an image is wrong, but not very clearly. The networks of the control look at the
  //: middle, wherever the seam is: a discriminator points at what told real from fake in *its* training.
  //: @hide
}
