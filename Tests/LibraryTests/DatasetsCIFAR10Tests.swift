import Foundation
import Testing

@testable import Datasets

@Suite("CIFAR-10") struct DatasetsCIFAR10Tests {
  /// The byte that the made-up file has in a place of an image.
  static func byte(record: Int, channel: Int, pixel: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 7 * record + 85 * channel + 3 * pixel)
  }

  /// The label that the made-up file has for a record.
  static func label(record: Int) -> UInt8 { UInt8(record * 7 % 10) }

  /// A whole file in the official layout.
  static let file: Data = {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(CIFAR10.fileBytes)
    for record in 0..<CIFAR10.recordsPerFile {
      bytes.append(label(record: record))
      for channel in 0..<3 {
        for pixel in 0..<1024 { bytes.append(byte(record: record, channel: channel, pixel: pixel)) }
      }
    }
    return Data(bytes)
  }()

  /// Calls `body` with a folder that is gone afterwards.
  func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cifar10-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// The error that `body` throws.
  func failure(of body: () throws -> Void) throws -> CIFAR10Error {
    try #require(throws: CIFAR10Error.self, performing: body)
  }

  @Test("Planes become pixels, in the order of the files") func layout() throws {
    try withFolder { folder in
      // Batches 1 and 3: a missing one is no error.
      try Self.file.write(to: folder.appendingPathComponent("data_batch_1.bin"))
      var other = Self.file
      other[1] = 200
      try other.write(to: folder.appendingPathComponent("data_batch_3.bin"))
      let cifar10 = try CIFAR10(folder: folder)
      #expect(cifar10.trainingFiles.map(\.lastPathComponent) == ["data_batch_1.bin", "data_batch_3.bin"])
      let images = try cifar10.train()
      #expect(images.identity == DataSet.Identity(name: "cifar10"))
      #expect(images.count == 20_000)
      #expect(images.classNames[6] == "frog")
      #expect(images.labels == (0..<20_000).map { Self.label(record: $0 % 10_000) })
      for index in [0, 1, 999, 1000, 9_999, 10_001, 19_999] {
        let expected = (0..<1024).flatMap { pixel in
          (0..<3).map { Self.byte(record: index % 10_000, channel: $0, pixel: pixel) }
        }
        #expect(Array(images.bytes(of: index)) == expected, "image \(index)")
      }
      #expect(images.bytes(of: 10_000).first == 200)
      #expect(try failure { _ = try cifar10.test() } == .missing(folder, "test_batch.bin"))
    }
  }

  @Test("The parent of the unpacked folder will do") func parent() throws {
    try withFolder { parent in
      let folder = parent.appendingPathComponent(CIFAR10.folderName)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Self.file.write(to: folder.appendingPathComponent("test_batch.bin"))
      let cifar10 = try CIFAR10(folder: parent)
      #expect(cifar10.folder.path == folder.path)
      #expect(try cifar10.test().count == 10_000)
      #expect(try failure { _ = try cifar10.train() } == .missing(cifar10.folder, "data_batch_1.bin"))
    }
  }

  @Test("A folder without the data is named, with what to do") func noFiles() throws {
    try withFolder { folder in
      #expect(try failure { _ = try CIFAR10(folder: folder) } == .noFiles(folder, nil))
      let absent = folder.appendingPathComponent("absent")
      #expect(try failure { _ = try CIFAR10(folder: absent) } == .noFolder(absent))
      let pickle = folder.appendingPathComponent("data_batch_1")
      try Data().write(to: pickle)
      #expect(try failure { _ = try CIFAR10(folder: folder) } == .noFiles(folder, .pickles))
      #expect(try failure { _ = try CIFAR10(folder: pickle) } == .notAFolder(pickle))
      try Data().write(to: folder.appendingPathComponent("cifar-10-binary.tar.gz"))
      let error = try failure { _ = try CIFAR10(folder: folder) }
      #expect(error == .noFiles(folder, .archive))
      #expect(error.description.contains(folder.path) && error.description.contains("make cifar10"))
    }
  }

  @Test("A wrong size is told in bytes", arguments: [-1, 1]) func wrongSize(difference: Int) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("data_batch_2.bin")
      try (difference < 0 ? Self.file.dropLast() : Self.file + [0]).write(to: file)
      let error = try failure { _ = try CIFAR10(folder: folder).train() }
      #expect(error == .wrongSize(file, expected: 30_730_000, found: 30_730_000 + difference))
      #expect(error.description.contains("data_batch_2.bin is \(30_730_000 + difference) bytes instead of 30730000"))
    }
  }

  @Test("A wrong label is told with its file and record") func wrongLabel() throws {
    try withFolder { folder in
      try Self.file.write(to: folder.appendingPathComponent("data_batch_1.bin"))
      let file = folder.appendingPathComponent("data_batch_5.bin")
      var damaged = Self.file
      damaged[1234 * CIFAR10.recordBytes] = 10
      try damaged.write(to: file)
      let error = try failure { _ = try CIFAR10(folder: folder).train() }
      #expect(error == .wrongLabel(file, record: 1234, value: 10))
      #expect(error.description.contains("data_batch_5.bin, record 1234: label 10 "))
    }
  }

  @Test("The argument comes first, then the variable, then the cache folder") func places() throws {
    try withFolder { root in
      let environment = ["HOME": "/nowhere", "XDG_CACHE_HOME": root.path]
      let cache = CIFAR10.cacheFolder(environment: environment)
      #expect(cache.path == root.path + "/minimax/cifar-10-batches-bin")
      #expect(try CIFAR10.find(environment: environment) == nil)
      #expect(try failure { _ = try CIFAR10.require(environment: environment) } == .notFetched(cache))

      func makeData(in folder: URL) throws -> String {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data().write(to: folder.appendingPathComponent("test_batch.bin"))
        return folder.path
      }
      let cached = try makeData(in: cache)
      let variable = try makeData(in: root.appendingPathComponent("variable"))
      let argument = try makeData(in: root.appendingPathComponent("argument"))
      let both = environment.merging(["CIFAR10": variable]) { $1 }
      #expect(try CIFAR10.find(environment: environment)?.folder.path == cached)
      #expect(try CIFAR10.find(environment: both)?.folder.path == variable)
      #expect(try CIFAR10.require(data: argument, environment: both).folder.path == argument)
      // What was named must be there, even though the cache has the data.
      #expect(throws: CIFAR10Error.self) { try CIFAR10.find(data: "/nowhere", environment: both) }
    }
  }

  @Test("Without a cache variable the user's cache folder is meant") func userCacheFolder() {
    let path = CIFAR10.cacheFolder(environment: ["HOME": "/home/reader"]).path
    #if os(macOS)
      #expect(path == "/home/reader/Library/Caches/minimax/cifar-10-batches-bin")
    #else
      #expect(path == "/home/reader/.cache/minimax/cifar-10-batches-bin")
    #endif
  }
}
