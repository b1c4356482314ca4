import ArgumentParser
import Datasets
import Evaluation
import Foundation
import Notebook

/// What `bench quality` trains and when it scores.
struct QualityOptions: ParsableArguments {
  @Option(help: "Train for so many minutes of wall time; scores at 1, 2, 5, 10, … of them.")
  var minutes: Double?

  @Option(help: "Train for so many steps instead; a score at the end and, separated by commas, before it.")
  var steps: String?

  @Option(help: "The recipe, by its name in RECIPES.md.")
  var recipe = "r1"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Change one of the recipe's settings; can be given several times.", valueName: "name=value"))
  var settings: [String] = []

  @Flag(help: "Tell both networks the images' classes.")
  var classes = false

  @Option(help: "The images: cifar10 or shapes.")
  var dataset = "cifar10"

  @Option(help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"))
  var data: String?

  @Option(help: "The seed of everything random.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("A folder for pictures of the samples.", valueName: "folder"))
  var out: String?

  func run() throws {
    guard let set = DataSet.all.first(where: { $0.name == dataset }) else {
      throw UsageError("--dataset is '\(dataset)', expected \(DataSet.all.map(\.name).joined(separator: " or "))")
    }
    let (minuteMarks, stepMarks) = (try minuteMarks, try stepMarks)
    let folder = out.map { URL(fileURLWithPath: $0) }
    let lock = try folder.map(RunPlace.make)
    defer { withExtendedLifetime(lock) {} }
    let trial = try QualityTrial(
      recipe: recipe, settings: settings, usesClasses: classes, data: set, folder: data, seed: seed)
    try trial.run(minutes: minuteMarks, steps: stepMarks, folder: folder) { line in
      guard let json = try? line.json else { return }
      // Not by `print`, which keeps back what it has for a pipe until there is more: minutes lie between two lines.
      StandardStream.output.write(Array(json) + Array("\n".utf8))
    }
  }

  private var stepMarks: [Int] {
    get throws {
      guard let steps else { return [] }
      return try steps.split(separator: ",", omittingEmptySubsequences: false).map { text in
        guard let count = Int(text), (1...1_000_000_000).contains(count) else {
          throw UsageError(
            "--steps is '\(steps)', expected whole numbers from 1 to 1,000,000,000 with commas between them")
        }
        return count
      }
    }
  }

  private var minuteMarks: [Double] {
    get throws {
      guard let minutes = minutes ?? (steps == nil ? 10 : nil) else { return [] }
      guard minutes > 0, minutes <= TrainingRequest.mostMinutes else {
        throw UsageError("--minutes is '\(minutes)', expected a number above 0, such as 10")
      }
      return [1, 2, 5, 10, 20, 50, 100].filter { $0 < minutes } + [minutes]
    }
  }
}
