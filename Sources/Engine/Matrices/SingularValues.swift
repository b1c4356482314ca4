import Foundation
import Kernels

extension Matrix {
  /// The singular values, in falling order: as many as the shorter side has entries.
  ///
  /// Reflections from both sides make the matrix bidiagonal (Golub & Kahan 1965). The singular values of a bidiagonal
  /// matrix are the positive eigenvalues of the tridiagonal matrix that has zeros on its diagonal and the bidiagonal's
  /// values, interleaved, beside it. Nothing is squared: each is exact to a few roundings of the largest, where the
  /// root of an eigenvalue of AᵀA would lose half of the digits.
  public var singularValues: [Double] {
    require(largest.isFinite, "singularValues: the matrix has a value that is not a finite number")
    let (balanced, exponent) = balanced
    var matrix = rows < columns ? balanced.transposed : balanced
    let count = matrix.columns
    guard count > 0 else { return [] }
    let off = matrix.bidiagonalise()
    let values = SymmetricEigen.values(diagonal: [Double](repeating: 0, count: 2 * count), off: off)
    return values.suffix(count).reversed().map { scalbn(max($0, 0), exponent) }
  }

  /// Makes a matrix with at least as many rows as columns bidiagonal; returns the diagonal and what stands to its
  /// right, interleaved.
  private mutating func bidiagonalise() -> [Double] {
    let (rows, columns) = (rows, columns)
    var result: [Double] = []
    scalars.withUnsafeMutableBufferPointer { a in
      nonisolated(unsafe) let a = a.baseAddress!
      for k in 0..<columns {
        // From the left: column k is emptied below the diagonal.
        var column = (k..<rows).map { a[$0 * columns + k] }
        let left = column.withUnsafeMutableBufferPointer { Reflection(of: $0, onto: 0) }
        result.append(left.image)
        let width = columns - k - 1
        guard width > 0 else { break }
        let parts = rowParts(rows - k, of: width)
        let bounds = (0...parts).map { k + (rows - k) * $0 / parts }
        var products = [Double](repeating: 0, count: parts * width)
        products.withUnsafeMutableBufferPointer { products in
          nonisolated(unsafe) let products = products.baseAddress!
          let column = column
          if left.scale != 0 {
            Parallel.perform(parts) { part in
              for i in bounds[part]..<bounds[part + 1] {
                double_add(width, column[i - k], a + i * columns + k + 1, products + part * width)
              }
            }
            for part in 1..<parts { double_add(width, 1, products + part * width, products) }
          }
          // From the right: row k is emptied behind its first value. Each row below meets both at once.
          nonisolated(unsafe) let row = a + k * columns + k + 1
          double_add(width, -left.scale * column[0], products, row)
          let right = Reflection(of: UnsafeMutableBufferPointer(start: row, count: width), onto: 0)
          result.append(right.image)
          Parallel.perform(parts) { part in
            for i in max(bounds[part], k + 1)..<max(bounds[part + 1], k + 1) {
              let lower = a + i * columns + k + 1
              if left.scale != 0 { double_add(width, -left.scale * column[i - k], products, lower) }
              if right.scale != 0 { double_add(width, -right.scale * double_dot(width, lower, row), row, lower) }
            }
          }
        }
      }
    }
    return result
  }
}
