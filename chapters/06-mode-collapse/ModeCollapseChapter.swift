import ArgumentParser
import Engine
import Evaluation
import GAN
import Notebook

/// Chapter 6 as a command.
struct ModeCollapseChapter: BookPage {
  static let entry = Entry(
    number: 6, name: "mode-collapse", title: "Mode collapse",
    summary: "some modes drawn, others left out: make it happen, measure it, stop it",
    files: [
      "Collapse.swift", "Onset.swift", "WhyItStays.swift", "FreePoints.swift", "Remedies.swift", "Strengths.swift",
      "WhatDoesNotHold.swift",
      "Grid.swift", "OnsetNumbers.swift", "LateR1.swift", "RingPairs.swift", "NotMeasured.swift",
    ])

  @Option(
    parsing: .unconditional, help: "The remedy to try beside the bare pair. (default: what the page shows)",
    transform: oneOf(Remedy.all.map(\.flag)))
  var remedy: String?

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try modeCollapseChapter(page, self) }
}
