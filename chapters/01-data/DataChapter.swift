import ArgumentParser
import Datasets
import Evaluation
import Notebook

/// Chapter 1 as a command.
struct DataChapter: BookPage {
  static let entry = Entry(
    number: 1, name: "data", title: "A whole GAN, and its data",
    summary: "two networks learn the points of a ring, and images become tensors",
    files: ["FirstGAN.swift", "OneMoreLine.swift", "Images.swift"],
    publishedWith: ["--dataset", "shapes"])

  @OptionGroup var images: DataOptions
  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try dataChapter(page, images) }
}
