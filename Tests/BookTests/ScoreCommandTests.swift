import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Pictures
import TestSupport
import Testing

@testable import Evaluation

/// `swift run score` from outside: what it prints, where, and how it ends.
@Suite("The score command", .serialized) struct ScoreCommandTests {
  private struct Ending {
    let status: Int32
    let output: String
    let errors: String

    var json: [String: Any] {
      get throws { try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) }
    }

    /// The values of a metric, as the JSON has them.
    func values(_ metric: String) throws -> [Double] {
      let scores = try #require(try json["scores"] as? [[String: Any]])
      return scores.filter { $0["metric"] as? String == metric }.compactMap { $0["value"] as? Double }
    }
  }

  /// Runs the command that was built beside these tests, and waits for its end.
  private func score(_ arguments: [String]) throws -> Ending {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("score")
    process.arguments = arguments + ["--features", "book-shapes", "--resamples", "0", "--no-cache"]
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let texts = try [output, errors].map { try $0.fileHandleForReading.readToEnd() ?? Data() }
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, output: String(decoding: texts[0], as: UTF8.self),
      errors: String(decoding: texts[1], as: UTF8.self))
  }

  /// Calls `body` with a folder of 40 images, of a file that is none, and of a note.
  private func withImages(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let images = Shapes(seed: 2).dataset(0..<40)
      for index in 0..<images.count {
        let image = Image(width: 32, height: 32, channels: 3, pixels: Array(images.bytes(of: index)))
        try image.png().write(to: folder.appendingPathComponent("\(100 + index).png"))
      }
      try Data("not a picture".utf8).write(to: folder.appendingPathComponent("broken.png"))
      try Data("a note".utf8).write(to: folder.appendingPathComponent("note.txt"))
      try body(folder)
    }
  }

  @Test("a table to paste, with unreadable files named and counted") func table() throws {
    try withImages { folder in
      let ending = try score(["shapes", folder.path, "--samples", "60", "--metrics", "fid,prdc"])
      #expect(ending.status == 0 && ending.errors.isEmpty)
      #expect(ending.output.contains("fake: \(folder.path), 40 images, 1 file unreadable"))
      for row in ["FD", "precision", "recall", "density", "coverage"] { #expect(ending.output.contains("| \(row) ")) }
      #expect(ending.output.contains("warning: 1 fake file could not be read, the first: "))
      #expect(ending.output.contains("broken.png") && ending.output.contains("not Inception's"))
      // The network has learnt Shapes; of a reader's own images its word is worth less, and that is said.
      #expect(!ending.output.contains("were learnt on a data set of the book"))
      let own = try score([folder.path, folder.path, "--metrics", "fid"])
      #expect(own.output.contains("were learnt on a data set of the book"))
    }
  }

  @Test("--json prints JSON and nothing else") func json() throws {
    try withImages { folder in
      let ending = try score(["shapes", folder.path, "--samples", "60", "--metrics", "fid,is", "--json"])
      #expect(ending.status == 0 && ending.errors.isEmpty)
      let fake = try #require(try ending.json["fake"] as? [String: Any])
      #expect(fake["count"] as? Int == 40)
      let unreadable = try #require(fake["unreadable"] as? [String])
      #expect(unreadable.count == 1 && unreadable[0].contains("broken.png"))
      #expect(try ending.json["seed"] as? Int == 1)
      #expect(try ending.values("FID").count == 1 && ending.values("IS").count == 1)
      // The seed decides everything.
      let again = try score(["shapes", folder.path, "--samples", "60", "--metrics", "fid,is", "--json"])
      #expect(again.output == ending.output)
    }
  }

  @Test("--strict ends at the first file that cannot be read") func strict() throws {
    try withImages { folder in
      let ending = try score(["shapes", folder.path, "--samples", "60", "--metrics", "fid", "--strict"])
      #expect(ending.status == 1 && ending.output.isEmpty)
      #expect(ending.errors.hasPrefix("error: ") && ending.errors.contains("broken.png"))
    }
  }

  @Test("statistics of either format stand for the real images") func statistics() throws {
    try withImages { folder in
      let file = folder.appendingPathComponent("shapes.safetensors.zst").path
      let saved = try score(["shapes", "--samples", "60", "--save", file])
      #expect(saved.status == 0 && saved.output == "saved the statistics of shapes in \(file)\n")
      let direct = try score(["shapes", folder.path, "--samples", "60", "--metrics", "fid", "--json"]).values("FID")
      let fromFile = try score([file, folder.path, "--metrics", "fid", "--json"]).values("FID")
      #expect(direct.count == 1 && agree(fromFile[0], direct[0]))

      // The same statistics, written by NumPy and by the book.
      let archive = try #require(
        Bundle.module.url(forResource: "statistics", withExtension: "npz", subdirectory: "Resources"))
      let own = folder.appendingPathComponent("same.safetensors.zst")
      let numbers = (0..<64).map(Double.init)
      try StatisticsFile(
        FeatureStatistics(
          count: 1000, mean: numbers.map { $0 / 64 }, covariance: .diagonal(numbers.map { 1 + $0 / 32 })),
        features: BookFeatures(for: .shapes).name, images: "nothing real"
      ).write(to: own)
      let byNumPy = try score([archive.path, folder.path, "--json"])
      #expect(byNumPy.status == 0)
      #expect(try agree(byNumPy.values("FID")[0], score([own.path, folder.path, "--json"]).values("FID")[0]))
      #expect(try byNumPy.values("IS").count == 1 && byNumPy.values("precision").isEmpty)

      let refused = try score([archive.path, folder.path, "--metrics", "kid"])
      #expect(refused.status == 2 && refused.output.isEmpty && refused.errors.contains("'kid'"))
    }
  }

  @Test("output that cannot be written is a failure, with a word") func lostOutput() throws {
    guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
    let process = Process(), errors = Pipe()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("score")
    process.arguments = ["--help"]
    (process.standardOutput, process.standardError) = (full, errors)
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1 && text.hasPrefix("error: the output could not be written"))
  }
}
