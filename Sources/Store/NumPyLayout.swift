import Engine

/// How an array lies in a `.npy` file: what its header says.
public struct NumPyLayout: Equatable, Sendable {
  /// The type of the values as NumPy writes it, such as `<f8` or `|u1`.
  public let type: String
  /// The size along each axis.
  public let shape: [Int]
  /// Whether the first axis runs fastest (Fortran order) rather than the last.
  public let isByColumns: Bool
  /// How many bytes the values take.
  let byteCount: Int

  /// Whether the values are bytes.
  public var isBytes: Bool { type == "|u1" }

  /// How to read the values as floats; `nil` if they are none.
  var floats: NumPyFloats? {
    guard ["<f8", "<f4", ">f8", ">f4"].contains(type) else { return nil }
    return NumPyFloats(size: type.hasSuffix("f4") ? 4 : 8, isBigEndian: type.hasPrefix(">"))
  }
}

/// 32- or 64-bit floats of either byte order.
struct NumPyFloats {
  /// The size of a value in bytes.
  let size: Int
  let isBigEndian: Bool

  func value(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Double {
    if size == 4 {
      let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
      return Double(Float(bitPattern: isBigEndian ? UInt32(bigEndian: bits) : UInt32(littleEndian: bits)))
    }
    let bits = bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
    return Double(bitPattern: isBigEndian ? UInt64(bigEndian: bits) : UInt64(littleEndian: bits))
  }
}

/// Why bytes are not an array that can be read.
struct MalformedArray: Error {
  let reason: String
}

extension NumPyLayout {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header that is read, in bytes: six times NumPy's own limit.
  private static let longestHeader = 1 << 16

  /// Reads the header of a `.npy` file, and leaves the reader where the values begin.
  ///
  /// - Throws: ``MalformedArray``, also if the values that follow are not as many as the header says.
  init(_ reader: ZipEntryReader) throws {
    guard reader.limit >= 10, case let start = try reader.bytes(8), start.starts(with: Self.magic) else {
      throw MalformedArray(reason: "does not begin as a .npy file does")
    }
    let version = start[6]
    guard (1...3).contains(version), reader.limit >= 4 else {
      throw MalformedArray(reason: "has format version \(version), and 1 to 3 are read")
    }
    let length = try reader.bytes(version == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.longestHeader else {
      throw MalformedArray(reason: "has a header of \(length) bytes, and \(Self.longestHeader) are read at most")
    }
    guard length <= reader.limit, let header = String(validating: try reader.bytes(length), as: UTF8.self) else {
      throw MalformedArray(reason: "ends inside its header")
    }
    (type, shape, isByColumns) = try Self.parse(header)
    // Every type that is read says its size in bytes last.
    let size = type.last?.wholeNumberValue ?? 0
    guard size > 0, let count = HeldLimits.byteCount(of: shape, elementSize: size), count == reader.limit else {
      throw MalformedArray(
        reason: "declares \("\(shape)".shortened(to: 80)) values of type \(type.shortened(to: 20)) and holds "
          + "\(reader.limit) bytes")
    }
    byteCount = count
  }

  /// The type, the shape and the order in a header, a Python dictionary such as
  /// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
  private static func parse(_ header: String) throws -> (type: String, shape: [Int], isByColumns: Bool) {
    guard let type = header.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
      let order = header.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
      let list = header.firstMatch(of: /'shape':\s*\(([0-9,\sL]*)\)/)?.1
    else { throw MalformedArray(reason: "has a header that names no type, order and shape") }
    var shape: [Int] = []
    for item in list.split(separator: ",") {
      let text = item.filter { $0.isASCII && $0.isNumber }
      if text.isEmpty { continue }
      guard let size = Int(text) else { throw MalformedArray(reason: "has an axis of size \(text.shortened(to: 40))") }
      shape.append(size)
    }
    return (String(type), shape, order == "True" && shape.count > 1)
  }
}
