import Datasets
import Engine
import Foundation
import Notebook
import Store

/// The steps that this chapter's trained generators were trained for.
let trainedSteps = 6000

/// What decides how a trained generator comes out.
private struct TrainedGeneratorRecipe: Encodable {
  let plan: TrainingPlan
  let steps: Int
}

private func plan(_ choice: GeneratorChoice) -> TrainingPlan {
  TrainingPlan(.standard, generator: choice, dataset: "shapes", images: 20_000, seed: 1)
}

/// A trained generator as it comes with the book, for whoever is not this chapter's page.
func shippedGenerator(_ choice: GeneratorChoice) throws -> ImageGenerator {
  let cache = chapters.first { $0.name == "generator" }!.cache
  let generator = try plan(choice).trainer().averaged
  try generator.load(
    TensorFile(contentsOf: cache.appendingPathComponent("generator-\(choice).safetensors.zst")).tensors)
  return generator
}

/// A small generator of the given kind, trained on Shapes: its moving average, from the chapter's cache.
func trainedGenerator(_ choice: GeneratorChoice, for page: Page) throws -> ImageGenerator {
  let plan = plan(choice)
  let state = try page.cached(
    "generator-\(choice)", configuration: TrainedGeneratorRecipe(plan: plan, steps: trainedSteps), seed: plan.seed,
    usesData: false, as: .float16
  ) {
    let trainer = try plan.trainer()
    let batches = Batches(Shapes(seed: 0).dataset(0..<plan.images), size: plan.batchSize, seed: plan.seed, flips: false)
    try page.progress("Training the \(choice) generator", total: trainedSteps) { bar in
      try batches.prefetched { stream in
        for (_, batch) in zip(0..<trainedSteps, stream) {
          let turn = trainer.step(on: batch.images)
          if page.interrupted { throw Interrupted(resume: "swift run chapter 2 --fresh") }
          bar.advance(["D": Double(turn.discriminatorLoss), "G": Double(turn.generatorLoss)])
        }
      }
    }
    return trainer.averaged.state
  }
  let generator = try plan.trainer().averaged
  try generator.load(state)
  return generator
}
