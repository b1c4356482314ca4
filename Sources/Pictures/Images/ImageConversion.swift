import Engine

extension Image {
  /// The picture with so many channels.
  ///
  /// Alpha is resolved first, over `ground`, unless four channels are wanted. Grey is made of colours by Rec. 601's
  /// luma, 0.299 R + 0.587 G + 0.114 B on the encoded samples, as Pillow's `convert("L")` does; colours of grey are
  /// three equal samples; alpha where there was none is opaque.
  ///
  /// - Parameters:
  ///   - count: 1 (grey), 3 (RGB) or 4 (RGBA).
  ///   - ground: What shows through where a pixel is transparent: white unless another is given.
  public func converted(toChannels count: Int, over ground: Colour = .white) -> Image {
    require([1, 3, 4].contains(count), "Image.converted: to \(count) channels; 1, 3 or 4 expected")
    guard count != channels else { return self }
    let converted = [UInt8](unsafeUninitializedCapacity: width * height * count) { target, filled in
      for pixel in 0..<width * height {
        let i = pixel * channels
        var (red, green, blue) = (Int(pixels[i]), Int(pixels[i]), Int(pixels[i]))
        if channels > 1 { (green, blue) = (Int(pixels[i + 1]), Int(pixels[i + 2])) }
        if channels == 4 {
          let alpha = Int(pixels[i + 3])
          func mixed(_ sample: Int, _ ground: UInt8) -> Int {
            (sample * alpha + Int(ground) * (255 - alpha) + 127) / 255
          }
          (red, green, blue) = (mixed(red, ground.red), mixed(green, ground.green), mixed(blue, ground.blue))
        }
        if count == 1 {
          // The weights in 65,536ths.
          target[pixel] = UInt8((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16)
        } else {
          target[pixel * count] = UInt8(red)
          target[pixel * count + 1] = UInt8(green)
          target[pixel * count + 2] = UInt8(blue)
          if count == 4 { target[pixel * count + 3] = 255 }
        }
      }
      filled = width * height * count
    }
    return Image(width: width, height: height, channels: count, pixels: converted)
  }

  /// The part of the picture with its top left corner at (`x`, `y`).
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    require(
      x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= self.width && y + height <= self.height,
      "Image.cropped: \(width)×\(height) at (\(x), \(y)) is not within \(self.width)×\(self.height)")
    guard (width, height) != (self.width, self.height) else { return self }
    var part: [UInt8] = []
    part.reserveCapacity(width * height * channels)
    for row in y..<y + height {
      let start = (row * self.width + x) * channels
      part += pixels[start..<start + width * channels]
    }
    return Image(width: width, height: height, channels: channels, pixels: part)
  }

  /// The largest square in the picture's middle, brought to `side` by ``resized(width:height:)``. Of two middles the
  /// one further up or left is taken.
  public func squared(side: Int) -> Image {
    let shorter = min(width, height)
    return cropped(x: (width - shorter) / 2, y: (height - shorter) / 2, width: shorter, height: shorter)
      .resized(width: side, height: side)
  }

  /// The picture as it was seen by a camera that was held as EXIF counts orientations: 2 and 4 mirrored across and
  /// down, 3 upside down, 6 and 8 a quarter turned, 5 and 7 both.
  func turned(orientation: Int) -> Image {
    guard (2...8).contains(orientation) else { return self }
    let isTransposed = orientation >= 5
    let (columns, rows) = isTransposed ? (height, width) : (width, height)
    let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { target, filled in
      var next = 0
      for y in 0..<rows {
        for x in 0..<columns {
          var (fromX, fromY) = isTransposed ? (y, x) : (x, y)
          if [2, 3, 7, 8].contains(orientation) { fromX = width - 1 - fromX }
          if [3, 4, 6, 7].contains(orientation) { fromY = height - 1 - fromY }
          for channel in 0..<channels {
            target[next] = pixels[(fromY * width + fromX) * channels + channel]
            next += 1
          }
        }
      }
      filled = next
    }
    return Image(width: columns, height: rows, channels: channels, pixels: turned)
  }
}
