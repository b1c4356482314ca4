import Foundation
import Store

/// A chapter or an answer: what the table of contents says about it, where its source lies, and what is published.
public struct Entry: Sendable {
  /// A chapter's number; answers have none.
  public let number: Int?
  /// The name that commands know it by, such as `mode-collapse`.
  public let name: String
  /// The name that readers know it by, such as "Mode collapse".
  public let title: String
  /// What the reader will see, in one line.
  public let summary: String
  /// How long it takes, where no published run says so.
  private let stated: String?
  /// The paths of the source files that are woven into its page, in order.
  public let files: [String]
  /// The page's own options that it is published with, as words of its command: those that decide the results.
  public let publishedWith: [String]

  /// An entry of the book.
  ///
  /// - Parameters:
  ///   - duration: How long it takes, where no published run says so.
  ///   - files: Names of the source files that are woven into the page, in order.
  ///   - publishedWith: The page's own options that it is published with, as words of its command.
  ///   - here: A file in the folder of the sources, which also takes the page, its figures and its caches.
  public init(
    number: Int?, name: String, title: String, summary: String, duration: String? = nil, files: [String],
    publishedWith: [String] = [], here: String = #filePath
  ) {
    self.number = number
    self.name = name
    self.title = title
    self.summary = summary
    stated = duration
    self.publishedWith = publishedWith
    let folder = URL(fileURLWithPath: here).deletingLastPathComponent()
    self.files = files.map { folder.appendingPathComponent($0).path }
    compiledFolder = folder
  }

  /// The folder of the sources where the compiler saw them.
  private let compiledFolder: URL
}

extension Entry {
  /// How long the default profile takes: what the published run took, rounded up to five seconds.
  public var duration: String {
    if let stated { return stated }
    guard let seconds = (try? Publication(contentsOf: publication))?.seconds else { return "" }
    // A file may say any number, and not each is one of seconds.
    return seconds <= 1 ? "1 s" : Duration.seconds(5 * Int((min(seconds, 1e9) / 5).rounded(.up))).rounded
  }
}

// MARK: - Where things lie

extension Entry {
  /// The folder of the source, the page, its figures and its caches: where the compiler saw the source, or the folder
  /// of the same name in the book that `MINIMAX_BOOK` points to.
  package var folder: URL {
    guard let root = BookFiles.moved else { return compiledFolder }
    guard number != nil else { return root.appendingPathComponent("answers") }
    return root.appendingPathComponent("chapters").appendingPathComponent(compiledFolder.lastPathComponent)
  }

  /// The source files, where they lie now.
  package var sources: [URL] {
    let folder = folder
    return files.map { folder.appendingPathComponent(URL(fileURLWithPath: $0).lastPathComponent) }
  }

  /// The woven page: a chapter has its folder to itself, answers share one.
  package var page: URL { folder.appendingPathComponent(number == nil ? "\(name).md" : "README.md") }

  /// The page as a notebook.
  package var notebook: URL { folder.appendingPathComponent("\(name).ipynb") }

  /// What the page's published run put out.
  package var publication: URL {
    folder.appendingPathComponent(number == nil ? "\(name).outputs.json" : "outputs.json")
  }

  package var figures: URL { folder.appendingPathComponent("figures") }

  /// What the names of the page's figures and caches begin with: answers share a folder.
  package var prefix: String { number == nil ? "\(name)-" : "" }

  /// The folder of the compressed tensors that come with it.
  public var cache: URL { folder.appendingPathComponent("cache") }

  /// The folder that holds the folders of chapters and answers.
  package var root: URL {
    let parent = folder.deletingLastPathComponent()
    return number == nil ? parent : parent.deletingLastPathComponent()
  }

  /// The title with the chapter's number.
  package var heading: String { number.map { "\($0) · \(title)" } ?? title }

  /// What it is, which is also the name of the command that runs it.
  package var kind: String { number == nil ? "answer" : "chapter" }

  /// What a reader types after the command to name this entry.
  package var argument: String { number.map(String.init) ?? name }
}
