import Engine
import Foundation
import Store

/// Images in a `.npz` file as guided-diffusion's sampler writes and its evaluator reads them: `arr_0`, bytes of the shape
/// `[images, height, width, 3]` (Dhariwal & Nichol 2021). One batch is in memory at a time.
public struct NumPySupply: ImageSupply {
  /// The file's path.
  public let name: String
  private let archive: NumPyArchive
  private let shape: [Int]

  /// The array's name, as `numpy.savez` calls one without a name.
  private static let array = "arr_0"
  /// The largest image that is read, in values: 8,192 × 8,192 pixels.
  private static let largestImage = 3 << 26
  /// The most images of a file.
  private static let mostImages = 10_000_000

  /// The images in a file; `nil` if it has no `arr_0`.
  ///
  /// - Throws: ``NoImages`` if the array holds something else than images, and what reading throws.
  public init?(_ archive: NumPyArchive, path: String) throws {
    guard archive.names.contains(Self.array) else { return nil }
    let layout = try archive.layout(of: Self.array)
    let shape = layout.shape
    guard layout.isBytes, shape.count == 4, shape[3] == 3, shape[1] > 0, shape[2] > 0, !layout.isByColumns else {
      let order = layout.isByColumns ? ", by columns" : ""
      throw NoImages(
        description: "\(path) holds an \(Self.array) of type \(layout.type.shortened(to: 20)) and shape "
          + "\("\(shape)".shortened(to: 80))\(order), expected images: |u1 and [images, height, width, 3], by rows")
    }
    let (row, tooWide) = shape[1].multipliedReportingOverflow(by: shape[2])
    guard !tooWide, row <= Self.largestImage / 3, shape[0] <= Self.mostImages else {
      throw NoImages(
        description: "\(path) holds \(shape[0]) images of \(shape[1]) × \(shape[2]), which are too many or too large")
    }
    (name, self.archive, self.shape) = (path, archive, shape)
  }

  /// The number of images.
  public var available: Int? { shape[0] }

  /// Hands on `count` images: a random choice if not all are wanted.
  public func forEachBatch(
    _ count: Int, random: Random, of share: ImageShare, _ body: (Int, Tensor) throws -> Void
  ) throws {
    let chosen = count < shape[0] ? random.permutation(shape[0])[..<count].sorted() : Array(0..<shape[0])
    var bytes: [UInt8] = []
    let size = shape[1] * shape[2] * 3
    let most = imagesAtOnce(of: size)
    var block = 0
    func hand() throws {
      defer { bytes.removeAll(keepingCapacity: true) }
      guard !bytes.isEmpty, share.contains(block) else { return }
      let batch = Tensor(shape: [bytes.count / size] + shape[1...]) { values in
        for (index, byte) in bytes.enumerated() { values.initializeElement(at: index, to: Float(byte) / 127.5 - 1) }
      }
      try body(block, batch)
    }
    try archive.forEachRow(of: Self.array, chosen) { image in
      bytes += image
      if bytes.count == most * size {
        try hand()
        block += 1
      }
    }
    try hand()
  }
}
