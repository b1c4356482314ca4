import Engine
import Foundation
import Testing

@testable import Store

@Suite struct StoreTensorFileTests {
  @Test(arguments: ["a.safetensors", "a.safetensors.zst"])
  func everyTypeComesBackBitForBit(name: String) throws {
    try withTemporaryStore { folder in
      var file = TensorFile(
        ["delicate": Tensor(shape: [2, 5], scalars: delicateFloats), "empty": Tensor(shape: [3, 0], scalars: [])],
        metadata: ["note": "one \"line\"\\\n\u{1}\u{1F600}é", "": ""])
      file.set("long", shape: [3], elements: [Int64.min, 0, Int64.max])
      file.set("double", shape: [2, 1], elements: [Double.pi, Double(bitPattern: 0x7FF8_0000_0000_0001)])
      file.set("int", shape: [2], elements: [Int32.min, Int32.max])
      file.set("brain", shape: [2], bytes: [1, 2, 0x81, 0xFF], as: .bfloat16)
      file.set("half", shape: [1, 2], bytes: [3, 4, 1, 0xFC], as: .float16)
      file.set("odd", shape: [256], elements: Array(UInt8.min...UInt8.max))
      file.set("scalar \"é\"", Tensor(shape: [], scalars: [7]))
      let url = folder.appendingPathComponent(name)
      try file.write(to: url)
      let back = try TensorFile(contentsOf: url)
      #expect(try StoredContents(back) == StoredContents(file))
      #expect(try bitPatterns(back.tensor("delicate")) == delicateFloats.map(\.bitPattern))
      #expect(try back.elements(of: "long", as: Int64.self) == [.min, 0, .max])
      #expect(try back.integers(of: "int") == [Int(Int32.min), Int(Int32.max)])
      #expect(try back.integers(of: "odd") == Array(0...255))
    }
  }

  @Test func tensorsAreRoundedToTheTypeTheyAreStoredAs() throws {
    let tensor = Tensor(shape: [4], scalars: [1, 2, 3, 200])
    let fine = Tensor(shape: [2], scalars: [1 + 0x1p-11 + 0x1p-20, -1 - 0x1p-9])
    var file = TensorFile()
    for type in ElementType.allCases { file.set(type.rawValue, tensor, as: type) }
    for type in ElementType.allCases {
      #expect(try file.elementType(of: type.rawValue) == type)
      #expect(try file.tensor(type.rawValue).scalars == tensor.scalars)
    }
    file.set("half", fine, as: .float16)
    file.set("brain", fine, as: .bfloat16)
    file.set("double", fine, as: .float64)
    #expect(try file.tensor("half").scalars == [1 + 0x1p-10, -1 - 0x1p-9])
    #expect(try file.tensor("brain").scalars == [1, -1])
    #expect(try file.elements(of: "double", as: Double.self) == fine.scalars.map(Double.init))
    file.set("large", shape: [2], elements: [Int64(1) << 24 + 1, Int64(1) << 24 + 3])
    #expect(try file.tensor("large").scalars == [0x1p24, 0x1p24 + 4])
    #expect(try file.tensors.count == file.names.count)
  }

  @Test func theBytesAreThoseThatTheFormatDescribes() throws {
    try withTemporaryStore { folder in
      var file = TensorFile(
        ["b": Tensor(shape: [1, 2], scalars: [1, -2]), "a": Tensor(shape: [], scalars: [0.5])], metadata: ["k": "v"])
      file.set("A", shape: [3], elements: [UInt8(1), 2, 3])
      file.set("z", shape: [1], elements: [Int64(-2)])
      let url = folder.appendingPathComponent("a.safetensors")
      try file.write(to: url)
      let json =
        #"{"__metadata__":{"k":"v"},"z":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
        + #""a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]},"#
        + #""A":{"dtype":"U8","shape":[3],"data_offsets":[20,23]}}"#
      let padded = json + String(repeating: " ", count: 248 - json.utf8.count)
      var expected = Data([248, 0, 0, 0, 0, 0, 0, 0]) + Data(padded.utf8)
      expected += [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
      expected += [0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 1, 2, 3]
      #expect(try Data(contentsOf: url) == expected)
      try TensorFile().write(to: url)
      #expect(try Data(contentsOf: url) == Data([8, 0, 0, 0, 0, 0, 0, 0]) + Data("{}      ".utf8))
      #expect(try TensorFile(contentsOf: url).names == [])
    }
  }

  @Test func compressedFilesAreOneFrameWithSizeAndChecksum() throws {
    try withTemporaryStore { folder in
      let file = TensorFile(["zeros": Tensor(shape: [100_000], scalars: Array(repeating: 0, count: 100_000))])
      let url = folder.appendingPathComponent("a.safetensors.zst")
      try file.write(to: url)
      let bytes = try Data(contentsOf: url)
      #expect(bytes.prefix(4) == Data(ZstdReader.magic))
      #expect(bytes[4] & 0b0000_0100 != 0, "the frame has no checksum")
      #expect(bytes[4] & 0b1110_0000 != 0, "the frame does not tell its size")
      #expect(bytes.count < 1000)
      try file.write(to: url, compression: .fast)
      #expect(try StoredContents(TensorFile(contentsOf: url)) == StoredContents(file))
    }
  }

  @Test func theSameContentsGiveTheSameBytes() throws {
    try withTemporaryStore { folder in
      let names = (0..<40).map { "layer.\($0)" }
      let files = [names, names.reversed()].map { names in
        var file = TensorFile()
        for name in names {
          file.set(name, Tensor(shape: [1], scalars: [Float(name.count)]))
          file.metadata[name] = name
        }
        return file
      }
      let written = try files.enumerated().map { index, file in
        let url = folder.appendingPathComponent("\(index).safetensors.zst")
        try file.write(to: url)
        return try Data(contentsOf: url)
      }
      #expect(written[0] == written[1])
    }
  }

  @Test(arguments: ["python.safetensors", "python.safetensors.zst", "command.safetensors.zst"])
  func filesMadeByPythonAndByTheCommandAreRead(name: String) throws {
    let file = try TensorFile(contentsOf: storeResource(name))
    #expect(file.metadata == ["made by": "Python: é, \"quotes\", a\nnew line"])
    #expect(
      try bitPatterns(file.tensor("weight", shape: [2, 3]))
        == [0, 0x8000_0000, 0x3FC0_0000, 0x7FC1_2345, 1, 0xFF80_0000])
    #expect(try file.tensor("half").scalars == [0x1p-24, 1, 65504, -.infinity, -0.0])
    #expect(try file.tensor("brain").scalars == [1, Float(bitPattern: 0x1_0000), -.infinity, -3.140625])
    #expect(try file.integers(of: "labels") == [.min, 0, .max])
    #expect(try file.elements(of: "counts", as: Int32.self) == [.min, -1, 7, .max])
    #expect(try file.shape(of: "counts") == [2, 1, 2])
    #expect(try file.integers(of: "bytes") == [0, 128, 255])
    #expect(try file.elements(of: "precise", as: Double.self) == [.pi, -0.0])
    #expect(try file.tensor("empty", shape: [0, 4]).count == 0)
    #expect(try file.tensor("scalar", shape: []).scalars == [42])
    #expect(try file.tensor("naïve \"name\"\t\\/\u{1}").scalars == [1])
    #expect(file.names.count == 10)
  }

  @Test func whatPythonWroteIsWrittenBackByteForByte() throws {
    try withTemporaryStore { folder in
      let original = storeResource("python.safetensors")
      let copy = folder.appendingPathComponent("copy.safetensors")
      try TensorFile(contentsOf: original).write(to: copy)
      #expect(try Data(contentsOf: copy) == Data(contentsOf: original))
    }
  }

  @Test func whatIsAskedForInVainIsNamed() throws {
    let url = storeResource("python.safetensors")
    let file = try TensorFile(contentsOf: url)
    #expect(throws: StoreError.missingTensor(name: "bias", path: url.path, holds: file.names)) {
      try file.tensor("bias")
    }
    #expect(throws: StoreError.wrongShape(name: "weight", path: url.path, found: [2, 3], expected: [3, 2])) {
      try file.tensor("weight", shape: [3, 2])
    }
    #expect(throws: StoreError.wrongType(name: "half", path: url.path, found: .float16, expected: [.float32])) {
      try file.elements(of: "half", as: Float.self)
    }
    #expect(
      throws: StoreError.wrongType(name: "half", path: url.path, found: .float16, expected: [.int64, .int32, .uint8])
    ) {
      try file.integers(of: "half")
    }
    #expect(
      StoreError.missingTensor(name: "bias", path: "/a.safetensors", holds: ["weight"]).description
        == "/a.safetensors has no tensor \"bias\"; it holds weight")
    #expect(
      StoreError.wrongShape(name: "weight", path: "/a", found: [2, 3], expected: [3, 2]).description
        == "tensor \"weight\" in /a has shape [2, 3], expected [3, 2]")
  }
}
