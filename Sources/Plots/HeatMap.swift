import Engine
import Pictures

/// A function of the plane in colours, such as a discriminator's output, with what moves over it: arrows, points, paths.
public struct HeatMap: Plot {
  /// What is to be drawn.
  public let chart: Chart

  /// A map of values at the cells of a grid.
  ///
  /// - Parameters:
  ///   - grid: Where the values were taken.
  ///   - values: One value for each of ``PlaneGrid/points``, in their order, in any shape. A NaN is left blank.
  ///   - label: What the values are; it stands over the colour bar.
  ///   - colours: How a value becomes a colour.
  ///   - isSmooth: Whether colours change gradually between the centres of the cells. If not, each cell has one colour, as
  ///     befits counts and kinds.
  ///   - range: The values at the ends of the colours; nil takes those of the data.
  ///   - contours: Values along which a line is drawn, such as ½ for the border between real and generated.
  ///   - arrows: A field of directions over the map.
  ///   - points: Sets of points over the map.
  ///   - pointSize: How large points are that were found out, in usual sizes.
  ///   - paths: Series drawn as lines over the map.
  ///   - names: Words or numbers over the map, each with the middle of its place.
  ///   - equalAspect: Whether a unit is as long across as upward.
  public init(
    _ title: String, x: Axis = .coordinate(1), y: Axis = .coordinate(2), over grid: PlaneGrid, values: Tensor,
    label: String = "",
    colours: ColourMap = .sequential, isSmooth: Bool = true, range: ClosedRange<Double>? = nil,
    contours: [Double] = [],
    arrows: VectorField? = nil, points: [Series] = [], pointSize: Double = 1, paths: [Series] = [],
    names: [(name: String, x: Double, y: Double)] = [], equalAspect: Bool = true
  ) {
    require(
      values.count == grid.columns * grid.rows,
      "HeatMap \"\(title)\": values \(values.shape) for a grid of \(grid.rows) rows and \(grid.columns) columns")
    require(
      x.spacing == .linear && y.spacing == .linear, "HeatMap \"\(title)\": its cells are equal, so must its axes be")
    let values = values.scalars.map { Double($0) }
    let domain = range ?? colours.domain(of: values)
    require(domain.lowerBound < domain.upperBound, "HeatMap \"\(title)\": the range \(domain) is empty")
    var (x, y) = (x, y)
    x.range = x.range ?? grid.x
    y.range = y.range ?? grid.y
    let ground: any Mark =
      isSmooth
      ? Bands(grid: grid, values: values, colours: colours, domain: domain)
      : Cells(grid: grid, values: values, colours: colours, domain: domain)
    let lines: [any Mark] = contours.map { Contour(grid: grid, values: values, level: $0) }
    let field: [any Mark] = arrows.map { [$0] } ?? []
    chart = Chart(
      title: title, x: x, y: y,
      marks: [ground] + lines + field + Dots.overlaid(points, size: pointSize) + Curve.all(paths)
        + PlaceNames.all(names),
      hasEqualAspect: equalAspect, grid: (false, false),
      colourBar: ColourBar(label: label, colours: colours, domain: domain))
  }
}

/// The coloured cells of a heat map.
private struct Cells: Mark {
  let grid: PlaneGrid
  let values: [Double]
  let colours: ColourMap
  let domain: ClosedRange<Double>

  var reach: (x: [Double], y: [Double]) { grid.reach }
  var key: Key? { nil }

  /// Every colour is one path, drawn with a pen as high as a cell; neighbours of one colour in a row are one stroke.
  /// Lengths are counted in cells, which keeps the file small.
  func draw(in plane: Plane, on svg: inout SVG) {
    let (corner, opposite) = (plane(grid.lowest)!, plane(grid.highest)!)
    let cell = (opposite - corner) / Point(Double(grid.columns), Double(grid.rows))
    // Strokes are a pixel too high and too long, which closes the seams that renderers leave between neighbours.
    let (height, excess) = (1 + 1 / abs(cell.y), 1 / abs(cell.x))
    var paths = [String](repeating: "", count: ColourMap.steps)
    for row in 0..<grid.rows {
      let steps = (0..<grid.columns).map { step(of: values[row * grid.columns + $0]) }
      var start = 0
      while start < grid.columns {
        let end = steps[start...].firstIndex { $0 != steps[start] } ?? grid.columns
        if let step = steps[start] { paths[step] += "M\(start) \(row)h\((Double(end - start) + excess).hundredths)" }
        start = end
      }
    }
    let middle = corner.y + cell.y / 2
    let transform = "matrix(\(cell.x.thousandths) 0 0 \(cell.y.thousandths) \(corner.x.pixels) \(middle.hundredths))"
    svg.element("g", ["transform": transform]) { svg in
      for (step, path) in paths.enumerated() where !path.isEmpty {
        let colour = svg.palette.colour(.map(colours, at: (Double(step) + 0.5) / Double(ColourMap.steps)))
        svg.element("path", ["d": path, "stroke": colour.hex, "stroke-width": height.hundredths])
      }
    }
  }

  private func step(of value: Double) -> Int? {
    guard !value.isNaN else { return nil }
    let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
    return min(Int(min(max(share, 0), 1) * Double(ColourMap.steps)), ColourMap.steps - 1)
  }
}
