import Foundation

/// A colour of the sRGB space in 8 bits a channel.
public struct Colour: Equatable, Sendable {
  /// How much there is of each primary.
  public var red, green, blue: UInt8

  /// A colour by its three samples.
  public init(red: UInt8, green: UInt8, blue: UInt8) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// All there is of each primary.
  public static let white = Colour(0xFFFFFF)

  /// A colour written as in a style sheet, `0x0072B2` for `#0072B2`.
  package init(_ hex: UInt32) {
    self.init(red: UInt8(hex >> 16 & 255), green: UInt8(hex >> 8 & 255), blue: UInt8(hex & 255))
  }

  /// A colour given by its perceived lightness (0…1), chroma (0 is grey, 0.3 is vivid) and hue in degrees: Oklab in
  /// polar coordinates, in which equal distances look about equal (Ottosson 2020). Chroma beyond what sRGB can show is
  /// taken down until it fits, so that lightness, which carries the value in a colour map, stays exact.
  package init(lightness: Double, chroma: Double, hue: Double) {
    func linear(_ chroma: Double) -> [Double] {
      let a = chroma * cos(hue * .pi / 180)
      let b = chroma * sin(hue * .pi / 180)
      let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
      let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
      let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
      return [
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
      ]
    }
    var chroma = chroma
    while chroma > 0, !linear(chroma).allSatisfy({ (0...1).contains($0) }) { chroma -= 0.002 }
    let samples = linear(max(chroma, 0)).map { value -> UInt8 in
      let value = min(max(value, 0), 1)
      let encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
      return UInt8((255 * encoded).rounded())
    }
    self.init(red: samples[0], green: samples[1], blue: samples[2])
  }

  /// The colour as SVG writes it, `#0072b2`.
  package var hex: String {
    let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// Brightness as the eye weighs the channels, 0…1 (Rec. 709, on the encoded samples).
  package var luma: Double { (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255 }

  /// The colour on the straight way to another, `share` of it gone.
  package func mixed(with other: Colour, _ share: Double) -> Colour {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      let (start, end) = (Double(a), Double(b))
      return UInt8((start + (end - start) * share).rounded())
    }
    return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}
