import Engine
import Foundation
import Pictures

/// One direction of a plot: what it shows, how it is spaced, and from where to where. A string literal is an axis of
/// that label.
public struct Axis: Sendable, ExpressibleByStringLiteral {
  /// How values are spaced.
  public enum Spacing: Sendable {
    /// Equal differences take equal room.
    case linear
    /// Equal ratios take equal room; values that are not positive are left out.
    case logarithmic

    /// Whether there is a place for the value: not for a NaN, nor for what a diverging run leaves behind, whose
    /// differences and ratios could no longer be computed.
    func shows(_ value: Double) -> Bool {
      abs(value) <= 1e100 && (self == .linear || value >= 1e-100)
    }
  }

  /// The quantity and its unit.
  public var label: String
  /// How values are spaced.
  public var spacing: Spacing
  /// The values at the ends; nil fits the data.
  public var range: ClosedRange<Double>?
  /// Where the ticks stand; nil puts them at round values.
  var ticks: [Tick]?
  /// Whether the ticks are names, which are written upward below a horizontal axis.
  var hasNames = false

  /// An axis of the given label.
  ///
  /// - Parameter ticks: The values that have a tick, such as those at which something was measured; nil chooses round
  ///   ones.
  public init(
    _ label: String = "", _ spacing: Spacing = .linear, range: ClosedRange<Double>? = nil, ticks: [Double]? = nil
  ) {
    if let range {
      require(range.lowerBound < range.upperBound, "Axis \"\(label)\": the range \(range) is empty")
      require(
        spacing == .linear || range.lowerBound > 0,
        "Axis \"\(label)\": logarithmic from \(range.lowerBound), not above 0")
    }
    self.label = label
    self.spacing = spacing
    self.range = range
    self.ticks = ticks?.map { Tick(value: $0, label: NumberText.short($0)) }
  }

  /// An axis of named things, each a unit wide, the first from 0 to 1.
  public init(_ label: String, names: [String]) {
    self.init(label, range: 0...Double(max(names.count, 1)))
    ticks = names.enumerated().map { Tick(value: Double($0) + 0.5, label: $1) }
    hasNames = true
  }

  /// An axis of the plane in which points lie, the first or the second.
  ///
  /// - Parameter ticks: The values that have a tick; nil chooses round ones.
  public static func coordinate(_ number: Int, range: ClosedRange<Double>? = nil, ticks: [Double]? = nil) -> Axis {
    require((1...2).contains(number), "Axis: a plane has no coordinate \(number)")
    return Axis(number == 1 ? "x₁" : "x₂", range: range, ticks: ticks)
  }

  /// A linear axis of the given label that fits the data.
  public init(stringLiteral label: String) { self.init(label) }

  /// From where to where the axis goes to show `values`, with `margin` (a share of the span) left free at both ends.
  /// A margin never crosses zero: where nothing is negative, the axis does not suggest that something could be.
  func domain(showing values: [Double], margin: Double) -> ClosedRange<Double> {
    if let range { return range }
    let shown = values.filter(spacing.shows)
    guard let least = shown.min(), let greatest = shown.max() else { return spacing == .linear ? 0...1 : 1...10 }
    // Values that differ only in their last digits are drawn as equal: ticks could not tell them apart either.
    let differ = greatest - least > 1e-9 * max(abs(least), abs(greatest)) && greatest - least > 1e-100
    switch spacing {
    case .logarithmic:
      guard differ else { return (least / 2)...(greatest * 2) }
      let factor = pow(greatest / least, margin)
      return (least / factor)...(greatest * factor)
    case .linear:
      guard differ else {
        let room = abs(least) < 1e-90 ? 1 : abs(least) / 2
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
    guard spacing.shows(value) else { return nil }
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

  /// Ticks that lie at least about `room` pixels apart.
  func ticks(room: Double) -> [Tick] {
    let count = max(Int(abs(end - start) / room), 2)
    return spacing == .linear ? Tick.linear(in: domain, atMost: count) : Tick.logarithmic(in: domain, atMost: count)
  }

  /// As many ticks as there is room for with their labels side by side.
  func ticksSideBySide() -> [Tick] {
    let rooms = [50.0, 64, 80, 110]
    let choices = rooms.map { ticks(room: $0) }
    return choices.first { ticks in
      let labelled = ticks.filter { $0.label != nil }
      return zip(labelled, labelled.dropFirst()).allSatisfy { tick, next in
        guard let left = self(tick.value), let right = self(next.value) else { return true }
        let widths = [tick, next].map { TextWidth.of($0.label!, size: Style.tickSize) }
        return right - left > (widths[0] + widths[1]) / 2 + 12
      }
    } ?? choices[choices.count - 1]
  }
}
