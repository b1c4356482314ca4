import Foundation

/// What readers of the book have been shown by the time they come to a place, and what is used there without that.
///
/// A name is known once code that declares it was shown, on an earlier page or anywhere on this one, or prose or a comment in code
/// that is shown has had it between backticks, or prose in a link to the source. A function that a page uses and that is not known is told under the cell, with a link. A type must be known:
/// the page fails its check.
struct Shown {
  /// A place on a page that shows code.
  enum Place: Hashable {
    /// A cell, by the name of its file and the first of its lines of code.
    case cell(String, Int)
    /// A directive, by the name of its file and its line.
    case citation(String, Int)
  }

  /// Functions that a page uses without having shown them, by place.
  private(set) var unshown: [Place: [ShownIndex.Place]] = [:]
  /// Types that a page uses without having introduced them, each in one line.
  private(set) var problems: [String] = []

  private let files: SourceFiles
  private let index: ShownIndex
  /// The names that are known.
  private var known: Set<String> = []
  /// The names that this page has told, or defined for itself.
  private var told: Set<String> = []

  /// A reader who knows nothing yet.
  init(_ files: SourceFiles) throws {
    self.files = files
    index = try ShownIndex(files)
  }

  /// Turns to a page.
  ///
  /// - Parameters:
  ///   - sources: Its files, taken apart, and where they lie.
  mutating func read(_ sources: [(source: PageSource, place: URL)]) throws {
    (unshown, problems, told) = ([:], [], [])
    for (source, place) in sources { try learnDeclarations(of: source, place) }
    for (source, place) in sources {
      for (number, block) in source.blocks.enumerated() {
        // Prose beside code explains it, before or after.
        if number + 1 < source.blocks.count { learn(source.blocks[number + 1]) }
        switch block {
        case .prose: learn(block)
        case .cell(let cell):
          guard !cell.isHidden, let range = source.lines(of: cell) else { continue }
          cell.text.split(separator: "\n").forEach { learnComment(of: $0) }
          try read(Array(range), of: place, as: .cell(source.name, cell.code.lowerBound), at: source.name) { $0 }
        case .citation(let line, _):
          // One that cannot be looked up is told when the page is woven.
          guard let citation = try? Citation(line.text, in: files) else { continue }
          let file = try files.file(at: citation.place)
          citation.shown.forEach { learnComment(of: file.lines[$0 - 1]) }
          try read(
            citation.shown.sorted(), of: citation.place, as: .citation(source.name, line.number), at: source.name
          ) { _ in line.number }
        }
      }
    }
  }

  /// Reads code that stands in some lines of a file.
  ///
  /// - Parameter number: The line of the page at which a line of the file is shown.
  private mutating func read(
    _ lines: [Int], of place: URL, as shown: Place, at page: String, number: (Int) -> Int
  ) throws {
    let file = try files.file(at: place)
    let words = ShownWords(lines.map { file.lines[$0 - 1] })
    told.formUnion(words.own)
    for use in words.types where !known.contains(use.name) && !told.contains(use.name) {
      guard let type = index.type(use.name, from: place) else { continue }
      told.insert(use.name)
      problems.append(
        "\(page):\(number(lines[use.line])): uses the type \(use.name) (\(type.file.lastPathComponent)), which no page up "
          + "to here has shown or named; show it with {show: …}, or name it between backticks in the prose")
    }
    for use in words.calls where !known.contains(use.name) && !told.contains(use.name) {
      guard let function = index.function(use.name, from: place) else { continue }
      told.insert(use.name)
      unshown[shown, default: []].append(function)
    }
  }

  /// Learns what a page's file declares, if any of its lines are shown, on the page or by a citation.
  private mutating func learnDeclarations(of source: PageSource, _ place: URL) throws {
    for block in source.blocks {
      let shown: (place: URL, lines: Set<Int>)
      switch block {
      case .cell(let cell) where !cell.isHidden: shown = (place, Set(source.lines(of: cell).map(Array.init) ?? []))
      case .citation(let line, _):
        guard let citation = try? Citation(line.text, in: files) else { continue }
        shown = (citation.place, citation.shown)
      default: continue
      }
      for found in try files.file(at: shown.place).declarations.found
      where !shown.lines.isDisjoint(with: found.kind == .function ? Array(found.lines) : [found.line]) {
        known.insert(found.name)
      }
    }
  }

  /// Learns the names that a line's comment has between backticks.
  private mutating func learnComment(of line: Substring) {
    if let comment = line.firstRange(of: "//") { learn(namesIn: line[comment.upperBound...]) }
  }

  /// Learns the names that a text has between backticks.
  private mutating func learn(namesIn text: Substring) {
    for span in text.matches(of: #/`([^`]+)`/#) {
      for word in span.output.1.matches(of: #/[A-Za-z]\w*/#) { known.insert(String(word.output)) }
    }
  }

  /// Learns the names that prose has between backticks and in links to the source.
  private mutating func learn(_ block: PageSource.Block) {
    guard case .prose(let lines) = block else { return }
    var isFenced = false
    let paragraphs = lines.map(\.text).filter { line in
      if line.hasPrefix("```") { isFenced.toggle() }
      return !isFenced && !line.hasPrefix("```")
    }
    let text = paragraphs.joined(separator: "\n").replacing(#/\$`[^`]*`\$/#, with: "")
    learn(namesIn: text[...])
    for link in text.matches(of: #/\]\(source:[^)#\s]+#([^)\s]+)\)/#) {
      known.formUnion(link.output.1.split(separator: ".").suffix(1).map(String.init))
    }
  }
}

extension [ShownIndex.Place] {
  /// What was not shown, in small print; `nil` if there is nothing.
  func note(_ links: SourceLinks) -> String? {
    guard !isEmpty else { return nil }
    return
      "<sub>not shown: \(map { "[`\($0.name)`](\(links.target($0.file, $0.lines)))" }.joined(separator: ", "))</sub>"
  }
}
