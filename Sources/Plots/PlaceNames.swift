import Pictures

/// Words or numbers at places of a plot, over what else lies there.
struct PlaceNames: Mark {
  private let names: [(name: String, place: Point)]

  /// One mark for the given names, each with the middle of its place; none if there are no names.
  static func all(_ names: [(name: String, x: Double, y: Double)]) -> [PlaceNames] {
    names.isEmpty ? [] : [PlaceNames(names: names.map { (name: $0.name, place: Point($0.x, $0.y)) })]
  }

  var reach: (x: [Double], y: [Double]) { (names.map(\.place.x), names.map(\.place.y)) }
  var key: Key? { nil }

  func draw(in plane: Plane, on svg: inout SVG) {
    for (name, place) in names {
      guard let middle = plane(place) else { continue }
      svg.text(name, at: middle + Point(0, 4), size: Style.tickSize, .ink, anchor: .middle, isBold: true, hasHalo: true)
    }
  }
}
