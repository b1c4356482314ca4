import Foundation
import Testing

@testable import Store

/// Zip archives are read right or not at all.
@Suite struct StoreZipTests {
  private static let contents = [
    "stored.txt": "as it is", "folder/deflated.txt": String(repeating: "over and over. ", count: 100), "empty": "",
    "empty deflated": "", "naïve.txt": "é", "wide.txt": "64 bits",
  ]

  @Test func everyEntryOfPythonsArchiveIsRead() throws {
    let archive = try ZipArchive(contentsOf: storeResource("python.zip"))
    #expect(archive.names == ["stored.txt", "folder/deflated.txt", "empty", "empty deflated", "naïve.txt", "wide.txt"])
    for (name, text) in Self.contents {
      #expect(archive.byteCount(of: name) == text.utf8.count)
      #expect(String(decoding: try archive.bytes(of: name, atMost: 1 << 20), as: UTF8.self) == text)
    }
    #expect(archive.byteCount(of: "stored") == nil)
    let error = #expect(throws: StoreError.self) { try archive.bytes(of: "stored", atMost: 1 << 20) }
    #expect(error?.description.hasSuffix("python.zip is not a whole zip archive: it has no entry \"stored\"") == true)
  }

  @Test func aNamedFileWithoutEntriesIsAnArchive() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("a.zip")
      try Data([0x50, 0x4B, 5, 6] + Array(repeating: 0, count: 18)).write(to: url)
      #expect(try ZipArchive(contentsOf: url).names == [])
    }
  }

  @Test func noChangedByteGivesWrongContents() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("a.zip")
      let bytes = try Data(contentsOf: storeResource("python.zip"))
      let refused = try bytes.refusals(at: url) { damage in
        let archive = try ZipArchive(contentsOf: url)
        // A changed name is a name; a changed date or comment means nothing here.
        for name in archive.names {
          let text = String(decoding: try archive.bytes(of: name, atMost: 1 << 20), as: UTF8.self)
          #expect(Self.contents[name] == nil || text == Self.contents[name], damage)
        }
      }
      #expect(refused > bytes.count)
    }
  }

  @Test func noShortenedFileIsRead() throws {
    try withTemporaryStore { folder in
      try Data(contentsOf: storeResource("python.zip"))
        .expectRefusedUnlessWhole(at: folder.appendingPathComponent("a.zip"), as: [.zip]) {
          try ZipArchive(contentsOf: $0)
        }
    }
  }

  @Test func hostileDirectoriesAreRefused() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("a.zip")
      let original = [UInt8](try Data(contentsOf: storeResource("python.zip")))
      /// The complaint about the archive when `bytes` stand at `offset` in the directory's record of an entry.
      func complaint(_ entry: String, _ offset: Int, _ bytes: [UInt8]) throws -> String {
        let name = Array(entry.utf8)
        let record = try #require(
          original.indices.last {
            original[$0...].starts(with: [0x50, 0x4B, 1, 2]) && original[($0 + 46)...].starts(with: name)
          })
        var changed = original
        changed.replaceSubrange(record + offset..<record + offset + bytes.count, with: bytes)
        try Data(changed).writeQuickly(to: url)
        let error = #expect(throws: StoreError.self) {
          let archive = try ZipArchive(contentsOf: url)
          for name in archive.names { _ = try archive.bytes(of: name, atMost: 1 << 20) }
        }
        return error?.description ?? ""
      }
      #expect(try complaint("stored", 8, [1]).contains("entry \"stored.txt\" is encrypted"))
      #expect(try complaint("stored", 10, [12]).contains("compressed by method 12"))
      #expect(try complaint("stored", 24, [200]).contains("declares 200 bytes, and its 8 cannot hold them"))
      #expect(try complaint("stored", 20, [200, 0, 0, 0, 200]).contains("overlaps what follows it"))
      #expect(try complaint("stored", 46, Array("S".utf8)).contains("does not lie where the directory says"))
      #expect(try complaint("stored", 46, Array("naïve.txt".utf8)).contains("two entries are called \"naïve.txt\""))
      #expect(try complaint("folder", 24, [0, 0, 0, 0x10]).contains("cannot hold them"))
      #expect(try complaint("folder", 24, [0xDB]).contains("more than the directory says"))
      #expect(try complaint("folder", 24, [0xDD]).contains("not as many as the directory says"))
      #expect(try complaint("empty", 42, [0, 0, 0, 0]).contains("overlaps what follows it"))
      #expect(try complaint("stored", 42, [0xFE, 0xFF, 0xFF, 0xFF]).contains("does not lie before the directory"))
      #expect(try complaint("stored", 42, [0xFF, 0xFF, 0xFF, 0xFF]).contains("ends in the middle of an entry"))
      #expect(try complaint("stored", 47, [0xFF]).contains("not UTF-8"))
    }
  }
}
