import Foundation
import Notebook

/// The book's own audit: for every page the sentences that quote its run, and the claims that its run checks.
struct ClaimsList {
  /// The folder of the list, for links.
  let folder: URL
  private var sections: [String] = []
  private var sentences = 0
  private var claims = 0

  init(folder: URL) { self.folder = folder }

  /// Adds a page.
  ///
  /// - Throws: ``PageError`` when a source or what its run put out cannot be read.
  mutating func add(_ entry: Entry) throws {
    let publication = try Publication(contentsOf: entry.publication)
    let sources = try entry.sources.map { (source: try PageSource(contentsOf: $0), place: $0) }
    var parts = ["## [\(entry.heading)](\(entry.page.relativePath(from: folder)))"]

    let quoting = try sources.flatMap { source in
      try QuotingSentences.all(in: String(contentsOf: source.place, encoding: .utf8))
        .map { (sentence: $0, place: source.place) }
    }
    if !quoting.isEmpty {
      sentences += quoting.count
      let rows = quoting.map { sentence, place in
        let names = sentence.names.filter { publication.records[$0] != nil }
        let bounds = names.map { name in bound(publication.records[name]!) }
        return "| \(cell(sentence.said { publication.records[$0]?.shown } ?? sentence.text)) | "
          + "\(link(place, sentence.line)) | \(Set(bounds).sorted().joined(separator: "; ")) |"
      }
      parts.append(
        (["| sentence that quotes the run | line | another run may differ |", "|---|---|---|"] + rows)
          .joined(separator: "\n"))
    }

    let rows: [String] = publication.outputs.compactMap { output in
      guard case .claim(let claim) = output.content,
        let (source, place) = sources.first(where: { $0.source.name == output.file })
      else { return nil }
      let checked =
        switch claim.held {
        case true?: "held"
        case false?: "did not hold"
        case nil: "not checked in this run"
        }
      let from = claim.profile == .quick ? "every run" : "from the \(claim.profile) profile on"
      return "| \(cell(claim.text)) | \(link(place, source.numbers[output.line])) | \(from) | \(checked) |"
    }
    if !rows.isEmpty {
      claims += rows.count
      parts.append(
        (["| claim that the run checks | line | checked in | published run |", "|---|---|---|---|"] + rows)
          .joined(separator: "\n"))
    }
    sections.append(parts.joined(separator: "\n\n"))
  }

  /// The list's page.
  func page(titled title: String) -> String {
    let notice = "<!-- Woven from the pages and what they put out when they ran. Edit them, not this list. -->"
    let opening = """
      What the pages say that a run can contradict, and what would notice. A sentence that quotes a number quotes the run, so it
      cannot differ from it; whether what it says *about* the number holds is for the claims. A claim that does not hold fails its
      run, and there is no page. Here are \(sentences) sentences and \(claims) claims. Sentences that stand in neither table are meant
      to be mathematics, explanations, or somebody else's findings, which are named; one that is none of these is an error.
      """
    return ([notice, "# \(title)", opening] + sections).joined(separator: "\n\n") + "\n"
  }

  private func link(_ place: URL, _ line: Int) -> String {
    "[\(place.lastPathComponent):\(line)](\(place.relativePath(from: folder))#L\(line))"
  }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|").replacing("\n", with: " ") }

  private func bound(_ record: Record) -> String {
    if record.value == nil { return "a word, by nothing" }
    if record.tolerance == .infinity { return "by anything: it depends on the machine" }
    return record.tolerance == 0 ? "by nothing" : "by \(record.tolerance)"
  }
}
