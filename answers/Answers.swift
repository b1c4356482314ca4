import Notebook

/// The answers in the order in which they are read.
public let answers: [Entry] = []
