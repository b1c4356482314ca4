import Foundation
import Pictures

/// A figure drawn in a plane with axes, as an SVG file.
public protocol Plot: Figure {
  /// What is to be drawn.
  var chart: Chart { get }
}

extension Plot {
  /// `svg`.
  public var fileExtension: String { "svg" }
  /// Nil: a drawing has no pixels of its own.
  public var raster: Image? { nil }
  /// The SVG document in UTF-8.
  public func encoded() throws -> Data { Data(svg.utf8) }

  /// The SVG document.
  public var svg: String {
    let chart = chart
    let layout = ChartLayout(chart, in: ChartRoom())
    return chart.drawn(layout).document(
      width: layout.width, height: layout.height, title: chart.title, description: chart.description)
  }
}
