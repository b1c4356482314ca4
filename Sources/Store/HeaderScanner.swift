/// Why a header is not a safetensors header; `TensorFile` adds the name of the file.
struct MalformedHeader: Error {
  let reason: String
}

/// Reads the JSON of a safetensors header: an object of objects, strings and natural numbers.
///
/// Foundation's decoder keeps one of two members that share a name; here that is an error, as the format demands.
struct HeaderScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// An object; `member` reads the value that belongs to a name.
  mutating func object(of what: String, member: (inout HeaderScanner, String) throws -> Void) throws {
    var names: Set<String> = []
    try list(from: "{", to: "}") { scanner in
      let name = try scanner.string()
      guard names.insert(name).inserted else { throw MalformedHeader(reason: "\(what) names \"\(name)\" twice") }
      try scanner.expect(":")
      try member(&scanner, name)
    }
  }

  /// An array of natural numbers.
  mutating func naturals() throws -> [Int] {
    var numbers: [Int] = []
    try list(from: "[", to: "]") { numbers.append(try $0.natural()) }
    return numbers
  }

  /// A string, its escapes resolved.
  mutating func string() throws -> String {
    try expect("\"")
    var utf8: [UInt8] = []
    contents: while true {
      switch next() {
      case nil: throw problem("a string without an end")
      case UInt8(ascii: "\""): break contents
      case UInt8(ascii: "\\"): utf8 += try escapedCharacter().utf8
      case let byte? where byte < 0x20: throw problem("a control character inside a string")
      case let byte?: utf8.append(byte)
      }
    }
    guard let string = String(validating: utf8, as: UTF8.self) else { throw problem("a string that is not UTF-8") }
    return string
  }

  /// Checks that nothing but the spaces that fill the header up is left.
  mutating func end() throws {
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    guard position == bytes.count else { throw problem("something after the closing brace") }
  }

  private mutating func list(from open: Character, to close: Character, element: (inout HeaderScanner) throws -> Void)
    throws
  {
    try expect(open)
    if take(close) { return }
    repeat { try element(&self) } while take(",")
    try expect(close)
  }

  private mutating func natural() throws -> Int {
    skipSpace()
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    let digits = bytes[start..<position]
    guard digits.count == 1 || digits.first != UInt8(ascii: "0"),
      let number = Int(String(decoding: digits, as: UTF8.self))
    else { throw problem("no natural number below 2^63") }
    return number
  }

  private mutating func escapedCharacter() throws -> Character {
    switch next() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeCharacter()
    default: throw problem("an unknown escape in a string")
    }
  }

  /// What follows `\u`: one UTF-16 unit, or the first of a surrogate pair.
  private mutating func unicodeCharacter() throws -> Character {
    var units = [try utf16Unit()]
    if UTF16.isLeadSurrogate(units[0]), next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") {
      units.append(try utf16Unit())
    }
    guard let character = String(validating: units, as: UTF16.self)?.first else { throw problem("half a character") }
    return character
  }

  private mutating func utf16Unit() throws -> UInt16 {
    let end = min(position + 4, bytes.count)
    let digits = bytes[position..<end]
    position = end
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("no four hexadecimal digits after \\u") }
    return unit
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func next() -> UInt8? {
    let byte = peek()
    if byte != nil { position += 1 }
    return byte
  }

  private mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard peek() == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws {
    guard take(character) else { throw problem("no \(character)") }
  }

  private func problem(_ found: String) -> MalformedHeader {
    MalformedHeader(reason: "its header has \(found) at byte \(position) of \(bytes.count)")
  }
}
