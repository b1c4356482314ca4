import Engine
import Foundation

/// A picture of 8-bit samples: grey, RGB or RGBA, row by row from the top left.
public struct Image: Figure, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Samples in a pixel: 1 is grey, 3 is RGB, 4 is RGBA (colours not multiplied by alpha).
  public let channels: Int
  /// The samples, `[height, width, channels]` in row-major order.
  public let pixels: [UInt8]

  /// A picture of the given samples, `[height, width, channels]` in row-major order.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    require(width > 0 && height > 0, "Image: \(width)×\(height) has no pixels")
    require([1, 3, 4].contains(channels), "Image: \(channels) channels; 1 (grey), 3 (RGB) or 4 (RGBA) expected")
    require(
      pixels.count == width * height * channels,
      "Image: \(pixels.count) samples do not fill \(width)×\(height) pixels of \(channels) channels")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// A picture of a tensor `[height, width, channels]`, or `[height, width]` for grey.
  ///
  /// `range` is spread over 0…255: values are clamped to it and rounded to the nearest sample. A pixel that holds a
  /// NaN is shown in magenta, which hardly any image contains; in a grey picture, as black or white in a checkerboard.
  public init(_ tensor: Tensor, range: ClosedRange<Float> = -1...1) {
    let shape = tensor.shape
    require(
      shape.count == 2 || shape.count == 3, "Image: a tensor [height, width, channels] expected, not \(shape)")
    require(range.lowerBound < range.upperBound, "Image: the range \(range) is empty")
    let (height, width, channels) = (shape[0], shape[1], shape.count == 3 ? shape[2] : 1)
    let pixels = tensor.withUnsafeScalars { values -> [UInt8] in
      var pixels = [UInt8](repeating: 0, count: values.count)
      let scale = 255 / (range.upperBound - range.lowerBound)
      var undefined: [Int] = []
      for (i, value) in values.enumerated() {
        if value.isNaN {
          undefined.append(i / channels)
        } else {
          let clamped = min(max(value, range.lowerBound), range.upperBound)
          pixels[i] = UInt8(((clamped - range.lowerBound) * scale).rounded())
        }
      }
      for pixel in undefined {
        let checker: UInt8 = (pixel / width + pixel % width).isMultiple(of: 2) ? 255 : 0
        let marker = channels == 1 ? [checker] : [255, 0, 255, 255]
        for channel in 0..<channels { pixels[pixel * channels + channel] = marker[channel] }
      }
      return pixels
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }

  /// The picture as a tensor `[height, width, channels]`, the samples 0…255 spread over `range`.
  public func tensor(range: ClosedRange<Float> = -1...1) -> Tensor {
    let scale = (range.upperBound - range.lowerBound) / 255
    return Tensor(shape: [height, width, channels]) { values in
      for (i, sample) in pixels.enumerated() { values[i] = Float(sample) * scale + range.lowerBound }
    }
  }

  /// The picture with every pixel made a square of `factor` by `factor`: nearest neighbour, so that small images stay crisp.
  public func enlarged(by factor: Int) -> Image {
    require(factor >= 1, "Image.enlarged: by \(factor); at least 1 expected")
    guard factor > 1 else { return self }
    var enlarged: [UInt8] = []
    enlarged.reserveCapacity(pixels.count * factor * factor)
    for y in 0..<height {
      let start = enlarged.count
      for x in 0..<width {
        let pixel = pixels[((y * width + x) * channels)..<((y * width + x + 1) * channels)]
        for _ in 0..<factor { enlarged.append(contentsOf: pixel) }
      }
      let row = enlarged[start...]
      for _ in 1..<factor { enlarged.append(contentsOf: row) }
    }
    return Image(width: width * factor, height: height * factor, channels: channels, pixels: enlarged)
  }

  /// The pixel's colour before a ground that shows through where the pixel is transparent.
  func colour(x: Int, y: Int, over ground: Colour = Style.paper) -> Colour {
    let i = (y * width + x) * channels
    guard channels > 1 else { return Colour(red: pixels[i], green: pixels[i], blue: pixels[i]) }
    let colour = Colour(red: pixels[i], green: pixels[i + 1], blue: pixels[i + 2])
    return channels == 3 ? colour : ground.mixed(with: colour, Double(pixels[i + 3]) / 255)
  }

  /// `png`.
  public var fileExtension: String { "png" }
  /// The bytes of a PNG file.
  public func encoded() throws -> Data { try png() }
  /// The picture itself.
  public var raster: Image? { self }
}
