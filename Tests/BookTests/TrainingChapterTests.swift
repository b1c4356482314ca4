import Foundation
import TestSupport
import Testing

@testable import Chapters
@testable import Notebook

/// Chapter 5's run as its reader stops it and takes it up again.
@Suite("The training chapter", .serialized) struct TrainingChapterTests {
  @Test func resumingInTheMiddleOfAnEpochGivesTheSameBits() throws {
    try withTemporaryFolder { folder in
      func options(_ name: String, resume: URL? = nil) -> RunOptions {
        RunOptions(
          profile: .quick, quiet: true, resume: resume, out: resume == nil ? folder.appendingPathComponent(name) : nil)
      }
      let chapter = try TrainingChapter.parse(["--dataset", "shapes", "--epochs", "2", "--save-every", "1"])
      func run(_ options: RunOptions, _ interruption: Interruption = Interruption()) throws -> Run.Result {
        try Run(of: TrainingChapter.entry, options: options, interruption: interruption, show: chapter.show).perform()
      }
      let unbroken = try run(options("unbroken"))

      let interruption = Interruption()
      interruption.request()
      #expect(throws: Interrupted.self) {
        try run(options("broken"), interruption)
      }
      // Asked to stop before it began, it stops after one step, in the middle of the first epoch.
      let broken = folder.appendingPathComponent("broken")
      let resumed = try run(options("broken", resume: broken))
      let weights = [unbroken, resumed].map { result in
        result.publication.outputs.compactMap { output -> String? in
          if case .text(let text) = output.content, text.hasPrefix("weights after") { text } else { nil }
        }
      }
      #expect(weights[0].count == 1 && weights[0] == weights[1])
      #expect(
        try Data(contentsOf: unbroken.folder.appendingPathComponent("images/step-000008.png"))
          == Data(contentsOf: broken.appendingPathComponent("images/step-000008.png")))
    }
  }
}
