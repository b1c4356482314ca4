/// Puts a page together from its source and what its run put out. A pure function of these, and of the sources that it
/// links to: nothing is run.
struct Weaving {
  let sources: [PageSource]
  let publication: Publication
  let links: SourceLinks

  /// The hash of the page's code, without its prose, comments and blank lines.
  static func hash(of sources: [PageSource]) -> String {
    fingerprint(sources.flatMap { [$0.name] + $0.code })
  }

  /// The page in GitHub's Markdown: prose, code and outputs, each output after the cell that made it.
  ///
  /// - Throws: ``PageError`` when the prose quotes a record that the run did not make, or the code is not what was run.
  func markdown() throws -> String {
    guard publication.code == Self.hash(of: sources) else {
      throw PageError("the code of \(sources[0].name) is not the code that was run; publish the page anew")
    }
    var pieces: [String] = []
    for source in sources {
      let outputs = publication.outputs.filter { $0.file == source.name }
      for block in source.blocks {
        switch block {
        case .prose(let lines):
          pieces.append(try lines.map { try woven($0, in: source.name) }.joined(separator: "\n"))
        case .cell(let cell):
          if !cell.isHidden { pieces.append(Self.fenced(cell.text, as: "swift")) }
          pieces += Self.markdown(of: outputs.filter { cell.code.contains($0.line) }.map(\.content))
        }
      }
    }
    return pieces.joined(separator: "\n\n")
  }

  // MARK: - Prose

  /// The line with its records quoted and its links to code resolved.
  private func woven(_ line: PageSource.Line, in file: String) throws -> String {
    do {
      return try links.resolved(in: try quoting(line.text))
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
      text += rest[..<opening.lowerBound] + record.shown
      rest = rest[closing.upperBound...]
    }
    return text + rest
  }

  // MARK: - Outputs

  /// The outputs of one cell. Neighbouring lines of text share a block, neighbouring claims a list.
  private static func markdown(of outputs: [Output.Content]) -> [String] {
    var pieces: [String] = []
    var rest = outputs[...]
    while let output = rest.first {
      switch output {
      case .text:
        let lines = rest.prefixMapped { if case .text(let text) = $0 { text } else { nil } }
        pieces.append(fenced(lines.joined(separator: "\n"), as: "text"))
      case .claim:
        let claims = rest.prefixMapped { if case .claim(let claim) = $0 { claim } else { nil } }
        pieces.append(claims.map(item).joined(separator: "\n"))
      case .table(let table):
        rest.removeFirst()
        pieces.append(table.markdown)
        if let caption = table.caption { pieces.append("*\(caption)*") }
      case .figure(let figure):
        rest.removeFirst()
        let alternative = figure.alternative.replacing("[", with: "\\[").replacing("]", with: "\\]")
        pieces.append("![\(alternative)](figures/\(figure.name))")
        pieces.append("*\(figure.caption)*")
      }
    }
    return pieces
  }

  private static func item(_ claim: Claim) -> String {
    switch claim.held {
    case true?: "- ✓ \(claim.text)"
    case false?: "- ✗ \(claim.text)"
    case nil: "- ○ \(claim.text) (checked in the \(claim.profile) profile, not in this run)"
    }
  }

  /// A block of code, fenced by more backticks than it holds itself.
  private static func fenced(_ text: String, as language: String) -> String {
    var longest = 0
    var current = 0
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }
}

extension ArraySlice {
  /// Takes elements off the front as long as `transform` makes something of them.
  fileprivate mutating func prefixMapped<Result>(_ transform: (Element) -> Result?) -> [Result] {
    var results: [Result] = []
    while let element = first, let result = transform(element) {
      results.append(result)
      removeFirst()
    }
    return results
  }
}
