import Foundation
import Pictures

// What options make of their text: `@Option(parsing: .unconditional, transform: Int.count) var epochs: Int?` answers
// `--epochs -1` with "The value '-1' is invalid for '--epochs <epochs>': expected a whole number of at least 1".

extension Int {
  /// The largest count: sums and products of a few of them stay in the range of an `Int`.
  private static let largestCount = 1_000_000_000

  /// A count: a whole number of at least 1.
  ///
  /// - Throws: ``UsageError`` for any other text, and for counts that no machine comes to the end of.
  public static func count(_ text: String) throws -> Int {
    guard let count = Int(text), count >= 1 else {
      throw UsageError("expected a whole number of at least 1, such as 2")
    }
    guard count <= largestCount else { throw UsageError("expected at most \(largestCount.text)") }
    return count
  }

  /// A number of threads.
  ///
  /// - Throws: ``UsageError`` for any other text, and for more threads than a process can have.
  public static func threads(_ text: String) throws -> Int {
    let count = try count(text)
    if count <= 1024 { return count }
    throw UsageError("expected at most 1024")
  }
}

extension UInt64 {
  /// The seed of a random stream.
  ///
  /// - Throws: ``UsageError`` for text that is no whole number from 0 on.
  public static func seed(_ text: String) throws -> UInt64 {
    if let seed = UInt64(text) { return seed }
    throw UsageError("expected a whole number from 0 to \(UInt64.max), such as 7")
  }
}

extension URL {
  /// A folder that exists.
  ///
  /// - Throws: ``UsageError`` for the path of anything else.
  public static func existingFolder(_ text: String) throws -> URL {
    let url = try path(text)
    if url.isFolder { return url }
    throw UsageError("expected a folder that exists; check the path")
  }

  /// The path of what is there or will be.
  ///
  /// - Throws: ``UsageError`` for no text at all, which Foundation takes for the current folder.
  public static func path(_ text: String) throws -> URL {
    if text.isEmpty { throw UsageError("expected a path; . is the current folder") }
    return URL(fileURLWithPath: text)
  }
}

/// What options make of a name that must be one of several.
///
/// - Returns: A transform that lets through the names, and throws ``UsageError`` for others.
public func oneOf(_ names: [String]) -> @Sendable (String) throws -> String {
  { text in
    if names.contains(text) { return text }
    let hint = names.nearest(to: text).map { "did you mean \($0)? " } ?? ""
    throw UsageError("\(hint)expected one of \(names.joined(separator: ", "))")
  }
}
