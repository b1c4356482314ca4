import ArgumentParser
import GAN
import Notebook

/// Chapter 2 as a command.
struct GeneratorChapter: BookPage {
  static let entry = Entry(
    number: 2, name: "generator", title: "Generator", summary: "from 100 random numbers to an image, before training",
    files: [
      "Generator.swift", "Upsampling.swift", "LatentWalks.swift", "Signal.swift", "PlainAndEnhanced.swift",
      "GeneratorAppendices.swift",
    ])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try generatorChapter(page) }
}
