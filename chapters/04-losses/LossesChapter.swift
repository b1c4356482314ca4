import ArgumentParser
import Notebook

/// Chapter 4 as a command.
struct LossesChapter: BookPage {
  static let entry = Entry(
    number: 4, name: "losses", title: "Losses", summary: "what each player makes small, and whether they come to rest",
    files: [
      "MinimaxGame.swift", "LateStart.swift", "SmallestGame.swift", "GameValue.swift", "Losses.swift",
      "LossComparison.swift", "GameAppendices.swift", "SmoothedLabels.swift", "LuckOfSeeds.swift",
    ])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try lossesChapter(page) }
}
