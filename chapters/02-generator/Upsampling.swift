import Engine
import Notebook
import Pictures

//: @hide
func showUpsampling(_ page: Page) throws {
  let random = Random(seed: page.seed).split("upsampling")
  //: @show
  //: ## A transposed convolution is a convolution read backwards
  //:
  //: A convolution is a matrix: every output is a weighted sum of inputs. Its *transpose* is a matrix too, from outputs back to
  //: inputs, and that is all that "transposed" means. It does not undo the convolution. It spreads each value over the window
  //: that it was summed from, with the same weights, as the gradient of a convolution does on its way back. With ⟨a, b⟩ for the sum
  //: of all products of the values of a with those of b, for any images $`x`$ and $`y`$ of the right sizes,
  //:
  //: ```math
  //: \langle \mathrm{conv}(x),\, y \rangle \;=\; \langle x,\, \mathrm{conv}^{\mathsf T}(y) \rangle
  //: ```

  let window = ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
  let weight = random.normal([5, 4, 4, 3])  // from 3 channels to 5
  let x = random.normal([1, 8, 8, 3])
  let y = random.normal([1, 4, 4, 5])
  let forwards = (convolution(x, weight: weight, window: window) * y).sum().scalar
  let backwards = (x * transposedConvolution(y, weight: weight.transposed([3, 1, 2, 0]), window: window)).sum().scalar
  page.print("⟨conv(x), y⟩  = \(forwards)\n⟨x, convᵀ(y)⟩ = \(backwards)")
  page.expect("the two products agree", abs(forwards - backwards) < 1e-4 * max(abs(forwards), 1))

  //: (The weights are stored `[out, height, width, in]`, as each layer sees its channels. The transposed layer goes the other
  //: way, so its weight's first and last axes change places.)

  //: ## Where checkerboards come from
  //:
  //: The pixels of a doubled image come from four different parts of the kernel, and with random weights these differ. A
  //: transposed convolution lays a *stamp* on its output for each input pixel: the kernel, times that pixel. Here are the stamps,
  //: one after another. The newest is orange, and the lighter a pixel, the more stamps cover it. The number above counts the
  //: stamps.

  func stamped(kernel: Int, after pixels: Int) -> Tensor {
    let input = Tensor((0..<25).map { $0 < pixels ? 1 : 0 }).reshaped([1, 5, 5, 1])
    let layer = ConvolutionWindow(kernel: kernel, stride: 2, padding: 0)
    let output = transposedConvolution(input, weight: .ones([1, kernel, kernel, 1]), window: layer)
    return output.slice(0..<10, axis: 1).slice(0..<10, axis: 2)
  }

  //: {fold: the film of stamps}
  let film = ((1...25) + [25, 25, 25, 25]).map { pixels in
    ImageGrid(
      Tensor.concatenate(
        [3, 4].map { kernel in
          let cover = stamped(kernel: kernel, after: pixels)
          let newest = cover - stamped(kernel: kernel, after: pixels - 1)
          let older = (cover * 0.45 - 0.9) * (1 - newest)
          return Tensor.concatenate([older + newest * 0.9, older + newest * 0.1, older - newest * 0.8], axis: 3)
        }), columns: 2, scale: 24, columnLabels: ["kernel 3: \(pixels)", "kernel 4: \(pixels)"]
    ).image
  }
  try page.show(
    Animation(frames: film, secondsPerFrame: 0.25),
    caption:
      "Stamps of 3 × 3 and of 4 × 4 pixels, laid two pixels apart: those of 4 × 4 overlap evenly (away from the rim, where fewer stamps reach), those of 3 × 3 do not",
    alternative: """
      A film of squares that are laid row by row. Those of three pixels leave a grid of lines that are covered twice; those of \
      four cover everything alike.
      """)

  //: Stamps that overlap unevenly leave a pattern (Odena 2016). Lay stamps of ones, two pixels apart, and count how many cover
  //: each pixel. With a kernel of 3, every second row and column is covered twice and the rest once.

  func coverage(kernel: Int) -> Tensor {
    let stamp = Tensor.ones([1, kernel, kernel, 1])
    let layer = ConvolutionWindow(kernel: kernel, stride: 2, padding: 1)
    return transposedConvolution(.ones([1, 8, 8, 1]), weight: stamp, window: layer).slice(4..<12, axis: 1)
      .slice(4..<12, axis: 2)
  }
  let counts = [3, 4].map { coverage(kernel: $0) }
  let three = Set(counts[0].scalars).sorted().map { "\(Int($0))" }.joined(separator: ", ")
  let four = Set(counts[1].scalars).sorted().map { "\(Int($0))" }.joined(separator: ", ")
  page.table(
    header: ["kernel", "stride", "stamps on a pixel"], rows: [["3", "2", three], ["4", "2", four]])
  page.expect("a kernel of 4 at stride 2 covers every pixel equally often", Set(counts[1].scalars).count == 1)

  //: A kernel covers all pixels alike if the stride divides its size, which is why it is 4 × 4 at stride 2. But the stamps are not
  //: made of ones. Each output pixel lies on one of four positions between the stamps, and each position has its own quarter
  //: of the weights. With random weights (`.he` draws larger ones than `.dcgan`, chapter 3) the four positions come out
  //: different, even from a flat image. Doubling the pixels first and convolving after leaves a flat image flat. On a slope it
  //: too leaves steps of two pixels. A refinement, a convolution *after* the transposed one, mixes the four positions.

  func unevenness(_ layer: (Tensor) -> Tensor) -> Float {
    let flat = layer(.ones([1, 8, 8, 16]))
    let inside = flat.slice(4..<12, axis: 1).slice(4..<12, axis: 2)
    let variance = inside.variance(axes: [1, 2]).sum().scalar
    return (variance / inside.squared().mean(axes: [1, 2]).sum().scalar).squareRoot()
  }
  // On a slope the values should rise by equal steps: how far each step differs from the next, as a share of both.
  func unevennessOfSteps(_ layer: (Tensor) -> Tensor) -> Float {
    let slope = Tensor.ones([1, 8, 8, 16]) * Tensor((0..<8).map { Float($0) }).reshaped([1, 1, 8, 1])
    let inside = layer(slope).slice(6..<7, axis: 1).slice(4..<12, axis: 2)
    let (first, second) = (
      inside.slice(1..<2, axis: 2) - inside.slice(0..<1, axis: 2),
      inside.slice(2..<3, axis: 2) - inside.slice(1..<2, axis: 2)
    )
    return (first - second).absoluteValue().sum().scalar
      / (first.absoluteValue() + second.absoluteValue()).sum().scalar
  }
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
  page.table(
    header: ["layer with random weights", "unevenness on a flat image", "of the steps on a slope"],
    rows: zip(ways, unevennesses).map {
      [$0.name, $1.text(.percent(1)), unevennessOfSteps($0.layer).text(.percent(0))]
    })
  page.expect(
    "only doubling first leaves a flat image flat",
    unevennesses[3] < 1e-5 && unevennesses.dropLast().allSatisfy { $0 > 0.1 })
  page.expect(
    "on a slope doubling first leaves steps that differ by more than a tenth", unevennessOfSteps(ways[3].layer) > 0.1)

  //: Seen as pictures, three of the sixteen channels as red, green and blue:

  let flats = ways.map { way in
    // Two pixels at the rim are left out: there the window reaches over the edge.
    let image = way.layer(.ones([1, 8, 8, 16])).slice(0..<3, axis: 3).slice(2..<14, axis: 1).slice(2..<14, axis: 2)
    return image / image.absoluteValue().scalars.max()!
  }

  //: {fold: the picture of four ways of doubling}
  try page.show(
    ImageGrid(
      Tensor.concatenate(flats), columns: 4, scale: 12,
      columnLabels: ["kernel 3", "kernel 4", "refined", "doubled"]),
    caption: "What four ways of doubling with random weights make of one flat image")

  //: So a kernel of 4 makes the overlap even, and a checkerboard remains. A refinement with random weights does not remove it
  //: either: a convolution treats every pixel alike, so it passes a pattern on. Training has to remove the pattern. A section
  //: below measures whether it did.
  //: @hide
}
