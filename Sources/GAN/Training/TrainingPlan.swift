import Datasets
import Engine

/// Everything that decides what a training run on images computes, but for how long it goes on.
public struct TrainingPlan: Codable, Equatable, Sendable, CustomStringConvertible {
  /// How the pair is made and trained.
  public var recipe: Recipe
  /// The number of training images.
  public var images: Int
  /// Whose images they are, down to the copy.
  public var data: DataSet.Identity
  /// Whether every other image, by chance, is mirrored.
  public var flips: Bool
  /// What everything random begins with.
  public var seed: UInt64
  /// The steps that had been trained before the run began: those of the networks that it goes on from.
  public var stepsBefore: Int

  /// The plan of a run on some images.
  public init(recipe: Recipe, images: ImageDataset, flips: Bool, seed: UInt64, stepsBefore: Int = 0) {
    self.recipe = recipe
    self.images = images.count
    data = images.identity
    self.flips = flips
    self.seed = seed
    self.stepsBefore = stepsBefore
  }

  /// What sets the plan apart from others, in words.
  public var description: String {
    """
    the \(recipe.refinements == 0 ? "plain" : "enhanced") generator, width \(recipe.width), learning rate \
    \(recipe.generatorRate), batches of \(recipe.batchSize) from \(images) images of \(data.variant), seed \(seed), \
    after \(stepsBefore) steps
    """
  }

  /// Both players as the plan begins.
  public func trainer() -> Trainer<ImageGenerator, ImageDiscriminator> { recipe.trainer(random: Random(seed: seed)) }

  /// The training images in batches.
  public func batches(of images: ImageDataset) -> Batches {
    Batches(images, size: recipe.batchSize, seed: seed, flips: flips)
  }
}
