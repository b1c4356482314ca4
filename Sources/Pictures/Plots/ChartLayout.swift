/// Where everything in a chart goes.
struct ChartLayout {
  private(set) var plane: Plane
  private(set) var xTicks: [Tick] = []
  private(set) var yTicks: [Tick] = []
  private(set) var keyEntries: [KeyEntry] = []
  private(set) var rightLabels: [RightLabel] = []
  private(set) var width: Double
  private(set) var height: Double
  let titleSize: Double
  let titleBaseline: Double

  static let axisLabelGap = 9.0
  /// Names are put at the ends of curves if they are no wider than this share of the chart.
  private static let widestRightLabel = 0.28

  init(_ chart: Chart, width: Double, height: Double, isPanel: Bool) {
    titleSize = isPanel ? Style.labelSize + 0.5 : Style.titleSize
    titleBaseline = Style.margin + titleSize * 0.8
    self.width = width
    self.height = height

    let xDomain = chart.x.domain(showing: chart.values(\.x), margin: chart.margins.x)
    let yDomain =
      chart.rows.isEmpty
      ? chart.y.domain(showing: chart.values(\.y), margin: chart.margins.y) : -0.5...(Double(chart.rows.count) - 0.5)

    let named = RightLabel.candidates(chart, xDomain: xDomain)
    let fits = named.allSatisfy {
      TextWidth.of($0.name, size: Style.labelSize) <= width * Self.widestRightLabel
    }
    let atEnds = named.filter { $0.isReference || fits }
    let keys = fits && named.contains { !$0.isReference } ? [] : chart.marks.compactMap(\.key)

    // Names at the right need room only if the curves end near it, which is where they were accepted.
    let rightRoom = atEnds.map { TextWidth.of($0.name, size: Style.labelSize) + 16 }.max() ?? 0
    let right = Style.margin + max(rightRoom, chart.colourBar?.width ?? 0)

    var top = chart.title.isEmpty ? Style.margin : titleBaseline + 14
    if !keys.isEmpty {
      keyEntries = KeyEntry.flow(keys, left: Style.margin, top: top, width: width - 2 * Style.margin)
      top += KeyEntry.lineHeight * Double((keyEntries.map(\.row).max() ?? 0) + 1)
    }
    let hasLineAbove = !(chart.rows.isEmpty ? chart.y.label : "").isEmpty || chart.colourBar?.label.isEmpty == false
    top += hasLineAbove ? Style.labelSize + Self.axisLabelGap : 6
    let bottom = 24 + (chart.x.label.isEmpty ? 6 : Style.labelSize + 12)

    // The labels on the left take room from the plane, and the plane's height decides which labels there are.
    var frame = Rectangle(left: 56, top: top, width: width - 56 - right, height: max(height - top - bottom, 40))
    plane = Self.plane(chart, xDomain, yDomain, frame)
    for _ in 0..<2 {
      yTicks = Self.yTicks(chart, plane)
      let widest = yTicks.compactMap(\.label).map { TextWidth.of($0, size: Style.tickSize) }.max() ?? 0
      frame.left = max(Style.margin + widest + 8, 34)
      frame.width = width - frame.left - right
      frame.height = max(height - top - bottom, 40)
      if chart.hasEqualAspect {
        let across = xDomain.upperBound - xDomain.lowerBound
        let upward = yDomain.upperBound - yDomain.lowerBound
        let unit = min(frame.width / across, frame.height / upward)
        (frame.width, frame.height) = (unit * across, unit * upward)
      }
      plane = Self.plane(chart, xDomain, yDomain, frame)
    }
    yTicks = Self.yTicks(chart, plane)
    xTicks = plane.x.ticks(room: 76)
    if chart.hasEqualAspect {
      let titleWidth = TextWidth.of(chart.title, size: titleSize) * 1.08
      let keyWidth = keyEntries.map(\.right).max() ?? 0
      self.width = min(width, max(frame.right + right, titleWidth + 2 * Style.margin, keyWidth + Style.margin))
      self.height = top + frame.height + bottom
    }
    rightLabels = RightLabel.placed(atEnds, in: plane)
  }

  private static func plane(
    _ chart: Chart, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ frame: Rectangle
  ) -> Plane {
    let (start, end) = chart.rows.isEmpty ? (frame.bottom, frame.top) : (frame.top, frame.bottom)
    return Plane(
      x: Scale(spacing: chart.x.spacing, domain: x, start: frame.left, end: frame.right),
      y: Scale(spacing: chart.y.spacing, domain: y, start: start, end: end), frame: frame)
  }

  private static func yTicks(_ chart: Chart, _ plane: Plane) -> [Tick] {
    guard chart.rows.isEmpty else { return chart.rows.enumerated().map { Tick(value: Double($0), label: $1) } }
    return plane.y.ticks(room: 44)
  }
}

extension Chart {
  /// The values that an axis must show.
  fileprivate func values(_ direction: KeyPath<(x: [Double], y: [Double]), [Double]>) -> [Double] {
    (marks + references).flatMap { $0.reach[keyPath: direction] }
  }
}
