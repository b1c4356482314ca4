import Kernels

/// A dense matrix of 64-bit floats, stored row by row: for statistics, where what remains of large sums matters.
///
/// Tensors have 32 bits and derivatives; a matrix has neither. Shape misuse is a programmer's error and stops the program.
public struct Matrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The values, row by row.
  public var scalars: [Double]

  /// A matrix of the given values, row by row.
  public init(rows: Int, columns: Int, scalars: [Double]) {
    require(scalars.count == rows * columns, "Matrix: \(scalars.count) values do not fill \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.scalars = scalars
  }

  /// A matrix of zeros.
  public static func zeros(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, scalars: [Double](repeating: 0, count: rows * columns))
  }

  /// The matrix with the given diagonal and zeros elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var matrix = zeros(values.count, values.count)
    for (i, value) in values.enumerated() { matrix[i, i] = value }
    return matrix
  }

  /// The values of a tensor `[rows, columns]`.
  public init(_ tensor: Tensor) {
    require(tensor.shape.count == 2, "Matrix: a tensor of shape \(tensor.shape) is not [rows, columns]")
    self.init(
      rows: tensor.shape[0], columns: tensor.shape[1], scalars: tensor.withUnsafeScalars { $0.map(Double.init) })
  }

  /// The value in a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get { scalars[row * columns + column] }
    set { scalars[row * columns + column] = newValue }
  }

  /// The rows with the given indices, in their order.
  public func rows(_ indices: some Collection<Int>) -> Matrix {
    var picked: [Double] = []
    picked.reserveCapacity(indices.count * columns)
    for row in indices { picked += scalars[row * columns..<(row + 1) * columns] }
    return Matrix(rows: indices.count, columns: columns, scalars: picked)
  }

  /// Rows become columns.
  public var transposed: Matrix {
    var result = Matrix.zeros(columns, rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// The sum of the diagonal.
  public var trace: Double { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }

  /// A · B.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    require(a.columns == b.rows, "Matrix *: \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns)")
    return product(
      a, rows: a.rows, depth: a.columns, strides: (a.columns, 1), b, columns: b.columns, strides: (b.columns, 1))
  }

  /// Aᵀ · B, without transposing anything.
  public func transposedTimes(_ b: Matrix) -> Matrix {
    require(rows == b.rows, "transposedTimes: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
    return Self.product(
      self, rows: columns, depth: rows, strides: (1, columns), b, columns: b.columns, strides: (b.columns, 1))
  }

  /// A · Bᵀ, without transposing anything.
  public func timesTransposed(_ b: Matrix) -> Matrix {
    require(columns == b.columns, "timesTransposed: \(rows) × \(columns) and \(b.rows) × \(b.columns)")
    return Self.product(
      self, rows: rows, depth: columns, strides: (columns, 1), b, columns: b.rows, strides: (1, b.columns))
  }

  private static func product(
    _ a: Matrix, rows: Int, depth: Int, strides aStrides: (row: Int, depth: Int), _ b: Matrix, columns: Int,
    strides bStrides: (depth: Int, column: Int)
  ) -> Matrix {
    let count = rows * columns
    let scalars = [Double](unsafeUninitializedCapacity: count) { c, written in
      if count > 0 {
        a.scalars.withUnsafeBufferPointer { a in
          b.scalars.withUnsafeBufferPointer { b in
            c.initialize(repeating: 0)
            guard depth > 0 else { return }
            withKernels {
              double_multiply(
                rows, columns, depth, a.baseAddress!, aStrides.row, aStrides.depth, b.baseAddress!, bStrides.depth,
                bStrides.column, c.baseAddress!)
            }
          }
        }
      }
      written = count
    }
    return Matrix(rows: rows, columns: columns, scalars: scalars)
  }

  /// A + B.
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 + $1 } }
  /// A - B.
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b) { $0 - $1 } }
  /// A · s, value by value.
  public static func * (a: Matrix, scale: Double) -> Matrix {
    Matrix(rows: a.rows, columns: a.columns, scalars: a.scalars.map { $0 * scale })
  }

  private func combined(with other: Matrix, _ function: (Double, Double) -> Double) -> Matrix {
    require(
      rows == other.rows && columns == other.columns,
      "Matrix: \(rows) × \(columns) and \(other.rows) × \(other.columns) have different shapes")
    return Matrix(
      rows: rows, columns: columns, scalars: zip(scalars, other.scalars).map { function($0.0, $0.1) })
  }

  /// The largest absolute value; 0 if there is none, not a number if any value is not.
  public var largest: Double { scalars.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) } }
}
