import Pictures

/// One step of a GAN's training as two turns: what goes forward through both networks, and how far the gradient comes back.
public struct TurnDiagram: SVGFigure {
  /// What the networks make and judge, which decides the words of the diagram.
  public enum Samples: Sendable {
    /// Images, in the words of the field.
    case images
    /// Points, in words for a first look.
    case points
  }
  private let samples: Samples

  /// The diagram for samples of a kind.
  public init(of samples: Samples = .images) { self.samples = samples }

  /// How high the two turns are; the first has real images above the row.
  private static let (first, second) = (184.0, 140.0)
  private static let boxHeight = 52.0
  /// How far above the middle of the row the images pass, and how far below it the gradient comes back.
  private static let (forward, back) = (8.0, 18.0)
  /// The middles of what stands in a row, and how wide each is.
  private static let (latents, generator, fakes, discriminator, loss) = (70.0, 204.0, 338.0, 492.0, 640.0)
  private static let (plain, network) = (88.0, 108.0)

  /// What goes into the generator, what comes out of it, and what that is compared with.
  private var names: (latents: String, fakes: String, real: String) {
    switch samples {
    case .images: ("latent vectors", "fakes", "real images")
    case .points: ("random numbers", "generated points", "real points")
    }
  }
  /// The same in a box, which has room for a short line or two.
  private var boxNames: (latents: String, fakes: String) {
    switch samples {
    case .images: ("latents z", "fakes")
    case .points: ("random\nnumbers", "generated\npoints")
    }
  }

  /// The SVG document in the colours of a palette.
  public func svg(in palette: Palette) -> String {
    var svg = SVG(palette)
    let (latents, fakes, real) = names
    draw(
      "1. The discriminator's turn", learner: Self.discriminator, look: .discriminator,
      note: "the gradient ends inside the discriminator, which learns from it", top: 0, on: &svg)
    draw(
      "2. The generator's turn", learner: Self.generator, look: .generator,
      note: "the gradient passes through the discriminator and the \(fakes), and ends inside the generator",
      top: Self.first, on: &svg)
    return svg.document(
      width: Style.width, height: Self.first + Self.second, title: "One step: two turns",
      description: """
        In the discriminator's turn \(latents) go through the generator, its \(fakes) and \(real) through the discriminator \
        to its loss, and the gradient comes back to the discriminator. In the generator's turn the \(fakes) go through the \
        discriminator to the generator's loss, and the gradient comes back through the discriminator and the \(fakes) to the \
        generator.
        """)
  }

  private func draw(
    _ title: String, learner: Double, look: Encoding, note: String, top: Double, on svg: inout SVG
  ) {
    let isDiscriminators = learner == Self.discriminator
    svg.text(
      title, at: Point(Style.margin, top + Style.margin + Style.titleSize * 0.8), size: Style.titleSize, .ink,
      isBold: true)
    let row = top + (isDiscriminators ? 112 : 70)
    let middles = [Self.latents, Self.generator, Self.fakes, Self.discriminator, Self.loss]
    let widths = middles.map { $0 == Self.generator || $0 == Self.discriminator ? Self.network : Self.plain }
    for index in 1..<middles.count {
      arrow(
        [
          Point(middles[index - 1] + widths[index - 1] / 2 + 2, row - Self.forward),
          Point(middles[index] - widths[index] / 2 - 3, row - Self.forward),
        ], .quiet, on: &svg)
    }
    if isDiscriminators {
      box(names.real, at: Point(Self.fakes, row - 60), width: Self.plain, look: .real, isFilled: false, on: &svg)
      arrow(
        [
          Point(Self.fakes + Self.plain / 2 + 2, row - 60), Point(Self.discriminator, row - 60),
          Point(Self.discriminator, row - Self.boxHeight / 2 - 3),
        ], .quiet, on: &svg)
    }
    box(boxNames.latents, at: Point(Self.latents, row), width: Self.plain, look: .exact, isFilled: false, on: &svg)
    box(
      "generator", at: Point(Self.generator, row), width: Self.network, look: .generator,
      isFilled: !isDiscriminators, note: isDiscriminators ? "weights stay" : "learns", on: &svg)
    box(boxNames.fakes, at: Point(Self.fakes, row), width: Self.plain, look: .generated, isFilled: false, on: &svg)
    box(
      "discriminator", at: Point(Self.discriminator, row), width: Self.network, look: .discriminator,
      isFilled: isDiscriminators, note: isDiscriminators ? "learns" : "weights stay", on: &svg)
    box(
      "its loss", at: Point(Self.loss, row), width: Self.plain, look: look,
      isFilled: false, on: &svg)
    // Drawn over the boxes: it goes through them, and ends inside the network that learns.
    let (start, end) = (Self.loss - Self.plain / 2 - 2, learner + Self.network / 2 - 16)
    arrow([Point(start, row + Self.back), Point(end, row + Self.back)], look.ink, dash: "6 3", on: &svg)
    let below = row + Self.boxHeight / 2
    svg.text("gradient", at: Point(Self.loss - Self.plain / 2, below + 12), .name(of: look.ink), anchor: .end)
    svg.text(note, at: Point(Style.margin, below + 28), .quiet)
  }

  private func box(
    _ name: String, at middle: Point, width: Double, look: Encoding, isFilled: Bool, note: String = "",
    on svg: inout SVG
  ) {
    let frame = Rectangle(
      left: middle.x - width / 2, top: middle.y - Self.boxHeight / 2, width: width, height: Self.boxHeight)
    svg.rectangle(frame, fill: .mixed(look.ink, with: .paper, share: isFilled ? 0.55 : 0.92), radius: 5)
    var edge = Path()
    edge.rectangle(frame)
    svg.stroke(edge, look.ink, width: isFilled ? 2.4 : 1)
    let lines = name.split(separator: "\n").map(String.init)
    let first: Double = note.isEmpty ? 4 - 10 * Double(lines.count - 1) : -7
    for (index, line) in lines.enumerated() {
      svg.text(
        line, at: middle + Point(0, first + 14 * Double(index)), size: Style.labelSize, .ink, anchor: .middle,
        isBold: isFilled)
    }
    svg.text(note, at: middle + Point(0, 8), .ink, anchor: .middle)
  }

  private func arrow(_ points: [Point], _ colour: Ink, dash: String = "", on svg: inout SVG) {
    var way = Path()
    way.polyline(points)
    svg.stroke(way, colour, width: 1.6, dash: dash)
    let (end, before) = (points[points.count - 1], points[points.count - 2])
    let along = (end - before) / (end - before).length
    var head = Path()
    head.polyline(
      [-4.0, 0, 4.0].map { side in
        let back = side == 0 ? 0 : -6.0
        return Point(end.x + back * along.x - side * along.y, end.y + back * along.y + side * along.x)
      })
    svg.stroke(head, colour, width: 1.6)
  }
}
