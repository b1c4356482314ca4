/// Bytes read one after another, as little-endian numbers and stretches; never beyond their end.
struct ByteCursor {
  /// There were fewer bytes left than were asked for.
  struct EndReached: Error {}

  private let bytes: [UInt8]
  /// How many bytes have been read.
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  var remaining: Int { bytes.count - position }

  /// The next bytes.
  ///
  /// - Throws: ``EndReached``.
  mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw EndReached() }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next bytes up to `end`, which is passed over too.
  ///
  /// - Throws: ``EndReached``.
  mutating func take(upTo end: UInt8) throws -> ArraySlice<UInt8> {
    guard let found = bytes[position...].firstIndex(of: end) else { throw EndReached() }
    defer { position = found + 1 }
    return bytes[position..<found]
  }

  /// The next bytes as a little-endian number.
  ///
  /// - Throws: ``EndReached``.
  mutating func next<Integer: FixedWidthInteger>(_: Integer.Type) throws -> Integer {
    let taken = try take(MemoryLayout<Integer>.size)
    return Integer(littleEndian: taken.withUnsafeBytes { $0.loadUnaligned(as: Integer.self) })
  }

  /// The next 64-bit length or offset.
  ///
  /// - Throws: ``EndReached``, also for one that no file can have.
  mutating func nextLength() throws -> Int {
    guard let length = Int(exactly: try next(UInt64.self)) else { throw EndReached() }
    return length
  }
}
