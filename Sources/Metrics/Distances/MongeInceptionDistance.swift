import Engine
import Foundation

/// The Monge Inception Distance: a sliced Wasserstein distance of features (Berthet 2026).
///
/// Features are projected onto lines in random directions. On a line the optimal transport keeps the order, so sorting
/// both samples gives the squared Wasserstein distance; these are averaged over the lines (Rabin 2011). No Gaussian is
/// assumed, and the distance is 0 only for equal distributions. Like FID it is biased upwards with few images.
public enum MongeInceptionDistance {
  /// 3·d times the squared sliced distance of d features, along so many random directions.
  ///
  /// One direction sees on average a d-th part of a shift's squared length, hence d; the 3 brings the score to FID's order
  /// of magnitude.
  public static func value(_ x: Matrix, _ y: Matrix, directions: Int = 1000, random: Random) -> Double {
    let lines = Matrix(random.normal([directions, x.columns]))
    return 3 * Double(x.columns) * squaredSlicedDistance(x, y, along: lines)
  }

  /// The squared Wasserstein distance of projections onto lines, averaged over the lines. Each row of `directions` is a
  /// line's direction, of any length. Features have one image per row; the numbers of images may differ.
  public static func squaredSlicedDistance(_ x: Matrix, _ y: Matrix, along directions: Matrix) -> Double {
    require(
      x.columns == y.columns && x.columns == directions.columns && x.rows >= 1 && y.rows >= 1,
      "squaredSlicedDistance: \(x.rows) × \(x.columns) and \(y.rows) × \(y.columns) features, "
        + "directions of \(directions.columns)")
    let squares = directions.squaredLengths
    // A few lines at a time, so that the projections take no more memory than the features.
    let sum = stride(from: 0, to: directions.rows, by: 16).reduce(0.0) { sum, start in
      let range = start..<min(start + 16, directions.rows)
      let lines = directions.rows(range)
      let (onX, onY) = (lines.timesTransposed(x), lines.timesTransposed(y))
      return range.reduce(sum) { sum, line in
        sum + squaredDistance(onX.sortedRow(line - start), onY.sortedRow(line - start)) / squares[line]
      }
    }
    return sum / Double(directions.rows)
  }

  /// The squared Wasserstein distance of two sorted samples: the mean squared difference of their quantiles.
  private static func squaredDistance(_ x: [Double], _ y: [Double]) -> Double {
    var (i, j) = (0, 0)
    // Levels in units of 1 / (x.count · y.count): value i of x reaches up to (i + 1) · y.count.
    var (level, sum) = (0, 0.0)
    while i < x.count, j < y.count {
      let (endX, endY) = ((i + 1) * y.count, (j + 1) * x.count)
      let next = min(endX, endY)
      let way = x[i] - y[j]
      sum += Double(next - level) * way * way
      if endX == next { i += 1 }
      if endY == next { j += 1 }
      level = next
    }
    return sum / (Double(x.count) * Double(y.count))
  }
}

extension Matrix {
  fileprivate func sortedRow(_ row: Int) -> [Double] { scalars[row * columns..<(row + 1) * columns].sorted() }
}
