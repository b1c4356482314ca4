import Testing

@testable import Store

@Suite struct StoreHalfPrecisionTests {
  static let patterns = UInt16.min...UInt16.max

  @Test func everyHalfPatternHasTheValueThatTheStandardGivesIt() {
    let wrong = Self.patterns.first { bits in
      let sign: Double = bits >= 0x8000 ? -1 : 1
      let exponent = Int(bits >> 10 & 0x1F)
      let fraction = Double(bits & 0x3FF) / 1024
      let value = Double(Float(float16Bits: bits))
      return switch exponent {
      case 0: value != sign * fraction * 0x1p-14 || (value.sign == .minus) != (sign < 0)
      case 31: fraction == 0 ? value != sign * .infinity : !value.isNaN
      default: value != sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
      }
    }
    #expect(wrong == nil)
  }

  @Test func everyPatternComesBackBitForBit() {
    #expect(Self.patterns.first { Float(float16Bits: $0).float16Bits != $0 } == nil)
    #expect(Self.patterns.first { Float(bfloat16Bits: $0).bfloat16Bits != $0 } == nil)
    #expect(Self.patterns.first { Float(bfloat16Bits: $0).bitPattern != UInt32($0) << 16 } == nil)
  }

  /// Between each value and the next: below the middle it goes down, above it up, and in the middle to the even one.
  @Test func halvesAreRoundedToTheNearestAndTiesToEven() {
    let wrong = (UInt16(0)..<0x7BFF).first { bits in
      let middle = (Float(float16Bits: bits) + Float(float16Bits: bits + 1)) / 2
      let even = bits + bits & 1
      return middle.nextDown.float16Bits != bits || middle.nextUp.float16Bits != bits + 1
        || middle.float16Bits != even || (-middle).float16Bits != 0x8000 | even
    }
    #expect(wrong == nil)
  }

  @Test func brainFloatsAreRoundedToTheNearestAndTiesToEven() {
    let wrong = (UInt16(0)..<0x7F80).first { bits in
      let middle = Float(bitPattern: UInt32(bits) << 16 | 0x8000)
      let even = bits + bits & 1
      return middle.nextDown.bfloat16Bits != bits || middle.nextUp.bfloat16Bits != bits + 1
        || middle.bfloat16Bits != even || (-middle).bfloat16Bits != 0x8000 | even
    }
    #expect(wrong == nil)
  }

  @Test func theExtremesKeepTheirKind() {
    #expect(Float(65519.996).float16Bits == 0x7BFF)
    #expect(Float(65520).float16Bits == 0x7C00)
    #expect(Float.greatestFiniteMagnitude.float16Bits == 0x7C00)
    #expect(Float.greatestFiniteMagnitude.bfloat16Bits == 0x7F80)
    #expect((-Float.leastNonzeroMagnitude).float16Bits == 0x8000)
    // A NaN whose payload lies only in the bits that are cut off must not become an infinity.
    #expect(Float(float16Bits: Float(bitPattern: 0x7F80_0001).float16Bits).isNaN)
    #expect(Float(bfloat16Bits: Float(bitPattern: 0xFF80_0001).bfloat16Bits).isNaN)
  }
}
