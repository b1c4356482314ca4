import Foundation
import Testing

@testable import Engine

@Suite("Statistics and hashes") struct StatisticsTests {
  @Test func momentsByEitherDivisor() {
    let values = [2.0, 4, 4, 4, 5, 5, 7, 9]
    #expect(values.mean() == 5)
    #expect([3, 1, 2].median() == 2 && [4.0, 1, 3, 2].median() == 2.5 && [Double]().median().isNaN)
    #expect(values.variance(.population) == 4 && values.standardDeviation(.population) == 2)
    #expect(values.variance(.sample) == 32 / 7.0)
    #expect(values[..<4].mean() == 3.5)
    #expect([Double]().mean().isNaN && [1.0].variance(.sample).isNaN && [1.0].variance(.population) == 0)
  }

  @Test func sumsGoFromLeftToRight() {
    #expect([1, 1e100, 1, -1e100].mean() == 0)
  }

  @Test func divergences() {
    #expect(klDivergence([0.5, 0.5], [0.5, 0.5]) == 0)
    #expect(abs(klDivergence([1, 0], [0.25, 0.75]) - log(4)) < 1e-15)
    #expect(klDivergence([0.5, 0.5], [1, 0]) == .infinity)
    #expect(abs(jsDivergence([1, 0], [0, 1]) - log(2)) < 1e-15)
    #expect(jsDivergence([0.2, 0.8], [0.6, 0.4]) == jsDivergence([0.6, 0.4], [0.2, 0.8]))
    #expect(jsDivergence([0.3, 0.7], [0.3, 0.7]) == 0)
  }

  @Test func hashesAreThePublishedOnes() {
    // From the test vectors of Fowler, Noll and Vo.
    #expect(FNV1a.hash(of: "".utf8) == 0xCBF2_9CE4_8422_2325)
    #expect(FNV1a.hash(of: "a".utf8) == 0xAF63_DC4C_8601_EC8C)
    #expect(FNV1a.hash(of: "foobar".utf8) == 0x8594_4171_F739_67E8)
    var hash = FNV1a()
    hash.combine("foo".utf8)
    for byte in "bar".utf8 { hash.combine(byte) }
    #expect(hash.hexadecimal == "85944171f73967e8")
    var words = FNV1a()
    words.combine(UInt32(0x6162))
    #expect(words.value != FNV1a.hash(of: "ab".utf8))
  }
}
