import Foundation
import Testing

@testable import Pictures
@testable import Plots

@Suite struct ScaleTests {
  private func labels(_ ticks: [Tick]) -> [String] { ticks.compactMap(\.label) }

  @Test func linearTicksAreMultiplesOfOneTwoOrFive() {
    #expect(labels(Tick.linear(in: 0...1, atMost: 5)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(Tick.linear(in: -0.31...0.24, atMost: 6)) == ["−0.3", "−0.2", "−0.1", "0.0", "0.1", "0.2"])
    #expect(labels(Tick.linear(in: 3...19_800, atMost: 5)) == ["5,000", "10,000", "15,000"])
    #expect(labels(Tick.linear(in: 41...43, atMost: 3)) == ["41", "42", "43"])
    #expect(labels(Tick.linear(in: 0...3e7, atMost: 4)) == ["0", "1×10⁷", "2×10⁷", "3×10⁷"])
    #expect(labels(Tick.linear(in: 0...2e-5, atMost: 2)) == ["0", "1×10⁻⁵", "2×10⁻⁵"])
  }

  @Test func thereAreNeverMoreLinearTicksThanAskedForButOne() {
    for exponent in -9...9 {
      for factor in stride(from: 1.0, to: 10, by: 0.37) {
        let domain = (-0.3 * factor * pow(10, Double(exponent)))...(factor * pow(10, Double(exponent)))
        let ticks = Tick.linear(in: domain, atMost: 6)
        #expect((2...7).contains(ticks.count), "\(domain)")
        #expect(Set(labels(ticks)).count == ticks.count, "labels of \(domain) differ")
      }
    }
  }

  @Test func logarithmicTicksArePowersOfTen() {
    #expect(labels(Tick.logarithmic(in: 0.5...2000, atMost: 4)) == ["1", "10", "100", "1,000"])
    #expect(
      labels(Tick.logarithmic(in: 1e-6...1, atMost: 8)) == ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰"])
    #expect(labels(Tick.logarithmic(in: 1e-6...1, atMost: 4)) == ["10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"])
    #expect(labels(Tick.logarithmic(in: 1...100, atMost: 12)) == ["1", "2", "5", "10", "20", "50", "100"])
    #expect(labels(Tick.logarithmic(in: 120...7200, atMost: 2)) == ["300", "1,000", "3,000"])
    #expect(labels(Tick.logarithmic(in: 3.1...3.9, atMost: 4)) == ["3.2", "3.4", "3.6", "3.8"])
  }

  @Test func anAxisFitsFiniteDataAndDoesNotCrossZero() {
    #expect(Axis("a").domain(showing: [0, .nan, 10, .infinity], margin: 0.1) == 0...11)
    #expect(Axis("a").domain(showing: [-10, 0], margin: 0.1) == -11...0)
    #expect(Axis("a").domain(showing: [4, 4], margin: 0.1) == 2...6)
    #expect(Axis("a").domain(showing: [.nan], margin: 0.1) == 0...1)
    #expect(Axis("a", range: -3...2).domain(showing: [100], margin: 0.1) == -3...2)
    #expect(Axis("a", .logarithmic).domain(showing: [-5, 0, 1, 100], margin: 0) == 1...100)
  }

  @Test func aScaleMapsItsEndsAndRefusesWhatHasNoPlace() {
    let up = Scale(spacing: .linear, domain: -1...1, start: 300, end: 100)
    #expect(up(-1) == 300 && up(0) == 200 && up(1) == 100 && up(.nan) == nil)
    let log = Scale(spacing: .logarithmic, domain: 1...100, start: 0, end: 80)
    #expect(log(1) == 0 && abs(log(10)! - 40) < 1e-9 && log(0) == nil && log(-3) == nil)
    #expect(up(1e90) == -19_700 && up(1e300) == nil, "far outside is a place that can be written")
  }

  @Test func numbersAreShort() {
    let short = [0, 1234, 0.12345, -2.5, 49.06, 1e7, 3.2e-5, .nan, -.infinity, 123.456].map(NumberText.short)
    #expect(short == ["0", "1,234", "0.123", "−2.5", "49.1", "1×10⁷", "3.2×10⁻⁵", "–", "−∞", "123"])
    #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    #expect([12.34, -0.04, -0.25, 3, -7.96].map(\.pixels) == ["12.3", "0", "-0.3", "3", "-8"])
    #expect([0.05, -1.256, 2].map(\.hundredths) == ["0.05", "-1.26", "2"])
  }

  /// On a dark ground the centre of a diverging map is dark, and its ends are light.
  @Test(arguments: [false, true])
  func sequentialColoursGrowLighterAndDivergingOnesLeaveTheGround(_ isDark: Bool) {
    let sequential = (0...32).map { ColourMap.sequential.colour(at: Double($0) / 32, onDark: isDark).luma }
    #expect(zip(sequential, sequential.dropFirst()).allSatisfy { $0 < $1 })
    let diverging = (0...32).map { ColourMap.diverging().colour(at: Double($0) / 32, onDark: isDark).luma }
    #expect(zip(diverging[...16], diverging[1...16]).allSatisfy { isDark ? $0 > $1 : $0 < $1 })
    #expect(zip(diverging[16...], diverging[17...]).allSatisfy { isDark ? $0 < $1 : $0 > $1 })
    #expect(ColourMap.diverging(about: 0.5).domain(of: [0.375, 0.75, .nan]) == 0.25...0.75)
    #expect(Colour(lightness: 1, chroma: 0, hue: 0) == Colour(0xFFFFFF))
  }
}
