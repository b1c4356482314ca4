import Datasets
import Engine
import Foundation
import GAN
import Metrics

/// A piece of the book's work to be timed.
struct Benchmark: Sendable {
  /// The name on the command line.
  let name: String
  /// What is timed, in one line.
  let summary: String
  /// How many repetitions come before the first that counts.
  let warmUp: Int
  /// How many repetitions count.
  let repetitions: Int
  /// How many pieces of work a repetition does at once; the seconds are those of one.
  var pieces = 1
  /// Makes everything ready and returns the work of one repetition.
  let prepare: @Sendable () throws -> () -> Void

  /// What was measured.
  struct Result: Codable, Sendable {
    /// The benchmark's name.
    let name: String
    /// The median of the repetitions' seconds, for one piece of work.
    let medianSeconds: Double
    /// The fewest seconds of any repetition.
    let minSeconds: Double
    /// How many repetitions were counted.
    let repetitions: Int
    /// How many threads worked.
    let threads: Int
    /// Floating-point operations of a piece of work: two for each multiplication with addition in its matrix products
    /// and convolutions, as their definitions count them. Winograd's algorithm does with fewer.
    let operations: Int
    /// Milliards of them in a second.
    let gigaflops: Double
    /// The same of a loop that multiplies and adds in registers alone, measured in this run.
    let peakGigaflops: Double
    /// The one over the other; above 1 where an algorithm does with fewer operations.
    let shareOfPeak: Double
  }

  /// Does the work a few times unmeasured and then times every repetition.
  func run() throws -> Result {
    let work = try prepare()
    for _ in 0..<warmUp { work() }
    let before = Processor.multiplyAdds
    let clock = ContinuousClock()
    let seconds = (0..<repetitions).map { _ in
      let (whole, parts) = clock.measure(work).components
      return (Double(whole) + Double(parts) * 1e-18) / Double(pieces)
    }.sorted()
    let operations = 2 * (Processor.multiplyAdds - before) / (repetitions * pieces)
    let speed = Double(operations) / seconds[seconds.count / 2] / 1e9
    let peak = 2 * Processor.measuredPeak() / 1e9
    return Result(
      name: name, medianSeconds: seconds[seconds.count / 2], minSeconds: seconds[0], repetitions: repetitions,
      threads: Parallel.threads, operations: operations, gigaflops: speed, peakGigaflops: peak,
      shareOfPeak: speed / peak)
  }

  /// Does the work as often again, and tells where its time goes.
  func profile() throws -> ComputeProfile {
    let work = try prepare()
    for _ in 0..<warmUp { work() }
    return ComputeProfile.measure { for _ in 0..<repetitions { work() } }
  }
}

/// Everything that `swift run bench` can time.
let benchmarks =
  [
    imageStep(
      "train-step", summary: "one step of the plain networks at full width, batch 64: both players' turns",
      refinements: 0),
    imageStep(
      "enhanced-step", summary: "the same with the enhanced generator: a convolution after each doubling",
      refinements: 1),
    Benchmark(
      name: "ring-step", summary: "one step on the ring of eight Gaussians, batch 256, data drawn in the step",
      warmUp: 100, repetitions: 600
    ) {
      let random = Random(seed: 0)
      let ring = GaussianMixture.ring()
      let trainer = Trainer(
        generator: { PointGenerator(latentSize: 2, random: random.split("generator")) },
        discriminator: PointDiscriminator(random: random), generatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
        discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5), average: nil, random: random)
      return { _ = trainer.step(on: ring.sample(count: 256, random: random)) }
    },
    Benchmark(
      name: "inception", summary: "an image through Inception v3, of 16 of 299 × 299 pixels at a time",
      warmUp: 1, repetitions: 5, pieces: 16
    ) {
      let random = Random(seed: 0)
      let network = try Inception(.random(random))
      let images = random.uniform([16, Inception.size, Inception.size, 3], in: -1..<1)
      return { _ = network(images) }
    },
  ] + readerBenchmarks + ringProducts + directConvolutions

/// A step on images of 32 × 32 pixels, batch 64.
private func imageStep(_ name: String, summary: String, refinements: Int) -> Benchmark {
  Benchmark(name: name, summary: summary, warmUp: 4, repetitions: 15) {
    let random = Random(seed: 0)
    let trainer = Trainer(
      generator: { ImageGenerator(refinements: refinements, random: random.split("generator")) },
      discriminator: ImageDiscriminator(random: random), average: nil, random: random)
    let real = random.uniform([64, 32, 32, 3], in: -1..<1)
    return { _ = trainer.step(on: real) }
  }
}
