import Engine

/// Changes files: a few pieces by what they are, and sometimes the whole file byte by byte.
///
/// What it does depends on its stream alone.
struct Mutator {
  let random: Random

  /// A piece never grows beyond this, so that a small file stays one.
  private static let longest = 1 << 16

  /// One changed file of a format.
  func file(of grammar: FileGrammar) -> [UInt8] {
    var pieces = pick(grammar.seeds)
    // Most files have one or two changes: after many nothing gets past the first check.
    for _ in 0..<[1, 1, 1, 1, 2, 2, 3, 6][random.integer(below: 8)] { change(&pieces, grammar.seeds) }
    var bytes = grammar.assemble(pieces)
    if one(in: 5) { for _ in 0...random.integer(below: 3) { change(&bytes) } }
    return bytes
  }

  private func change(_ pieces: inout [Piece], _ seeds: [[Piece]]) {
    guard !pieces.isEmpty, !one(in: 12) else {
      rearrange(&pieces, seeds)
      return
    }
    let index = random.integer(below: pieces.count)
    switch pieces[index].kind {
    case .text where !one(in: 6): changeText(&pieces[index].bytes)
    case .query where !one(in: 6): changeQuery(&pieces[index].bytes)
    case .pickle where !one(in: 6): changePickle(&pieces[index].bytes)
    case .floats(let size) where !one(in: 6): changeFloat(&pieces[index].bytes, size: size)
    case .text, .query, .pickle, .binary, .floats: change(&pieces[index].bytes)
    }
    if pieces[index].bytes.count > Self.longest { pieces[index].bytes.removeSubrange(Self.longest...) }
  }

  /// Removes, doubles, exchanges or renames pieces, or takes one of another seed.
  private func rearrange(_ pieces: inout [Piece], _ seeds: [[Piece]]) {
    guard let stranger = pick(seeds).randomPiece(random) else { return }
    let place = random.integer(below: pieces.count + 1)
    guard place < pieces.count else {
      pieces.append(stranger)
      return
    }
    switch random.integer(below: 5) {
    case 0: pieces.remove(at: place)
    case 1: pieces.insert(pieces[random.integer(below: pieces.count)], at: place)
    case 2: pieces.swapAt(place, random.integer(below: pieces.count))
    case 3: pieces[place] = stranger
    default: pieces[place].name = stranger.name
    }
  }

  func pick<Element>(_ elements: [Element]) -> Element { elements[random.integer(below: elements.count)] }

  private func one(in count: Int) -> Bool { random.integer(below: count) == 0 }
}

extension [Piece] {
  fileprivate func randomPiece(_ random: Random) -> Piece? { isEmpty ? nil : self[random.integer(below: count)] }
}

// MARK: - Bytes

extension Mutator {
  /// Numbers at which sums, products and conversions go wrong.
  private static let edges: [UInt64] = [
    0, 1, 2, 3, 7, 8, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 1 << 24, 1 << 27, 1 << 30, (1 << 31) - 1,
    1 << 31, (1 << 32) - 1, 1 << 32, 1 << 40, 1 << 60, 1 << 61, 1 << 62, (1 << 63) - 1, 1 << 63, .max - 7, .max - 1,
    .max,
  ]

  /// Changes, removes, doubles or adds a few bytes, or cuts off the end.
  func change(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = (0..<random.integer(below: 16)).map { _ in UInt8(random.integer(below: 256)) }
      return
    }
    let place = random.integer(below: bytes.count)
    let length = min(1 + random.integer(below: one(in: 4) ? bytes.count : 8), bytes.count - place)
    switch random.integer(below: 9) {
    case 0: bytes[place] ^= 1 << UInt8(random.integer(below: 8))
    case 1: bytes[place] = UInt8(random.integer(below: 256))
    case 2: bytes[place] = bytes[place] &+ (one(in: 2) ? 1 : 255)
    case 3...5: writeEdge(to: &bytes, at: place)
    case 6: bytes.removeSubrange(place..<place + length)
    case 7: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: random.integer(below: bytes.count))
    default:
      if one(in: 3) {
        bytes.removeSubrange(place...)
      } else {
        bytes.insert(contentsOf: (0..<length).map { _ in pick([0, 0x20, 0x41, 0x7F, 0x80, 0xFF]) }, at: place)
      }
    }
  }

  /// Writes a number of 1, 2, 4 or 8 bytes in either order over those that are there.
  private func writeEdge(to bytes: inout [UInt8], at place: Int) {
    let value = pick(Self.edges)
    let digits = Bytes.little(value).prefix(1 << random.integer(below: 4))
    for (offset, digit) in (one(in: 2) ? Array(digits) : digits.reversed()).enumerated()
    where place + offset < bytes.count { bytes[place + offset] = digit }
  }

  private static let floats: [Double] = [
    0, -0.0, 1, -1, 1e-300, 1e-45, .leastNonzeroMagnitude, 1e7, 1e19, -1e19, 1e38, 3.5e38, 1e154, 1e300, -1e300, 1e308,
    .infinity,
    -.infinity, .nan, .signalingNaN, 2, 0.5, -0.1,
  ]

  private func changeFloat(_ bytes: inout [UInt8], size: Int) {
    guard bytes.count >= size else { return change(&bytes) }
    let place = random.integer(below: bytes.count / size) * size
    let value = pick(Self.floats)
    let digits = size == 4 ? Bytes.little(Float(value).bitPattern) : Bytes.little(value.bitPattern)
    bytes.replaceSubrange(place..<place + size, with: digits)
  }
}

// MARK: - Text

extension Mutator {
  private static let numbers = [
    "0", "-1", "1", "2", "64", "255", "65536", "16777217", "2147483647", "2147483648", "4294967296",
    "4611686018427387904", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
    "1e3", "1e39", "-1e39", "1e400", "1e-400", "0.5", "-0.0", "NaN", "inf", "00", "1.", "99999999999999999999999999999",
  ]
  private static let values = [
    "null", "true", "false", "[]", "{}", "\"\"", "\"\\u0000\"", "\"\\u001b[2J\"", "\"\\ud800\"", "\"none\"", "\"all\"",
    "[0]", "[[]]", "{\"a\":1}", "\"nan\"",
  ]

  /// Changes a number, a value, a member or a bracket of JSON.
  private func changeText(_ bytes: inout [UInt8]) {
    switch random.integer(below: 10) {
    case 0...3: replaceNumber(in: &bytes)
    case 4: replaceValue(in: &bytes)
    case 5, 6: moveMember(in: &bytes)
    case 7: replaceWord(in: &bytes)
    case 8 where one(in: 20): nest(&bytes)
    default: change(&bytes)
    }
  }

  /// The stretches of bytes that belong together by a rule.
  private func stretches(of bytes: [UInt8], _ belongs: (UInt8) -> Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start: Int?
    for (place, byte) in bytes.enumerated() {
      if belongs(byte) {
        start = start ?? place
      } else if let first = start {
        found.append(first..<place)
        start = nil
      }
    }
    if let start { found.append(start..<bytes.count) }
    return found
  }

  func replaceNumber(in bytes: inout [UInt8]) {
    let found = stretches(of: bytes) { (0x30...0x39).contains($0) }
    guard !found.isEmpty else { return change(&bytes) }
    let place = pick(found)
    if one(in: 3), let number = Int(String(decoding: bytes[place], as: UTF8.self)) {
      // A near number is more often taken for a right one.
      bytes.replaceSubrange(place, with: "\(number &+ pick([-2, -1, 1, 2, 4]))".utf8)
    } else {
      bytes.replaceSubrange(place, with: pick(Self.numbers).utf8)
    }
  }

  /// What stands behind a colon, up to the next comma or bracket.
  private func replaceValue(in bytes: inout [UInt8]) {
    let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
    guard !colons.isEmpty else { return change(&bytes) }
    let start = pick(colons) + 1
    let end = bytes[start...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")].contains($0) }
    bytes.replaceSubrange(start..<(end ?? bytes.count), with: pick(Self.values).utf8)
  }

  /// Removes or doubles what stands between two commas.
  private func moveMember(in bytes: inout [UInt8]) {
    let commas = bytes.indices.filter { bytes[$0] == UInt8(ascii: ",") }
    guard commas.count >= 2 else { return change(&bytes) }
    let first = random.integer(below: commas.count - 1)
    let member = commas[first]..<commas[first + 1]
    if one(in: 2) {
      bytes.removeSubrange(member)
    } else {
      bytes.insert(contentsOf: Array(bytes[member]), at: pick(commas))
    }
  }

  /// Puts one word of the text in the place of another.
  func replaceWord(in bytes: inout [UInt8]) {
    let found = stretches(of: bytes) { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || $0 == 0x5F }
    guard !found.isEmpty else { return change(&bytes) }
    let source = Array(bytes[pick(found)])
    bytes.replaceSubrange(pick(found), with: source)
  }

  /// Brackets in brackets, which a recursive reader pays for with its stack.
  private func nest(_ bytes: inout [UInt8]) {
    let depth = 1 << (4 + random.integer(below: 11))
    let bracket = pick(["[", "{\"a\":"])
    bytes.insert(contentsOf: String(repeating: bracket, count: depth).utf8, at: random.integer(below: bytes.count + 1))
  }
}

// MARK: - Pickles

extension Mutator {
  /// Opcodes of pickles, those that can harm and some of later protocols among them.
  private static let opcodes: [UInt8] =
    Array("().JKMNQRXaeb]chjqrstu}0123dgilopGIFLSTUVPB".utf8) + [
      0x80, 0x81, 0x82, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x92, 0x93, 0x94, 0x95,
    ]

  private func changePickle(_ bytes: inout [UInt8]) {
    guard bytes.count > 8 else { return change(&bytes) }
    let place = 2 + random.integer(below: bytes.count - 2)
    switch random.integer(below: 6) {
    case 0: bytes[place] = pick(Self.opcodes)
    case 1: bytes.insert(pick(Self.opcodes), at: place)
    case 2:
      // A number of eight bytes in the place of one of one.
      let small = bytes.indices.filter { bytes[$0] == UInt8(ascii: "K") && $0 + 1 < bytes.count }
      guard !small.isEmpty else { return change(&bytes) }
      let start = pick(small)
      bytes.replaceSubrange(start..<start + 2, with: [0x8A, 8] + Bytes.little(pick(Self.edges)))
    case 3:
      // The same steps many times.
      let length = min(1 + random.integer(below: 24), bytes.count - place)
      let steps = Array(bytes[place..<place + length])
      for _ in 0..<(one(in: 8) ? 500 : 3) { bytes.insert(contentsOf: steps, at: place) }
    default: change(&bytes)
    }
  }
}
