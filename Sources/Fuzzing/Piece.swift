/// A part of a file that can be changed by itself.
struct Piece: Sendable {
  /// What the bytes are, which decides how they are changed.
  enum Kind: Sendable {
    /// Words and numbers to be read by people too: JSON, or the header of a NumPy array.
    case text
    /// Words, and names with their values: an address, or a message of the lab's page.
    case query
    /// The opcodes of a pickle.
    case pickle
    /// Whole numbers and whatever else.
    case binary
    /// Floats of so many bytes, low byte first.
    case floats(Int)
  }

  /// What the format calls the part: the name of an entry, of a chunk, of a member.
  var name: String
  var kind: Kind
  var bytes: [UInt8]

  init(_ name: String, _ kind: Kind, _ bytes: [UInt8]) { (self.name, self.kind, self.bytes) = (name, kind, bytes) }

  init(_ name: String, text: String) { self.init(name, .text, Array(text.utf8)) }
}

/// How files of a format are made of pieces: with the lengths and checksums that the pieces must have, so that a change
/// of one reaches past the first checks of a reader.
struct FileGrammar {
  /// Small files that are right, in pieces.
  var seeds: [[Piece]]
  /// The bytes of the file that these pieces make.
  var assemble: ([Piece]) -> [UInt8]
}

/// The bytes of whole numbers.
enum Bytes {
  /// Low byte first.
  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// High byte first.
  static func big(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

  /// Floats one after another, low byte first.
  static func floats(_ values: [Float]) -> [UInt8] { values.flatMap { little($0.bitPattern) } }

  /// Floats one after another, low byte first.
  static func doubles(_ values: [Double]) -> [UInt8] { values.flatMap { little($0.bitPattern) } }
}
