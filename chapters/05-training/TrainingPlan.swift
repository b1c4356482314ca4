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

  /// The plan of a profile. The full one is DCGAN's (Radford 2015) on all images; the others have narrow networks and
  /// few images, so that a minute holds thousands of steps, and take larger ones.
  init(_ profile: Profile, generator: GeneratorChoice, dataset: String, images: Int, seed: UInt64) {
    refinements = generator == .plain ? 0 : 1
    width = profile == .full ? 64 : profile == .standard ? 16 : 8
    dropout = profile == .full ? 0.4 : 0.2
    learningRate = profile == .full ? 2e-4 : 1e-3
    batchSize = profile == .full ? 64 : 16
    self.images = profile == .full ? images : min(images, profile == .standard ? 1280 : 64)
    self.dataset = dataset
    self.seed = seed
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
    // Sums over few channels are small: DCGAN's N(0, 0.02) is made for wide layers, and would leave narrow ones nearly
    // silent where no batch normalisation makes up for it.
    let discriminator = ImageDiscriminator(
      width: width, dropout: dropout, initializer: width < 64 ? .he : .dcgan, random: random.split("discriminator"))
    let trainer = try Trainer(
      generator: generator(), averaged: generator(), discriminator: discriminator, random: random.split("training"))
    trainer.generatorRule = Adam(learningRate: learningRate, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: learningRate, beta1: 0.5)
    return trainer
  }
}
