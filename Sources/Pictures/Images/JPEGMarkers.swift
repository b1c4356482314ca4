/// What a JPEG file says before it is decoded: its segments, walked through within the bytes that are there.
struct JPEGMarkers {
  private(set) var width = 0
  private(set) var height = 0
  /// Samples in a pixel: 1 grey, 3 colours, 4 inks.
  private(set) var components = 0
  /// How the camera was held, as EXIF counts: 1 upright, 2…8 turned or mirrored.
  private(set) var orientation = 1
  private(set) var hasProfile = false

  /// The most passes over the image: progressive files have about ten, and each costs the time of a whole image.
  private static let mostScans = 100

  private var scans = 0
  /// The bytes in all scans.
  private var coded = 0
  /// The blocks of 8×8 samples of all components.
  private var blocks = 0

  /// Throws for a file that is cut short, that is of a kind which is not read, or whose size its bytes cannot fill.
  init(_ bytes: [UInt8], named file: String) throws(ImageError) {
    func damaged(_ reason: String) -> ImageError {
      .damaged(file: file, bytes: bytes.count, format: .jpeg, reason: reason)
    }
    var place = 2
    while true {
      guard place + 1 < bytes.count else { throw damaged("it is cut short: it has no end-of-image marker") }
      guard bytes[place] == 0xFF else { throw damaged("byte \(place) should begin a marker") }
      let marker = bytes[place + 1]
      if marker == 0xFF {  // fill bytes may stand before a marker
        place += 1
        continue
      }
      if marker == 0xD9 { break }
      guard place + 3 < bytes.count else { throw damaged("it is cut short in marker \(marker)") }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      guard length >= 2, length <= bytes.count - place - 2 else {
        throw damaged("marker \(marker) claims \(length) bytes where \(bytes.count - place - 2) are left")
      }
      let body = bytes[place + 4..<place + 2 + length]
      place += 2 + length
      switch marker {
      case 0xC0, 0xC1, 0xC2: try readFrame(body, file, damaged)
      case 0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        let kind = marker == 0xC3 ? "a lossless" : marker > 0xC8 ? "an arithmetic-coded" : "a hierarchical"
        throw .unsupported(file: file, found: "\(kind) JPEG image", expected: "a baseline or progressive one")
      case 0xE1 where scans == 0 && body.starts(with: Array("Exif\0\0".utf8)):
        orientation = EXIF.orientation(in: body.dropFirst(6)) ?? orientation
      case 0xE2 where body.starts(with: Array("ICC_PROFILE\0".utf8)): hasProfile = true
      case 0xDA:
        scans += 1
        guard width > 0 else { throw damaged("its first scan comes before its header") }
        guard scans <= Self.mostScans else { throw damaged("it has more than \(Self.mostScans) scans") }
        let start = place
        place = Self.endOfScan(bytes, from: place)
        coded += place - start
      default: break
      }
    }
    // A block takes at least one bit: the code of its mean.
    guard scans > 0, blocks <= 8 * coded else {
      throw damaged("its header promises \(width)×\(height) pixels, more than \(coded) coded bytes can hold")
    }
  }

  /// Reads the size from the header of a frame.
  private mutating func readFrame(
    _ body: ArraySlice<UInt8>, _ file: String, _ damaged: (String) -> ImageError
  ) throws(ImageError) {
    let body = Array(body)
    guard width == 0 else { throw damaged("it has two headers") }
    guard body.count >= 6, body.count == 6 + 3 * Int(body[5]) else {
      throw damaged("its header has \(body.count) bytes")
    }
    guard body[0] == 8, [1, 3, 4].contains(body[5]) else {
      throw .unsupported(
        file: file, found: "a JPEG image of \(body[5]) components of \(body[0]) bits",
        expected: "1, 3 or 4 components of 8 bits")
    }
    (height, width) = (Int(body[1]) << 8 | Int(body[2]), Int(body[3]) << 8 | Int(body[4]))
    components = Int(body[5])
    guard width > 0, height > 0 else { throw damaged("its header says \(width)×\(height) pixels") }
    guard width * height <= ImageLimits.pixels else {
      throw .tooLarge(file: file, found: "\(width)×\(height) pixels", limit: "\(ImageLimits.pixels) pixels")
    }
    let factors = (0..<components).map { index -> (across: Int, down: Int) in
      let both = Int(body[7 + 3 * index])
      return (both >> 4, both & 15)
    }
    guard factors.allSatisfy({ (1...4).contains($0.across) && (1...4).contains($0.down) }) else {
      throw damaged("its header has a sampling factor beyond 1…4")
    }
    let widest = factors.reduce(1) { max($0, $1.across) }
    let highest = factors.reduce(1) { max($0, $1.down) }
    for factor in factors {
      let across = (width * factor.across + 8 * widest - 1) / (8 * widest)
      let down = (height * factor.down + 8 * highest - 1) / (8 * highest)
      blocks += across * down
    }
  }

  /// Where the next marker stands that is neither a stuffed byte nor a restart.
  private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
    var place = start
    while place + 1 < bytes.count {
      let next = bytes[place + 1]
      if bytes[place] == 0xFF, next != 0, next != 0xFF, !(0xD0...0xD7).contains(next) { return place }
      place += 1
    }
    return bytes.count
  }
}

/// The one entry of a photograph's EXIF data that changes what is seen.
enum EXIF {
  /// The orientation, 1…8, in a TIFF structure: a header, then a directory of entries of 12 bytes, one of which has the
  /// tag 274. Nil if there is none, or if anything is not as it should be.
  static func orientation(in bytes: ArraySlice<UInt8>) -> Int? {
    let bytes = Array(bytes)
    guard bytes.count >= 8 else { return nil }
    let isLittle = bytes[0] == UInt8(ascii: "I")
    guard bytes[0] == bytes[1], isLittle || bytes[0] == UInt8(ascii: "M") else { return nil }
    func number(_ place: Int, bytes count: Int) -> Int? {
      guard place + count <= bytes.count else { return nil }
      let digits = bytes[place..<place + count]
      return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, bytes: 2) == 42, let directory = number(4, bytes: 4), let count = number(directory, bytes: 2)
    else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, bytes: 2) else { return nil }
      guard tag == 274 else { continue }
      // A number of 16 bits, one of them, which stands in the entry itself.
      guard number(place + 2, bytes: 2) == 3, number(place + 4, bytes: 4) == 1, let value = number(place + 8, bytes: 2)
      else { return nil }
      return (1...8).contains(value) ? value : nil
    }
    return nil
  }
}
