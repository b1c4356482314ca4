import Engine

/// A convolutional generator of images (after Radford 2015), of wanted classes if it was trained with them.
///
/// A class goes in beside the latent vector, as a one-hot row (Mirza & Osindero 2014), or has a scale and a shift of its own
/// in every batch normalisation; see ``ClassInput``.
public final class ImageGenerator: Module, Generator {
  /// The default number of values in a latent vector, DCGAN's.
  public static let usualLatentSize = 100
  /// What a one-hot row is multiplied by. A latent vector of 100 values has a length of about 10, beside which a 1 would
  /// hardly be seen.
  public static let classStrength: Float = 3

  /// The number of values in a latent vector.
  public let latentSize: Int
  /// From the latent vector to the values of the 4 × 4 image.
  public let project: Linear
  /// Normalises the channels of the 4 × 4 image.
  public let norm: BatchNorm
  /// The doublings, from 4 × 4 to full size.
  public let blocks: [UpBlock]
  /// The doublings of a residual generator, in the place of ``blocks``. They come before ``norm``, which there normalises the
  /// channels of the last image.
  public let residuals: [ResidualUpBlock]
  /// From the last block's channels to the image's, in [-1, 1].
  public let toColour: Convolution
  /// The shape of the images, and the number of classes.
  public let shape: ImageNetworkShape
  /// How the network is told classes, if it knows some.
  public let classInput: ClassInput

  /// A generator with new weights.
  ///
  /// - Parameters:
  ///   - latentSize: The number of values in a latent vector.
  ///   - shape: The shape of the images, and the number of classes.
  ///   - width: The number of channels at full size; smaller sizes have as many or more.
  ///   - refinements: How many convolutions follow each doubling: 0 in the plain generator, 1 in the enhanced one.
  ///   - random: What the initial weights are drawn from.
  public convenience init(
    latentSize: Int = usualLatentSize, shape: ImageNetworkShape = ImageNetworkShape(), width: Int = 64,
    refinements: Int, random: Random
  ) {
    self.init(
      NetworkDescription(latentSize: latentSize, shape: shape, width: width, refinements: refinements), random: random)
  }

  /// A described generator, with new weights.
  public init(_ description: NetworkDescription, random: Random) {
    let (channels, slope, epsilon) = (description.channels, description.slope, description.epsilon)
    let (refinements, isResidual) = (description.refinements, description.blocks == .residual)
    latentSize = description.latentSize
    shape = description.shape
    classInput = description.classInput ?? .latent
    let classes = classInput == .batchNorm ? shape.classes : 0
    let beside = shape.classes - classes
    project = Linear(
      from: latentSize + beside, to: 16 * channels[0], bias: false, initializer: .dcgan, random: random)
    norm = BatchNorm(
      channels: isResidual ? channels.last! : channels[0], classes: classes, activation: .leakyReLU(slope: slope),
      epsilon: epsilon)
    let sizes = Array(zip(channels, channels.dropFirst()))
    blocks = (isResidual ? [] : sizes).map {
      UpBlock(
        from: $0, to: $1, refinements: refinements, classes: classes, slope: slope, epsilon: epsilon, random: random)
    }
    residuals = (isResidual ? sizes : []).map {
      ResidualUpBlock(
        from: $0, to: $1, refinements: refinements, classes: classes, slope: slope, epsilon: epsilon, random: random)
    }
    toColour = Convolution(
      from: channels.last!, to: description.imageChannels, window: ConvolutionWindow(kernel: 3, padding: 1),
      activation: .tanh, initializer: .dcgan, random: random)
  }

  /// Images `[batch, height, width, channels]` in [-1, 1] from latent vectors `[batch, latentSize]`; of every class in
  /// turn, if the generator knows some.
  public func callAsFunction(_ latents: Tensor, _ phase: Phase) -> Tensor { self(latents, classes: nil, phase) }

  /// Images of the classes `[batch, class]`, one-hot rows; rows may also lie between classes. `nil` stands for every class
  /// in turn, and is all that a generator without classes takes.
  public func callAsFunction(_ latents: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor {
    require(
      classes == nil || shape.classes > 0, "ImageGenerator: a generator without classes was asked for images of some")
    let (beside, within) = told(classes, count: latents.shape[0])
    let image = residuals.reduce(seed(latents, beside)) { image, block in block(image, classes: within, phase) }
    return toColour(
      blocks.reduce(norm(image, classes: within, phase)) { image, block in block(image, classes: within, phase) })
  }

  /// The classes' one-hot rows as the network is told them: beside the latent vectors, or within batch normalisation.
  func told(_ classes: Tensor?, count: Int) -> (beside: Tensor?, within: Tensor?) {
    guard shape.classes > 0 else { return (nil, nil) }
    let rows = classes ?? Tensor.oneHot((0..<count).map { $0 % shape.classes }, of: shape.classes)
    return classInput == .latent ? (rows, nil) : (nil, rows)
  }

  /// Latent vectors with one-hot rows beside them, if there are any.
  func input(_ latents: Tensor, _ rows: Tensor?) -> Tensor {
    rows.map { Tensor.concatenate([latents, $0 * Self.classStrength], axis: 1) } ?? latents
  }

  /// The 4 × 4 image of latent vectors.
  private func seed(_ latents: Tensor, _ rows: Tensor?) -> Tensor {
    project(input(latents, rows)).reshaped([-1, 4, 4, project.weight.value.shape[0] / 16])
  }
}

/// Doubles an image's size: a transposed convolution, batch normalisation and a leaky ReLU, and then further convolutions
/// at the new size.
public final class UpBlock: Module {
  /// Doubles height and width.
  public let up: TransposedConvolution
  /// Normalises the channels after the doubling.
  public let norm: BatchNorm
  /// Further convolutions at the new size.
  public let refinements: [Refinement]

  /// A block from `inputs` to `outputs` channels, with so many further convolutions, and with `classes` of which each
  /// has a scale and a shift of its own in batch normalisation.
  public init(
    from inputs: Int, to outputs: Int, refinements: Int, classes: Int = 0, slope: Float = 0.2, epsilon: Float = 1e-5,
    random: Random
  ) {
    // No bias: batch normalisation would subtract it again.
    up = TransposedConvolution(
      from: inputs, to: outputs, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: outputs, classes: classes, activation: .leakyReLU(slope: slope), epsilon: epsilon)
    self.refinements = (0..<refinements).map { _ in
      Refinement(channels: outputs, classes: classes, slope: slope, epsilon: epsilon, random: random)
    }
  }

  /// `[batch, height, width, inputs]` to `[batch, 2 · height, 2 · width, outputs]`, by class if batch normalisation is.
  public func callAsFunction(_ x: Tensor, classes: Tensor? = nil, _ phase: Phase) -> Tensor {
    let doubled = norm(after: up, x, classes: classes, phase)
    return refinements.reduce(doubled) { image, refine in refine(image, classes: classes, phase) }
  }
}

/// A 3 × 3 convolution at the same size, with batch normalisation and a leaky ReLU.
public final class Refinement: Module {
  /// From the channels to as many; padding keeps the size.
  public let convolution: Convolution
  /// Normalises the channels, and applies a leaky ReLU.
  public let norm: BatchNorm

  /// A refinement of an image of so many channels, and with `classes` as in ``UpBlock``.
  public init(channels: Int, classes: Int = 0, slope: Float = 0.2, epsilon: Float = 1e-5, random: Random) {
    convolution = Convolution(
      from: channels, to: channels, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false,
      initializer: .dcgan, random: random)
    norm = BatchNorm(channels: channels, classes: classes, activation: .leakyReLU(slope: slope), epsilon: epsilon)
  }

  /// `[batch, height, width, channels]` to the same shape.
  public func callAsFunction(_ x: Tensor, classes: Tensor? = nil, _ phase: Phase) -> Tensor {
    norm(after: convolution, x, classes: classes, phase)
  }
}

/// How a generator is told the class of an image.
public enum ClassInput: String, CaseIterable, Codable, Sendable {
  /// As a one-hot row beside the latent vector (Mirza & Osindero 2014).
  case latent
  /// By class-conditional batch normalisation, in which each class has a scale and a shift of its own (Miyato & Koyama
  /// 2018).
  case batchNorm
}

/// The two image generators of the book.
public enum GeneratorKind: String, CaseIterable, Codable, Sendable {
  /// Transposed convolutions alone.
  case plain
  /// With a further convolution after each doubling.
  case enhanced

  /// The number of convolutions after each doubling.
  public var refinements: Int { self == .plain ? 0 : 1 }
}
