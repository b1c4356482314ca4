import Foundation
import Pictures

/// A place on the page, in pixels from the top left; or a value in the plane of a plot.
typealias Point = SIMD2<Double>

extension Point {
  var length: Double { (self * self).sum().squareRoot() }
}

/// A rectangle on the page, in pixels.
struct Rectangle: Equatable, Sendable {
  var left, top, width, height: Double
  var right: Double { left + width }
  var bottom: Double { top + height }

  /// The rectangle without a rim of that width.
  func inset(by rim: Double) -> Rectangle {
    Rectangle(left: left + rim, top: top + rim, width: max(width - 2 * rim, 0), height: max(height - 2 * rim, 0))
  }

  func contains(_ point: Point) -> Bool {
    point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
  }
}

/// Drawing instructions in the making, one element to a line.
struct SVG {
  let palette: Palette
  private var lines: [String] = []

  /// An empty drawing in the colours of a palette.
  init(_ palette: Palette) { self.palette = palette }

  /// Adds an element, with text in it or with nothing.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil) {
    let opening = Self.opening(name, attributes)
    lines.append(text.map { "<\(opening)>\(Self.escaped($0))</\(name)>" } ?? "<\(opening)/>")
  }

  /// Adds an element with everything that `draw` draws in it.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ draw: (inout SVG) -> Void) {
    lines.append("<\(Self.opening(name, attributes))>")
    draw(&self)
    lines.append("</\(name)>")
  }

  /// Adds all that another drawing holds.
  mutating func append(_ other: SVG) { lines += other.lines }

  mutating func line(
    from start: Point, to end: Point, _ colour: Ink, width: Double = 1, dash: String = ""
  ) {
    var path = Path()
    path.move(to: start)
    path.line(to: end)
    stroke(path, colour, width: width, dash: dash)
  }

  mutating func rectangle(_ frame: Rectangle, fill: Ink, opacity: Double = 1, radius: Double = 0) {
    element(
      "rect",
      [
        "x": frame.left.pixels, "y": frame.top.pixels, "width": frame.width.pixels, "height": frame.height.pixels,
        "rx": radius.pixels, "fill": palette.colour(fill).hex, "fill-opacity": opacity.hundredths,
      ])
  }

  mutating func stroke(_ path: Path, _ colour: Ink, width: Double, dash: String = "", opacity: Double = 1) {
    element(
      "path",
      [
        "d": path.data, "fill": "none", "stroke": palette.colour(colour).hex, "stroke-width": width.hundredths,
        "stroke-dasharray": dash, "stroke-linejoin": "round", "stroke-linecap": dash.isEmpty ? "round" : "",
        "stroke-opacity": opacity.hundredths,
      ])
  }

  mutating func fill(_ path: Path, _ colour: Ink, opacity: Double = 1) {
    element("path", ["d": path.data, "fill": palette.colour(colour).hex, "fill-opacity": opacity.hundredths])
  }

  enum Anchor: String { case start = "", middle, end }

  /// Writes a line of text whose baseline passes through `place`: with a halo of paper, legible over data; upright, from
  /// bottom to top.
  mutating func text(
    _ text: String, at place: Point, size: Double = Style.tickSize, _ colour: Ink = .quiet,
    anchor: Anchor = .start, isBold: Bool = false, hasHalo: Bool = false, isUpright: Bool = false
  ) {
    guard !text.isEmpty else { return }
    // The halo is a text of its own below the other: not every viewer knows an order of painting within one.
    for ink in hasHalo ? [.paper, colour] : [colour] {
      let isHalo = hasHalo && ink == .paper
      element(
        "text",
        [
          "x": place.x.pixels, "y": place.y.pixels, "font-size": size.pixels, "fill": palette.colour(ink).hex,
          "transform": isUpright ? "rotate(-90 \(place.x.pixels) \(place.y.pixels))" : "",
          "text-anchor": anchor.rawValue, "font-weight": isBold ? "600" : "",
          "stroke": isHalo ? palette.colour(.paper).hex : "", "stroke-width": isHalo ? "3" : "",
          "stroke-linejoin": isHalo ? "round" : "",
        ], text: text)
    }
  }

  /// A whole file: the drawing on opaque paper, with its title and description for those who do not see it.
  func document(width: Double, height: Double, title: String, description: String) -> String {
    var document = SVG(palette)
    document.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": width.pixels, "height": height.pixels,
        "viewBox": "0 0 \(width.pixels) \(height.pixels)", "role": "img", "font-family": Style.font,
      ]
    ) { svg in
      svg.element("title", [:], text: title)
      svg.element("desc", [:], text: description)
      svg.rectangle(Rectangle(left: 0, top: 0, width: width, height: height), fill: .paper, radius: 6)
      svg.lines += lines
    }
    return document.lines.joined(separator: "\n") + "\n"
  }

  /// Attributes without a value, and opacities of one, are left out.
  private static func opening(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
    let written = attributes.filter { key, value in
      !value.isEmpty && !(key.hasSuffix("opacity") && value == "1") && !(key == "rx" && value == "0")
    }
    return written.reduce(name) { "\($0) \($1.key)=\"\(escaped($1.value))\"" }
  }

  /// Text with the characters that XML reserves written as entities, and without those it forbids.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n", "\t": escaped += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// The outline of a shape: what stands in a path's `d`.
struct Path {
  private(set) var data = ""

  mutating func move(to point: Point) { append("M", point) }
  mutating func line(to point: Point) { append("L", point) }
  mutating func close() { data += "Z" }

  /// Goes through the points one after another, from the first.
  mutating func polyline(_ points: some Sequence<Point>) {
    for (index, point) in points.enumerated() { index == 0 ? move(to: point) : line(to: point) }
  }

  mutating func rectangle(_ frame: Rectangle) {
    append("M", Point(frame.left, frame.top))
    data += "h\(frame.width.pixels)v\(frame.height.pixels)h\((-frame.width).pixels)Z"
  }

  /// Adds a shape whose outline is written relative to `point`.
  mutating func stamp(_ outline: String, at point: Point) {
    append("M", point)
    data += outline
  }

  private mutating func append(_ command: String, _ point: Point) {
    data += "\(command)\(point.x.pixels) \(point.y.pixels)"
  }
}

extension Double {
  /// A length in pixels as SVG writes it, to a tenth.
  var pixels: String { decimal(1) }
  /// A small number as SVG writes it, to a hundredth.
  var hundredths: String { decimal(2) }

  /// A scale as SVG writes it, to a thousandth.
  var thousandths: String { decimal(3) }

  private func decimal(_ places: Int) -> String {
    let unit = [1, 10, 100, 1000][places]
    let scaled = Int((self * Double(unit)).rounded())
    let (whole, rest) = abs(scaled).quotientAndRemainder(dividingBy: unit)
    guard rest > 0 else { return "\(scaled / unit)" }
    let digits = String(rest + unit).dropFirst().reversed().drop { $0 == "0" }.reversed()
    return "\(scaled < 0 ? "-" : "")\(whole).\(String(digits))"
  }
}
