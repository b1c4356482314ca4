import Engine
import Foundation
import Testing

@testable import Store

/// A new, empty folder, removed after `body`.
func withTemporaryStore<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// One of the files that `Resources/Store/make.py` made.
func storeResource(_ name: String) -> URL {
  Bundle.module.bundleURL.appendingPathComponent("Resources/Store/\(name)")
}

/// A file's every bit, in a form that can be compared.
struct StoredContents: Equatable {
  struct Stored: Equatable {
    let type: ElementType
    let shape: [Int]
    let bytes: [UInt8]
  }

  let metadata: [String: String]
  let tensors: [String: Stored]

  init(_ file: TensorFile) throws {
    metadata = file.metadata
    tensors = try Dictionary(
      uniqueKeysWithValues: file.names.map { name in
        let shape = try file.shape(of: name)
        return (name, Stored(type: try file.elementType(of: name), shape: shape, bytes: try file.bytes(of: name)))
      })
  }
}

extension Data {
  /// Writes a file without waiting for the disk, as `write(to:)` does; some tests write thousands.
  func writeQuickly(to url: URL) throws {
    try? FileManager.default.removeItem(at: url)
    let file = try FileWriter(creating: url.path)
    try withUnsafeBytes(file.write)
  }
}

// MARK: - Damage

extension Data {
  /// Changes one byte after the other, writes each damaged file and reads it.
  ///
  /// - Parameters:
  ///   - masks: The bits to flip in the byte at a position, each in a file of its own.
  ///   - read: Reads the damaged file, and expects what it must hold if it is not refused.
  /// - Returns: How many files were refused with an error that names them.
  func refusals(
    at url: URL, masks: (_ position: Int) -> [UInt8] = { [1 << ($0 % 8), 0xFF] }, _ read: (Comment) throws -> Void
  ) throws -> Int {
    var refused = 0
    for position in indices {
      for mask in masks(position) {
        var damaged = self
        damaged[position] ^= mask
        try damaged.writeQuickly(to: url)
        do {
          try read("byte \(position), mask \(mask)")
        } catch let error as StoreError {
          #expect(error.description.hasPrefix(url.path))
          refused += 1
        }
      }
    }
    return refused
  }

  /// Expects the file to be refused as damaged wherever it is cut short, and when a byte follows its end.
  ///
  /// - Parameter formats: What the complaint may take it for; a beginning does not always say what it belongs to.
  func expectRefusedUnlessWhole(
    at url: URL, as formats: Set<FileFormat>, _ read: (URL) throws -> some Any
  ) throws {
    for length in 0...count {
      try (length < count ? prefix(length) : self + [0]).writeQuickly(to: url)
      let error = #expect(throws: StoreError.self, "cut after \(length) bytes") { try read(url) }
      guard case .damaged(path: url.path, let format, reason: _)? = error, formats.contains(format) else {
        Issue.record("\(length) of \(count) bytes: \(String(describing: error))")
        continue
      }
    }
  }
}

/// The names in a folder, sorted.
func fileNames(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// The bit patterns of a tensor's values.
func bitPatterns(_ tensor: Tensor) -> [UInt32] { tensor.scalars.map(\.bitPattern) }

/// Values that a careless copy would change: NaNs with payloads, both zeros, subnormals, infinities.
let delicateFloats: [Float] = [
  .zero, -.zero, .leastNonzeroMagnitude, -.leastNormalMagnitude / 2, .greatestFiniteMagnitude, .infinity, -.infinity,
  Float(bitPattern: 0x7FC1_2345), Float(bitPattern: 0xFF80_0001), 0.1,
]

/// A zip archive of stored entries, as its format has them.
func storedArchive(_ entries: KeyValuePairs<String, [UInt8]>) -> Data {
  func number(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
  var (body, directory): ([UInt8], [UInt8]) = ([], [])
  for (name, bytes) in entries {
    let sum = bytes.withUnsafeBytes { checksum($0) }
    var record: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + number(sum)
    record += number(UInt32(bytes.count)) + number(UInt32(bytes.count)) + number(UInt16(name.utf8.count)) + [0, 0]
    directory += [0x50, 0x4B, 1, 2, 20, 0] as [UInt8]
    directory += record
    directory += [UInt8](repeating: 0, count: 10) + number(UInt32(body.count))
    directory += Array(name.utf8)
    body += [0x50, 0x4B, 3, 4] as [UInt8]
    body += record
    body += Array(name.utf8)
    body += bytes
  }
  let count = number(UInt16(entries.count))
  var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
  end += count + count
  end += number(UInt32(directory.count)) + number(UInt32(body.count)) + [0, 0]
  return Data(body + directory + end)
}
