import Engine
import Foundation
import Pictures
import Plots

extension DiracGAN {
  /// The places of both parameters over a run of gradient steps.
  ///
  /// - Parameters:
  ///   - rate: The size of a step.
  ///   - alternates: Whether the generator answers the slope that the discriminator has just changed, rather than both
  ///     moving at once.
  func track(from start: Place = Place(theta: 1, psi: 0), steps: Int, rate: Double = 0.1, alternates: Bool = false)
    -> [Place]
  {
    var place = start
    return [start]
      + (0..<steps).map { _ in
        let before = place
        place.psi += rate * pull(at: before).psi
        place.theta += rate * pull(at: alternates ? place : before).theta
        return place
      }
  }

  /// The eigenvalues of the pull's linear part at the equilibrium.
  var eigenvalues: EigenvaluePair { linearEigenvalues { pull(at: $0) } }

  /// The eigenvalues of the linear part of one step of the game at the equilibrium.
  func stepEigenvalues(rate: Double, alternates: Bool) -> EigenvaluePair {
    linearEigenvalues { track(from: $0, steps: 1, rate: rate, alternates: alternates)[1] }
  }

  /// The eigenvalues of the linear part of a map at the equilibrium, found by central differences.
  func linearEigenvalues(of map: (Place) -> Place) -> EigenvaluePair {
    let step = 1e-4
    let (right, left) = (map(Place(theta: step, psi: 0)), map(Place(theta: -step, psi: 0)))
    let (above, below) = (map(Place(theta: 0, psi: step)), map(Place(theta: 0, psi: -step)))
    let (a, c) = ((right.theta - left.theta) / (2 * step), (right.psi - left.psi) / (2 * step))
    let (b, d) = ((above.theta - below.theta) / (2 * step), (above.psi - below.psi) / (2 * step))
    return EigenvaluePair(middle: (a + d) / 2, radicand: (a + d) * (a + d) / 4 - (a * d - b * c))
  }

  /// Arrows of the pull over a square around the equilibrium.
  func field(reach: Double) -> VectorField {
    let grid = PlaneGrid(x: -reach...reach, y: -reach...reach, columns: 9, rows: 9)
    let places = grid.points.scalars.map { Double($0) }
    let vectors = stride(from: 0, to: places.count, by: 2).flatMap { i in
      let pull = pull(at: Place(theta: places[i], psi: places[i + 1]))
      return [Float(pull.theta), Float(pull.psi)]
    }
    return VectorField(
      origins: grid.points, vectors: Tensor(shape: grid.points.shape, scalars: vectors), isQuiet: true)
  }
}

/// The smallest game with something that keeps the players in check.
struct RestrainedGame {
  let name: String
  let game: DiracGAN
  /// γ of R1, or of what acts like it near the solution.
  let friction: Double

  init(_ name: String, _ game: DiracGAN, friction: Double) {
    (self.name, self.game, self.friction) = (name, game, friction)
  }
}

/// Two numbers, middle ± √radicand; they are complex where the radicand is negative.
struct EigenvaluePair {
  let middle: Double
  let radicand: Double

  /// Their product, the determinant: how many times as large the map makes a small area.
  var product: Double { middle * middle - radicand }

  /// The eigenvalues in the usual notation.
  var text: String {
    // Zero up to rounding is zero, and shown without a sign.
    func shown(_ value: Double) -> String { (abs(value) < 5e-4 ? 0 : value).text(.decimals(3)) }
    let root = abs(radicand).squareRoot()
    if root < 1e-3 { return "\(shown(middle)) twice" }
    return radicand < 0 ? "\(shown(middle)) ± \(shown(root))i" : "\(shown(middle + root)) and \(shown(middle - root))"
  }

  /// The largest difference in either eigenvalue.
  func distance(to other: EigenvaluePair) -> Double {
    max(abs(middle - other.middle), abs(radicand - other.radicand))
  }
}
