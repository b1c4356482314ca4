import Engine
import Pictures

/// Several plots side by side, so that they can be compared. A key that all have stands once above them, and a colour
/// bar that all have stands at the end of each row.
public struct Panels: SVGFigure {
  private let title: String
  private let rows: [[Chart]]

  /// Plots in rows of `columns`; nil puts four in a square, others in rows of up to three.
  ///
  /// - Parameters:
  ///   - sharesScales: Whether all plots have the same axes from the same values to the same values, as befits plots that
  ///     are to be compared.
  public init(_ plots: [any Plot], title: String = "", columns: Int? = nil, sharesScales: Bool = false) {
    require(!plots.isEmpty, "Panels: at least one plot expected")
    let columns = columns ?? (plots.count == 4 ? 2 : min(plots.count, 3))
    require(columns > 0, "Panels: \(columns) columns; at least 1 expected")
    self.title = title
    var charts = plots.map(\.chart)
    if sharesScales {
      let (x, y) = (charts[0].x, charts[0].y)
      let all = Chart(x: x, y: y, marks: charts.flatMap { $0.marks + $0.references }, margins: charts[0].margins)
      for index in charts.indices { (charts[index].x.range, charts[index].y.range) = all.domains }
    }
    rows = stride(from: 0, to: charts.count, by: columns).map {
      Array(charts[$0..<min($0 + columns, charts.count)])
    }
  }

  /// The SVG document in the colours of a palette.
  public func svg(in palette: Palette) -> String {
    let charts = rows.joined()
    var page = SVG(palette)
    var top = 0.0
    if !title.isEmpty {
      top = Style.margin + Style.titleSize * 0.8
      page.text(title, at: Point(Style.margin, top), size: Style.titleSize, .ink, isBold: true)
      top += 6
    }
    let keys = commonKeys
    if !keys.isEmpty {
      let entries = KeyEntry.flow(keys, left: Style.margin, top: top + 8, width: Style.width - 2 * Style.margin)
      for entry in entries { entry.draw(on: &page) }
      top += KeyEntry.height(of: entries)
    }
    for row in rows {
      let layouts = layouts(of: row, hidesKey: !keys.isEmpty)
      for (column, (chart, layout)) in zip(row, layouts).enumerated() {
        let left = Double(column) * columnWidth
        page.element("g", ["transform": "translate(\(left.pixels) \(top.pixels))"]) {
          $0.append(chart.drawn(layout, in: palette))
        }
      }
      top += layouts.map(\.height).max() ?? 0
    }
    return page.document(
      width: Style.width, height: top,
      title: title.isEmpty ? charts.map(\.title).filter { !$0.isEmpty }.joined(separator: "; ") : title,
      description: charts.map(\.description).joined(separator: " "))
  }

  /// The key of the first plot, if all others have the same.
  private var commonKeys: [Key] {
    let charts = Array(rows.joined())
    let keys = charts[0].keys
    let isCommon = charts.allSatisfy { chart in
      chart.keys.map(\.name) == keys.map(\.name) && chart.keys.map(\.colour) == keys.map(\.colour)
    }
    return charts.count > 1 && isCommon ? keys : []
  }

  /// The colour bar of the first plot, if all others have the same.
  private var commonColourBar: ColourBar? {
    let bar = rows[0][0].colourBar
    return rows.joined().allSatisfy { $0.colourBar == bar } ? bar : nil
  }

  /// The distance from plot to plot. A common colour bar stands at the right of the last.
  private var columnWidth: Double { (Style.width - (commonColourBar?.width ?? 0)) / Double(rows[0].count) }

  /// The least distances from the left and from the right of a column to the planes in it.
  private typealias Sides = (left: Double, right: Double)

  /// The layouts of plots in a row, their planes level, and as wide as those above and below them.
  private func layouts(of charts: [Chart], hidesKey: Bool) -> [ChartLayout] {
    func apart(_ charts: [Chart]) -> [ChartLayout] {
      layouts(of: charts, hidesKey: hidesKey, flush: charts.map { _ in (left: 0, right: 0) })
    }
    guard rows.count > 1, !rows.joined().contains(where: \.hasEqualAspect) else { return apart(charts) }
    let all = rows.map(apart)
    let flush: [Sides] = charts.indices.map { column in
      let frames = all.filter { column < $0.count }.map { $0[column].plane.frame }
      return (left: frames.map(\.left).max()!, right: columnWidth - frames.map(\.right).min()!)
    }
    return layouts(of: charts, hidesKey: hidesKey, flush: flush)
  }

  private func layouts(of charts: [Chart], hidesKey: Bool, flush: [Sides]) -> [ChartLayout] {
    let bar = commonColourBar
    func layouts(planeTop: Double) -> [ChartLayout] {
      charts.enumerated().map { column, chart in
        // The last has the colour bar beside it, in room of its own.
        let barWidth = column == charts.count - 1 ? bar?.width ?? 0 : 0
        let height = chart.hasEqualAspect ? columnWidth * 1.25 + 40 : columnWidth * 0.7 + 80
        return ChartLayout(
          chart,
          in: ChartRoom(
            width: columnWidth + barWidth, height: min(height, chart.height), isPanel: true, hidesKey: hidesKey,
            hidesColourBar: bar != nil && barWidth == 0, planeTop: planeTop, planeLeft: flush[column].left,
            planeRight: flush[column].right + barWidth))
      }
    }
    return layouts(planeTop: layouts(planeTop: 0).map(\.plane.frame.top).max() ?? 0)
  }
}
