import CZlib
import Engine
import Foundation
import Testing

@testable import Pictures

@Suite("Animations") struct AnimationTests {
  /// Pictures of colours chosen at random among so many, `block` pixels wide.
  private static func noise(
    frames: Int = 2, width: Int, height: Int, channels: Int = 3, colours: Int, block: Int = 1
  ) -> [Image] {
    let random = Random(seed: UInt64(colours))
    let palette = (0..<colours).map { _ in (0..<channels).map { _ in UInt8(random.integer(below: 256)) } }
    return (0..<frames).map { _ in
      let pixels = (0..<(width * height)).flatMap { _ in palette[random.integer(below: colours)] }
      return Image(width: width, height: height, channels: channels, pixels: pixels).enlarged(by: block)
    }
  }

  /// Pictures of many colours that change slowly from pixel to pixel and from frame to frame.
  private static let smooth: [Image] = (0..<3).map { frame in
    var pixels: [UInt8] = []
    for y in 0..<64 {
      for x in 0..<64 {
        let blue = 2 * (x + y) + frame
        pixels += [UInt8(4 * x), UInt8(4 * y), UInt8(blue)]
      }
    }
    return Image(width: 64, height: 64, channels: 3, pixels: pixels)
  }

  // From 1 pixel to 90,000: so many strings of noise fill the table of codes several times, at every number of bits.
  @Test(arguments: [(1, 1, 1), (5, 3, 2), (40, 30, 3), (60, 60, 17), (300, 300, 2), (300, 300, 100), (300, 300, 256)])
  func aGIFOfFewColoursIsExact(width: Int, height: Int, colours: Int) throws {
    let frames = Self.noise(width: width, height: height, colours: colours)
    let file = try GIFFile(Animation(frames: frames, secondsPerFrame: 0.1).gif())
    #expect(file.frames == frames && file.delays == [10, 10] && file.loops == 0)
    let diffused = try GIFFile(Animation(frames: frames, secondsPerFrame: 0.1).gif(diffusion: true))
    #expect(diffused.frames == frames)
  }

  @Test func aGIFOfEqualPixelsIsExactWhereverItEnds() throws {
    for width in 1...600 {
      let frame = Image(width: width, height: 7, channels: 3, pixels: Array(repeating: 9, count: 21 * width))
      #expect(try GIFFile(Animation(frames: [frame], secondsPerFrame: 1).gif()).frames == [frame], "\(width)")
    }
  }

  @Test func aGIFOfManyColoursIsNearlyThem() throws {
    let animation = Animation(frames: Self.smooth, secondsPerFrame: 0.04, plays: 3)
    let file = try GIFFile(animation.gif())
    #expect(file.delays == [4, 4, 4] && file.loops == 2)
    for (found, expected) in zip(file.frames, animation.frames) {
      let errors = zip(found.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
      #expect(Double(errors.reduce(0, +)) / Double(errors.count) < 4, "of 255, in the mean")
      #expect(errors.max()! < 24)
    }
  }

  @Test func diffusionKeepsTheMeanOfAnArea() throws {
    // 65,536 colours: without diffusion whole areas get a single one.
    var pixels: [UInt8] = []
    for y in 0..<256 { for x in 0..<256 { pixels += [UInt8(x), UInt8(y), 0] } }
    let frame = Image(width: 256, height: 256, channels: 3, pixels: pixels)
    /// How far off a channel's mean over 8 × 8 pixels is, on average.
    func bias(diffusion: Bool) throws -> Double {
      let found = try GIFFile(Animation(frames: [frame], secondsPerFrame: 1).gif(diffusion: diffusion)).frames[0]
      var sums: [Int: Int] = [:]
      for index in pixels.indices {
        let (y, x, channel) = (index / 768, index / 3 % 256, index % 3)
        sums[(y / 8 * 32 + x / 8) * 3 + channel, default: 0] += Int(found.pixels[index]) - Int(pixels[index])
      }
      return sums.values.reduce(0) { $0 + Double(abs($1)) / 64 } / Double(sums.count)
    }
    let (plain, diffused) = (try bias(diffusion: false), try bias(diffusion: true))
    #expect(diffused < 0.5 * plain, "\(diffused) and \(plain) shades")
  }

  @Test func greyAndTransparentFramesBecomeColours() throws {
    let grey = Image(width: 2, height: 1, channels: 1, pixels: [0, 200])
    #expect(
      try GIFFile(Animation(frames: [grey], secondsPerFrame: 1).gif()).frames[0].pixels == [0, 0, 0, 200, 200, 200])
    let clear = Image(width: 2, height: 1, channels: 4, pixels: [1, 2, 3, 255, 1, 2, 3, 0])
    let ground = Style.paper
    #expect(
      try GIFFile(Animation(frames: [clear], secondsPerFrame: 1).gif()).frames[0].pixels
        == [1, 2, 3, ground.red, ground.green, ground.blue])
  }

  @Test func theSameFramesGiveTheSameBytes() throws {
    let animation = Animation(frames: Self.smooth, secondsPerFrame: 0.04)
    #expect(animation.gif() == animation.gif() && animation.gif(diffusion: true) == animation.gif(diffusion: true))
    #expect(try animation.apng() == animation.apng())
  }

  @Test func aGIFThatIsShownOnceHasNoLoop() throws {
    let file = try GIFFile(Animation(frames: Self.smooth, secondsPerFrame: 1, plays: 1).gif())
    #expect(file.loops == nil && file.delays == [100, 100, 100])
  }

  @Test(arguments: [1, 3, 4]) func anAPNGIsExact(channels: Int) throws {
    let frames = Self.noise(frames: 3, width: 90, height: 70, channels: channels, colours: 4000, block: 2)
    let data = try Animation(frames: frames, secondsPerFrame: 0.125, plays: 5).apng()
    let file = try APNGFile(data)
    #expect(try file.images() == frames)
    #expect(file.frameCount == 3 && file.plays == 5 && file.durations == [[125, 1000], [125, 1000], [125, 1000]])
    #expect(file.sequence == Array(0..<file.sequence.count).map(UInt32.init))
    // Who knows only PNG reads the first frame, and checks every checksum while reading.
    #expect(try Image(data: data, named: "an animation") == frames[0])
  }

  @Test func aFilmThatLeadsUpToItsEndShowsItWhereNothingMoves() throws {
    let film = Animation(frames: Self.smooth, secondsPerFrame: 0.1, secondsAtEnd: 2)
    let data = try film.apng()
    let file = try APNGFile(data)
    #expect(try file.images() == film.frames)
    #expect(file.frameCount == 3 && file.durations == [[100, 1000], [100, 1000], [2000, 1000]])
    #expect(file.sequence == Array(0..<file.sequence.count).map(UInt32.init))
    #expect(try Image(data: data, named: "a film") == film.frames[2])
    #expect(try GIFFile(film.gif()).delays == [10, 10, 200])
  }

  @Test func aFilmOfOneFrameHasAnEndToo() throws {
    let film = Animation(frames: [Self.smooth[0]], secondsPerFrame: 0.1, secondsAtEnd: 2)
    let file = try APNGFile(film.apng())
    #expect(try file.images() == film.frames)
    #expect(file.frameCount == 1 && file.durations == [[2000, 1000]])
  }

  @Test func anAPNGWithoutEndSaysSo() throws {
    let file = try APNGFile(Animation(frames: Self.smooth, secondsPerFrame: 60).apng())
    #expect(file.plays == 0 && file.durations[0] == [60_000, 1000])
  }

  @Test(.processOfItsOwn) func misuseStopsTheProgram() async {
    #if compiler(>=6.2)
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let frames = [2, 3].map { Image(width: $0, height: 1, channels: 1, pixels: Array(repeating: 0, count: $0)) }
        _ = Animation(frames: frames, secondsPerFrame: 1)
      }
      let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      #expect(words.contains("frame 1 has 3×1 pixels of 1 channels, the first 2×1 of 1"), "\(words)")
      await #expect(processExitsWith: .failure) { _ = Animation(frames: [], secondsPerFrame: 1) }
      await #expect(processExitsWith: .failure) {
        _ = Animation(frames: [Image(width: 1, height: 1, channels: 1, pixels: [0])], secondsPerFrame: 0)
      }
      await #expect(processExitsWith: .failure) {
        let wide = Image(width: 70_000, height: 1, channels: 1, pixels: Array(repeating: 0, count: 70_000))
        _ = Animation(frames: [wide], secondsPerFrame: 1).gif()
      }
    #endif
  }
}

// MARK: - Readers

/// What a GIF file of whole frames holds, read as the specification says.
private struct GIFFile {
  struct Malformed: Error {}

  var frames: [Image] = []
  var delays: [Int] = []
  var loops: Int?

  init(_ data: Data) throws {
    let bytes = [UInt8](data)
    func word(_ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }
    guard bytes.starts(with: "GIF89a".utf8), bytes[10] == 0 else { throw Malformed() }
    let (width, height) = (word(6), word(8))
    var at = 13
    while bytes[at] != 0x3B {
      switch (bytes[at], bytes[at + 1]) {
      case (0x21, 0xFF):
        guard Array(bytes[(at + 3)..<(at + 14)]) == Array("NETSCAPE2.0".utf8) else { throw Malformed() }
        loops = word(at + 16)
        at += 19
      case (0x21, 0xF9):
        delays.append(word(at + 4))
        at += 8
      case (0x2C, _):
        guard word(at + 5) == width, word(at + 7) == height, bytes[at + 9] & 0xC0 == 0x80 else { throw Malformed() }
        let palette = at + 10
        at = palette + 3 << (Int(bytes[at + 9]) & 7 + 1)
        let symbolBits = Int(bytes[at])
        at += 1
        var packed: [UInt8] = []
        while bytes[at] != 0 {
          packed += bytes[(at + 1)...(at + Int(bytes[at]))]
          at += Int(bytes[at]) + 1
        }
        at += 1
        let indices = try Self.unpacked(packed, symbolBits: symbolBits)
        let pixels = indices.flatMap { Array(bytes[(palette + 3 * $0)..<(palette + 3 * $0 + 3)]) }
        frames.append(Image(width: width, height: height, channels: 3, pixels: pixels))
      default: throw Malformed()
      }
    }
    guard at == bytes.count - 1 else { throw Malformed() }
  }

  private static func unpacked(_ bytes: [UInt8], symbolBits: Int) throws -> [Int] {
    let (clear, end) = (1 << symbolBits, 1 << symbolBits + 1)
    var (position, bits) = (0, symbolBits + 1)
    var strings: [[Int]] = []
    var (result, last): ([Int], [Int]) = ([], [])
    while true {
      guard position + bits <= 8 * bytes.count else { throw Malformed() }
      let code = (position..<position + bits).reduce(0) {
        $0 | Int(bytes[$1 / 8] >> ($1 % 8) & 1) << ($1 - position)
      }
      position += bits
      if code == end {
        guard (position + 7) / 8 == bytes.count else { throw Malformed() }
        return result
      } else if code == clear {
        strings = (0..<clear).map { [$0] } + [[], []]
        (bits, last) = (symbolBits + 1, [])
        continue
      }
      guard code < strings.count || code == strings.count && !last.isEmpty else { throw Malformed() }
      let string = code < strings.count ? strings[code] : last + [last[0]]
      if !last.isEmpty, strings.count < 4096 { strings.append(last + [string[0]]) }
      if strings.count == 1 << bits, bits < 12 { bits += 1 }
      result += string
      last = string
    }
  }
}

/// The chunks of an animated PNG file.
private struct APNGFile {
  private var parts: [(name: String, contents: Data)] = []

  init(_ data: Data) throws {
    var rest = data.dropFirst(8)
    while !rest.isEmpty {
      let length = Int(Self.number(rest))
      let (named, sum) = (Data(rest.dropFirst(4).prefix(length + 4)), Self.number(rest.dropFirst(length + 8)))
      try #require(
        UInt32(named.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }) == sum)
      parts.append((String(decoding: named.prefix(4), as: UTF8.self), named.dropFirst(4)))
      rest = rest.dropFirst(length + 12)
    }
    try #require(parts.map(\.name).prefix(2) == ["IHDR", "acTL"] && parts.last?.name == "IEND")
  }

  private static func number(_ bytes: Data, count: Int = 4) -> UInt32 {
    bytes.prefix(count).reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func contents(_ names: String...) -> [Data] { parts.filter { names.contains($0.name) }.map(\.contents) }

  var frameCount: UInt32 { Self.number(contents("acTL")[0]) }
  var plays: UInt32 { Self.number(contents("acTL")[0].dropFirst(4)) }
  var sequence: [UInt32] { contents("fcTL", "fdAT").map { Self.number($0) } }
  var durations: [[UInt32]] {
    contents("fcTL").map { [Self.number($0.dropFirst(20), count: 2), Self.number($0.dropFirst(22), count: 2)] }
  }

  /// Every frame, read as a PNG file of its own.
  func images() throws -> [Image] {
    var frames: [Data] = []
    for part in parts {
      switch part.name {
      case "fcTL": frames.append(Data())
      // An image before the first frame is not part of the film.
      case "IDAT" where frames.isEmpty: break
      case "IDAT": frames[frames.count - 1] += part.contents
      case "fdAT": frames[frames.count - 1] += part.contents.dropFirst(4)
      default: break
      }
    }
    return try frames.map { frame in
      let chunks = [("IHDR", contents("IHDR")[0]), ("IDAT", frame), ("IEND", Data())]
      return try Image(
        data: chunks.reduce(Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) { file, chunk in
          let named = Data(chunk.0.utf8) + chunk.1
          let sum = named.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }
          func bytes(_ number: UInt32) -> Data { withUnsafeBytes(of: number.bigEndian) { Data($0) } }
          return file + bytes(UInt32(chunk.1.count)) + named + bytes(UInt32(sum))
        }, named: "a frame")
    }
  }
}
