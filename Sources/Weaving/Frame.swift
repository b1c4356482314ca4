import Foundation
import Notebook
import Store

/// What stands around a woven page: where it came from, the way to its neighbours, and the stamp of its run.
struct Frame {
  let entry: Entry
  let publication: Publication
  let shelf: [Contents]
  let appendices: [Appendix]

  private var source: String { entry.sources[0].lastPathComponent }

  /// The page in Markdown.
  func page(of pieces: [WovenPage.Piece]) -> String {
    let notice = "<!-- Woven from \(source) and what it put out when it ran. Edit \(source), not this page. -->"
    let notebook = "[This page as a Swift notebook](\(entry.notebook.lastPathComponent))"
    let markdown = DarkVariants(publication.figures).set(in: pieces.markdown)
    let text = sections(of: markdown).map { belowTitle($0, in: markdown) } ?? markdown
    return [notice, text, "---", navigation, program, notebook, stamp].joined(separator: "\n\n") + "\n"
  }

  /// The page as a notebook.
  func notebook(of pieces: [WovenPage.Piece]) -> NotebookFile {
    let command = "swift run \(entry.kind) \(entry.argument)"
    let notice =
      "> A copy to read in Jupyter. The code is that of [\(source)](\(source)), which is compiled and run as a whole, by "
      + "`\(command)`, not cell by cell."
    let notebooks = Dictionary(
      uniqueKeysWithValues: shelf.flatMap(\.entries).map {
        ($0.page.relativePath(from: entry.folder), $0.notebook.relativePath(from: entry.folder))
      })
    return NotebookFile(
      pieces, notice: notice, footer: ["---", navigation, stamp].joined(separator: "\n\n"),
      page: entry.page.lastPathComponent, link: { notebooks[$0] })
  }

  /// Where the page's program is, for whoever wants to change it.
  private var program: String {
    let files = entry.sources.map { "[\($0.lastPathComponent)](\($0.lastPathComponent))" }.joined(separator: ", ")
    return "This page is a program: \(files). To change it, edit the program and run it again."
  }

  /// Links to the sections of a page that has many, named as GitHub names them. Appendices are for those who come to them.
  private func sections(of markdown: String) -> String? {
    var isCode = false
    let headings = markdown.split(separator: "\n").filter { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return !isCode && line.hasPrefix("## ") && !line.hasPrefix("## Appendix")
    }
    guard headings.count >= 5 else { return nil }
    let links = headings.map { heading in
      let title = heading.dropFirst(3)
      let anchor = title.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(
        " ", with: "-")
      return "[\(title)](#\(anchor))"
    }
    return "<sub>On this page: \(links.joined(separator: " · "))</sub>"
  }

  /// Markdown with a paragraph below its title.
  private func belowTitle(_ paragraph: String, in text: String) -> String {
    guard text.hasPrefix("# "), let end = text.firstIndex(of: "\n") else { return paragraph + "\n\n" + text }
    return text[..<end] + "\n\n" + paragraph + text[end...]
  }

  private var navigation: String {
    let neighbours = shelf.first { contents in contents.entries.contains { $0.page == entry.page } }?
      .neighbours(of: entry)
    let ways = [
      neighbours?.previous.map { link("← \($0.heading)", to: $0.page) },
      link("Contents", to: entry.root.appendingPathComponent("README.md")),
      neighbours?.next.map { link("\($0.heading) →", to: $0.page) },
    ]
    let glossary = appendices.filter { if case .glossary = $0.making { true } else { false } }
    let lookedUp = glossary.map { link($0.title, to: $0.page(in: entry.root)) }
    return (ways.compactMap(\.self) + lookedUp).joined(separator: " · ")
  }

  private func link(_ text: String, to page: URL) -> String { "[\(text)](\(page.relativePath(from: entry.folder)))" }

  /// What the run depended on, in small print.
  private var stamp: String {
    let machine = publication.machine
    let cores = machine.cores == 1 ? "1 core" : "\(machine.cores) cores"
    let parts: [String?] = [
      "\(publication.profile) profile",
      publication.data.map { "on \($0.title)" } ?? "no data set",
      publication.arguments.isEmpty ? nil : "`\(publication.arguments.joined(separator: " "))`",
      "seed \(publication.seed)",
      "\(machine.processor), \(cores), \(machine.instructionSet)",
      Duration.seconds(publication.seconds).readable,
    ]
    return "<sub>This page was run: \(parts.compactMap(\.self).joined(separator: " · ")).</sub>"
  }
}
