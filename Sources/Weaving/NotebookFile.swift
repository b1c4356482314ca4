import Foundation
import Notebook

/// A page as a Jupyter notebook (nbformat 4.5): a copy to read, for a page's code is compiled and run as a whole.
///
/// Text, tables and claims are outputs of their cells. A figure is shown by a link to its file, which keeps notebooks
/// small, and links work in cells of Markdown only; so from its first figure on, a cell's outputs stand in such a cell.
/// Code that is kept off the page is folded in where something came out of it, and what is folded on the page is here too.
struct NotebookFile: Encodable {
  private(set) var cells: [Cell] = []
  private let metadata = Metadata()
  private let nbformat = 4
  private let nbformatMinor = 5

  /// - Parameters:
  ///   - page: The page in Markdown. A link within the page leads there, for Jupyter names its sections otherwise.
  ///   - link: Where a link to a Markdown file leads from a notebook, if not there.
  init(_ pieces: [WovenPage.Piece], notice: String, footer: String, page: String, link: (String) -> String?) {
    var notice: String? = notice
    for piece in pieces {
      switch piece {
      case .prose(let text, _):
        var paragraphs = [Self.prose(text, page: page, link: link)]
        if let note = notice {
          // Below the title, which is the first line.
          let lines = paragraphs[0].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
          paragraphs = [String(lines[0]), note] + lines.dropFirst().map { String($0.drop(while: \.isNewline)) }
          notice = nil
        }
        append(.markdown(paragraphs.joined(separator: "\n\n")))
      case .cell(let cell, let note, let outputs):
        let blocks = OutputBlock.blocks(of: outputs)
        let attached = blocks.prefix { $0.plain != nil }
        if !cell.isHidden || !attached.isEmpty {
          append(.code(cell.text, isFolded: cell.isHidden || cell.fold != nil, attached.map(Output.init)))
        }
        let rest = [note].compactMap(\.self) + blocks.dropFirst(attached.count).map(\.markdown)
        if !rest.isEmpty { append(.markdown(rest.joined(separator: "\n\n"))) }
      case .citation(let code, let fold, let below):
        append(.markdown(Fold.markdown([fenced(code, as: "swift"), below].joined(separator: "\n\n"), as: fold)))
      }
    }
    append(.markdown(Self.prose(footer, page: page, link: link)))
  }

  private mutating func append(_ content: Cell.Content) {
    cells.append(Cell(id: "\(content.name)-\(cells.count + 1)", content: content))
  }

  /// The bytes of the file.
  var data: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  /// Prose as Jupyter reads it: mathematics between dollars, links to pages as links to notebooks.
  static func prose(_ text: String, page: String, link: (String) -> String?) -> String {
    var fence: (length: Int, isMathematics: Bool)?
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let content = line.drop { $0 == " " }
      let marks = content.prefix { $0 == "`" }.count
      if let open = fence {
        guard marks >= open.length, marks == content.count else { return String(line) }
        fence = nil
        return open.isMathematics ? "$$" : String(line)
      }
      if marks >= 3 {
        let isMathematics = content.dropFirst(marks) == "math"
        fence = (marks, isMathematics)
        return isMathematics ? "$$" : String(line)
      }
      return translated(String(line), page: page, link: link)
    }.joined(separator: "\n")
  }

  private static func translated(_ line: String, page: String, link: (String) -> String?) -> String {
    let mathematics = #/\$`([^`]+)`\$/#
    let pages = #/\]\(([^)\s#]+\.md)(?:#[^)]*)?\)/#
    return line.replacing(mathematics) { "$" + $0.output.1 + "$" }.replacing(pages) { match -> String in
      guard let notebook = link(String(match.output.1)) else { return String(match.output.0) }
      return "](\(notebook))"
    }.replacing("](#", with: "](\(page)#")
  }
}

extension NotebookFile {
  /// One cell. Its identifier says its kind and place, so the same page always gives the same file.
  struct Cell: Encodable {
    let id: String
    let content: Content

    enum Content {
      case markdown(String)
      case code(String, isFolded: Bool, [Output])

      var name: String {
        switch self {
        case .markdown: "text"
        case .code: "code"
        }
      }
    }

    private enum Key: CodingKey { case cellType, executionCount, id, metadata, outputs, source }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(id, forKey: .id)
      switch content {
      case .markdown(let text):
        try container.encode("markdown", forKey: .cellType)
        try container.encode([String: String](), forKey: .metadata)
        try container.encode(text.notebookLines, forKey: .source)
      case .code(let text, let isFolded, let outputs):
        try container.encode("code", forKey: .cellType)
        // No kernel ran it.
        try container.encodeNil(forKey: .executionCount)
        try container.encode(isFolded ? ["jupyter": ["source_hidden": true]] : [:], forKey: .metadata)
        try container.encode(outputs, forKey: .outputs)
        try container.encode(text.notebookLines, forKey: .source)
      }
    }
  }

  /// What a cell put out, in Markdown for those who can show it and as plain text.
  struct Output: Encodable {
    let block: OutputBlock

    private enum Key: CodingKey { case data, metadata, name, outputType, text }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      let plain = (block.plain ?? "").notebookLines
      if case .text = block {
        try container.encode("stream", forKey: .outputType)
        try container.encode("stdout", forKey: .name)
        try container.encode(plain, forKey: .text)
      } else {
        try container.encode("display_data", forKey: .outputType)
        try container.encode(
          ["text/markdown": block.markdown.notebookLines, "text/plain": plain], forKey: .data)
        try container.encode([String: String](), forKey: .metadata)
      }
    }
  }

  /// The language, and no kernel, for none is needed to read.
  private struct Metadata: Encodable {
    let languageInfo = ["name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift"]
  }
}

extension String {
  /// The text as notebooks keep it, in lines with their ends.
  fileprivate var notebookLines: [String] {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    return lines.dropLast().map { $0 + "\n" } + lines.suffix(1).filter { !$0.isEmpty }.map(String.init)
  }
}
