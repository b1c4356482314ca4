import Engine
import Foundation
import Testing

@testable import Store

private struct RunState: Codable, Equatable {
  var step: Int
  var key: UInt64 = .max
  var rate: Double = 0.1
  var losses: [Float] = [.infinity, .leastNonzeroMagnitude, 0.3]
  var note = "a \"note\"\nwith é"
}

@Suite struct StoreCheckpointTests {
  private func checkpoint(step: Int) -> Checkpoint<RunState> {
    Checkpoint(
      tensors: [
        "weight": Tensor(shape: [2, 5], scalars: delicateFloats), "step": Tensor(shape: [], scalars: [Float(step)]),
      ],
      state: RunState(step: step))
  }

  private func load(_ url: URL) throws -> Checkpoint<RunState> { try Checkpoint(contentsOf: url) }

  @Test func tensorsAndStateComeBackBitForBit() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      try checkpoint(step: 3).save(to: url)
      let back = try load(url)
      #expect(back.state == RunState(step: 3))
      #expect(back.fallbackReason == nil)
      #expect(back.tensors.keys.sorted() == ["step", "weight"])
      #expect(back.tensors["weight"]!.shape == [2, 5])
      #expect(bitPatterns(back.tensors["weight"]!) == delicateFloats.map(\.bitPattern))
      #expect(try fileNames(in: folder) == ["run.safetensors.zst"])
    }
  }

  @Test func theStateMayHoldNumbersThatJSONLacks() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      try Checkpoint(tensors: [:], state: [Double.nan, -.infinity, -0.0, .leastNonzeroMagnitude]).save(to: url)
      let state = try Checkpoint<[Double]>(contentsOf: url).state
      #expect(state[0].isNaN)
      #expect(state[1...].map(\.bitPattern) == [-Double.infinity, -0.0, .leastNonzeroMagnitude].map(\.bitPattern))
    }
  }

  @Test func theCheckpointBeforeIsKept() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      for step in 1...3 { try checkpoint(step: step).save(to: url) }
      #expect(try fileNames(in: folder) == ["run.previous.safetensors.zst", "run.safetensors.zst"])
      #expect(try load(url).state.step == 3)
      #expect(try load(Checkpoint<RunState>.previous(of: url)).state.step == 2)
    }
    func previous(_ name: String) -> String {
      Checkpoint<RunState>.previous(of: URL(fileURLWithPath: "/runs/\(name)")).path
    }
    #expect(previous("gan.5.safetensors.zst") == "/runs/gan.5.previous.safetensors.zst")
    #expect(previous("gan.safetensors") == "/runs/gan.previous.safetensors")
    #expect(previous("gan.zst") == "/runs/gan.zst.previous")
  }

  /// Cut short, changed, emptied or gone: the one before it is loaded, and the caller is told why.
  @Test func aDamagedCheckpointGivesWayToTheOneBeforeAndSaysSo() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      try checkpoint(step: 1).save(to: url)
      try checkpoint(step: 2).save(to: url)
      let whole = try Data(contentsOf: url)
      var changed = whole
      changed[whole.count / 2] ^= 0x10
      for damaged in [whole.dropLast(), changed, Data()] {
        try damaged.write(to: url)
        let loaded = try load(url)
        #expect(loaded.state.step == 1)
        #expect(bitPatterns(loaded.tensors["weight"]!) == delicateFloats.map(\.bitPattern))
        #expect(loaded.fallbackReason?.description.hasPrefix("\(url.path) is not a whole safetensors file: ") == true)
      }
      try FileManager.default.removeItem(at: url)
      #expect(try load(url).fallbackReason == .fileNotFound(path: url.path))
      // The next save repairs the pair, and never gives up the whole one before a new one stands.
      try checkpoint(step: 3).save(to: url)
      #expect(try load(url).fallbackReason == nil)
      #expect(try load(Checkpoint<RunState>.previous(of: url)).state.step == 1)
    }
  }

  @Test func withoutAWholeCheckpointBothAreNamed() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      #expect(throws: StoreError.fileNotFound(path: url.path)) { try load(url) }
      try checkpoint(step: 1).save(to: url)
      try checkpoint(step: 2).save(to: url)
      let previous = Checkpoint<RunState>.previous(of: url)
      try Data().write(to: url)
      try Data([1]).write(to: previous)
      let error = #expect(throws: StoreError.self) { try load(url) }
      #expect(error?.description.contains(url.path) == true && error?.description.contains(previous.path) == true)
      try FileManager.default.removeItem(at: previous)
      guard
        case .damaged(path: url.path, format: .safetensors, reason: _) = #expect(
          throws: StoreError.self, performing: { try load(url) })
      else { throw StoreError.notACheckpoint(path: url.path) }
    }
  }

  /// A whole file that is not ours to read is no reason to go back to an older one.
  @Test func otherFilesAreRefusedEvenIfThereIsAnEarlierCheckpoint() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      try checkpoint(step: 1).save(to: url)
      try checkpoint(step: 2).save(to: url)
      var file = try TensorFile(contentsOf: url)
      file.metadata["checkpoint.version"] = "2"
      try file.write(to: url)
      let newer = StoreError.newerCheckpoint(path: url.path, version: "2", supported: 1)
      #expect(throws: newer) { try load(url) }
      #expect(newer.description.contains("format 2") && newer.description.contains("up to 1"))
      try TensorFile(["a": Tensor(shape: [1], scalars: [1])]).write(to: url)
      #expect(throws: StoreError.notACheckpoint(path: url.path)) { try load(url) }
      try Checkpoint(tensors: [:], state: ["step": "three"]).save(to: url)
      let error = #expect(throws: StoreError.self) { try load(url) }
      #expect(error?.description.hasPrefix("the state in \(url.path) is not what this program expects: ") == true)
      #expect(error?.description.contains("step") == true)
    }
  }

  @Test func aFailingSaveLeavesBothCheckpoints() throws {
    try withTemporaryStore { folder in
      struct Unwritable: Codable {
        init() {}
        init(from decoder: any Decoder) throws {}
        func encode(to encoder: any Encoder) throws { throw CancellationError() }
      }
      let url = folder.appendingPathComponent("run.safetensors.zst")
      try checkpoint(step: 1).save(to: url)
      try checkpoint(step: 2).save(to: url)
      let names = try fileNames(in: folder)
      #expect(throws: CancellationError.self) { try Checkpoint(tensors: [:], state: Unwritable()).save(to: url) }
      #expect(try fileNames(in: folder) == names)
      #expect(try load(url).state.step == 2)
      let nowhere = folder.appendingPathComponent("absent/run.safetensors.zst")
      #expect(throws: StoreError.self) { try checkpoint(step: 3).save(to: nowhere) }
    }
  }

  @Test func savingRemovesWhatAKilledProcessLeft() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("run.safetensors.zst")
      for name in ["run.safetensors.zst.partial-1", "other.safetensors.zst.partial-2"] {
        try Data([1]).write(to: folder.appendingPathComponent(name))
      }
      try checkpoint(step: 1).save(to: url)
      #expect(try fileNames(in: folder) == ["other.safetensors.zst.partial-2", "run.safetensors.zst"])
    }
  }
}
