import Engine

/// A convolutional generator of 32 × 32 colour images (after Radford 2015).
public final class ImageGenerator: Module, Generator {
  /// The number of values in a latent vector unless another is asked for, as in DCGAN.
  public static let usualLatentSize = 100

  public let latentSize: Int
  public let project: Linear
  public let norm: BatchNorm
  public let blocks: [UpBlock]
  public let toColour: Convolution

  /// - Parameters:
  ///   - width: The number of channels of the full-sized image; the 4 × 4 image has four times as many.
  ///   - refinements: How many convolutions follow each doubling: 0 in the plain generator, 1 in the enhanced one.
  public init(latentSize: Int = usualLatentSize, width: Int = 64, refinements: Int, random: Random) {
    let channels = [4 * width, 2 * width, width, width]
    self.latentSize = latentSize
    project = Linear(from: latentSize, to: 16 * channels[0], bias: false, initializer: .dcgan, random: random)
    norm = BatchNorm(channels: channels[0], activation: .leakyReLU(slope: 0.2))
    blocks = zip(channels, channels.dropFirst()).map {
      UpBlock(from: $0, to: $1, refinements: refinements, random: random)
    }
    toColour = Convolution(
      from: width, to: 3, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .tanh, initializer: .dcgan,
      random: random)
  }

  public func callAsFunction(_ latents: Tensor, _ mode: Mode) -> Tensor {
    let seed = norm(project(latents).reshaped([-1, 4, 4, norm.scale.value.count]), mode)
    return toColour(blocks.reduce(seed) { image, block in block(image, mode) })
  }
}

/// One doubling: a transposed convolution, batch normalisation and a leaky ReLU, and then as many further convolutions
/// at the new size as are asked for.
public final class UpBlock: Module {
  public let up: TransposedConvolution
  public let norm: BatchNorm
  public let refinements: [Refinement]

  public init(from inputs: Int, to outputs: Int, refinements: Int, random: Random) {
    // No bias: batch normalisation would subtract it again.
    up = TransposedConvolution(
      from: inputs, to: outputs, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.2))
    self.refinements = (0..<refinements).map { _ in Refinement(channels: outputs, random: random) }
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    refinements.reduce(norm(up(x), mode)) { image, refine in refine(image, mode) }
  }
}

/// A convolution that leaves the size as it is: room to draw detail, and to smooth what the doubling left uneven.
public final class Refinement: Module {
  public let convolution: Convolution
  public let norm: BatchNorm

  public init(channels: Int, random: Random) {
    convolution = Convolution(
      from: channels, to: channels, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: channels, activation: .leakyReLU(slope: 0.2))
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor { norm(convolution(x), mode) }
}

/// Which of the book's two image generators.
public enum GeneratorKind: String, CaseIterable, Codable, Sendable {
  /// Transposed convolutions alone.
  case plain
  /// With a further convolution after each doubling.
  case enhanced

  /// The convolutions after each doubling.
  public var refinements: Int { self == .plain ? 0 : 1 }
}
