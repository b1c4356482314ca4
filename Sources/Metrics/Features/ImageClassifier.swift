import Engine

/// A small convolutional classifier of 32 × 32 colour images: a convolution out of colour, three blocks that each halve
/// the image, the mean over what is left of it, and a dense layer to class logits. That mean is the image's features.
public final class ImageClassifier: Module {
  public let fromColour: Convolution
  public let blocks: [ClassifierBlock]
  public let verdict: Linear

  /// - Parameters:
  ///   - widths: The number of channels after each block; the last is the number of features.
  ///   - classes: The number of logits.
  public init(widths: [Int], classes: Int, random: Random) {
    let channels = [32] + widths
    fromColour = Convolution(
      from: 3, to: channels[0], window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.1),
      initializer: .he, random: random)
    blocks = zip(channels, channels.dropFirst()).map { ClassifierBlock(from: $0, to: $1, random: random) }
    verdict = Linear(from: channels.last!, to: classes, initializer: .fanIn, random: random)
  }

  public func callAsFunction(_ images: Tensor, _ mode: Mode) -> (features: Tensor, logits: Tensor) {
    let features = blocks.reduce(fromColour(images)) { image, block in block(image, mode) }.globalAveragePooled()
    return (features, verdict(features))
  }
}

/// Two convolutions; of every four pixels that the first one makes, only the largest value goes on.
public final class ClassifierBlock: Module {
  public let enter: Convolution
  public let enterNorm: BatchNorm
  public let refine: Convolution
  public let refineNorm: BatchNorm

  public init(from inputs: Int, to outputs: Int, random: Random) {
    func convolution(from inputs: Int) -> Convolution {
      Convolution(
        from: inputs, to: outputs, window: ConvolutionWindow(kernel: 3, padding: 1), bias: false, initializer: .he,
        random: random)
    }
    enter = convolution(from: inputs)
    enterNorm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.1))
    refine = convolution(from: outputs)
    refineNorm = BatchNorm(channels: outputs, activation: .leakyReLU(slope: 0.1))
  }

  public func callAsFunction(_ x: Tensor, _ mode: Mode) -> Tensor {
    refineNorm(refine(enterNorm(enter(x).maxPooled(2), mode)), mode)
  }
}
