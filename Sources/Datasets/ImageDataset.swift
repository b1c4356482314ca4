import Engine

/// Labelled colour images of 32×32 pixels, held in memory as bytes.
///
/// CIFAR-10's training and test images and any slice of `Shapes` are values of this one type, so code that trains or
/// measures takes either. A byte costs a quarter of a float: all of CIFAR-10 is 184 MB, and a batch becomes floats
/// only when it is asked for.
public struct ImageDataset: Sendable {
  /// The height and width of every image, in pixels.
  public static let side = 32
  /// Red, green and blue.
  public static let channels = 3
  /// The number of bytes of one image.
  public static let imageBytes = side * side * channels

  /// Which data set the images are from, down to the copy. Caches are kept by it.
  public let identity: DataSet.Identity
  /// What each label stands for.
  public let classNames: [String]
  /// One label per image: an index into `classNames`.
  public let labels: [UInt8]
  /// Every image's bytes, one image after another, each `[height, width, channels]`.
  public let pixels: [UInt8]

  /// A data set of the given images.
  ///
  /// - Parameter pixels: `labels.count` images of `imageBytes` bytes, each `[height, width, channels]`.
  public init(identity: DataSet.Identity, classNames: [String], labels: [UInt8], pixels: [UInt8]) {
    require(
      pixels.count == labels.count * Self.imageBytes,
      "ImageDataset: \(labels.count) labels, but \(pixels.count) bytes of pixels instead of \(labels.count) × 3072")
    require(
      labels.allSatisfy { $0 < classNames.count }, "ImageDataset: a label is not below \(classNames.count)")
    self.identity = identity
    self.classNames = classNames
    self.labels = labels
    self.pixels = pixels
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The bytes of one image, `[height, width, channels]`.
  public func bytes(of index: Int) -> ArraySlice<UInt8> {
    require(labels.indices.contains(index), "ImageDataset: no image \(index) among \(count)")
    return pixels[index * Self.imageBytes..<(index + 1) * Self.imageBytes]
  }

  /// The images at `indices` as a tensor `[indices.count, 32, 32, 3]` with values in [-1, 1], the range of tanh.
  public func tensor(of indices: some Collection<Int>) -> Tensor {
    tensor(of: indices) { _ in false }
  }

  /// The images at `indices`, those in whose place `isMirrored` holds mirrored left to right.
  func tensor(of indices: some Collection<Int>, mirroring isMirrored: (_ place: Int) -> Bool) -> Tensor {
    Tensor(shape: [indices.count, Self.side, Self.side, Self.channels]) { values in
      for (place, index) in indices.enumerated() {
        let start = place * Self.imageBytes
        let target = UnsafeMutableBufferPointer(rebasing: values[start..<start + Self.imageBytes])
        write(index, mirrored: isMirrored(place), to: target)
      }
    }
  }

  private func write(_ index: Int, mirrored: Bool, to target: UnsafeMutableBufferPointer<Float>) {
    bytes(of: index).withUnsafeBufferPointer { source in
      guard mirrored else {
        for i in 0..<Self.imageBytes { target[i] = Self.value(source[i]) }
        return
      }
      for y in 0..<Self.side {
        for x in 0..<Self.side {
          let from = (y * Self.side + x) * Self.channels
          let to = (y * Self.side + Self.side - 1 - x) * Self.channels
          for channel in 0..<Self.channels { target[to + channel] = Self.value(source[from + channel]) }
        }
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
      identity: identity, classNames: classNames, labels: Array(labels[range]),
      pixels: Array(pixels[range.lowerBound * Self.imageBytes..<range.upperBound * Self.imageBytes]))
  }
}
