import Datasets
import Engine
import Notebook

/// Everything that decides what a training run computes, but for how long it goes on.
struct TrainingPlan: Codable, Equatable, CustomStringConvertible {
  var recipe: Recipe
  /// The number of training images.
  var images: Int
  /// Their data set.
  var dataset: String
  var seed: UInt64
  /// The steps that had been trained before the run began: those of the networks that it goes on from.
  var stepsBefore: Int

  /// How many images of Shapes a run trains on.
  static let shapes = 20_000

  init(recipe: Recipe, images: Int, dataset: String, seed: UInt64, stepsBefore: Int = 0) {
    self.stepsBefore = stepsBefore
    self.recipe = recipe
    self.images = images
    self.dataset = dataset
    self.seed = seed
  }

  var description: String {
    """
    the \(recipe.refinements == 0 ? "plain" : "enhanced") generator, width \(recipe.width), learning rate \
    \(recipe.generatorRate), batches of \(recipe.batchSize) from \(images) images of \(dataset), seed \(seed), after \(stepsBefore) steps
    """
  }

  /// Both players as the plan begins.
  func trainer() throws -> Trainer<ImageGenerator, ImageDiscriminator> { try recipe.trainer(seed: seed) }

  /// The training images in batches. A mirrored moon is no image of Shapes; a mirrored photograph is a photograph.
  func batches(of images: ImageDataset) -> Batches {
    Batches(images, size: recipe.batchSize, seed: seed, flips: dataset != "shapes")
  }
}
