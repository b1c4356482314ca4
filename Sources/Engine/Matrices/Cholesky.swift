import Kernels

extension Matrix {
  /// A matrix F with FᵀF = A, for a symmetric positive semidefinite A; it has as many rows as A has rank.
  ///
  /// Cholesky's decomposition with pivots: each step takes the largest variance that is left, and the rest is rounding
  /// error when none is larger than n · 2⁻⁵² of the largest. Columns lie in the order of A's.
  public var choleskyFactor: Matrix {
    require(rows == columns, "choleskyFactor: \(rows) × \(columns) is not square")
    require(largest.isFinite, "choleskyFactor: the matrix has a value that is not a finite number")
    let size = rows
    var rest = (0..<size).map { self[$0, $0] }
    let tolerance = Double(size) * .ulpOfOne * (rest.max() ?? 0)
    var remaining = Array(0..<size)
    // Row i of L, of which column k is computed in step k.
    var factor = Matrix.zeros(size, size)
    var rank = 0
    while let place = remaining.indices.max(by: { rest[remaining[$0]] < rest[remaining[$1]] }),
      rest[remaining[place]] > tolerance
    {
      let pivot = remaining.remove(at: place)
      let root = rest[pivot].squareRoot()
      factor.scalars.withUnsafeMutableBufferPointer { factor in
        rest.withUnsafeMutableBufferPointer { rest in
          // Every job writes rows of its own; the pivot's row is only read.
          nonisolated(unsafe) let (factor, rest) = (factor.baseAddress!, rest)
          let (remaining, step) = (remaining, rank)
          factor[pivot * size + step] = root
          Parallel.ranges(remaining.count, of: max(64, 16384 / (step + 1))) { range in
            for i in remaining[range] {
              let known = double_dot(step, factor + i * size, factor + pivot * size)
              let value = (self[pivot, i] - known) / root
              factor[i * size + step] = value
              rest[i] -= value * value
            }
          }
        }
      }
      rank += 1
    }
    var result = Matrix.zeros(rank, size)
    for i in 0..<size { for k in 0..<rank { result[k, i] = factor[i, k] } }
    return result
  }
}
