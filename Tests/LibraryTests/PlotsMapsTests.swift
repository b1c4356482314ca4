import Engine
import Foundation
import Testing

@testable import Pictures
@testable import Plots

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Contours, heat maps and their bands.
extension PlotTests {
  @Test func aContourLiesWhereTheFunctionHasItsValue() {
    let grid = PlaneGrid(x: -2...2, y: -2...2, columns: 40, rows: 40)
    let points = grid.points.points(operation: "")
    let contour = Contour(grid: grid, values: points.map { ($0 * $0).sum() }, level: 1)
    #expect(contour.segments.count > 40)
    for (start, end) in contour.segments {
      #expect(abs((start * start).sum() - 1) < 0.01 && abs((end * end).sum() - 1) < 0.01)
    }
  }

  @Test func aContourEndsAtTheEdgeAndBesideCellsWithoutValues() {
    let grid = PlaneGrid(x: 0...4, y: 0...4, columns: 4, rows: 4)
    var values = (0..<16).map { Double($0 % 4) }
    let whole = Contour(grid: grid, values: values, level: 1.5).segments
    let ends = whole.flatMap { [$0.0, $0.1] }
    #expect(whole.count == 5 && ends.allSatisfy { $0.x == 2 })
    #expect(ends.map(\.y).min() == 0 && ends.map(\.y).max() == 4)
    for missing in [Double.nan, .infinity] {
      values[5] = missing
      let rest = Contour(grid: grid, values: values, level: 1.5).segments
      #expect(rest.count == 3 && rest.allSatisfy { max($0.0.y, $0.1.y) <= 0.5 || min($0.0.y, $0.1.y) >= 2.5 })
    }
  }

  @Test func theFirstValuesOfAHeatMapLieAtTheBottomLeft() throws {
    let grid = PlaneGrid(x: 0...2, y: 0...2, columns: 2, rows: 2)
    #expect(grid.points.scalars == [0.5, 0.5, 1.5, 0.5, 0.5, 1.5, 1.5, 1.5])
    let values = Tensor(shape: [4], scalars: [0, 1, 1, 1])
    let svg = HeatMap("", over: grid, values: values, isSmooth: false).svg()
    let lowest = ColourMap.sequential.colour(at: 0.5 / Double(ColourMap.steps), onDark: false).hex
    // One cell, and as much as closes the seam to the next.
    #expect(svg.contains(try Regex("<path d=\"M0 0h1[.0-9]*\" stroke=\"\(lowest)\"")))
    let transform = try #require(svg.firstMatch(of: /matrix\(([\d.]+) 0 0 (-[\d.]+)/), "upward is up")
    #expect(transform.1 == transform.2.dropFirst())
  }

  /// Bands over a plane of six units each way, of 60 pixels.
  private func bands(_ values: [Double], side: Int) -> [(band: Int, rings: [[Point]])] {
    let grid = PlaneGrid(x: 0...6, y: 0...6, columns: side, rows: side)
    return Bands(grid: grid, values: values, colours: .sequential, domain: 0...1).regions(in: unitPlane(width: 60))
  }

  @Test func aMapOfOneValueIsOneBandAsLargeAsThePlane() throws {
    let regions = bands(Array(repeating: 0.51, count: 9), side: 3)
    #expect(regions.count == 1 && regions[0].band == ColourMap.steps / 2)
    let ring = try #require(regions[0].rings.first)
    let corners = [Point(0, 0), Point(60, 0), Point(60, 60), Point(0, 60)]
    #expect(regions[0].rings.count == 1 && ring.count == 4 && corners.allSatisfy { ring.contains($0) })
  }

  @Test func aCellWithoutAValueIsAHoleInAllBands() {
    var values = (0..<25).map { $0 % 5 < 2 ? 0.3 : 0.7 }
    values[12] = .nan
    let regions = bands(values, side: 5)
    #expect(regions.count > 5)
    // The cell is in the middle, and the hole goes half-way to its neighbours.
    let holes = regions[0].rings.filter { $0.allSatisfy { abs($0.x - 30) < 7 && abs($0.y - 30) < 7 } }
    #expect(regions[0].rings.count == 2 && holes.count == 1)
    for region in regions {
      for point in region.rings.joined() { #expect(abs(point.x - 30) + abs(point.y - 30) > 5.9, "\(point)") }
    }
    #expect(bands(Array(repeating: .nan, count: 9), side: 3).isEmpty)
  }

  @Test func theEdgeOfABandLiesWhereTheFunctionHasItsValue() {
    let grid = PlaneGrid(x: 0...6, y: 0...6, columns: 40, rows: 40)
    let middle = Point(3, 3)
    let values = grid.points.points(operation: "").map { point -> Double in
      let offset = point - middle
      return 1 - (offset * offset).sum() / 9
    }
    let regions = bands(values, side: 40)
    #expect(regions.last?.band == ColourMap.steps - 1)
    for region in regions where region.band > ColourMap.steps / 4 {
      let radius = 30 * (1 - Double(region.band) / Double(ColourMap.steps)).squareRoot()
      for point in region.rings.joined() {
        let offset = point - Point(30, 30)
        #expect(abs((offset * offset).sum().squareRoot() - radius) < 0.3, "\(region.band): \(point)")
      }
    }
  }
}
