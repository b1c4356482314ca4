import Foundation

/// A message in Protocol Buffers' wire format, taken apart without knowing what its fields are.
struct ProtobufMessage {
  struct Malformed: Error {}

  enum Value {
    case number(UInt64)
    case data(Data)
  }

  private var fields: [(number: Int, value: Value)] = []

  init(_ data: Data) throws {
    var rest = data[...]
    func take(_ count: Int) throws -> Data {
      guard count <= rest.count else { throw Malformed() }
      defer { rest = rest.dropFirst(count) }
      return Data(rest.prefix(count))
    }
    func variable() throws -> UInt64 {
      var (value, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let byte = UInt64(try take(1)[0])
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 { return value }
      }
    }
    while !rest.isEmpty {
      let key = try variable()
      let value: Value =
        switch key & 7 {
        case 0: .number(try variable())
        case 1: .number(try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
        case 2: .data(try take(Int(variable())))
        case 5: .number(try take(4).reversed().reduce(0) { $0 << 8 | UInt64($1) })
        default: throw Malformed()
        }
      fields.append((Int(key >> 3), value))
    }
  }

  func integers(_ field: Int) -> [Int] {
    fields.compactMap { number, value in
      if case .number(let bits) = value, number == field { Int(Int64(bitPattern: bits)) } else { nil }
    }
  }

  func data(_ field: Int) -> [Data] {
    fields.compactMap { number, value in
      if case .data(let data) = value, number == field { data } else { nil }
    }
  }

  func texts(_ field: Int) -> [String] { data(field).map { String(decoding: $0, as: UTF8.self) } }
  func messages(_ field: Int) throws -> [ProtobufMessage] { try data(field).map { try ProtobufMessage($0) } }
}
