import Datasets
import Engine
import GAN
import Metrics
import Notebook

/// Images and the modes of Shapes that a classifier sees in them.
struct ImageModes {
  let name: String
  let images: Tensor
  let count: ModeCount
  /// The probability that the classifier gives to the mode that it names, for each image.
  let confidences: [Double]
  /// The mode that the classifier names, for each image.
  private let names: [Int]

  init(_ name: String, _ images: Tensor, by classifier: BookFeatures) {
    self.name = name
    self.images = images
    let logits = stride(from: 0, to: images.shape[0], by: 250).map { start in
      classifier(images.slice(start..<min(start + 250, images.shape[0]))).logits
    }
    count = ModeCount(logits: Tensor.concatenate(logits))
    names = logits.flatMap { $0.argmax() }
    confidences = logits.flatMap { $0.softmax().maximumOverLastAxis().scalars.map(Double.init) }
  }

  /// Modes with at least 6 images of which the classifier is more than half sure.
  var coveredSurely: Int {
    let sure = zip(names, confidences).filter { $1 > 0.5 }.map(\.0)
    return Dictionary(sure.map { ($0, 1) }, uniquingKeysWith: +).values.count { $0 >= 6 }
  }

  /// Modes with at least 6 images.
  var covered: Int { count.modes(atLeast: 6) }

  private var labels: [Shapes.Label] { count.counts.indices.filter { count.counts[$0] >= 6 }.map(Shapes.Label.init) }

  /// The shares of the eight hues, figure by figure.
  var sharesByFigure: [[Double]] {
    let hues = Shapes.Hue.allCases.count
    return Shapes.Figure.allCases.indices.map { Array(count.shares[$0 * hues..<($0 + 1) * hues]) }
  }

  /// The shares of the eight hues, whatever the figure.
  var hueShares: [Double] {
    Shapes.Hue.allCases.indices.map { hue in sharesByFigure.reduce(0) { $0 + $1[hue] } }
  }

  /// Figures that come in some covered mode.
  var figures: Int { Set(labels.map(\.figure)).count }

  /// Hues that come in some covered mode.
  var hues: Int { Set(labels.map(\.hue)).count }
}

/// Everything that decides how the pair of ``imagesOfTrainedPair(gamma:_:)`` comes out.
private struct ImagePairPlan: Codable {
  /// Of R1, evaluated in every fourth step; 0 for none.
  var gamma: Float
  var steps = 4000
  var images = 20_000
  var width = 16
  var batchSize = 16
  var learningRate: Float = 1e-3
}

/// 2,500 images from a small generator that was trained on Shapes: its moving average, from the chapter's cache.
func imagesOfTrainedPair(gamma: Float, _ page: Page) throws -> Tensor {
  let plan = ImagePairPlan(gamma: gamma)
  let random = Random(seed: 1).split("image pair")
  let recipe = Recipe(
    refinements: 0, width: plan.width, generatorRate: plan.learningRate, discriminatorRate: plan.learningRate,
    r1: gamma, r1Interval: 4, batchSize: plan.batchSize)
  let state = try page.cached(
    gamma == 0 ? "images-plain" : "images-r1", configuration: plan, seed: 1, usesData: false, as: .float16
  ) {
    let images = Shapes(seed: 0).dataset(0..<plan.images)
    let run = try TrainingRun(
      TrainingPlan(recipe: recipe, images: images, flips: false, seed: 1), images: images, total: plan.steps,
      trainer: recipe.trainer(random: random), latents: random.normal([1, ImageGenerator.usualLatentSize]))
    let ending = try page.progress("Training on Shapes, γ \(gamma)", total: plan.steps) { bar in
      try run.train(
        stopsWhen: { page.interrupted },
        onStep: { bar.advance(["D": Double($0.discriminatorLoss), "G": Double($0.generatorLoss)]) })
    }
    if ending == .stopped { throw Interrupted(resume: page.resumeCommand) }
    return run.trainer.averaged.state
  }
  let trained = recipe.generator(random: random.split("generator"))
  try trained.load(state)
  let latents = random.split("latents").normal([2500, trained.latentSize])
  return withoutHistory {
    Tensor.concatenate((0..<10).map { trained(latents.slice(250 * $0..<250 * ($0 + 1)), .inference) })
  }
}
