import Datasets
import Engine

/// Everything that decides what a training run on images computes, except its length.
public struct TrainingPlan: Codable, Equatable, Sendable, CustomStringConvertible {
  /// How the pair is made and trained.
  public var recipe: Recipe
  /// The number of training images.
  public var images: Int
  /// The data set that the images are of, and the copy of it.
  public var data: DataSet.Identity
  /// Whether each image is mirrored with probability ½.
  public var flips: Bool
  /// The seed of everything random.
  public var seed: UInt64
  /// The steps of the pair that the run goes on from; 0 for new weights.
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

  /// The plan in words.
  public var description: String {
    """
    the \(recipe.refinements == 0 ? "plain" : "enhanced") generator, width \(recipe.width), learning rate \
    \(recipe.generatorRate), batches of \(recipe.batchSize) from \(images) images of \(data.variant), seed \(seed), \
    after \(stepsBefore) steps
    """
  }

  /// Both players with their first weights, which depend on the seed alone.
  public func trainer() -> Trainer<ImageGenerator, ImageDiscriminator> { recipe.trainer(random: Random(seed: seed)) }

  /// The training images in batches.
  public func batches(of images: ImageDataset) -> Batches {
    Batches(images, size: recipe.batchSize, seed: seed, flips: flips)
  }
}
