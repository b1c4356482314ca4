import Foundation
import Pictures
import Store
import TestSupport
import Testing

/// Commands whose output, errors or files cannot be written as usual.
@Suite("Streams of commands") struct StandardStreamTests {
  /// Runs `train` on four small images through a shell; `$RUN` in the script is the command, `out` its folder.
  private func train(
    _ script: String, _ body: (_ status: Int32, _ errors: String, _ out: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images"), out = folder.appendingPathComponent("out")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      for index in 0..<4 {
        let pixels = (0..<8 * 8 * 3).map { UInt8(20 * index + $0 % 20) }
        try Image(width: 8, height: 8, channels: 3, pixels: pixels).png()
          .write(to: images.appendingPathComponent("\(index).png"))
      }
      let program = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("train")
      let process = Process(), errors = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", script]
      process.environment = ProcessInfo.processInfo.environment.merging([
        "RUN": "\(program.path) \(images.path) --size 8 --set width=1 --batch-size 4 --epochs 2 --out \(out.path)",
        "XDG_CACHE_HOME": folder.appendingPathComponent("cache").path,
      ]) { $1 }
      process.standardError = errors
      try process.run()
      let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      try body(process.terminationStatus, text, out)
    }
  }

  @Test(
    "a run whose output goes nowhere is made to its end, keeps its files for itself, and fails with a word",
    arguments: [
      ("$RUN >&-", "Bad file descriptor"), ("$RUN > /dev/full", "No space left on device"),
      ("$RUN <&- >&-", "Bad file descriptor"),
      ("trap '' PIPE; $RUN | true; exit ${PIPESTATUS[0]}", "Broken pipe"),
    ])
  func lostOutput(_ script: String, _ reason: String) throws {
    try train(script) { status, errors, out in
      #expect(status == 1 && errors == "error: the output could not be written (\(reason))\n")
      let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
      #expect(names.contains("checkpoint.safetensors.zst") && !names.contains("lock"))
      for name in ["run.json", "recipe.json"] {
        _ = try JSONSerialization.jsonObject(with: Data(contentsOf: out.appendingPathComponent(name)))
      }
    }
  }

  @Test("errors that nobody can read do not end the process", arguments: [">&-", "> /dev/full"])
  func lostErrors(_ place: String) throws {
    try train("$RUN --seed x 2\(place); exit $?") { status, _, _ in #expect(status == 2) }
    try train("$RUN 2\(place); exit $?") { status, _, _ in #expect(status == 0) }
  }

  @Test("a file that may not grow so far is named") func fileSize() throws {
    try train("ulimit -f 1; $RUN > /dev/null") { status, errors, out in
      #expect(status == 1 && errors.hasPrefix("error: cannot write ") && errors.contains("File too large"))
      let names = (try? FileManager.default.contentsOfDirectory(atPath: out.path)) ?? []
      #expect(!names.contains { $0.contains("partial") })
    }
  }
}
