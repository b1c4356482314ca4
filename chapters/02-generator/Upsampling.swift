import Engine
import Notebook
import Pictures

//: @hide
func showUpsampling(_ page: Page) throws {
  let random = Random(seed: page.seed).split("upsampling")
  //: @show
  //: ## Where checkerboards come from
  //:
  //: Why do some generated images look as if a fine grid lay over them? **Like the grain, a checkerboard comes from the
  //: doublings.** For each input pixel, a transposed convolution lays a *stamp* on its output: the kernel, multiplied by that
  //: pixel. In the film the newest stamp is green, and pixels under more stamps are darker.

  //: {fold: a stamp}
  func stamped(kernel: Int, after pixels: Int) -> Tensor {
    let input = Tensor((0..<25).map { $0 < pixels ? 1 : 0 }).reshaped([1, 5, 5, 1])
    let layer = ConvolutionWindow(kernel: kernel, stride: 2, padding: 0)
    return transposedConvolution(input, weight: .ones([1, kernel, kernel, 1]), window: layer)
  }

  //: {fold: the film of stamps}
  // Smaller stamps cover a square that is one pixel smaller: half a pixel of the page's own colour goes round it.
  let ground = (Tensor([253, 252, 249]) / 127.5 - 1).reshaped([1, 1, 1, 3])
  func centred(_ image: Tensor) -> Tensor {
    let halves = image.upsampled(by: 2)
    let rim = (24 - halves.shape[1]) / 2
    return (halves - ground).padded(before: rim, after: rim, axis: 1).padded(before: rim, after: rim, axis: 2) + ground
  }
  // The first frame is the whole, for readers who see only one.
  let film = ([25, 25] + Array(1...25) + [25, 25]).map { pixels in
    ImageGrid(
      Tensor.concatenate(
        [3, 4].map { kernel in
          let cover = stamped(kernel: kernel, after: pixels)
          let newest = cover - stamped(kernel: kernel, after: pixels - 1)
          let older = (1 - cover * 0.45) * (1 - newest)
          return centred(Tensor.concatenate([older - newest, older + newest * 0.25, older - newest * 0.1], axis: 3))
        }), columns: 2, scale: 13, columnLabels: ["kernel 3: \(pixels)", "kernel 4: \(pixels)"]
    ).image
  }
  try page.show(
    Animation(frames: film, secondsPerFrame: 0.25),
    caption: """
      Stamps of 3 × 3 and of 4 × 4 pixels, laid two pixels apart; the numbers count them. Away from all four rims, the \
      larger ones overlap evenly, and the smaller ones do not
      """,
    alternative: """
      A film of squares that are laid row by row. Squares of three pixels leave a grid of lines that are covered twice, and dark \
      pixels where lines cross; squares of four pixels cover everything alike, away from the rim.
      """)

  //: {fold: the claims}
  // Away from the rim: how many stamps cover a pixel.
  let covers = [3, 4].map { kernel in
    Set(stamped(kernel: kernel, after: 25).slice(3..<9, axis: 1).slice(3..<9, axis: 2).scalars)
  }
  page.expect(
    "away from the rim, with a kernel of 3 a pixel is covered once, twice or four times", covers[0] == [1, 2, 4])
  page.expect("away from the rim, with a kernel of 4 each pixel is covered four times", covers[1] == [4])
  // The example of one row, above, and the minute on paper: square kernels whose other rows are 0.
  func filled(_ row: [Float], rows: Int) -> Tensor {
    Tensor(row + [Float](repeating: 0, count: row.count * (rows - 1))).reshaped([1, rows, row.count, 1])
  }
  func spreadOut(_ row: [Float], kernel: [Float]) -> [Float] {
    transposedConvolution(
      filled(row, rows: 1), weight: filled(kernel, rows: kernel.count),
      window: ConvolutionWindow(kernel: kernel.count, stride: 2, padding: 0)
    ).slice(0..<1, axis: 1).scalars
  }
  let sums = convolution(
    filled([1, 2, 3, 4, 5], rows: 3), weight: filled([1, 10, 100], rows: 3),
    window: ConvolutionWindow(kernel: 3, stride: 2, padding: 0)
  ).scalars
  page.expect(
    "with the kernel 1, 10, 100 a convolution makes 321, 543 of the row 1, 2, 3, 4, 5, and a transposed one "
      + "3, 30, 305, 50, 500 of the row 3, 5",
    sums == [321, 543] && spreadOut([3, 5], kernel: [1, 10, 100]) == [3, 30, 305, 50, 500])
  let onPaper = [3, 4].map { spreadOut([1, 1, 1], kernel: [Float](repeating: 1, count: $0)) }
  func written(_ row: [Float]) -> String { row.map { $0.text(.decimals(0)) }.joined(separator: ", ") }
  page.record("paperThree", written(onPaper[0]))
  page.record("paperFour", written(onPaper[1]))
  page.expect(
    "on paper, away from the ends, a kernel of three leaves 2, 1, 2 and one of four leaves 2s",
    onPaper == [[1, 1, 2, 1, 2, 1, 1], [1, 1, 2, 2, 2, 2, 1, 1]])

  //: Stamps that overlap unevenly leave a pattern (Odena 2016). The overlap is even if the stride divides the size of the
  //: kernel, which is why the kernels here are 4 × 4 at stride 2.
  //:
  //: But the weights of a stamp differ, and each of the four positions of output pixels, a, b, c and d, has its own quarter
  //: of them:
  //:
  //: ```text
  //: a b a b
  //: c d c d
  //: a b a b
  //: c d c d
  //: ```
  //:
  //: So even a flat image can get a pattern. Three things might prevent this: the even overlap of a kernel of 4; a
  //: refinement, which mixes the positions; or doubling the pixels first and convolving them afterwards. {define: A
  //: *refinement* is one more convolution after a doubling, which leaves the size as it is.}
  //:
  //: **Decide before you open the picture:** which of the three leaves a flat image flat?

  //: {fold: the four ways and their unevenness}
  let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
  /// The deviation of the result from pixel to pixel, as a share of the root mean square of its values.
  func unevenness(_ layer: (Tensor) -> Tensor) -> Float {
    let flat = layer(.ones([1, 8, 8, 16]))
    let inside = flat.slice(4..<12, axis: 1).slice(4..<12, axis: 2)
    let variance = inside.variance(axes: [1, 2]).sum().scalar
    return (variance / inside.squared().mean(axes: [1, 2]).sum().scalar).squareRoot()
  }
  // Chapter 3 explains how `.he` draws weights.
  let ways: [(name: String, layer: (Tensor) -> Tensor)] = [
    (
      "transposed, kernel 3, stride 2",
      TransposedConvolution(
        from: 16, to: 16, window: ConvolutionWindow(kernel: 3, stride: 2, padding: 1), initializer: .he,
        random: random
      ).callAsFunction
    ),
    (
      "transposed, kernel 4, stride 2",
      TransposedConvolution(from: 16, to: 16, window: window, initializer: .he, random: random).callAsFunction
    ),
    (
      "transposed, kernel 4, stride 2, then refined",
      {
        [
          layer = TransposedConvolution(from: 16, to: 16, window: window, initializer: .he, random: random),
          refinement = Convolution(
            from: 16, to: 16, window: ConvolutionWindow(kernel: 3, padding: 1), initializer: .he, random: random)
        ] in
        refinement(layer($0))
      }
    ),
    (
      "doubled, then convolved with kernel 3",
      {
        [
          layer = Convolution(
            from: 16, to: 16, window: ConvolutionWindow(kernel: 3, padding: 1), initializer: .he, random: random)
        ] in
        layer($0.upsampled(by: 2))
      }
    ),
  ]
  let unevennesses = ways.map { unevenness($0.layer) }
  page.expect(
    "of the four ways only doubling the pixels first leaves a flat image flat",
    unevennesses[3] < 1e-5 && unevennesses.dropLast().allSatisfy { $0 > 0.1 })

  //: {fold: the picture of four ways of doubling}
  let flats = ways.map { way in
    // Two pixels at the rim are left out: there the window reaches over the edge.
    let image = way.layer(.ones([1, 8, 8, 16])).slice(0..<3, axis: 3).slice(2..<14, axis: 1).slice(2..<14, axis: 2)
    return image / image.absoluteValue().scalars.max()!
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(flats), columns: 4, scale: 16,
      columnLabels: ["kernel 3", "kernel 4", "refined", "doubled"]),
    caption: """
      What four ways of doubling with random weights make of one flat image: a transposed convolution with a kernel of 3, one \
      with a kernel of 4, the latter and then a refinement, and pixels doubled first and then convolved. Three of sixteen \
      channels are shown as red, green and blue
      """,
    alternative:
      "Four squares: in three of them four colours repeat in blocks of two by two pixels, and one has one colour",
    behind: "I have decided: show the four ways")

  //: {fold: the claim}
  // Blocks of 2 × 2 pixels: block down, row in the block, block across, column in the block, channel.
  let blocks = flats.map { $0.reshaped([6, 2, 6, 2, 3]) }
  let colours = blocks.map { $0.mean(axes: [0, 2]).reshaped([4, 3]) }
  func difference(_ a: Tensor, _ b: Tensor) -> Float { (a - b).absoluteValue().scalars.max()! }
  func colour(_ way: Int, _ position: Int) -> Tensor { colours[way].slice(position..<position + 1) }
  let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
  page.expect(
    "in each of the first three pictures the four positions have four different colours, and in the last one colour",
    blocks.allSatisfy { $0.variance(axes: [0, 2]).scalars.max()! < 1e-6 }
      && (0..<3).allSatisfy { way in pairs.allSatisfy { difference(colour(way, $0), colour(way, $1)) > 0.1 } }
      && pairs.allSatisfy { difference(colour(3, $0), colour(3, $1)) < 1e-4 })

  //: **Only doubling the pixels first does.** In the other squares the four positions have four different colours. Each later
  //: doubling stretches this pattern to twice its size, so that a period of 2 pixels becomes 4 or 8, as in the
  //: grain.
  //:
  //: {define: The *enhanced generator* of this book has a refinement after each doubling.} Like the plain one, it keeps the
  //: transposed convolutions of DCGAN.
  //: @hide
}
