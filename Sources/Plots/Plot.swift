/// A figure drawn in a plane with axes, as an SVG file.
public protocol Plot: SVGFigure {
  /// What is to be drawn.
  var chart: Chart { get }
}

extension Plot {
  /// The SVG document in the colours of a palette.
  public func svg(in palette: Palette) -> String {
    let chart = chart
    let layout = ChartLayout(chart, in: ChartRoom())
    return chart.drawn(layout, in: palette).document(
      width: layout.width, height: layout.height, title: chart.title, description: chart.description)
  }
}
