import Notebook

/// The answers in the order in which they are read.
public let answers: [Entry] = [
  Entry(
    number: nil, name: "mode-collapse", title: "Mode collapse",
    summary: "what it is, why it happens, and what helps", duration: "under a minute",
    file: source("ModeCollapse.swift"), run: modeCollapseAnswer)
]
