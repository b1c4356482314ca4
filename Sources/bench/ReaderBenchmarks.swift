import Datasets
import Engine
import GAN
import Metrics

/// The work that readers of the book wait for: narrow networks, small batches, penalties, and the averaged generator.
let readerBenchmarks = [
  recipeStep(
    "shapes-step", .shapes, summary: "a step of chapter 5's pair on Shapes: width 16, batch 16, R1 every 16th"),
  recipeStep(
    "photograph-step", .withR1, summary: "a step of the pair for photographs: width 32, batch 32, R1 every 16th"),
  recipeStep(
    "conditional-step", .conditional, classes: 10,
    summary: "with classes: width 48, relativistic pairs, an auxiliary classifier, R1 and R2 every 16th"),
  Benchmark(
    name: "ring-remedy-step", summary: "a step of chapter 6's pair with R1 and R2 every time: second derivatives",
    warmUp: 50, repetitions: 300
  ) {
    let run = PlaneRun(PlanePlan(remedy: .fadingR1R2()), seed: 1)
    return { run.step() }
  },
  Benchmark(
    name: "draw", summary: "an image from the generator for photographs, of 100 drawn at a time", warmUp: 2,
    repetitions: 15, pieces: 100
  ) {
    let random = Random(seed: 0)
    let generator = Recipe.withR1.generator(random: random)
    let latents = random.normal([100, generator.latentSize])
    return { _ = withoutHistory { generator(latents, .inference) } }
  },
  Benchmark(
    name: "score", summary: "10,000 images of 32 × 32 pixels through the book's features, and their Fréchet distance",
    warmUp: 0, repetitions: 3
  ) {
    let network = try BookFeatures(for: .cifar10)
    let random = Random(seed: 0)
    let sets = (0..<2).map { _ in random.uniform([250, 32, 32, 3], in: -1..<1) }
    return {
      let gaussians = sets.map { images in
        var statistics = FeatureStatistics(featureCount: network.featureCount)
        // The same images again cost what others would.
        for _ in 0..<20 { statistics.add(Matrix(network(images).features)) }
        return FeatureGaussian(statistics)
      }
      _ = gaussians[0].squaredDistance(to: gaussians[1])
    }
  },
]

/// Sixteen steps of a recipe on images of 32 × 32 pixels, penalties and moving average included; the seconds are those of
/// one.
private func recipeStep(_ name: String, _ recipe: Recipe, classes: Int = 0, summary: String) -> Benchmark {
  Benchmark(name: name, summary: summary, warmUp: 1, repetitions: 10, pieces: recipe.r1Interval) {
    let random = Random(seed: 0)
    let trainer = recipe.trainer(ImageNetworkShape(classes: classes), random: random)
    let real = random.uniform([recipe.batchSize, 32, 32, 3], in: -1..<1)
    let kinds = classes == 0 ? nil : Tensor.oneHot((0..<recipe.batchSize).map { $0 % classes }, of: classes)
    return {
      for _ in 0..<recipe.r1Interval { _ = trainer.step(on: real, classes: kinds, multiplying: Processor.precision) }
    }
  }
}
