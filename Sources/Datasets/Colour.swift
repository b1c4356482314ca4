import Foundation

/// A colour by lightness, chroma and hue in Oklab, where equal steps look equal (Ottosson 2020).
struct Colour {
  /// From 0, black, to 1, white.
  var lightness: Float
  /// Distance from grey; the screen's most vivid colours have about 0.3.
  var chroma: Float
  /// The angle in degrees: near 30 is red, 100 yellow, 145 green, 260 blue.
  var hue: Float

  /// Red, green and blue as the screen takes them (sRGB), from 0 to 255, the nearest there are.
  var screen: SIMD3<Float> {
    let angle = hue * .pi / 180
    let a = chroma * cos(angle), b = chroma * sin(angle)
    let long = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b)
    let medium = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b)
    let short = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b)
    return SIMD3(
      encoded(4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short),
      encoded(-1.268_438 * long + 2.609_757_4 * medium - 0.341_319_4 * short),
      encoded(-0.004_196_086 * long - 0.703_418_6 * medium + 1.707_614_7 * short))
  }
}

private func cube(_ value: Float) -> Float { value * value * value }

/// Light from 0 to 1 on sRGB's curve, from 0 to 255.
private func encoded(_ light: Float) -> Float {
  let light = min(max(light, 0), 1)
  return 255 * (light <= 0.003_130_8 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055)
}
