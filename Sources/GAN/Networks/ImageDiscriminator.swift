import Engine

/// A convolutional discriminator of images (after Radford 2015), which looks for their classes if it was trained with them.
///
/// With classes it is a *projection discriminator* (Miyato & Koyama 2018): its logit is v·φ(x) + e(y)·φ(x), where φ are the
/// features of the image, v is the same for all images, and e(y) belongs to the class y. It may also have an *auxiliary
/// classifier* (Odena 2017), which says from the same features what class an image is of.
public final class ImageDiscriminator: Module, ClassifyingDiscriminator {
  /// From the image's channels to `width`, at full size.
  public let fromColour: Convolution
  /// Convolutions of stride 2, down to 4 × 4.
  public let halvings: [Convolution]
  /// Batch normalisation behind each halving, with its activation, as in DCGAN (Radford 2015); empty without.
  public let norms: [BatchNorm]
  /// The halvings of a residual discriminator, in the place of ``halvings``.
  public let residuals: [ResidualDownBlock]
  /// Applied to the 4 × 4 image where that is still to be done, behind residual blocks.
  public let activation: Activation
  /// Drops features before the last layer, in training.
  public let dropout: Dropout
  /// From all features of the 4 × 4 image to one logit.
  public let verdict: Linear
  /// e: a row of its weight for each class; `nil` without classes.
  public let embedding: Linear?
  /// The auxiliary classifier: from all features to a logit for each class; `nil` without one.
  public let classifier: Linear?
  /// Divides the weights of all these layers by their largest singular values (Miyato 2018); `nil` leaves them as they are.
  public let spectral: SpectralWeights?

  /// A discriminator with new weights.
  ///
  /// - Parameters:
  ///   - shape: The shape of the images, and the number of classes.
  ///   - width: The number of channels at full size; smaller sizes have as many or more.
  ///   - labels: The classes that its auxiliary classifier tells apart; 0 leaves the classifier out.
  ///   - dropout: The share of the last features that is dropped in training.
  ///   - blocks: What halves the images.
  ///   - isSpectral: Whether all weights are spectrally normalised.
  ///   - isBatchNormalised: Whether batches are normalised, everywhere but at the full size and in the last layers.
  ///   - random: What the initial weights are drawn from.
  public init(
    shape: ImageNetworkShape = ImageNetworkShape(), width: Int = 64, labels: Int = 0, dropout: Float = 0.4,
    blocks: BlockKind = .plain, isSpectral: Bool = false, isBatchNormalised: Bool = false, random: Random
  ) {
    let channels = shape.discriminatorChannels(width: width)
    let features = 16 * channels.last!
    let (leaky, isResidual) = (Activation.leakyReLU(slope: 0.2), blocks == .residual)
    fromColour = Convolution(
      from: shape.image.channels, to: width, window: ConvolutionWindow(kernel: 3, padding: 1),
      activation: isResidual ? .identity : leaky, initializer: .he, random: random)
    let sizes = Array(zip(channels, channels.dropFirst()))
    halvings = (isResidual ? [] : sizes).map {
      // No bias before a batch normalisation, which would subtract it again.
      Convolution(
        from: $0, to: $1, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), bias: !isBatchNormalised,
        activation: isBatchNormalised ? .identity : leaky, initializer: .he, random: random)
    }
    norms = (isBatchNormalised && !isResidual ? sizes : []).map { BatchNorm(channels: $0.1, activation: leaky) }
    residuals = (isResidual ? sizes : []).map {
      ResidualDownBlock(from: $0, to: $1, isBatchNormalised: isBatchNormalised, random: random)
    }
    activation = isResidual ? leaky : .identity
    self.dropout = Dropout(rate: dropout)
    verdict = Linear(from: features, to: 1, initializer: .he, random: random)
    embedding =
      shape.classes == 0
      ? nil : Linear(from: features, to: shape.classes, bias: false, initializer: .he, random: random)
    classifier = labels == 0 ? nil : Linear(from: features, to: labels, initializer: .he, random: random)
    let parts: [Module?] = [fromColour] + halvings + norms + residuals + [verdict, embedding, classifier]
    spectral =
      isSpectral
      ? SpectralWeights(of: parts.flatMap { $0?.parameters ?? [] }, random: random.split("spectral")) : nil
  }

  /// One logit, `[batch, 1]`, for each of the images `[batch, height, width, channels]` in [-1, 1].
  public func callAsFunction(_ images: Tensor, _ phase: Phase) -> Tensor { self(images, classes: nil, phase) }

  /// One logit for each of the images as one of its class, one-hot rows `[batch, class]`; `nil` leaves e(y)·φ(x) out, and is
  /// all that a discriminator without classes takes.
  public func callAsFunction(_ images: Tensor, classes: Tensor?, _ phase: Phase) -> Tensor {
    withParameters(normalised(phase)) { logits(of: features(of: images, phase), classes) }
  }

  /// The logits, and those of the auxiliary classifier, if it has one.
  public func assess(_ images: Tensor, classes: Tensor?, _ phase: Phase) -> (logits: Tensor, classLogits: Tensor?) {
    withParameters(normalised(phase)) {
      let features = features(of: images, phase)
      return (logits(of: features, classes), classifier?(features))
    }
  }

  /// The values that the parameters have in a call, if they are not their own.
  func normalised(_ phase: Phase) -> [Tensor]? { spectral?(parameters, phase) }

  /// φ, `[batch, 16 · channels]`: the values of the 4 × 4 image.
  private func features(of images: Tensor, _ phase: Phase) -> Tensor {
    let image = halvings.indices.reduce(fromColour(images)) { image, place in
      norms.isEmpty ? halvings[place](image) : norms[place](after: halvings[place], image, phase)
    }
    let last = residuals.reduce(image) { image, block in block(image, phase) }
    return dropout(activation(last).flattened(), phase)
  }

  private func logits(of features: Tensor, _ classes: Tensor?) -> Tensor {
    guard let classes else { return verdict(features) }
    guard let embedding else { fatalError("ImageDiscriminator: a discriminator without classes was shown some") }
    return verdict(features) + (embedding(features) * classes).sum(axes: [1], keepingAxes: true)
  }
}
