import Pictures

/// A name near a point of a plot, with a fine line that leads from one to the other.
public struct Callout: Sendable {
  let name: String
  let point: Point
  /// From the point to the name, in pixels to the right and downward.
  let offset: Point

  /// A name for the point at `x` and `y`.
  ///
  /// - Parameters:
  ///   - right: How many pixels the near end of the name lies to the right of the point; to its left if negative. At 0 the
  ///     middle of the name lies above or below the point.
  ///   - up: How many pixels the name lies above the point; below it if negative.
  public init(_ name: String, x: Double, y: Double, right: Double = 16, up: Double = 16) {
    (self.name, point, offset) = (name, Point(x, y), Point(right, -up))
  }
}

/// The callouts of a plot, over what else lies there.
struct Callouts: Mark {
  private let callouts: [Callout]

  /// One mark for the given callouts; none if there are no callouts.
  static func all(_ callouts: [Callout]) -> [Callouts] { callouts.isEmpty ? [] : [Callouts(callouts: callouts)] }

  var reach: (x: [Double], y: [Double]) { (callouts.map(\.point.x), callouts.map(\.point.y)) }
  var key: Key? { nil }

  /// A callout in pixels.
  private struct Placed {
    let name: String
    let point: Point
    /// The middle of the name, and half of the room that it takes.
    let middle, half: Point
  }

  private static let gapAtPoint = 5.0
  private static let gapAtName = Point(3, 0)

  /// Nil for a point outside the plane. A name that would leave the plane is moved into it.
  private func placed(_ callout: Callout, in plane: Plane) -> Placed? {
    let frame = plane.frame
    let (corner, opposite) = (Point(frame.left, frame.top), Point(frame.right, frame.bottom))
    guard let point = plane(callout.point) else { return nil }
    // A point on the edge may be rounded to just beyond it.
    guard (point - point.clamped(lowerBound: corner, upperBound: opposite)).length < 1 else { return nil }
    let half = Point(TextWidth.of(callout.name, size: Style.tickSize) / 2, 6)
    let side: Double = callout.offset.x > 0 ? 1 : callout.offset.x < 0 ? -1 : 0
    let middle = point + callout.offset + Point(side * half.x, 0)
    return Placed(
      name: callout.name, point: point,
      middle: middle.clamped(lowerBound: corner + half, upperBound: opposite - half), half: half)
  }

  func draw(in plane: Plane, on svg: inout SVG) {
    let placed = callouts.compactMap { self.placed($0, in: plane) }
    // All lines lie below all names, so that a halo keeps a name legible where a line passes.
    for callout in placed {
      let room = callout.half + Self.gapAtName
      // Where the room of the name is nearest.
      let end = callout.point.clamped(lowerBound: callout.middle - room, upperBound: callout.middle + room)
      let way = end - callout.point
      let length = way.length
      guard length > 2 * Self.gapAtPoint else { continue }
      svg.line(from: callout.point + way * (Self.gapAtPoint / length), to: end, .quiet, width: 0.8)
    }
    for callout in placed {
      svg.text(callout.name, at: callout.middle + Point(0, 4), .ink, anchor: .middle, hasHalo: true)
    }
  }
}
