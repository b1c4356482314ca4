import Engine
import Foundation
import Testing

@testable import Pictures
@testable import Plots

@Suite struct ImageTests {
  @Test func aTensorsRangeIsSpreadOverTheSamplesAndClamped() {
    let tensor = Tensor(shape: [1, 8, 1], scalars: [-1, 0, 1, -7, 7, .infinity, -.infinity, 0.5])
    #expect(Image(tensor).pixels == [0, 128, 255, 0, 255, 255, 0, 191])
    #expect(Image(tensor, range: 0...1).pixels == [0, 0, 255, 0, 255, 255, 0, 128])
  }

  @Test func aTensorsAxesAreHeightWidthChannels() {
    let image = Image(Tensor(shape: [2, 1, 3], scalars: [0, 1, 2, 3, 4, 5]), range: 0...255)
    #expect(image == Image(width: 1, height: 2, channels: 3, pixels: [0, 1, 2, 3, 4, 5]))
    #expect(Image(Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]), range: 0...255).width == 3)
  }

  @Test func aNaNIsVisible() {
    let colour = Image(Tensor(shape: [1, 2, 3], scalars: [0, .nan, 0, -1, -1, -1]))
    #expect(colour.pixels == [255, 0, 255, 0, 0, 0])
    let grey = Image(Tensor(shape: [2, 2, 1], scalars: [.nan, .nan, .nan, 0]))
    #expect(grey.pixels == [255, 0, 0, 128])
  }

  @Test func samplesSurviveTheWayThroughATensor() {
    let image = Image(width: 16, height: 16, channels: 1, pixels: (0...255).map { UInt8($0) })
    #expect(image.tensor().scalars.first == -1 && image.tensor().scalars.last == 1)
    #expect(Image(image.tensor()) == image)
    #expect(Image(image.tensor(range: 0...1), range: 0...1) == image)
  }

  @Test func enlargingRepeatsPixelsInBothDirections() {
    let image = Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
    let row: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
    #expect(image.enlarged(by: 2) == Image(width: 4, height: 2, channels: 3, pixels: row + row))
    #expect(image.enlarged(by: 1) == image)
  }

  @Test(.processOfItsOwn) func misuseStopsTheProgram() async {
    #if compiler(>=6.2)
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Image(width: 0, height: 1, channels: 1, pixels: [])
      }
      let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(words.contains("Image: 0×1 has no pixels"), "\(words)")
      await #expect(processExitsWith: .failure) { _ = Image(width: 1, height: 1, channels: 2, pixels: [0, 0]) }
      await #expect(processExitsWith: .failure) { _ = ImageGrid(Tensor(shape: [0, 1, 1, 3], scalars: [])) }
      await #expect(processExitsWith: .failure) { _ = Filmstrip(frames: []) }
      await #expect(processExitsWith: .failure) { _ = LinePlot("", x: "", y: "", []) }
    #endif
  }
}

@Suite struct PNGTests {
  /// A folder of this test's own, removed when the test is over.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
  }

  private func fixture(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Resources/Pictures/\(name)", withExtension: "png"))
  }

  /// The samples that the fixtures were made with, 5×4 pixels.
  private func pattern(_ channels: [Int]) -> [UInt8] {
    (0..<4).flatMap { y in (0..<5).flatMap { x in channels.map { UInt8((40 * x + 11 * y + 60 * $0) % 256) } } }
  }

  private func noise(width: Int, height: Int, channels: Int) -> Image {
    let random = Random(seed: 5)
    let pixels = (0..<(width * height * channels)).map { _ in UInt8(random.integer(below: 256)) }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  @Test(arguments: [1, 3, 4]) func pixelsSurviveAFile(channels: Int) throws {
    let folder = try Folder()
    let image = noise(width: 7, height: 13, channels: channels)
    let url = folder.url.appendingPathComponent("noise.png")
    try image.encoded().write(to: url)
    #expect(try Image(contentsOf: url) == image)
    #expect(try Image(data: image.png(), named: "noise") == image)
    #expect(try image.png() == image.png())
  }

  @Test func filesMadeElsewhereAreReadAsTheyWereMeant() throws {
    #expect(try Image(contentsOf: fixture("grey")).pixels == pattern([0]))
    #expect(try Image(contentsOf: fixture("rgb")).pixels == pattern([0, 1, 2]))
    #expect(try Image(contentsOf: fixture("rgba")).pixels == pattern([0, 1, 2, 3]))
  }

  @Test func everyKindOfFileBecomesEightBitGreyRGBOrRGBA() throws {
    #expect(try Image(contentsOf: fixture("grey-16-bit")).pixels == pattern([0]))
    #expect(try Image(contentsOf: fixture("palette")).pixels == pattern([0, 1, 2]))
    #expect(try Image(contentsOf: fixture("grey-alpha")).pixels == pattern([0, 0, 0, 1]))
    let checkers = (0..<4).flatMap { y in (0..<5).map { x in UInt8(255 * ((x + y) % 2)) } }
    #expect(try Image(contentsOf: fixture("bilevel")).pixels == checkers)
  }

  @Test func aTruncatedFileIsAnError() throws {
    let image = noise(width: 9, height: 9, channels: 3)
    let data = try image.png()
    for length in 0..<data.count {
      #expect(throws: ImageError.self) { try Image(data: data.prefix(length), named: "part") }
    }
  }

  @Test func aDamagedFileIsAnErrorOrAnImage() throws {
    let image = noise(width: 9, height: 9, channels: 3)
    let data = try image.png()
    for position in data.indices {
      var damaged = data
      damaged[position] ^= 0x55
      guard let read = try? Image(data: damaged, named: "damaged") else { continue }
      #expect(read.pixels.count == read.width * read.height * read.channels)
    }
    #expect(throws: ImageError.self) { try Image(data: Data(repeating: 0x89, count: 400), named: "bytes") }
  }

  @Test func aHeaderThatPromisesTooMuchIsRefusedBeforeMemoryIsTaken() throws {
    var bytes = [UInt8](try Image(width: 1, height: 1, channels: 1, pixels: [0]).png())
    bytes.replaceSubrange(16..<24, with: [0, 0, 0x20, 0, 0, 0, 0x20, 0])
    let checksum = (12..<29).reduce(UInt32.max) { sum, position in
      (0..<8).reduce(sum ^ UInt32(bytes[position])) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    bytes.replaceSubrange(29..<33, with: withUnsafeBytes(of: (~checksum).bigEndian) { Array($0) })
    let error = #expect(throws: ImageError.self) { try Image(data: Data(bytes), named: "bytes") }
    #expect(error?.description.contains("8192×8192 pixels") == true)
  }

  @Test func errorsNameTheFileAndTheReason() throws {
    let folder = try Folder()
    let url = folder.url.appendingPathComponent("not-a-picture.png")
    let missing = #expect(throws: ImageError.self) { try Image(contentsOf: url) }
    #expect(missing?.description.contains("not-a-picture.png: cannot open") == true)
    try Data("GIF89a, it would seem".utf8).write(to: url)
    let foreign = #expect(throws: ImageError.self) { try Image(contentsOf: url) }
    #expect(
      foreign?.description.contains("not-a-picture.png: a PNG or JPEG image expected, but this is a GIF image") == true)
    let empty = #expect(throws: ImageError.self) { try Image(data: Data(), named: "nothing") }
    #expect(empty?.description.contains("an empty file") == true)
  }
}
