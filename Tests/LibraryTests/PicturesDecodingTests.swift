import Foundation
import TestSupport
import Testing

@testable import Pictures

@Suite struct DecodingTests {
  private func decoded(_ name: String) throws -> DecodedImage {
    try DecodedImage(contentsOf: PictureFixture.url("\(name).png"))
  }

  @Test(arguments: [1, 2, 4]) func greyOfFewBitsIsSpreadOverTheWholeRange(depth: Int) throws {
    let most = 1 << depth - 1
    let expected = PictureFixture.pattern(1, most: most).map { UInt8($0 * 255 / most) }
    #expect(try decoded("grey-\(depth)").image.pixels == expected)
    #expect(try decoded("grey-\(depth)").traits == [])
  }

  @Test func sixteenBitsLoseTheirLowByteWithoutRounding() throws {
    let low = try decoded("rgb-16-low")
    #expect(low.image.pixels == PictureFixture.pattern(3).map { UInt8($0) } && low.traits == .sixteenBits)
    let inks = try decoded("rgba-16")
    #expect(inks.image.pixels == PictureFixture.pattern(4).map { UInt8($0) })
    #expect(inks.traits == [.sixteenBits, .alpha] && inks.format == .png)
    let grey = try decoded("grey-alpha-16")
    let pattern = PictureFixture.pattern(2).map { UInt8($0) }
    let expected = (0..<99).flatMap { pixel -> [UInt8] in
      let (grey, alpha) = (pattern[2 * pixel], pattern[2 * pixel + 1])
      return [grey, grey, grey, alpha]
    }
    #expect(grey.image.pixels == expected && grey.traits.words.count == 2)
  }

  @Test func transparentSamplesBecomeAlpha() throws {
    let grey = try decoded("grey-2-transparent")
    let expected = PictureFixture.pattern(1, most: 3).flatMap { sample -> [UInt8] in
      let (grey, alpha) = (UInt8(sample * 85), UInt8(sample == 2 ? 0 : 255))
      return [grey, grey, grey, alpha]
    }
    #expect(grey.image.pixels == expected && grey.traits == .alpha)
    let colour = try decoded("rgb-16-transparent").image
    for pixel in 0..<99 {
      let samples = Array(colour.pixels[4 * pixel..<4 * pixel + 4])
      #expect(samples[3] == (Array(samples[..<3]) == [0, 71, 142] ? 0 : 255))
    }
  }

  @Test(arguments: [1, 2, 4, 8]) func palettesBecomeColours(depth: Int) throws {
    let entries = min(1 << depth, 20)
    let expected = PictureFixture.pattern(1, most: 1 << depth - 1).flatMap { sample -> [UInt8] in
      let entry = sample % entries
      let colour = (0..<3).map { UInt8((40 * entry + 90 * $0) % 256) }
      let alpha: UInt8 = entry == 0 ? 0 : entry == 1 ? 128 : 255
      return colour + [alpha]
    }
    let read = try decoded("palette-\(depth)")
    #expect(read.image.pixels == expected && read.traits == [.palette, .alpha])
  }

  @Test func gammaIsIgnoredAndSaid() throws {
    let read = try decoded("rgb-gamma")
    #expect(read.image.pixels == PictureFixture.pattern(3).map { UInt8($0) } && read.traits == .profile)
    #expect(read.traits.words == ["colour profile or gamma ignored"])
  }

  @Test func interlacedFilesAreReadAsOthers() throws {
    #expect(try decoded("rgb-interlaced").image.pixels == PictureFixture.pattern(3).map { UInt8($0) })
    #expect(try decoded("grey-1-interlaced").image.pixels == PictureFixture.pattern(1, most: 1).map { UInt8(255 * $0) })
    #expect(try decoded("grey-16-interlaced").image.pixels == PictureFixture.pattern(1).map { UInt8($0) })
  }

  // MARK: - What is refused

  @Test func filesAreToldApartByTheirBytes() throws {
    try withTemporaryFolder { folder in
      let disguised = folder.appendingPathComponent("photo.jpg")
      try Data(PictureFixture.bytes("grey-4.png")).write(to: disguised)
      #expect(try DecodedImage(contentsOf: disguised).format == .png)
    }
    for (bytes, words) in [
      (Array("GIF89a..".utf8), "a GIF image"), (Array("RIFF1234WEBPVP8".utf8), "a WebP image"),
      (Array("MM\0*".utf8), "a TIFF image"), (Array("1234ftypheic".utf8), "a HEIC, AVIF or video file"),
      ([0x00, 0x0A, 0xFF], "3 bytes that begin with 00 0A FF"), ([0x89, 0x50], "the first 2 bytes of a PNG image"),
      ([], "an empty file"), (Array("<svg xmlns".utf8), "an SVG or XML file"), (Array("BM12".utf8), "a BMP image"),
    ] {
      let error = #expect(throws: ImageError.self) { try Image(data: Data(bytes), named: "thing.png") }
      #expect(error == .unknownFormat(file: "thing.png", found: words))
      #expect("\(error!)".hasPrefix("thing.png: a PNG or JPEG image expected, but this is \(words)"))
    }
  }

  @Test(.timeLimit(.minutes(1))) func onlyRegularFilesAreRead() throws {
    try withTemporaryFolder { folder in
      let pipe = folder.appendingPathComponent("pipe.png")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: ImageError.notAFile(file: pipe.path, found: "a pipe")) { try Image(contentsOf: pipe) }
      #expect(throws: ImageError.notAFile(file: folder.path, found: "a folder")) { try Image(contentsOf: folder) }
      let device = URL(fileURLWithPath: "/dev/zero")
      #expect(throws: ImageError.notAFile(file: "/dev/zero", found: "a device")) { try Image(contentsOf: device) }
      let link = folder.appendingPathComponent("link.png")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: PictureFixture.url("grey-4.png"))
      #expect(try Image(contentsOf: link).width == 11)
      // A file with a hole takes no place on the disk, however long it is.
      let long = folder.appendingPathComponent("long.png")
      try Data().write(to: long)
      #expect(truncate(long.path, off_t(ImageLimits.bytes + 1)) == 0)
      let error = #expect(throws: ImageError.self) { try Image(contentsOf: long) }
      #expect("\(error!)".contains("a file of 268435457 bytes, expected at most 268435456 bytes"))
    }
  }

  @Test func lengthsOfChunksAreHeldAgainstTheFile() throws {
    let claims = PNGBytes.file(
      width: 1, height: 1, colourType: 2, PNGBytes.chunk("zTXt", [0x74], claiming: 0x7FFF_FFFF))
    let error = #expect(throws: ImageError.self) { try Image(data: claims, named: "short.png") }
    #expect("\(error!)".contains("chunk zTXt claims 2147483647 bytes where 1 are left"))
    for (bytes, words) in [
      (PNGBytes.file(width: 1, height: 1, colourType: 2), "it ends before its IEND chunk"),
      (PNGBytes.file(width: 1, height: 1, colourType: 2, PNGBytes.chunk("IHDR")), "two headers"),
      (PNGBytes.file(width: 0, height: 1, colourType: 2, PNGBytes.chunk("IEND")), "0×1 pixels"),
      (PNGBytes.file(width: 1, height: 1, colourType: 9, PNGBytes.chunk("IEND")), "colour type 9"),
      (PNGBytes.file(width: 1, height: 1, colourType: 2, PNGBytes.chunk("tRNS", [0])), "tRNS chunk has 1 bytes"),
      (PNGBytes.file(width: 1, height: 1, colourType: 2, PNGBytes.chunk("CgBI")), "critical chunk CgBI"),
    ] {
      let error = #expect(throws: ImageError.self) { try Image(data: bytes, named: "odd.png") }
      #expect("\(error!)".contains(words))
    }
  }

  @Test func sizesAreHeldAgainstWhatTheCompressedBytesCanHold() throws {
    let data = PNGBytes.chunk("IDAT", [UInt8](repeating: 0, count: 200_000)) + PNGBytes.chunk("IEND")
    // RGBA needs four times the bytes of grey, and 8192² of them are more than 200,000 bytes can be unpacked to.
    let colour = #expect(throws: ImageError.self) {
      try Image(data: PNGBytes.file(width: 8192, height: 8192, colourType: 6, data), named: "wide.png")
    }
    #expect("\(colour!)".contains("promises 8192×8192 pixels, more than 200000 compressed bytes can hold"))
    let many = #expect(throws: ImageError.self) {
      try Image(data: PNGBytes.file(width: 40_000, height: 40_000, depth: 1, colourType: 0, data), named: "many.png")
    }
    #expect(
      many == .tooLarge(file: "many.png", found: "40000×40000 pixels", limit: "134217728 pixels"))
    let grey = #expect(throws: ImageError.self) {
      try Image(data: PNGBytes.file(width: 8192, height: 8192, colourType: 0, data), named: "grey.png")
    }
    #expect("\(grey!)".contains("IDAT"))
  }
}
