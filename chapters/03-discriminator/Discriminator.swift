import Engine
import Notebook
import Pictures

//: ## The other half is a function too

/// A network that scores samples.
protocol Discriminator: Module {
  /// One logit for every sample, `[batch, 1]`: positive for "real", negative for "generated".
  func callAsFunction(_ samples: Tensor, _ mode: Mode) -> Tensor
}

//: The discriminator of images is the generator's mirror. Strided convolutions halve the image three times, 32 → 16 →
//: 8 → 4, and pixels are traded for channels. Then *dropout* silences a share of the values, a different one every time,
//: so that no verdict hangs on a single one of them, and a dense layer weighs the rest into one number.

/// A convolutional discriminator of 32 × 32 colour images (after Radford 2015).
final class ImageDiscriminator: Module, Discriminator {
  let fromColour: Convolution
  let halvings: [Convolution]
  let dropout: Dropout
  let verdict: Linear

  /// - Parameter width: The number of channels at full size; the 4 × 4 image has four times as many.
  init(width: Int = 64, dropout: Float = 0.4, random: Random) {
    let channels = [width, 2 * width, 2 * width, 4 * width]
    fromColour = Convolution(
      from: 3, to: width, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.2),
      initializer: .dcgan, random: random)
    halvings = zip(channels, channels.dropFirst()).map {
      Convolution(
        from: $0, to: $1, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1),
        activation: .leakyReLU(slope: 0.2), initializer: .dcgan, random: random)
    }
    self.dropout = Dropout(rate: dropout)
    verdict = Linear(from: 16 * channels[3], to: 1, initializer: .dcgan, random: random)
  }

  func callAsFunction(_ images: Tensor, _ mode: Mode) -> Tensor {
    let features = halvings.reduce(fromColour(images)) { image, halve in halve(image) }
    return verdict(dropout(features.flattened(), mode))
  }
}

//: Points in the plane need no convolutions. Two hidden layers of 128 are plenty, for either player.

/// A generator of points: an ordinary network of dense layers.
final class PointGenerator: Module, Generator {
  let latentSize: Int
  let layers: [Linear]

  init(latentSize: Int, dimensions: Int = 2, width: Int = 128, random: Random) {
    self.latentSize = latentSize
    layers = denseLayers([latentSize, width, width, dimensions], random: random)
  }

  func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor { layers.reduce(latents) { $1($0) } }
}

/// A discriminator of points.
final class PointDiscriminator: Module, Discriminator {
  let layers: [Linear]

  init(dimensions: Int = 2, width: Int = 128, random: Random) {
    layers = denseLayers([dimensions, width, width, 1], random: random)
  }

  func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { layers.reduce(points) { $1($0) } }
}

/// Dense layers of the given sizes, ReLU after all but the last.
private func denseLayers(_ sizes: [Int], random: Random) -> [Linear] {
  zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
    let isLast = index == sizes.count - 2
    return Linear(
      from: size.0, to: size.1, activation: isLast ? .identity : .relu, initializer: .he, random: random)
  }
}
