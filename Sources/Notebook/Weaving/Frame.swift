import Foundation

/// What stands around a woven page: where it came from, the way to its neighbours, and the stamp of its run.
struct Frame {
  let entry: Entry
  let previous: Entry?
  let next: Entry?

  /// The page with its frame.
  func page(around body: String, publication: Publication) -> String {
    let source = entry.sources[0].lastPathComponent
    let notice = "<!-- Woven from \(source) and what it put out when it ran. Edit \(source), not this page. -->"
    return [notice, body, "---", navigation, stamp(of: publication)].joined(separator: "\n\n") + "\n"
  }

  private var navigation: String {
    let back = previous.map { "[← \($0.heading)](\(path(to: $0)))" }
    let contents = "[Contents](\(entry.root.appendingPathComponent("README.md").relativePath(from: entry.folder)))"
    let forth = next.map { "[\($0.heading) →](\(path(to: $0)))" }
    return [back, contents, forth].compactMap(\.self).joined(separator: " · ")
  }

  private func path(to other: Entry) -> String { other.page.relativePath(from: entry.folder) }

  /// What the run depended on, in small print.
  private func stamp(of publication: Publication) -> String {
    let machine = publication.machine
    let cores = machine.cores == 1 ? "1 core" : "\(machine.cores) cores"
    let parts: [String?] = [
      "\(publication.profile) profile",
      publication.epochs.map { "\($0) epochs" },
      publication.data.map { "on \($0.title)" } ?? "no data set",
      "seed \(publication.seed)",
      "\(machine.processor), \(cores), \(machine.instructionSet)",
      Duration.seconds(publication.seconds).readable,
    ]
    return "<sub>This page was run: \(parts.compactMap(\.self).joined(separator: " · ")).</sub>"
  }
}

extension Duration {
  /// The duration as one says it: 0.4 s, 48 s, 3 min 20 s, 2 h 5 min.
  var readable: String {
    let exact = Double(components.seconds) + Double(components.attoseconds) * 1e-18
    guard exact >= 10 else { return String(format: "%.1f s", exact) }
    let seconds = Int(exact.rounded())
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
