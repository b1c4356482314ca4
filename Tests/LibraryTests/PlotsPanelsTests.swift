import Engine
import Foundation
import Testing

@testable import Pictures
@testable import Plots

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Several plots in one figure.
extension PlotTests {
  @Test func plotsBelowOneAnotherHavePlanesOfOneWidth() throws {
    let plots = ["long name at the end", "short"].map {
      LinePlot("", x: "", y: "", [Series($0, y: [1.0, 2]), Series("b", y: [2.0, 1])])
    }
    // A nested drawing holds what is in the plane.
    let planes = Panels(plots, columns: 1).svg().matches(of: #/<svg x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/#)
    #expect(planes.count == 2 && planes[0].1 == planes[1].1 && planes[0].2 == planes[1].2)
  }

  @Test func panelsInAColumnHavePlanesOfOneWidth() {
    let plots = ["a name", "x", "b", "y"].map {
      LinePlot("", x: "", y: "", [Series($0, y: [1.0, 2]), Series("c", y: [2.0, 1])])
    }
    let planes = Panels(plots, columns: 2).svg().matches(of: #/<svg x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/#)
    #expect(
      planes.count == 4
        && [0, 1].allSatisfy { planes[$0].1 == planes[$0 + 2].1 && planes[$0].2 == planes[$0 + 2].2 }
        && planes[0].2 != planes[1].2)
  }

  @Test func panelsWithOneKeyShowItOnceAndStandLevel() {
    let plot = ScatterPlot("one", [Series("real", points: Tensor(shape: [1, 2], scalars: [0, 1]))])
    let panels = Panels([plot, plot, plot], title: "Three")
    let (_, text) = parse(panels.svg())
    let drawn = text.split(separator: "\n").filter { $0 == "real" }
    #expect(drawn.count == 1)
    #expect(panels.svg().contains("translate(240 ") && panels.svg().contains("translate(480 "))
    let other = ScatterPlot("other", [Series("fake", points: Tensor(shape: [1, 2], scalars: [0, 1]))])
    #expect(parse(Panels([plot, other]).svg()).text.split(separator: "\n").filter { $0 == "fake" }.count == 1)
  }

  @Test func panelsWithOneColourBarShowItOnceInARow() {
    let grid = PlaneGrid(x: 0...1, y: 0...1, columns: 2, rows: 1)
    let maps = [[Float(0), 1], [1, 0]].map {
      HeatMap("", over: grid, values: Tensor(shape: [2], scalars: $0), label: "D")
    }
    #expect(parse(Panels(maps).svg()).text.split(separator: "\n").filter { $0 == "D" }.count == 1)
    let other = HeatMap("", over: grid, values: Tensor(shape: [2], scalars: [0, 7]), label: "D")
    #expect(parse(Panels([maps[0], other]).svg()).text.split(separator: "\n").filter { $0 == "D" }.count == 2)
  }

  @Test func panelsThatAreComparedHaveTheSameScales() {
    let plots = [1.0, 5].map { LinePlot("", x: "x", y: "y", [Series("s", x: [0, $0], y: [-$0, $0])]) }
    for (shares, values) in [(true, ["−4", "4"]), (false, [])] {
      let text = parse(Panels(plots, sharesScales: shares).svg()).text.split(separator: "\n")
      let isTwice = { (value: String) in text.filter { $0 == value }.count >= 2 }
      #expect(values.allSatisfy(isTwice) && (shares || !isTwice("−4")))
    }
  }
}
