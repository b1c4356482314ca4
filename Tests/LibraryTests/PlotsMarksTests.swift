import Engine
import Testing

@testable import Pictures
@testable import Plots

extension PlotTests {
  /// What a drawing holds, line by line.
  private func lines(_ svg: SVG) -> [String] {
    svg.document(width: 1, height: 1, title: "", description: "").split(separator: "\n").map(String.init)
  }

  /// How many points of a series have a disc, drawn as a curve.
  private func discs(_ series: Series) -> Int {
    var svg = SVG(.light)
    Curve(series, index: 0).draw(in: unitPlane(width: 60), on: &svg)
    return lines(svg).joined().matches(of: /h0/).count
  }

  @Test func aMarkedSeriesShowsAllOfItsPoints() {
    let values = (0..<40).map { Double($0) / 10 }
    #expect(discs(Series("few", y: [1.0, 2, 3])) == 3)
    #expect(discs(Series("many", x: values, y: values)) == 0)
    #expect(discs(Series("many", x: values, y: values).marked()) == 40)
    #expect(discs(Series("exact", x: values, y: values, as: .exact).marked()) == 40)
    // A track begins at a dot besides.
    let track = Series("track", x: Array(values.reversed()), y: values)
    #expect(discs(track) == 1 && discs(track.marked()) == 41)
    #expect(!track.marked().smoothed(over: 3).isMarked)
  }

  @Test func whiskersReplaceTheBand() {
    func drawn(_ series: Series) -> String {
      var svg = SVG(.light)
      Curve(series, index: 0).draw(in: unitPlane(width: 60), on: &svg)
      return lines(svg).joined()
    }
    let band = Series("", x: [0.0, 0.5, 1], y: [0.2, 0.4, 0.6], as: .exact)
      .interval(lower: [0.1, 0.4, 0.5], upper: [0.3, 0.4, 0.9])
    #expect(drawn(band).contains("fill-opacity"))
    #expect(!drawn(band.whiskered()).contains("fill-opacity"))
    // Each of three whiskers is a line with a stroke at either end, and the curve is one line more.
    #expect(drawn(band.whiskered()).matches(of: /M/).count == 3 * 3 + 1)
    #expect(drawn(Series("", y: [0.1, 0.2], as: .exact).whiskered()).matches(of: /M/).count == 1)
  }

  @Test func aThinSeriesIsANarrowerAndPalerLineWithItsNameInTheKey() throws {
    func drawn(_ series: Series) -> String {
      var svg = SVG(.light)
      Curve(series, index: 0).draw(in: unitPlane(width: 60), on: &svg)
      return lines(svg).joined()
    }
    let series = Series("runs", x: [0.0, 0.5, 1], y: [0.2, 0.4, 0.6], as: .exact)
    #expect(!drawn(series).contains("stroke-opacity"))
    #expect(drawn(series.thin()).contains("stroke-width=\"0.9\"") && drawn(series.thin()).contains("stroke-opacity"))
    #expect(Curve(series.thin(), index: 0).key?.name == "runs")

    // The sample in the key is as narrow and pale as the line.
    func sampled(_ series: Series) throws -> String {
      var svg = SVG(.light)
      KeyEntry(key: try #require(Curve(series, index: 0).key), place: Point(0, 10), row: 0).draw(on: &svg)
      return lines(svg).joined()
    }
    let (usual, thin) = (try sampled(series), try sampled(series.thin()))
    #expect(usual.contains("stroke-width=\"2\"") && !usual.contains("stroke-opacity"))
    #expect(thin.contains("stroke-width=\"0.9\"") && thin.contains("stroke-opacity"))
  }

  @Test func aNoteEndsTheKeyAndHasNoSample() throws {
    let sets = [Series("real", x: [0.0, 1], y: [0.0, 1], as: .real)]
    let keys = ScatterPlot("", sets, note: "not to scale").chart.keys
    #expect(keys.map(\.name) == ["real", "not to scale"] && ScatterPlot("", sets).chart.keys.count == 1)
    let entries = KeyEntry.flow(keys, left: 10, top: 0, width: 500)
    var svg = SVG(.light)
    entries[1].draw(on: &svg)
    #expect(entries[1].right - entries[1].place.x == TextWidth.of("not to scale", size: Style.labelSize))
    let written = lines(svg).joined()
    #expect(written.contains(">not to scale<") && !written.contains("<path"))
  }

  @Test func aLogarithmicAxisGivesEqualRatiosEqualRoom() {
    let series = Series("", x: [0.0, 1, 10, 100], y: [1.0, 2, 3, 4])
    let plane = ChartLayout(LinePlot("", x: Axis("step", .logarithmic), y: "", [series]).chart, in: ChartRoom()).plane
    let places = [1.0, 10, 100].compactMap { plane.x($0) }
    #expect(plane.x(0) == nil && places.count == 3)
    #expect(abs(places[0] - plane.frame.left) < 1e-9 && abs(places[2] - plane.frame.right) < 1e-9)
    #expect(abs(places[2] - 2 * places[1] + places[0]) < 1e-9)
  }

  @Test func aLineLeadsFromAPointToItsCallout() throws {
    let chart = LinePlot(
      "", x: "", y: "", [Series("", x: [0.0, 1], y: [0.0, 2])],
      callouts: [
        Callout("here", x: 0.5, y: 1, right: 30, up: 20), Callout("at the edge", x: 1, y: 1, up: 12),
        Callout("outside", x: .infinity, y: 1),
      ]
    ).chart
    let layout = ChartLayout(chart, in: ChartRoom())
    let drawn = lines(chart.drawn(layout, in: .light))
    let place = try #require(layout.plane(Point(0.5, 1)))
    let half = TextWidth.of("here", size: Style.tickSize) / 2
    let written = "<text x=\"\((place.x + 30 + half).pixels)\" y=\"\((place.y - 20 + 4).pixels)\""
    // The name and its halo.
    #expect(drawn.filter { $0.hasPrefix(written) && $0.hasSuffix(">here</text>") }.count == 2)
    #expect(!drawn.contains { $0.hasSuffix(">outside</text>") })

    // One at the edge is moved into the plane, and there it is so near that it needs no line.
    let moved = try #require(drawn.last { $0.hasSuffix(">at the edge</text>") })
    let middle = try #require(moved.firstMatch(of: /x="([0-9.]+)"/).flatMap { Double($0.1) })
    #expect(middle + TextWidth.of("at the edge", size: Style.tickSize) / 2 < layout.plane.frame.right + 0.1)
    let ways = drawn.compactMap {
      $0.firstMatch(of: /d="M([0-9.]+) ([0-9.]+)L([0-9.]+) ([0-9.]+)".* stroke-width="0.8"/)
    }
    #expect(ways.count == 1)
    let way = try #require(ways.first)
    let numbers = [way.1, way.2, way.3, way.4].compactMap { Double($0) }
    let (start, end) = (Point(numbers[0], numbers[1]), Point(numbers[2], numbers[3]))
    #expect(abs((start - place).length - 5) < 0.2 && (end - (place + Point(27, -14))).length < 0.2)
  }

  @Test func quietArrowsArePaleAndOtherwiseTheSame() throws {
    let origins = PlaneGrid(x: -1...1, y: -1...1, columns: 3, rows: 3).points
    func drawn(_ isQuiet: Bool) -> [String] {
      let field = VectorField(origins: origins, vectors: .ones([9, 2]), isQuiet: isQuiet)
      let chart = LinePlot("", x: "", y: "", [Series("", x: [0.0, 1], y: [0.0, 1])], arrows: field).chart
      return lines(chart.drawn(ChartLayout(chart, in: ChartRoom()), in: .light))
    }
    let (usual, quiet) = (drawn(false), drawn(true))
    let different = usual.indices.filter { usual[$0] != quiet[$0] }
    #expect(usual.count == quiet.count && different.count == 1)
    let index = try #require(different.first)
    let (ink, pale) = (Plots.Palette.light.colour(.ink).hex, Plots.Palette.light.colour(.rule).hex)
    let expected = usual[index].replacing("stroke=\"\(ink)\"", with: "stroke=\"\(pale)\"")
    #expect(quiet[index] == expected.replacing(" stroke-opacity=\"\(VectorField.opacity)\"", with: ""))
    #expect(usual[index] != expected && quiet[index] != expected)
  }

  @Test func theTurnsOfPointsAreToldInWordsForAFirstLook() {
    let (points, images) = (TurnDiagram(of: .points).svg(), TurnDiagram().svg())
    for word in [
      ">random<", ">numbers<", ">generated<", ">points<", ">real points<", "the generated points, and ends",
    ] {
      #expect(points.contains(word) && !images.contains(word), "\(word)")
    }
    for word in [">latents z<", ">fakes<", ">real images<", "the fakes, and ends", "latent vectors go"] {
      #expect(images.contains(word) && !points.contains(word), "\(word)")
    }
    for word in ["latent", "fake", "image"] { #expect(!points.contains(word), "\(word)") }
    #expect(points.contains("random numbers go through the generator, its generated points and real points"))
  }
}
