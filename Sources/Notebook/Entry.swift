import Foundation

/// A chapter or an answer: what the table of contents says about it, where its source lies, and how it is run.
public struct Entry: Sendable {
  /// A chapter's number; answers have none.
  public let number: Int?
  /// The name that commands know it by, such as `mode-collapse`.
  public let name: String
  /// The name that readers know it by, such as "Mode collapse".
  public let title: String
  /// What the reader will see, in one line.
  public let summary: String
  /// How long the default profile takes, such as "about a minute".
  public let duration: String
  /// The source files that are woven into its page, in order; the first holds the run function.
  public let files: [String]
  /// The remedies that a reader may ask for with `--remedy`; none where the page tries no remedies.
  public let remedies: [String]
  /// Runs the page.
  public let run: @Sendable (Page) throws -> Void

  /// An entry of the book.
  ///
  /// - Parameters:
  ///   - companions: Names of further files in the same folder that are woven into the page after the first.
  ///   - file: The source file; the folder it lies in also takes the page, its figures and its caches.
  public init(
    number: Int?, name: String, title: String, summary: String, duration: String, companions: [String] = [],
    remedies: [String] = [], file: String = #filePath, run: @escaping @Sendable (Page) throws -> Void
  ) {
    self.number = number
    self.name = name
    self.title = title
    self.summary = summary
    self.duration = duration
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    self.files = [file] + companions.map { folder.appendingPathComponent($0).path }
    self.remedies = remedies
    self.run = run
  }

  /// The path of its main source file.
  public var file: String { files[0] }
}

// MARK: - Where things lie

extension Entry {
  /// The environment variable that tells a binary, moved away from the place where it was built, where the book lies.
  static let bookVariable = "MINIMAX_BOOK"

  /// The folder of the source, the page, its figures and its caches: where the compiler saw the source, or the folder
  /// of the same name in the book that `MINIMAX_BOOK` points to.
  var folder: URL {
    let compiled = URL(fileURLWithPath: file).deletingLastPathComponent()
    guard let book = ProcessInfo.processInfo.environment[Entry.bookVariable], !book.isEmpty else { return compiled }
    let root = URL(fileURLWithPath: book, isDirectory: true)
    guard number != nil else { return root.appendingPathComponent("answers") }
    return root.appendingPathComponent("chapters").appendingPathComponent(compiled.lastPathComponent)
  }

  /// The source files, where they lie now.
  var sources: [URL] {
    let folder = folder
    return files.map { folder.appendingPathComponent(URL(fileURLWithPath: $0).lastPathComponent) }
  }

  /// The woven page: a chapter has its folder to itself, answers share one.
  var page: URL { folder.appendingPathComponent(number == nil ? "\(name).md" : "README.md") }

  /// The page as a notebook.
  var notebook: URL { folder.appendingPathComponent("\(name).ipynb") }

  /// What the page's published run put out.
  var publication: URL { folder.appendingPathComponent(number == nil ? "\(name).outputs.json" : "outputs.json") }

  var figures: URL { folder.appendingPathComponent("figures") }

  /// What the names of the page's figures and caches begin with: answers share a folder.
  var prefix: String { number == nil ? "\(name)-" : "" }

  /// The folder of the compressed tensors that come with it.
  public var cache: URL { folder.appendingPathComponent("cache") }

  /// The folder that holds the folders of chapters and answers.
  var root: URL {
    let parent = folder.deletingLastPathComponent()
    return number == nil ? parent : parent.deletingLastPathComponent()
  }

  /// The title with the chapter's number.
  var heading: String { number.map { "\($0) · \(title)" } ?? title }

  /// What a reader types after the command to name this entry.
  var argument: String { number.map(String.init) ?? name }
}
