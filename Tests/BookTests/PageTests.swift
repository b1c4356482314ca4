import Foundation
@testable import Notebook
import Testing

@testable import Book

/// The published pages: what their sources and outputs say, and links that lead somewhere.
@Suite("Pages") struct PageTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test func everyPageIsAsItsSourceAndItsRunSay() throws {
    try Weaver(book).run(.check, [], PageArguments.parse(["--quiet"]))
  }

  static let documents = ["README.md"] + (chapters + answers).map { $0.page.relativePath(from: root) }

  @Test("links lead somewhere", arguments: documents)
  func links(_ path: String) throws {
    let file = Self.root.appendingPathComponent(path)
    let text = try String(contentsOf: file, encoding: .utf8)
    let targets = text.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/).map { String($0.1) }
    #expect(!targets.isEmpty)
    for target in targets where !target.hasPrefix("http") {
      let place = file.deletingLastPathComponent().appendingPathComponent(target)
      #expect(FileManager.default.fileExists(atPath: place.path), "\(path) links to \(target)")
    }
  }
}
