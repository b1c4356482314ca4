import Engine

/// Everything that decides what a training run computes, but for how long it goes on.
struct TrainingPlan: Codable, Equatable, CustomStringConvertible {
  /// Convolutions after each doubling: 0 in the plain generator, 1 in the enhanced one.
  var refinements: Int
  /// The channels of a full-sized image inside either network.
  var width: Int
  var batchSize: Int
  /// The number of training images.
  var images: Int
  /// Their data set.
  var dataset: String
  var seed: UInt64

  var description: String {
    let generator = refinements == 0 ? "plain" : "enhanced"
    return "the \(generator) generator, width \(width), batches of \(batchSize) from \(images) images of \(dataset), "
      + "seed \(seed)"
  }

  /// Both players as the plan begins.
  func trainer() throws -> Trainer<ImageGenerator, ImageDiscriminator> {
    let random = Random(seed: seed)
    func generator() -> ImageGenerator {
      ImageGenerator(width: width, refinements: refinements, random: random.split("generator"))
    }
    return try Trainer(
      generator: generator(), averaged: generator(),
      discriminator: ImageDiscriminator(width: width, random: random.split("discriminator")),
      random: random.split("training"))
  }
}
