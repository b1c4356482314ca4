import Foundation
import Pictures

/// Numbers as a plot writes them, where ``NumberFormat`` writes those of prose: as short as they can be, with a true minus
/// sign and raised powers of ten.
enum NumberText {
  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let digits = String(Int((abs(value) * pow(10, Double(decimals))).rounded()))
    let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
    let fraction = padded.suffix(decimals)
    let sign = value < 0 && padded.contains { $0 != "0" } ? "−" : ""
    return sign + NumberFormat.grouped(padded.dropLast(decimals)) + (decimals > 0 ? "." + fraction : "")
  }

  /// Three significant digits without trailing zeros; whole numbers below a million as they are.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    guard abs(value) > 1e-300 else { return "0" }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if value == value.rounded() && exponent < 6 { return fixed(value, decimals: 0) }
    if exponent >= 6 || exponent < -3 { return scientific(value, exponent: exponent, decimals: 1) }
    return trimmed(fixed(value, decimals: max(2 - exponent, 0)))
  }

  /// A number as a mantissa times a power of ten.
  static func scientific(_ value: Double, exponent: Int, decimals: Int) -> String {
    let mantissa = trimmed(fixed(value / pow(10, Double(exponent)), decimals: decimals))
    return mantissa == "0" ? "0" : "\(mantissa)×\(power(exponent))"
  }

  /// `10` with a raised exponent.
  static func power(_ exponent: Int) -> String {
    let raised: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
    return "10" + String(String(exponent).map { raised[$0]! })
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(kept.reversed())
  }
}
