import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store

/// A recipe trained from scratch and scored on the way: how good are its images after so many minutes?
public struct QualityTrial {
  /// What is found at one moment.
  public struct Line: Codable, Sendable {
    /// The recipe's name.
    public let recipe: String
    /// What was changed about it, as `name=value`; `nil` for nothing.
    public let settings: [String]?
    /// Whether the pair was told the images' classes, which samples are then drawn of in equal numbers.
    public let conditional: Bool?
    /// The data set.
    public let dataset: String
    /// What everything random began with.
    public let seed: UInt64
    /// Steps so far, and the minutes that they took; scoring is not counted.
    public let steps: Int, minutes: Double
    /// The Fréchet distance to training images, and to test images, in the features of the book's own network.
    public let toTraining: Double, toTest: Double
    /// The same for the generator's last weights in the place of their average; older lines do not say.
    public let lastToTraining: Double?, lastToTest: Double?
    /// The distance to test images in the features of another data set's network, which no loss of the pair resembles;
    /// older lines do not say.
    public let otherToTest: Double?
    /// How many classes of the network at least a quarter of an equal share of the samples fall into.
    public let classes: Int
    /// The smallest and the largest share of a class.
    public let leastShare: Double, largestShare: Double
    /// The number of samples.
    public let samples: Int
    /// The share of samples that the network takes for the class that was asked for; `nil` without classes.
    public let accuracy: Double?

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
  private let settings: [String]
  private let plan: TrainingPlan
  private let train: ImageDataset
  private let judge, otherJudge: QualityJudge

  /// A trial of the recipe of the given name.
  ///
  /// - Parameters:
  ///   - settings: What to change about it, as `name=value`.
  ///   - usesClasses: Whether the pair is told the images' classes.
  ///   - folder: Where the data set's files lie, if the reader named a place.
  /// - Throws: ``UsageError``, `RecipeError`, or what is wrong with the data set's files.
  public init(
    recipe: String, settings: [String] = [], usesClasses: Bool = false, data: DataSet, folder: String? = nil,
    seed: UInt64
  ) throws {
    var chosen = try Recipe.called(recipe)
    for setting in settings { try chosen.set(setting) }
    self.settings = settings
    name = recipe
    train = try data.images(.train, folder: folder)
    plan = TrainingPlan(recipe: chosen, images: train, flips: data.allowsFlips, seed: seed, usesClasses: usesClasses)
    let test = try data.images(.test, folder: folder)
    judge = QualityJudge(try BookFeatures(for: data), training: train, test: test)
    let other = DataSet.all.first { $0.name != data.name }!
    otherJudge = QualityJudge(try BookFeatures(for: other), training: train, test: test)
  }

  /// Trains, and reports at every mark.
  ///
  /// - Parameters:
  ///   - minutes: Moments to score at, in minutes of training.
  ///   - steps: Moments to score at, in steps; the trial is over when both lists are.
  ///   - folder: Where pictures of the samples and the best pair go.
  public func run(minutes: [Double], steps: [Int], folder: URL? = nil, report: (Line) -> Void) throws {
    let latents = Random(seed: plan.seed).split("latents").normal([64, ImageGenerator.usualLatentSize])
    let run = try TrainingRun(
      plan, images: train, total: nil, latents: latents,
      scorer: quality, folder: folder)
    var (minutes, steps) = (minutes.sorted()[...], Set(steps).sorted()[...])
    _ = try run.train(
      looksWhen: { now in
        let isTime = minutes.first.map { now.seconds >= $0 * 60 } ?? false
        if isTime { minutes.removeFirst() }
        let isStep = steps.first == now.steps
        if isStep { steps.removeFirst() }
        return isTime || isStep
      },
      stopsWhen: { minutes.isEmpty && steps.isEmpty },
      onLook: { quality in
        guard run.loop.steps > 0 else { return }
        let last = self.quality(of: run.trainer.generator)
        let other = otherJudge.quality(
          of: run.trainer.averaged, classNames: plan.classNames, seed: plan.seed)
        report(
          line(quality, last: last, other: other.toTest, steps: run.loop.steps, minutes: run.loop.seconds / 60))
      })
  }

  private func quality(of generator: any Generator) -> Quality {
    judge.quality(of: generator, classNames: plan.classNames, seed: plan.seed)
  }

  private func line(_ quality: Quality, last: Quality, other: Double, steps: Int, minutes: Double) -> Line {
    Line(
      recipe: name, settings: settings.isEmpty ? nil : settings, conditional: plan.classNames.isEmpty ? nil : true,
      dataset: plan.data.variant, seed: plan.seed, steps: steps, minutes: minutes,
      toTraining: quality.toTraining, toTest: quality.toTest, lastToTraining: last.toTraining,
      lastToTest: last.toTest, otherToTest: other, classes: quality.classesNamed,
      leastShare: quality.shares.min()!, largestShare: quality.shares.max()!, samples: quality.samples,
      accuracy: quality.accuracy)
  }
}

extension Recipe {
  /// The recipe of that name.
  ///
  /// - Throws: ``UsageError`` if there is none.
  public static func called(_ name: String) throws(UsageError) -> Recipe {
    if let recipe = named[name] { return recipe }
    let names = named.keys.sorted()
    let meant = names.nearest(to: name).map { ", perhaps '\($0)' is meant" } ?? ""
    throw UsageError("no recipe is called '\(name)'\(meant), expected one of \(names.joined(separator: ", "))")
  }
}
