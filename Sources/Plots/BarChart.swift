import Engine
import Pictures

/// Values of named things as bars from left to right, such as the images of every class.
public struct BarChart: Plot {
  /// What is to be drawn.
  public let chart: Chart

  /// A chart of one bar for each category and series; the values stand at the bars' ends, and an interval as a fine
  /// line over each.
  ///
  /// - Parameters:
  ///   - value: The axis of the values. It begins at zero.
  ///   - categories: The names of the rows, from top to bottom.
  ///   - series: One value for each category; their x is not used.
  ///   - references: Values to compare with; only ``Reference/vertical(_:_:)`` and ``Reference/span(_:_:)`` have a meaning.
  ///   - decimals: The digits after the point of each value that is written; as few as it needs if left out.
  ///   - sharesRows: Whether each row has the bar of one series only, whose other values are NaN, so that colours tell kinds
  ///     of rows apart. Then numbers have the colours too, a bar of no length is a stub, a short bar has a dot beside it, and
  ///     what is known beforehand is an outline.
  public init(
    _ title: String, value: Axis, categories: [String], _ series: [Series], references: [Reference] = [],
    decimals: Int? = nil, sharesRows: Bool = false
  ) {
    require(!series.isEmpty && !categories.isEmpty, "BarChart \"\(title)\": at least one bar expected")
    for series in series {
      require(
        series.y.count == categories.count,
        "BarChart \"\(title)\": \(series.y.count) values of \"\(series.name)\" for \(categories.count) categories")
    }
    require(value.spacing == .linear, "BarChart \"\(title)\": bars are lengths, so the axis must be linear")
    let barsInRow = sharesRows ? 1 : series.count
    let bars = series.enumerated().map {
      Bars(
        series: $1, colour: ($1.encoding ?? .automatic($0)).ink, place: sharesRows ? 0 : $0, count: barsInRow,
        isNamed: series.count > 1, decimals: decimals, sharesRows: sharesRows)
    }
    let rowHeight = max(Double(barsInRow) * 13 + 8, 24)
    chart = Chart(
      title: title, x: value, marks: bars, references: references, rows: categories, rowHeight: rowHeight,
      margins: (0.1, 0),
      grid: (true, false))
  }
}

/// One series of a bar chart.
private struct Bars: Mark {
  let series: Series
  let colour: Ink
  /// Which of a row's bars it is, and how many a row has.
  let place, count: Int
  let isNamed: Bool
  let decimals: Int?
  /// Whether the colour is what tells kinds of rows apart.
  let sharesRows: Bool

  /// The length of a bar that has none, where its colour must be seen.
  private static let stub = 3.0
  /// The width of a dot, and of a bar that needs none.
  private static let dot = 7.0

  private var isOutline: Bool { sharesRows && series.encoding?.isKnown == true }

  /// Grey letters would be too faint.
  private var numberColour: Ink {
    if case .hue = colour, sharesRows { .name(of: colour) } else { .ink }
  }

  var reach: (x: [Double], y: [Double]) {
    ([0] + series.y + (series.interval.map { $0.lower + $0.upper } ?? []), [])
  }
  var key: Key? { isNamed ? Key(name: series.name, colour: colour, swatch: isOutline ? .outline : .area) : nil }

  func draw(in plane: Plane, on svg: inout SVG) {
    let band = plane.frame.height / Double(plane.y.domain.upperBound - plane.y.domain.lowerBound) * 0.76
    let height = band / Double(count)
    guard let zero = plane.x(0) else { return }
    for (row, value) in series.y.enumerated() {
      guard let end = plane.x(value), let middle = plane.y(Double(row)) else { continue }
      let top = middle - band / 2 + Double(place) * height
      let bar = Rectangle(
        left: min(zero, end), top: top, width: max(abs(end - zero), sharesRows ? Self.stub : 0), height: height - 1)
      svg.rectangle(bar, fill: .mixed(colour, with: .paper, share: 0.15), radius: 1)
      if isOutline { svg.rectangle(bar.inset(by: 1.5), fill: .paper) }
      let centre = top + (height - 1) / 2
      let isNegative = value < 0
      var textEnd = isNegative ? end : bar.right
      if let interval = series.interval, let lower = plane.x(interval.lower[row]),
        let upper = plane.x(interval.upper[row])
      {
        svg.line(from: Point(lower, centre), to: Point(upper, centre), .ink, width: 1.2)
        textEnd = isNegative ? min(lower, end) : max(upper, bar.right)
      }
      if sharesRows && !isNegative && bar.width < Self.dot {
        let dot = Rectangle(left: textEnd + 4, top: centre - Self.dot / 2, width: Self.dot, height: Self.dot)
        svg.rectangle(dot, fill: .mixed(colour, with: .paper, share: 0.15), radius: Self.dot / 2)
        if isOutline { svg.rectangle(dot.inset(by: 1.5), fill: .paper, radius: Self.dot / 2 - 1.5) }
        textEnd = dot.right
      }
      let text = decimals.map { NumberText.fixed(value, decimals: $0) } ?? NumberText.short(value)
      let (start, size) = (textEnd + (isNegative ? -5 : 5), 10.5)
      // On paper of its own: a halo would leave a reference to be seen between the digits.
      let width = TextWidth.of(text, size: size)
      svg.rectangle(
        Rectangle(left: (isNegative ? start - width : start) - 3, top: centre - 8, width: width + 6, height: 16),
        fill: .paper)
      svg.text(
        text, at: Point(start, centre + 3.8), size: size, numberColour, anchor: isNegative ? .end : .start)
    }
  }
}
