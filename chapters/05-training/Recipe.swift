import Engine
import Notebook

/// How a pair of networks is trained: everything that is chosen, and nothing about the data.
struct Recipe: Codable, Equatable {
  /// Convolutions after each doubling: 0 in the plain generator, 1 in the enhanced one.
  var refinements: Int
  /// The channels of a full-sized image inside either network.
  var width: Int
  /// The share of values that the discriminator drops.
  var dropout: Float
  var loss: Loss
  var generatorRate: Float
  var discriminatorRate: Float
  /// When both rates fall; `nil` if they stay.
  var fade: Fade?
  /// γ of R1, which is evaluated in every sixteenth step (Mescheder 2018; Karras 2020); 0 for none.
  var r1: Float
  /// What is done to images before the discriminator sees them.
  var augmentation: DifferentiableAugmentation?
  /// Of the moving average of the generator's weights.
  var averageDecay: Float
  var batchSize: Int

  init(
    refinements: Int = 1, width: Int = 64, dropout: Float = 0, loss: Loss = .nonSaturating, generatorRate: Float = 2e-4,
    discriminatorRate: Float = 2e-4, fade: Fade? = nil, r1: Float = 0, augmentation: DifferentiableAugmentation? = nil,
    averageDecay: Float = 0.999, batchSize: Int = 64
  ) {
    self.refinements = refinements
    self.width = width
    self.dropout = dropout
    self.loss = loss
    self.generatorRate = generatorRate
    self.discriminatorRate = discriminatorRate
    self.fade = fade
    self.r1 = r1
    self.augmentation = augmentation
    self.averageDecay = averageDecay
    self.batchSize = batchSize
  }

  /// The losses that a recipe can name.
  enum Loss: String, Codable {
    case nonSaturating, smoothed, hinge

    var loss: any AdversarialLoss {
      switch self {
      case .nonSaturating: NonSaturating()
      case .smoothed: NonSaturating(smoothing: 0.1)
      case .hinge: Hinge()
      }
    }
  }

  /// Rates that stay for some steps and then fall to a twentieth.
  struct Fade: Codable, Equatable {
    /// The last step at full rates, and the first at the least.
    var after: Int, until: Int

    /// What is left of the rates after so many steps.
    func share(after steps: Int) -> Float {
      let decay = CosineDecay(start: Float(after) / Float(until))
      return max(decay(min(Float(steps) / Float(until), 1)), 0.05)
    }
  }

  /// The sizes and rates of DCGAN (Radford 2015) for the plain generator, with the dropout that this book's discriminator
  /// has in the place of batch normalisation.
  static let plain = Recipe(refinements: 0, dropout: 0.4)

  /// The recipe of a profile: narrow networks and small batches where a minute must hold thousands of steps.
  init(_ profile: Profile, generator: GeneratorChoice, dataset: BookFeatures.Kind) {
    self = profile == .full && dataset == .cifar10 ? (generator == .plain ? .plain : .enhanced) : .shapes
    if profile == .quick { width = 8 }
    refinements = generator == .plain ? 0 : 1
  }

  /// For photographs in an hour: half the width and half the batch, so that it holds several times as many steps; faster
  /// rates, which fall when nothing is gained any more; and R1 in the place of dropout.
  static let enhanced = Recipe(
    width: 32, generatorRate: 8e-4, discriminatorRate: 8e-4, fade: Fade(after: 93_720, until: 124_960), r1: 1,
    batchSize: 32)

  /// The same for Shapes, in networks so small that a minute holds thousands of steps.
  static let shapes = Recipe(width: 16, generatorRate: 1e-3, discriminatorRate: 1e-3, r1: 1, batchSize: 16)

  func generator(random: Random) -> ImageGenerator {
    ImageGenerator(width: width, refinements: refinements, random: random)
  }

  func discriminator(random: Random) -> ImageDiscriminator {
    ImageDiscriminator(width: width, dropout: dropout, random: random)
  }

  /// The pair as the recipe has it at the start, and what trains it.
  func trainer(seed: UInt64) throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    let random = Random(seed: seed)
    let trainer = try Trainer(
      generator: generator(random: random.split("generator")), averaged: generator(random: random.split("generator")),
      discriminator: discriminator(random: random.split("discriminator")), random: random.split("training"))
    trainer.loss = loss.loss
    trainer.generatorRule = Adam(learningRate: generatorRate, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: discriminatorRate, beta1: 0.5)
    trainer.average = MovingAverage(decay: averageDecay)
    if let augmentation { trainer.augment = { augmentation($0, $1) } }
    if r1 > 0 { trainer.regularizers = [R1(gamma: r1, interval: 16)] }
    return trainer
  }
}

extension Recipe {
  /// Gives both players the rates that they have after so many steps.
  func setRates(of trainer: Trainer<ImageGenerator, ImageDiscriminator>, after steps: Int) {
    let share = fade?.share(after: steps) ?? 1
    trainer.generatorRule.learningRate = generatorRate * share
    trainer.discriminatorRule.learningRate = discriminatorRate * share
  }

  /// The recipes that have a name: those that the book uses, and what they were chosen from.
  static let named: [String: Recipe] = [
    "plain": plain,
    "enhanced": enhanced,
    "enhanced-large-batch": enhanced.with { $0.batchSize = 64 },
    "enhanced-light-r1": enhanced.with { $0.r1 = 0.1 },
    "enhanced-slow": enhanced.with { ($0.generatorRate, $0.discriminatorRate) = (4e-4, 4e-4) },
    "enhanced-two-rates": enhanced.with { ($0.generatorRate, $0.discriminatorRate) = (4e-4, 8e-4) },
    "enhanced-hinge": enhanced.with { $0.loss = .hinge },
    "enhanced-smoothed": enhanced.with { $0.loss = .smoothed },
    "enhanced-augmented": enhanced.with { $0.augmentation = DifferentiableAugmentation() },
    "enhanced-dropout": enhanced.with { ($0.dropout, $0.r1) = (0.4, 0) },
    "enhanced-long-average": enhanced.with { $0.averageDecay = 0.9995 },
    "enhanced-wide": enhanced.with { ($0.width, $0.generatorRate, $0.discriminatorRate) = (64, 4e-4, 4e-4) },
    "shapes": shapes,
    "shapes-dropout": shapes.with { ($0.dropout, $0.r1) = (0.2, 0) },
    "shapes-light-r1": shapes.with { $0.r1 = 0.1 },
    "shapes-strong-r1": shapes.with { $0.r1 = 5 },
  ]

  private func with(_ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = self
    change(&recipe)
    return recipe
  }
}
