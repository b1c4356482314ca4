import Notebook

/// The chapters in the order in which they are read.
public let chapters: [Entry] = []

/// The answers, each a page of its own.
public let answers: [Entry] = []
