import Pictures

/// The room that a chart may take, and what it leaves to the page around it.
struct ChartRoom {
  var width = Style.width
  /// The most height; nil lets the chart choose.
  var height: Double?
  /// Whether the chart is one of several, with a smaller title.
  var isPanel = false
  /// Whether the page has a key for all of its charts.
  var hidesKey = false
  /// Whether a neighbour shows the same colours with their values.
  var hidesColourBar = false
  /// The least distance from the top to the plane, so that the planes of neighbours are level.
  var planeTop = 0.0
  /// The least distances from the left and from the right to the plane, so that planes below one another are flush.
  var planeLeft = 0.0, planeRight = 0.0
}

/// Where everything in a chart goes.
struct ChartLayout {
  private(set) var plane: Plane
  private(set) var xTicks: [Tick] = []
  private(set) var yTicks: [Tick] = []
  private(set) var rightLabels: [RightLabel] = []
  private(set) var topLabels: [TopLabel] = []
  let xTickHeight: Double
  private(set) var width: Double
  private(set) var height: Double
  let header: ChartHeader
  let colourBar: ColourBar?

  /// Names are put at the ends of curves if they are no wider than this share of the chart.
  private static let widestRightLabel = 0.28
  private static let leastPlane = 40.0

  init(_ chart: Chart, in room: ChartRoom) {
    width = room.width
    height = room.height ?? chart.height

    let (x, y) = chart.domains

    // Names stand at the right ends of curves if all of them can; else there is a key above the plane.
    let candidates = RightLabel.candidates(chart, xDomain: x)
    let fits = candidates.allSatisfy { $0.width <= room.width * Self.widestRightLabel }
    let namesEnds = fits && !room.hidesKey && candidates.contains { !$0.isReference }
    let named = candidates.filter { $0.isReference || namesEnds }
    colourBar = room.hidesColourBar ? nil : chart.colourBar
    let right = max(
      Style.margin + max(named.map { $0.width + 16 }.max() ?? 0, colourBar?.width ?? 0), room.planeRight)
    header = ChartHeader(chart, keys: namesEnds || room.hidesKey ? [] : chart.keys, in: room)
    let top = header.bottom
    // Names stand upright below the axis, as long as they are.
    xTickHeight =
      chart.x.hasNames ? chart.x.ticks!.compactMap(\.label).map { TextWidth.of($0, size: Style.tickSize) }.max()! : 12
    let bottom = xTickHeight + 12 + (chart.x.label.isEmpty ? 6 : Style.labelSize + 12)

    // The labels on the left take room from the plane, and the plane's height decides which labels there are.
    var frame = Rectangle(left: 56, top: top, width: width - 56 - right, height: max(height - top - bottom, 0))
    plane = chart.plane(x, y, frame)
    for _ in 0..<2 {
      let widest = chart.yTicks(plane).compactMap(\.label).map { TextWidth.of($0, size: Style.tickSize) }.max() ?? 0
      frame.left = max(Style.margin + widest + 8, 34, room.planeLeft)
      frame.width = max(width - frame.left - right, Self.leastPlane)
      frame.height = max(height - top - bottom, Self.leastPlane)
      if chart.hasEqualAspect {
        let (across, upward) = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
        let unit = min(frame.width / across, frame.height / upward)
        (frame.width, frame.height) = (unit * across, unit * upward)
      }
      plane = chart.plane(x, y, frame)
    }
    yTicks = chart.yTicks(plane)
    xTicks = chart.x.ticks ?? plane.x.ticksSideBySide()
    if chart.hasEqualAspect {
      width = min(width, max(frame.right + right, header.width))
      height = top + frame.height + bottom
    }
    rightLabels = RightLabel.placed(named, in: plane)
    topLabels = chart.references.compactMap { TopLabel($0, in: plane) }
  }
}

extension Chart {
  /// From where to where both axes go.
  var domains: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let rows = Double(rows.count)
    return (
      x.domain(showing: values(\.x), margin: margins.x),
      rows > 0 ? -0.5...(rows - 0.5) : y.domain(showing: values(\.y), margin: margins.y)
    )
  }

  /// The values that an axis must show.
  fileprivate func values(_ direction: KeyPath<(x: [Double], y: [Double]), [Double]>) -> [Double] {
    (marks + references).flatMap { $0.reach[keyPath: direction] }
  }

  fileprivate func plane(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ frame: Rectangle) -> Plane {
    let (start, end) = rows.isEmpty ? (frame.bottom, frame.top) : (frame.top, frame.bottom)
    return Plane(
      x: Scale(spacing: self.x.spacing, domain: x, start: frame.left, end: frame.right),
      y: Scale(spacing: self.y.spacing, domain: y, start: start, end: end), frame: frame)
  }

  fileprivate func yTicks(_ plane: Plane) -> [Tick] {
    guard rows.isEmpty else { return rows.enumerated().map { Tick(value: Double($0), label: $1) } }
    return y.ticks ?? plane.y.ticks(room: hasEqualAspect ? 40 : 34)
  }
}
