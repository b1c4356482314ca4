import Engine
import Foundation

/// An array to be written to a `.npz` file.
public struct NumPyContents {
  fileprivate let name: String
  fileprivate let header: String
  fileprivate let byteCount: Int
  fileprivate let write: (ByteSink) throws -> Void

  /// 64-bit floats, row by row.
  public init(_ name: String, shape: [Int], _ values: [Double]) { self.init(name, "<f8", shape, values) }

  /// 32-bit floats, row by row.
  public init(_ name: String, shape: [Int], _ values: [Float]) { self.init(name, "<f4", shape, values) }

  /// Bytes, row by row, such as images `[images, height, width, 3]`.
  public init(_ name: String, shape: [Int], _ values: [UInt8]) { self.init(name, "|u1", shape, values) }

  private init<Value: BitwiseCopyable>(_ name: String, _ type: String, _ shape: [Int], _ values: [Value]) {
    require(
      shape.reduce(1, *) == values.count, "NumPyContents: \(values.count) values do not fill the shape \(shape)")
    self.name = name
    let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    byteCount = values.count * MemoryLayout<Value>.size
    write = { sink in try values.withUnsafeBytes(sink.write) }
  }

  /// What stands before the values: magic number, version 1, the header's length and the header, together a multiple of 64.
  fileprivate var preamble: [UInt8] {
    var text = Array(header.utf8)
    text += [UInt8](repeating: 0x20, count: 63 - (10 + text.count) % 64) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }
}

extension NumPyArchive {
  /// Writes arrays to a `.npz` file as NumPy's `savez` does: stored, not compressed. The same arrays give the same bytes.
  ///
  /// The file appears whole or not at all.
  ///
  /// - Throws: `StoreError.cannotWrite`, also for more than the 4 GB that a zip archive of 32 bits holds.
  public static func write(_ arrays: [NumPyContents], to url: URL) throws {
    let total = arrays.reduce(0) { $0 + $1.byteCount + 1024 }
    guard total < Int(UInt32.max), arrays.count < Int(UInt16.max) else {
      throw StoreError.cannotWrite(
        path: url.path, reason: "\(total) bytes are more than a .npz holds; write .safetensors instead")
    }
    try replaceFile(at: url.path) { file in
      var directory: [UInt8] = []
      var position = 0
      for array in arrays {
        let name = Array((array.name + ".npy").utf8), preamble = array.preamble
        let sum = ChecksumSink()
        preamble.withUnsafeBytes(sum.write)
        try array.write(sum)
        // Version 2.0, no flags, stored, the first of January 1980, and what the entry holds.
        var record = number(20 as UInt16) + number(0 as UInt16) + number(0 as UInt16) + number(0x0021_0000 as UInt32)
        record += number(sum.sum) + number(UInt32(preamble.count + array.byteCount))
        record += number(UInt32(preamble.count + array.byteCount)) + number(UInt16(name.count)) + number(0 as UInt16)
        let local = number(ZipSignature.header) + record + name
        directory += number(ZipSignature.directory) + number(20 as UInt16) + record
        directory += [UInt8](repeating: 0, count: 10) + number(UInt32(position)) + name
        try (local + preamble).withUnsafeBytes(file.write)
        try array.write(file)
        position += local.count + preamble.count + array.byteCount
      }
      let count = number(UInt16(arrays.count))
      let end = number(ZipSignature.end) + [0, 0, 0, 0] + count + count
      try (directory + end + number(UInt32(directory.count)) + number(UInt32(position)) + [0, 0])
        .withUnsafeBytes(file.write)
    }
  }
}

/// The little-endian bytes of a number.
private func number(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// Takes bytes for their checksum.
private final class ChecksumSink: ByteSink {
  private(set) var sum: UInt32 = 0
  func write(_ bytes: UnsafeRawBufferPointer) { sum = checksum(bytes, after: sum) }
}
