import Foundation
import Testing

@testable import Store

/// NumPy's archives: made by NumPy itself, and damaged ones.
@Suite("NumPy archives") struct StoreNumPyTests {
  private func file(_ name: String) -> URL {
    Bundle.module.url(forResource: name, withExtension: "npz", subdirectory: "Resources/Store")!
  }

  @Test("stored and deflated, 32 and 64 bits, either byte order", arguments: ["stored", "deflated"])
  func arrays(_ name: String) throws {
    let archive = try NumPyArchive(contentsOf: file(name))
    #expect(archive.names.sorted() == ["mu", "sigma"])
    #expect(try archive.array("mu") == NumPyArray(shape: [3], scalars: [0.5, -1.25, 2]))
    #expect(try archive.array("sigma") == NumPyArray(shape: [3, 3], scalars: [2, 1, 0.5, 1, 3, 0, 0.5, 0, 1.5]))
  }

  @Test("what cannot be read is refused by name") func refused() throws {
    let archive = try NumPyArchive(contentsOf: file("refused"))
    #expect(try archive.array("good").shape == [3])
    // Symmetric, so that both orders would do; other shapes are below.
    #expect(try archive.array("fortran").scalars == [2, 1, 0.5, 1, 3, 0, 0.5, 0, 1.5])
    for (name, reason) in [("integers", "type <i8"), ("absent", "no tensor")] {
      let error = #expect(throws: StoreError.self) { try archive.array(name) }
      #expect("\(error!)".contains(reason), "\(error!)")
    }
  }

  @Test("damaged files throw, whatever byte is hit or missing") func damage() throws {
    let whole = try Data(contentsOf: file("stored"))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("minimax-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appendingPathComponent("damaged.npz")
    let expected = try NumPyArchive(contentsOf: file("stored")).array("sigma")
    func read(_ data: Data) throws -> NumPyArray {
      try data.write(to: place)
      return try NumPyArchive(contentsOf: place).array("sigma")
    }
    for length in stride(from: 0, to: whole.count, by: 17) {
      #expect(throws: StoreError.self) { try read(whole.prefix(length)) }
    }
    for index in stride(from: 0, to: whole.count, by: 5) {
      var data = whole
      data[index] ^= 0x41
      // A flipped byte may hit what is not read, such as a date; what is read must be right.
      if let found = try? read(data) { #expect(found == expected) }
    }
  }

  /// A `.npz` that holds one array: a header that says what is given, and bytes.
  private func write(_ header: String, _ data: [UInt8], length: Int? = nil, to file: URL) throws {
    let text = Array((header + "\n").utf8)
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [2, 0]
    let npy = start + withUnsafeBytes(of: UInt32(length ?? text.count).littleEndian) { Array($0) } + text + data
    try storedArchive(["a.npy": npy]).write(to: file)
  }

  private func layout(_ order: String, _ shape: String, _ type: String = "<f4") -> String {
    "{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(shape)), }"
  }

  @Test("arrays by columns are turned into rows") func byColumns() throws {
    try withTemporaryStore { folder in
      let file = folder.appendingPathComponent("a.npz")
      let values = (0..<24).map(Float.init)
      try write(layout("True", "2, 3, 4"), values.withUnsafeBytes { Array($0) }, to: file)
      let array = try NumPyArchive(contentsOf: file).array("a")
      #expect(array.shape == [2, 3, 4])
      // Element (i, j, k) lies at i + 2j + 6k.
      var expected: [Double] = []
      for i in 0..<2 { for j in 0..<3 { for k in 0..<4 { expected.append(Double(i + 2 * j + 6 * k)) } } }
      #expect(array.scalars == expected)
    }
  }

  @Test("what is written is read again, and appears whole") func writing() throws {
    try withTemporaryStore { folder in
      let file = folder.appendingPathComponent("own.npz")
      let sigma = (0..<6).map { Double($0) / 7 }
      try NumPyArchive.write(
        [NumPyContents("mu", shape: [3], [0.1, -2, 1e-300]), NumPyContents("part", shape: [2, 3], sigma)], to: file)
      let archive = try NumPyArchive(contentsOf: file)
      #expect(archive.names == ["mu", "part"])
      #expect(try archive.array("mu") == NumPyArray(shape: [3], scalars: [0.1, -2, 1e-300]))
      #expect(try archive.array("part") == NumPyArray(shape: [2, 3], scalars: sigma))
      #expect(try fileNames(in: folder) == ["own.npz"])
    }
  }

  @Test("no more is read than a sane header promises") func bombs() throws {
    try withTemporaryStore { folder in
      let file = folder.appendingPathComponent("a.npz")
      func complaint() -> String {
        #expect(throws: StoreError.self) { try NumPyArchive(contentsOf: file).array("a") }?.description ?? ""
      }
      try write(layout("False", "1") + String(repeating: " ", count: 10_000_000), [0, 0, 0, 0], to: file)
      #expect(complaint().contains("header of 10000"))
      try write(layout("False", "1"), [0, 0, 0, 0], length: 4_000_000_000, to: file)
      #expect(complaint().contains("header of 4000000000 bytes"))
      for shape in ["4611686018427387904, 4, 0", "99999999999999999999", String(repeating: "1, ", count: 65), "2"] {
        try write(layout("False", shape), [0, 0, 0, 0], to: file)
        #expect(!complaint().isEmpty, "\(shape)")
      }
    }
  }
}
