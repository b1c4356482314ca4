import Engine

/// What both image networks are built of between 4 × 4 pixels and full size.
public enum BlockKind: String, CaseIterable, Codable, Sendable {
  /// Layers one after another, which change the size by strides (Radford 2015).
  case plain
  /// Residual blocks (He 2016): what comes in goes around the layers too, and is added to what they make. The size is
  /// doubled by repeating pixels and halved by averaging them, as in WGAN-GP's networks for images (Gulrajani 2017).
  case residual
}

/// Doubles an image's size around a shortcut: batch normalisation, a leaky ReLU, pixels repeated, and a 3 × 3 convolution;
/// then further convolutions at the new size; and to their result what came in is added, doubled too (Gulrajani 2017).
public final class ResidualUpBlock: Module {
  /// The layers that the shortcut goes around; the first doubles height and width.
  public let layers: [PreactivatedConvolution]
  /// The shortcut's 1 × 1 convolution; `nil` where the number of channels stays.
  public let shortcut: Convolution?

  /// A block from `inputs` to `outputs` channels, with so many further convolutions.
  ///
  /// - Parameter classes: The classes that each have a scale and a shift of their own in batch normalisation; 0 for none.
  public init(
    from inputs: Int, to outputs: Int, refinements: Int, classes: Int = 0, slope: Float = 0.2, epsilon: Float = 1e-5,
    random: Random
  ) {
    layers = (0...refinements).map { place in
      PreactivatedConvolution(
        from: place == 0 ? inputs : outputs, to: outputs, doubles: place == 0, classes: classes, slope: slope,
        epsilon: epsilon, random: random)
    }
    shortcut = inputs == outputs ? nil : .shortcut(from: inputs, to: outputs, bias: false, random: random)
  }

  /// `[batch, height, width, inputs]` to `[batch, 2 · height, 2 · width, outputs]`, by class if batch normalisation is.
  public func callAsFunction(_ x: Tensor, classes: Tensor? = nil, _ phase: Phase) -> Tensor {
    layers.reduce(x) { image, layer in layer(image, classes: classes, phase) } + shortened(x)
  }

  /// What came in, as it is added. A 1 × 1 convolution before the doubling makes the same of it as one after it, from a
  /// quarter of the pixels.
  func shortened(_ x: Tensor) -> Tensor { (shortcut?(x) ?? x).upsampled(by: 2) }
}

/// Batch normalisation, a leaky ReLU and then a 3 × 3 convolution, perhaps of the image at twice its size.
public final class PreactivatedConvolution: Module {
  /// Normalises the channels, and applies a leaky ReLU.
  public let norm: BatchNorm
  /// Padding keeps the size.
  public let convolution: Convolution
  /// Whether every pixel is repeated in both directions before the convolution.
  public let doubles: Bool

  /// A layer from `inputs` to `outputs` channels.
  public init(
    from inputs: Int, to outputs: Int, doubles: Bool, classes: Int = 0, slope: Float = 0.2, epsilon: Float = 1e-5,
    random: Random
  ) {
    norm = BatchNorm(channels: inputs, classes: classes, activation: .leakyReLU(slope: slope), epsilon: epsilon)
    // No bias: the next batch normalisation would subtract it again.
    convolution = Convolution(
      from: inputs, to: outputs, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false, initializer: .he,
      random: random)
    self.doubles = doubles
  }

  /// `[batch, height, width, inputs]` to `[batch, height, width, outputs]`, or to twice the height and width.
  public func callAsFunction(_ x: Tensor, classes: Tensor? = nil, _ phase: Phase) -> Tensor {
    let image = norm(x, classes: classes, phase)
    return convolution(doubles ? image.upsampled(by: 2) : image)
  }
}

/// Halves an image's size around a shortcut: twice a leaky ReLU and a 3 × 3 convolution, and then the mean of every 2 × 2
/// pixels; to it what came in is added, halved too (Gulrajani 2017).
public final class ResidualDownBlock: Module {
  /// From the channels that come in to as many, through a leaky ReLU.
  public let first: Convolution
  /// To the channels that go out.
  public let second: Convolution
  /// The shortcut's 1 × 1 convolution; `nil` where the number of channels stays.
  public let shortcut: Convolution?
  /// Applied before the first convolution.
  public let activation: Activation
  /// Batch normalisation before each convolution, with its activation; empty without.
  public let norms: [BatchNorm]

  /// A block from `inputs` to `outputs` channels.
  public init(
    from inputs: Int, to outputs: Int, slope: Float = 0.2, isBatchNormalised: Bool = false, random: Random
  ) {
    let window = ConvolutionWindow(kernel: 3, padding: 1)
    let leaky = Activation.leakyReLU(slope: slope)
    activation = leaky
    norms = isBatchNormalised ? (0..<2).map { _ in BatchNorm(channels: inputs, activation: leaky) } : []
    first = Convolution(
      from: inputs, to: inputs, window: window, bias: !isBatchNormalised,
      activation: isBatchNormalised ? .identity : leaky, initializer: .he, random: random)
    second = Convolution(from: inputs, to: outputs, window: window, initializer: .he, random: random)
    shortcut = inputs == outputs ? nil : .shortcut(from: inputs, to: outputs, random: random)
  }

  /// `[batch, height, width, inputs]` to `[batch, height / 2, width / 2, outputs]`.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    second(prepared(first(started(x, phase)), phase)).averagePooled(2) + shortened(x)
  }

  /// What the first convolution sees of what came in.
  func started(_ x: Tensor, _ phase: Phase) -> Tensor { norms.first?(x, phase) ?? activation(x) }

  /// What the second convolution sees of the first one's result.
  func prepared(_ x: Tensor, _ phase: Phase) -> Tensor { norms.last?(x, phase) ?? x }

  /// What came in, as it is added; averaging first makes the same of it as a 1 × 1 convolution first.
  func shortened(_ x: Tensor) -> Tensor {
    let halved = x.averagePooled(2)
    return shortcut?(halved) ?? halved
  }
}

extension Convolution {
  /// The 1 × 1 convolution of a shortcut, behind which there is no activation that its weights would have to make up for.
  fileprivate static func shortcut(from inputs: Int, to outputs: Int, bias: Bool = true, random: Random) -> Convolution
  {
    Convolution(
      from: inputs, to: outputs, window: ConvolutionWindow(kernel: 1), bias: bias, initializer: .glorot, random: random)
  }
}
