import Engine
import Foundation
import Testing

@testable import Pictures

@Suite struct ImageDamageTests {
  /// All the fixtures that can be decoded here.
  private static var files: [String] {
    PictureFixture.kinds.map { "\($0).png" }
      + (ImageFormat.jpeg.isReadable ? PictureFixture.photographs.map { "\($0).jpg" } : [])
  }

  /// Whether a file could be read; every error is an ``ImageError`` by its type.
  @discardableResult
  private static func isReadable(_ bytes: [UInt8]) -> Bool {
    (try? DecodedImage(data: Data(bytes), named: "damaged", atLeast: bytes.count.isMultiple(of: 2) ? 9 : nil)) != nil
  }

  @Test func everyTruncationIsAnError() throws {
    for file in Self.files {
      let bytes = try PictureFixture.bytes(file)
      for length in bytes.indices where Self.isReadable(Array(bytes[..<length])) {
        Issue.record("the first \(length) bytes of \(file) pass for an image")
      }
    }
  }

  /// Reads 2,000 mutations of every fixture; of a PNG's, every other with checksums that are right again.
  private static func readMutations() throws {
    for file in files {
      let bytes = try PictureFixture.bytes(file)
      let random = Random(seed: 11).split(file)
      for round in 0..<2000 {
        var mutated = bytes
        for _ in 0...random.integer(below: 4) {
          let place = random.integer(below: mutated.count)
          switch random.integer(below: 4) {
          case 0: mutated[place] = UInt8(random.integer(below: 256))
          case 1: mutated[place] ^= 1 << UInt8(random.integer(below: 8))
          case 2: mutated[place] = [0, 0x7F, 0x80, 0xFF][random.integer(below: 4)]
          default: mutated.remove(at: place)
          }
        }
        isReadable(file.hasSuffix("png") && round.isMultiple(of: 2) ? PNGBytes.repaired(mutated) : mutated)
      }
    }
  }

  /// The most bytes of memory that the process has had at once.
  private static func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber))) * 1024
  }

  /// Headers of large images before data that end at once.
  private static func readPromises() {
    let data = PNGBytes.chunk("IDAT", [UInt8](repeating: 0, count: 200_000)) + PNGBytes.chunk("IEND")
    for (side, depth, type): (Int, UInt8, UInt8) in [
      (40_000, 8, 6), (8192, 8, 6), (11_000, 1, 0), (7000, 8, 6), (11_585, 8, 0), (11_585, 1, 3),
    ] {
      isReadable([UInt8](PNGBytes.file(width: side, height: side, depth: depth, colourType: type, data)))
    }
    isReadable(
      [UInt8](
        PNGBytes.file(width: 1, height: 1, colourType: 2, PNGBytes.chunk("zTXt", [0x74], claiming: 0x7FFF_FFFF))))
  }

  #if os(Linux)
    @Test(.processOfItsOwn) func damageNeitherStopsTheProgramNorTakesMemory() async {
      #if compiler(>=6.2)
        await #expect(processExitsWith: .success) {
          let before = try Self.peak()
          try Self.readMutations()
          Self.readPromises()
          let taken = try Self.peak() - before
          // 8 times the pixels of the largest fixture are 13 kB.
          let allowed = 64 << 20 + 8 * 45 * 35
          guard taken <= allowed else { fatalError("\(taken) bytes were taken, expected at most \(allowed)") }
        }
      #endif
    }
  #else
    @Test func damageDoesNotStopTheProgram() throws {
      try Self.readMutations()
      Self.readPromises()
    }
  #endif
}
