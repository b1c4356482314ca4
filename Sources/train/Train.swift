import ArgumentParser
import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Ranks

@main
struct Train: ParsableCommand, OptionExplaining {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a GAN on images: the book's, CIFAR-10, or your own.",
    discussion: """
      DATA is cifar10, shapes, a folder of PNG or JPEG files (or one folder of them for each class), or idx files as \
      MNIST has them. Images are cropped to the square in their middle and resized.
      """)

  @Argument(help: "The images. With --resume it is left out: the run knows.")
  var data: String?

  @Option(
    parsing: .unconditional, help: "The height and width of images: 8 to 256, a power of two.", transform: sideText)
  var size = 32

  @Flag(help: "Turn images grey. (idx files are grey as they are)")
  var grey = false

  @Flag(help: "Tell both networks the images' classes, so that images of a class can be drawn.")
  var classes = false

  @Flag(help: "Never mirror images: for letters, digits and whatever has a left and a right.")
  var noFlips = false

  @Option(
    parsing: .unconditional, help: "Train so many times through all images, with --resume in all.", transform: Int.count
  )
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: "Train so many minutes, with --resume in all, scoring not counted. (default: 10)",
    transform: minutesText)
  var minutes: Double?

  @Option(parsing: .unconditional, help: "The images in a step. (default: the recipe's)", transform: Int.count)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: """
      Cut every batch into so many equal parts, each with batch statistics of its own; the ranks of MPI share them. \
      (default: 1)
      """, transform: Int.count)
  var shards: Int?

  @Option(parsing: .unconditional, help: "What everything random begins with.", transform: UInt64.seed)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: """
      How to train: \(Recipe.named.keys.sorted().joined(separator: ", ")), or a JSON file of settings. \
      (default: r1; large for images over 32 pixels, shapes for Shapes and for grey images)
      """)
  var recipe: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Change a setting of the recipe, such as generatorRate=3e-4.", valueName: "name=value"))
  var set: [String] = []

  @Option(parsing: .unconditional, help: "Go on with the run in this folder.", transform: URL.existingFolder)
  var resume: URL?

  @Option(
    parsing: .unconditional, help: "The folder for pictures, curves and networks. (default: one in runs/train)",
    transform: URL.path)
  var out: URL?

  @Flag(help: "Keep the networks of the last look, instead of those with the best score.")
  var keepLast = false

  @Flag(help: "Write event files for TensorBoard beside curves.csv and scores.csv.")
  var tensorboard = false

  @Flag(help: "Stop at a file that cannot be used, instead of leaving it out.")
  var strict = false

  @Flag(help: "No progress bar, no preview.")
  var quiet = false

  static func main() { Command.main(Self.self) }

  func run() throws { try withLaunchedProcesses(train) }

  private func train(in group: any ProcessGroup) throws {
    try Parallel.withThreads(group.threads ?? Parallel.threads) {
      let session: TrainSession
      do {
        session = try resume.map { try resumed($0, group) } ?? started(group)
      } catch let error as RecipeError {
        throw UsageError("\(error)")
      }
      try session.train(interruption: .byUser, forTensorBoard: tensorboard, keepsLast: keepLast)
      if group.isFirst { session.summary.forEach(say) }
    }
  }

  /// What somebody means who comes from other tools, or names a setting as if it were an option.
  static func meant(by option: String) -> String? {
    let name = option.drop { $0 == "-" }.lowercased().filter { $0 != "-" && $0 != "_" }
    switch name {
    case "lr", "learningrate", "rate": return "--set generatorRate=2e-4 --set discriminatorRate=2e-4"
    case "lrg", "glr": return "--set generatorRate=2e-4"
    case "lrd", "dlr": return "--set discriminatorRate=2e-4"
    case "imagesize", "imgsize", "resolution", "imsize": return "--size"
    case "bs", "batch": return "--batch-size"
    case "gray", "grayscale", "greyscale": return "--grey"
    case "conditional", "cond", "labels": return "--classes"
    case "outdir", "output", "outputdir": return "--out"
    case "nepochs", "niter": return "--epochs"
    default:
      let names = Recipe.settingNames
      let near = names.map { $0.lowercased() }.nearest(to: name)
      return names.first { $0.lowercased() == near }.map { "--set \($0)=…" }
    }
  }

  private var length: TrainingRequest.Length? {
    get throws {
      if epochs != nil, minutes != nil { throw UsageError("--epochs and --minutes are both given; leave one out") }
      return epochs.map { .epochs($0) } ?? minutes.map { .minutes($0) }
    }
  }

  private func started(_ group: any ProcessGroup) throws -> TrainSession {
    guard let data, !data.isEmpty else {
      throw UsageError(
        "no images are named, expected cifar10, shapes, or a folder; for example `swift run train shapes`")
    }
    let isIDX = OwnImages.isIDX(URL(fileURLWithPath: data)) || OwnImages.holdsIDX(URL(fileURLWithPath: data))
    var settings = try chosenRecipe(isGrey: grey || isIDX)
    if let batchSize { try settings.set("batchSize", to: "\(batchSize)") }
    for setting in set { try settings.set(setting) }
    let request = TrainingRequest(
      data: data, size: size, isGrey: grey || isIDX, usesClasses: classes, flips: !noFlips && !isIDX, seed: seed,
      recipe: settings, length: try length ?? .minutes(10), shards: shards == 1 ? nil : shards)
    return try TrainSession(
      request, choosesAugmentation: !set.contains { $0.hasPrefix("augmentation=") }, isStrict: strict,
      folder: out ?? RunPlace.unused(under: "train", for: data), isQuiet: quiet || !group.isFirst, group: group,
      say: voice(of: group))
  }

  private func chosenRecipe(isGrey: Bool) throws -> Recipe {
    guard let recipe else {
      return TrainingRequest.usualRecipe(for: data ?? "", size: size, isGrey: isGrey)
    }
    guard recipe.hasSuffix(".json") else { return try Recipe.called(recipe) }
    guard let json = try? Data(contentsOf: URL(fileURLWithPath: recipe)) else {
      throw UsageError("--recipe is '\(recipe)', which cannot be read; check the path")
    }
    var settings = Recipe.withR1
    try settings.set(json: json, file: recipe)
    return settings
  }

  private func resumed(_ folder: URL, _ group: any ProcessGroup) throws -> TrainSession {
    let fixed: [(String, Bool)] = [
      ("--size", size != 32), ("--grey", grey), ("--classes", classes), ("--no-flips", noFlips), ("--seed", seed != 1),
      ("--recipe", recipe != nil), ("--batch-size", batchSize != nil), ("--out", out != nil),
    ]
    if let (name, _) = fixed.first(where: \.1) {
      throw UsageError(
        "\(name) cannot change when a run goes on, and --resume is given; leave out \(name), or start a new run")
    }
    return try TrainSession(
      resuming: folder, settings: set, length: try length, shards: shards, isQuiet: quiet || !group.isFirst,
      group: group,
      say: voice(of: group))
  }
}

/// Says something at once, also where output is a file.
private func say(_ text: String) { Terminal.standard().say(text) }

/// What is to be said, the first process says.
private func voice(of group: any ProcessGroup) -> (String) -> Void {
  group.isFirst ? { say($0) } : { _ in }
}

private func sideText(_ text: String) throws -> Int {
  if let side = Int(text), side <= 256, ImageNetworkShape.isPossible(side: side) { return side }
  throw UsageError("expected 8, 16, 32, 64, 128 or 256: networks double from 4 pixels on")
}

private func minutesText(_ text: String) throws -> Double {
  if let minutes = Double(text), minutes > 0, minutes <= TrainingRequest.mostMinutes { return minutes }
  throw UsageError("expected a number of minutes above 0, such as 10, and at most a million")
}
