// Sixteen-bit floats, converted through their bit patterns: Swift's own Float16 is missing on Intel Macs, and it would
// turn signalling NaNs into quiet ones, where a file must give back the bits that it was given.

extension Float {
  /// The value of an IEEE 754 half-precision bit pattern; always exact.
  init(float16Bits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    let magnitude =
      switch exponent {
      case 0: (Float(fraction) * 0x1p-24).bitPattern
      case 0x1F: 0x7F80_0000 | fraction << 13
      default: (exponent + 127 - 15) << 23 | fraction << 13
      }
    self.init(bitPattern: sign | magnitude)
  }

  /// The nearest half-precision value, ties to even; from 65,520 on that is infinity. A NaN keeps the top of its payload.
  var float16Bits: UInt16 {
    let sign = UInt16(bitPattern >> 16) & 0x8000
    let magnitude = bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 {
      let payload = UInt16(magnitude >> 13 & 0x3FF)
      return sign | 0x7C00 | (payload == 0 ? 0x200 : payload)
    }
    if magnitude >= Float(0x1p16).bitPattern { return sign | 0x7C00 }
    if magnitude < Float(0x1p-14).bitPattern {
      // Between 1/2 and 1 floats are 2⁻²⁴ apart, as half-precision subnormals are: this addition rounds for us.
      return sign | UInt16((Float(bitPattern: magnitude) + 0.5).bitPattern - Float(0.5).bitPattern)
    }
    let rounded = magnitude + 0xFFF + (magnitude >> 13 & 1)
    return sign | UInt16((rounded - (127 - 15) << 23) >> 13)
  }

  /// The value of a bfloat16 bit pattern; always exact.
  init(bfloat16Bits bits: UInt16) {
    self.init(bitPattern: UInt32(bits) << 16)
  }

  /// The nearest bfloat16 value, ties to even. A NaN keeps the top of its payload.
  var bfloat16Bits: UInt16 {
    if isNaN {
      let top = UInt16(bitPattern >> 16)
      return top & 0x7F == 0 ? top | 0x40 : top
    }
    return UInt16((bitPattern + 0x7FFF + (bitPattern >> 16 & 1)) >> 16)
  }
}
