import Engine
import Foundation
import Pictures

/// Networks drawn layer by layer, from top to bottom: a body for the shape after each layer, what the layer is, and how
/// many values it trains.
public struct NetworkDiagram: SVGFigure {
  /// A layer, or several that belong together, and what comes out of it for one sample.
  public struct Layer: Equatable, Sendable {
    /// What it is, such as "convolution 4 × 4, stride 2".
    public let name: String
    /// What follows it before the next layer, such as an activation; may be empty.
    public let detail: String
    /// The shape of what comes out: `[height, width, channels]`, or `[values]`.
    public let shape: [Int]
    /// How many values it trains.
    public let parameters: Int

    /// A layer and what comes out of it.
    public init(name: String, detail: String = "", shape: [Int], parameters: Int) {
      (self.name, self.detail, self.shape, self.parameters) = (name, detail, shape, parameters)
    }
  }

  private let networks: [(title: String, layers: [Layer])]

  /// A diagram of the given networks, one below the other.
  public init(_ networks: [(title: String, layers: [Layer])]) {
    require(
      !networks.isEmpty && networks.allSatisfy { !$0.layers.isEmpty }, "NetworkDiagram: at least one layer expected")
    self.networks = networks
  }

  /// A diagram of one network.
  public init(_ title: String, _ layers: [Layer]) { self.init([(title, layers)]) }

  private static let rowHeight = 50.0
  private static let headerHeight = 52.0
  /// How high the front of the largest image is, and that of the smallest at least.
  private static let (highest, lowest) = (40.0, 5.0)
  /// Where bodies have their middle, where names begin, and where the columns of shapes and of numbers end.
  private static let (bodies, names, shapes, numbers) = (88.0, 178.0, 570.0, Style.width - Style.margin)

  /// The SVG document in the colours of a palette.
  public func svg(in palette: Palette) -> String {
    var svg = SVG(palette)
    var top = 0.0
    let scale = Self.highest / Double(largestSide)
    for (title, layers) in networks {
      drawHeader(title, at: top, on: &svg)
      top += Self.headerHeight
      for (index, layer) in layers.enumerated() {
        draw(layer, isFirst: index == 0, top: top, scale: scale, on: &svg)
        top += Self.rowHeight
      }
      let total = layers.reduce(0) { $0 + $1.parameters }
      svg.line(from: Point(Self.names, top), to: Point(Self.numbers, top), .rule)
      svg.text("together", at: Point(Self.names, top + 18), size: Style.labelSize, .ink)
      svg.text(
        NumberText.fixed(Double(total), decimals: 0), at: Point(Self.numbers, top + 18), size: Style.labelSize, .ink,
        anchor: .end)
      top += 34
    }
    let described = networks.map { title, layers in
      "\(title): "
        + layers.map { "\($0.name), \(Self.text(of: $0.shape)), \($0.parameters) parameters" }.joined(separator: "; ")
    }
    return svg.document(
      width: Style.width, height: top, title: networks.map(\.title).joined(separator: "; "),
      description: described.joined(separator: ". ") + ".")
  }

  /// The side of the largest image in any of the networks.
  private var largestSide: Int {
    networks.flatMap(\.layers).filter { $0.shape.count == 3 }.flatMap { $0.shape.prefix(2) }.max() ?? 1
  }

  /// A shape as it is written, `8 × 8 × 128`.
  static func text(of shape: [Int]) -> String {
    shape.map { NumberText.fixed(Double($0), decimals: 0) }.joined(separator: " × ")
  }

  private func drawHeader(_ title: String, at top: Double, on svg: inout SVG) {
    let baseline = top + Style.margin + Style.titleSize * 0.8
    svg.text(title, at: Point(Style.margin, baseline), size: Style.titleSize, .ink, isBold: true)
    for (name, place, anchor) in [
      ("layer", Self.names, SVG.Anchor.start), ("shape after it", Self.shapes, .end),
      ("parameters", Self.numbers, .end),
    ] {
      svg.text(name, at: Point(place, baseline + 20), anchor: anchor)
    }
  }

  private func draw(_ layer: Layer, isFirst: Bool, top: Double, scale: Double, on svg: inout SVG) {
    let middle = top + Self.rowHeight / 2
    if !isFirst {
      let (start, end) = (Point(Self.bodies - 50, top - 11), Point(Self.bodies - 50, top + 11))
      svg.line(from: start, to: end, .quiet, width: 1.2)
      var head = Path()
      head.polyline([end + Point(-4, -5), end, end + Point(4, -5)])
      svg.stroke(head, .quiet, width: 1.2)
    }
    drawBody(layer.shape, at: Point(Self.bodies, middle), scale: scale, on: &svg)
    let isAlone = layer.detail.isEmpty
    svg.text(layer.name, at: Point(Self.names, middle + (isAlone ? 4 : -3)), size: Style.labelSize, .ink)
    svg.text(layer.detail, at: Point(Self.names, middle + 13))
    svg.text(
      Self.text(of: layer.shape), at: Point(Self.shapes, middle + 4), size: Style.labelSize, .ink, anchor: .end)
    svg.text(
      NumberText.fixed(Double(layer.parameters), decimals: 0), at: Point(Self.numbers, middle + 4),
      size: Style.labelSize, .ink,
      anchor: .end)
  }

  /// An image as a block, its front as high and as wide as the image, `scale` to a pixel, and deeper for more channels,
  /// on a logarithmic scale; a row of values as a bar, longer for more values on such a scale.
  private func drawBody(_ shape: [Int], at place: Point, scale: Double, on svg: inout SVG) {
    func grown(_ count: Int, by step: Double) -> Double { 5 + step * log2(Double(max(count, 1))) }
    let (fill, edge) = (Ink.mixed(.hue(.blue), with: .paper, share: 0.65), Ink.hue(.blue))
    guard shape.count == 3 else {
      let length = grown(shape.reduce(1, *), by: 7)
      let bar = Rectangle(left: place.x - length / 2, top: place.y - 4, width: length, height: 8)
      var path = Path()
      path.rectangle(bar)
      svg.fill(path, fill)
      svg.stroke(path, edge, width: 1)
      return
    }
    let (width, height) = (max(scale * Double(shape[1]), Self.lowest), max(scale * Double(shape[0]), Self.lowest))
    let depth = grown(shape[2], by: 4)
    let shift = Point(depth * 0.8, -depth * 0.16)
    let corner = Point(place.x - (width + shift.x) / 2, place.y - (height + shift.y) / 2)
    let (right, bottom) = (Point(width, 0), Point(0, height))
    for face in [
      [corner, corner + right, corner + right + bottom, corner + bottom],
      [corner, corner + shift, corner + shift + right, corner + right],
      [corner + right, corner + right + shift, corner + right + shift + bottom, corner + right + bottom],
    ] {
      var path = Path()
      path.polyline(face)
      path.close()
      svg.fill(path, fill)
      svg.stroke(path, edge, width: 1)
    }
  }
}
