import Foundation

/// One direction of a plot: what it shows, how it is spaced, and from where to where. A string literal is an axis of
/// that label.
public struct Axis: Sendable, ExpressibleByStringLiteral {
  /// How values are spaced.
  public enum Spacing: Sendable {
    /// Equal differences take equal room.
    case linear
    /// Equal ratios take equal room; values that are not positive are left out.
    case logarithmic
  }

  /// The quantity and its unit.
  public var label: String
  /// How values are spaced.
  public var spacing: Spacing
  /// The values at the ends; nil fits the data.
  public var range: ClosedRange<Double>?

  /// An axis of the given label.
  public init(_ label: String = "", _ spacing: Spacing = .linear, range: ClosedRange<Double>? = nil) {
    if let range {
      precondition(range.lowerBound < range.upperBound, "Axis \"\(label)\": the range \(range) is empty")
      precondition(
        spacing == .linear || range.lowerBound > 0, "Axis \"\(label)\": logarithmic from \(range.lowerBound), not above 0")
    }
    self.label = label
    self.spacing = spacing
    self.range = range
  }

  public init(stringLiteral label: String) { self.init(label) }

  /// Whether the axis has a place for the value.
  func shows(_ value: Double) -> Bool { value.isFinite && (spacing == .linear || value > 0) }

  /// From where to where the axis goes to show `values`, with `margin` (a share of the span) left free at both ends.
  /// A margin never crosses zero: where nothing is negative, the axis does not suggest that something could be.
  func domain(showing values: [Double], margin: Double) -> ClosedRange<Double> {
    if let range { return range }
    let shown = values.filter(shows)
    guard let least = shown.min(), let greatest = shown.max() else { return spacing == .linear ? 0...1 : 1...10 }
    switch spacing {
    case .logarithmic:
      guard least < greatest else { return (least / 2)...(greatest * 2) }
      let factor = pow(greatest / least, margin)
      return (least / factor)...(greatest * factor)
    case .linear:
      guard least < greatest else {
        let room = least == 0 ? 1 : abs(least) / 2
        return (least - room)...(greatest + room)
      }
      let room = (greatest - least) * margin
      let lower = least - room
      let upper = greatest + room
      return (least >= 0 && lower < 0 ? 0 : lower)...(greatest <= 0 && upper > 0 ? 0 : upper)
    }
  }
}

/// The way from the values on an axis to places on the page.
struct Scale: Sendable {
  let spacing: Axis.Spacing
  let domain: ClosedRange<Double>
  /// Where the ends of the domain lie, in pixels; the second may be the smaller, as on an upward axis.
  let start, end: Double

  /// The pixel at which a value lies; nil for one that has no place, such as a NaN.
  func callAsFunction(_ value: Double) -> Double? {
    guard value.isFinite, spacing == .linear || value > 0 else { return nil }
    // Far outside, where nothing is seen, places are all one: a diverging loss must not overflow the page.
    return start + (end - start) * min(max(share(of: value), -100), 100)
  }

  /// How far along the domain a value lies, 0 at its start and 1 at its end.
  func share(of value: Double) -> Double {
    switch spacing {
    case .linear:
      (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    case .logarithmic:
      log(value / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
    }
  }

  /// Ticks with labels that keep about `room` pixels apart.
  func ticks(room: Double) -> [Tick] {
    let count = max(Int(abs(end - start) / room), 2)
    return spacing == .linear ? Tick.linear(in: domain, atMost: count) : Tick.logarithmic(in: domain, atMost: count)
  }
}
