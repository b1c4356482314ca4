import Engine
import Foundation
import Testing

@testable import Store

/// Whatever happens to a file, it is read right or not at all.
@Suite struct StoreDamageTests {
  @Test(arguments: ["command.safetensors.zst", "fast.safetensors.zst"])
  func noChangedByteInACompressedFileGivesWrongTensors(name: String) throws {
    try withTemporaryStore { folder in
      let original = try TensorFile(contentsOf: storeResource("python.safetensors"))
      let expected = try StoredContents(original)
      let url = folder.appendingPathComponent(name)
      if name.hasPrefix("fast") {
        try original.write(to: url, compression: .fast)
      } else {
        try Data(contentsOf: storeResource(name)).write(to: url)
      }
      let bytes = try Data(contentsOf: url)
      let refused = try bytes.refusals(at: url) { damage in
        // A few bits have no meaning, as one in the frame's descriptor: with them flipped the file is still right.
        let contents = try StoredContents(TensorFile(contentsOf: url))
        #expect(contents == expected, damage)
      }
      #expect(refused > bytes.count * 2 * 9 / 10)
    }
  }

  @Test(arguments: ["python.safetensors", "python.safetensors.zst", "command.safetensors.zst"])
  func noShortenedFileIsRead(name: String) throws {
    try withTemporaryStore { folder in
      try Data(contentsOf: storeResource(name))
        .expectRefusedUnlessWhole(at: folder.appendingPathComponent(name), as: [.safetensors]) {
          try TensorFile(contentsOf: $0)
        }
    }
  }

  /// The header declares less than the frame holds, or more, or more than any memory could.
  @Test func aFrameMustHoldWhatItsHeaderDeclares() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("a.safetensors.zst")
      func compress(_ shape: String, end: Int, dataLength: Int) throws {
        let json = #"{"a":{"dtype":"U8","shape":\#(shape),"data_offsets":[0,\#(end)]}}"#
        var bytes = withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Array($0) }
        bytes += Array(json.utf8) + Array(repeating: 0, count: dataLength)
        try replaceFile(at: url.path) { file in
          let frame = try ZstdWriter(to: file, compression: .fast, length: bytes.count)
          try bytes.withUnsafeBytes(frame.write)
          try frame.finish()
        }
      }
      func complaint() -> String {
        #expect(throws: StoreError.self) { try TensorFile(contentsOf: url) }?.description ?? ""
      }
      try compress("[500000]", end: 500_000, dataLength: 500_000)
      #expect(try TensorFile(contentsOf: url).integers(of: "a") == Array(repeating: 0, count: 500_000))
      try compress("[500000]", end: 500_000, dataLength: 500_001)
      #expect(complaint().contains("goes on after the last tensor"))
      try compress("[500000]", end: 500_000, dataLength: 400_000)
      #expect(complaint().contains("ends 100000 bytes too early"))
      try compress("[1152921504606846976]", end: 1 << 60, dataLength: 10)
      #expect(complaint().contains("declares \(1 << 60) bytes"))
    }
  }

  @Test func twoFramesAreReadAsOne() throws {
    try withTemporaryStore { folder in
      let bytes = try Data(contentsOf: storeResource("python.safetensors"))
      let url = folder.appendingPathComponent("a.safetensors.zst")
      try replaceFile(at: url.path) { file in
        for part in [bytes.prefix(300), bytes.dropFirst(300)] {
          let frame = try ZstdWriter(to: file, compression: .fast, length: part.count)
          try part.withUnsafeBytes(frame.write)
          try frame.finish()
        }
      }
      let expected = try StoredContents(TensorFile(contentsOf: storeResource("python.safetensors")))
      #expect(try StoredContents(TensorFile(contentsOf: url)) == expected)
    }
  }

  @Test func filesThatCannotBeReadAreNamed() throws {
    try withTemporaryStore { folder in
      let missing = folder.appendingPathComponent("missing.safetensors")
      #expect(throws: StoreError.fileNotFound(path: missing.path)) { try TensorFile(contentsOf: missing) }
      #expect(StoreError.fileNotFound(path: "/a b").description == "there is no file /a b")
      let error = #expect(throws: StoreError.self) { try TensorFile(contentsOf: folder) }
      #expect(error?.description.hasPrefix("cannot read \(folder.path): ") == true)
    }
  }
}
