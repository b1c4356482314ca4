import Foundation
@testable import Notebook
import TestSupport
import Testing

@testable import Book

/// Every chapter and answer in the quick profile: it runs to its end alone, and every claim it checks holds.
@Suite("Chapters and answers", .serialized) struct ChapterTests {
  @Test("quick profile", arguments: (chapters + answers).map(\.argument))
  func quick(_ argument: String) throws {
    let entry = try #require((chapters + answers).first { $0.argument == argument })
    try withTemporaryFolder { folder in
      let options = RunOptions(
        profile: .quick, dataset: .shapes, quiet: true, out: folder.appendingPathComponent("run"))
      let result = try Run(of: entry, options: options).perform()
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

  @Test func answersGoByTheirNames() {
    #expect(answers.allSatisfy { $0.number == nil && $0.page.lastPathComponent == "\($0.name).md" })
    #expect(Set(answers.map(\.name)).count == answers.count)
  }
}
