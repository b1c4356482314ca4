import Engine
import Foundation

/// The Kernel Inception Distance: the squared maximum mean discrepancy of features, estimated without bias (Binkowski
/// 2018).
///
/// Unlike FID it assumes no Gaussian, and its expectation does not depend on the number of images. For two samples of one
/// distribution it is 0 on average, and so it is often negative.
public enum KernelInceptionDistance {
  /// The similarity of two features; it decides which differences of distributions the distance sees.
  public enum Kernel {
    /// (x·y / d + 1)³ of d features, KID's own. It compares moments up to the third only.
    case cubic
    /// exp(-|x - y|² / 2w²) with a width w. It sees every difference of distributions, if the width suits them.
    case gaussian(width: Double)

    /// The kernel of two features, from their product and the squares of their lengths.
    fileprivate func callAsFunction(_ product: Double, _ squares: (Double, Double), dimension: Int) -> Double {
      switch self {
      case .cubic:
        let base = product / Double(dimension) + 1
        return base * base * base
      case .gaussian(let width): return exp((2 * product - squares.0 - squares.1) / (2 * width * width))
      }
    }
  }

  /// The unbiased estimate from all pairs of features, one image per row; the numbers of images may differ.
  public static func full(_ x: Matrix, _ y: Matrix, kernel: Kernel = .cubic) -> Double {
    require(
      x.columns == y.columns && x.rows >= 2 && y.rows >= 2,
      "KernelInceptionDistance: \(x.rows) × \(x.columns) and \(y.rows) × \(y.columns) features")
    return meanKernel(within: x, kernel) + meanKernel(within: y, kernel)
      - 2 * kernelSum(x, y, kernel) / (Double(x.rows) * Double(y.rows))
  }

  /// The estimate that also pairs images with themselves. It is never negative, and biased upwards, the more so with fewer
  /// images.
  public static func biased(_ x: Matrix, _ y: Matrix, kernel: Kernel = .cubic) -> Double {
    func pairs(_ a: Matrix, _ b: Matrix) -> Double { Double(a.rows) * Double(b.rows) }
    return kernelSum(x, kernel) / pairs(x, x) + kernelSum(y, kernel) / pairs(y, y)
      - 2 * kernelSum(x, y, kernel) / pairs(x, y)
  }

  /// The mean and the standard deviation of the estimate over `count` random subsets of equal size.
  ///
  /// - Parameters:
  ///   - count: The number of subsets; at least 1.
  ///   - size: The number of images in a subset; at least 2, and at most all images of the smaller side.
  /// - Returns: The mean, the deviation, and the size that was used.
  public static func subsets(
    _ x: Matrix, _ y: Matrix, count: Int = 100, size: Int = 1000, random: Random
  ) -> (mean: Double, deviation: Double, size: Int) {
    let size = min(size, x.rows, y.rows)
    let values = (0..<count).map { _ in
      full(x.rows(random.permutation(x.rows)[..<size]), y.rows(random.permutation(y.rows)[..<size]))
    }
    return (values.mean(), values.standardDeviation(.population), size)
  }

  /// The mean over all pairs of different images; pairs of an image with itself would add bias.
  private static func meanKernel(within x: Matrix, _ kernel: Kernel) -> Double {
    let own = x.squaredLengths.reduce(0) { $0 + kernel($1, ($1, $1), dimension: x.columns) }
    return (kernelSum(x, kernel) - own) / (Double(x.rows) * Double(x.rows - 1))
  }

  /// The sum over all pairs of two sets, a block of rows at a time.
  private static func kernelSum(_ x: Matrix, _ y: Matrix, _ kernel: Kernel) -> Double {
    blocks(of: x, 512).reduce(0) { $0 + blockSum($1, y, kernel) }
  }

  /// The sum over all pairs of one set: a pair in two blocks counts twice, and is computed once.
  private static func kernelSum(_ x: Matrix, _ kernel: Kernel) -> Double {
    let blocks = blocks(of: x, 128)
    var (sum, end) = (0.0, 0)
    for block in blocks {
      end += block.rows
      sum += blockSum(block, block, kernel)
      if end < x.rows { sum += 2 * blockSum(block, x.rows(end..<x.rows), kernel) }
    }
    return sum
  }

  private static func blocks(of x: Matrix, _ size: Int) -> [Matrix] {
    stride(from: 0, to: x.rows, by: size).map { x.rows($0..<min($0 + size, x.rows)) }
  }

  /// The sum over all pairs of two sets at once; the cubic kernel takes eight products together.
  private static func blockSum(_ x: Matrix, _ y: Matrix, _ kernel: Kernel) -> Double {
    let products = x.timesTransposed(y)
    if case .cubic = kernel { return products.scalars.withUnsafeBytes { cubes($0, dimension: Double(x.columns)) } }
    let (xSquares, ySquares) = (x.squaredLengths, y.squaredLengths)
    return (0..<x.rows).reduce(0) { sum, row in
      (0..<y.rows).reduce(sum) { $0 + kernel(products[row, $1], (xSquares[row], ySquares[$1]), dimension: x.columns) }
    }
  }
}

/// The sum of (p / d + 1)³ over products p.
private func cubes(_ products: UnsafeRawBufferPointer, dimension: Double) -> Double {
  var sums = SIMD8<Double>.zero
  let lanes = MemoryLayout<SIMD8<Double>>.size
  let whole = products.count / lanes * lanes
  for place in stride(from: 0, to: whole, by: lanes) {
    let base = products.loadUnaligned(fromByteOffset: place, as: SIMD8<Double>.self) / dimension + 1
    sums += base * base * base
  }
  return stride(from: whole, to: products.count, by: MemoryLayout<Double>.size).reduce(sums.sum()) { sum, place in
    let base = products.loadUnaligned(fromByteOffset: place, as: Double.self) / dimension + 1
    return sum + base * base * base
  }
}

extension Matrix {
  /// The squared length of every row.
  var squaredLengths: [Double] {
    (0..<rows).map { row in scalars[row * columns..<(row + 1) * columns].reduce(0) { $0 + $1 * $1 } }
  }
}
