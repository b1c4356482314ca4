import Engine
import Foundation
import Pictures
import Synchronization
import TestSupport
import Testing

@testable import Datasets

/// A reader's own images: folders, classes, idx files, and what is kept of them.
@Suite("Own images") struct OwnImagesTests {
  private let shape = ImageShape(side: 16, channels: 3)

  private func colour(_ index: Int) -> [UInt8] { [7, 31, 101].map { UInt8(index * $0 % 256) } }

  /// Images that differ: every one of another colour.
  private func fill(_ folder: URL, _ count: Int, side: Int = 20, from first: Int = 0) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for index in first..<first + count {
      let pixels = (0..<side * (side + 4)).flatMap { _ in colour(index) }
      try Image(width: side + 4, height: side, channels: 3, pixels: pixels).png()
        .write(to: folder.appendingPathComponent("image-\(index).png"))
    }
  }

  private func own(_ folder: URL, _ shape: ImageShape? = nil, strict: Bool = false) throws -> OwnImages {
    try OwnImages(
      at: folder.appendingPathComponent("images"), shape: shape ?? self.shape, isStrict: strict,
      caches: folder.appendingPathComponent("caches"))
  }

  @Test func aFolderIsCroppedResizedAndKept() throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try fill(images, 5)
      try Data("hello".utf8).write(to: images.appendingPathComponent("notes.txt"))
      try Data([0x89, 0x50, 0x4E, 0x47, 0x0D]).write(to: images.appendingPathComponent("cut.png"))
      let first = try own(folder)
      #expect(first.isFresh && !first.hasChanged && first.train.count == 5 && first.test == nil)
      #expect(first.train.shape == shape && first.train.classNames == ["images"])
      #expect(first.conversions == ["cropped to the square in the middle": 5])
      #expect(Set(first.leftOut.map(\.path)) == ["notes.txt", "cut.png"])
      // Every image is of one colour, so cropping and resizing change none of it.
      let colours: Set<[UInt8]> = Set((0..<5).map { Array(first.train.bytes(of: $0).prefix(3)) })
      #expect(colours == Set((0..<5).map(colour)))

      let again = try own(folder)
      #expect(
        !again.isFresh && again.train.pixels == first.train.pixels && again.train.identity == first.train.identity)
      #expect(throws: OwnImagesError.self) { try own(folder, strict: true) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("caches").path)
      #expect(left.count == 1, "no partial file is left")
    }
  }

  @Test func aFolderThatChangesIsDecodedAnew() throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try fill(images, 4)
      let before = try own(folder)
      try fill(images, 1, from: 9)
      let after = try own(folder)
      #expect(after.hasChanged && after.train.count == 5 && after.train.identity != before.train.identity)
      // Who opened the old images still reads them.
      #expect(before.train.bytes(of: 3).count == shape.bytes)
    }
  }

  @Test func subfoldersAreClasses() throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try fill(images.appendingPathComponent("cats"), 3)
      try fill(images.appendingPathComponent("dogs"), 2, from: 50)
      try fill(images.appendingPathComponent("dogs/deeper"), 1)
      let own = try own(folder)
      #expect(own.train.classNames == ["cats", "dogs"] && own.train.labels.sorted() == [0, 0, 0, 1, 1])
      #expect(own.leftOut.map(\.path) == ["dogs/deeper/"])
    }
  }

  @Test func aPartIsHeldOutWhereThereAreEnough() throws {
    try withTemporaryFolder { folder in
      try fill(folder.appendingPathComponent("images"), 200, side: 8)
      let own = try own(folder, ImageShape(side: 8, channels: 1))
      #expect(own.train.count == 180 && own.test?.count == 20 && own.train.shape.channels == 1)
    }
  }

  @Test func damagedCachesAreMadeAnew() throws {
    try withTemporaryFolder { folder in
      try fill(folder.appendingPathComponent("images"), 3)
      let pixels = try own(folder).train.pixels
      let caches = folder.appendingPathComponent("caches")
      let name = try FileManager.default.contentsOfDirectory(atPath: caches.path)[0]
      let file = caches.appendingPathComponent(name)
      let whole = try Data(contentsOf: file)
      for length in stride(from: 0, to: whole.count, by: 97) {
        try whole.prefix(length).write(to: file)
        #expect(isDamaged(file))
      }
      // The length of what is known, as large and as negative as eight bytes can say.
      for byte: UInt8 in [0x7F, 0x80, 0xFF] {
        try (whole.dropLast(8) + Data([byte] + [UInt8](repeating: byte == 0x80 ? 0 : 0xFF, count: 7))).write(to: file)
        #expect(isDamaged(file))
      }
      try whole.prefix(100).write(to: file)
      #expect(try own(folder).train.pixels == pixels)
    }
  }

  private func isDamaged(_ file: URL) -> Bool { if case .damaged = DecodedImages.open(file) { true } else { false } }

  @Test func aByteThatChangedAnywhereIsNoticed() throws {
    try withTemporaryFolder { folder in
      try fill(folder.appendingPathComponent("images"), 3)
      let first = try own(folder)
      let caches = folder.appendingPathComponent("caches")
      let file = caches.appendingPathComponent(try FileManager.default.contentsOfDirectory(atPath: caches.path)[0])
      let whole = try Data(contentsOf: file)
      for place in stride(from: 0, to: whole.count, by: 13) {
        var damaged = whole
        damaged[place] ^= 0x40
        try damaged.write(to: file)
        #expect(isDamaged(file), "byte \(place)")
      }
      let again = try own(folder)
      #expect(again.wasDamaged && again.isFresh && again.train.pixels == first.train.pixels)
      #expect(try !own(folder).wasDamaged)
    }
  }

  @Test func checksumsAreOfBlocksWhereverImagesEnd() throws {
    try withTemporaryFolder { folder in
      // Images of 3 MB: each block holds parts of two, and the last is not full.
      let large = ImageShape(side: 1 << 10, channels: 3)
      let file = folder.appendingPathComponent("large.images")
      try DecodedImages.write(to: file) { append in
        for index in 0..<3 { try append([UInt8](repeating: UInt8(index + 1), count: large.bytes), 0) }
        return DecodedImages(
          source: "", shape: large, classNames: ["all"], labels: [], leftOut: [], conversions: [:], fingerprint: "")
      }
      guard case .whole(let known, let pixels) = DecodedImages.open(file) else {
        Issue.record("not whole")
        return
      }
      #expect(known.checksums.count == 3 && pixels.count == 3 * large.bytes)
    }
  }

  @Test func whatAKilledDecoderLeftIsRemoved() throws {
    try withTemporaryFolder { folder in
      try fill(folder.appendingPathComponent("images"), 3)
      _ = try own(folder)
      let caches = folder.appendingPathComponent("caches")
      let name = try FileManager.default.contentsOfDirectory(atPath: caches.path)[0]
      try Data("half".utf8).write(to: caches.appendingPathComponent("\(name).partial-\(UUID().uuidString)"))
      try fill(folder.appendingPathComponent("images"), 1, from: 7)
      _ = try own(folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: caches.path) == [name])
    }
  }

  @Test("several that read the same images at once get them all") func atOnce() throws {
    for _ in 0..<20 {
      try withTemporaryFolder { folder in
        try fill(folder.appendingPathComponent("images"), 3)
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
          do { _ = try own(folder) } catch { failures.withLock { $0.append("\(error)") } }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("caches").path).count == 1)
      }
    }
  }

  @Test func foldersWithoutImagesAreRefused() throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      try Data("x".utf8).write(to: images.appendingPathComponent("a.txt"))
      mkfifo(images.appendingPathComponent("pipe").path, 0o600)
      let error = #expect(throws: OwnImagesError.self) { try own(folder) }
      #expect(error?.description.contains("2 other files") == true)
    }
  }

  // MARK: - idx files

  private func idx(_ shape: [Int], _ bytes: [UInt8]) -> Data {
    var data = Data([0, 0, 8, UInt8(shape.count)])
    for size in shape { withUnsafeBytes(of: UInt32(size).bigEndian) { data.append(contentsOf: $0) } }
    return data + Data(bytes)
  }

  @Test("idx files with labels, named as MNIST's are or as some programs unpack them", arguments: ["-", "."])
  func idxFilesWithLabels(_ mark: String) throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
      let pixels = (0..<3 * 16).map { UInt8($0 / 16 * 100) }
      try idx([3, 4, 4], pixels).write(to: images.appendingPathComponent("train-images\(mark)idx3-ubyte"))
      try idx([3], [2, 0, 1]).write(to: images.appendingPathComponent("train-labels\(mark)idx1-ubyte"))
      let own = try own(folder, ImageShape(side: 8, channels: 1))
      #expect(own.train.count == 3 && own.train.classNames == ["0", "1", "2"])
      // The first image is black and a two, the second grey and a zero, the third bright and a one.
      let found = Dictionary(uniqueKeysWithValues: (0..<3).map { (own.train.labels[$0], own.train.bytes(of: $0)[0]) })
      #expect(found == [2: 0, 0: 100, 1: 200])
    }
  }

  @Test(
    "damaged idx files",
    arguments: [
      [], [0, 0, 8], [0, 0, 8, 3, 0, 0, 0, 1], [1, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9],
      [0, 0, 13, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9],
      [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 1],
      [0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 1, 2, 3],
    ] as [[UInt8]])
  func damage(_ bytes: [UInt8]) throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("train-images-idx3-ubyte")
      try Data(bytes).write(to: file)
      #expect(throws: OwnImagesError.self) { try IDXFile(contentsOf: file, axes: 3) }
    }
  }

  @Test("a small idx file that promises half a gigabyte is refused before anything is kept for it")
  func moreThanItsSize() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("train-images-idx3-ubyte")
      try idx([1 << 25, 4, 4], [1, 2, 3]).write(to: file)
      let error = try #require(throws: OwnImagesError.self) { try IDXFile(contentsOf: file, axes: 3) }
      #expect("\(error)".contains("536870912 bytes, more than 19 compressed bytes can stand for"))
    }
  }
}
