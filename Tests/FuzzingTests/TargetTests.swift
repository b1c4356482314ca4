import Foundation
import GAN
import TestSupport
import Testing

@testable import Fuzzing

/// Readers hold on files that were made to break them.
@Suite("Damaged files") struct TargetTests {
  /// In this process: a file that ends it is found by `swift run fuzz TARGET`.
  @Test("a thousand for every reader", arguments: FuzzTarget.all)
  func cases(_ target: FuzzTarget) throws {
    try withTemporaryFolder { folder in
      let files = try FuzzCases(of: target, seed: 1)
      let reader = try CaseReader(target, in: folder)
      var (accepted, refused) = (0, 0)
      for number in 0..<1000 / target.cost {
        switch try reader.outcome(of: files.file(number)) {
        case .accepted: accepted += 1
        case .refused: refused += 1
        case .failed(let reason): Issue.record("case \(number): \(reason)")
        }
      }
      // Changes that are all refused, or all read, reach nothing.
      #expect(accepted > 0 && refused > 0)
    }
  }

  @Test("the files that they are made from are right", arguments: FuzzTarget.all)
  func seeds(_ target: FuzzTarget) throws {
    try withTemporaryFolder { folder in
      let reader = try CaseReader(target, in: folder)
      for (index, seed) in try target.seeds().enumerated() {
        guard case .accepted(let held) = try reader.outcome(of: seed), held > 0 else {
          Issue.record("file \(index) is not read")
          continue
        }
      }
    }
  }

  @Test("a case is a function of its number, the seed and the reader") func determinism() throws {
    let first = try FuzzCases(of: .png, seed: 1), again = try FuzzCases(of: .png, seed: 1)
    let files = (0..<50).map { first.file($0) }
    #expect((0..<50).reversed().map { again.file($0) } == files.reversed())
    #expect(Set(files).count > 40)
    let other = try FuzzCases(of: .png, seed: 2)
    #expect((0..<50).map { other.file($0) } != files)
  }

  /// Before anything is built: networks of such width would take gigabytes.
  @Test("a checkpoint and a pair that describe a wider network than they hold are refused") func wideNetworks() throws {
    let grammar = try FuzzTarget.checkpoint.grammar()
    try withTemporaryFolder { folder in
      for (index, var pieces) in grammar.seeds.enumerated() {
        for piece in pieces.indices where pieces[piece].name.hasPrefix("metadata") {
          let text = String(decoding: pieces[piece].bytes, as: UTF8.self)
          pieces[piece].bytes = Array(text.replacingOccurrences(of: "\"width\":1", with: "\"width\":512").utf8)
        }
        let file = folder.appendingPathComponent("\(index).safetensors")
        try Data(grammar.assemble(pieces)).write(to: file)
        let error = #expect(throws: UnusableNetwork.self) { try FuzzTarget.checkpoint.reader()(file) }
        #expect(error?.reason.contains("it describes a network of ") == true)
      }
    }
  }

  /// Files that once took gigabytes, never ended, or ended the process.
  @Test(
    "small files that broke an earlier version are refused",
    arguments: [
      ("png", "chunk-length.png"), ("pth", "zero-size.pth"),
      ("statistics", "hang64.npz"),
      ("checkpoint", "checkpoint-decay.safetensors"), ("checkpoint", "checkpoint-refine.safetensors"),
      ("checkpoint", "checkpoint-widthbig.safetensors"), ("checkpoint", "escape.safetensors"),
    ])
  func earlierFaults(_ name: String, _ file: String) throws {
    try withTemporaryFolder { folder in
      let target = try #require(FuzzTarget.all.first { $0.name == name })
      let bytes = try [UInt8](Data(contentsOf: Bundle.module.bundleURL.appendingPathComponent("Resources/\(file)")))
      guard case .refused = try CaseReader(target, in: folder).outcome(of: bytes) else {
        Issue.record("\(file) is read")
        return
      }
    }
  }
}
