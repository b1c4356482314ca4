import Foundation
import Notebook

/// Declarations of the library or the book that a page sets on itself, as they stand in their file.
///
/// `//: {show: GAN/Training/Trainer.swift#Trainer.step}` shows one declaration, with its documentation; a comma sets
/// several of one file apart. `{show: GAN/Training/Trainer.swift#Trainer without step, draw}` leaves members out, with a
/// `// …` in their place, so that a page can show a type first and its methods where it explains them. A member that is shown
/// alone stands in the first line of its type or extension, so that readers see what it is a member of.
struct Citation: Equatable {
  /// What stands on the page.
  let code: String
  /// The file, and which of its lines are shown.
  let place: URL
  let shown: Set<Int>
  /// The declarations in words.
  let subject: String
  /// The file as readers are told it, and the lines of each declaration.
  let name: String
  let lines: [ClosedRange<Int>]

  /// Whether a line of prose is such a directive.
  static func isDirective(_ line: String) -> Bool { line.hasPrefix("{show:") }

  /// Looks up what a directive names.
  ///
  /// - Throws: ``PageError`` when it cannot be read, or names what is not there.
  init(_ directive: String, in files: SourceFiles) throws {
    guard
      let match = directive.wholeMatch(of: #/\{show:\s*([^\s#]+)#([^{}]+?)(?:\s+without\s+([^{}]+))?\}/#)
    else {
      throw PageError(
        "found \(directive), expected {show: File.swift#Type.member}, several members with commas between, or "
          + "{show: File.swift#Type without member, member}")
    }
    func names(_ list: Substring) -> [String] {
      list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    name = String(match.1)
    place = try files.place(of: name)
    let file = try files.file(at: place)
    do {
      let declared = names(match.2)
      subject = declared.formatted(.list(type: .and).locale(Locale(identifier: "en_GB")))
      lines = try declared.map { try file.declarations.lines(of: $0) }
      let hidden = try names(match.3 ?? "").flatMap { member -> [ClosedRange<Int>] in
        let members = file.declarations.found.filter { found in declared.contains { found.path == "\($0).\(member)" } }
        guard !members.isEmpty else {
          throw PageError("declares no member \(member) to leave out; name a member of what is shown")
        }
        return members.map(\.lines)
      }
      let blocks = lines.map { range in Self.kept(range, without: hidden, of: file.lines) }
      let homes = lines.map { range in file.declarations.home(of: range).map { Self.opening($0, in: file.lines) } }
      var texts: [String] = []
      for (index, block) in blocks.enumerated() {
        guard let home = homes[index] else {
          texts.append(block.text)
          continue
        }
        if index == 0 || homes[index - 1] != home { texts.append(home) }
        let inside = block.text.split(separator: "\n", omittingEmptySubsequences: false)
          .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
        let isLast = index == blocks.count - 1 || homes[index + 1] != home
        texts[texts.count - 1] += (texts.last == home ? "\n" : "\n\n") + inside + (isLast ? "\n}" : "")
      }
      code = texts.joined(separator: "\n\n")
      shown = blocks.reduce(into: []) { $0.formUnion($1.lines) }
    } catch let error as PageError {
      throw PageError("\(name) \(error)")
    }
  }

  /// The first line of what a member lies in, without what it inherits; a type has other members too.
  private static func opening(_ home: Declarations.Declaration, in lines: [Substring]) -> String {
    let line = lines[home.line - 1].drop(while: \.isWhitespace).replacing(#/^(public|private|fileprivate) /#, with: "")
    let name = line.prefix { !"<:{".contains($0) }.trimmingCharacters(in: .whitespaces)
    return name + (home.kind == .type ? " {\n  // …\n" : " {")
  }

  /// Some lines of a file without those that are left out, without prose, and without the indentation they share.
  private static func kept(
    _ range: ClosedRange<Int>, without hidden: [ClosedRange<Int>], of lines: [Substring]
  ) -> (text: String, lines: Set<Int>) {
    var kept: [Substring] = []
    var numbers: Set<Int> = []
    var isAfterElision = false
    for number in range {
      let line = lines[number - 1]
      let content = line.drop(while: \.isWhitespace)
      if hidden.contains(where: { $0.contains(number) }) {
        // Members that are left out one after the other have one mark, whatever blank lines part them.
        if !isAfterElision { kept.append(line.prefix { $0 == " " } + "// …") }
        if kept.last?.isEmpty == true { kept.removeLast() }
        isAfterElision = true
      } else if content.isEmpty {
        if kept.last?.isEmpty == false { kept.append("") }
      } else if !content.hasPrefix("//:") {
        kept.append(line)
        numbers.insert(number)
        isAfterElision = false
      }
    }
    let indentation = kept.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return (kept.map { $0.dropFirst(indentation) }.joined(separator: "\n"), numbers)
  }

  /// Where the code stands, in small print.
  func source(_ links: SourceLinks) -> String {
    let places = lines.enumerated().map { index, range in
      let numbers = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
      let text = index > 0 ? numbers : "\(name), \(lines.count == 1 && range.count == 1 ? "line" : "lines") \(numbers)"
      return "[\(text)](\(links.target(place, range)))"
    }
    return "<sub>\(places.joined(separator: ", "))</sub>"
  }
}
