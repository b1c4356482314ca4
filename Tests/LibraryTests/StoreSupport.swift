import Engine
import Foundation

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
