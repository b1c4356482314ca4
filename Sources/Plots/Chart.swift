import Foundation
import Pictures

/// The drawing that a ``Plot`` describes: marks in a plane, the axes around it, a title and a key.
public struct Chart: Sendable {
  var title = ""
  var x = Axis()
  var y = Axis()
  var marks: [any Mark] = []
  var references: [Reference] = []
  /// Named rows from top to bottom in place of a vertical axis.
  var rows: [String] = []
  /// Which of the rows are headings.
  var headings: Set<Int> = []
  var rowHeight = 0.0
  /// Whether a unit is as long across as upward.
  var hasEqualAspect = false
  /// Whether the horizontal and the vertical axis leave some room around the values.
  var margins: (x: Double, y: Double) = (0.03, 0.05)
  /// Whether lines behind the data lead from its values to the vertical and the horizontal axis.
  var grid: (x: Bool, y: Bool) = (false, true)
  var colourBar: ColourBar?

  /// The most height that the chart asks for.
  var height: Double {
    let headerAndAxis = 100.0
    guard rows.isEmpty else { return Double(rows.count) * rowHeight + headerAndAxis }
    return hasEqualAspect ? Style.squareHeight : Style.height
  }

  var keys: [Key] { marks.compactMap(\.key) }

  /// What the chart shows, in words.
  var description: String {
    let axes = [
      ("Horizontally", x.label), ("vertically", y.label), ("rows", rows.joined(separator: " · ")),
      ("in colour", colourBar?.label ?? ""),
    ]
    .filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    let names = keys.map(\.name).joined(separator: ", ")
    return [axes, names.isEmpty ? "" : "shown: \(names)"].filter { !$0.isEmpty }.joined(separator: "; ") + "."
  }

  /// The chart in the places of its layout, in the colours of a palette.
  func drawn(_ layout: ChartLayout, in palette: Palette) -> SVG {
    let plane = layout.plane
    var svg = SVG(palette)
    drawHeader(layout, on: &svg)
    drawGrid(layout, on: &svg)

    // A nested drawing shows nothing beyond its frame; some room is left for lines on the frame itself.
    let room = 4.0
    let (left, top) = ((plane.frame.left - room).pixels, (plane.frame.top - room).pixels)
    let (across, down) = ((plane.frame.width + 2 * room).pixels, (plane.frame.height + 2 * room).pixels)
    svg.element(
      "svg",
      [
        "x": left, "y": top, "width": across, "height": down, "viewBox": "\(left) \(top) \(across) \(down)",
        "overflow": "hidden",
      ]
    ) { inner in
      for reference in references { reference.draw(in: plane, on: &inner) }
      for mark in marks { mark.draw(in: plane, on: &inner) }
    }
    drawAxes(layout, on: &svg)
    drawRightLabels(layout, on: &svg)
    layout.colourBar?.draw(beside: plane.frame, labelBaseline: layout.header.axisLabelBaseline, on: &svg)
    return svg
  }

  private func drawHeader(_ layout: ChartLayout, on svg: inout SVG) {
    svg.text(
      title, at: Point(Style.margin, layout.header.titleBaseline), size: layout.header.titleSize, .ink,
      isBold: true)
    for entry in layout.header.keyEntries { entry.draw(on: &svg) }
    if rows.isEmpty {
      svg.text(
        y.label, at: Point(Style.margin, layout.header.axisLabelBaseline), size: Style.labelSize)
    }
    for label in layout.topLabels {
      svg.text(label.name, at: label.place, .ink, anchor: .middle)
    }
    svg.text(
      x.label, at: Point(layout.plane.frame.left + layout.plane.frame.width / 2, layout.height - 12),
      size: Style.labelSize, anchor: .middle)
  }

  private func drawGrid(_ layout: ChartLayout, on svg: inout SVG) {
    let frame = layout.plane.frame
    if grid.y {
      for tick in layout.yTicks where tick.label != nil {
        guard let y = layout.plane.y(tick.value) else { continue }
        svg.line(from: Point(frame.left, y), to: Point(frame.right, y), .grid)
      }
    }
    if grid.x {
      for tick in layout.xTicks where tick.label != nil {
        guard let x = layout.plane.x(tick.value) else { continue }
        svg.line(from: Point(x, frame.top), to: Point(x, frame.bottom), .grid)
      }
    }
  }

  private func drawAxes(_ layout: ChartLayout, on svg: inout SVG) {
    let frame = layout.plane.frame
    let below = Point(frame.left, frame.bottom)
    if rows.isEmpty { svg.line(from: below, to: Point(frame.right, frame.bottom), .rule) }
    svg.line(from: Point(frame.left, frame.top), to: below, .rule)
    for tick in layout.xTicks {
      guard let x = layout.plane.x(tick.value) else { continue }
      if rows.isEmpty {
        svg.line(
          from: Point(x, frame.bottom), to: Point(x, frame.bottom + (tick.label == nil ? 3 : 5)), .rule)
      }
      if self.x.hasNames {
        svg.text(
          tick.label ?? "", at: Point(x + Style.tickSize * 0.36, frame.bottom + 8), anchor: .end, isUpright: true)
      } else {
        svg.text(tick.label ?? "", at: Point(x, frame.bottom + 17), anchor: .middle)
      }
    }
    for tick in layout.yTicks {
      guard let y = layout.plane.y(tick.value) else { continue }
      if rows.isEmpty {
        svg.line(from: Point(frame.left - (tick.label == nil ? 3 : 5), y), to: Point(frame.left, y), .rule)
      }
      svg.text(
        tick.label ?? "", at: Point(frame.left - 8, y + Style.tickSize * 0.36),
        rows.isEmpty ? .quiet : .ink, anchor: .end, isBold: !rows.isEmpty && headings.contains(Int(tick.value)))
    }
  }

  /// Names at the ends of curves and of references, each with a fine line to what it names where it had to move.
  private func drawRightLabels(_ layout: ChartLayout, on svg: inout SVG) {
    for label in layout.rightLabels {
      let start = Point(label.end.x + 4, label.end.y)
      let end = Point(label.place.x - 4, label.place.y)
      if abs(end.y - start.y) > 2 || end.x - start.x > 12 {
        svg.line(from: start, to: end, .mixed(label.colour, with: .paper, share: 0.45), width: 0.8)
      }
      svg.text(
        label.name, at: Point(label.place.x, label.place.y + Style.labelSize * 0.35), size: Style.labelSize,
        .name(of: label.colour))
    }
  }
}
