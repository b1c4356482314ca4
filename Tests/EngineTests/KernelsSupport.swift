import Kernels
import Testing

/// Test inputs that are the same in every run (SplitMix64).
struct SeededValues {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func chance() -> Bool { next() % 2 == 0 }

  mutating func element<Element>(_ choices: [Element]) -> Element { choices[integer(0...choices.count - 1)] }

  /// Values in −1…1.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int(next() % 2001) - 1000) / 1000 }
  }
}

/// What kernels write into: not-a-number wherever they forget to.
func unwritten(_ count: Int) -> [Float] { [Float](repeating: .nan, count: count) }

/// The largest difference, as a share of the largest expected value; infinite if anything is not a number.
func relativeError(_ values: [Float], _ expected: [Float]) -> Float {
  precondition(values.count == expected.count)
  if values.contains(where: \.isNaN) { return .infinity }
  let scale = expected.reduce(0) { max($0, abs($1)) }
  let difference = zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  return difference == 0 ? 0 : difference / scale
}

/// An epilogue's fields without its pointer.
struct PlainEpilogue {
  var bias: [Float]?
  var slope: Float

  init(channels: Int, using values: inout SeededValues) {
    bias = values.chance() ? values.floats(channels) : nil
    slope = values.element([1, 0.2, 0])
  }

  func applied(to sums: [Float]) -> [Float] {
    sums.indices.map { index in
      let sum = sums[index] + (bias.map { $0[index % $0.count] } ?? 0)
      return sum > 0 ? sum : slope * sum
    }
  }

  func withEpilogue(_ body: (UnsafePointer<Epilogue>) -> Void) {
    guard let bias else {
      var epilogue = Epilogue(bias: nil, slope: slope)
      return body(&epilogue)
    }
    bias.withUnsafeBufferPointer {
      var epilogue = Epilogue(bias: $0.baseAddress, slope: slope)
      body(&epilogue)
    }
  }
}
