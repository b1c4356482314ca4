import Engine
import Foundation

/// The arrays of a NumPy `.npz` file: a zip archive, stored or deflated, of `.npy` files.
///
/// Arrays of 32- and 64-bit floats are read, by rows or by columns, whichever byte order they have; and arrays of bytes,
/// row after row, so that one of many images need not fit into memory.
///
/// NumPy, *NEP 1: A Simple File Format for NumPy Arrays* (2007).
public struct NumPyArchive {
  private let archive: ZipArchive

  /// The most bytes that ``array(_:)`` holds, as 64-bit floats: the covariance of 11,000 features.
  public static let largestArray = 1 << 30

  /// Opens a file.
  ///
  /// - Throws: `StoreError.fileNotFound`, `StoreError.cannotRead`, `StoreError.damaged`.
  public init(contentsOf url: URL) throws { archive = try ZipArchive(contentsOf: url) }

  /// The names of the arrays, in the order in which they lie in the file.
  public var names: [String] { archive.names.filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) } }

  /// How an array lies in the file; its values are not read.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.damaged`.
  public func layout(of name: String) throws -> NumPyLayout { try open(name) { layout, _ in layout } }

  /// Reads an array.
  ///
  /// - Throws: `StoreError.missingTensor`, `StoreError.damaged`, also for an array beyond ``largestArray``.
  public func array(_ name: String) throws -> NumPyArray {
    try open(name) { layout, reader in
      guard let type = layout.floats else {
        throw MalformedArray(
          reason: "holds values of type \(layout.type.shortened(to: 20)), and 32- and 64-bit floats (f4, f8) are read")
      }
      let count = layout.byteCount / type.size
      guard count <= Self.largestArray / 8 else {
        throw MalformedArray(reason: "has \(count) values, and \(Self.largestArray / 8) are read at most")
      }
      let bytes = try reader.bytes(layout.byteCount)
      try reader.finish()
      let scalars = bytes.withUnsafeBytes { bytes in
        (0..<count).map { type.value(bytes, $0) }
      }
      return NumPyArray(
        shape: layout.shape, scalars: layout.isByColumns ? byRows(scalars, layout.shape) : scalars)
    }
  }

  /// Reads rows of an array, such as images of `[images, height, width, 3]`, one after another: no more than one is held.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - rows: The places along the first axis, in rising order.
  ///   - body: Called with the bytes of every row.
  /// - Throws: `StoreError.missingTensor`, `StoreError.damaged`, and what `body` throws.
  public func forEachRow(of name: String, _ rows: [Int], _ body: ([UInt8]) throws -> Void) throws {
    try open(name) { layout, reader in
      let length = layout.byteCount / max(layout.shape.first ?? 0, 1)
      var next = 0
      for row in rows {
        require(row >= next && row < layout.shape[0], "NumPyArchive.forEachRow: row \(row) after row \(next)")
        try reader.skip((row - next) * length)
        try body(reader.bytes(length))
        next = row + 1
      }
      try reader.finish()
    }
  }

  /// Calls `body` with an array's layout and with what reads its values.
  private func open<Result>(_ name: String, _ body: (NumPyLayout, ZipEntryReader) throws -> Result) throws -> Result {
    guard names.contains(name) else {
      throw StoreError.missingTensor(name: name, path: archive.path, holds: names)
    }
    do {
      let reader = try archive.reader(of: name + ".npy")
      return try body(NumPyLayout(reader), reader)
    } catch let error as MalformedArray {
      throw StoreError.damaged(
        path: archive.path, format: .zip, reason: "array \"\(name.shortened(to: 80))\" \(error.reason)")
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

/// Values that lie by columns (Fortran order: the first axis runs fastest), by rows.
private func byRows(_ scalars: [Double], _ shape: [Int]) -> [Double] {
  guard shape.count > 1, !scalars.isEmpty else { return scalars }
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in 1..<shape.count { strides[axis] = strides[axis - 1] * shape[axis - 1] }
  var place = 0
  var index = [Int](repeating: 0, count: shape.count)
  return scalars.indices.map { _ in
    let value = scalars[place]
    // The last axis is the first to go on.
    for axis in shape.indices.reversed() {
      index[axis] += 1
      place += strides[axis]
      if index[axis] < shape[axis] { break }
      place -= shape[axis] * strides[axis]
      index[axis] = 0
    }
    return value
  }
}
