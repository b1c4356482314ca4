import Pictures

/// A name at the right of the plane, beside the end of what it names.
struct RightLabel {
  let name: String
  let colour: Ink
  /// The point that is named, in values and then in pixels.
  private(set) var end: Point
  private(set) var place = Point(0, 0)
  let isReference: Bool

  private static let lineHeight = 15.0
  private static let gap = 14.0

  var width: Double { TextWidth.of(name, size: Style.labelSize) }

  /// Names for the references across the plot, and for the curves if every one of them ends near the right edge.
  static func candidates(_ chart: Chart, xDomain: ClosedRange<Double>) -> [RightLabel] {
    let references = chart.references.compactMap { reference in
      reference.rightLabel.map {
        RightLabel(
          name: $0.name, colour: .quiet, end: Point(xDomain.upperBound, $0.y), isReference: true)
      }
    }
    let scale = Scale(spacing: chart.x.spacing, domain: xDomain, start: 0, end: 1)
    let curves = chart.keys.compactMap { key -> RightLabel? in
      guard let end = key.end, chart.y.spacing.shows(end.y), let x = scale(end.x), (0.9...1.001).contains(x) else {
        return nil
      }
      return RightLabel(name: key.name, colour: key.colour, end: end, isReference: false)
    }
    return references + (curves.count == chart.keys.count ? curves : [])
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

/// A name above the plane, over the reference that it belongs to.
struct TopLabel {
  let name: String
  /// The middle of the text's baseline.
  let place: Point

  static let height = 14.0

  init?(_ reference: Reference, in plane: Plane) {
    guard let label = reference.topLabel, let x = plane.x(label.x) else { return nil }
    let half = TextWidth.of(label.name, size: Style.tickSize) / 2
    let frame = plane.frame
    name = label.name
    place = Point(max(min(x, frame.right - half), frame.left + half), frame.top - 5)
  }
}
