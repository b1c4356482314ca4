import Engine
import Notebook

/// Everything that decides what a training run computes, but for how long it goes on.
struct TrainingPlan: Codable, Equatable, CustomStringConvertible {
  /// Convolutions after each doubling: 0 in the plain generator, 1 in the enhanced one.
  var refinements: Int
  /// The channels of a full-sized image inside either network.
  var width: Int
  /// The share of values that the discriminator drops.
  var dropout: Float
  /// Both players'.
  var learningRate: Float
  var batchSize: Int
  /// The number of training images.
  var images: Int
  /// Their data set.
  var dataset: String
  var seed: UInt64

  /// The plan of a profile. The full one has DCGAN's sizes and rates (Radford 2015); the others have narrow networks and
  /// small batches, so that a minute holds thousands of steps, and learn faster in each.
  init(_ profile: Profile, generator: GeneratorChoice, dataset: String, images: Int, seed: UInt64) {
    (width, dropout, learningRate, batchSize) =
      switch profile {
      case .quick: (8, 0.2, 1e-3, 16)
      case .standard: (16, 0.2, 1e-3, 16)
      case .full: (64, 0.4, 2e-4, 64)
      }
    refinements = generator == .plain ? 0 : 1
    self.images = images
    self.dataset = dataset
    self.seed = seed
  }

  /// How many images an epoch has: all there are in the full profile, few enough for a minute to hold many in the others.
  static func images(_ profile: Profile, available: Int) -> Int {
    switch profile {
    case .quick: min(available, 64)
    case .standard: min(available, 1280)
    case .full: available
    }
  }

  var description: String {
    """
    the \(refinements == 0 ? "plain" : "enhanced") generator, width \(width), learning rate \(learningRate), batches of \
    \(batchSize) from \(images) images of \(dataset), seed \(seed)
    """
  }

  /// Both players as the plan begins.
  func trainer() throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    let random = Random(seed: seed)
    func generator() -> ImageGenerator {
      ImageGenerator(width: width, refinements: refinements, random: random.split("generator"))
    }
    let discriminator = ImageDiscriminator(
      width: width, dropout: dropout, random: random.split("discriminator"))
    let trainer = try Trainer(
      generator: generator(), averaged: generator(), discriminator: discriminator, random: random.split("training"))
    trainer.generatorRule = Adam(learningRate: learningRate, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: learningRate, beta1: 0.5)
    return trainer
  }
}
