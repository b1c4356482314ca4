import Kernels

/// A seeded, splittable stream of random numbers: Philox 4×32-10 (Salmon 2011).
///
/// The generator is counter-based: value number `n` is computed from the key and `n` alone. So the numbers do not depend
/// on how many threads compute them, a stream is saved as two integers, and streams with different keys are independent.
/// A stream is a reference: whoever holds it reads on where the last reader stopped.
public final class Random {
  /// The key of the stream.
  public let key: UInt64
  // That accesses do not overlap is plain here, and to check it would take longer than to draw a number.

  /// How far the stream has been read, in blocks of four 32-bit words.
  @exclusivity(unchecked) public private(set) var counter: UInt64
  /// Some blocks from `firstAhead` on, once there are any: a vector of counters takes no longer than one.
  private let ahead = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 * blocksAhead)
  @exclusivity(unchecked) private var firstAhead: UInt64?
  private static let blocksAhead = 16

  /// A stream that yields the same numbers for the same seed.
  public convenience init(seed: UInt64) { self.init(key: seed, counter: 0) }

  /// A stream taken up where `counter` says it was left.
  public init(key: UInt64, counter: UInt64) {
    self.key = key
    self.counter = counter
  }

  deinit { ahead.deallocate() }

  /// The next 64 random bits.
  public func next() -> UInt64 {
    let block = advance(2)
    var place = firstAhead.map { block &- $0 } ?? .max
    if place >= UInt64(Self.blocksAhead) {
      withKernels { random_bits(key, block, 4 * Self.blocksAhead, ahead) }
      firstAhead = block
      place = 0
    }
    let words = ahead + 4 * Int(place)
    return UInt64(words[1]) << 32 | UInt64(words[0])
  }

  /// A new stream, independent of this one and of every other split from it.
  public func split() -> Random { Random(seed: next()) }

  /// A new stream that depends on this one's key and the label alone, not on how far this one has been read.
  public func split(_ label: String) -> Random {
    // The hash spreads the label over 64 bits; Philox then separates even neighbouring keys.
    Random(seed: Random(key: key ^ FNV1a.hash(of: label.utf8), counter: .max / 2).next())
  }

  /// Values spread evenly over a range, with a resolution of 2⁻²⁴ of its width.
  public func uniform(_ shape: [Int], in range: Range<Float> = 0..<1) -> Tensor {
    Tensor(shape: shape) { y in
      withKernels {
        random_uniform(key, advance(y.count), y.count, range.lowerBound, range.upperBound, y.baseAddress!)
      }
    }
  }

  /// Normally distributed values.
  public func normal(_ shape: [Int], mean: Float = 0, deviation: Float = 1) -> Tensor {
    Tensor(shape: shape) { y in
      withKernels { random_normal(key, advance(y.count), y.count, mean, deviation, y.baseAddress!) }
    }
  }

  /// An integer from 0 up to, not including, `bound`, each equally likely.
  public func integer(below bound: Int) -> Int {
    require(bound > 0, "integer(below:): \(bound) leaves no integer to draw")
    // The high half of a 64 × 64-bit product; what does not divide evenly is drawn again (Lemire 2019).
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// The integers below `count` in random order.
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in order.indices.dropFirst().reversed() { order.swapAt(last, integer(below: last + 1)) }
    return order
  }

  private func advance(_ words: Int) -> UInt64 {
    defer { counter &+= UInt64((words + 3) / 4) }
    return counter
  }
}
