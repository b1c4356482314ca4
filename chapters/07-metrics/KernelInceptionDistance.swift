import Engine
import Foundation

/// The Kernel Inception Distance: the squared maximum mean discrepancy of features under the kernel
/// k(x, y) = (x·y / d + 1)³, estimated without bias (Binkowski 2018).
///
/// Unlike FID it assumes no Gaussian, and its expectation does not depend on the number of images: of two samples of
/// one distribution it is 0 on average, and so often below.
enum KernelInceptionDistance {
  /// The unbiased estimate from all pairs of features, one image per row; the numbers of images may differ.
  static func full(_ x: Matrix, _ y: Matrix) -> Double {
    precondition(
      x.columns == y.columns && x.rows >= 2 && y.rows >= 2,
      "KernelInceptionDistance: \(x.rows) × \(x.columns) and \(y.rows) × \(y.columns) features")
    return meanKernel(within: x) + meanKernel(within: y)
      - 2 * kernelSum(x, y) / (Double(x.rows) * Double(y.rows))
  }

  /// The mean and the deviation of the estimate over random subsets of equal size.
  static func subsets(
    _ x: Matrix, _ y: Matrix, count: Int = 100, size: Int = 1000, random: Random
  ) -> (mean: Double, deviation: Double, size: Int) {
    let size = min(size, x.rows, y.rows)
    let values = (0..<count).map { _ in
      full(x.rows(random.permutation(x.rows)[..<size]), y.rows(random.permutation(y.rows)[..<size]))
    }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    return (mean, variance.squareRoot(), size)
  }

  /// The mean of k over all pairs of different images: a pair of an image with itself says nothing, and would add bias.
  private static func meanKernel(within x: Matrix) -> Double {
    let d = Double(x.columns)
    let own = (0..<x.rows).reduce(0.0) { sum, row in
      let values = x.scalars[row * x.columns..<(row + 1) * x.columns]
      return sum + kernel(values.reduce(0) { $0 + $1 * $1 }, d)
    }
    return (kernelSum(x, x) - own) / (Double(x.rows) * Double(x.rows - 1))
  }

  /// Σ k over all pairs, a block of rows at a time.
  private static func kernelSum(_ x: Matrix, _ y: Matrix) -> Double {
    stride(from: 0, to: x.rows, by: 512).reduce(0.0) { sum, start in
      let products = x.rows(start..<min(start + 512, x.rows)).timesTransposed(y)
      return sum + products.scalars.reduce(0) { $0 + kernel($1, Double(x.columns)) }
    }
  }

  private static func kernel(_ product: Double, _ dimension: Double) -> Double {
    let base = product / dimension + 1
    return base * base * base
  }
}
