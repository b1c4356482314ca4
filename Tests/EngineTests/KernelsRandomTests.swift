import Foundation
import Kernels
import Testing

@Suite("Kernels: random numbers")
struct KernelsRandomTests {
  @Test("The plain Philox agrees with its authors' known answers")
  func knownAnswers() {
    let ones = UInt32.max
    #expect(philox([0, 0, 0, 0], [0, 0]) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    #expect(philox([ones, ones, ones, ones], [ones, ones]) == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
  }

  @Test("Bits agree with the plain Philox, wherever they start and however many")
  func bits() { checkBits() }

  @Test("Uniform values fill the interval and never reach its end")
  func uniform() { checkUniform() }

  @Test("Normal values are Box and Muller's, and have a normal's moments")
  func normal() { checkNormal() }
}

/// Philox 4×32-10, one counter at a time.
private func philox(_ counter: [UInt32], _ key: [UInt32]) -> [UInt32] {
  var x = counter
  var key = key
  for _ in 0..<10 {
    let first = x[0].multipliedFullWidth(by: 0xD251_1F53)
    let second = x[2].multipliedFullWidth(by: 0xCD9E_8D57)
    x = [second.high ^ x[1] ^ key[0], second.low, first.high ^ x[3] ^ key[1], first.low]
    key = [key[0] &+ 0x9E37_79B9, key[1] &+ 0xBB67_AE85]
  }
  return x
}

private func words(_ value: UInt64) -> [UInt32] { [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)] }

private func plainBits(_ key: UInt64, _ first: UInt64, _ count: Int) -> [UInt32] {
  let blocks = (0..<UInt64((count + 3) / 4)).map { philox(words(first &+ $0) + [0, 0], words(key)) }
  return Array(blocks.joined().prefix(count))
}

func checkBits() {
  // The second starting counter carries into its upper word on the way.
  for (key, first) in [(UInt64(0), UInt64(0)), (0x0123_4567_89AB_CDEF, 0xFFFF_FFF0), (.max, 1 << 40)] {
    for count in [1, 4, 63, 64, 65, 16_384, 16_390] {
      var found = [UInt32](repeating: 0, count: count)
      random_bits(key, first, count, &found)
      #expect(found == plainBits(key, first, count), "key \(key), counter \(first), \(count) words")
    }
  }
}

func checkUniform() {
  let count = 100_001
  let bits = plainBits(9, 5, count)
  var y = unwritten(count)
  random_uniform(9, 5, count, -2, 3, &y)
  let expected = bits.map { word -> Float in 5 * Float(word >> 8) / 16_777_216 - 2 }
  #expect(relativeError(y, expected) < 2e-7)
  #expect(y.allSatisfy { -2 <= $0 && $0 < 3 })
  // Here almost every sum rounds to an end of the interval.
  random_uniform(9, 5, count, 1, Float(1).nextUp, &y)
  #expect(y.allSatisfy { $0 == 1 })
}

func checkNormal() {
  let count = 200_001
  let bits = plainBits(11, 0, count + 1)
  var y = unwritten(count)
  random_normal(11, 0, count, 0, 1, &y)
  for i in stride(from: 0, to: count - 1, by: 2) {
    let radius = sqrt(-2 * log((Double(bits[i] >> 8) + 1) / 16_777_216))
    let angle = 2 * Double.pi * Double(bits[i + 1] >> 8) / 16_777_216
    if abs(Double(y[i]) - radius * cos(angle)) > 2e-6 || abs(Double(y[i + 1]) - radius * sin(angle)) > 2e-6 {
      Issue.record("values \(i), \(i + 1): \(y[i]), \(y[i + 1])")
      break
    }
  }
  let mean = y.reduce(0) { $0 + Double($1) } / Double(count)
  let square = y.reduce(0) { $0 + Double($1) * Double($1) } / Double(count)
  let fourth = y.reduce(0) { $0 + pow(Double($1), 4) } / Double(count)
  #expect(abs(mean) < 0.01 && abs(square - 1) < 0.02 && abs(fourth - 3) < 0.1)
  var scaled = unwritten(1001)
  random_normal(11, 0, 1001, 5, 0.5, &scaled)
  #expect(relativeError(scaled, y.prefix(1001).map { 5 + 0.5 * $0 }) < 3e-7)
}
