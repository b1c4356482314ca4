import Testing

@testable import Engine

@Suite("Layers together") struct LayerTests {
  private func network(deep: Bool) -> Sequential {
    let random = Random(seed: 1)
    return Sequential {
      Linear(from: 8, to: 4 * 4 * 16, random: random)
      Apply { $0.reshaped([-1, 4, 4, 16]) }
      BatchNorm(channels: 16)
      Apply(.leakyReLU(slope: 0.2))
      if deep {
        TransposedConvolution(
          from: 16, to: 16, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), random: random)
      }
      for _ in 0..<2 {
        Convolution(
          from: 16, to: 16, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .relu, random: random)
      }
      Dropout(rate: 0.5)
      Apply { $0.flattened() }
      SpectralNorm(Linear(from: deep ? 1024 : 256, to: 3, random: random), random: random)
      LayerNorm(shape: [3])
    }
  }

  @Test func layersAreAppliedInTheirOrderWithTheMode() {
    let (network, random) = (network(deep: false), Random(seed: 2))
    let x = random.normal([5, 8])
    var y = x
    for layer in network.layers { y = layer(y, .inference) }
    #expect(network(x, .inference).scalars == y.scalars && y.shape == [5, 3])
    #expect(network(x, .training(random)).scalars != network(x, .training(random)).scalars, "dropout is told")
    #expect(self.network(deep: true)(x, .inference).shape == [5, 3])
  }

  @Test func namesAreThoseOfTheList() {
    #expect(
      network(deep: false).namedParameters.map(\.name) == [
        "layers.0.weight", "layers.0.bias", "layers.2.scale", "layers.2.shift", "layers.4.weight", "layers.4.bias",
        "layers.5.weight", "layers.5.bias", "layers.8.layer.weight", "layers.8.layer.bias", "layers.9.scale",
        "layers.9.shift",
      ])
    let layers: [any Layer] = [Dropout(rate: 0.1), Linear(from: 1, to: 1, random: Random(seed: 1))]
    #expect(Sequential(layers).parameters.count == 2)
    #expect(Sequential { layers }.layers.count == 2)
  }

  @Test func layersAreDrawnByHeIfNothingIsSaid() {
    let window = ConvolutionWindow(kernel: 3)
    func weights(_ initializer: Initializer?) -> [[Float]] {
      let random = Random(seed: 3)
      let layers: [any Layer] =
        if let initializer {
          [
            Linear(from: 4, to: 2, initializer: initializer, random: random),
            Convolution(from: 4, to: 2, window: window, initializer: initializer, random: random),
            TransposedConvolution(from: 4, to: 2, window: window, initializer: initializer, random: random),
          ]
        } else {
          [
            Linear(from: 4, to: 2, random: random), Convolution(from: 4, to: 2, window: window, random: random),
            TransposedConvolution(from: 4, to: 2, window: window, random: random),
          ]
        }
      return layers.flatMap(\.parameters).map(\.value.scalars)
    }
    #expect(weights(nil) == weights(.he))
    #expect(weights(nil) != weights(.glorot))
  }

  @Test func classConditionalBatchNormScalesAndShiftsByClass() {
    let random = Random(seed: 5)
    let (plain, conditional) = (
      BatchNorm(channels: 3, activation: .leakyReLU(slope: 0.2)),
      BatchNorm(channels: 3, classes: 2, activation: .leakyReLU(slope: 0.2))
    )
    #expect(conditional.isConditional && conditional.channels == 3 && !plain.isConditional)
    let rows = Tensor.oneHot([1, 0, 1, 1], classes: 2)
    func x() -> Tensor { Random(seed: 6).normal([4, 5, 2, 3], mean: 1) }
    func agree(_ a: Tensor, _ b: Tensor) -> Bool { zip(a.scalars, b.scalars).allSatisfy { abs($0 - $1) < 1e-5 } }
    // New layers are the same for every class, and their statistics are of all samples.
    #expect(agree(plain(x(), .training(random)), conditional(x(), classes: rows, .training(random))))
    #expect(plain.runningVariance.value.scalars == conditional.runningVariance.value.scalars)
    // Class 1 as the plain layer, and class 0 another.
    plain.scale.value = random.normal([3])
    plain.shift.value = random.normal([3])
    conditional.scale.value = Tensor.concatenate([random.normal([1, 3]), plain.scale.value.reshaped([1, 3])])
    conditional.shift.value = Tensor.concatenate([random.normal([1, 3]), plain.shift.value.reshaped([1, 3])])
    for phase in [Phase.inference, .training(random)] {
      let (all, byClass) = (plain(x(), phase), conditional(x(), classes: rows, phase))
      #expect(agree(all.slice(2..<4), byClass.slice(2..<4)) && !agree(all.slice(1..<2), byClass.slice(1..<2)))
    }
    // Vectors too, and rows that lie between classes.
    let between = conditional(random.normal([1, 3]), classes: Tensor([[0.5, 0.5]]), .inference)
    #expect(between.shape == [1, 3])
  }

  /// Layers of 16 channels, so that Winograd's algorithm takes part, and an input for each.
  private static func foldable(bias: Bool, _ random: Random) -> [(layer: any WeightedLayer, input: Tensor)] {
    let (same, doubling) = (
      ConvolutionWindow(kernel: 3, padding: 1), ConvolutionWindow(kernel: 4, stride: 2, padding: 1)
    )
    let layers: [any WeightedLayer] = [
      Linear(from: 8, to: 16, bias: bias, random: random),
      Convolution(from: 16, to: 16, window: same, bias: bias, random: random),
      TransposedConvolution(from: 16, to: 16, window: doubling, bias: bias, random: random),
    ]
    for layer in layers { layer.bias?.value = random.normal([16]) }
    let images = random.normal([12, 8, 8, 16])
    return Array(zip(layers, [random.normal([12, 8]), images, images]))
  }

  private static func norm(classes: Int, _ random: Random) -> BatchNorm {
    let norm = BatchNorm(channels: 16, classes: classes, activation: .leakyReLU(slope: 0.2))
    for variable in [norm.scale, norm.shift] { variable.value = random.normal(variable.value.shape, mean: 1) }
    norm.runningMean.value = random.normal([16])
    norm.runningVariance.value = random.uniform([16], in: 0.25..<4)
    return norm
  }

  @Test(arguments: [false, true], [0, 3]) func aLayerTakesInTheNormalisationBehindIt(bias: Bool, classes: Int) {
    let random = Random(seed: 8)
    let rows = classes == 0 ? nil : Tensor.oneHot((0..<12).map { $0 % classes }, classes: classes)
    func distance(_ a: Tensor, _ b: Tensor) -> Float { (a - b).absoluteValue().scalars.max()! }
    for (layer, x) in Self.foldable(bias: bias, random) {
      let norm = Self.norm(classes: classes, random)
      let (sums, folded) = (layer(x), norm(after: layer, x, classes: rows, .inference))
      let apart = norm(sums, classes: rows, .inference)
      let largest = apart.absoluteValue().scalars.max()!
      #expect(distance(folded, apart) < 3e-5 * largest, "\(layer)")
      // Every part of the normalisation shows.
      #expect(distance(apart, sums) > 0.1 * largest, "\(layer)")
      #expect(folded.scalars.contains { $0 < 0 } && folded.shape == sums.shape)
      // Gradients pass through what is folded.
      let asked = [norm.scale, norm.shift, layer.weight].map(\.value)
      for (a, b) in zip(gradients(of: folded.mean(), wrt: asked), gradients(of: apart.mean(), wrt: asked)) {
        #expect(distance(a, b) < 1e-4 * b.absoluteValue().scalars.max()!, "\(layer)")
      }
    }
  }

  @Test(arguments: [0, 3]) func inTrainingNothingIsFolded(classes: Int) {
    let random = Random(seed: 9)
    let rows = classes == 0 ? nil : Tensor.oneHot((0..<12).map { $0 % classes }, classes: classes)
    for (layer, x) in Self.foldable(bias: true, random) {
      let (norm, other) = (Self.norm(classes: classes, Random(seed: 10)), Self.norm(classes: classes, Random(seed: 10)))
      let joined = norm(after: layer, x, classes: rows, .training(random))
      #expect(joined.scalars == other(layer(x), classes: rows, .training(random)).scalars)
      #expect(norm.runningMean.value.scalars == other.runningMean.value.scalars)
    }
  }

  @Test func aLayerWithAnActivationIsNotFolded() {
    let random = Random(seed: 11)
    let (layer, norm) = (
      Linear(from: 8, to: 16, activation: .relu, random: random), Self.norm(classes: 0, random)
    )
    let x = random.normal([5, 8])
    #expect(norm(after: layer, x, .inference).scalars == norm(layer(x), .inference).scalars)
  }

  @Test func allWeightsOfANetworkAreNormalisedAsOneIs() {
    let random = Random(seed: 7)
    let (first, second) = (Linear(from: 4, to: 3, random: random), Linear(from: 3, to: 2, random: random))
    let (network, normalised) = (Sequential([first, second]), SpectralNorm(second, random: random))
    let spectral = SpectralWeights(of: network.parameters, random: random)
    #expect(spectral.left.map(\.value.count) == [3, 2] && spectral.parameters.isEmpty)
    normalised.left.value = spectral.left[1].value
    for phase in [Phase.training(random), .training(random), .inference] {
      let values = spectral(network.parameters, phase)
      #expect(values[3].scalars == second.bias?.value.scalars && values[0].scalars != first.weight.value.scalars)
      #expect(values[2].scalars == normalised.normalisedWeight(phase).scalars)
    }
  }

  @Test func aModeChangesNothingWhereNoneIsNeeded() {
    let (random, window) = (Random(seed: 4), ConvolutionWindow(kernel: 3))
    let (dense, norm) = (Linear(from: 4, to: 2, random: random), LayerNorm(shape: [4]))
    let x = random.normal([3, 4])
    #expect(dense(x, .training(random)).scalars == dense(x).scalars)
    #expect(norm(x, .training(random)).scalars == norm(x).scalars)
    let images = random.normal([2, 5, 5, 3])
    let (convolution, transposed) = (
      Convolution(from: 3, to: 4, window: window, random: random),
      TransposedConvolution(from: 3, to: 4, window: window, random: random)
    )
    #expect(convolution(images, .inference).scalars == convolution(images).scalars)
    #expect(transposed(images, .inference).scalars == transposed(images).scalars)
  }
}
