import Engine
import Foundation
import Synchronization
import Testing

@testable import Store

@Suite struct StoreReplaceFileTests {
  private struct Interruption: Error {}

  private func write(_ text: String, to file: FileWriter) throws {
    try Array(text.utf8).withUnsafeBytes(file.write)
  }

  @Test func aFailingWriteLeavesTheOldFileAndNothingElse() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("file")
      try replaceFile(at: url.path) { try write("old", to: $0) }
      #expect(throws: Interruption.self) {
        try replaceFile(at: url.path, keeping: url.path + ".previous") { file in
          try write("half of the n", to: file)
          #expect(try fileNames(in: folder).count == 2)
          #expect(try String(contentsOf: url, encoding: .utf8) == "old")
          throw Interruption()
        }
      }
      #expect(try fileNames(in: folder) == ["file"])
      #expect(try String(contentsOf: url, encoding: .utf8) == "old")
      try replaceFile(at: url.path) { try write("new", to: $0) }
      #expect(try fileNames(in: folder) == ["file"])
      #expect(try String(contentsOf: url, encoding: .utf8) == "new")
    }
  }

  @Test func theFileBeforeIsKeptWhenAskedFor() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("file")
      for text in ["one", "two", "three"] {
        try replaceFile(at: url.path, keeping: url.path + ".previous") { try write(text, to: $0) }
      }
      #expect(try fileNames(in: folder) == ["file", "file.previous"])
      #expect(try String(contentsOfFile: url.path, encoding: .utf8) == "three")
      #expect(try String(contentsOfFile: url.path + ".previous", encoding: .utf8) == "two")
    }
  }

  @Test("whoever clears up leaves alone what others begin at that moment") func clearing() throws {
    try withTemporaryStore { folder in
      let path = folder.appendingPathComponent("file").path
      let isOver = Atomic(false)
      let threads = DispatchGroup()
      for _ in 0..<3 {
        DispatchQueue.global().async(group: threads) {
          while !isOver.load(ordering: .relaxed) { removePartialFiles(of: path) }
        }
      }
      defer {
        isOver.store(true, ordering: .relaxed)
        threads.wait()
      }
      for number in 0..<1000 {
        try replaceFile(at: path, isFlushed: false) { try write("\(number)", to: $0) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "\(number)")
      }
    }
  }

  @Test func placesThatCannotBeWrittenAreNamed() throws {
    try withTemporaryStore { folder in
      let file = TensorFile(["a": Tensor(shape: [1], scalars: [1])])
      let nowhere = folder.appendingPathComponent("absent/a.safetensors")
      let error = #expect(throws: StoreError.self) { try file.write(to: nowhere) }
      let absent = nowhere.deletingLastPathComponent().path
      #expect(error?.description == "cannot write \(nowhere.path): there is no folder \(absent); make it first")
      let inner = folder.appendingPathComponent("folder")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
      for previous in [nil, folder.appendingPathComponent("previous")] {
        let error = #expect(throws: StoreError.self) {
          try file.write(to: inner, compression: .fast, keeping: previous)
        }
        #expect(error?.description.hasPrefix("cannot write \(inner.path): ") == true)
      }
      #expect(try fileNames(in: folder) == ["folder"])
    }
  }
}
