import Engine
import Foundation

/// Fidelity and variety as separate scores: precision and recall (Kynkäänniemi 2019), density and coverage (Naeem 2020).
///
/// Each sample has a ball around it that reaches to its k-th nearest neighbour of the same kind. The balls together
/// estimate the support of the distribution.
///
/// *Ties.* Precision, recall and coverage take closed balls, as Kynkäänniemi defines them: for two equal sets all three
/// are 1, even if images coincide and radii are 0. Density takes open balls, because a closed one would count the
/// neighbour that defines it, and equal sets would score 1 + 1/k. If more than k real images coincide, density means
/// nothing.
public struct Neighbours: Sendable {
  /// The share of fake samples that lie in a real sample's ball: how many look real.
  public var precision: Double { share(isInside) }
  /// The share of real samples that lie in a fake sample's ball: how much of the data has a fake like it.
  public var recall: Double { share(isReached) }
  /// The mean number of real balls that a fake sample lies in, divided by k: 1 on average for the data itself, and not
  /// bounded by 1.
  public var density: Double { Double(balls.reduce(0, +)) / Double(k * balls.count) }
  /// The share of real samples whose ball holds a fake sample. Unlike recall, outliers among the fakes cannot raise it.
  public var coverage: Double { share(isCovered) }

  /// The number of the neighbour that a ball reaches to.
  public let k: Int
  /// Of each fake sample: whether it lies in a real sample's ball.
  public private(set) var isInside: [Bool]
  /// Of each fake sample: the number of real samples whose open balls it lies in.
  public private(set) var balls: [Int]
  /// Of each real sample: whether it lies in a fake sample's ball.
  public private(set) var isReached: [Bool]
  /// Of each real sample: whether a fake sample lies in its ball.
  public private(set) var isCovered: [Bool]
  /// How many real samples coincide with k others or more: their balls are points, and add nothing to the density.
  public let emptyBalls: Int

  /// Compares features, one image per row; each side must have more than `k` images.
  public init(real: Matrix, fake: Matrix, k: Int = 5) {
    require(
      real.columns == fake.columns && real.rows > k && fake.rows > k,
      "Neighbours: \(real.rows) × \(real.columns) and \(fake.rows) × \(fake.columns) features have no \(k) neighbours")
    self.k = k
    isInside = [Bool](repeating: false, count: fake.rows)
    balls = [Int](repeating: 0, count: fake.rows)
    isReached = [Bool](repeating: false, count: real.rows)
    isCovered = isReached
    let (realRadii, fakeRadii) = (squaredRadii(real, k: k), squaredRadii(fake, k: k))
    emptyBalls = realRadii.count { $0 == 0 }
    forSquaredDistances(real, fake) { row, distances in
      let radius = realRadii[row]
      for column in distances.indices {
        let distance = distances[column]
        if distance <= radius { (isInside[column], isCovered[row]) = (true, true) }
        if distance < radius { balls[column] += 1 }
        if distance <= fakeRadii[column] { isReached[row] = true }
      }
    }
  }
}

extension Neighbours {
  /// For each of the points, the number of samples whose closed balls it lies in.
  public static func balls(around samples: Matrix, k: Int = 5, at points: Matrix) -> [Int] {
    let radii = squaredRadii(samples, k: k)
    var counts = [Int](repeating: 0, count: points.rows)
    forSquaredDistances(samples, points) { row, distances in
      for (point, distance) in distances.enumerated() where distance <= radii[row] { counts[point] += 1 }
    }
    return counts
  }

  /// The radius of every sample's ball.
  public static func radii(of samples: Matrix, k: Int = 5) -> [Double] {
    squaredRadii(samples, k: k).map { $0.squareRoot() }
  }
}

private func share(_ flags: [Bool]) -> Double { Double(flags.count { $0 }) / Double(flags.count) }

/// The squared distance of every sample to its k-th nearest neighbour, itself not counted.
private func squaredRadii(_ features: Matrix, k: Int) -> [Double] {
  var radii: [Double] = []
  forSquaredDistances(features, features) { row, distances in
    // The k + 1 smallest, in order: few, so inserting is fastest.
    var nearest: [Double] = []
    var farthest = Double.infinity
    for column in distances.indices where distances[column] < farthest && column != row {
      let distance = distances[column]
      if nearest.count == k { nearest.removeLast() }
      nearest.insert(distance, at: nearest.firstIndex { $0 > distance } ?? nearest.endIndex)
      if nearest.count == k { farthest = nearest[k - 1] }
    }
    radii.append(nearest[k - 1])
  }
  return radii
}

/// Calls `body` for every row of `x` with its squared distances to all rows of `y`.
///
/// |x|² + |y|² - 2x·y needs only a matrix product, but cancels for near points: those are computed again from their
/// differences, so that the distance of equal points is 0.
func forSquaredDistances(_ x: Matrix, _ y: Matrix, _ body: (Int, [Double]) -> Void) {
  let (xSquares, ySquares) = (x.squaredLengths, y.squaredLengths)
  var distances = [Double](repeating: 0, count: y.rows)
  for start in stride(from: 0, to: x.rows, by: 512) {
    let range = start..<min(start + 512, x.rows)
    let products = x.rows(range).timesTransposed(y)
    for row in range {
      let (square, first) = (xSquares[row], (row - start) * y.rows)
      products.scalars.withUnsafeBufferPointer { products in
        for column in distances.indices { distances[column] = square + ySquares[column] - 2 * products[first + column] }
      }
      for column in distances.indices where distances[column] < 1e-6 * (square + ySquares[column]) {
        distances[column] = (0..<x.columns).reduce(0) {
          let difference = x[row, $1] - y[column, $1]
          return $0 + difference * difference
        }
      }
      body(row, distances)
    }
  }
}
