import Pictures

/// How a value becomes a colour.
public enum ColourMap: Sendable, Equatable {
  /// From dark violet over blue and green to light yellow: lightness grows evenly with the value, so that the picture
  /// holds in grey and for colour-blind eyes.
  case sequential
  /// Orange below a centre, blue above it, nearly the page's ground at it, stronger the farther away; for signed values, or
  /// for probabilities about ½. So where a discriminator takes points for generated the ground has the colour of generated
  /// points. Even the ends are near the page's ground, pale on light pages and muted on dark ones, so that points and arrows can
  /// be seen on them.
  case diverging(about: Double = 0)
  /// From nearly the page's background to a blue-grey, for counts over which points must be seen.
  case pale

  /// Colours that a map and its key are drawn in: few enough for small files, too many for their edges to catch the eye; an
  /// even number, so that the middle of the domain is an edge.
  static let steps = 40

  /// The lowest, the middle and the highest colour of a diverging map on light and on dark pages: those of the lab, which has
  /// them in web/lab.css.
  private static let poles: (light: [Colour], dark: [Colour]) = (
    [0xD8A893, 0xF5F5F5, 0x96B8DC].map(Colour.init), [0x734A37, 0x222222, 0x395878].map(Colour.init)
  )

  /// The colour at `share` of the way along the map, 0…1. On a dark page it is darker, and the centre of a diverging map is
  /// nearly as dark as the page.
  func colour(at share: Double, onDark isDark: Bool) -> Colour {
    let share = min(max(share, 0), 1)
    switch self {
    case .sequential:
      return Colour(
        lightness: (isDark ? 0.22 : 0.26) + (isDark ? 0.6 : 0.66) * share, chroma: 0.11 + 0.06 * share,
        hue: 300 - 190 * share)
    case .pale:
      return Colour(lightness: isDark ? 0.25 + 0.28 * share : 0.97 - 0.3 * share, chroma: 0.06 * share, hue: 250)
    case .diverging:
      let colours = isDark ? Self.poles.dark : Self.poles.light
      return colours[1].mixed(with: colours[share < 0.5 ? 0 : 2], abs(2 * share - 1))
    }
  }

  /// The values at the ends of the map: those of the data, for a diverging one at equal distance from its centre.
  func domain(of values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else { return 0...1 }
    if case .diverging(let centre) = self {
      let distance = max(greatest - centre, centre - least)
      return distance > 0 ? (centre - distance)...(centre + distance) : (centre - 1)...(centre + 1)
    }
    return least < greatest ? least...greatest : (least - 0.5)...(least + 0.5)
  }
}

/// The key to a heat map's colours, upright at its right.
struct ColourBar: Sendable, Equatable {
  let label: String
  let colours: ColourMap
  let domain: ClosedRange<Double>

  private static let gap = 14.0
  private static let barWidth = 13.0

  private func scale(from bottom: Double, to top: Double) -> Scale {
    Scale(spacing: .linear, domain: domain, start: bottom, end: top)
  }

  /// The room that the bar takes with its ticks, whatever its height.
  var width: Double {
    let labels = scale(from: Style.height, to: 0).ticks(room: 44).compactMap(\.label)
    let widest = labels.map { TextWidth.of($0, size: Style.tickSize) }.max() ?? 0
    return Self.gap + max(Self.barWidth + 9 + widest, TextWidth.of(label, size: Style.labelSize))
  }

  func draw(beside frame: Rectangle, labelBaseline: Double, on svg: inout SVG) {
    let left = frame.right + Self.gap
    let right = left + Self.barWidth
    let height = frame.height / Double(ColourMap.steps)
    for step in 0..<ColourMap.steps {
      var path = Path()
      // Each step reaches under the next, so that no paper shows between them.
      let bottom = frame.bottom - Double(step) * height
      path.rectangle(Rectangle(left: left, top: frame.top, width: Self.barWidth, height: bottom - frame.top))
      svg.fill(path, .map(colours, at: (Double(step) + 0.5) / Double(ColourMap.steps)))
    }
    svg.text(label, at: Point(left, labelBaseline), size: Style.labelSize)
    let scale = scale(from: frame.bottom, to: frame.top)
    for tick in scale.ticks(room: 44) {
      guard let y = scale(tick.value) else { continue }
      svg.line(from: Point(right, y), to: Point(right + 4, y), .rule)
      svg.text(tick.label ?? "", at: Point(right + 8, y + Style.tickSize * 0.36))
    }
  }
}
