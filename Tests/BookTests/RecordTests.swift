import Foundation
import Testing

@testable import Notebook
@testable import weave
@testable import Weaving

/// The numbers that prose quotes: another run is allowed to be off by less than would make the sentence another one.
@Suite("Records") struct RecordTests {
  /// Numbers whose tolerance may be wider, each for the reason that stands beside it.
  private static let exempt: [String: String] = [
    "remedies.unrollingCost": "a time, which depends on the machine"
  ]

  @Test func noToleranceIsWiderThanHalfOfItsNumber() throws {
    let records = try Self.records()
    #expect(records.count > 200)
    for (name, record) in records where !Self.exempt.keys.contains(name) {
      let value = try #require(record.value, "\(name)")
      #expect(value == 0 || record.tolerance <= 0.5 * abs(value), "\(name): \(value) ± \(record.tolerance)")
    }
    #expect(
      Set(Self.exempt.keys).isSubset(of: records.map(\.name)), "an exemption of a number that is recorded no more")
  }

  /// A number may move by a few units of the last digit that is shown, and no more.
  @Test func noMoreDigitsAreShownThanTheToleranceAllows() throws {
    for (name, record) in try Self.records() where !Self.exempt.keys.contains(name) {
      let unit = try #require(Self.lastDigit(of: record.shown), "\(name): \(record.shown)")
      #expect(record.tolerance <= 5.0001 * unit, "\(name): shown as \(record.shown), ± \(record.tolerance)")
    }
  }

  @Test(arguments: [
    ("0.0152", 1e-4), ("80", 10), ("1,250", 10), ("37.5", 0.1), ("-6.6", 0.1), ("21%", 0.01), ("90.5%", 0.001),
    ("6e-14", 1e-14),
    ("0", 1), ("4", 1),
  ])
  func lastDigits(_ shown: String, _ unit: Double) throws {
    #expect(abs(try #require(Self.lastDigit(of: shown)) / unit - 1) < 1e-9)
  }

  /// The numbers of all pages, `page.name` each; words are left out.
  private static func records() throws -> [(name: String, record: Record)] {
    try weaver.shelf.flatMap(\.entries).flatMap { entry in
      try Publication(contentsOf: entry.publication).records.filter { $0.value.value != nil }
        .map { ("\(entry.name).\($0)", $1) }
    }
  }

  /// What one more in the last digit would add. Noughts at the end of a whole number are no digits.
  private static func lastDigit(of shown: String) -> Double? {
    guard
      let number = shown.replacing(",", with: "").firstMatch(
        of: #/(?<whole>[0-9]+)(\.(?<part>[0-9]+))?(e(?<power>[-+]?[0-9]+))?/#)
    else { return nil }
    let whole = number.whole.count > 1 ? number.whole.reversed().prefix { $0 == "0" }.count : 0
    let digits = number.part.map { -$0.count } ?? whole
    let power = number.power.flatMap { Int($0) } ?? 0
    return pow(10, Double(digits + power)) * (shown.hasSuffix("%") ? 0.01 : 1)
  }
}
