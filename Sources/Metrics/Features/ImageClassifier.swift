import Engine

/// A small convolutional classifier of 32 × 32 colour images: a convolution, blocks that each halve height and width, the
/// mean over the remaining pixels, and a dense layer to class logits. The mean is the image's features.
public final class ImageClassifier: Module {
  /// From 3 colours to 32 channels, at 32 × 32.
  public let fromColour: Convolution
  /// Blocks that each halve height and width.
  public let blocks: [ClassifierBlock]
  /// From features to class logits.
  public let verdict: Linear

  /// A classifier with new weights.
  ///
  /// - Parameters:
  ///   - widths: The number of channels after each block; the last is the number of features.
  ///   - classes: The number of logits.
  ///   - random: What the initial weights are drawn from.
  public init(widths: [Int], classes: Int, random: Random) {
    let channels = [32] + widths
    fromColour = Convolution(
      from: 3, to: channels[0], window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.1),
      initializer: .he, random: random)
    blocks = zip(channels, channels.dropFirst()).map { ClassifierBlock(from: $0, to: $1, random: random) }
    verdict = Linear(from: channels.last!, to: classes, initializer: .fanIn, random: random)
  }

  /// Features `[batch, widths.last]` and logits `[batch, classes]` of images `[batch, 32, 32, 3]` in [-1, 1].
  public func callAsFunction(_ images: Tensor, _ phase: Phase) -> (features: Tensor, logits: Tensor) {
    let features = blocks.reduce(fromColour(images)) { image, block in block(image, phase) }.globalAveragePooled()
    return (features, verdict(features))
  }
}

/// Two convolutions, with a 2 × 2 maximum after the first.
public final class ClassifierBlock: Module {
  let enter: Convolution
  let enterNorm: BatchNorm
  let refine: Convolution
  let refineNorm: BatchNorm

  init(from inputs: Int, to outputs: Int, random: Random) {
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

  /// `[batch, height, width, inputs]` to `[batch, height / 2, width / 2, outputs]`.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    refineNorm(refine(enterNorm(enter(x).maxPooled(2), phase)), phase)
  }
}
