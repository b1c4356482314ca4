import Datasets
import Engine
import Foundation

/// A piece of the book's work to be timed.
public struct Benchmark: Sendable {
  /// The name on the command line.
  public let name: String
  /// What is timed, in one line.
  public let summary: String
  /// How many repetitions come before the first that counts.
  let warmUp: Int
  /// How many repetitions count.
  let repetitions: Int
  /// How many pieces of work a repetition does at once; the seconds are those of one.
  var pieces = 1
  /// Makes everything ready and returns the work of one repetition.
  let prepare: @Sendable () throws -> () -> Void

  /// What was measured.
  public struct Result: Codable, Sendable {
    /// The benchmark's name.
    public let name: String
    /// The median of the repetitions' seconds, for one piece of work.
    public let medianSeconds: Double
    /// The fewest seconds of any repetition.
    public let minSeconds: Double
    /// How many repetitions were counted.
    public let repetitions: Int
    /// How many threads worked.
    public let threads: Int
  }

  /// Does the work a few times unmeasured and then times every repetition.
  public func run() throws -> Result {
    let work = try prepare()
    for _ in 0..<warmUp { work() }
    let clock = ContinuousClock()
    let seconds = (0..<repetitions).map { _ in
      let (whole, parts) = clock.measure(work).components
      return (Double(whole) + Double(parts) * 1e-18) / Double(pieces)
    }.sorted()
    return Result(
      name: name, medianSeconds: seconds[seconds.count / 2], minSeconds: seconds[0], repetitions: repetitions,
      threads: Parallel.threads)
  }
}

/// Everything that `swift run bench` can time.
public let benchmarks = [
  Benchmark(
    name: "train-step", summary: "one step of the plain networks at full width, batch 64: both players' turns",
    warmUp: 4, repetitions: 15
  ) {
    let random = Random(seed: 0)
    let trainer = try Trainer(
      generator: ImageGenerator(refinements: 0, random: random),
      averaged: ImageGenerator(refinements: 0, random: random), discriminator: ImageDiscriminator(random: random),
      random: random)
    trainer.average = nil
    let real = random.uniform([64, 32, 32, 3], in: -1..<1)
    return { _ = trainer.step(on: real) }
  },
  Benchmark(
    name: "ring-step", summary: "one step on the ring of eight Gaussians, batch 256, data drawn in the step",
    warmUp: 100, repetitions: 600
  ) {
    let random = Random(seed: 0)
    let ring = GaussianMixture.ring()
    let trainer = try Trainer(
      generator: PointGenerator(latentSize: 2, random: random),
      averaged: PointGenerator(latentSize: 2, random: random), discriminator: PointDiscriminator(random: random),
      random: random)
    trainer.average = nil
    trainer.generatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
    trainer.discriminatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
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
]
