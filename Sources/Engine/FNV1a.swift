/// The 64-bit FNV-1a hash, which is fast and short and no protection against anybody who means to deceive.
public struct FNV1a: Sendable {
  /// The hash of what was combined so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of nothing.
  public init() {}

  /// Takes in a byte, or a longer word at once.
  public mutating func combine(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }

  /// The hash in sixteen hexadecimal digits.
  public var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
