import Foundation

/// How a number is written in prose, in tables and in the terminal.
public enum NumberFormat: Sendable {
  /// With so many digits after the point: 0.693.
  case decimals(Int)
  /// With so many digits that mean something: 0.000693, 12,300.
  case significant(Int)
  /// As a power of ten, with so many digits after the point: 6.9e-04.
  case scientific(Int)
  /// As a share of 1, with so many digits after the point: 69.3%.
  case percent(Int)

  /// The number as text; thousands are set apart by commas.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-∞" : "∞" }
    switch self {
    case .decimals(let digits): return Self.grouped(String(format: "%.\(digits)f", value))
    case .scientific(let digits): return String(format: "%.\(digits)e", value)
    case .percent(let digits): return Self.grouped(String(format: "%.\(digits)f", value * 100)) + "%"
    case .significant(let digits):
      guard value != 0 else { return "0" }
      // The exponent is taken after rounding: 9.996 to three digits is 10.0.
      let rounded = Double(String(format: "%.\(digits - 1)e", value)) ?? value
      let exponent = Int(log10(abs(rounded)).rounded(.down))
      return Self.grouped(String(format: "%.\(max(0, digits - 1 - exponent))f", rounded))
    }
  }

  /// Sets thousands apart: 50000 becomes 50,000.
  package static func grouped(_ number: some StringProtocol) -> String {
    let digits = number.prefix { $0 != "." }
    let sign = digits.hasPrefix("-") ? "-" : ""
    let whole = digits.dropFirst(sign.count)
    var text = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return sign + text + number.dropFirst(digits.count)
  }
}

extension BinaryFloatingPoint {
  /// The number as text in the given format.
  public func text(_ format: NumberFormat) -> String { format.text(Double(self)) }
}

extension BinaryInteger {
  /// The number as text, thousands set apart by commas.
  public var text: String { NumberFormat.grouped("\(self)") }

  /// So many of something: 1 image, 2 images.
  public func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(text) \(noun)s" }
}
