import Foundation

extension Shapes {
  /// The ten classes, in the order of the labels.
  public enum Figure: Int, CaseIterable, Sendable {
    case disc, ring, crescent, square, triangle, star, cross, heart, arrow, bolt
  }

  /// The eight hues, in the order of the labels.
  public enum Hue: Int, CaseIterable, Sendable {
    case red, orange, yellow, green, cyan, blue, purple, pink
  }
}

extension Shapes.Figure {
  /// How far a figure's outermost point may be from the origin.
  static let reach: Float = 1.2

  /// The figure around the origin, upright, within `reach`; all have about the same visual weight.
  var outline: Outline { Self.outlines[rawValue] }

  private static let outlines = allCases.map(\.drawn)

  private var drawn: Outline {
    switch self {
    case .disc: .disc(0.9)
    case .ring: .difference(.disc(1), .disc(0.54))
    case .crescent: .polygon(Self.crescentCorners, rounding: 0.04)
    case .square: .polygon([[-0.72, -0.72], [0.72, -0.72], [0.72, 0.72], [-0.72, 0.72]], rounding: 0.08)
    case .triangle: .polygon(Self.corners(3, radius: 0.98, at: [0, 0.18]), rounding: 0.1)
    case .star: .polygon(Self.starCorners, rounding: 0.06)
    case .cross: .polygon(Self.crossCorners, rounding: 0.06)
    case .heart:
      .union(
        .union(.disc(0.53, at: [-0.44, -0.32]), .disc(0.53, at: [0.44, -0.32])),
        .polygon([[0, -0.6], [0.78, 0.1], [0, 0.92], [-0.78, 0.1]], rounding: 0.04))
    case .arrow:
      .polygon(
        [[0, -1], [0.82, -0.12], [0.3, -0.12], [0.3, 0.9], [-0.3, 0.9], [-0.3, -0.12], [-0.82, -0.12]],
        rounding: 0.06)
    case .bolt:
      .polygon(
        [[0.3, -1.05], [-0.66, 0.18], [-0.08, 0.18], [-0.3, 1.05], [0.66, -0.24], [0.08, -0.24]], rounding: 0.1)
    }
  }

  /// The corners of a regular polygon, the first straight up.
  private static func corners(_ count: Int, radius: Float, at centre: SIMD2<Float> = .zero) -> [SIMD2<Float>] {
    (0..<count).map { corner in
      let angle = 2 * Float.pi * Float(corner) / Float(count)
      return centre + radius * [sin(angle), -cos(angle)]
    }
  }

  /// The tips of a five-pointed star, and between them the corners of a smaller pentagon.
  private static var starCorners: [SIMD2<Float>] {
    zip(corners(10, radius: 1.08), corners(10, radius: 0.5)).enumerated().map { corner, ends in
      corner.isMultiple(of: 2) ? ends.0 : ends.1
    }
  }

  /// Points along the moon's outer edge from horn to horn, and back along the edge of its shadow.
  ///
  /// A difference of discs would do as well, but for its distance outside, which is wrong near the cut-out part.
  private static var crescentCorners: [SIMD2<Float>] {
    let tilt: Float = -0.4, horn: Float = 0.9, shadowCentre: Float = 0.5
    let reach = SIMD2(cos(horn) - shadowCentre, sin(horn))
    let shadowRadius = (reach * reach).sum().squareRoot(), shadowHorn = atan2(reach.y, reach.x)
    func arc(_ centre: Float, _ radius: Float, from start: Float, to end: Float, steps: Int) -> [SIMD2<Float>] {
      (0..<steps).map { step in
        let angle = start + (end - start) * Float(step) / Float(steps)
        let (x, y) = (centre + radius * cos(angle), radius * sin(angle))
        return [cos(tilt) * x - sin(tilt) * y - 0.06, sin(tilt) * x + cos(tilt) * y]
      }
    }
    return arc(0, 0.96, from: horn, to: 2 * .pi - horn, steps: 16)
      + arc(shadowCentre, 0.96 * shadowRadius, from: 2 * .pi - shadowHorn, to: shadowHorn, steps: 10)
  }

  /// A quarter of a plus sign, turned four times.
  private static var crossCorners: [SIMD2<Float>] {
    let arm: Float = 0.28, reach: Float = 0.9
    var corners: [SIMD2<Float>] = [[arm, -reach], [arm, -arm], [reach, -arm]]
    for turned in 0..<9 { corners.append([-corners[turned].y, corners[turned].x]) }
    return corners
  }
}

extension Shapes.Hue {
  /// The hue at its most telling lightness.
  var colour: Colour {
    switch self {
    case .red: Colour(lightness: 0.60, chroma: 0.22, hue: 27)
    case .orange: Colour(lightness: 0.74, chroma: 0.17, hue: 58)
    case .yellow: Colour(lightness: 0.89, chroma: 0.17, hue: 100)
    case .green: Colour(lightness: 0.68, chroma: 0.19, hue: 145)
    case .cyan: Colour(lightness: 0.80, chroma: 0.13, hue: 205)
    case .blue: Colour(lightness: 0.54, chroma: 0.20, hue: 262)
    case .purple: Colour(lightness: 0.50, chroma: 0.22, hue: 305)
    case .pink: Colour(lightness: 0.76, chroma: 0.16, hue: 352)
    }
  }
}
