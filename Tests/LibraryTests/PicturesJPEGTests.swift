import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct JPEGTests {
  @Test("every kind is read as Pillow reads it", .needsTurboJPEG, arguments: PictureFixture.photographs)
  func kinds(name: String) throws {
    let read = try DecodedImage(contentsOf: PictureFixture.url("\(name).jpg"))
    let expected = try Image(contentsOf: PictureFixture.url("\(name).jpg.expected.png"))
    #expect(try #require(greatestDifference(read.image, expected)) <= 1)
    #expect(read.format == .jpeg && read.traits == (["cmyk", "ycck"].contains(name) ? .cmyk : []))
  }

  @Test("a size is reduced while decoding, never below what is wanted", .needsTurboJPEG)
  func reduced() throws {
    let url = PictureFixture.url("444.jpg")
    let whole = try Image(contentsOf: url)
    for side in [1, 4, 5, 10, 17, 18, 34, 35, 36] {
      let read = try DecodedImage(contentsOf: url, atLeast: side)
      let (width, height) = (read.image.width, read.image.height)
      #expect(min(width, height) >= min(side, 35))
      // One eighth less would have been too little.
      #expect(height == 35 || height - 5 < side)
      #expect(read.traits == (height == 35 ? [] : .reduced))
      let shrunk = whole.resized(width: width, height: height)
      let differences = zip(shrunk.pixels, read.image.pixels).map { abs(Int($0) - Int($1)) }
      #expect(differences.reduce(0, +) <= 20 * differences.count, "side \(side)")
    }
    #expect(try DecodedImage(contentsOf: url, atLeast: 10).image.width == 17)
    #expect(try Image(data: Data(PictureFixture.bytes("444.jpg")), named: "444", atLeast: 4).height == 5)
  }

  // MARK: - EXIF

  /// A photograph with an APP1 segment that holds one directory with an entry before the orientation.
  private func photograph(orientation: Int, isLittle: Bool, entries: Int = 2, directory: Int = 8) throws -> Data {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let digits = (0..<count).map { UInt8(value >> (8 * $0) & 255) }
      return isLittle ? digits : digits.reversed()
    }
    func entry(_ tag: Int, _ value: Int) -> [UInt8] {
      number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + [0, 0]
    }
    let order: [UInt8] = Array((isLittle ? "II" : "MM").utf8) + number(42, 2)
    let tiff = order + number(directory, 4) + number(entries, 2) + entry(0x0100, 45) + entry(0x0112, orientation)
    let body = Array("Exif\0\0".utf8) + tiff + [0, 0, 0, 0]
    let length = body.count + 2
    var bytes = try PictureFixture.bytes("444.jpg")
    bytes.insert(contentsOf: [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + body, at: 2)
    return Data(bytes)
  }

  @Test("a photograph is turned as EXIF says", .needsTurboJPEG, arguments: 1...8, [false, true])
  func orientation(_ orientation: Int, isLittle: Bool) throws {
    // Where the first row and the first column of what is stored belong, in the words of the standard.
    let sides = [
      ("top", "left"), ("top", "right"), ("bottom", "right"), ("bottom", "left"), ("left", "top"), ("right", "top"),
      ("right", "bottom"), ("left", "bottom"),
    ][orientation - 1]
    let stored = try Image(contentsOf: PictureFixture.url("444.jpg"))
    let data = try photograph(orientation: orientation, isLittle: isLittle)
    let read = try DecodedImage(data: data, named: "turned.jpg")
    let shown = read.image
    #expect((shown.width, shown.height) == (orientation < 5 ? (45, 35) : (35, 45)))
    #expect(read.traits == (orientation == 1 ? [] : .turned))
    for row in 0..<35 {
      for column in 0..<45 {
        var (x, y) = (0, 0)
        for (side, distance) in [(sides.0, row), (sides.1, column)] {
          switch side {
          case "top": y = distance
          case "bottom": y = shown.height - 1 - distance
          case "left": x = distance
          default: x = shown.width - 1 - distance
          }
        }
        guard shown.colour(x: x, y: y) == stored.colour(x: column, y: row) else {
          Issue.record("the pixel stored in row \(row), column \(column) is not shown at (\(x), \(y))")
          return
        }
      }
    }
    #expect(try DecodedImage(data: data, named: "turned.jpg", upright: false).image == stored)
  }

  @Test("EXIF that is not as it should be changes nothing", .needsTurboJPEG) func oddEXIF() throws {
    let stored = try Image(contentsOf: PictureFixture.url("444.jpg"))
    for data in try [
      photograph(orientation: 0, isLittle: true), photograph(orientation: 9, isLittle: true),
      photograph(orientation: 6, isLittle: false, entries: 1), photograph(orientation: 65_535, isLittle: false),
      photograph(orientation: 6, isLittle: true, directory: 0xFFFF_FFF0),
    ] {
      let read = try DecodedImage(data: data, named: "odd.jpg")
      #expect(read.image == stored && read.traits == [])
    }
    #expect(EXIF.orientation(in: []) == nil)
    #expect(EXIF.orientation(in: Array("II*\0".utf8)[...]) == nil)
  }

  // MARK: - What is refused

  @Test("a file that is cut short is an error, also where it seems to end", .needsTurboJPEG) func truncated() throws {
    let bytes = try PictureFixture.bytes("444.jpg")
    let cut = #expect(throws: ImageError.self) { try Image(data: Data(bytes.dropLast(2)), named: "cut.jpg") }
    #expect("\(cut!)".contains("cut.jpg: a JPEG image expected") && "\(cut!)".contains("no end-of-image marker"))
    let mended = Data(bytes.dropLast(200) + [0xFF, 0xD9])
    let warned = #expect(throws: ImageError.self) { try Image(data: mended, named: "mended.jpg") }
    #expect("\(warned!)".lowercased().contains("premature end"), "\(warned!)")
  }

  @Test("kinds that are not read are named, and sizes held against the bytes") func refused() throws {
    let bytes = try PictureFixture.bytes("444.jpg")
    let frame = try #require((2..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    func error(_ change: (inout [UInt8]) -> Void) throws -> String {
      var changed = bytes
      change(&changed)
      return "\(try #require(throws: ImageError.self) { try Image(data: Data(changed), named: "odd.jpg") })"
    }
    #expect(try error { $0[frame + 1] = 0xC9 }.contains("an arithmetic-coded JPEG image"))
    #expect(try error { $0[frame + 1] = 0xC3 }.contains("a lossless JPEG image"))
    #expect(try error { $0[frame + 4] = 12 }.contains("3 components of 12 bits"))
    #expect(try error { $0[frame + 11] = 0x51 }.contains("sampling factor"))
    #expect(try error { $0.replaceSubrange(frame + 5..<frame + 7, with: [0, 0]) }.contains("45×0 pixels"))
    let large = try error { $0.replaceSubrange(frame + 5..<frame + 9, with: [0x20, 0, 0x20, 0]) }
    #expect(large.contains("promises 8192×8192 pixels, more than"))
    let huge = try error { $0.replaceSubrange(frame + 5..<frame + 9, with: [255, 255, 255, 255]) }
    #expect(huge.contains("65535×65535 pixels, expected at most 134217728"))
    let scan = try #require((frame..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
    let scans = try error { changed in
      for _ in 0..<101 { changed.insert(contentsOf: bytes[scan..<scan + 14], at: scan) }
    }
    #expect(scans.contains("more than 100 scans"))
  }

  @Test("a library that is not there is not found, and the error says how to install it") func missing() {
    #expect(TurboJPEG(paths: ["libthere-is-no-such-library.so.0"]) == nil)
    let words = "\(ImageError.noTurboJPEG(file: "photo.jpg"))"
    #expect(words.contains("photo.jpg") && words.contains("libturbojpeg0") && words.contains("jpeg-turbo"))
  }

  @Test(
    "without the library a JPEG is answered with its name",
    .enabled(if: !ImageFormat.jpeg.isReadable, "TurboJPEG is installed"))
  func withoutLibrary() {
    let url = PictureFixture.url("444.jpg")
    #expect(throws: ImageError.noTurboJPEG(file: url.path)) { try Image(contentsOf: url) }
  }
}
