import Engine
import Foundation

/// Everything that chance decides about one image of `Shapes`, and the image.
struct ShapesPainting {
  private let outline: Outline
  private let centre: SIMD2<Float>
  private let radius: Float
  private let angle: Float
  private let ink: (light: SIMD3<Float>, dark: SIMD3<Float>)
  private let ground: PaintedGround

  /// How the ground is painted.
  var groundKind: Shapes.Ground { ground.kind }

  /// The figure in the hue, its place and its ground drawn from `random`.
  init(of figure: Shapes.Figure, in hue: Shapes.Hue, random: Random) {
    outline = figure.outline
    radius = random.value(in: 8.5...11.5)
    // However the figure is turned, a pixel is left between it and the border.
    let middle = Float(ImageShape.colour32.side) / 2, room = middle - 1 - Shapes.Figure.reach * radius
    centre = [middle + random.value(in: -room...room), middle + random.value(in: -room...room)]
    angle = random.value(in: -0.35...0.35)
    var colour = hue.colour
    colour.lightness += random.value(in: -0.03...0.03)
    colour.hue += random.value(in: -5...5)
    ground = PaintedGround(behind: colour, random: random)
    var (light, dark) = (colour, colour)
    light.lightness += 0.05
    dark.lightness -= 0.05
    ink = (light.screen, dark.screen)
  }

  /// Writes the image, 32×32 pixels of red, green and blue.
  func paint(to pixels: UnsafeMutableBufferPointer<UInt8>) {
    let side = ImageShape.colour32.side
    let cosine = cos(angle), sine = sin(angle)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: side * side) { distances in
      for y in 0..<side {
        for x in 0..<side {
          let offset = (SIMD2(Float(x), Float(y)) + 0.5 - centre) / radius
          let upright = SIMD2(cosine * offset.x + sine * offset.y, cosine * offset.y - sine * offset.x)
          distances[y * side + x] = radius * outline.distance(to: upright)
        }
      }
      for y in 0..<side {
        for x in 0..<side {
          let distance = distances[y * side + x]
          // A pixel whose centre lies on the edge is half covered.
          let coverage = min(max(0.5 - distance, 0), 1)
          // The figure's shadow falls two pixels down and one to the right, and fades over four.
          let shadow = min(max(1 - distances[max(y - 2, 0) * side + max(x - 1, 0)] / 4, 0), 1)
          let back = ground.colour(x: Float(x), y: Float(y)) * (1 - 0.3 * shadow * shadow)
          let shade = min(max(0.5 + (Float(x + y) + 1 - centre.x - centre.y) / (4 * radius), 0), 1)
          let front = ink.light + shade * (ink.dark - ink.light)
          let colour = back + coverage * (front - back)
          let start = (y * side + x) * ImageShape.colour32.channels
          for channel in 0..<ImageShape.colour32.channels {
            pixels[start + channel] = UInt8(colour[channel].rounded())
          }
        }
      }
    }
  }
}

extension Shapes {
  /// How the two colours behind a figure are mixed; all ways are equally likely.
  public enum Ground: CaseIterable, Sendable {
    /// From one colour to the other across the image.
    case gradient
    /// One colour in the middle, the other in the corners.
    case glow
    /// Two halves with a soft border.
    case halves
    /// Soft stripes.
    case stripes

    /// The stripes are a sine of this frequency, in radians per pixel.
    public static let stripeFrequency: Float = 0.7
  }
}

/// What is behind a figure: two pale or dark colours, mixed in one of several ways.
private struct PaintedGround {
  let kind: Shapes.Ground
  private let direction: SIMD2<Float>
  private let phase: Float
  private let near, far: SIMD3<Float>

  /// A ground that differs from `figure` in lightness by at least a fixed amount.
  init(behind figure: Colour, random: Random) {
    let contrast: Float = 0.25
    let dark: ClosedRange<Float> = 0.24...max(0.24, figure.lightness - contrast)
    let pale: ClosedRange<Float> = min(0.97, figure.lightness + contrast)...0.97
    let (darkRoom, paleRoom) = (dark.upperBound - dark.lowerBound, pale.upperBound - pale.lowerBound)
    let place = random.value(in: 0...(darkRoom + paleRoom))
    let isDark = place < darkRoom
    var colour = Colour(
      lightness: isDark ? dark.lowerBound + place : pale.lowerBound + place - darkRoom,
      chroma: random.value(in: 0.01...0.05), hue: random.value(in: 0...360))
    near = colour.screen
    // The second colour is further still from the figure's.
    colour.lightness += isDark ? -0.1 : 0.1
    colour.hue += random.value(in: -60...60)
    far = colour.screen
    kind = Shapes.Ground.allCases[random.integer(below: Shapes.Ground.allCases.count)]
    let angle = random.value(in: 0...2 * .pi)
    direction = [cos(angle), sin(angle)]
    phase = random.value(in: -1...1)
  }

  func colour(x: Float, y: Float) -> SIMD3<Float> {
    let offset = SIMD2(x, y) - Float(ImageShape.colour32.side - 1) / 2
    let across = (offset * direction).sum()
    let mixed: Float =
      switch kind {
      case .gradient: 0.5 + across / 40
      case .glow: (offset * offset).sum() / 450
      case .halves: 0.5 + (across - 6 * phase) / 3
      case .stripes: 0.5 + 0.5 * sin(across * Shapes.Ground.stripeFrequency + 3 * phase)
      }
    return near + min(max(mixed, 0), 1) * (far - near)
  }
}

extension Random {
  /// A number spread evenly over a range.
  fileprivate func value(in range: ClosedRange<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(next() >> 40) * 0x1p-24
  }
}
