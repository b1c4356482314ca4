import Datasets
import Engine
import Foundation
import Pictures

/// A recipe trained from scratch and scored on the way: how good are its images after so many minutes?
public struct QualityTrial {
  /// What is found at one moment.
  public struct Line: Codable, Sendable {
    /// The recipe's name.
    public let recipe: String
    /// The data set.
    public let dataset: String
    /// What everything random began with.
    public let seed: UInt64
    /// Steps so far, and the minutes that they took; scoring is not counted.
    public let steps: Int, minutes: Double
    /// The Fréchet distance to training images, and to test images, in the features of the book's own network.
    public let toTraining: Double, toTest: Double
    /// How many classes of the network at least a quarter of an equal share of the samples fall into.
    public let classes: Int
    /// The smallest and the largest share of a class.
    public let leastShare: Double, largestShare: Double
    /// The number of samples.
    public let samples: Int

    /// The line as it is printed and kept: JSON, its keys with underscores.
    public var json: Data {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try encoder.encode(self)
      }
    }
  }

  private let name: String
  private let plan: TrainingPlan
  private let train: ImageDataset
  private let judge: QualityJudge

  /// A trial of the recipe of the given name on CIFAR-10 or, without it, on Shapes.
  public init(recipe: String, cifar10: CIFAR10?, seed: UInt64) throws {
    guard let chosen = Recipe.named[recipe] else { throw UnknownRecipe(name: recipe) }
    name = recipe
    train = try cifar10?.train() ?? Shapes(seed: 0).dataset(0..<TrainingPlan.shapes)
    let test = try cifar10?.test() ?? Shapes(seed: 2).dataset(0..<10_000)
    plan = TrainingPlan(recipe: chosen, images: train.count, dataset: train.name, seed: seed)
    judge = QualityJudge(try BookFeatures(cifar10 == nil ? .shapes : .cifar10), training: train, test: test)
  }

  /// Trains, and reports at every mark.
  ///
  /// - Parameters:
  ///   - minutes: Moments to score at, in minutes of training.
  ///   - steps: Moments to score at, in steps; the trial is over when both lists are.
  ///   - folder: Where pictures of the samples go.
  public func run(minutes: [Double], steps: [Int], folder: URL? = nil, report: (Line) -> Void) throws {
    let trainer = try plan.trainer()
    let latents = Random(seed: plan.seed).split("latents").normal([64, trainer.generator.latentSize])
    var (minutes, steps) = (minutes.sorted()[...], steps.sorted()[...])
    var (done, seconds) = (0, 0.0)
    try plan.batches(of: train).prefetched { stream in
      for batch in stream {
        let start = ContinuousClock.now
        plan.recipe.setRates(of: trainer, after: done)
        _ = trainer.step(on: batch.images)
        done += 1
        seconds += start.duration(to: .now) / .seconds(1)
        let isTime = minutes.first.map { seconds >= $0 * 60 } ?? false
        guard isTime || steps.first == done else { continue }
        if isTime { minutes.removeFirst() } else { steps.removeFirst() }
        report(line(trainer.averaged, steps: done, minutes: seconds / 60))
        if let folder {
          let images = withoutHistory { trainer.averaged(latents, .inference) }
          try ImageGrid(images, columns: 8).encoded().write(
            to: folder.appendingPathComponent("\(name)-\(plan.seed)-\(done).png"))
        }
        if minutes.isEmpty && steps.isEmpty { break }
      }
    }
  }

  private func line(_ generator: ImageGenerator, steps: Int, minutes: Double) -> Line {
    let quality = judge.quality(of: generator, seed: plan.seed)
    return Line(
      recipe: name, dataset: plan.dataset, seed: plan.seed, steps: steps, minutes: minutes,
      toTraining: quality.toTraining, toTest: quality.toTest, classes: quality.classesCovered,
      leastShare: quality.shares.min()!, largestShare: quality.shares.max()!, samples: quality.samples)
  }
}

/// A recipe that the book does not have.
struct UnknownRecipe: Error, CustomStringConvertible {
  let name: String

  var description: String {
    "no recipe is called '\(name)', expected one of \(Recipe.named.keys.sorted().joined(separator: ", "))"
  }
}
