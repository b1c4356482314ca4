import Foundation
import Notebook

/// A page for another program to show: its pieces with what was published, and which of them holds what a run puts out.
///
/// What a cell uses and no page has shown, which the woven page tells, is left out: to know it all pages have to be read.
/// A page whose code has changed since it was published has none of what was put out: nobody knows where it belongs.
package struct LivePage: Encodable {
  /// What was found, what was put out and what ran, as the woven page shows it.
  package struct Piece: Encodable {
    /// `prose`, `cell` or `citation`.
    package let kind: String
    /// Markdown, or code.
    package let text: String
    /// Markdown that stands below the code.
    package var note: String? = nil
    /// Whether the code is kept off the page; what it puts out is not.
    package var isHidden = false
    /// What the code makes, if it is folded.
    package var fold: String? = nil
    /// What the published run put out.
    package var outputs: [Output] = []
  }

  /// The kind of page, and how commands name it.
  package let kind, argument: String
  /// The title and what a reader will see.
  package let heading, summary, duration: String
  /// How the published run was made.
  package let profile: String, seed: UInt64, seconds: Double, data: String?
  /// Whether the code has changed since it was published.
  package let isChanged: Bool
  /// What stands on the page, in order.
  package let pieces: [Piece]

  private let sources: [PageSource]

  private enum CodingKeys: CodingKey {
    case kind, argument, heading, summary, duration, profile, seed, seconds, data, isChanged, pieces
  }

  init(_ entry: Entry, sources: [PageSource], _ publication: Publication, _ files: SourceFiles) throws {
    var publication = publication
    let hash = WovenPage.hash(of: sources)
    isChanged = publication.code != hash
    if isChanged { (publication.code, publication.outputs) = (hash, []) }
    let page = WovenPage(
      sources: sources, publication: publication, links: SourceLinks(files: files, folder: entry.folder),
      isLive: true)
    let files = sources.flatMap { source in source.blocks.map { _ in source.name } }
    pieces = zip(try page.pieces(), files).map { piece, file in
      switch piece {
      case .prose(let text, _): Piece(kind: "prose", text: text)
      case .citation(let code, let fold, let below): Piece(kind: "citation", text: code, note: below, fold: fold)
      case .cell(let cell, let note, let outputs):
        Piece(
          kind: "cell", text: cell.text, note: note, isHidden: cell.isHidden, fold: cell.fold,
          outputs: outputs.map { Output(content: $0, file: file, line: cell.code.lowerBound) })
      }
    }
    self.sources = sources
    (kind, argument, heading) = (entry.kind, entry.argument, entry.heading)
    (summary, duration) = (entry.summary, entry.duration)
    (profile, seed, seconds) = (publication.profile.rawValue, publication.seed, publication.seconds)
    data = publication.data?.title
  }

  /// The piece after which something stands that a run has put out just now; `nil` for what comes from no line of the page.
  package func place(of output: Output) -> Int? {
    var first = 0
    for source in sources {
      if source.name == output.file, let line = source.codeLine(at: output.line) {
        return source.blocks.firstIndex {
          if case .cell(let cell) = $0 { cell.code.contains(line) } else { false }
        }.map { first + $0 }
      }
      first += source.blocks.count
    }
    return nil
  }
}

extension Weaver {
  /// A page for another program to show, as its files are now.
  ///
  /// - Throws: `PageError` if it cannot be taken apart, or quotes or links to what is not there.
  package func live(_ entry: Entry) throws -> LivePage {
    try LivePage(
      entry, sources: entry.sources.map(PageSource.init(contentsOf:)), Publication(contentsOf: entry.publication),
      SourceFiles(root: entry.root))
  }
}
