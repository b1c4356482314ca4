import Foundation
@testable import Notebook
import Testing

@testable import Book

/// Every chapter in the quick profile: it runs to its end alone, and every claim it checks holds.
@Suite("Chapters", .serialized) struct ChapterTests {
  @Test("quick profile", arguments: chapters.map(\.name))
  func quick(_ name: String) throws {
    let chapter = try #require(chapters.first { $0.name == name })
    try withTemporaryFolder { folder in
      let options = RunOptions(
        profile: .quick, dataset: .shapes, quiet: true, out: folder.appendingPathComponent("run"))
      let result = try Run(of: chapter, options: options).perform()
      #expect(result.publication.checkedClaims > 0)
      #expect(result.publication.heldClaims == result.publication.checkedClaims)
      for figure in result.publication.figures {
        #expect(
          FileManager.default.fileExists(atPath: result.folder.appendingPathComponent("figures/\(figure.name)").path))
      }
    }
  }

  @Test func numbersRise() {
    let numbers = chapters.compactMap(\.number)
    #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
  }
}

/// Calls `body` with a new folder, which is removed after.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
