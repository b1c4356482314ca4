import Foundation
import Pictures
import TestSupport
import Testing

/// Commands that are asked to stop from outside.
@Suite("Stopping commands", .serialized) struct InterruptionTests {
  private struct Ending {
    let status: Int32
    let errors: String
  }

  /// Runs a command that was built beside these tests, waits until a file is there, sends a signal, and waits for the end.
  private func end(_ name: String, _ arguments: [String], by signal: Int32, onceThereIs file: URL) throws -> Ending {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent(name)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    while !FileManager.default.fileExists(atPath: file.path), process.isRunning { usleep(5000) }
    kill(process.processIdentifier, signal)
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Ending(status: process.terminationStatus, errors: text)
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test("work with nothing to save ends at once, with the signal's status", arguments: [SIGINT, SIGTERM, SIGHUP])
  func atOnce(_ signal: Int32) throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out")
      // A million images take minutes.
      let ending = try end(
        "draw", ["shapes", "--count", "1000000", "--out", out.path, "--quiet"], by: signal,
        onceThereIs: out.appendingPathComponent("0000001.png"))
      #expect(ending.status == 128 + signal)
      #expect(ending.errors == "interrupted, with nothing to go on with; start anew\n")
      let left = try names(out)
      #expect(!left.contains("lock") && !left.contains { $0.contains("partial") })
    }
  }

  @Test("a page that does not train is no different") func page() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out")
      let ending = try end(
        "chapter", ["7", "--out", out.path, "--quiet"], by: SIGINT, onceThereIs: out.appendingPathComponent("log.txt"))
      #expect(ending.status == 130 && ending.errors.hasPrefix("interrupted"))
      #expect(try !names(out).contains("lock") && !names(out).contains("outputs.json"))
    }
  }

  @Test("training saves, and says how to go on", arguments: [SIGINT, SIGTERM, SIGHUP]) func saving(_ signal: Int32)
    throws
  {
    try withTemporaryFolder { folder in
      let (images, out) = (folder.appendingPathComponent("images"), folder.appendingPathComponent("out"))
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      for index in 0..<8 {
        let pixels = (0..<8 * 8 * 3).map { UInt8(20 * index + $0 % 20) }
        try Image(width: 8, height: 8, channels: 3, pixels: pixels).png()
          .write(to: images.appendingPathComponent("\(index).png"))
      }
      let words = [images.path, "--size", "8", "--epochs", "1000000", "--set", "width=4", "--out", out.path, "--quiet"]
      let ending = try end(
        "train", words, by: signal, onceThereIs: out.appendingPathComponent("images/step-000000.png"))
      #expect(ending.status == 128 + signal)
      let lines = ending.errors.split(separator: "\n")
      // A step may be over before there is time to say that it is waited for.
      #expect(["stopping after this step; once more stops at once, without saving", lines.last].contains(lines.first))
      #expect(lines.last.map(String.init) == "interrupted; go on with: swift run train --resume \(out.path)")
      #expect(try names(out).contains("checkpoint.safetensors.zst") && !names(out).contains("lock"))
    }
  }
}
