import Engine
import Foundation
import Testing

@testable import Store

/// What PyTorch saved is read right, and nothing else is.
@Suite struct StoreStateDictionaryTests {
  @Test(arguments: ["python.pth", "legacy.pth"])
  func everyTensorOfPyTorchsFileIsRead(name: String) throws {
    let file = try TensorFile(contentsOf: storeResource(name))
    #expect(
      file.names == [
        "0.bias", "0.weight", "1.bias", "1.num_batches_tracked", "1.running_mean", "1.running_var", "1.weight", "brain",
        "bytes", "channels last", "counts", "empty", "half", "parameter", "part", "transposed", "whole",
      ])
    func expect(_ name: String, _ type: ElementType, _ shape: [Int], _ values: [Float]) throws {
      #expect(try file.elementType(of: name) == type)
      #expect(try file.tensor(name, shape: shape).scalars == values)
    }
    try expect("0.weight", .float32, [3, 2], [0, 1, 2, 3, 4, 5])
    try expect("1.running_mean", .float32, [3], [400, 401, 402])
    try expect("1.num_batches_tracked", .int64, [], [600])
    try expect("whole", .float64, [2, 3, 4], (0..<24).map(Float.init))
    try expect("transposed", .float64, [4, 2, 3], (0..<24).map { Float($0 % 6 * 4 + $0 / 6) })
    try expect("part", .float64, [2, 2], [16, 18, 20, 22])
    try expect("channels last", .float32, [1, 2, 3, 4], (0..<24).map(Float.init))
    try expect("half", .float16, [2], [1.5, -2])
    try expect("brain", .bfloat16, [2], [1.5, -2])
    try expect("counts", .int32, [2], [-1, 7])
    try expect("bytes", .uint8, [2], [0, 255])
    try expect("parameter", .float32, [1], [0.25])
    try expect("empty", .float32, [0, 4], [])
  }

  @Test func whatIsNoStateDictionaryIsRefused() {
    func complaint(_ name: String) -> String {
      #expect(throws: StoreError.self) { try TensorFile(contentsOf: storeResource(name)) }?.description ?? ""
    }
    #expect(complaint("checkpoint.pth").contains("\"epoch\" in its dictionary is not a tensor"))
    #expect(
      complaint("hostile.pth").contains("of its pickle asks for __builtin__.print, which no state dictionary needs"))
    #expect(complaint("python.zip").contains("0 entries called data.pkl"))
  }

  @Test func noShortenedFileIsRead() throws {
    try withTemporaryStore { folder in
      try Data(contentsOf: storeResource("legacy.pth"))
        .expectRefusedUnlessWhole(at: folder.appendingPathComponent("a.pth"), as: [.safetensors, .stateDictionary]) {
          try TensorFile(contentsOf: $0)
        }
    }
  }

  /// The older format has no checksums, so that a changed number cannot be seen; but nothing may crash.
  @Test(arguments: ["python.pth", "legacy.pth"])
  func aChangedByteDoesNoHarm(name: String) throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("a.pth")
      let bytes = try Data(contentsOf: storeResource(name))
      let refused = try bytes.refusals(at: url, masks: { [$0.isMultiple(of: 3) ? 0xFF : 1 << ($0 % 8)] }) { _ in
        _ = try TensorFile(contentsOf: url)
      }
      #expect(refused > bytes.count / 3)
    }
  }

  @Test func hostilePicklesAreRefused() throws {
    func complaint(_ pickle: [UInt8]) -> String {
      #expect(throws: MalformedPickle.self) {
        var machine = PickleMachine(pickle)
        _ = try machine.run()
      }?.reason ?? ""
    }
    func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    #expect(complaint([]).contains("ends too early"))
    #expect(complaint([0x80, 4]).contains("protocol 4, expected 2"))
    #expect(complaint(bytes("cos\nsystem\n")).contains("byte 0 of its pickle asks for os.system"))
    #expect(complaint([0x80, 2] + bytes("}i")).contains("byte 3 of its pickle is opcode 0x69"))
    #expect(complaint(bytes("t")).contains("values that are not there"))
    #expect(complaint(bytes("(R")).contains("values that are not there"))
    #expect(complaint(bytes("K\u{1}(R")).contains("values that are not there"))
    #expect(complaint(bytes("q\u{1}")).contains("values that are not there"))
    #expect(complaint(bytes("h\u{7}")).contains("recalls value 7"))
    #expect(complaint(bytes("))R")).contains("calls something that is no function"))
    #expect(complaint(bytes("ccollections\nOrderedDict\nN\u{85}R")).isEmpty == false)
    #expect(complaint(bytes(")Q")).contains("something else than a tensor's storage"))
    #expect(complaint(bytes(")Nb")).contains("sets attributes"))
    #expect(complaint(bytes(")K\u{1}K\u{1}s")).contains("puts items"))
    #expect(complaint(bytes("}(K\u{1}u")).contains("puts items"))
    #expect(complaint(bytes(")K\u{1}a")).contains("appends"))
    #expect(complaint(bytes("X") + [255, 255, 255, 255]).contains("ends too early"))
    #expect(complaint(bytes("X") + [1, 0, 0, 0, 0xFF]).contains("not UTF-8"))
    #expect(complaint(bytes("NN.")).contains("stops with 2 values"))
    // Tuples in tuples, and a dictionary inside itself: deep and endless, and harmless.
    var deep = PickleMachine([0x29] + Array(repeating: 0x85, count: 1_000_000) + [0x2E])
    #expect(try deep.run() == .tuple(1_000_000))
    var endless = PickleMachine(bytes("}q\u{1}h\u{1}h\u{1}s."))
    #expect(try endless.run() == .dictionary(0))
  }

  @Test func tensorsMustLieInTheirStorage() throws {
    let storage = TorchStorage(type: .float32, key: "0", count: 12)
    func tensor(_ offset: Int, _ shape: [Int], _ strides: [Int]) throws -> TorchTensor {
      try TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)
    }
    #expect(try tensor(0, [3, 4], [4, 1]).shape == [3, 4])
    #expect(try tensor(11, [], []).offset == 11)
    for (offset, shape, strides) in [
      (1, [3, 4], [4, 1]), (0, [3, 4], [5, 1]), (0, [13], [0]), (12, [], []), (-1, [2], [1]), (0, [-1], [1]),
      (0, [2], [-1]), (0, [2, 2], [1]), (0, [1 << 40, 1 << 40], [1, 1]), (0, [3], [1 << 62]), (.max, [2], [1]),
      (13, [0], [1]),
    ] {
      #expect(throws: MalformedPickle.self, "\(offset) \(shape) \(strides)") { try tensor(offset, shape, strides) }
    }
  }
}
