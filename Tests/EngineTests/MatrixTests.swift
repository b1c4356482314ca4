import Foundation
import Testing

@testable import Engine

/// Products, decompositions and factors of 64-bit matrices, on easy and on hard ones.
@Suite("Matrices") struct MatrixTests {
  static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    Matrix(Random(seed: seed).normal([rows, columns]))
  }

  /// A symmetric matrix with the given eigenvalues and random eigenvectors.
  static func symmetric(_ eigenvalues: [Double], seed: UInt64) -> Matrix {
    let noise = random(eigenvalues.count, eigenvalues.count, seed: seed)
    let vectors = SymmetricEigen(noise + noise.transposed).vectors
    var scaled = vectors
    for i in eigenvalues.indices { for j in eigenvalues.indices { scaled[i, j] *= eigenvalues[i] } }
    let product = vectors.transposedTimes(scaled)
    return (product + product.transposed) * 0.5
  }

  @Test(
    "products agree with the definition, whichever side is transposed",
    arguments: [
      (1, 1, 1), (3, 5, 7), (8, 16, 32), (65, 33, 257), (130, 20, 600), (2, 300, 1),
    ])
  func products(_ rows: Int, _ columns: Int, _ depth: Int) {
    let (a, b) = (Self.random(rows, depth, seed: 1), Self.random(depth, columns, seed: 2))
    var expected = Matrix.zeros(rows, columns)
    for i in 0..<rows {
      for j in 0..<columns { for k in 0..<depth { expected[i, j] += a[i, k] * b[k, j] } }
    }
    let tolerance = 1e-15 * Double(depth + 10) * 4
    #expect((a * b - expected).largest < tolerance)
    #expect((a.transposed.transposedTimes(b) - expected).largest < tolerance)
    #expect((a.timesTransposed(b.transposed) - expected).largest < tolerance)
  }

  @Test func emptyProducts() {
    #expect(Matrix.zeros(2, 0) * Matrix.zeros(0, 3) == .zeros(2, 3))
    #expect((Matrix.zeros(0, 4) * Matrix.zeros(4, 3)).rows == 0)
  }

  /// Wilkinson's matrix: its largest eigenvalues come in pairs that agree to fourteen digits.
  static func wilkinson(_ size: Int) -> Matrix {
    var matrix = Matrix.diagonal((0..<size).map { abs(Double($0) - Double(size - 1) / 2) })
    for i in 1..<size { (matrix[i, i - 1], matrix[i - 1, i]) = (1, 1) }
    return matrix
  }

  static let hard: [(name: String, matrix: Matrix)] = {
    let vector = random(1, 60, seed: 9)
    var graded = random(30, 30, seed: 5)
    for i in 0..<30 { for j in 0..<30 { graded[i, j] = (graded[i, j] + graded[j, i]) * pow(10, -Double(i + j) / 4) } }
    for i in 0..<30 { for j in 0..<i { graded[i, j] = graded[j, i] } }
    let turned = Matrix(rows: 30, columns: 30, scalars: graded.scalars.reversed())
    return [
      ("one value", Matrix(rows: 1, columns: 1, scalars: [-3])), ("zero", .zeros(5, 5)),
      ("identity", .diagonal([Double](repeating: 1, count: 40))),
      ("diagonal with equal values", .diagonal([3, -1, 3, 0, 3, -1])),
      ("rank one", vector.transposedTimes(vector)), ("Wilkinson 21", wilkinson(21)),
      ("clustered", symmetric((0..<50).map { 1 + Double($0 / 10) * 1e-13 }, seed: 3)),
      ("graded downwards", graded), ("graded upwards", turned),
      ("indefinite", symmetric((0..<64).map { Double($0) - 31.5 }, seed: 4)),
      ("huge", symmetric([1e200, 2e200, -3e200], seed: 6)), ("tiny", symmetric([1e-200, 2e-200, -3e-200], seed: 7)),
      ("large", symmetric((0..<300).map { Double($0 * $0) }, seed: 8)),
    ]
  }()

  @Test("eigenvalues and eigenvectors of hard matrices", arguments: hard.indices)
  func eigen(_ index: Int) {
    let (name, matrix) = Self.hard[index]
    let size = matrix.rows
    let eigen = SymmetricEigen(matrix)
    let scale = max(eigen.values.map(abs).max()!, .leastNormalMagnitude)
    #expect(eigen.values == eigen.values.sorted(), "\(name)")
    let tolerance = 1e-15 * Double(size + 20)
    #expect((eigen.map { $0 / scale } - matrix * (1 / scale)).largest < tolerance, "\(name): V λ Vᵀ")
    let identity = Matrix.diagonal([Double](repeating: 1, count: size))
    #expect((eigen.vectors.timesTransposed(eigen.vectors) - identity).largest < tolerance, "\(name): V Vᵀ")
    let alone = SymmetricEigen.values(of: matrix)
    #expect(zip(alone, eigen.values).allSatisfy { abs($0 - $1) <= tolerance * scale }, "\(name): values alone")
  }

  @Test("closed forms") func closedForms() {
    // The second difference on n points: 2 - 2 cos(kπ / (n + 1)).
    let size = 100
    var difference = Matrix.diagonal([Double](repeating: 2, count: size))
    for i in 1..<size { (difference[i, i - 1], difference[i - 1, i]) = (-1, -1) }
    for (k, value) in SymmetricEigen.values(of: difference).enumerated() {
      #expect(abs(value - (2 - 2 * cos(Double(k + 1) * .pi / Double(size + 1)))) < 2e-14)
    }
    // Published to 15 digits (Wilkinson 1965).
    let pair = SymmetricEigen.values(of: Self.wilkinson(21)).suffix(2)
    #expect(pair.allSatisfy { abs($0 - 10.746194182903393) < 1e-13 })
  }

  @Test("the root of a matrix squares to it") func squareRoot() {
    let noise = Self.random(20, 30, seed: 11)
    let matrix = noise.timesTransposed(noise)
    let root = SymmetricEigen(matrix).map { $0.squareRoot() }
    #expect((root * root - matrix).largest < 1e-13 * matrix.largest * 10)
  }

  @Test("singular values", arguments: [(1, 1), (5, 3), (3, 5), (40, 40), (200, 70), (1, 9), (257, 257)])
  func singularValues(_ rows: Int, _ columns: Int) {
    let matrix = Self.random(rows, columns, seed: 12)
    let found = matrix.singularValues
    let squares = SymmetricEigen.values(
      of: rows < columns ? matrix.timesTransposed(matrix) : matrix.transposedTimes(matrix))
    #expect(found.count == min(rows, columns) && found == found.sorted(by: >))
    for (value, square) in zip(found, squares.reversed()) {
      #expect(abs(value * value - square) < 1e-13 * squares.last!)
    }
  }

  @Test("small singular values do not drown: nothing is squared") func smallSingularValues() {
    let expected = (0..<12).map { pow(10, -Double($0)) }
    let left = SymmetricEigen(Self.symmetric((0..<12).map(Double.init), seed: 13)).vectors
    let right = SymmetricEigen(Self.symmetric((0..<12).map(Double.init), seed: 14)).vectors
    let found = (left * Matrix.diagonal(expected) * right).singularValues
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(Matrix.zeros(4, 3).singularValues == [0, 0, 0])
    #expect(
      Matrix(rows: 2, columns: 2, scalars: [0, 3, 0, 0]).singularValues.map { abs($0 - 3) < 1e-15 } == [true, false])
  }

  @Test("Cholesky's factor has as many rows as the rank", arguments: [1, 3, 20])
  func cholesky(rank: Int) {
    let noise = Self.random(rank, 20, seed: 15)
    let matrix = noise.transposedTimes(noise)
    let factor = matrix.choleskyFactor
    #expect(factor.rows == rank && factor.columns == 20)
    #expect((factor.transposedTimes(factor) - matrix).largest < 1e-14 * matrix.largest)
    #expect(Matrix.zeros(4, 4).choleskyFactor.rows == 0)
  }

  @Test("threads do not change a bit") func threads() {
    let noise = Self.random(300, 300, seed: 16)
    let matrix = noise + noise.transposed
    func all() -> [[Double]] {
      let eigen = SymmetricEigen(matrix)
      return [eigen.values, eigen.vectors.scalars, noise.singularValues, (noise * noise).scalars]
    }
    let alone = Parallel.withThreads(1) { all() }
    for threads in [2, 3] {
      let pool = ThreadPool(stealsWork: false)
      #expect(Parallel.withThreads(threads, of: pool) { all() } == alone, "\(threads) threads")
      #expect(pool.jobsDone.count == threads && pool.jobsDone.allSatisfy { $0 > 0 })
    }
  }
}
