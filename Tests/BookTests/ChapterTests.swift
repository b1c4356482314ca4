import Foundation
@testable import Notebook
import TestSupport
import Testing

@testable import Answers
@testable import Chapters

/// Every chapter and answer in the quick profile: it runs to its end alone, and every claim it checks holds.
@Suite("Chapters and answers", .serialized) struct ChapterTests {
  @Test("quick profile", arguments: (chapters + answers).map { $0.entry.argument })
  func quick(_ argument: String) throws {
    let type = try #require((chapters + answers).first { $0.entry.argument == argument })
    let page = try type.parse(type.entry.publishedWith)
    try withTemporaryFolder { folder in
      let options = RunOptions(profile: .quick, quiet: true, out: folder.appendingPathComponent("run"))
      let result = try Run(of: type.entry, options: options, show: page.show).perform()
      #expect(result.publication.checkedClaims > 0)
      #expect(result.publication.heldClaims == result.publication.checkedClaims)
      for figure in result.publication.figures {
        #expect(
          FileManager.default.fileExists(atPath: result.folder.appendingPathComponent("figures/\(figure.name)").path))
      }
    }
  }

  @Test func numbersRise() {
    let numbers = chapters.compactMap { $0.entry.number }
    #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
  }

  @Test func answersGoByTheirNames() {
    let entries = answers.map { $0.entry }
    #expect(entries.allSatisfy { $0.number == nil && $0.page.lastPathComponent == "\($0.name).md" })
    #expect(Set(entries.map(\.name)).count == entries.count)
  }
}
