import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: # 2 · Generator
//:
//: How can a hundred random numbers become a picture of 32 × 32 × 3 = 3,072 numbers? This chapter builds the half of a GAN
//: that makes images. It shows what a generator draws before it has learnt anything, where the checkerboard in many
//: generated images comes from, and why a generator that draws two modes also draws samples between them. First, here are
//: twenty images from a trained one, `shapes-wide` of chapter 5.

//: {fold: the picture of a trained generator}
func showDrawn(_ page: Page, real: Tensor) throws {
  let drawing = try TrainedPair.shipped(.shapes, .wide).generator()
  let latents = Random(seed: page.seed).split("drawn").normal([20, drawing.latentSize])
  let drawn = withoutHistory { drawing(latents, .inference) }
  try page.show(
    ImageGrid(
      Tensor.concatenate([drawn, real.slice(0..<10)]), columns: 10, scale: 3, rowLabels: ["generated", "", "real"]),
    caption: """
      Twenty latent vectors through a trained generator, and ten real images of Shapes, from which it learnt. No image was \
      picked
      """,
    alternative: "Two rows of generated figures, most with clear outlines, and a row of real ones")
}

//: ```
//: swift run chapter 2
//: ```
//:
//: **Before you read on, predict:** before training, a generator's weights are random, and so is its input. Is each pixel
//: drawn by itself, and by the same rule everywhere, as in *noise*, the snow on an old television without a signal?

//: ## A generator is a function
//:
//: {define: A *generator* is a network that makes a sample from a latent vector.} {define: A *latent vector*, `z`, is a list
//: of random numbers, usually drawn from a normal distribution.} A *normal distribution* is the bell curve: most of its
//: numbers lie near the middle, which is 0 here. How many numbers there are, and from which distribution, is a choice: this
//: book's generators of images take 100 normal ones, DCGAN (next section) 100 uniform ones.

//: {fold: the protocol of a generator}
//: {show: GAN/Networks/Generator.swift#Generator}

//: ## Growing an image
//:
//: A generator of images begins with a tiny one and doubles it until it is large enough, as this
//: [`ImageGenerator`](source:GAN/Networks/ImageGenerator.swift#ImageGenerator) does with three doublings. {define: The
//: *plain generator* of this book has the layers in this diagram and no others.}

//: @hide
private func showPlainGenerator(_ page: Page) throws {
  //: @show
  //: {fold: the diagram, drawn from the network}
  let network = ImageGenerator(refinements: 0, random: Random(seed: page.seed).split("plain"))
  // `walk` sends a latent vector through the network, and notes the shape after every layer.
  try page.show(
    NetworkDiagram("The plain generator", network.walk),
    caption: """
      The plain generator, drawn from the network itself: one latent vector went through it. A box is as high and as wide as \
      its image, and deeper for more channels, on a logarithmic scale
      """,
    alternative: "The plain generator layer by layer, from \(network.latentSize) numbers to an image of 32 × 32 × 3")

  //: {fold: the claim}
  page.expect(
    "the parameters in the diagram of the plain generator add up to all that it has",
    network.walk.reduce(0) { $0 + $1.parameters } == network.parameterCount)
  //: @hide
}
//: @show

//: The design follows *DCGAN*. {define: *DCGAN* (Radford 2015) is the convolutional GAN that most tutorials follow:
//: transposed convolutions, batch normalisation, and ReLU or leaky ReLU.} Row by row, from the top:
//:
//: - *Dense* (chapter 1): each output is a weighted sum of all inputs. Because a latent vector has no width and no height,
//:   this layer makes an image of 4 × 4 pixels out of it. A picture has three channels, but inside a network an image may
//:   have hundreds.
//: - *Batch normalisation* keeps the values at the same size from layer to layer. {define: *Batch normalisation* (Ioffe &
//:   Szegedy 2015) takes each channel over all images of the batch and all their pixels, subtracts its mean, divides by its
//:   standard deviation, multiplies the result by a *scale* and adds a *shift*, two numbers that are trained.} The *standard
//:   deviation*, or *deviation* for short, says how widely values are spread around their mean: it is the root of their mean
//:   squared distance from it.
//: - *Leaky ReLU* comes between the weighted sums, because layers of weighted sums alone amount to a single weighted sum.
//:   {define: The *leaky ReLU* (Maas 2013) keeps a positive value and multiplies a negative one by a small factor, here
//:   0.2.} So the gradient passes below zero too.
//: - *Transposed convolution*, three times, doubles width and height: 4 → 8 → 16 → 32. The first two also halve the number of
//:   channels.
//: - *Convolution* turns the channels into three: red, green and blue.
//: - *tanh* comes last, because the real images have values from −1 to 1 too. {define: *tanh* is a smooth function that maps every
//:   number into the range from −1 to 1.}
//:
//: How can a layer double an image? In this example both kinds of convolution work on one row of pixels, with the weights 1,
//: 10 and 100:
//:
//: ```text
//: convolution: 5 pixels to 2              transposed convolution: 2 pixels to 5
//:
//: row               1   2   3   4   5     row               3   5
//: under weights     1  10 100             copy for the 3    3  30 300
//:                           1  10 100     copy for the 5            5  50 500
//: sums            321     543             sum               3  30 305  50 500
//: ```
//:
//: {define: A *kernel* is a small block of weights that a convolution uses at every place in an image.} {define: A
//: *convolution* slides its kernel over an image, and makes every output pixel the weighted sum of the pixels under the
//: kernel.} So the first output is 1 · 1 + 10 · 2 + 100 · 3 = 321. {define: A *transposed convolution* lays a weighted copy
//: of its kernel on the output for every input pixel, and adds the copies up where they overlap.} Here they overlap in the
//: middle: 300 + 5 = 305. {define: The *stride* is the number of pixels by which a convolution moves its kernel at a time,
//: and the distance between the copies of a transposed convolution.} With a stride of 2, as here, a convolution
//: about halves the length of the row, and a transposed convolution about doubles it.
//:
//: In the generator the copies are 4 × 4 pixels (DCGAN's are 5 × 5) and lie two pixels apart, across and down, so they
//: overlap. Together they extend one pixel too far on every side, and once this rim is cut off, the size has exactly
//: doubled. The last convolution has a stride of 1, which leaves the size unchanged.

//: {fold: a doubling}
//: {show: GAN/Networks/ImageGenerator.swift#UpBlock, Refinement}

//: {fold: the parts of an image generator}
//: {show: GAN/Networks/ImageGenerator.swift#ImageGenerator without usualLatentSize, classStrength, residuals, shape, classInput, init, callAsFunction, told, input, seed}

//: In code, this is all that a generator computes. In Swift its `Phase` says whether the network is being trained or used
//: (in PyTorch, `train()` and `eval()` do), because batch normalisation works differently in training ([what happens in the
//: wrong phase](#appendix-broken-on-purpose-the-phase-forgotten)). {define: *Inference* is the use of a network without
//: training it.}

/// The images of latent vectors, written out.
func writtenOut(_ generator: ImageGenerator, _ latents: Tensor, _ phase: Phase) -> Tensor {
  let values = generator.project(latents)  // 100 values to 4 × 4 × channels
  // `norm`, here and in each block: batch normalisation, then a leaky ReLU
  var image = generator.norm(values.reshaped([-1, 4, 4, values.shape[1] / 16]), phase)
  for block in generator.blocks { image = block(image, phase) }  // 8 × 8, 16 × 16, 32 × 32
  return generator.toColour(image)  // to three channels, then tanh
}

//: Here is the same in PyTorch, from [a program that you can run](../../scripts/pytorch/networks.py). The lines under
//: `if refined` are only for the chapter's second generator, the *enhanced* one, which [comes
//: later](#where-checkerboards-come-from):
//:
//: ```python
//: def generator(width, refined):
//:     """Images [batch, 3, 32, 32] from latent vectors [batch, 100]; the enhanced generator is refined, the plain one is not."""
//:     layers = [
//:         nn.Linear(100, 16 * 4 * width, bias=False), nn.Unflatten(1, (4 * width, 4, 4)),
//:         nn.BatchNorm2d(4 * width), nn.LeakyReLU(0.2)]
//:     for inputs, outputs in [(4 * width, 2 * width), (2 * width, width), (width, width)]:
//:         layers += [
//:             nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False),
//:             nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
//:         if refined:
//:             layers += [
//:                 nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
//:     return nn.Sequential(*layers, nn.Conv2d(width, 3, 3, padding=1), nn.Tanh())
//: ```
//:
//: With a width of 64 it has as many parameters as the generator in Swift ([what both generators
//: cost](#appendix-the-enhanced-generator-layer-by-layer)), which the program checks.

//: ## What an untrained generator draws
//:
//: The design of a network leaves a pattern in its images. [Training removes most of
//: it](#what-training-and-refinements-change), but the rest can show as a fine checkerboard. In untrained images it is
//: strongest, although they look like noise:

//: {fold: how alike pixels are}
/// How alike pixels of a row are at a distance: the correlation of their values, minus the mean of image and channel.
func correlation(of images: Tensor, apart distance: Int) -> Float {
  let centred = images - images.mean(axes: [1, 2], keepingAxes: true)
  let width = images.shape[2]
  let products = centred.slice(0..<width - distance, axis: 2) * centred.slice(distance..<width, axis: 2)
  return products.mean().scalar / centred.squared().mean().scalar
}

//: {fold: how widely values are spread}
/// The standard deviation of all values.
func spread(of images: Tensor) -> Float { images.variance(axes: Array(images.shape.indices)).squareRoot().scalar }

//: @hide
func generatorChapter(_ page: Page) throws {
  page.dataSet(DataStamp(.shapes))
  try showPlainGenerator(page)
  //: @show
  //: {fold: the images, and the claim that the code above draws the same}
  let random = Random(seed: page.seed)
  let plain = ImageGenerator(refinements: 0, random: random.split("plain"))
  let latents = random.split("latents").normal([16, plain.latentSize])
  let drawn = withoutHistory { plain(latents, .training(random)) }
  page.expect(
    "written out, as above, the network draws the same images",
    withoutHistory { writtenOut(plain, latents, .inference) - plain(latents, .inference) }
      .absoluteValue().scalars.max()! < 1e-6)

  //: {fold: the picture of four images}
  try page.show(
    ImageGrid(drawn.slice(0..<4), columns: 4),
    caption: "Four of sixteen latent vectors through the untrained plain generator, enlarged: each pixel is a square",
    alternative: "Four squares of coloured noise, greyer at the border than in the middle")

  //: To find the pattern, average 64 blocks of 8 × 8 pixels, four from the middle of each of sixteen images: what differs
  //: from block to block mostly cancels out, and what the blocks share stays.
  //: @hide
  // Its picture comes last, so that the others keep the numbers by which other pages know them.
  func showGrain() throws {
    //: @show
    //: {fold: the picture of the average block}
    // The blocks at the rim are left out: the rim is greyer, because fewer copies of the kernel reach it. Image, block down,
    // row in the block, block across, column in the block, channel.
    let blocks = drawn.slice(8..<24, axis: 1).slice(8..<24, axis: 2).reshaped([16, 2, 8, 2, 8, 3])
    let block = blocks.mean(axes: [0, 1, 3]).reshaped([1, 8, 8, 3])
    let grain = block - block.mean(axes: [1, 2], keepingAxes: true)
    let row = Tensor.concatenate([grain, grain, grain, grain], axis: 2)
    let tiled = Tensor.concatenate([row, row, row, row], axis: 1)
    // Every pixel becomes a square, and a white line goes round one block of 8 × 8 pixels.
    let side = 11
    let both = Tensor.concatenate([drawn.slice(0..<1), tiled / grain.absoluteValue().scalars.max()!])
    // 1 in a square that extends so many pixels beyond the block, and 0 elsewhere.
    func box(wider: Int) -> Tensor {
      let (start, end) = (8 * side - wider, 16 * side + wider)
      let rest = 32 * side - end
      let inside = Tensor.ones([1, end - start, end - start, 1])
      return inside.padded(before: start, after: rest, axis: 1).padded(before: start, after: rest, axis: 2)
    }
    let line = box(wider: 2) - box(wider: -2)
    try page.show(
      ImageGrid(
        both.upsampled(by: side) * (1 - line) + line, columns: 2, scale: 1, gap: 4,
        columnLabels: ["one image", "average of 64 blocks, repeated"]),
      caption: """
        One of the images, and the average block of all sixteen, repeated, without its mean and with as much contrast as \
        possible. A white line goes round one block of 8 × 8 pixels
        """,
      alternative: """
        On the left coloured noise, on the right a regular pattern of coloured pixels that repeats; in each a white line \
        round eight by eight pixels
        """)

    //: {fold: the claim of the average block}
    let own = drawn - drawn.mean(axes: [1, 2], keepingAxes: true)
    page.expect(
      "the average block keeps more than a third of the deviation of the images",
      spread(of: grain) > spread(of: own) / 3)

    //: **Is each pixel drawn by itself, and by the same rule, as in noise? No: the blocks share a grain**, with one period
    //: for each doubling, 2, 4 and 8 pixels. In noise, the average would keep about an eighth (1/√64) of the images'
    //: deviation; here it keeps over a third.
    //: @hide
  }
  //: @show

  //: {fold: the picture of correlations}
  let alike = (1...20).map { correlation(of: drawn, apart: $0) }
  // From the distances that no doubling marks to those that all three do.
  let periods: [(name: String, distances: [Int], look: Encoding)] = [
    ("odd", Array(stride(from: 1, to: 20, by: 2)), .hollow), ("divisible by 2, not by 4", [2, 6, 10, 14, 18], .half),
    ("by 4, not by 8", [4, 12, 20], .solid), ("by 8", [8, 16], .solid.variant(4)),
  ]
  try page.show(
    ScatterPlot(
      "How alike two pixels of a row are",
      x: Axis("pixels apart", range: 0...21, ticks: [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]), y: "correlation",
      periods.map { period in
        Series(period.name, x: period.distances, y: period.distances.map { alike[$0 - 1] }, as: period.look)
      }, references: [.horizontal(0)], equalAspect: false, opacity: 1, size: 1.4, stemsFrom: 0),
    caption: """
      The correlation of two pixels of a row by their distance, in sixteen images of the untrained plain generator. At 1 two \
      pixels rise and fall together, in proportion, and at 0 they have no linear relation. On average, the correlation is \
      lowest at odd distances and higher at even ones, among which the multiples of 4 stand out, and among these 8 and 16
      """,
    alternative: """
      Twenty marks on stems. They are low at odd distances and higher at even ones, higher still at multiples of four, and \
      highest at 8 and 16.
      """,
    behind: "The periods of the grain: how alike two pixels are, by their distance")

  //: {fold: the numbers and the claims}
  page.record("alikeNeighbours", alike[0], tolerance: 0.02, format: .decimals(2))
  page.record("alikeSixteen", alike[15], tolerance: 0.02, format: .decimals(2))
  page.expect(
    "pixels 2, 4, 8 and 16 apart are more alike than neighbours", [2, 4, 8, 16].allSatisfy { alike[$0 - 1] > alike[0] })
  let means = periods.map { period in
    period.distances.map { alike[$0 - 1] }.reduce(0, +) / Float(period.distances.count)
  }
  page.expect(
    "the mean correlation is least at odd distances, larger at 2, 6, 10, 14 and 18 pixels, larger again at 4, 12 and 20, "
      + "and largest at 8 and 16",
    zip(means, means.dropFirst()).allSatisfy { $0 < $1 })
  // What a run of exercise 1 finds, which has another seed.
  let ofSeven = Random(seed: 7)
  let plainOfSeven = ImageGenerator(refinements: 0, random: ofSeven.split("plain"))
  let drawnOfSeven = withoutHistory {
    plainOfSeven(ofSeven.split("latents").normal([16, plainOfSeven.latentSize]), .training(ofSeven))
  }
  let alikeOfSeven = [1, 2, 4, 8, 16].map { correlation(of: drawnOfSeven, apart: $0) }
  page.record("sevenNeighbours", alikeOfSeven[0], tolerance: 0.004, format: .decimals(2))
  page.record("sevenSixteen", alikeOfSeven[4], tolerance: 0.02, format: .decimals(2))
  page.expect(
    "with seed 7 too pixels 2, 4, 8 and 16 apart are more alike than neighbours",
    alikeOfSeven.dropFirst().allSatisfy { $0 > alikeOfSeven[0] })
  let contrast = page.record("contrast", spread(of: drawn), tolerance: 0.01, format: .decimals(2))
  let shapes = Shapes(seed: 0).dataset(0..<500).tensor(of: 0..<500)
  let realContrast = page.record("realContrast", spread(of: shapes), tolerance: 0.001, format: .decimals(2))
  page.expect("these images have less contrast than those of Shapes", contrast < realContrast)
  page.expect("every value lies strictly between −1 and 1", drawn.scalars.allSatisfy { abs($0) < 1 })
  let rim = Tensor.concatenate([drawn.slice(0..<1, axis: 1), drawn.slice(31..<32, axis: 1)])
  page.expect("the top and bottom rows have less contrast than the whole", spread(of: rim) < spread(of: drawn))
  //: @hide

  try showUpsampling(page)
  showSignal(page)
  try showForgottenMode(page, latents: latents, contrast: contrast)
  showCosts(page, plain: plain)
  try showConnected(page)
  try showDrawn(page, real: shapes)
  try showTrained(page, plain: plain, latents: latents, real: shapes)
  try showEnhancedGenerator(page)
  try showDistances(page)
  showTranspose(page)
  showSqueezed(page)
  showLengths(page, latents: latents)
  try showGrain()
}
