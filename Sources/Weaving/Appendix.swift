import Foundation

/// A page of the book that has no code of its own.
public struct Appendix: Sendable {
  /// How the page comes to be.
  public enum Making: Sendable {
    /// It is written by hand.
    case written
    /// It is woven from the definitions on all other pages.
    case glossary
    /// It is woven from what all pages claim.
    case claims
  }

  /// The name that readers know it by.
  let title: String
  /// What the reader will find, in one line.
  let summary: String
  /// The name of its file.
  let name: String
  let making: Making
  private let folder: String

  /// A page that has no code of its own.
  ///
  /// - Parameters:
  ///   - summary: What the reader will find, in one line.
  ///   - name: The name of its Markdown file.
  ///   - folder: The folder of the book in which it lies.
  public init(title: String, summary: String, name: String, in folder: String = "answers", making: Making) {
    self.title = title
    self.summary = summary
    self.name = name
    self.making = making
    self.folder = folder
  }

  /// Where it lies in a book.
  func page(in root: URL) -> URL { root.appendingPathComponent(folder).appendingPathComponent(name) }
}
