import Foundation
import TestSupport
import Testing

@testable import Store

/// Folders that one process has to itself, and files that change together.
@Suite("Folders") struct StoreFolderTests {
  @Test func aFolderBelongsToOneAtATime() throws {
    try withTemporaryFolder { folder in
      var first: FolderLock? = try FolderLock(folder)
      let error = #expect(throws: FolderInUse.self) { try FolderLock(folder) }
      #expect(error?.owner == Int(getpid()))
      #expect(error?.description.contains("in use by another run (process \(getpid()))") == true)
      #expect(first != nil)
      first = nil
      #expect(try fileNames(in: folder).isEmpty)
      _ = try FolderLock(folder)
    }
  }

  @Test func whatADeadOwnerLeftKeepsNobodyOut() throws {
    try withTemporaryFolder { folder in
      // A killed process leaves its file and its unfinished ones, and the system lets go of its lock.
      try Data("1\n".utf8).write(to: folder.appendingPathComponent(FolderLock.fileName))
      let deep = folder.appendingPathComponent("images")
      try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
      for place in ["best.safetensors.zst", "images/step.png"] {
        try Data("half".utf8).write(to: folder.appendingPathComponent("\(place).partial-\(UUID().uuidString)"))
      }
      try Data("kept".utf8).write(to: folder.appendingPathComponent("my.partial-notes"))
      let lock = try FolderLock(folder)
      withExtendedLifetime(lock) {
        #expect(try! fileNames(in: folder) == ["images", "lock", "my.partial-notes"])
        #expect(try! fileNames(in: deep).isEmpty)
      }
    }
  }

  @Test func aFileThatSomebodyIsWritingIsLeftAlone() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a")
      try replaceFile(at: url.path) { _ in
        try Data("other".utf8).writeWhole(to: url)
        removePartialFiles(of: url.path)
        #expect(try fileNames(in: folder).count == 2)
      }
      #expect(try fileNames(in: folder) == ["a"])
    }
  }

  @Test func filesChangeTogether() throws {
    try withTemporaryFolder { folder in
      func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: folder.appendingPathComponent(name).path).map {
          String(decoding: $0, as: UTF8.self)
        }
      }
      func set(_ word: String, removing: [String] = []) -> FileSet {
        var files = FileSet(in: folder)
        files.set("page", Data(word.utf8))
        files.set("figures/1", Data(word.utf8))
        removing.forEach { files.remove($0) }
        return files
      }
      try set("old").write()
      #expect(text("page") == "old" && text("figures/1") == "old" && !FileSet.isUnfinished(in: folder))
      try Data().write(to: folder.appendingPathComponent("figures/0"))

      // Killed before its files are in their places, and then half-way.
      try set("new", removing: ["figures/0", "figures/1"]).prepare()
      #expect(text("page") == "old" && text("figures/0") != nil && FileSet.isUnfinished(in: folder))
      try FileManager.default.moveItem(
        at: folder.appendingPathComponent(".replacement/1"), to: folder.appendingPathComponent("moved"))
      try FileManager.default.removeItem(at: folder.appendingPathComponent("figures/1"))
      try FileManager.default.moveItem(
        at: folder.appendingPathComponent("moved"), to: folder.appendingPathComponent("figures/1"))
      try FileSet.finish(in: folder)
      #expect(text("page") == "new" && text("figures/1") == "new" && text("figures/0") == nil)
      #expect(try fileNames(in: folder) == ["figures", "page"])
      try FileSet.finish(in: folder)
      #expect(text("page") == "new")
    }
  }

  @Test func whatCannotBeWrittenChangesNothing() throws {
    try withTemporaryFolder { folder in
      var files = FileSet(in: folder.appendingPathComponent("absent"))
      files.set("page", Data())
      let error = #expect(throws: StoreError.self) { try files.write() }
      #expect(error?.description.contains(folder.path) == true)
    }
  }

  @Test func foundationsErrorsNameFileAndReason() {
    let file = URL(fileURLWithPath: "/no/such/file")
    let error = #expect(throws: (any Error).self) { try Data(contentsOf: file) }
    #expect(error?.systemReason.hasPrefix("/no/such/file: ") == true)
    #expect(error?.systemReason.contains("could not be completed") == false)
    let wrapped = #expect(throws: StoreError.self) {
      try writing(to: file) { _ = try FileManager.default.contentsOfDirectory(atPath: "/no/such/folder") }
    }
    #expect(wrapped?.description.hasPrefix("cannot write /no/such/file: ") == true)
    #expect(wrapped?.description.contains("could not be completed") == false)
  }

  private func fileNames(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
