import Notebook

/// Puts a page together from its source and what its run put out. A pure function of these, and of the sources that it
/// links to: nothing is run.
struct WovenPage {
  let sources: [PageSource]
  let publication: Publication
  let links: SourceLinks
  /// What is used without having been shown, by place.
  var unshown: [Shown.Place: [ShownIndex.Place]] = [:]
  /// Where links to the works lead that the prose names; `nil` where it has none.
  var bibliography: Bibliography?
  /// Whether another program shows the page beside a run of it: then all cells are there, also those that are kept off the
  /// page and put nothing out, and what the prose quotes stands between marks, `U+E000 name U+E001 words U+E002`.
  var isLive = false

  /// The hash of the page's code, without its prose, comments and blank lines.
  static func hash(of sources: [PageSource]) -> String {
    fingerprint(sources.flatMap { [$0.name] + $0.code })
  }

  /// What stands on a page, in order.
  enum Piece: Equatable {
    /// Markdown, with its records quoted and its links to code resolved, and the terms that it defines.
    case prose(String, defines: [Definition])
    /// Code, a note on what it uses, and what it put out. Code that is kept off the page is here only with outputs.
    case cell(PageSource.Cell, note: String? = nil, outputs: [Output.Content])
    /// Code from elsewhere, and below it, in Markdown, where it stands and a note on what it uses.
    case citation(String, fold: String? = nil, below: String)
  }

  /// The pieces of the page, each output after the cell that made it.
  ///
  /// - Throws: ``PageError`` when the prose quotes a record that the run did not make or links to code that is not
  ///   there, or the code is not what was run.
  func pieces() throws -> [Piece] {
    guard publication.code == Self.hash(of: sources) else {
      throw PageError("the code of \(sources[0].name) is not the code that was run; publish the page anew")
    }
    var pieces: [Piece] = []
    // The works that the section has linked to.
    var named: Set<String> = []
    for source in sources {
      let outputs = publication.outputs.filter { $0.file == source.name }
      for block in source.blocks {
        switch block {
        case .prose(let lines):
          let text = try lines.map { try woven($0, in: source.name) }.joined(separator: "\n")
          let (marked, definitions) = try naming(lines[0], in: source.name) { try Definition.extract(from: text) }
          let prose = try naming(lines[0], in: source.name) { try Reveal.folded(marked) }
          let linked = try naming(lines[0], in: source.name) {
            try bibliography?.linked(prose, from: links.folder, named: &named) ?? prose
          }
          pieces.append(.prose(linked, defines: definitions))
        case .cell(let cell):
          let own = outputs.filter { cell.code.contains($0.line) }.map(\.content)
          if isLive || !cell.isHidden || !own.isEmpty {
            let note = unshown[.cell(source.name, cell.code.lowerBound), default: []].note(links)
            pieces.append(.cell(cell, note: note, outputs: own))
          }
        case .citation(let line, let fold):
          let citation = try naming(line, in: source.name) { try Citation(line.text, in: links.files) }
          let note = unshown[.citation(source.name, line.number), default: []].note(links)
          let below = [citation.source(links), note].compactMap(\.self).joined(separator: "\n\n")
          pieces.append(.citation(citation.code, fold: fold ?? Fold.name(of: citation), below: below))
        }
      }
    }
    return pieces
  }

  // MARK: - Prose

  /// Commands of LaTeX that GitHub refuses; a formula with one is shown there as an error.
  private static let refusedByGitHub = ["\\operatorname", "\\mbox", "\\phantom"]

  /// The line with its records quoted and its links to code resolved.
  private func woven(_ line: PageSource.Line, in file: String) throws -> String {
    try naming(line, in: file) {
      if let command = Self.refusedByGitHub.first(where: line.text.contains) {
        throw PageError("found \(command), which GitHub refuses in formulas, expected \\mathrm or \\text")
      }
      return try links.resolved(in: try quoting(line.text))
    }
  }

  /// What `body` returns; an error of its own says at which line.
  private func naming<Result>(
    _ line: PageSource.Line, in file: String, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as PageError {
      throw PageError("\(file):\(line.number): \(error)")
    }
  }

  /// The text with `{{name}}` replaced by what the run recorded under the name.
  private func quoting(_ line: String) throws -> String {
    var text = ""
    var rest = line[...]
    while let opening = rest.firstRange(of: "{{"), let closing = rest[opening.upperBound...].firstRange(of: "}}") {
      let name = String(rest[opening.upperBound..<closing.lowerBound])
      guard let record = publication.records[name] else {
        let known = publication.records.keys.sorted().joined(separator: ", ")
        throw PageError(
          "nothing is recorded under \"\(name)\"; "
            + (known.isEmpty ? "the run recorded nothing" : "the run recorded \(known)"))
      }
      let shown = isLive ? "\u{E000}\(name)\u{E001}\(record.shown)\u{E002}" : record.shown
      text += rest[..<opening.lowerBound] + shown
      rest = rest[closing.upperBound...]
    }
    return text + rest
  }
}
