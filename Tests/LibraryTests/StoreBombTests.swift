import Engine
import Foundation
import Testing

@testable import Store

/// Small files that ask for much are refused before they get it.
@Suite("Bombs") struct StoreBombTests {
  private typealias Tensors = [(name: String, shape: [Int], strides: [Int])]

  /// A pickle of tensors that all look into storage 0; each shape is made once and recalled.
  private func pickle(_ tensors: Tensors, storage count: Int) -> [UInt8] {
    func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) } }
    func text(_ text: String) -> [UInt8] {
      Array("X".utf8) + withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { Array($0) } + Array(text.utf8)
    }
    func tuple(_ values: [Int]) -> [UInt8] { Array("(".utf8) + values.flatMap(integer) + Array("t".utf8) }
    var bytes: [UInt8] = [0x80, 2] + Array("}(".utf8)
    for tensor in tensors {
      bytes += text(tensor.name) + Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8) + text("storage")
      bytes += Array("ctorch\nFloatStorage\n".utf8) + text("0") + text("cpu") + integer(count) + Array("tQ".utf8)
      bytes += integer(0) + tuple(tensor.shape) + tuple(tensor.strides) + [0x89] + Array("}tR".utf8)
    }
    return bytes + Array("u.".utf8)
  }

  private func read(_ tensors: Tensors, storage count: Int) throws -> TensorFile {
    try withTemporaryStore { folder in
      let file = folder.appendingPathComponent("a.pth")
      try storedArchive([
        "a/data.pkl": pickle(tensors, storage: count), "a/data/0": [UInt8](repeating: 0, count: 4 * count),
      ]).write(to: file)
      return try TensorFile(contentsOf: file)
    }
  }

  private func complaint(_ tensors: Tensors, storage count: Int) -> String {
    #expect(throws: StoreError.self) { try read(tensors, storage: count) }?.description ?? ""
  }

  @Test("an axis of 0 beside sizes whose product overflows") func zeroAxis() {
    #expect(complaint([("w", [1 << 62, 4, 0], [1, 1, 1])], storage: 1).contains("does not lie within"))
  }

  @Test("more axes than any tensor has") func axes() {
    let ones = [Int](repeating: 1, count: 6000)
    #expect(complaint([("w", ones, ones)], storage: 1).contains("6000 axes, expected at most 64"))
  }

  @Test("one storage under many names is held once, and its parts a few times") func sharing() throws {
    let tied = try read((0..<500).map { ("w\($0)", [1000], [1]) }, storage: 1000)
    #expect(tied.names.count == 500)
    #expect(try tied.shape(of: "w499") == [1000])
    #expect(
      complaint((0..<500).map { ("w\($0)", [1000 - $0], [1]) }, storage: 1000).contains("more than 16 times"))
  }

  @Test("a pickle of endless steps") func steps() {
    #expect(throws: MalformedPickle.self) {
      var machine = PickleMachine([UInt8](repeating: 0x4E, count: HeldLimits.pickleSteps + 1))
      _ = try machine.run()
    }
  }

  @Test("a header with overflowing sizes beside a 0 is refused") func header() {
    let json = #"{"w":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#
    #expect(throws: MalformedHeader.self) { try TensorHeader(json: Array(json.utf8)) }
  }

  @Test("a small compressed file may hold 256 MB, and no more") func inflation() throws {
    try withTemporaryStore { folder in
      let file = folder.appendingPathComponent("a.safetensors.zst")
      // Only the header is there: it is refused for what it promises.
      let json = Array(#"{"w":{"dtype":"U8","shape":[300000000],"data_offsets":[0,300000000]}}"#.utf8)
      let header = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
      let writer = try FileWriter(creating: file.path)
      let frame = try ZstdWriter(to: writer, compression: .fast, length: header.count)
      try header.withUnsafeBytes(frame.write)
      try frame.finish()
      let error = #expect(throws: StoreError.self) { try TensorFile(contentsOf: file) }
      #expect("\(error!)".contains("there can be at most \(1 << 28)"))
    }
    #expect(HeldLimits.inflated(from: 1 << 30) == 1 << 35 && HeldLimits.inflated(from: .max) == .max)
  }

  @Test("a pipe is not waited for, and not written over") func pipe() throws {
    try withTemporaryStore { folder in
      let pipe = folder.appendingPathComponent("pipe.safetensors")
      try #require(mkfifo(pipe.path, 0o600) == 0)
      let read = #expect(throws: StoreError.self) { try TensorFile(contentsOf: pipe) }
      #expect("\(read!)".contains("expected a file"))
      let write = #expect(throws: StoreError.self) { try TensorFile().write(to: pipe) }
      #expect("\(write!)".contains("expected the name of a file"))
    }
  }

  @Test("names of others are shown without their control characters, and not at length") func messages() {
    let name = "\u{1B}[2J\u{1B}[31mred\u{9B}" + String(repeating: "x", count: 100_000)
    let text = StoreError.missingTensor(name: "mean", path: "a", holds: [name]).description
    #expect(text.contains("\\u{1B}[2J") && text.count < 500)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }
}
