import Foundation
import Store
import Testing

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
    for (name, reason) in [("fortran", "Fortran order"), ("integers", "type <i8"), ("absent", "no tensor")] {
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
}
