import Engine

/// What one target pixel is made of: neighbouring source pixels, from `first` on, and their weights.
public struct ResamplingTaps: Equatable, Sendable {
  /// The first source pixel.
  public let first: Int
  /// The weights of that pixel and of those after it.
  public let weights: [Float]

  /// Source pixels from `first` on with these weights.
  public init(first: Int, weights: [Float]) { (self.first, self.weights) = (first, weights) }
}

/// A filter for resizing along one axis, as Pillow has it: centred on the target pixel, and widened when an image
/// shrinks, so that no pixel is left out.
public enum ResamplingFilter: Sendable {
  /// A triangle, which interpolates linearly where an image grows.
  case bilinear
  /// Cubic convolution with a = −½ (Keys 1981).
  case bicubic

  /// The taps of every target pixel, for `source` pixels brought to `target`. Their weights sum to one.
  public func taps(from source: Int, to target: Int) -> [ResamplingTaps] {
    require(source > 0 && target > 0, "ResamplingFilter.taps: from \(source) to \(target) pixels; at least 1 expected")
    let scale = Double(source) / Double(target)
    let width = max(scale, 1)
    let support = self == .bilinear ? width : 2 * width
    return (0..<target).map { index in
      let centre = (Double(index) + 0.5) * scale
      let first = max(Int(centre - support + 0.5), 0)
      let last = min(Int(centre + support + 0.5), source)
      let weights = (first..<last).map { weight((Double($0) - centre + 0.5) / width) }
      let sum = weights.reduce(0, +)
      return ResamplingTaps(first: first, weights: weights.map { Float($0 / sum) })
    }
  }

  /// The filter's value at a distance from its centre, in pixels.
  private func weight(_ x: Double) -> Double {
    let x = abs(x)
    if self == .bilinear { return max(0, 1 - x) }
    return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
  }
}

extension Image {
  /// The picture at another size, by Pillow's antialiased bicubic filter: rows first, then columns, each rounded to 8
  /// bits. Colours are weighted by alpha, so that what is transparent has no colour to give.
  ///
  /// Metrics resizes tensors with the same ``ResamplingFilter``, but without rounding, as the network's tools do.
  public func resized(width: Int, height: Int) -> Image {
    require(width > 0 && height > 0, "Image.resized: to \(width)×\(height); at least one pixel expected")
    guard (width, height) != (self.width, self.height) else { return self }
    let samples = channels == 4 ? Self.weighted(pixels) : pixels
    let across = ResamplingFilter.bicubic.taps(from: self.width, to: width)
    let down = ResamplingFilter.bicubic.taps(from: self.height, to: height)

    let narrow = [UInt8](unsafeUninitializedCapacity: self.height * width * channels) { target, filled in
      samples.withUnsafeBufferPointer { source in
        for y in 0..<self.height {
          let row = y * self.width * channels
          for taps in across {
            for channel in 0..<channels {
              var sum: Float = 0
              var from = row + taps.first * channels + channel
              for weight in taps.weights {
                sum += weight * Float(source[from])
                from += channels
              }
              target[filled] = Self.sample(sum)
              filled += 1
            }
          }
        }
      }
    }
    let resized = [UInt8](unsafeUninitializedCapacity: height * width * channels) { target, filled in
      for taps in down {
        for j in 0..<width * channels {
          var sum: Float = 0
          var from = taps.first * width * channels + j
          for weight in taps.weights {
            sum += weight * Float(narrow[from])
            from += width * channels
          }
          target[filled] = Self.sample(sum)
          filled += 1
        }
      }
    }
    return Image(
      width: width, height: height, channels: channels, pixels: channels == 4 ? Self.unweighted(resized) : resized)
  }

  private static func sample(_ value: Float) -> UInt8 { UInt8(min(max(value + 0.5, 0), 255)) }

  /// RGBA samples with colours multiplied by alpha.
  private static func weighted(_ pixels: [UInt8]) -> [UInt8] {
    mapped(pixels) { colour, alpha in
      let product = Int(colour) * Int(alpha)
      return UInt8((product + 127) / 255)
    }
  }

  /// RGBA samples with colours divided by alpha.
  private static func unweighted(_ pixels: [UInt8]) -> [UInt8] {
    mapped(pixels) { $1 == 0 ? $0 : UInt8(min(255 * Int($0) / Int($1), 255)) }
  }

  /// RGBA samples with `change` done to every colour and its alpha.
  private static func mapped(_ pixels: [UInt8], _ change: (UInt8, UInt8) -> UInt8) -> [UInt8] {
    var pixels = pixels
    for i in pixels.indices where i % 4 != 3 { pixels[i] = change(pixels[i], pixels[i | 3]) }
    return pixels
  }
}
