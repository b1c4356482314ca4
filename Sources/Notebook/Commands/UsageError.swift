/// A command was asked for something it cannot do; the text says what it found, what it expected, and what to do.
public struct UsageError: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do, in one line.
  public let description: String

  /// An error with the given one line of text.
  public init(_ description: String) { self.description = description }
}
