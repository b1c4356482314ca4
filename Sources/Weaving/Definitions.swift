import Foundation
import Notebook

/// A term of the field, where a page defines it.
struct Definition: Equatable {
  /// The term, in plain text.
  var term: String
  /// The words that define it, in Markdown, as the glossary has them: those of the page, unless it gives others.
  var text: String

  /// The name of the place on the page.
  var anchor: String { "term-\(term.slug)" }
}

extension Definition {
  /// Takes the marks of definitions off prose: `{define: A *logit* is …}` stays on the page as it reads without the
  /// mark, behind an anchor, and is a definition of the term that it emphasises first. Words that need what stands before
  /// them may end in `{glossary: …}`, with words for the glossary that do not.
  ///
  /// - Throws: ``PageError`` when a mark does not end or emphasises nothing.
  static func extract(from prose: String) throws -> (prose: String, definitions: [Definition]) {
    var text = ""
    var definitions: [Definition] = []
    var rest = prose[...]
    while let opening = rest.firstRange(of: #/\{define:\s/#) {
      let inside = rest[opening.upperBound...]
      guard let end = inside.firstIndexOfClosingBrace else {
        throw PageError("found a {define: that does not end, expected a } in the same paragraphs")
      }
      var words = String(inside[..<end])
      var alone: String?
      if let other = words.firstMatch(of: #/\s*\{glossary:\s+([\s\S]*)\}\s*$/#) {
        alone = String(other.output.1)
        words.removeSubrange(other.range)
      }
      guard let term = words.firstMatch(of: #/\*+([^*]+)\*+/#)?.output.1 else {
        throw PageError("\"\(words)\" emphasises no term, expected the term that it defines in *asterisks*")
      }
      let definition = Definition(term: String(term).replacing(#/\s+/#, with: " ").plain, text: alone ?? words)
      definitions.append(definition)
      text += rest[..<opening.lowerBound] + "<a id=\"\(definition.anchor)\"></a>" + words
      rest = inside[inside.index(after: end)...]
    }
    return (text + rest, definitions)
  }
}

extension Substring {
  /// The brace that closes the one before the text; braces in between are in pairs.
  var firstIndexOfClosingBrace: Index? {
    var depth = 0
    return indices.first { index in
      if self[index] == "{" { depth += 1 }
      if self[index] == "}" { depth -= 1 }
      return depth < 0
    }
  }
}

/// The glossary: every term that a page defines, in the page's own words.
struct Glossary {
  private var terms: [(definition: Definition, entry: Entry)] = []

  /// Names that readers look for, each with the terms whose entries say it.
  private static let otherNames: KeyValuePairs = [
    "augmentation": ["differentiable augmentation"], "D*": ["best discriminator", "optimal discriminator"],
    "EMA": ["moving average"],
    "MMD": ["maximum mean discrepancy"],
    "exponential moving average": ["moving average"], "KL": ["Kullback–Leibler divergence"],
    "label smoothing": ["one-sided label smoothing", "two-sided label smoothing"], "normal distribution": ["Gaussian"],
    "RpGAN": ["relativistic loss"], "standard deviation": ["deviation"],
    "variety": ["fidelity"], "WGAN": ["critic", "weight clipping"], "β₁": ["beta1"],
  ]

  /// Adds the definitions of a page.
  ///
  /// - Throws: ``PageError`` when a term is defined already.
  mutating func add(_ definitions: [Definition], of entry: Entry) throws {
    for definition in definitions {
      if let other = terms.first(where: { $0.definition.anchor == definition.anchor }) {
        throw PageError(
          "\(definition.term) is defined in \(other.entry.heading) and in \(entry.heading), expected one; unmark one")
      }
      terms.append((definition, entry))
    }
  }

  /// The glossary's page, for a folder.
  ///
  /// - Throws: ``PageError`` when a definition names a work that the bibliography does not list.
  func page(titled title: String, in folder: URL, _ bibliography: Bibliography? = nil) throws -> String {
    let abbreviations = terms.compactMap { definition, _ in
      definition.text.firstMatch(of: #/\*\s+\(([A-Z]{2,})[;)]/#).map { match in
        (short: String(match.output.1), term: definition.term)
      }
    }
    let sorted = terms.sorted { left, right in
      left.definition.term.compare(right.definition.term, options: [.caseInsensitive]) == .orderedAscending
    }
    let items = try sorted.map { definition, entry -> (term: String, text: String) in
      let page = entry.page.relativePath(from: folder)
      let moved = Self.rebased(definition.text.replacing(#/\s+/#, with: " "), from: entry.folder, to: folder)
      let text = try bibliography?.linked(page: moved, from: folder) ?? moved
      let term = Self.uncapitalised(definition.term)
      return (term, "**\(term)** · \(text) ([\(entry.heading)](\(page)#\(definition.anchor)))")
    }
    let known = Set(items.map(\.term)).union(abbreviations.map(\.short))
    let others = Self.otherNames.compactMap { name, terms -> (String, String)? in
      let terms = terms.filter(known.contains)
      guard !known.contains(name), !terms.isEmpty else { return nil }
      return (name, "**\(name)** · see " + terms.map { "*\($0)*" }.joined(separator: " and ") + ".")
    }
    let all =
      items + abbreviations.map { ($0.short, "**\($0.short)** · see *\(Self.uncapitalised($0.term))*.") } + others
    let texts = all.sorted { $0.0.compare($1.0, options: [.caseInsensitive]) == .orderedAscending }.map(\.1)
    let notice = "<!-- Woven from the definitions on the pages. Edit them there, not here. -->"
    let opening =
      "Terms of the field, and a few of this book's own, mostly in the words of the page that defines the term."
    return ([notice, "# \(title)", opening] + texts).joined(separator: "\n\n") + "\n"
  }

  /// A term without the capital that it has only as the first word of a sentence. Names keep theirs, and so does what has
  /// further capitals, such as an abbreviation.
  private static func uncapitalised(_ term: String) -> String {
    let names = ["Adam", "Fréchet", "Gaussian", "Shapes", "Wasserstein"]
    guard !term.dropFirst().contains(where: \.isUppercase), !term.contains(where: \.isNumber), term.count > 2,
      !names.contains(where: term.hasPrefix)
    else { return term }
    return term.prefix(1).lowercased() + term.dropFirst()
  }

  /// Markdown with its links turned from one folder to another.
  private static func rebased(_ text: String, from old: URL, to new: URL) -> String {
    text.replacing(#/\]\(([^):#\s]+)(#[^)\s]*)?\)/#) { match in
      let place = old.appendingPathComponent(String(match.output.1)).relativePath(from: new)
      return "](\(place)\(match.output.2 ?? ""))"
    }
  }
}
