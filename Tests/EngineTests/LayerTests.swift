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
