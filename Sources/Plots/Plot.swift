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
  public func encoded() throws -> Data { Data(svg().utf8) }
  /// The SVG document for a dark page, in UTF-8.
  public func encodedForDark() throws -> Data? { Data(svg(in: .dark).utf8) }

  /// The SVG document.
  public func svg(in palette: Palette = .light) -> String {
    let chart = chart
    let layout = ChartLayout(chart, in: ChartRoom())
    return chart.drawn(layout, in: palette).document(
      width: layout.width, height: layout.height, title: chart.title, description: chart.description)
  }
}
