import Engine
import Foundation

/// The arrays of a NumPy `.npz` file: a zip archive, stored or deflated, of `.npy` files.
///
/// Arrays of 32- and 64-bit floats in C order are read, whichever byte order they have.
///
/// NumPy, *NEP 1: A Simple File Format for NumPy Arrays* (2007).
public struct NumPyArchive {
  private let archive: ZipArchive

  /// Opens a file.
  ///
  /// - Throws: `StoreError.fileNotFound`, `StoreError.cannotRead`, `StoreError.damaged`.
  public init(contentsOf url: URL) throws { archive = try ZipArchive(contentsOf: url) }

  /// The names of the arrays, in the order in which they lie in the file.
  public var names: [String] { archive.names.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) } }

  /// Reads an array.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.damaged`.
  public func array(_ name: String) throws -> NumPyArray {
    guard names.contains(name) else {
      throw StoreError.missingTensor(name: name, path: archive.path, holds: names)
    }
    do {
      return try NumPyArray(npy: archive.bytes(of: name + ".npy"))
    } catch let error as MalformedArray {
      throw StoreError.damaged(path: archive.path, format: .zip, reason: "array \"\(name)\" \(error.reason)")
    }
  }
}

/// An array of numbers: its shape, and its values row by row.
public struct NumPyArray: Equatable, Sendable {
  /// The size along each axis.
  public let shape: [Int]
  /// The values in row-major order.
  public let scalars: [Double]

  /// An array of the given shape and values.
  public init(shape: [Int], scalars: [Double]) {
    require(
      shape.reduce(1, *) == scalars.count, "NumPyArray: \(scalars.count) values do not fill the shape \(shape)")
    (self.shape, self.scalars) = (shape, scalars)
  }
}

/// Why bytes are not an array that can be read.
struct MalformedArray: Error {
  let reason: String
}

extension NumPyArray {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The array in the bytes of a `.npy` file.
  init(npy bytes: [UInt8]) throws(MalformedArray) {
    guard bytes.starts(with: Self.magic), bytes.count >= 10 else {
      throw MalformedArray(reason: "does not begin as a .npy file does")
    }
    let version = bytes[6]
    let prefix = version == 1 ? 10 : 12
    guard (1...3).contains(version), bytes.count >= prefix else {
      throw MalformedArray(reason: "has format version \(version), and 1 to 3 are read")
    }
    let length = bytes[8..<prefix].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - prefix,
      let header = String(validating: bytes[prefix..<prefix + length], as: UTF8.self)
    else { throw MalformedArray(reason: "ends inside its header") }
    let (type, shape) = try Self.parse(header)
    let data = bytes[(prefix + length)...]
    let count = shape.reduce((value: 1, overflows: false)) {
      let (product, overflow) = $0.value.multipliedReportingOverflow(by: $1)
      return (product, $0.overflows || overflow)
    }
    let size = type.hasSuffix("f4") ? 4 : 8
    guard !count.overflows, data.count % size == 0, count.value == data.count / size else {
      throw MalformedArray(
        reason: "declares \(shape) values of \(size) bytes and holds \(data.count) bytes")
    }
    self.shape = shape
    scalars = data.withUnsafeBytes { raw in
      (0..<count.value).map { i in
        if size == 4 {
          let bits = raw.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)
          return Double(Float(bitPattern: type.hasPrefix(">") ? UInt32(bigEndian: bits) : UInt32(littleEndian: bits)))
        }
        let bits = raw.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self)
        return Double(bitPattern: type.hasPrefix(">") ? UInt64(bigEndian: bits) : UInt64(littleEndian: bits))
      }
    }
  }

  /// The type and the shape in a header, a Python dictionary such as
  /// `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
  private static func parse(_ header: String) throws(MalformedArray) -> (type: String, shape: [Int]) {
    guard let type = header.firstMatch(of: /'descr':\s*'([^']*)'/)?.1,
      let order = header.firstMatch(of: /'fortran_order':\s*(True|False)/)?.1,
      let list = header.firstMatch(of: /'shape':\s*\(([0-9,\sL]*)\)/)?.1
    else { throw MalformedArray(reason: "has a header that names no type, order and shape") }
    guard ["<f8", "<f4", ">f8", ">f4"].contains(String(type)) else {
      throw MalformedArray(reason: "holds values of type \(type), and 32- and 64-bit floats (f4, f8) are read")
    }
    var shape: [Int] = []
    for item in list.split(separator: ",") {
      let text = item.filter(\.isNumber)
      if text.isEmpty { continue }
      guard let size = Int(text) else { throw MalformedArray(reason: "has an axis of size \(text)") }
      shape.append(size)
    }
    guard order == "False" || shape.count < 2 else {
      throw MalformedArray(reason: "is stored by columns (Fortran order), and rows (C order) are read")
    }
    return (String(type), shape)
  }
}
