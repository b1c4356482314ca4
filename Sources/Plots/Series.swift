import Engine

/// Values that belong together under one name: a curve, a set of points, or a row of bars.
///
/// NaN and infinite values are gaps.
public struct Series: Sendable {
  /// What stands in the key.
  public let name: String
  /// Where the values lie.
  public let x: [Double]
  /// The values.
  public private(set) var y: [Double]
  /// Below and above each value, for an interval of confidence or the spread over seeds.
  public private(set) var interval: (lower: [Double], upper: [Double])?
  /// What it stands for, which decides its look; nil takes the next look that the figure has.
  let encoding: Encoding?
  /// Whether a line through the values shows every one of them.
  private(set) var isMarked = false
  /// Whether a line at each value shows its interval, in the place of a band.
  private(set) var hasWhiskers = false
  /// Whether it is one of many of its kind, of which none is to stand out.
  private(set) var isThin = false

  /// Values at the given places; `encoding` is what they stand for, such as ``Encoding/real``.
  public init(
    _ name: String, x: [some BinaryFloatingPoint], y: [some BinaryFloatingPoint], as encoding: Encoding? = nil
  ) {
    require(x.count == y.count, "Series \"\(name)\": \(x.count) places for \(y.count) values")
    self.name = name
    self.x = x.map { Double($0) }
    self.y = y.map { Double($0) }
    self.encoding = encoding
  }

  /// Values at whole numbers, such as steps or epochs.
  public init(_ name: String, x: [some BinaryInteger], y: [some BinaryFloatingPoint], as encoding: Encoding? = nil) {
    self.init(name, x: x.map { Double($0) }, y: y, as: encoding)
  }

  /// Values at 0, 1, 2 and so on.
  public init(_ name: String, y: [some BinaryFloatingPoint], as encoding: Encoding? = nil) {
    self.init(name, x: y.indices.map { Double($0) }, y: y, as: encoding)
  }

  /// The points of a tensor `[count, 2]`.
  public init(_ name: String, points: Tensor, as encoding: Encoding? = nil) {
    let points = points.points(operation: "Series \"\(name)\"")
    self.init(name, x: points.map(\.x), y: points.map(\.y), as: encoding)
  }

  /// A function at `samples` places evenly spread over `range`, the ends included.
  public init(
    _ name: String, over range: ClosedRange<Double>, samples: Int = 241, as encoding: Encoding? = nil,
    _ function: (Double) -> Double
  ) {
    require(samples > 1, "Series \"\(name)\": \(samples) samples; at least 2 expected")
    let step = (range.upperBound - range.lowerBound) / Double(samples - 1)
    let x = (0..<samples).map { range.lowerBound + Double($0) * step }
    self.init(name, x: x, y: x.map(function), as: encoding)
  }

  /// The same values with an interval around each.
  public func interval(
    lower: [some BinaryFloatingPoint], upper: [some BinaryFloatingPoint]
  ) -> Series {
    require(
      lower.count == y.count && upper.count == y.count,
      "Series \"\(name)\": an interval of \(lower.count) and \(upper.count) ends for \(y.count) values")
    var series = self
    series.interval = (lower.map { Double($0) }, upper.map { Double($0) })
    return series
  }

  /// The same values, whose intervals are drawn as a whisker at each of them: bands of several curves hide one another.
  public func whiskered() -> Series {
    var series = self
    series.hasWhiskers = true
    return series
  }

  /// The same values as a thin, pale line: one of many runs, among which another or their mean is to stand out.
  public func thin() -> Series {
    var series = self
    series.isThin = true
    return series
  }

  /// The same values, each with a marker on the line through them, such as those of single evaluations.
  public func marked() -> Series {
    var series = self
    series.isMarked = true
    return series
  }

  /// The same values, each at another height.
  func moved(_ height: (Double) -> Double) -> Series {
    var series = self
    series.y = y.map(height)
    if let interval = self.interval { series.interval = (interval.lower.map(height), interval.upper.map(height)) }
    return series
  }

  /// The same values, each replaced by the mean of the finite ones among the `window` values around it.
  public func smoothed(over window: Int) -> Series {
    require(window > 0, "Series \"\(name)\": smoothed over \(window) values; at least 1 expected")
    // Summed anew for every value: differences of running totals would never recover from one enormous loss.
    let means = y.indices.map { index in
      guard y[index].isFinite else { return Double.nan }
      let around = y[max(index - window / 2, 0)..<min(index + (window - 1) / 2 + 1, y.count)].filter(\.isFinite)
      return around.reduce(0, +) / Double(around.count)
    }
    return Series(name, x: x, y: means, as: encoding)
  }

  /// Whether it is known beforehand, and so drawn behind what was found out.
  var isKnown: Bool { encoding?.isKnown ?? false }

  var points: [Point] { zip(x, y).map { Point($0, $1) } }
}

extension Tensor {
  /// The rows of a tensor `[count, 2]`.
  func points(operation: String) -> [Point] {
    require(shape.count == 2 && shape[1] == 2, "\(operation): points [count, 2] expected, not \(shape)")
    return withUnsafeScalars { values in
      (0..<shape[0]).map { Point(Double(values[2 * $0]), Double(values[2 * $0 + 1])) }
    }
  }
}
