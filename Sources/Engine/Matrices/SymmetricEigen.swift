import Foundation
import Kernels

/// The eigenvalues of a symmetric matrix and, if wanted, its eigenvectors: A = V · diag(λ) · Vᵀ.
///
/// Householder reflections make the matrix tridiagonal, and QL iterations with implicit shifts make it diagonal
/// (Golub & Van Loan, Matrix Computations, 8.3). Every eigenvalue is exact to a few roundings of the largest.
/// Takes time in proportion to n³; with vectors about four times as long.
public struct SymmetricEigen: Sendable {
  /// The eigenvalues, in rising order.
  public let values: [Double]
  /// The eigenvectors: row i belongs to eigenvalue i, and the rows are orthonormal.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix of finite values; only its lower triangle is read.
  public init(_ matrix: Matrix) {
    let (matrix, exponent) = matrix.balanced
    let tridiagonal = Tridiagonal(of: matrix)
    let size = matrix.rows
    var (diagonal, off) = (tridiagonal.diagonal, tridiagonal.off)
    var vectors = Matrix.diagonal([Double](repeating: 1, count: size))
    diagonalise(&diagonal, &off, rotating: &vectors.scalars)
    tridiagonal.reflect(&vectors)
    let order = (0..<size).sorted { diagonal[$0] < diagonal[$1] }
    values = order.map { scalbn(diagonal[$0], exponent) }
    self.vectors = vectors.rows(order)
  }

  /// The eigenvalues alone, in rising order.
  public static func values(of matrix: Matrix) -> [Double] {
    let (matrix, exponent) = matrix.balanced
    let tridiagonal = Tridiagonal(of: matrix)
    return values(diagonal: tridiagonal.diagonal, off: tridiagonal.off).map { scalbn($0, exponent) }
  }

  /// The eigenvalues of the symmetric tridiagonal matrix with `off[i]` between `diagonal[i]` and `diagonal[i + 1]`.
  static func values(diagonal: [Double], off: [Double]) -> [Double] {
    var (diagonal, off) = (diagonal, off)
    var nothing: [Double] = []
    diagonalise(&diagonal, &off, rotating: &nothing)
    return diagonal.sorted()
  }

  /// f(A) = V · diag(f(λ)) · Vᵀ: the square root of a matrix, its inverse, or any other function.
  public func map(_ function: (Double) -> Double) -> Matrix {
    var scaled = vectors
    for (row, value) in values.enumerated() {
      let factor = function(value)
      for column in 0..<scaled.columns { scaled[row, column] *= factor }
    }
    return vectors.transposedTimes(scaled)
  }
}

extension Matrix {
  /// The matrix divided by a power of two that brings its largest value near 1, and the exponent of that power: neither
  /// products nor sums of its values can then overflow. A matrix of usual values is left as it is, which gives the same
  /// bits, since a power of two changes no digit.
  var balanced: (matrix: Matrix, exponent: Int) {
    let largest = largest
    guard largest > 0, largest.isFinite, abs(largest.exponent) > 400 else { return (self, 0) }
    let exponent = Int(largest.exponent)
    return (Matrix(rows: rows, columns: columns, scalars: scalars.map { scalbn($0, -exponent) }), exponent)
  }
}

// MARK: - To a tridiagonal matrix

/// A symmetric matrix as Q · T · Qᵀ, with T tridiagonal.
private struct Tridiagonal {
  let diagonal: [Double]
  let off: [Double]
  /// Row i holds the vector of the reflection that emptied row i, in its first i values.
  private let reflectors: Matrix
  private let scales: [Double]

  init(of matrix: Matrix) {
    let size = matrix.rows
    require(size == matrix.columns, "SymmetricEigen: \(matrix.rows) × \(matrix.columns) is not square")
    require(matrix.largest.isFinite, "SymmetricEigen: the matrix has a value that is not a finite number")
    var (diagonal, scales) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    var off = [Double](repeating: 0, count: max(size - 1, 0))
    var reflectors = matrix
    // Row after row from the last: its reflection v empties it, and A − v wᵀ − w vᵀ is what remains above. That update
    // waits for the next step, which passes over the matrix anyway to multiply it by its own v.
    var (v, w) = (scales, scales)
    reflectors.scalars.withUnsafeMutableBufferPointer { a in
      for i in (0..<size).reversed() {
        let row = a.baseAddress! + i * size
        for j in 0...i { row[j] -= v[i] * w[j] + w[i] * v[j] }
        diagonal[i] = row[i]
        guard i > 0 else { break }
        let reflection = Reflection(of: UnsafeMutableBufferPointer(start: row, count: i), onto: i - 1)
        off[i - 1] = reflection.image
        scales[i] = reflection.scale
        // Nothing to reflect: v = 0, and the pass only brings the matrix up to date.
        if reflection.scale == 0 { for j in 0..<i { row[j] = 0 } }
        var product = Self.update(a.baseAddress!, size, rows: i, by: v, w, andMultiplyBy: row)
        for j in 0..<i { product[j] *= reflection.scale }
        let half = reflection.scale / 2 * double_dot(i, product, row)
        for j in 0..<i {
          v[j] = row[j]
          w[j] = product[j] - half * row[j]
        }
      }
    }
    (self.diagonal, self.off, self.reflectors, self.scales) = (diagonal, off, reflectors, scales)
  }

  /// Subtracts x yᵀ + y xᵀ from the first rows and columns, of which the lower triangle is kept, and returns the result
  /// times `vector`, in one pass over memory.
  private static func update(
    _ a: UnsafeMutablePointer<Double>, _ stride: Int, rows: Int, by x: [Double], _ y: [Double],
    andMultiplyBy vector: UnsafePointer<Double>
  ) -> [Double] {
    let parts = rowParts(rows, of: rows / 2)
    nonisolated(unsafe) let (a, vector) = (a, vector)
    var products = [Double](repeating: 0, count: parts * rows)
    products.withUnsafeMutableBufferPointer { products in
      nonisolated(unsafe) let products = products.baseAddress!
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { y in
          nonisolated(unsafe) let (x, y) = (x.baseAddress!, y.baseAddress!)
          // Parts of a triangle with equal areas.
          let bounds = (0...parts).map { Int((Double(rows) * (Double($0) / Double(parts)).squareRoot()).rounded()) }
          Parallel.perform(parts) { part in
            let product = products + part * rows
            for j in bounds[part]..<bounds[part + 1] {
              let row = a + j * stride
              var update = DoubleRankTwo(p: y[j], q: x[j], x: x, y: y)
              let sum = double_symmetric_row(j, row, &update, vector, vector[j], product)
              row[j] -= 2 * x[j] * y[j]
              product[j] += sum + row[j] * vector[j]
            }
          }
        }
      }
      for part in 1..<max(parts, 1) { double_add(rows, 1, products + part * rows, products) }
    }
    return products
  }

  /// Turns eigenvectors of T, in rows, into those of A: multiplies every row by the reflections, the last made first.
  func reflect(_ vectors: inout Matrix) {
    let size = vectors.columns
    vectors.scalars.withUnsafeMutableBufferPointer { rows in
      nonisolated(unsafe) let rows = rows
      reflectors.scalars.withUnsafeBufferPointer { reflectors in
        nonisolated(unsafe) let reflectors = reflectors
        Parallel.ranges(size, of: 16) { range in
          for i in 1..<max(size, 1) where scales[i] != 0 {
            let v = reflectors.baseAddress! + i * size
            for row in range {
              let x = rows.baseAddress! + row * size
              double_add(i, -scales[i] * double_dot(i, x, v), v, x)
            }
          }
        }
      }
    }
  }
}

// MARK: - To a diagonal matrix

/// The most sweeps for one eigenvalue, where two or three are usual (EISPACK allows 30).
private let mostSweeps = 100

/// Makes a symmetric tridiagonal matrix diagonal by QL iterations, and rotates the rows of `vectors`, if there are any,
/// along.
private func diagonalise(_ diagonal: inout [Double], _ off: inout [Double], rotating vectors: inout [Double]) {
  let size = diagonal.count
  var rotations = Rotations(size: size, isNeeded: !vectors.isEmpty)
  off.append(0)
  // So small beside the whole that it may stand beside a zero.
  let nothing = .ulpOfOne * .ulpOfOne * (diagonal + off).reduce(0) { max($0, abs($1)) }
  func isOpen(_ i: Int) -> Bool {
    abs(off[i]) > max(.ulpOfOne * (abs(diagonal[i]) + abs(diagonal[i + 1])), nothing)
  }
  for first in 0..<size {
    var sweeps = 0
    while true {
      // The block that still hangs together, from `first` on.
      var last = first
      while last < size - 1, isOpen(last) { last += 1 }
      if last == first { break }
      sweeps += 1
      require(sweeps <= mostSweeps, "SymmetricEigen: eigenvalue \(first) is not found after \(mostSweeps) sweeps")
      sweep(&diagonal, &off, first..<last, &rotations)
      if rotations.isFull { rotations.apply(to: &vectors) }
    }
  }
  rotations.apply(to: &vectors)
}

/// One implicit QL step with Wilkinson's shift over the block from `range.lowerBound` to `range.upperBound`.
private func sweep(_ diagonal: inout [Double], _ off: inout [Double], _ range: Range<Int>, _ rotations: inout Rotations)
{
  let (first, last) = (range.lowerBound, range.upperBound)
  var g = (diagonal[first + 1] - diagonal[first]) / (2 * off[first])
  var r = hypot(g, 1)
  g = diagonal[last] - diagonal[first] + off[first] / (g + (g < 0 ? -r : r))
  var (s, c, p) = (1.0, 1.0, 0.0)
  rotations.begin(range)
  for i in range.reversed() {
    let f = s * off[i]
    let b = c * off[i]
    r = hypot(f, g)
    off[i + 1] = r
    if r == 0 {
      // The chase has met a zero: the block falls apart here.
      diagonal[i + 1] -= p
      off[last] = 0
      return
    }
    s = f / r
    c = g / r
    g = diagonal[i + 1] - p
    r = (diagonal[i] - g) * s + 2 * c * b
    p = s * r
    diagonal[i + 1] = g + p
    g = c * r - b
    rotations.record(i, cosine: c, sine: s)
  }
  diagonal[first] -= p
  off[first] = g
  off[last] = 0
}

/// The rotations of many sweeps, kept back so that they reach a slice of the vectors while it is in the cache.
private struct Rotations {
  private let isNeeded: Bool
  private let size: Int
  private var sweeps: [(first: Int, count: Int, start: Int)] = []
  private var cosines: [Double] = []
  private var sines: [Double] = []

  init(size: Int, isNeeded: Bool) {
    self.size = size
    self.isNeeded = isNeeded
  }

  var isFull: Bool { cosines.count > 32 * size }

  /// Starts a sweep; what it does not record turns nothing.
  mutating func begin(_ range: Range<Int>) {
    guard isNeeded else { return }
    sweeps.append((range.lowerBound, range.count, cosines.count))
    cosines.append(contentsOf: repeatElement(1, count: range.count))
    sines.append(contentsOf: repeatElement(0, count: range.count))
  }

  mutating func record(_ index: Int, cosine: Double, sine: Double) {
    guard isNeeded, let sweep = sweeps.last else { return }
    cosines[sweep.start + index - sweep.first] = cosine
    sines[sweep.start + index - sweep.first] = sine
  }

  mutating func apply(to vectors: inout [Double]) {
    guard !sweeps.isEmpty else { return }
    let (sweeps, cosines, sines, size) = (sweeps, cosines, sines, size)
    vectors.withUnsafeMutableBufferPointer { vectors in
      nonisolated(unsafe) let vectors = vectors.baseAddress!
      cosines.withUnsafeBufferPointer { cosines in
        sines.withUnsafeBufferPointer { sines in
          nonisolated(unsafe) let (cosines, sines) = (cosines.baseAddress!, sines.baseAddress!)
          Parallel.ranges(size, of: 32) { columns in
            for sweep in sweeps {
              double_rotate(
                sweep.count, cosines + sweep.start, sines + sweep.start,
                vectors + sweep.first * size + columns.lowerBound, size, columns.count)
            }
          }
        }
      }
    }
    self.sweeps.removeAll(keepingCapacity: true)
    self.cosines.removeAll(keepingCapacity: true)
    self.sines.removeAll(keepingCapacity: true)
  }
}
