import ArgumentParser
import GAN
import Notebook

/// Chapter 3 as a command.
struct DiscriminatorChapter: BookPage {
  static let entry = Entry(
    number: 3, name: "discriminator", title: "Discriminator", summary: "what it learns, and what it gives away",
    files: ["Discriminator.swift", "BothTurns.swift", "Strength.swift", "SeparateBatches.swift", "ImageVerdicts.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try discriminatorChapter(page) }
}
