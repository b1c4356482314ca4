import Engine
import Foundation

/// Fidelity and variety apart: precision and recall (Kynkäänniemi 2019), density and coverage (Naeem 2020).
///
/// Around each sample lies a ball that reaches to its k-th nearest neighbour of the same kind; together the balls are
/// an estimate of where the distribution has its support.
///
/// *Ties.* Precision, recall and coverage take closed balls, as Kynkäänniemi defines them: two equal sets have all
/// three at 1, even where images coincide and radii are 0. Density takes open balls, for a closed one would count the
/// very neighbour that defines it, and equal sets would score 1 + 1/k. Where more than k real images coincide, density
/// means nothing.
public struct Neighbours: Sendable {
  /// The share of fake samples within some real sample's ball: how many look real.
  public var precision: Double { share(isInside) }
  /// The share of real samples within some fake sample's ball: how much of the data is reached.
  public var recall: Double { share(isReached) }
  /// How many real balls a fake sample lies in, over k: 1 on average for the data itself, and not bounded by 1.
  public var density: Double { Double(balls.reduce(0, +)) / Double(k * balls.count) }
  /// The share of real samples whose ball holds a fake sample: recall that outliers among the fakes cannot raise.
  public var coverage: Double { share(isCovered) }

  /// The number of neighbours that make a ball.
  public let k: Int
  /// Of each fake sample: whether it lies in a real sample's ball, and in how many.
  public private(set) var isInside: [Bool]
  public private(set) var balls: [Int]
  /// Of each real sample: whether it lies in a fake sample's ball, and whether a fake lies in its own.
  public private(set) var isReached: [Bool]
  public private(set) var isCovered: [Bool]

  /// Compares features, one image per row.
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
    forSquaredDistances(real, fake) { row, distances in
      for (column, distance) in distances.enumerated() {
        if distance <= realRadii[row] { (isInside[column], isCovered[row]) = (true, true) }
        if distance < realRadii[row] { balls[column] += 1 }
        if distance <= fakeRadii[column] { isReached[row] = true }
      }
    }
  }
}

extension Neighbours {
  /// In how many samples' balls each of some other points lies.
  public static func balls(around samples: Matrix, k: Int = 5, at points: Matrix) -> [Int] {
    let radii = squaredRadii(samples, k: k)
    var counts = [Int](repeating: 0, count: points.rows)
    forSquaredDistances(samples, points) { row, distances in
      for (point, distance) in distances.enumerated() where distance <= radii[row] { counts[point] += 1 }
    }
    return counts
  }

  /// The radius of every sample's ball.
  public static func radii(of samples: Matrix, k: Int = 5) -> [Double] { squaredRadii(samples, k: k).map { $0.squareRoot() } }
}

private func share(_ flags: [Bool]) -> Double { Double(flags.count { $0 }) / Double(flags.count) }

/// The squared distance of every sample to its k-th nearest neighbour, itself not counted.
private func squaredRadii(_ features: Matrix, k: Int) -> [Double] {
  var radii: [Double] = []
  forSquaredDistances(features, features) { row, distances in
    // The k + 1 smallest, in order: few, so inserting is fastest.
    var nearest: [Double] = []
    for (column, distance) in distances.enumerated() where column != row {
      if nearest.count == k {
        if distance >= nearest[k - 1] { continue }
        nearest.removeLast()
      }
      nearest.insert(distance, at: nearest.firstIndex { $0 > distance } ?? nearest.endIndex)
    }
    radii.append(nearest[k - 1])
  }
  return radii
}

/// Calls `body` for every row of `x` with its squared distances to all rows of `y`.
///
/// |x|² + |y|² - 2x·y is a matrix product, but of near points nothing is left of it: those are computed again from
/// their differences, so that the distance of equal points is 0.
public func forSquaredDistances(_ x: Matrix, _ y: Matrix, _ body: (Int, ArraySlice<Double>) -> Void) {
  let (xSquares, ySquares) = (x.squaredLengths, y.squaredLengths)
  for start in stride(from: 0, to: x.rows, by: 512) {
    let range = start..<min(start + 512, x.rows)
    var products = x.rows(range).timesTransposed(y)
    for row in range {
      for column in 0..<y.rows {
        let whole = xSquares[row] + ySquares[column]
        var distance = whole - 2 * products[row - start, column]
        if distance < 1e-6 * whole {
          distance = (0..<x.columns).reduce(0) {
            let difference = x[row, $1] - y[column, $1]
            return $0 + difference * difference
          }
        }
        products[row - start, column] = distance
      }
      body(row, products.scalars[(row - start) * y.rows..<(row - start + 1) * y.rows])
    }
  }
}
