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

  private func built(_ name: String) -> URL {
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Runs a command, waits until a file is there, sends signals a moment apart, and waits for the end.
  private func end(
    _ command: URL, _ arguments: [String], by signals: [Int32], onceThereIs file: URL
  ) throws -> Ending {
    let process = Process()
    process.executableURL = command
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    while !FileManager.default.fileExists(atPath: file.path), process.isRunning { usleep(5000) }
    for signal in signals {
      kill(process.processIdentifier, signal)
      if signal != signals.last { usleep(300_000) }
    }
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
        built("draw"), ["shapes-plain", "--count", "1000000", "--out", out.path, "--quiet"], by: [signal],
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
        built("chapter"), ["7", "--out", out.path, "--quiet"], by: [SIGINT],
        onceThereIs: out.appendingPathComponent("log.txt"))
      #expect(ending.status == 130 && ending.errors.hasPrefix("interrupted"))
      #expect(try !names(out).contains("lock") && !names(out).contains("outputs.json"))
    }
  }

  @Test("training saves, and says how to go on", arguments: [SIGINT, SIGTERM, SIGHUP]) func saving(_ signal: Int32)
    throws
  {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out")
      let ending = try end(
        built("train"), try longTraining(in: folder, out), by: [signal],
        onceThereIs: out.appendingPathComponent("images/step-000000.png"))
      #expect(ending.status == 128 + signal)
      let lines = ending.errors.split(separator: "\n")
      // A step may be over before there is time to say that it is waited for.
      #expect(["stopping after this step; once more stops at once, without saving", lines.last].contains(lines.first))
      #expect(lines.last.map(String.init) == "interrupted; go on with: swift run train --resume \(out.path)")
      #expect(try names(out).contains("checkpoint.safetensors.zst") && !names(out).contains("lock"))
    }
  }

  @Test("what nohup starts outlives its terminal") func nohup() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out")
      let words = ["-c", "trap '' HUP; exec \"$0\" \"$@\"", built("train").path] + (try longTraining(in: folder, out))
      let ending = try end(
        URL(fileURLWithPath: "/bin/sh"), words, by: [SIGHUP, SIGTERM],
        onceThereIs: out.appendingPathComponent("images/step-000000.png"))
      #expect(ending.status == 128 + SIGTERM)
    }
  }

  /// The arguments of `train` for a run on eight small images that would go on for days.
  private func longTraining(in folder: URL, _ out: URL) throws -> [String] {
    let images = folder.appendingPathComponent("images")
    try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
    for index in 0..<8 {
      let pixels = (0..<8 * 8 * 3).map { UInt8(20 * index + $0 % 20) }
      try Image(width: 8, height: 8, channels: 3, pixels: pixels).png()
        .write(to: images.appendingPathComponent("\(index).png"))
    }
    return [images.path, "--size", "8", "--epochs", "1000000", "--set", "width=4", "--out", out.path, "--quiet"]
  }
}
