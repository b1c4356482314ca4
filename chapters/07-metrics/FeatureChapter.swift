import ArgumentParser
import Notebook

/// The training of a feature network as a command, `swift run chapter features`.
struct FeatureChapter: BookPage {
  static let entry = Entry(
    number: 7, name: "features", title: "The book's own feature networks",
    summary: "trains a classifier of CIFAR-10 or of the modes of Shapes, for scores without a download",
    duration: "minutes", files: ["FeatureTraining.swift"])
  /// It is no chapter of its own, so it has no number to go by.
  static let configuration = CommandConfiguration(commandName: entry.name, abstract: entry.summary)

  @OptionGroup var images: DataOptions

  @Option(
    parsing: .unconditional, help: "How many epochs to train for. (default: as the profile says)",
    transform: Int.count)
  var epochs: Int?

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try trainFeatures(page, self) }
}
