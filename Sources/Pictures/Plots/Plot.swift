import Foundation

/// A figure drawn in a plane with axes, as an SVG file.
public protocol Plot: Figure {
  /// What is to be drawn.
  var chart: Chart { get }
}

extension Plot {
  public var fileExtension: String { "svg" }
  public var raster: Image? { nil }

  /// The SVG document.
  public var svg: String {
    let drawing = chart.drawn(width: Style.width, height: Style.height)
    return drawing.svg.document(
      width: drawing.width, height: drawing.height, title: chart.title, description: chart.description)
  }

  public func encoded() throws -> Data { Data(svg.utf8) }
}

/// Several plots side by side, so that they can be compared.
public struct Panels: Figure {
  private let title: String
  private let rows: [[any Plot]]

  /// Plots in rows of `columns`; nil puts up to three in one row, and four in a square.
  public init(_ plots: [any Plot], title: String = "", columns: Int? = nil) {
    precondition(!plots.isEmpty, "Panels: at least one plot expected")
    let columns = columns ?? (plots.count == 4 ? 2 : min(plots.count, 3))
    precondition(columns > 0, "Panels: \(columns) columns; at least 1 expected")
    self.title = title
    rows = stride(from: 0, to: plots.count, by: columns).map { Array(plots[$0..<min($0 + columns, plots.count)]) }
  }

  public var fileExtension: String { "svg" }
  public var raster: Image? { nil }
  public func encoded() throws -> Data { Data(svg.utf8) }

  /// The SVG document.
  public var svg: String {
    var page = SVG()
    var top = 0.0
    if !title.isEmpty {
      top = Style.margin + Style.titleSize
      page.text(title, at: Point(Style.margin, top), size: Style.titleSize, Style.ink, isBold: true)
    }
    let width = Style.width / Double(rows[0].count)
    let height = min(Style.height, width * 0.8 + 60)
    for row in rows {
      let drawings = row.map { $0.chart.drawn(width: width, height: height, isPanel: true) }
      for (column, drawing) in drawings.enumerated() {
        page.element("g", ["transform": "translate(\((Double(column) * width).pixels) \(top.pixels))"]) {
          $0.append(drawing.svg)
        }
      }
      top += drawings.map(\.height).max()!
    }
    let titles = rows.joined().map(\.chart.title).filter { !$0.isEmpty }
    return page.document(
      width: Style.width, height: top, title: title.isEmpty ? titles.joined(separator: "; ") : title,
      description: rows.joined().map(\.chart.description).joined(separator: " "))
  }
}
