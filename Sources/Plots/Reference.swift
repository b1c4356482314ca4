import Pictures

/// A value worth comparing with: a line across a plot, or a stretch of it shaded.
public enum Reference: Sendable {
  /// A line upward at a place on the horizontal axis.
  case vertical(Double, String = "")
  /// A line across at a value on the vertical axis.
  case horizontal(Double, String = "")
  /// A stretch of the horizontal axis, from bottom to top.
  case span(ClosedRange<Double>, String = "")
  /// A stretch of the vertical axis, from left to right, such as an interval of confidence.
  case band(ClosedRange<Double>, String = "")
}

extension Reference: Mark {
  var reach: (x: [Double], y: [Double]) {
    switch self {
    case .vertical(let x, _): ([x], [])
    case .horizontal(let y, _): ([], [y])
    case .span(let range, _): ([range.lowerBound, range.upperBound], [])
    case .band(let range, _): ([], [range.lowerBound, range.upperBound])
    }
  }

  /// References are named where they stand, at the right of the plane or above it.
  var key: Key? { nil }

  /// The name of a reference across the plot and the value that it stands at.
  var rightLabel: (name: String, y: Double)? {
    switch self {
    case .horizontal(let y, let name) where !name.isEmpty: (name, y)
    case .band(let range, let name) where !name.isEmpty: (name, (range.lowerBound + range.upperBound) / 2)
    default: nil
    }
  }

  /// The name of a reference that goes upward, and where it stands.
  var topLabel: (name: String, x: Double)? {
    switch self {
    case .vertical(let x, let name) where !name.isEmpty: (name, x)
    case .span(let range, let name) where !name.isEmpty: (name, (range.lowerBound + range.upperBound) / 2)
    default: nil
    }
  }

  private static let shade = 0.13

  func draw(in plane: Plane, on svg: inout SVG) {
    let frame = plane.frame
    switch self {
    case .vertical(let x, _):
      guard let x = plane.x(x) else { return }
      svg.line(from: Point(x, frame.top), to: Point(x, frame.bottom), .quiet, dash: "3 3")
    case .horizontal(let y, _):
      guard let y = plane.y(y) else { return }
      svg.line(from: Point(frame.left, y), to: Point(frame.right, y), .quiet, dash: "3 3")
    case .span(let range, _):
      guard let left = plane.x(range.lowerBound), let right = plane.x(range.upperBound) else { return }
      svg.rectangle(
        Rectangle(left: left, top: frame.top, width: right - left, height: frame.height), fill: .rule,
        opacity: Self.shade)
    case .band(let range, _):
      guard let bottom = plane.y(range.lowerBound), let top = plane.y(range.upperBound) else { return }
      svg.rectangle(
        Rectangle(left: frame.left, top: top, width: frame.width, height: bottom - top), fill: .rule,
        opacity: Self.shade)
    }
  }
}
