import Engine
import Foundation
import Testing

@testable import Pictures
@testable import Plots

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlotTests {
  /// One plot of every kind, with data that is not all finite.
  private var plots: [any Plot] {
    let grid = PlaneGrid(x: -1...1, y: -2...2, columns: 6, rows: 5)
    let values = Tensor(shape: [5, 6], scalars: (0..<30).map { $0 == 7 ? .nan : Float($0) })
    let rough = Series("rough", y: [1, .nan, .infinity, 3, 4.5]).interval(
      lower: [0, 0, 0, .nan, 4], upper: [2, 2, 2, 5, 5])
    let square = Series("track", x: [0.0, 1, 0, -1, 0], y: [1.0, 0, -1, 0, 1])
    let field = VectorField(origins: grid.points, vectors: grid.points)
    return [
      LinePlot(
        "Lines", x: "step", y: Axis("loss", .logarithmic), [rough, Series("exact", over: 0...4, as: .exact) { $0 }],
        references: [.vertical(2, "here"), .horizontal(2, "two"), .span(0...1, "early"), .band(1...2, "about")],
        smoothing: 3),
      LinePlot(
        "Field", x: "a", y: "b", [square], arrows: field, names: [(name: "here", x: 0, y: 1)], equalAspect: true),
      LinePlot(
        "Marks", x: Axis("step", .logarithmic), y: "b", [rough.marked()],
        callouts: [Callout("low", x: 3, y: 3), Callout("none", x: .nan, y: 1)]),
      ScatterPlot("Points", [Series("real", points: grid.points, as: .real), square], paths: [square]),
      ScatterPlot("Stems", y: "value", [rough], equalAspect: false, size: 1.4, stemsFrom: 0),
      Histogram(
        "Spread", x: "value", [Series("real", y: [0.5, 1, 2, .nan], as: .real), Series("fake", y: [1.0, 1, 1, 1])],
        curves: [rough]),
      HeatMap("Surface", over: grid, values: values, label: "D", contours: [12.5], arrows: field, points: [square]),
      BarChart(
        "Bars", value: "count", categories: ["a", "b"], [Series("x", y: [1, .nan]), Series("y", y: [-2.0, 3])]),
      DotPlot("Dots", value: "count", categories: ["a", "b"], [Series("x", x: [1.0, .nan, 3], y: [0.0, 0, 1.2])]),
      DotPlot(
        "Groups", value: "count", categories: ["a", "b"], [Series("x", x: [1.0, 3], y: [0.0, 1.2], as: .half)],
        headings: [1: "rest"]),
    ]
  }

  /// The names of a document's elements and its texts; fails the test if the document is not well-formed XML.
  func parse(_ svg: String) -> (elements: [String], text: String) {
    final class Reader: NSObject, XMLParserDelegate {
      var elements: [String] = []
      var text = ""
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
      ) { elements.append(name) }
      func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    }
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return (reader.elements, reader.text)
  }

  @Test func everyPlotIsWellFormedAccessibleAndOpaque() throws {
    for plot in plots {
      let (elements, text) = parse(plot.svg())
      #expect(Array(elements.prefix(4)) == ["svg", "title", "desc", "rect"], "\(plot.chart.title)")
      #expect(text.contains(plot.chart.title))
      #expect(plot.svg().contains("role=\"img\"") && plot.svg().contains("fill=\"\(Style.paper.hex)\""))
      #expect(!plot.svg().contains("nan") && !plot.svg().contains("inf"), "\(plot.chart.title)")
      #expect(plot.fileExtension == "svg" && plot.raster == nil)
      #expect(try plot.encoded() == Data(plot.svg().utf8))
    }
  }

  @Test(arguments: [
    [], [.nan], [1], [0, 0], [1e30, -1e30], [1e308, -1e308], [1e9, 1e9 + 1e-6], [1e-300, 2e-300], [.infinity, 1, 2],
    [.leastNonzeroMagnitude, 2000 * .leastNonzeroMagnitude], [.greatestFiniteMagnitude, 0],
  ]) func whatADivergingRunLeavesBehindIsDrawn(values: [Double]) {
    let series = [Series("s", y: values)]
    for spacing in [Axis.Spacing.linear, .logarithmic] {
      _ = parse(
        LinePlot("", x: "", y: Axis("", spacing), series, references: [.horizontal(3, "h")], smoothing: 3).svg())
      _ = parse(LinePlot("", x: "", y: Axis("", spacing, range: 0.1...1), series).svg())
    }
    _ = parse(ScatterPlot("", [Series("s", x: values, y: values)]).svg())
    _ = parse(Histogram("", x: "", [Series("s", y: values)]).svg())
    guard !values.isEmpty else { return }
    _ = parse(BarChart("", value: "", categories: values.map { "\($0)" }, series).svg())
    let map = Tensor(shape: [values.count], scalars: values.map { Float($0) })
    let grid = PlaneGrid(x: 0...1, y: 0...1, columns: values.count, rows: 1)
    _ = parse(HeatMap("", over: grid, values: map, colours: .diverging(), contours: [1]).svg())
  }

  @Test func equalValuesStandSideBySideAroundTheirPlace() {
    let places = DotPlot.sideBySide([8, 8, 3, 8, 8], row: 2)
    #expect(Set(places.map { "\($0)" }).count == 5)
    #expect(places[2] == (3, 2))
    #expect(abs(places.filter { $0.x > 5 }.map(\.x).mean() - 8) < 1e-9)
    #expect(places.allSatisfy { abs($0.y - 2) < 0.5 })
  }

  @Test func aHeadingHasALineOfItsOwnAboveItsRow() {
    let points = Series("s", x: [1.0, 2, 3, 4], y: [0.25, 0.75, 1, 2.5])
    let path = Series("", x: [1.0, 2], y: [0.0, 2]).interval(lower: [0.0, 1], upper: [0.0, 2])
    let chart = DotPlot(
      "", value: "count", categories: ["a", "b", "c"], [points], paths: [path], headings: [1: "first", 2: "second"]
    ).chart
    #expect(chart.rows == ["a", "first", "b", "second", "c"] && chart.headings == [1, 3])
    #expect(chart.marks.map { $0.reach.y } == [[0, 4, 0, 2, 0, 4], [0.25, 1.75, 2, 4.5]])
  }

  @Test func gradesDifferInShape() {
    let outlines = [Glyph.solidDisc, .halfDisc, .hollowDisc].map { glyph in
      var svg = SVG(.light)
      glyph.draw(at: [Point(10, 10)], size: 4, .ink, on: &svg)
      return svg.document(width: 1, height: 1, title: "", description: "")
    }
    let disc = "M10 10m-3 0a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z"
    let holes = ["", "m3 2a2 2 0 1 0 0-4z", "m1 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"]
    for (outline, hole) in zip(outlines, holes) { #expect(outline.contains("\"\(disc)\(hole)\"")) }
  }

  @Test func ringsDifferInShape() {
    let rings = [Encoding.covered, .approached, .missed].map { encoding in
      var svg = SVG(.light)
      encoding.glyph?.draw(at: [Point(10, 10)], size: 4, .ink, on: &svg)
      return svg.document(width: 1, height: 1, title: "", description: "")
    }
    #expect(Set(rings).count == 3)
  }

  @Test func aNameOfAPlaceStandsInTheMiddleOfIt() {
    let series = [Series("", x: [0.0, 1, 0], y: [0.0, 1, 2])]
    let chart = LinePlot("", x: "", y: "", series, names: [(name: "here", x: 0.5, y: 1)]).chart
    let place = ChartLayout(chart, in: ChartRoom()).plane(Point(0.5, 1))!
    let written = "<text x=\"\(place.x.pixels)\" y=\"\((place.y + 4).pixels)\""
    let lines = chart.drawn(ChartLayout(chart, in: ChartRoom()), in: .light)
      .document(width: 1, height: 1, title: "", description: "").split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix(written) && $0.contains("middle") && $0.hasSuffix(">here</text>") })
  }

  @Test func theImagesOfANetworkAreDrawnAsLargeAsTheyAre() {
    let layers = [4, 8, 32].map { NetworkDiagram.Layer(name: "layer", shape: [$0, $0, 16], parameters: 0) }
    // Of the three faces of a block only the front begins with a level edge.
    let faces = NetworkDiagram("n", layers).svg().matches(
      of: /<path d="M[0-9.]+ ([0-9.]+)L[0-9.]+ ([0-9.]+)L[0-9.]+ ([0-9.]+)L[^"]+" fill="[^n]/)
    let heights = faces.filter { $0.1 == $0.2 }.map { Double($0.3)! - Double($0.1)! }
    #expect(heights.count == 3 && zip(heights, [5.0, 10, 40]).allSatisfy { abs($0 - $1) < 0.15 }, "\(heights)")
  }

  @Test func theSamePlotIsTheSameBytes() {
    #expect(plots.map { $0.svg() } == plots.map { $0.svg() })
  }

  @Test func textIsEscaped() {
    let plot = LinePlot("a < b & \"c\"\u{0}", x: "x > 0", y: "", [Series("<svg>", y: [1.0, 2])])
    let (elements, text) = parse(plot.svg())
    #expect(elements.filter { $0 == "svg" }.count == 2, "the document and its plane")
    #expect(text.contains("a < b & \"c\"") && text.contains("<svg>") && text.contains("x > 0"))
  }

  @Test func aGapInTheDataIsAGapInTheLine() throws {
    let curve = Curve(Series("c", y: [0, 1, .nan, 3, 4, .infinity, 6]), index: 0)
    var svg = SVG(.light)
    curve.draw(in: unitPlane(width: 60), on: &svg)
    let drawn = svg.document(width: 1, height: 1, title: "", description: "")
    #expect(drawn.contains("d=\"M0 60L10 50M30 30L40 20M60 0L60 0\""))
  }

  @Test func aLongCurveKeepsItsSpikesInAFewPoints() {
    var values = [Double](repeating: 0, count: 200_000)
    values[77_777] = 5
    values[123_456] = -9
    let plot = LinePlot("Long", x: "step", y: "value", [Series("v", y: values)])
    let kept = Decimation.function(values.enumerated().map { Point(Double($0.offset) * 600 / 200_000, $0.element) })
    #expect(kept.count <= 4 * 401)
    #expect(kept.contains { $0.y == 5 } && kept.contains { $0.y == -9 })
    #expect(kept.first?.x == 0 && zip(kept, kept.dropFirst()).allSatisfy { $0.x <= $1.x })
    #expect(plot.svg().utf8.count < 60_000)
  }

  @Test func aTrackIsThinnedToAFewThousandPoints() {
    let spiral = (0..<100_000).map { Point(cos(Double($0) / 50), sin(Double($0) / 50)) * Double($0) / 500 }
    let kept = Decimation.track(spiral)
    #expect(kept.count <= 4000 && kept.first == spiral.first && kept.last == spiral.last)
  }

  @Test func manyPointsAreThinnedByTheRoomThereIs() {
    let points = Tensor(shape: [50_000, 2]) { values in
      for i in values.indices { values[i] = Float(i * 7919 % 1000) }
    }
    #expect(ScatterPlot("Many", [Series("p", points: points)]).svg().utf8.count < 150_000)
  }

  @Test func namesStandAtTheEndsOfCurvesWithoutOverlap() {
    let close = (0..<6).map { Series("curve \($0)", x: [0.0, 1], y: [Double($0), 1 + 0.001 * Double($0)]) }
    let layout = ChartLayout(LinePlot("", x: "", y: "", close).chart, in: ChartRoom())
    #expect(layout.header.keyEntries.isEmpty && layout.rightLabels.count == 6)
    let heights = layout.rightLabels.map(\.place.y)
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 > 14.9 })
    #expect(heights.allSatisfy { $0 <= layout.plane.frame.bottom })
    #expect(layout.rightLabels.map(\.name).first == "curve 5", "the highest end has the highest name")
  }

  @Test func curvesThatEndElsewhereHaveAKeyAboveThePlane() {
    let early = Series("early", x: [0.0, 1], y: [0.0, 1])
    let late = Series("late", x: [0.0, 9], y: [0.0, 1])
    let layout = ChartLayout(LinePlot("", x: "", y: "", [early, late]).chart, in: ChartRoom())
    #expect(layout.rightLabels.isEmpty && layout.header.keyEntries.map(\.key.name) == ["early", "late"])
    #expect(layout.header.keyEntries.allSatisfy { $0.place.y < layout.plane.frame.top })
  }

  @Test func anEqualAspectGivesBothAxesOneUnit() {
    let points = Tensor(shape: [2, 2], scalars: [0, 0, 4, 1])
    let plane = ChartLayout(ScatterPlot("", [Series("", points: points)]).chart, in: ChartRoom()).plane
    let across = plane.frame.width / (plane.x.domain.upperBound - plane.x.domain.lowerBound)
    let upward = plane.frame.height / (plane.y.domain.upperBound - plane.y.domain.lowerBound)
    #expect(abs(across - upward) < 1e-9)
  }

  @Test func aDensityHistogramHasAreaOne() throws {
    let values = (0..<1000).map { sin(Double($0)) * 3 }
    let histogram = Histogram("", x: "", [Series("s", y: values)], bins: 20)
    let heights = try #require(histogram.chart.marks.first).reach.y.dropLast()
    let domain = try #require(histogram.chart.x.range)
    let area = heights.reduce(0, +) * (domain.upperBound - domain.lowerBound) / 20
    #expect(heights.count == 20 && abs(area - 1) < 1e-12)
    let counts = Histogram("", x: "", [Series("s", y: [0.0, 0.1, 0.9, 1])], bins: 2, height: .count).chart.marks[0]
      .reach.y
    #expect(counts == [2, 2, 0])
  }

  @Test func barsOfKindsOfRowsShareTheirRow() {
    let kinds = [Series("good", y: [1, Double.nan]), Series("bad", y: [Double.nan, 2])]
    let rowHeights = [true, false].map { shares in
      BarChart("", value: "", categories: ["a", "b"], kinds, sharesRows: shares).chart.rowHeight
    }
    #expect(rowHeights[0] < rowHeights[1])
    let text = parse(BarChart("", value: "", categories: ["a", "b"], kinds, sharesRows: true).svg()).text
    #expect(["good", "bad"].allSatisfy(text.contains))
  }

  @Test func aRunningMeanPassesOverGaps() {
    let smooth = Series("s", y: [1, 2, 3, .nan, 5]).smoothed(over: 3).y
    #expect(Array(smooth[..<3]) == [1.5, 2, 2.5] && smooth[3].isNaN && smooth[4] == 5)
    #expect(Series("s", y: [1e30, 1, 1, 1]).smoothed(over: 1).y == [1e30, 1, 1, 1])
    #expect(Series("s", y: [1e30, 1, 1, 1]).smoothed(over: 2).y.last == 1)
  }

  /// A plane in which a unit is ten pixels, `width` pixels wide and high.
  func unitPlane(width: Double) -> Plane {
    Plane(
      x: Scale(spacing: .linear, domain: 0...(width / 10), start: 0, end: width),
      y: Scale(spacing: .linear, domain: 0...(width / 10), start: width, end: 0),
      frame: Rectangle(left: 0, top: 0, width: width, height: width))
  }
}
