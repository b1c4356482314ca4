import Foundation
import Notebook

/// What weaving looks at beside a page's own files, read once: the Swift files of the project, and what readers have been
/// shown when they come to each page.
///
/// Chapters are read in order; an answer is read by somebody who knows all chapters and no other answer.
final class Survey {
  let files: SourceFiles
  /// The works that pages may name, if the book has a list of them.
  let bibliography: Bibliography?
  private let pages: [URL: Shown]

  /// Reads all pages of a book.
  ///
  /// - Throws: What reading a Swift file throws. A page that cannot be taken apart is left out; weaving it says why.
  init(_ shelf: [Contents]) throws {
    let entries = shelf.flatMap(\.entries)
    files = SourceFiles(root: entries.first?.root ?? URL(fileURLWithPath: "/"))
    bibliography = try Bibliography(of: files.root)
    var pages: [URL: Shown] = [:]
    var reader = try Shown(files)
    for entry in entries {
      guard let sources = try? entry.sources.map({ (try PageSource(contentsOf: $0), $0) }) else { continue }
      var reading = reader
      try reading.read(sources)
      pages[entry.page] = reading
      if entry.number != nil { reader = reading }
    }
    self.pages = pages
  }

  /// What is known of a page's code.
  func shown(_ entry: Entry) -> Shown? { pages[entry.page] }
}
