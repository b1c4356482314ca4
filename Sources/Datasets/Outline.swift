/// A flat figure given by its signed distance: how far a point is from the edge, negative inside.
///
/// Coordinates are those of a screen, x to the right and y down. The distance is exact near the edge, which is all that
/// smooth drawing needs; deep inside a union it is only a bound.
indirect enum Outline: Sendable {
  case disc(centre: SIMD2<Float>, radius: Float)
  case polygon([Edge], rounding: Float)
  case union(Outline, Outline)
  case difference(Outline, Outline)

  /// One side of a polygon.
  struct Edge: Sendable {
    let start, end, direction: SIMD2<Float>
    let inverseSquaredLength: Float
  }

  /// A disc around the origin, unless another centre is given.
  static func disc(_ radius: Float, at centre: SIMD2<Float> = .zero) -> Outline {
    .disc(centre: centre, radius: radius)
  }

  /// The polygon of the given corners, grown by `rounding`, which rounds its outer corners.
  static func polygon(_ corners: [SIMD2<Float>], rounding: Float) -> Outline {
    let edges = corners.indices.map { i in
      let start = corners[i], end = corners[(i + 1) % corners.count], direction = end - start
      return Edge(
        start: start, end: end, direction: direction, inverseSquaredLength: 1 / (direction * direction).sum())
    }
    return .polygon(edges, rounding: rounding)
  }

  /// The distance from `point` to the edge, negative inside.
  func distance(to point: SIMD2<Float>) -> Float {
    switch self {
    case .disc(let centre, let radius): length(point - centre) - radius
    case .polygon(let edges, let rounding): Self.distance(to: point, edges) - rounding
    case .union(let first, let second): min(first.distance(to: point), second.distance(to: point))
    case .difference(let first, let second): max(first.distance(to: point), -second.distance(to: point))
    }
  }

  private static func distance(to point: SIMD2<Float>, _ edges: [Edge]) -> Float {
    var nearest = Float.infinity
    var isInside = false
    for edge in edges {
      let offset = point - edge.start
      let along = min(max((offset * edge.direction).sum() * edge.inverseSquaredLength, 0), 1)
      let toEdge = offset - along * edge.direction
      nearest = min(nearest, (toEdge * toEdge).sum())
      // A ray to the right crosses the polygon's sides an odd number of times if it starts inside.
      if (edge.start.y > point.y) != (edge.end.y > point.y) {
        let cross = offset.x * edge.direction.y - offset.y * edge.direction.x
        if (cross < 0) == (edge.direction.y > 0) { isInside.toggle() }
      }
    }
    return isInside ? -nearest.squareRoot() : nearest.squareRoot()
  }
}

private func length(_ vector: SIMD2<Float>) -> Float { (vector * vector).sum().squareRoot() }
