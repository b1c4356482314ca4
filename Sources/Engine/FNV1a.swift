/// The 64-bit hash FNV-1a (Fowler, Noll & Vo): a number that changes when any of the bytes does, for labels and
/// fingerprints. It is no protection against anybody who means to deceive.
///
/// ```swift
/// FNV1a.hash(of: "latents".utf8)
/// ```
@frozen public struct FNV1a: Sendable {
  /// The hash of what has been added so far.
  public private(set) var value: UInt64

  /// The hash of nothing.
  @inlinable public init() { self.init(value: 0xCBF2_9CE4_8422_2325) }

  @usableFromInline init(value: UInt64) { self.value = value }

  /// Adds one byte, or one word of more bits at once: that is quicker, but not what its bytes would give one by one.
  @inlinable public mutating func combine(_ word: some UnsignedInteger) {
    self = FNV1a(value: (value ^ UInt64(word)) &* 0x100_0000_01B3)
  }

  /// Adds bytes, in their order.
  @inlinable public mutating func combine(_ bytes: some Sequence<UInt8>) { for byte in bytes { combine(byte) } }

  /// The hash of some bytes.
  @inlinable public static func hash(of bytes: some Sequence<UInt8>) -> UInt64 {
    var hash = FNV1a()
    hash.combine(bytes)
    return hash.value
  }

  /// The hash in sixteen hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
