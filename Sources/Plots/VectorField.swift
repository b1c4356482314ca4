import Engine
import Foundation
import Pictures

/// Arrows at points of a plane, such as the gradients that a discriminator gives to a generator.
public struct VectorField: Sendable {
  private let origins: [Point]
  private let vectors: [Point]
  /// Nil draws arrows as long as their vectors are in the plane.
  private let exponent: Double?
  /// The vector that fills the room between neighbours; nil takes the longest.
  private let longest: Double?
  /// Whether the arrows are only the ground on which other things are shown.
  private let isQuiet: Bool

  /// Arrows that begin at `origins` and point along `vectors`, both `[count, 2]`.
  ///
  /// The longest arrow fills the room between neighbours; the length of the others goes as their vector's to the power
  /// of `exponent`: 1 is to scale, ½ keeps small vectors visible, 0 shows directions only. With `longest`, a vector of that
  /// length fills the room, so that several fields are drawn on one scale. Arrows that are `isQuiet` are pale, so that a track
  /// stands out from them.
  public init(
    origins: Tensor, vectors: Tensor, exponent: Double = 0.5, longest: Double? = nil, isQuiet: Bool = false
  ) {
    self.init(origins: origins, vectors: vectors, scaledBy: exponent, longest: longest, isQuiet: isQuiet)
  }

  /// Arrows from places to other places, both `[count, 2]`.
  public init(from starts: Tensor, to ends: Tensor) {
    self.init(origins: starts, vectors: ends - starts, scaledBy: nil)
  }

  private init(
    origins: Tensor, vectors: Tensor, scaledBy exponent: Double?, longest: Double? = nil, isQuiet: Bool = false
  ) {
    require(
      origins.shape == vectors.shape, "VectorField: origins \(origins.shape) and vectors \(vectors.shape) differ")
    self.origins = origins.points(operation: "VectorField origins")
    self.vectors = vectors.points(operation: "VectorField vectors")
    self.exponent = exponent
    self.longest = longest
    self.isQuiet = isQuiet
  }
}

extension VectorField: Mark {
  var reach: (x: [Double], y: [Double]) { (origins.map(\.x), origins.map(\.y)) }
  var key: Key? { nil }

  /// Arrows that are not quiet are grey: a ground that has colours itself shows through a little.
  static let opacity = 0.7

  func draw(in plane: Plane, on svg: inout SVG) {
    let xUnit = plane.frame.width / (plane.x.domain.upperBound - plane.x.domain.lowerBound)
    let yUnit = plane.frame.height / (plane.y.domain.upperBound - plane.y.domain.lowerBound)
    let arrows = zip(origins, vectors).compactMap { origin, vector -> (start: Point, step: Point, length: Double)? in
      let step = Point(vector.x * xUnit, -vector.y * yUnit)
      let length = step.length
      guard let start = plane(origin), length.isFinite, length > 0 else { return nil }
      return (start, step / length, length)
    }
    guard let longest = longest.map({ $0 * xUnit }) ?? arrows.map(\.length).max() else { return }
    let room = (plane.frame.width * plane.frame.height / Double(arrows.count)).squareRoot()
    var path = Path()
    for arrow in arrows {
      let length = exponent.map { 0.85 * room * pow(arrow.length / longest, $0) } ?? arrow.length
      let head = min(length * 0.4, 5)
      let tip = arrow.start + arrow.step * length
      let normal = Point(-arrow.step.y, arrow.step.x)
      path.polyline([arrow.start, tip])
      path.polyline([
        tip - arrow.step * head + normal * head * 0.6, tip, tip - arrow.step * head - normal * head * 0.6,
      ])
    }
    svg.stroke(path, isQuiet ? .rule : .ink, width: 1.1, opacity: isQuiet ? 1 : Self.opacity)
  }
}
