import Engine
import Foundation

/// Labelled images of one shape, held as bytes.
///
/// CIFAR-10's training and test images, any slice of `Shapes`, and a reader's own folder are values of this one type, so
/// code that trains or measures takes any of them. A byte costs a quarter of a float: all of CIFAR-10 is 184 MB, and a
/// batch becomes floats only when it is asked for. A reader's own images stay in a file, and cost no memory at all.
public struct ImageDataset: Sendable {
  /// Which data set the images are from, down to the copy. Caches are kept by it.
  public let identity: DataSet.Identity
  /// The height, width and channels of every image.
  public let shape: ImageShape
  /// What each label stands for.
  public let classNames: [String]
  /// One label per image: an index into `classNames`.
  public let labels: [UInt8]
  private let store: PixelStore

  /// A data set of the given images.
  ///
  /// - Parameter pixels: `labels.count` images of `shape.bytes` bytes, each `[height, width, channels]`.
  public init(
    identity: DataSet.Identity, shape: ImageShape = .colour32, classNames: [String], labels: [UInt8], pixels: [UInt8]
  ) {
    self.init(identity: identity, shape: shape, classNames: classNames, labels: labels, store: .memory(pixels))
  }

  init(
    identity: DataSet.Identity, shape: ImageShape, classNames: [String], labels: [UInt8], store: PixelStore
  ) {
    require(
      store.count == labels.count * shape.bytes,
      "ImageDataset: \(labels.count) labels, but \(store.count) bytes of pixels instead of "
        + "\(labels.count) × \(shape.bytes)")
    require(
      labels.allSatisfy { $0 < classNames.count }, "ImageDataset: a label is not below \(classNames.count)")
    self.identity = identity
    self.shape = shape
    self.classNames = classNames
    self.labels = labels
    self.store = store
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// Every image's bytes, one image after another, each `[height, width, channels]`.
  public var pixels: [UInt8] {
    switch store {
    case .memory(let bytes): bytes
    case .file: store.withBytes(0..<store.count) { Array($0) }
    }
  }

  /// The bytes of one image, `[height, width, channels]`.
  public func bytes(of index: Int) -> [UInt8] { withBytes(of: index) { Array($0) } }

  private func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    require(labels.indices.contains(index), "ImageDataset: no image \(index) among \(count)")
    return store.withBytes(index * shape.bytes..<(index + 1) * shape.bytes, body)
  }

  /// The images at `indices` as a tensor `[indices.count, side, side, channels]` with values in [-1, 1], the range of
  /// tanh.
  public func tensor(of indices: some Collection<Int>) -> Tensor {
    tensor(of: indices) { _ in false }
  }

  /// The images at `indices`, those in whose place `isMirrored` holds mirrored left to right.
  func tensor(of indices: some Collection<Int>, mirroring isMirrored: (_ place: Int) -> Bool) -> Tensor {
    Tensor(shape: shape.batch(indices.count)) { values in
      for (place, index) in indices.enumerated() {
        let start = place * shape.bytes
        let target = UnsafeMutableBufferPointer(rebasing: values[start..<start + shape.bytes])
        withBytes(of: index) { write($0, mirrored: isMirrored(place), to: target) }
      }
    }
  }

  private func write(
    _ source: UnsafeBufferPointer<UInt8>, mirrored: Bool, to target: UnsafeMutableBufferPointer<Float>
  ) {
    guard mirrored else {
      for i in 0..<source.count { target[i] = Self.value(source[i]) }
      return
    }
    let (side, channels) = (shape.side, shape.channels)
    for y in 0..<side {
      for x in 0..<side {
        let from = (y * side + x) * channels
        let to = (y * side + side - 1 - x) * channels
        for channel in 0..<channels { target[to + channel] = Self.value(source[from + channel]) }
      }
    }
  }

  /// A byte on the scale of tanh: 0 becomes -1, 255 becomes 1.
  private static func value(_ byte: UInt8) -> Float { Float(byte) / 127.5 - 1 }

  /// A data set of the images in `range` alone.
  public func slice(_ range: Range<Int>) -> ImageDataset {
    require(
      range.lowerBound >= 0 && range.upperBound <= count, "ImageDataset: no images \(range) among \(count)")
    return ImageDataset(
      identity: identity, shape: shape, classNames: classNames, labels: Array(labels[range]),
      store: store[range.lowerBound * shape.bytes..<range.upperBound * shape.bytes])
  }
}

extension Tensor {
  /// A row for each of `classes`: 1 in the place of the class and 0 elsewhere, `[classes.count, count]`.
  public static func oneHot(_ classes: [Int], of count: Int) -> Tensor {
    require(
      classes.allSatisfy { 0..<count ~= $0 }, "Tensor.oneHot: a class that is not from 0 to \(count - 1)")
    return Tensor(shape: [classes.count, count]) { values in
      values.initialize(repeating: 0)
      for (row, label) in classes.enumerated() { values[row * count + label] = 1 }
    }
  }
}
