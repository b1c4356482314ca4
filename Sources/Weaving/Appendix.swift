import Foundation

/// A page of the book, beside the answers, that has no code of its own.
public struct Appendix: Sendable {
  /// How the page comes to be.
  public enum Making: Sendable {
    /// It is written by hand.
    case written
    /// It is woven from the definitions on all other pages.
    case glossary
  }

  /// The name that readers know it by.
  let title: String
  /// What the reader will find, in one line.
  let summary: String
  /// The name of its file.
  let name: String
  let making: Making

  /// A page beside the answers that has no code of its own.
  ///
  /// - Parameters:
  ///   - summary: What the reader will find, in one line.
  ///   - name: The name of its Markdown file.
  public init(title: String, summary: String, name: String, making: Making) {
    self.title = title
    self.summary = summary
    self.name = name
    self.making = making
  }

  /// Where it lies in a book.
  func page(in root: URL) -> URL { root.appendingPathComponent("answers").appendingPathComponent(name) }
}
