import Engine
import Foundation
import Store
import TestSupport
import Testing

@testable import Notebook

@Suite("Caches")
struct NotebookCacheTests {
  private struct Settings: Codable {
    var epochs = 3
    var rates: [Double] = [0.5]
    var name = "plain"
    var inner = ["flag": true]
  }

  /// Asks for a cache in a run and says what came, whether it was computed, and what the reader was told.
  private func ask(
    _ book: URL, _ options: RunOptions = RunOptions(), _ settings: Settings = Settings(), recipe: Int = 1,
    data: String? = "shapes", usesData: Bool = true, missing: String? = nil, value: Float = 1,
    isPublishing: Bool = false
  ) throws -> (value: Float, wasComputed: Bool, told: String, folder: URL) {
    final class Answer: @unchecked Sendable {
      var value: Float = 0
      var wasComputed = false
    }
    let answer = Answer()
    let fixture = try FixturePage.page(in: book) { page in
      if let data { page.dataSet(DataStamp(name: data, title: data)) }
      let tensors = try page.cached(
        "weights", configuration: settings, recipe: recipe, usesData: usesData, missing: missing
      ) {
        answer.wasComputed = true
        return ["w": Tensor(shape: [1], scalars: [value])]
      }
      answer.value = try Float(tensors.values("w", [1])[0])
    }
    var options = options
    if options.resume == nil { options.out = book.appendingPathComponent(UUID().uuidString) }
    let transcript = Transcript()
    var run = fixture.run(options, terminal: transcript.terminal())
    run.isPublishing = isPublishing
    let result = try run.perform()
    // Notes are broken where the terminal ends.
    let paragraphs = transcript.text.replacing("\n  ", with: " ").split(separator: "\n")
    let told = paragraphs.first { $0.contains("weights: ") } ?? ""
    return (answer.value, answer.wasComputed, String(told), result.folder)
  }

  private func shipped(_ book: URL) -> URL {
    book.appendingPathComponent("chapters/02-fixture/cache/weights.safetensors.zst")
  }

  @Test func onlyAPublishingRunWritesBesideThePage() throws {
    try withTemporaryFolder { book in
      let first = try ask(book)
      #expect(first.wasComputed && first.told.hasSuffix("weights: computing, because there is no cache of it"))
      #expect(!FileManager.default.fileExists(atPath: shipped(book).path))
      let own = first.folder.appendingPathComponent("cache/weights.safetensors.zst")
      #expect(FileManager.default.fileExists(atPath: own.path))
      _ = try ask(book, isPublishing: true)
      #expect(FileManager.default.fileExists(atPath: shipped(book).path))
    }
  }

  @Test func aCacheMadeTheSameWayIsUsedWithoutAWord() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, value: 7, isPublishing: true)
      let again = try ask(book, value: 8)
      #expect(again.value == 7 && !again.wasComputed && again.told.isEmpty)
    }
  }

  @Test func aCacheMadeOtherwiseIsComputedAnewWithAWord() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, value: 7, isPublishing: true)
      let before = try Data(contentsOf: shipped(book))
      var settings = Settings()
      settings.epochs = 4
      settings.inner["flag"] = false
      let other = try ask(book, RunOptions(seed: 2), settings, recipe: 5, data: "cifar10", value: 8)
      #expect(other.value == 8 && other.wasComputed)
      #expect(
        other.told.hasSuffix(
          "was made otherwise: epochs is 3 there, 4 here; inner.flag is true there, false here; "
            + "data is shapes there, cifar10 here; recipe is 1 there, 5 here; seed is 1 there, 2 here; "
            + "variant is shapes there, cifar10 here"))
      #expect(try Data(contentsOf: shipped(book)) == before)
      #expect(try ask(book, data: nil).told.contains("data is shapes there, not set here"))
    }
  }

  @Test func aCacheMayBeOfNoDataSet() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, usesData: false, isPublishing: true)
      #expect(!(try ask(book, data: "cifar10", usesData: false).wasComputed))
    }
  }

  @Test func freshComputesAnew() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, value: 7, isPublishing: true)
      let fresh = try ask(book, RunOptions(fresh: true), value: 8)
      #expect(fresh.value == 8 && fresh.told.hasSuffix("weights: computing anew, as --fresh asks"))
      #expect(try ask(book).value == 7)
    }
  }

  @Test func whatCannotBeComputedStaysAsItComesWithTheBook() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, value: 7, isPublishing: true)
      let same = try ask(book, missing: "CIFAR-10", value: 8)
      #expect(same.value == 7 && same.told.isEmpty)
      let fresh = try ask(book, RunOptions(fresh: true), missing: "CIFAR-10", value: 8)
      #expect(fresh.value == 7 && !fresh.wasComputed)
      #expect(
        fresh.told.hasSuffix("weights: as it comes with the book, for CIFAR-10 is not here to compute it anew"))
      let other = try ask(book, recipe: 2, missing: "CIFAR-10", value: 8)
      #expect(other.value == 7 && other.told.hasSuffix("it was made otherwise: recipe is 1 there, 2 here"))
      // With no cache either, only the computation can say what is wrong.
      try FileManager.default.removeItem(at: shipped(book))
      #expect(try ask(book, missing: "CIFAR-10", value: 8).wasComputed)
    }
  }

  @Test func aDamagedCacheIsToldAndLeftAlone() throws {
    try withTemporaryFolder { book in
      _ = try ask(book, isPublishing: true)
      var bytes = try Data(contentsOf: shipped(book))
      bytes[bytes.count / 2] ^= 0xFF
      try bytes.write(to: shipped(book))
      let text = message { _ = try ask(book) }
      #expect(text.contains("weights.safetensors.zst is damaged ("))
      #expect(text.hasSuffix("restore the file, or compute them anew with --fresh"))
      #expect(!text.contains("\n"))
      #expect(try Data(contentsOf: shipped(book)) == bytes)
      #expect(try ask(book, RunOptions(fresh: true), value: 3).value == 3)
    }
  }

  @Test func aResumedRunFindsWhatItComputed() throws {
    try withTemporaryFolder { book in
      let first = try ask(book, value: 7)
      try Data().write(to: first.folder.appendingPathComponent("checkpoint.safetensors.zst"))
      let again = try ask(book, RunOptions(resume: first.folder), value: 8)
      #expect(again.value == 7 && !again.wasComputed)
    }
  }
}
