import Datasets
import Engine
import GAN

/// Late starts of one kind, one for each seed.
struct LateStart {
  let name: String
  /// For each seed, the generated mean minus the data's at every measurement.
  let distances: [[Float]]

  /// For each seed, the mean distance over the last fifth of the steps, as a share of the distance at the start.
  var left: [Float] {
    distances.map { course in
      let last = course.suffix(max(course.count / 5, 1)).map { abs($0) }
      return last.reduce(0, +) / Float(last.count) / abs(course[0])
    }
  }
}

/// A generator of points on the line, the nearest of which lies 4 short of the data, against a discriminator that has
/// had time to see that. A `Trainer`, which chapter 5 takes apart, holds both players and gives each its turn.
///
/// - Parameters:
///   - rule: The generator's optimiser.
///   - every: How many steps lie between two measurements.
/// - Returns: The generated points' mean minus the data's, before the first step and every so many.
func race(
  _ loss: any AdversarialLoss, rule: any Optimizer, headStart: Int, steps: Int, every: Int, seed: UInt64
) -> [Float] {
  let random = Random(seed: seed).split("race")
  let trainer = Trainer(
    generator: {
      PointGenerator(latentSize: 8, dimensions: 1, width: 32, random: random.split("generator"))
    },
    discriminator: PointDiscriminator(dimensions: 1, width: 32, random: random.split("discriminator")), loss: loss,
    generatorRule: rule, discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5), average: nil,
    random: random.split("training"))
  let latents = random.split("latents").normal([512, 8])
  func points() -> Tensor { withoutHistory { trainer.generator(latents, .inference) } }
  let goal = points().scalars.max()! + 4
  let data = GaussianMixture.line(centres: [goal], deviation: 0.2)
  trainer.discriminator.train(
    steps: headStart, random: random, real: { data.sample(count: 128, random: random) },
    fake: { withoutHistory { trainer.generator(random.normal([128, 8]), .training(random)) } })
  return (0...steps / every).map { measurement in
    if measurement > 0 {
      for _ in 0..<every { _ = trainer.step(on: data.sample(count: 128, random: random)) }
    }
    return points().mean().scalar - goal
  }
}
