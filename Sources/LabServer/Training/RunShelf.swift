import Foundation
import Lab
import Notebook
import Store

/// The training runs that can be opened, by their names: the folders in `runs/train`, and one that was named.
package struct RunShelf: Sendable {
  /// The folder of all runs.
  let parent: URL
  /// A run's folder that lies elsewhere, or is to be shown first.
  let named: URL?

  /// The runs below the current folder, and one more.
  package init(
    parent: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent("runs/train"),
    named: URL? = nil
  ) {
    (self.parent, self.named) = (parent, named)
  }

  /// The name that a run's folder has on the shelf.
  package static func name(of folder: URL) -> String { folder.standardizedFileURL.lastPathComponent }

  /// All names, the run that was written to last first.
  var names: [String] { folders.map(\.name) }

  private var folders: [(name: String, url: URL)] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    var folders = found.filter { !$0.hasPrefix(".") }.map { ($0, parent.appendingPathComponent($0)) }
    if let named {
      let name = Self.name(of: named)
      folders.removeAll { $0.0 == name }
      folders.append((name, named))
    }
    let dated = folders.compactMap { name, url -> (name: String, url: URL, date: Date)? in
      let paths = ["curves.csv", "run.json"].map { url.appendingPathComponent($0).path }
      let dates = paths.compactMap {
        try? FileManager.default.attributesOfItem(atPath: $0)[.modificationDate] as? Date
      }
      return FileManager.default.fileExists(atPath: paths[1]) ? (name, url, dates.max() ?? .distantPast) : nil
    }
    return dated.sorted { ($0.date, $0.name) > ($1.date, $1.name) }.map { ($0.name, $0.url) }
  }

  /// The folder of the run of that name. A name is only ever compared with what there is: none leads elsewhere.
  ///
  /// - Throws: `LabError` if there is none.
  func folder(_ name: String) throws(LabError) -> URL {
    let folders = folders
    guard let found = folders.first(where: { $0.name == name }) else {
      let known = folders.prefix(5).map(\.name).joined(separator: ", ")
      throw .value(
        option: "run", found: name,
        expected: folders.isEmpty ? "a folder in \(parent.readablePath), which has none" : "one of \(known)")
    }
    return found.url
  }
}
