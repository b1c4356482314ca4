import Engine
import Foundation

extension Animation {
  /// The bytes of a GIF file, which every browser and editor shows.
  ///
  /// Each frame has a palette of its own: frames of at most 256 colours are kept exactly, and others get those 256 that
  /// leave the least error. What is transparent is drawn on the page's ground.
  ///
  /// - Parameter diffusion: Whether each pixel's error is passed on to its neighbours (Floyd and Steinberg 1976), so that
  ///   areas have the right colour on average. Smooth photographs gain; small images lose their crispness, and files grow.
  ///
  /// CompuServe, *Graphics Interchange Format, version 89a* (1990), with Netscape's extension for loops.
  public func gif(diffusion: Bool = false) -> Data {
    let largest = Int(UInt16.max)
    require(
      width <= largest && height <= largest,
      "Animation.gif: \(width)×\(height) pixels; a GIF file has at most \(largest) in a row or column")
    var file = Data("GIF89a".utf8)
    // The size of the whole; no palette for all frames, and no ground colour.
    file.append(words: width, height)
    file.append(contentsOf: [0, 0, 0])
    // Loops are counted after the first showing, and 0 stands for no end: a file without the extension is shown once.
    if plays != 1 {
      file.append(contentsOf: [0x21, 0xFF, 11])
      file.append(contentsOf: "NETSCAPE2.0".utf8)
      file.append(contentsOf: [3, 1])
      file.append(words: plays.map { $0 - 1 } ?? 0)
      file.append(0)
    }
    for (index, frame) in frames.enumerated() {
      append(frame, seconds: seconds(ofFrame: index), diffusion: diffusion, to: &file)
    }
    file.append(0x3B)
    return file
  }

  private func append(_ frame: Image, seconds: Double, diffusion: Bool, to file: inout Data) {
    let pixels = frame.opaquePixels
    var palette = Palette(of: pixels)
    let indices =
      diffusion
      ? palette.diffusedIndices(of: pixels, width: width) : palette.indices(of: pixels)
    // Palettes have 2, 4, 8 … 256 colours.
    let bits = max(1, (palette.colours.count - 1).bitWidth - (palette.colours.count - 1).leadingZeroBitCount)
    // How long the frame is shown, and that it stays until the next one covers it.
    file.append(contentsOf: [0x21, 0xF9, 4, 0x04])
    file.append(words: Int((seconds * 100).rounded()))
    file.append(contentsOf: [0, 0])
    // Place and size, and the palette.
    file.append(0x2C)
    file.append(words: 0, 0, width, height)
    file.append(0x80 | UInt8(bits - 1))
    for colour in palette.colours + Array(repeating: 0, count: 1 << bits - palette.colours.count) {
      file.append(contentsOf: [UInt8(colour >> 16), UInt8(colour >> 8 & 255), UInt8(colour & 255)])
    }
    let symbolBits = max(2, bits)
    file.append(UInt8(symbolBits))
    let compressed = lzwCompressed(indices, symbolBits: symbolBits)
    for start in stride(from: 0, to: compressed.count, by: 255) {
      let block = compressed[start..<min(start + 255, compressed.count)]
      file.append(UInt8(block.count))
      file.append(contentsOf: block)
    }
    file.append(0)
  }
}

extension Palette {
  /// The number of the nearest colour for every pixel.
  fileprivate mutating func indices(of pixels: [UInt32]) -> [UInt8] {
    var indices: [UInt8] = []
    indices.reserveCapacity(pixels.count)
    var (last, index) = (pixels[0], self.index(of: pixels[0]))
    for pixel in pixels {
      if pixel != last { (last, index) = (pixel, self.index(of: pixel)) }
      indices.append(index)
    }
    return indices
  }

  /// The same, each pixel's error being passed on: 7/16 to the right, 3/16, 5/16 and 1/16 to the three below.
  fileprivate mutating func diffusedIndices(of pixels: [UInt32], width: Int) -> [UInt8] {
    // A column on either side takes what would leave the picture. In sixteenths of a shade.
    var errors = [SIMD4<Int32>](repeating: .zero, count: width + 2)
    var below = errors
    var indices: [UInt8] = []
    indices.reserveCapacity(pixels.count)
    for row in stride(from: 0, to: pixels.count, by: width) {
      for x in 0..<width {
        let wanted = pixels[row + x].samples &+ (errors[x + 1] &+ 8) &>> 4
        let clamped = wanted.clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
        let index = self.index(of: UInt32(clamped[0] << 16 | clamped[1] << 8 | clamped[2]))
        let error = clamped &- colours[Int(index)].samples
        indices.append(index)
        errors[x + 2] &+= error &* 7
        below[x] &+= error &* 3
        below[x + 1] &+= error &* 5
        below[x + 2] &+= error
      }
      errors = below
      below = [SIMD4<Int32>](repeating: .zero, count: width + 2)
    }
    return indices
  }
}

extension Image {
  /// The pixels as `0xRRGGBB`, before the page's ground where they are transparent.
  fileprivate var opaquePixels: [UInt32] {
    (0..<height).flatMap { y in
      (0..<width).map { x in
        let colour = colour(x: x, y: y)
        return UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
      }
    }
  }
}

extension Data {
  /// Appends 16-bit numbers, the low byte first.
  fileprivate mutating func append(words: Int...) {
    for word in words { append(contentsOf: [UInt8(word & 255), UInt8(word >> 8)]) }
  }
}
