import Pictures

/// A name and a sample of what it names, above the plane.
struct KeyEntry {
  let key: Key
  /// Where the sample begins, at the height of the middle of the text.
  let place: Point
  let row: Int

  private static let sample = 26.0
  private static let gap = 7.0
  private static let spacing = 18.0
  private static let lineHeight = 19.0

  private static func width(of key: Key) -> Double {
    let words = TextWidth.of(key.name, size: Style.labelSize)
    switch key.swatch {
    case .line: return sample + gap + words
    case .point, .area, .outline: return 12 + gap + words
    case .none: return words
    }
  }

  var right: Double { place.x + Self.width(of: key) }

  /// Entries from left to right, in as many rows as they need.
  static func flow(_ keys: [Key], left: Double, top: Double, width: Double) -> [KeyEntry] {
    var entries: [KeyEntry] = []
    var (x, row) = (left, 0)
    for key in keys {
      let needed = Self.width(of: key)
      if x > left && x + needed > left + width { (x, row) = (left, row + 1) }
      entries.append(KeyEntry(key: key, place: Point(x, top + lineHeight * (Double(row) + 0.4)), row: row))
      x += needed + spacing
    }
    return entries
  }

  /// The height of all rows together.
  static func height(of entries: [KeyEntry]) -> Double {
    lineHeight * Double((entries.map(\.row).max() ?? -1) + 1)
  }

  func draw(on svg: inout SVG) {
    var textStart = place.x + Self.gap
    switch key.swatch {
    case .line(let dash, let glyph):
      var line = Path()
      line.polyline([place, place + Point(Self.sample, 0)])
      svg.stroke(
        line, key.colour, width: key.isThin ? Curve.thin.width : 2, dash: dash,
        opacity: key.isThin ? Curve.thin.opacity : 1)
      glyph?.draw(at: [place + Point(Self.sample / 2, 0)], size: 6.5, key.colour, on: &svg)
      textStart += Self.sample
    case .point(let glyph, let rim):
      let size: Double =
        switch glyph {
        case _ where glyph.isRing: 3.5
        case .solidDisc, .halfDisc, .hollowDisc: 5
        default: 7.5
        }
      if let rim { glyph.draw(at: [place + Point(6, 0)], size: size, rim, rim: 1, on: &svg) }
      glyph.draw(at: [place + Point(6, 0)], size: size, key.colour, on: &svg)
      textStart += 12
    case .area:
      svg.rectangle(
        Rectangle(left: place.x, top: place.y - 5.5, width: 12, height: 11), fill: key.colour, opacity: 0.75,
        radius: 2)
      textStart += 12
    case .outline:
      let area = Rectangle(left: place.x, top: place.y - 5.5, width: 12, height: 11)
      svg.rectangle(area, fill: key.colour, radius: 2)
      svg.rectangle(area.inset(by: 1.5), fill: .paper)
      textStart += 12
    case .none:
      textStart = place.x
    }
    svg.text(
      key.name, at: Point(textStart, place.y + Style.labelSize * 0.35), size: Style.labelSize, .ink)
  }
}
