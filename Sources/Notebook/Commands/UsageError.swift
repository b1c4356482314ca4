/// A command was asked for something it cannot do; the text says what it found, what it expected, and what to do.
public struct UsageError: Error, CustomStringConvertible, Sendable {
  public let description: String

  /// An error with the given one line of text.
  public init(_ description: String) { self.description = description }
}
