import Kernels
import Testing

@Suite("Kernels: matrix products")
struct KernelsMatrixTests {
  @Test("Products of every size and transposition agree with the plain sums")
  func sweep() { checkMatrixProducts(sizes: 200) }
}

func checkMatrixProducts(sizes: Int) {
  var values = SeededValues(state: 2)
  for _ in 0..<sizes {
    let large = values.integer(0...3) == 0
    let rows = values.element([1, values.integer(2...20), values.integer(2...(large ? 300 : 60))])
    let columns = values.element([1, 16, values.integer(2...40), values.integer(2...(large ? 200 : 60))])
    let depth = values.element([0, values.integer(1...30), values.integer(1...(large ? 700 : 100))])
    let transposesA = values.chance()
    let transposesB = values.chance()
    let epilogue = PlainEpilogue(channels: columns, using: &values)
    checkMatrixProduct(rows, columns, depth, transposesA, transposesB, epilogue, using: &values)
  }
  // Products of little depth, which are written row by row.
  for depth in 1...5 {
    for (rows, columns) in [(1, 16), (40, 128), (300, 48)] {
      for transposesB in [false, true] {
        let epilogue = values.chance() ? PlainEpilogue(channels: columns, using: &values) : nil
        checkMatrixProduct(rows, columns, depth, values.chance(), transposesB, epilogue, using: &values)
      }
    }
  }
  // Dense layers of one size in turn: every thread keeps the panels that it packed last, and may not take them for the
  // next layer's.
  for _ in 0..<3 { checkMatrixProduct(256, 128, 128, false, true, nil, using: &values) }
  // The gradients of dense layers' weights, which are summed up in parts.
  for depth in [255, 256, 300, 1030, 1100] {
    for (rows, columns) in [(1, 1), (1, 33), (2, 128), (40, 2), (37, 32), (128, 128)] {
      checkMatrixProduct(rows, columns, depth, true, false, nil, using: &values)
    }
  }
}

private func checkMatrixProduct(
  _ rows: Int, _ columns: Int, _ depth: Int, _ transposesA: Bool, _ transposesB: Bool, _ epilogue: PlainEpilogue?,
  using values: inout SeededValues
) {
  let a = values.floats(rows * depth)
  let b = values.floats(depth * columns)
  let (aRow, aDepth) = transposesA ? (1, rows) : (depth, 1)
  let (bDepth, bColumn) = transposesB ? (1, depth) : (columns, 1)
  var sums = [Float](repeating: 0, count: rows * columns)
  for i in 0..<rows {
    for j in 0..<columns {
      var sum = 0.0
      for k in 0..<depth { sum += Double(a[i * aRow + k * aDepth]) * Double(b[k * bDepth + j * bColumn]) }
      sums[i * columns + j] = Float(sum)
    }
  }
  var found = unwritten(rows * columns)
  func multiply(_ epilogue: UnsafePointer<Epilogue>?) {
    matrix_multiply(rows, columns, depth, a, aRow, aDepth, b, bDepth, bColumn, epilogue, &found)
  }
  if let epilogue { epilogue.withEpilogue(multiply) } else { multiply(nil) }
  #expect(
    relativeError(found, epilogue?.applied(to: sums) ?? sums) < 3e-6,
    "\(rows)×\(depth) · \(depth)×\(columns), transposed \(transposesA), \(transposesB)")
}
