import Foundation

@testable import Notebook

/// A document in Markdown that readers see: the README, CONTRIBUTING, docs, every woven page, every page written by hand.
struct Document: CustomStringConvertible, Sendable {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// All of them, as they lie in the root, in docs, in the folders of chapters, and beside the answers.
  static let all: [Document] = {
    let chapters = children("chapters").filter { root.appendingPathComponent($0).isFolder }
    return (["", "docs"] + chapters + ["answers"]).flatMap(children).filter { $0.hasSuffix(".md") }.map(Document.init)
  }()

  /// All notebooks, by their paths.
  static let notebooks =
    (children("chapters").filter { root.appendingPathComponent($0).isFolder } + ["answers"]).flatMap(children)
    .filter { $0.hasSuffix(".ipynb") } + ["scripts/pytorch/gan.ipynb"]

  private static func children(_ folder: String) -> [String] {
    let place = folder.isEmpty ? root : root.appendingPathComponent(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
  }

  /// The path below the root.
  let path: String

  var description: String { path }
  var place: URL { Self.root.appendingPathComponent(path) }
  var text: String { get throws { try String(contentsOf: place, encoding: .utf8) } }
}

/// Markdown without its blocks of code, where nothing is a link or a heading.
func withoutCode(_ markdown: String) -> String {
  var fence: Substring?
  let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
    let marks = line.drop { $0 == " " }.prefix { $0 == "`" }
    if let open = fence {
      if marks.count >= open.count { fence = nil }
      return false
    }
    if marks.count >= 3 { fence = marks }
    return marks.count < 3
  }
  return lines.joined(separator: "\n")
}

/// The places in Markdown that a link can lead to: its headings, named as GitHub names them, and its anchors.
func anchors(in markdown: String) -> Set<String> {
  var found = Set(markdown.matches(of: #/<a (?:id|name)="([^"]+)">/#).map { String($0.output.1) })
  var counts: [String: Int] = [:]
  for line in withoutCode(markdown).split(separator: "\n") {
    guard let heading = line.prefixMatch(of: #/#{1,6} +(.+)/#)?.output.1 else { continue }
    let name = String(heading.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) })
      .replacing(" ", with: "-")
    let count = counts[name, default: 0]
    found.insert(count == 0 ? name : "\(name)-\(count)")
    counts[name] = count + 1
  }
  return found
}

/// What is wrong with the links of Markdown that lies at `place`: files, anchors and lines that are not there.
func brokenLinks(in markdown: String, at place: URL) -> [String] {
  let text = withoutCode(markdown).replacing(#/`[^`\n]*`/#, with: "")
  let targets =
    text.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.output.1) }
    + text.matches(of: #/(?:src|srcset|href)="([^"]+)"/#).map { String($0.output.1) }
  return targets.compactMap { target in
    if target.hasPrefix("https://") { return nil }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let file = parts[0].isEmpty ? place : place.deletingLastPathComponent().appendingPathComponent(parts[0])
    guard FileManager.default.fileExists(atPath: file.path) else { return "\(target): there is no such file" }
    guard parts.count == 2 else { return nil }
    guard let linked = parts[0].isEmpty ? markdown : try? String(contentsOf: file, encoding: .utf8) else {
      return "\(target): the file is no text"
    }
    if file.pathExtension == "md" { return anchors(in: linked).contains(parts[1]) ? nil : "\(target): no such place" }
    guard let lines = parts[1].wholeMatch(of: #/L(\d+)(?:-L(\d+))?/#), let first = Int(lines.output.1) else {
      return "\(target): no line of code"
    }
    let last = lines.output.2.flatMap { Int($0) } ?? first
    let count = linked.split(separator: "\n", omittingEmptySubsequences: false).count
    return 1 <= first && first <= last && last <= count ? nil : "\(target): the file has \(count) lines"
  }
}
