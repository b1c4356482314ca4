import Foundation
import Kernels
import Testing

@Suite("Kernels: elementwise functions")
struct KernelsElementwiseTests {
  @Test("Unary functions are as accurate as they say")
  func accuracy() { checkAccuracy() }

  @Test("Unary functions of infinities, zeros and not-a-number")
  func limits() { checkLimits() }

  @Test("Binary functions, of two arrays and of an array and a laid-out one")
  func binaryFunctions() { checkBinaryFunctions() }
}

private func values(of function: UnaryFunction, _ x: [Float], _ p: Float = 0, _ q: Float = 0) -> [Float] {
  var y = unwritten(x.count)
  unary(function, x.count, x, p, q, &y)
  return y
}

/// Evenly spaced, and not a multiple of any vector.
private func points(_ range: ClosedRange<Float>) -> [Float] {
  let count = 20_011
  return (0..<count).map {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float($0) / Float(count - 1)
  }
}

func checkAccuracy() {
  let cases: [(UnaryFunction, ClosedRange<Float>, @Sendable (Double) -> Double)] = [
    (UnaryExponential, -87...88.7, exp),
    (UnaryExponential, -1...1, exp),
    (UnaryLogarithm, 1e-30...0.4, log),
    (UnaryLogarithm, 0.4...3, log),
    (UnaryLogarithm, 3...3e38, log),
    (UnaryTanh, -10...10, tanh),
    (UnaryTanh, -0.7...0.7, tanh),
    (UnarySigmoid, -80...30, { 1 / (1 + exp(-$0)) }),
    (UnarySigmoid, -3...3, { 1 / (1 + exp(-$0)) }),
    (UnarySoftplus, -80...100, { max($0, 0) + log1p(exp(-abs($0))) }),
    (UnarySoftplus, -3...3, { max($0, 0) + log1p(exp(-abs($0))) }),
    (UnaryErf, -5...5, erf),
    (UnaryErf, -1.1...1.1, erf),
    (UnarySquareRoot, 0...1e6, sqrt),
    (UnaryReciprocal, 0.001...1e6, { 1 / $0 }),
  ]
  for (function, range, exact) in cases {
    let x = points(range)
    let errors = zip(x, values(of: function, x)).map { x, y in
      let expected = exact(Double(x))
      return y.isNaN ? .infinity : abs(Double(y) - expected) / max(abs(expected), 1e-37)
    }
    #expect(errors.max()! < 2e-7, "function \(function.rawValue) on \(range)")
  }
  let denormals = [1, 7, 71_363].map { Float.leastNonzeroMagnitude * $0 }
  #expect(relativeError(values(of: UnaryLogarithm, denormals), denormals.map { Float(log(Double($0))) }) < 2e-7)
  let small: [Float] = [-103, -100, -90, -88]
  for (x, y) in zip(small, values(of: UnaryExponential, small)) {
    #expect(abs(Double(y) - exp(Double(x))) <= Double(Float.leastNonzeroMagnitude))
  }
}

func checkLimits() {
  let special: [Float] = [-.infinity, .infinity, 0, -100, 100, -1, 1]
  let cases: [(UnaryFunction, [Float?])] = [
    (UnaryExponential, [0, .infinity, 1, nil, .infinity, nil, nil]),
    (UnaryTanh, [-1, 1, 0, -1, 1, nil, nil]),
    (UnarySigmoid, [0, 1, 0.5, nil, 1, nil, nil]),
    (UnarySoftplus, [0, .infinity, nil, nil, 100, nil, nil]),
    (UnaryErf, [-1, 1, 0, -1, 1, nil, nil]),
    (UnaryAbsolute, [.infinity, .infinity, 0, 100, 100, 1, 1]),
    (UnarySign, [-1, 1, 0, -1, 1, -1, 1]),
    (UnaryLeakyReLU, [-.infinity, .infinity, 0, -50, 100, -0.5, 1]),
    (UnaryStep, [0.5, 1, 0.5, 0.5, 1, 0.5, 1]),
    (UnaryClamp, [0.5, 2, 0.5, 0.5, 2, 0.5, 1]),
    (UnaryAffine, [-.infinity, .infinity, 2, -48, 52, 1.5, 2.5]),
  ]
  for (function, expected) in cases {
    let found = values(of: function, special, 0.5, 2)
    for (x, (y, expected)) in zip(special, zip(found, expected)) where expected != nil {
      #expect(y == expected, "function \(function.rawValue) of \(x)")
    }
    if function != UnaryStep {
      #expect(values(of: function, [.nan], 0.5, 2)[0].isNaN, "function \(function.rawValue) of not-a-number")
    }
  }
  let logarithms = values(of: UnaryLogarithm, [0, -0.0, 1, .infinity, -1, .nan])
  #expect(logarithms[0...3] == [-.infinity, -.infinity, 0, .infinity])
  #expect(logarithms[4].isNaN && logarithms[5].isNaN)
}

private let binaryFunctions: [(BinaryFunction, @Sendable (Float, Float, Float) -> Float)] = [
  (BinaryAdd, { a, b, _ in a + b }),
  (BinarySubtract, { a, b, _ in a - b }),
  (BinaryMultiply, { a, b, _ in a * b }),
  (BinaryDivide, { a, b, _ in a / b }),
  (BinaryMaximum, { a, b, _ in a.isNaN || b.isNaN ? .nan : max(a, b) }),
  (BinaryMinimum, { a, b, _ in a.isNaN || b.isNaN ? .nan : min(a, b) }),
  (BinaryGreater, { a, b, _ in a > b ? 1 : 0 }),
  (BinaryLeakyReLUGradient, { a, b, p in b > 0 ? a : p * a }),
  (BinaryTanhGradient, { a, b, _ in a * (1 - b * b) }),
]

/// Equal up to the rounding that a fused multiplication saves.
private func isClose(_ a: Float, _ b: Float) -> Bool {
  (a.isNaN && b.isNaN) || a == b || abs(a - b) <= 2e-7 * max(1, abs(b))
}

func checkBinaryFunctions() {
  var values = SeededValues(state: 3)
  for (function, plain) in binaryFunctions {
    for count in [1, 15, 16, 17, 100, 40_003] {
      let a = values.floats(count - 1) + [.nan]
      let b = values.floats(count)
      var y = unwritten(count)
      binary(function, count, a, b, 0.2, &y)
      #expect(y.indices.allSatisfy { isClose(y[$0], plain(a[$0], b[$0], 0.2)) }, "function \(function.rawValue)")
    }
    for _ in 0..<12 {
      let pattern = BroadcastPattern(
        outer: values.integer(1...40), kept: values.element([1, 3, 64, 129, 1500]),
        inner: values.element([1, 1, 2, 7, 50]))
      checkBroadcast(function, pattern, swapped: values.chance(), plain, using: &values)
    }
  }
}

private func checkBroadcast(
  _ function: BinaryFunction, _ pattern: BroadcastPattern, swapped: Bool, _ plain: (Float, Float, Float) -> Float,
  using values: inout SeededValues
) {
  let a = values.floats(pattern.outer * pattern.kept * pattern.inner)
  let b = values.floats(pattern.kept)
  var y = unwritten(a.count)
  binary_broadcast(function, pattern, a, b, swapped, 0.2, &y)
  #expect(
    y.indices.allSatisfy { index in
      let met = b[index / pattern.inner % pattern.kept]
      return isClose(y[index], swapped ? plain(met, a[index], 0.2) : plain(a[index], met, 0.2))
    }, "function \(function.rawValue), \(pattern), swapped \(swapped)")
}
