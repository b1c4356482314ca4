/// A seeded, splittable stream of random numbers.
public final class Random {
  /// The key of the stream: streams with different keys are independent.
  public let key: UInt64
  /// How far the stream has been read.
  public private(set) var counter: UInt64

  /// A stream that yields the same numbers for the same seed, whatever the number of threads.
  public convenience init(seed: UInt64) { self.init(key: seed, counter: 0) }

  /// A stream taken up where `counter` says it was left.
  public init(key: UInt64, counter: UInt64) {
    self.key = key
    self.counter = counter
  }

  /// The next 64 random bits.
  public func next() -> UInt64 {
    counter &+= 1
    var z = key &+ counter &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A new stream, independent of this one and of every other split.
  public func split() -> Random { Random(seed: next()) }

  /// Values spread evenly over a range.
  public func uniform(_ shape: [Int], in range: Range<Float> = 0..<1) -> Tensor {
    Tensor(shape: shape) { values in
      for i in values.indices { values[i] = Float(next() >> 40) * 0x1p-24 * (range.upperBound - range.lowerBound) + range.lowerBound }
    }
  }

  /// An integer from 0 up to, not including, `bound`.
  public func integer(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
