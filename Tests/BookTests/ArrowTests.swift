import Foundation
import Store
import Testing

/// What may import what: arrows go one way, from the kernels up to the commands.
@Suite("Arrows between modules") struct ArrowTests {
  /// Our modules in levels: a module may import those of lower levels, and no other of ours.
  static let levels: [[String]] = [
    ["Kernels", "CFuzzer", "CMPI", "CPNG", "CZlib", "CZstd"],
    ["Engine"],
    ["Store", "Pictures"],
    ["Datasets", "Plots"],
    ["GAN", "Metrics", "Notebook"],
    ["Evaluation", "Lab", "Weaving"],
    ["Chapters", "Answers", "Ranks"],
    ["LabServer"],
    ["Fuzzing"],
    ["LabMain", "answer", "bench", "chapter", "converse", "draw", "fuzz", "score", "train", "weave"],
  ]

  /// The folder of a module's sources.
  private static func folder(of module: String) -> URL {
    switch module {
    case "Chapters": BookFiles.url("chapters")
    case "Answers": BookFiles.url("answers")
    default: BookFiles.url("Sources/\(module)")
    }
  }

  /// The modules that a Swift file imports.
  static func imports(in text: String) -> Set<String> {
    Set(
      text.matches(of: #/(?m)^\s*(?:@testable |public |internal )?import (?:struct |func |enum )?(\w+)/#).map {
        String($0.output.1)
      })
  }

  /// The files of a module that import what they may not, each with what it imports.
  static func offences(in module: String, levels: [[String]] = levels, text: (URL) throws -> String) throws -> [String]
  {
    let level = try #require(levels.firstIndex { $0.contains(module) })
    let forbidden = Set(levels[level...].joined()).subtracting([module])
    let files = FileManager.default.enumerator(at: folder(of: module), includingPropertiesForKeys: nil)
    return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }.flatMap { file in
      try imports(in: text(file)).intersection(forbidden).sorted().map { "\(file.lastPathComponent) imports \($0)" }
    }
  }

  @Test("arrows go one way", arguments: levels.joined())
  func arrows(_ module: String) throws {
    #expect(try Self.offences(in: module) { try String(contentsOf: $0, encoding: .utf8) } == [])
  }

  @Test func everyFolderOfSourcesHasALevel() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: BookFiles.url("Sources").path)
    let known = Set(Self.levels.joined())
    #expect(folders.filter { !$0.hasPrefix(".") && !known.contains($0) } == [])
  }

  @Test func anArrowThatGoesUpIsSeen() throws {
    #expect(Self.imports(in: "import Foundation\n@testable import GAN\nlet important = 1\n") == ["Foundation", "GAN"])
    // What if the engine's files imported the trainers?
    let found = try Self.offences(in: "Engine") { _ in "import GAN\n" }
    #expect(!found.isEmpty && found.allSatisfy { $0.hasSuffix("imports GAN") })
    #expect(try Self.offences(in: "GAN") { _ in "import Metrics\n" } != [])
  }
}
