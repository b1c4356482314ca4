import Datasets
import Engine
import Foundation
import Notebook
import Store

/// Six steps of a small pair of networks in one go, and the same six with a checkpoint written and read in the middle.
///
/// - Returns: The fingerprints of both runs' weights.
func resumeTrial(_ page: Page, data: ImageDataset) throws -> (unbroken: String, resumed: String) {
  let recipe = Recipe(.quick, generator: .enhanced, dataset: .shapes)
  let plan = TrainingPlan(recipe: recipe, images: 64, dataset: data.name, seed: page.seed)
  let batches = plan.batches(of: data.slice(0..<plan.images))
  func train(_ trainer: Trainer<ImageGenerator, ImageDiscriminator>, from place: BatchPlace, steps: Int) -> BatchPlace {
    (0..<steps).reduce(place) { place, _ in
      _ = trainer.step(on: batches.batch(at: place).images)
      return batches.place(after: place)
    }
  }
  let unbroken = try plan.trainer()
  _ = train(unbroken, from: BatchPlace(), steps: 6)

  let file = page.runFolder.appendingPathComponent("trial.safetensors.zst")
  defer { try? FileManager.default.removeItem(at: file) }
  let before = try plan.trainer()
  let half = train(before, from: BatchPlace(), steps: 3)
  try before.save(to: file, plan: plan, place: half, history: History())
  let after = try plan.trainer()
  let (place, _) = try after.load(from: Checkpoint(contentsOf: file), plan: plan, file: file)
  _ = train(after, from: place, steps: 3)
  return (unbroken.fingerprint, after.fingerprint)
}

/// For each image the nearest of a data set, by the mean squared difference of values.
func nearestImages(to images: Tensor, in data: ImageDataset) -> [(index: Int, distance: Float)] {
  let queries = images.flattened()
  let lengths = queries.squared().sum(axes: [1]).scalars
  var best = lengths.map { _ in (index: 0, distance: Float.infinity) }
  for start in stride(from: 0, to: data.count, by: 1000) {
    let range = start..<min(start + 1000, data.count)
    let candidates = data.tensor(of: range).flattened()
    // |a − b|² = |a|² − 2ab + |b|²: one matrix product for all pairs.
    let products = matrixProduct(queries, candidates, transposingSecond: true).scalars
    let candidateLengths = candidates.squared().sum(axes: [1]).scalars
    for query in lengths.indices {
      for (offset, length) in candidateLengths.enumerated() {
        let distance = lengths[query] - 2 * products[query * range.count + offset] + length
        if distance < best[query].distance { best[query] = (start + offset, distance) }
      }
    }
  }
  return best.map { ($0.index, max($0.distance, 0) / Float(queries.shape[1])) }
}
