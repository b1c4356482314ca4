import Testing

@testable import Engine

/// Every operation's first and second derivatives against finite differences.
@Suite("Derivatives") struct DerivativeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shapes: [[Int]]
    /// Where the inputs are drawn from: some functions need positive ones, some dislike kinks.
    var range: Range<Float> = -1..<1
    let function: @Sendable ([Tensor]) -> Tensor
  }

  static let square = ConvolutionWindow(kernel: 3, stride: 2, padding: 1)
  static let wide = ConvolutionWindow(kernel: (1, 3), stride: 1, padding: (0, 1))

  static let cases: [Case] = [
    Case(testDescription: "+", shapes: [[2, 3], [2, 3]]) { $0[0] + $0[1] },
    Case(testDescription: "+ row", shapes: [[2, 3], [3]]) { $0[0] + $0[1] },
    Case(testDescription: "− column", shapes: [[2, 1], [2, 3]]) { $0[0] - $0[1] },
    Case(testDescription: "× outer", shapes: [[2, 1, 3], [1, 4, 1]]) { $0[0] * $0[1] },
    Case(testDescription: "× scalar", shapes: [[], [2, 3]]) { $0[0] * $0[1] },
    Case(testDescription: "÷", shapes: [[2, 3], [3]], range: 0.5..<2) { $0[0] / $0[1] },
    Case(testDescription: "maximum", shapes: [[5], [5]]) { Tensor.maximum($0[0], $0[1]) },
    Case(testDescription: "with numbers", shapes: [[4]], range: 0.5..<2) { 2 - 3 / ($0[0] * 2 + 1) - $0[0] / 4 },
    Case(testDescription: "√", shapes: [[5]], range: 0.5..<2) { $0[0].squareRoot() },
    Case(testDescription: "exp", shapes: [[5]]) { $0[0].exp() },
    Case(testDescription: "ln", shapes: [[5]], range: 0.5..<2) { $0[0].log() },
    Case(testDescription: "cube", shapes: [[5]]) { $0[0].pow(3) },
    Case(testDescription: "power", shapes: [[5]], range: 0.5..<2) { $0[0].pow(2.5) },
    Case(testDescription: "power below zero", shapes: [[5]], range: 0.5..<2) { $0[0].pow(-1.5) },
    Case(testDescription: "tanh", shapes: [[5]]) { $0[0].tanh() },
    Case(testDescription: "sigmoid", shapes: [[5]]) { $0[0].sigmoid() },
    Case(testDescription: "softplus", shapes: [[5]]) { $0[0].softplus() },
    Case(testDescription: "erf", shapes: [[5]]) { $0[0].errorFunction() },
    Case(testDescription: "absolute value", shapes: [[5]], range: 0.2..<1) { (-$0[0]).absoluteValue() * $0[0] },
    Case(testDescription: "clamp", shapes: [[9]]) { $0[0].clamped(to: -0.47...0.36).squared() },
    Case(testDescription: "leaky ReLU", shapes: [[9]]) { $0[0].leakyReLU(slope: 0.2).squared() },
    Case(testDescription: "elu", shapes: [[9]]) { $0[0].elu() },
    Case(testDescription: "silu", shapes: [[9]]) { $0[0].silu() },
    Case(testDescription: "gelu", shapes: [[9]]) { $0[0].gelu() },
    Case(testDescription: "sum", shapes: [[2, 3, 4]]) { $0[0].sum(axes: [0, 2]).squared() },
    Case(testDescription: "sum of the middle", shapes: [[2, 3, 4]]) { $0[0].sum(axes: [1]).squared() },
    Case(testDescription: "mean", shapes: [[2, 3, 4]]) { $0[0].squared().mean(axes: [0, 1], keepingAxes: true) },
    Case(testDescription: "variance", shapes: [[3, 4]]) { $0[0].variance(axes: [0]) },
    Case(testDescription: "broadcast", shapes: [[3, 1]]) { $0[0].broadcast(to: [2, 3, 4]).squared() },
    Case(testDescription: "reshape", shapes: [[2, 6]]) { $0[0].reshaped([3, -1]).squared() },
    Case(testDescription: "transpose", shapes: [[2, 3, 4]]) { $0[0].transposed([2, 0, 1]).squared() },
    Case(testDescription: "slice", shapes: [[2, 5, 3]]) { $0[0].slice(1..<4, axis: 1).squared() },
    Case(testDescription: "pad", shapes: [[2, 3]]) { $0[0].padded(before: 1, after: 2, axis: -1).exp() },
    Case(testDescription: "concatenate", shapes: [[2, 3], [2, 1]]) { Tensor.concatenate($0, axis: 1).squared() },
    Case(testDescription: "matrix product", shapes: [[2, 3], [3, 4]]) { matrixProduct($0[0], $0[1]) },
    Case(testDescription: "matrix product, first transposed", shapes: [[3, 2], [3, 4]]) {
      matrixProduct($0[0], $0[1], transposingFirst: true)
    },
    Case(testDescription: "matrix product, second transposed", shapes: [[2, 3], [4, 3]]) {
      matrixProduct($0[0], $0[1], transposingSecond: true)
    },
    Case(testDescription: "matrix product, both transposed", shapes: [[3, 2], [4, 3]]) {
      matrixProduct($0[0], $0[1], transposingFirst: true, transposingSecond: true)
    },
    Case(testDescription: "linear", shapes: [[2, 3], [4, 3], [4]]) {
      linear($0[0], weight: $0[1], bias: $0[2], slope: 0.2)
    },
    Case(testDescription: "convolution", shapes: [[2, 5, 4, 2], [3, 3, 3, 2], [3]]) {
      convolution($0[0], weight: $0[1], bias: $0[2], window: square, slope: 0.3)
    },
    Case(testDescription: "convolution, wide kernel", shapes: [[1, 3, 4, 2], [2, 1, 3, 2]]) {
      convolution($0[0], weight: $0[1], window: wide)
    },
    Case(testDescription: "transposed convolution", shapes: [[2, 3, 2, 2], [3, 3, 3, 2], [3]]) {
      transposedConvolution($0[0], weight: $0[1], bias: $0[2], window: square)
    },
    Case(testDescription: "transposed convolution, activated", shapes: [[2, 3, 2, 2], [3, 3, 3, 2], [3]]) {
      transposedConvolution($0[0], weight: $0[1], bias: $0[2], window: square, slope: 0.3)
    },
    Case(testDescription: "transposed convolution without bias, activated", shapes: [[1, 3, 2, 2], [2, 3, 3, 2]]) {
      transposedConvolution($0[0], weight: $0[1], window: square, slope: 0.3)
    },
    Case(testDescription: "convolution's weight gradient", shapes: [[2, 5, 4, 2], [2, 3, 2, 3]]) {
      convolutionWeightGradient(input: $0[0], outputGradient: $0[1], window: square)
    },
    Case(testDescription: "upsample", shapes: [[1, 2, 3, 2]]) { $0[0].upsampled(by: 2).squared() },
    Case(testDescription: "average pool", shapes: [[1, 4, 2, 2]]) { $0[0].averagePooled(2).squared() },
    Case(testDescription: "max pool", shapes: [[1, 4, 2, 2]]) { $0[0].maxPooled(2).squared() },
    Case(testDescription: "translate", shapes: [[3, 4, 3, 2]]) {
      $0[0].translated(by: [(down: 1, right: -2), (down: -3, right: 1), (down: 0, right: 5)]).squared()
    },
    Case(testDescription: "mirror", shapes: [[2, 2, 3, 2]]) { $0[0].mirrored().squared() },
    Case(testDescription: "global average pool", shapes: [[2, 3, 2, 2]]) { $0[0].globalAveragePooled().squared() },
    Case(testDescription: "batch norm", shapes: [[2, 3, 2, 3], [3], [3]]) {
      batchNormalised($0[0], scale: $0[1], shift: $0[2], slope: 0.2).values
    },
    Case(testDescription: "batch norm, given statistics", shapes: [[2, 3, 2, 3], [3], [3], [3], [3]]) {
      normalised(
        $0[0], mean: $0[1], variance: $0[2].squared() + 0.5, scale: $0[3] + 1.5, shift: $0[4], slope: 0.2
      ).squared()
    },
    Case(testDescription: "scale and shift by sample", shapes: [[2, 3, 2, 3], [2, 3], [2, 3]]) {
      // Both sides of the kink, and nothing near it.
      modulated($0[0], scale: $0[1], shift: $0[2] + Tensor([2.5, -2.5, 2.5]), slope: 0.2).squared()
    },
    Case(testDescription: "layer norm", shapes: [[3, 4], [4], [4]]) {
      layerNormalised($0[0], scale: $0[1], shift: $0[2])
    },
    Case(testDescription: "log softmax", shapes: [[2, 4]]) { $0[0].logSoftmax() },
    Case(testDescription: "softmax", shapes: [[2, 4]]) { $0[0].softmax() },
  ]

  /// Σ weight · function(inputs), with weights that make every output count differently.
  private func objective(_ test: Case, _ inputs: [Tensor]) -> Tensor {
    let y = test.function(inputs)
    return (y * Random(seed: 7).uniform(y.shape, in: 0.5..<1.5)).sum()
  }

  /// Central differences of `function` in direction `direction`, in steps large enough for Float.
  private func slope(
    of function: ([Tensor]) -> Float, at inputs: [Tensor], along direction: [Tensor], step: Float = 4e-3
  ) -> Float {
    // Richardson's extrapolation from two step sizes removes the error of the third derivative.
    func central(_ h: Float) -> Float {
      let ahead = zip(inputs, direction).map { $0 + $1 * h }
      let behind = zip(inputs, direction).map { $0 - $1 * h }
      return (function(ahead) - function(behind)) / (2 * h)
    }
    return (4 * central(step) - central(2 * step)) / 3
  }

  @Test("first derivative", arguments: cases)
  func first(_ test: Case) {
    let random = Random(seed: 1)
    let inputs = test.shapes.map { random.uniform($0, in: test.range) }
    let direction = test.shapes.map { random.uniform($0, in: -1..<1) }
    let tracked = inputs.map { $0.tracked() }
    let exact = zip(gradients(of: objective(test, tracked), wrt: tracked), direction)
      .map { ($0 * $1).sum().scalar }.reduce(0, +)
    let measured = slope(of: { objective(test, $0).scalar }, at: inputs, along: direction)
    #expect(abs(exact - measured) < 4e-3 * max(abs(exact), 1), "\(exact), measured \(measured)")
  }

  @Test("second derivative", arguments: cases)
  func second(_ test: Case) {
    let random = Random(seed: 1)
    let inputs = test.shapes.map { random.uniform($0, in: test.range) }
    let direction = test.shapes.map { random.uniform($0, in: -1..<1) }
    let along = test.shapes.map { random.uniform($0, in: -1..<1) }
    /// The first derivative in `direction`, as a function that can itself be differentiated.
    func derivative(_ inputs: [Tensor], createGraph: Bool) -> Tensor {
      let found = gradients(of: objective(test, inputs), wrt: inputs, createGraph: createGraph)
      return zip(found, direction).map { ($0 * $1).sum() }.reduce(Tensor(0), +)
    }
    let tracked = inputs.map { $0.tracked() }
    let exact = zip(gradients(of: derivative(tracked, createGraph: true), wrt: tracked), along)
      .map { ($0 * $1).sum().scalar }.reduce(0, +)
    let measured = slope(
      of: { derivative($0.map { $0.tracked() }, createGraph: false).scalar }, at: inputs, along: along)
    #expect(abs(exact - measured) < 1e-2 * max(abs(exact), 1), "\(exact), measured \(measured)")
  }

  @Test func placesRiseByDepthAndEqualDepthsKeepTheirOrder() {
    let random = Random(seed: 5)
    let depths = (0..<5_000).map { $0 % 3 == 0 ? 1 << 20 + random.integer(below: 7) : random.integer(below: 40) }
    let expected = depths.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
    #expect(placesByRisingDepth(depths) == expected)
    #expect(placesByRisingDepth([]) == [])
  }

  @Test func onlyWhatIsAskedForIsComputed() {
    let a = Tensor(2).tracked()
    let b = Tensor(3).tracked()
    let product = a * b
    #expect(gradients(of: product, wrt: [a])[0].scalar == 3)
    #expect(gradients(of: product.detached() + a, wrt: [b])[0].scalar == 0, "no path: gradient zero")
    #expect(gradients(of: product * product, wrt: [product])[0].scalar == 12, "a tensor on the way")
    #expect(withoutHistory { a * b }.history == nil)
  }

  @Test func gradientsAreRightWhereNoHistoryIsKept() {
    let x = Tensor([0.3, -0.7]).tracked()
    let y = x.tanh().sum()
    let asked = withoutHistory { gradients(of: y, wrt: [x], createGraph: true)[0] }
    #expect(asked.scalars == gradients(of: y, wrt: [x])[0].scalars && asked.history == nil)
  }

  @Test func aVeryLongHistoryIsReleasedWithoutRecursion() {
    var x = Tensor(1).tracked()
    for _ in 0..<300_000 { x = x + 1 }
    #expect(x.scalar == 300_001)
    x = Tensor(0)
  }

  @Test func thirdDerivative() {
    let x = Tensor(0.7).tracked()
    var derivative = x.tanh()
    for _ in 0..<3 { derivative = gradients(of: derivative, wrt: [x], createGraph: true)[0] }
    let t = Float(0.604_367_8)
    #expect(abs(derivative.scalar - (1 - t * t) * (6 * t * t - 2)) < 1e-4)
  }
}
