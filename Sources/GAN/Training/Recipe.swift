import Engine

/// How a pair of image networks is trained: everything that is chosen, except the data.
public struct Recipe: Codable, Equatable, Sendable {
  /// What both networks are built of.
  public var blocks: BlockKind
  /// The number of convolutions after each doubling: 0 in the plain generator, 1 in the enhanced one.
  public var refinements: Int
  /// The number of channels at full size, in both networks.
  public var width: Int
  /// The share of values that the discriminator drops.
  public var dropout: Float
  /// Where weights are spectrally normalised.
  public var spectralNorm: SpectralNormUse
  /// What the discriminator normalises.
  public var discriminatorNorm: DiscriminatorNorm
  /// What the two players minimise.
  public var loss: Loss
  /// What the discriminator's auxiliary classifier counts; see ``Trainer/classWeight``. 0 leaves it out.
  public var classWeight: Float
  /// How the generator is told classes, if the pair is told any.
  public var classInput: ClassInput
  /// The learning rate of the generator's Adam.
  public var generatorRate: Float
  /// The learning rate of the discriminator's Adam.
  public var discriminatorRate: Float
  /// β₁ of both players' Adam: how long they remember the direction of their steps.
  public var beta1: Float
  /// When both rates fall; `nil` if they stay.
  public var fade: Fade?
  /// γ of R1 (Mescheder 2018); 0 for none.
  public var r1: Float
  /// γ of R2 (Mescheder 2018); 0 for none.
  public var r2: Float
  /// R1 and R2 are evaluated once in so many steps; see ``Regularizer/interval``.
  public var r1Interval: Int
  /// What is done to images before the discriminator sees them.
  public var augmentation: DifferentiableAugmentation?
  /// The decay of the moving average of the generator's weights.
  public var averageDecay: Float
  /// The number of real images in a step.
  public var batchSize: Int
  /// What convolutions multiply in a step without R1 or R2. Images that are scored or looked at are drawn in floats.
  public var precision: Precision

  /// A recipe. By default it is the enhanced generator at DCGAN's rates (Radford 2015), without dropout, penalty or
  /// augmentation.
  public init(
    blocks: BlockKind = .plain, refinements: Int = 1, width: Int = 64, dropout: Float = 0,
    spectralNorm: SpectralNormUse = .none, discriminatorNorm: DiscriminatorNorm = .none, loss: Loss = .nonSaturating,
    classWeight: Float = 0, classInput: ClassInput = .latent, generatorRate: Float = 2e-4,
    discriminatorRate: Float = 2e-4,
    beta1: Float = 0.5, fade: Fade? = nil, r1: Float = 0, r2: Float = 0,
    r1Interval: Int = 16, augmentation: DifferentiableAugmentation? = nil, averageDecay: Float = 0.999,
    batchSize: Int = 64, precision: Precision = .float
  ) {
    self.blocks = blocks
    self.refinements = refinements
    self.width = width
    self.dropout = dropout
    self.spectralNorm = spectralNorm
    self.discriminatorNorm = discriminatorNorm
    self.loss = loss
    self.classWeight = classWeight
    self.classInput = classInput
    self.generatorRate = generatorRate
    self.discriminatorRate = discriminatorRate
    self.beta1 = beta1
    self.fade = fade
    self.r1 = r1
    self.r2 = r2
    self.r1Interval = r1Interval
    self.augmentation = augmentation
    self.averageDecay = averageDecay
    self.batchSize = batchSize
    self.precision = precision
  }

  /// The losses that a recipe can name.
  public enum Loss: String, CaseIterable, Codable, Sendable {
    /// ``NonSaturating``.
    case nonSaturating
    /// ``NonSaturating`` with real images labelled 0.9.
    case smoothed
    /// ``Hinge``.
    case hinge
    /// ``RelativisticPairs``.
    case relativistic

    /// The loss that the name stands for.
    public var loss: any AdversarialLoss {
      switch self {
      case .nonSaturating: NonSaturating()
      case .smoothed: NonSaturating(smoothing: 0.1)
      case .hinge: Hinge()
      case .relativistic: RelativisticPairs()
      }
    }
  }

  /// Where weights may be spectrally normalised.
  public enum SpectralNormUse: String, CaseIterable, Codable, Sendable {
    /// Nowhere.
    case none
    /// In every layer of the discriminator (Miyato 2018).
    case discriminator
  }

  /// What a discriminator normalises behind its convolutions.
  public enum DiscriminatorNorm: String, CaseIterable, Codable, Sendable {
    /// Nothing.
    case none
    /// Every batch, real and generated ones by themselves, as in DCGAN (Radford 2015).
    case batch
  }

  /// Learning rates that stay for some steps and then fall to a twentieth.
  public struct Fade: Codable, Equatable, Sendable {
    /// The last step at full rates, and the first at the least.
    public var after: Int, until: Int

    /// A fall that begins after `after` steps and ends after `until`.
    public init(after: Int, until: Int) { (self.after, self.until) = (after, until) }

    /// The factor for the rates after so many steps, from 1 down to 0.05.
    func share(after steps: Int) -> Float {
      let decay = CosineDecay(start: Float(after) / Float(until))
      return max(decay(min(Float(steps) / Float(until), 1)), 0.05)
    }
  }

  /// A generator with new weights.
  public func generator(_ shape: ImageNetworkShape = ImageNetworkShape(), random: Random) -> ImageGenerator {
    ImageGenerator(network(shape), random: random)
  }

  /// What ``generator(_:random:)`` makes.
  public func network(_ shape: ImageNetworkShape = ImageNetworkShape()) -> NetworkDescription {
    NetworkDescription(
      shape: shape, width: width, blocks: blocks, refinements: refinements, classInput: classInput)
  }

  /// A discriminator with new weights.
  ///
  /// - Parameter labels: The classes of real images, for an auxiliary classifier that the recipe may ask for; those of the
  ///   shape if left out.
  public func discriminator(
    _ shape: ImageNetworkShape = ImageNetworkShape(), labels: Int? = nil, random: Random
  ) -> ImageDiscriminator {
    ImageDiscriminator(
      shape: shape, width: width, labels: classWeight > 0 ? labels ?? shape.classes : 0, dropout: dropout,
      blocks: blocks, isSpectral: spectralNorm == .discriminator, isBatchNormalised: discriminatorNorm == .batch,
      random: random)
  }

  /// A pair with new weights, and what trains it.
  ///
  /// - Parameter labels: The classes of real images; those of the shape if left out.
  public func trainer(
    _ shape: ImageNetworkShape = ImageNetworkShape(), labels: Int? = nil, random: Random
  ) -> Trainer<ImageGenerator, ImageDiscriminator> {
    let trainer = Trainer(
      generator: { generator(shape, random: random.split("generator")) },
      discriminator: discriminator(shape, labels: labels, random: random.split("discriminator")), loss: loss.loss,
      generatorRule: Adam(learningRate: generatorRate, beta1: beta1),
      discriminatorRule: Adam(learningRate: discriminatorRate, beta1: beta1),
      average: MovingAverage(decay: averageDecay), random: random.split("training"))
    if let augmentation { trainer.augment = { augmentation($0, $1) } }
    trainer.classWeight = classWeight
    trainer.drawsByClass = shape.classes > 0
    if r1 > 0 { trainer.regularizers.append(R1(gamma: r1, interval: r1Interval)) }
    if r2 > 0 { trainer.regularizers.append(R2(gamma: r2, interval: r1Interval)) }
    return trainer
  }
}

extension Recipe {
  /// The rates that both players have after so many steps.
  public func rates(after steps: Int) -> (discriminator: Float, generator: Float) {
    let share = fade?.share(after: steps) ?? 1
    return (discriminatorRate * share, generatorRate * share)
  }

  /// Gives both players the rates that they have after so many steps.
  func setRates(of trainer: Trainer<ImageGenerator, ImageDiscriminator>, after steps: Int) {
    (trainer.discriminatorRule.learningRate, trainer.generatorRule.learningRate) = rates(after: steps)
  }
}
