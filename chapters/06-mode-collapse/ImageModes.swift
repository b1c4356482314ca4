import Datasets
import Engine
import Notebook

/// Images and the modes of Shapes that a classifier sees in them.
struct ImageModes {
  let name: String
  let images: Tensor
  let count: ModeCount

  init(_ name: String, _ images: Tensor, by classifier: BookFeatures) {
    self.name = name
    self.images = images
    let logits = stride(from: 0, to: images.shape[0], by: 250).map { start in
      classifier(images.slice(start..<min(start + 250, images.shape[0]))).logits
    }
    count = ModeCount(logits: Tensor.concatenate(logits))
  }

  /// Modes with at least 6 images.
  var covered: Int { count.modes(atLeast: 6) }

  private var labels: [Shapes.Label] { count.counts.indices.filter { count.counts[$0] >= 6 }.map(Shapes.Label.init) }

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
  func generator() -> ImageGenerator {
    ImageGenerator(width: plan.width, refinements: 0, random: random.split("generator"))
  }
  let state = try page.cached(
    gamma == 0 ? "images-plain" : "images-r1", configuration: plan, seed: 1, usesData: false, as: .float16
  ) {
    let trainer = try Trainer(
      generator: generator(), averaged: generator(),
      discriminator: ImageDiscriminator(width: plan.width, dropout: 0, random: random.split("discriminator")),
      random: random.split("training"))
    trainer.generatorRule = Adam(learningRate: plan.learningRate, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: plan.learningRate, beta1: 0.5)
    if gamma > 0 { trainer.regularizers = [R1(gamma: gamma, interval: 4)] }
    let batches = Batches(Shapes(seed: 0).dataset(0..<plan.images), size: plan.batchSize, seed: 1, flips: false)
    try page.progress("Training on Shapes, γ \(gamma)", total: plan.steps) { bar in
      try batches.prefetched { stream in
        for (_, batch) in zip(0..<plan.steps, stream) {
          let turn = trainer.step(on: batch.images)
          if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
          bar.advance(["D": Double(turn.discriminatorLoss), "G": Double(turn.generatorLoss)])
        }
      }
    }
    return trainer.averaged.state
  }
  let trained = generator()
  try trained.load(state)
  let latents = random.split("latents").normal([2500, trained.latentSize])
  return withoutHistory {
    Tensor.concatenate((0..<10).map { trained(latents.slice(250 * $0..<250 * ($0 + 1)), .inference) })
  }
}
