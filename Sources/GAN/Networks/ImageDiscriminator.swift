import Engine

/// A convolutional discriminator of 32 × 32 colour images (after Radford 2015).
public final class ImageDiscriminator: Module, Discriminator {
  /// From 3 colours to `width` channels, at 32 × 32.
  public let fromColour: Convolution
  /// Three convolutions of stride 2, down to 4 × 4.
  public let halvings: [Convolution]
  /// Drops features before the last layer, in training.
  public let dropout: Dropout
  /// From all features of the 4 × 4 image to one logit.
  public let verdict: Linear

  /// A discriminator with new weights.
  ///
  /// - Parameters:
  ///   - width: The number of channels at full size; the 4 × 4 image has four times as many.
  ///   - dropout: The share of the last features that is dropped in training.
  ///   - random: What the first weights are drawn from.
  public init(width: Int = 64, dropout: Float = 0.4, random: Random) {
    let channels = [width, 2 * width, 2 * width, 4 * width]
    fromColour = Convolution(
      from: 3, to: width, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .leakyReLU(slope: 0.2),
      initializer: .he, random: random)
    halvings = zip(channels, channels.dropFirst()).map {
      Convolution(
        from: $0, to: $1, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1),
        activation: .leakyReLU(slope: 0.2), initializer: .he, random: random)
    }
    self.dropout = Dropout(rate: dropout)
    verdict = Linear(from: 16 * channels[3], to: 1, initializer: .he, random: random)
  }

  /// One logit, `[batch, 1]`, for each of the images `[batch, 32, 32, 3]` in [-1, 1].
  public func callAsFunction(_ images: Tensor, _ mode: Mode) -> Tensor {
    let features = halvings.reduce(fromColour(images)) { image, halve in halve(image) }
    return verdict(dropout(features.flattened(), mode))
  }
}
