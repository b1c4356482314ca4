import Engine

/// A generator and a discriminator in training.
public final class Trainer<G: Generator, D: Discriminator> {
  /// The player that makes samples.
  public let generator: G
  /// A copy of the generator whose weights are the moving average of the generator's.
  public let averaged: G
  /// The player that tells generated samples from real ones.
  public let discriminator: D
  /// What the two players minimise.
  public var loss: any AdversarialLoss
  /// Each player's optimiser.
  public var generatorRule, discriminatorRule: any Optimizer
  /// How ``averaged`` follows the generator; `nil` leaves it as it began.
  public var average: MovingAverage?
  /// The stream that everything random is drawn from, such as latent vectors and dropout.
  public var random: Random
  /// Draws latent vectors of the given shape, from the standard normal distribution unless another is set.
  public var latents: (_ shape: [Int], _ random: Random) -> Tensor = { $1.normal($0) }

  /// Changes samples, real and generated, before the discriminator sees them. Gradients pass through it.
  public var augment: (_ samples: Tensor, _ random: Random) -> Tensor = { samples, _ in samples }
  /// Terms that are added to the discriminator's loss.
  public var regularizers: [any Regularizer] = []
  /// What the discriminator's auxiliary classifier counts in both players' losses (Odena 2017). The discriminator learns the
  /// classes of real samples. A generator that draws by class is to make samples of the wanted ones; one that does not is
  /// to make samples of some class each, and of all classes together (Springenberg 2015).
  public var classWeight: Float = 0
  /// Whether both players are told classes. If not, the classes of real samples only teach the auxiliary classifier.
  public var drawsByClass = true
  /// The discriminator's updates for each of the generator's.
  public var discriminatorSteps = 1
  /// How far the generator looks ahead; `nil` trains it against the discriminator as it is.
  public var unrolling: Unrolling?

  /// A pair before its first step. The default rates are DCGAN's (Radford 2015).
  ///
  /// - Parameter makeGenerator: Makes a generator. It is called twice; the second becomes ``averaged`` and starts with
  ///   the first one's weights.
  public init(
    generator makeGenerator: () -> G, discriminator: D, loss: any AdversarialLoss = NonSaturating(),
    generatorRule: any Optimizer = Adam(learningRate: 2e-4, beta1: 0.5),
    discriminatorRule: any Optimizer = Adam(learningRate: 2e-4, beta1: 0.5),
    average: MovingAverage? = MovingAverage(decay: 0.999), random: Random
  ) {
    generator = makeGenerator()
    averaged = makeGenerator()
    self.discriminator = discriminator
    self.loss = loss
    self.generatorRule = generatorRule
    self.discriminatorRule = discriminatorRule
    self.average = average
    self.random = random
    averaged.copyValues(of: generator)
  }
}

extension Trainer {
  /// Updates the discriminator ``discriminatorSteps`` times, and then the generator once.
  ///
  /// - Parameters:
  ///   - batch: Real samples, the batch along the first axis; each of the discriminator's updates takes an equal part of it.
  ///   - classes: Their classes, one-hot rows `[batch, class]`, for a pair that knows classes or learns from labels. Fakes
  ///     are drawn of the same, unless ``drawsByClass`` is off.
  /// - Returns: What the last update of each player measured.
  public func step(on batch: Tensor, classes: Tensor? = nil) -> Turn {
    let shares = batch.split(into: discriminatorSteps)
    let kinds = classes.map { $0.split(into: discriminatorSteps) }
    for (place, share) in shares.dropLast().enumerated() {
      _ = discriminatorTurn(share, withoutHistory { draw(share.shape[0], kinds?[place]) }, kinds?[place])
    }
    let (real, kind) = (shares[discriminatorSteps - 1], kinds?.last)
    let fake = draw(real.shape[0], kind)
    let (discriminatorLoss, onReal, onFake) = discriminatorTurn(real, fake, kind)
    let generatorLoss = generatorTurn(real, fake, kind)
    average?.update(averaged, towards: generator)
    return Turn(discriminatorLoss: discriminatorLoss, generatorLoss: generatorLoss, onReal: onReal, onFake: onFake)
  }

  /// So many generated samples, of the given classes if the pair knows any, with the history that the generator is
  /// taught by.
  public func draw(_ count: Int, _ classes: Tensor? = nil) -> Tensor {
    generator(latents([count, generator.latentSize], random), classes: told(classes), .training(random))
  }

  func judge(_ samples: Tensor, _ classes: Tensor?) -> Tensor {
    discriminator(augment(samples, random), classes: told(classes), .training(random))
  }

  /// The classes as the players are told them.
  func told(_ classes: Tensor?) -> Tensor? { drawsByClass ? classes : nil }

  /// Teaches the discriminator, and returns its loss and the mean probabilities that it gave to either kind.
  public func discriminatorTurn(
    _ real: Tensor, _ fake: Tensor, _ classes: Tensor? = nil
  ) -> (loss: Float, onReal: Float, onFake: Float) {
    let ((onReal, confusion), onFake) = (assess(real, classes, of: .real), judge(fake, classes))
    let discriminatorLoss = loss.discriminator(real: onReal, fake: onFake)
    let due = regularizers.filter { discriminatorRule.steps.isMultiple(of: $0.interval) }
    let total = due.reduce(confusion.map { discriminatorLoss + $0 } ?? discriminatorLoss) { sum, regularizer in
      sum + regularizer.penalty({ judge($0, classes) }, real: real, fake: fake, random: random)
        * Float(regularizer.interval)
    }
    discriminatorRule.update(discriminator, lowering: total)
    func probability(_ logits: Tensor) -> Float { logits.detached().sigmoid().mean().scalar }
    return (discriminatorLoss.scalar, probability(onReal), probability(onFake))
  }

  /// Teaches the generator with samples that it drew, and returns its loss, without what an auxiliary classifier adds.
  /// Unrolling, and losses that compare, look at the real ones.
  public func generatorTurn(_ real: Tensor, _ fake: Tensor, _ classes: Tensor? = nil) -> Float {
    let ahead = unrolling?.parameters(
      of: discriminator, discriminatorRule, loss, { judge($0, classes) }, real: real, fake: fake)
    let (generatorLoss, confusion) = discriminator.withParameters(ahead) {
      let (onFake, confusion) = assess(fake, classes, of: .generated)
      return (loss.generator(real: judge(real, classes), fake: onFake), confusion)
    }
    generatorRule.update(generator, lowering: confusion.map { generatorLoss + $0 } ?? generatorLoss)
    return generatorLoss.scalar
  }
}

/// What one step measured.
public struct Turn: Equatable, Sendable {
  /// The discriminator's loss, without what its regularisers and an auxiliary classifier add.
  public var discriminatorLoss: Float
  /// The generator's loss, without what an auxiliary classifier adds.
  public var generatorLoss: Float
  /// D(x): the mean probability of being real that the discriminator gave to real samples.
  public var onReal: Float
  /// D(G(z)): the same for generated samples, before the generator's turn.
  public var onFake: Float

  /// The measurements of one step.
  public init(discriminatorLoss: Float, generatorLoss: Float, onReal: Float, onFake: Float) {
    self.discriminatorLoss = discriminatorLoss
    self.generatorLoss = generatorLoss
    self.onReal = onReal
    self.onFake = onFake
  }
}
