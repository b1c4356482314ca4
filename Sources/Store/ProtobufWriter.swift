import Foundation

/// Builds a message in the wire format of Protocol Buffers, field by field.
///
/// A field is its number and wire type in one variable-length integer, and then its value; a repeated field is written
/// once for every element. Nothing is left out: a field that should keep its default is not written by not asking for it.
///
/// Google, *Protocol Buffers: Encoding* (2008).
///
/// ```swift
/// var event = ProtobufWriter()
/// event.integer(2, 7)
/// event.message(5) { $0.text(1, "loss") }
/// event.bytes
/// ```
public struct ProtobufWriter: Sendable {
  /// The message so far.
  public private(set) var bytes = Data()

  /// An empty message.
  public init() {}

  /// How a field's value ends, as its key says.
  private enum WireType: UInt64 {
    case variable = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  /// An `int32`, `int64` or `enum`; negative numbers take ten bytes.
  public mutating func integer(_ field: Int, _ value: Int) {
    key(field, .variable)
    variable(UInt64(bitPattern: Int64(value)))
  }

  /// A `float`.
  public mutating func float(_ field: Int, _ value: Float) {
    key(field, .fourBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A `double`.
  public mutating func double(_ field: Int, _ value: Double) {
    key(field, .eightBytes)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A `string`.
  public mutating func text(_ field: Int, _ value: String) { data(field, Data(value.utf8)) }

  /// A field of `bytes`.
  public mutating func data(_ field: Int, _ value: Data) {
    key(field, .counted)
    variable(UInt64(value.count))
    bytes.append(value)
  }

  /// A message inside this one, with the fields that `write` writes.
  public mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    data(field, inner.bytes)
  }

  private mutating func key(_ field: Int, _ type: WireType) { variable(UInt64(field) << 3 | type.rawValue) }

  /// Seven bits a byte, the lowest first; the eighth says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
