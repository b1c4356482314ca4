import Engine
import Foundation
import GAN
import Notebook
import Store

/// What a newcomer waits for before the first step: the build, and the start of a process.
enum BuildAndStart {
  /// The seconds of something done once or a few times.
  struct Result: Codable {
    /// What was timed.
    let name: String
    /// The median of all times.
    let medianSeconds: Double
    /// The shortest.
    let minSeconds: Double
    /// How often it was done.
    let repetitions: Int
  }

  /// The name under which a process makes its first step and ends.
  static let firstStep = "first-step"

  /// Makes chapter 5's pair, and one step of it.
  static func makeFirstStep() {
    let random = Random(seed: 0)
    let trainer = Recipe.shapes.trainer(ImageNetworkShape(), random: random)
    _ = trainer.step(on: random.uniform([Recipe.shapes.batchSize, 32, 32, 3], in: -1..<1))
  }

  /// From the start of a process to the end of one that has made a step, some times.
  static func start() throws -> Result {
    guard let program = Bundle.main.executableURL else { throw UsageError("the running program's file is not known") }
    // The first finds its file on the disk; whoever starts a program twice does not.
    _ = try seconds(of: program, [firstStep])
    return result("start", try (0..<9).map { _ in try seconds(of: program, [firstStep]) })
  }

  /// The first build of `chapter`, in a folder of its own, and those after an edit of a page and of the engine.
  static func build() throws -> [Result] {
    let package = BookFiles.root
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-build-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: copy) }
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    // Edits must not touch the book itself.
    let names = ["Package.swift", "Sources", "chapters", "answers", "Tests"]
    _ = try seconds(of: "cp", ["-R"] + names.map { package.appendingPathComponent($0).path } + [copy.path])
    let swift = ["build", "--product", "chapter", "--package-path", copy.path]
    var results = [result("build first", [try seconds(of: "swift", swift)])]
    for (name, file) in [
      ("build after an edit of a page", "chapters/05-training/Training.swift"),
      ("build after an edit of the engine", "Sources/Engine/Operations/Functions.swift"),
    ] {
      let file = copy.appendingPathComponent(file)
      try Data(contentsOf: file).appending("\nprivate let edited = true\n").write(to: file)
      results.append(result(name, [try seconds(of: "swift", swift)]))
    }
    return results
  }

  private static func result(_ name: String, _ seconds: [Double]) -> Result {
    let sorted = seconds.sorted()
    return Result(
      name: name, medianSeconds: sorted[sorted.count / 2], minSeconds: sorted[0], repetitions: sorted.count)
  }

  private static func seconds(of command: String, _ arguments: [String]) throws -> Double {
    try seconds(of: URL(fileURLWithPath: "/usr/bin/env"), [command] + arguments)
  }

  private static func seconds(of program: URL, _ arguments: [String]) throws -> Double {
    let process = Process()
    (process.executableURL, process.arguments) = (program, arguments)
    (process.standardInput, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
    let start = ContinuousClock.now
    try process.run()
    process.waitUntilExit()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw UsageError(
        "'\(([program.path] + arguments).joined(separator: " "))' ended with \(process.terminationStatus)")
    }
    return seconds
  }
}

extension Data {
  fileprivate func appending(_ text: String) -> Data { self + Data(text.utf8) }
}
