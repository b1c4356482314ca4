/// A name and a sample of what it names, above the plane.
struct KeyEntry {
  let key: Key
  /// Where the sample begins, at the height of the middle of the text.
  let place: Point
  let row: Int

  private static let sample = 26.0
  private static let gap = 7.0
  private static let spacing = 18.0
  static let lineHeight = 19.0

  private static func width(of key: Key) -> Double {
    let sample = if case .line = key.swatch { Self.sample } else { 12.0 }
    return sample + gap + TextWidth.of(key.name, size: Style.labelSize)
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

  func draw(on svg: inout SVG) {
    var textStart = place.x + Self.gap
    switch key.swatch {
    case .line(let dash, let glyph):
      svg.line(from: place, to: place + Point(Self.sample, 0), key.colour, width: 2, dash: dash)
      glyph?.draw(at: [place + Point(Self.sample / 2, 0)], size: 6.5, key.colour, on: &svg)
      textStart += Self.sample
    case .point(let glyph):
      glyph.draw(at: [place + Point(6, 0)], size: 7.5, key.colour, on: &svg)
      textStart += 12
    case .area:
      svg.rectangle(
        Rectangle(left: place.x, top: place.y - 5.5, width: 12, height: 11), fill: key.colour, opacity: 0.75,
        radius: 2)
      textStart += 12
    }
    svg.text(
      key.name, at: Point(textStart, place.y + Style.labelSize * 0.35), size: Style.labelSize, Style.ink)
  }
}

/// A name at the right of the plane, beside the end of what it names.
struct RightLabel {
  let name: String
  let colour: Colour
  /// The point that is named, in values and then in pixels.
  private(set) var end: Point
  private(set) var place = Point(0, 0)
  let isReference: Bool

  private static let lineHeight = 15.0
  private static let gap = 14.0

  /// Names for the references across the plot, and for the curves if every one of them ends near the right edge.
  static func candidates(_ chart: Chart, xDomain: ClosedRange<Double>) -> [RightLabel] {
    let references = chart.references.compactMap { reference in
      reference.rightLabel.map {
        RightLabel(
          name: $0.name, colour: Style.quietInk, end: Point(xDomain.upperBound, $0.y), isReference: true)
      }
    }
    let scale = Scale(spacing: chart.x.spacing, domain: xDomain, start: 0, end: 1)
    let curves = chart.marks.compactMap(\.key).compactMap { key -> RightLabel? in
      guard let end = key.end, chart.y.shows(end.y), let x = scale(end.x), (0.9...1.001).contains(x) else { return nil }
      return RightLabel(name: key.name, colour: key.colour, end: end, isReference: false)
    }
    return references + (curves.count == chart.marks.compactMap(\.key).count ? curves : [])
  }

  /// The names beside their ends, moved up and down until no two overlap.
  static func placed(_ labels: [RightLabel], in plane: Plane) -> [RightLabel] {
    var placed = labels.compactMap { label -> RightLabel? in
      guard let end = plane(label.end) else { return nil }
      var label = label
      label.end = Point(end.x, min(max(end.y, plane.frame.top), plane.frame.bottom))
      label.place = Point(plane.frame.right + gap, label.end.y)
      return label
    }.sorted { ($0.end.y, $0.name) < ($1.end.y, $1.name) }
    for index in placed.indices.dropFirst() {
      placed[index].place.y = max(placed[index].place.y, placed[index - 1].place.y + lineHeight)
    }
    // What was pushed below the plane is pushed up again, and its neighbours with it.
    var floor = plane.frame.bottom
    for index in placed.indices.reversed() {
      placed[index].place.y = min(placed[index].place.y, floor)
      floor = placed[index].place.y - lineHeight
    }
    return placed
  }
}
