import ArgumentParser
import Notebook

/// Chapter 7 as a command.
struct MetricsChapter: BookPage {
  static let entry = Entry(
    number: 7, name: "metrics", title: "Metrics",
    summary: "how anyone can tell: FID, IS, precision and recall, and how each is cheated",
    files: [
      "Metrics.swift", "FidelityAndVariety.swift", "TwoGenerators.swift", "Cheats.swift", "MistakeCosts.swift",
      "SampleSize.swift", "EqualMoments.swift", "InFiveLines.swift", "CommandLine.swift", "MoreScores.swift",
    ])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try metricsChapter(page) }
}
