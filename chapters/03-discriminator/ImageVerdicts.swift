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
  //: ## On images: it leans towards what is wrong
  //:
  //: For an image the arrow has 3,072 coordinates, one for each number of the image. They are somewhat larger at the place where
  //: the image is wrong. But first see how an image changes on its way through the network:

  let random = Random(seed: page.seed).split("images")
  let imageDiscriminator = ImageDiscriminator(width: 16, random: random.split("anywhere 1"))
  let layers = imageDiscriminator.walk(side: 32)

  //: {fold: the diagram of the discriminator}
  try page.show(
    NetworkDiagram("The discriminator of images, 16 channels wide", layers),
    caption:
      "An image on its way through the discriminator: drawn from the network itself, the shape after every layer",
    alternative: "The discriminator layer by layer, from an image of 32 × 32 × 3 to one number")

  page.expect("the last layer leaves one number", layers.last!.shape == [1])
  page.expect(
    "the parameters in the diagram add up to all that it has",
    layers.reduce(0) { $0 + $1.parameters } == imageDiscriminator.parameterCount)
  let images = Shapes(seed: 0).dataset(0..<(page.profile == .quick ? 200 : 2000))
  let few = images.tensor(of: 0..<4)
  page.expect(
    "written out, as above, the network gives the same logits",
    withoutHistory { (writtenOut(imageDiscriminator, few, .inference) - imageDiscriminator(few, .inference)) }
      .absoluteValue().scalars.max()! < 1e-6)

  //: Now give it fakes whose fault is known: the left part of one image of Shapes, joined to the right part of another. Each
  //: part is real, but the two do not belong together. They meet in a seam, at another column in each fake.

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
      let start =
        kind.name == "anywhere" && number == 1
        ? imageDiscriminator : ImageDiscriminator(width: 16, random: random.split("\(kind.name) \(number)"))
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
  page.record("gain", 100 * gains[0].reduce(0, +) / 3, tolerance: 2.5, format: .decimals(0))
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

  //: ## A discriminator with a generator to judge
  //:
  //: Against a generator that learns too, the answers to real and to generated images overlap. Here is the discriminator of
  //: `shapes-enhanced`, which trained chapter 5's enhanced generator, both as they were after {{criticSteps}} steps. What does it
  //: answer to a thousand generated images, and to a thousand real ones that it never saw?

  let pair = try TrainedPair.shipped(.shapes, .enhanced)
  let (discriminator, generator) = (try pair.discriminator(), try pair.generator())
  page.record("criticSteps", pair.report.keptStep)
  let fakes = withoutHistory {
    generator(random.split("critic").normal([1000, generator.latentSize]), .inference)
  }
  let unseen = Shapes(seed: 5).dataset(0..<1000).tensor(of: 0..<1000)
  let (onFakes, onUnseen) = withoutHistory {
    (discriminator(fakes, .inference).scalars, discriminator(unseen, .inference).scalars)
  }

  //: {fold: the histogram of logits}
  try page.show(
    Histogram(
      "What the discriminator answers", x: "logit",
      [
        Series("real", y: onUnseen, as: .real), Series("generated", y: onFakes, as: .generated),
      ]),
    caption: "The logits of real and of generated images")

  let order = onFakes.indices.sorted { onFakes[$0] > onFakes[$1] }
  func chosen(_ indices: some Sequence<Int>) -> Tensor {
    Tensor.concatenate(indices.map { fakes.slice($0..<$0 + 1) })
  }

  //: {fold: the picture of the twelve images}
  try page.show(
    ImageGrid(
      Tensor.concatenate([chosen(order.prefix(6)), chosen(order.suffix(6))]), columns: 6, scale: 3,
      rowLabels: ["convincing", "not"]),
    caption: "Of a thousand generated images, the six with the highest logits and the six with the lowest")

  let (meanUnseen, meanFakes) = (Tensor(onUnseen).mean().scalar, Tensor(onFakes).mean().scalar)
  page.record("meanUnseen", meanUnseen, tolerance: 0.05, format: .decimals(2))
  page.record("meanFakes", meanFakes, tolerance: 0.05, format: .decimals(2))
  page.expect("on average real images get higher logits than generated ones", meanUnseen > meanFakes)
  let outdone = onFakes.reduce(0) { sum, fake in sum + onUnseen.count { $0 < fake } }
  let outdoneShare = Double(outdone) / Double(onFakes.count * onUnseen.count)
  page.record("outdone", outdoneShare, tolerance: 0.05, format: .percent(0))
  page.expect(
    "the logits overlap: in over a tenth of all pairs the generated image has the higher one", outdoneShare > 0.1)

  //: The logits are {{meanUnseen}} on average for real and {{meanFakes}} for generated images. In {{outdone}} of all pairs of a
  //: generated and a real image the generated one has the higher logit. Compare the two rows of pictures. What does the
  //: discriminator seem to look at: outlines, hues, grounds? It was not told what a ring or a star is. It was only told which
  //: images are real.
  //: @hide
}
