import ArgumentParser
import Evaluation
import GAN
import Notebook

/// Chapter 5 as a command.
struct TrainingChapter: BookPage {
  static let entry = Entry(
    number: 5, name: "training", title: "Training",
    summary: "two networks learn from each other: from snow to figures in half a minute",
    files: [
      "Training.swift", "StepInPyTorch.swift", "SnowToShapes.swift", "RunScores.swift", "RunLosses.swift",
      "RecipeTakenApart.swift",
      "StripedGrounds.swift", "Photographs.swift", "Averaging.swift", "Resuming.swift", "Appendices.swift",
      "SampleInspection.swift",
    ], publishedWith: ["--dataset", "shapes"])

  @OptionGroup var images: DataOptions

  @Option(parsing: .unconditional, help: "The generator to train: plain or enhanced.")
  var generator = GeneratorKind.enhanced

  @Option(
    parsing: .unconditional, help: "How many epochs to train for. (default: as the profile says)",
    transform: Int.count)
  var epochs: Int?

  @Option(
    parsing: .unconditional, help: "Save images and a checkpoint every so many epochs. (default: 10)",
    transform: Int.count)
  var saveEvery = 10

  @Flag(
    help: """
      Go on from networks that come with the book and are told no class, instead of training from the first step. (The plain \
      pair of photographs comes without its discriminator, so it cannot.)
      """)
  var goOn = false

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try trainingChapter(page, self) }
}

extension GeneratorKind: ExpressibleByArgument {}
