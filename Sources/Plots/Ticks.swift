import Foundation

/// A mark on an axis; without a label, a lesser one.
struct Tick: Equatable, Sendable {
  let value: Double
  let label: String?
}

extension Tick {
  /// Multiples of 1, 2 or 5 times a power of ten inside `domain`, as many as there can be without exceeding `count`.
  static func linear(in domain: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    let span = domain.upperBound - domain.lowerBound
    let least = span / Double(max(count, 2))
    var exponent = Int(log10(least).rounded(.down))
    let magnitudeOfLeast: Double = pow(10, Double(exponent))
    var digit: Int = [1, 2, 5, 10].first { Double($0) * magnitudeOfLeast >= least * (1 - 1e-9) } ?? 10
    if digit == 10 { (digit, exponent) = (1, exponent + 1) }

    // Division by a power of ten is exact where multiplication by 0.1 is not.
    func value(_ multiple: Int) -> Double {
      let whole = Double(multiple * digit)
      return exponent < 0 ? whole / pow(10, Double(-exponent)) : whole * pow(10, Double(exponent))
    }
    let step = value(1)
    let first = Int((domain.lowerBound / step - 1e-6).rounded(.up))
    let last = Int((domain.upperBound / step + 1e-6).rounded(.down))
    let values = first <= last ? (first...last).map(value) : []
    let largest = values.map { abs($0) }.max() ?? 0
    let magnitude = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    return values.map { value in
      let isPlain = magnitude < 6 && exponent >= -4
      let label =
        isPlain
        ? NumberText.fixed(value, decimals: max(-exponent, 0))
        : NumberText.scientific(value, exponent: magnitude, decimals: max(magnitude - exponent, 0))
      return Tick(value: value, label: label)
    }
  }

  /// Powers of ten inside `domain`, labelled so far as `count` allows, 1 among them if it lies inside, with unlabelled
  /// ticks between them if there are at most four. 2 and 5 are labelled too if `count` is at least three times the powers, or
  /// else 3, if there is only one power. A domain with fewer than two labels has linear ticks.
  static func logarithmic(in domain: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    let first = Int(log10(domain.lowerBound).rounded(.down))
    let last = Int(log10(domain.upperBound).rounded(.up))
    let labelled = first <= last ? (first...last).filter { domain.contains(pow(10, Double($0))) } : []
    let between = labelled.count * 3 <= count ? [2, 5] : labelled.count == 1 ? [3] : []
    let isPlain = first >= -3 && last <= 5
    let isLong = log10(domain.upperBound / domain.lowerBound) > 4 + 1e-9
    let step = max((labelled.count - 1) / count + 1, 1)
    // Labels go in equal steps from 1, unless that would leave only one of them.
    let starts = (labelled.contains(0) ? [0] : []) + [labelled.first ?? first]
    let start = starts.first { one in labelled.count { ($0 - one).isMultiple(of: step) } >= 2 } ?? first
    var ticks: [Tick] = []
    for exponent in first...last {
      for digit in 1...9 {
        let power = pow(10, Double(abs(exponent)))
        let value = exponent < 0 ? Double(digit) / power : Double(digit) * power
        guard domain.contains(value) else { continue }
        let isLabelled =
          digit == 1
          ? (exponent - start).isMultiple(of: step)
          : between.contains(digit)
        if isLong && digit > 1 && !isLabelled { continue }
        let label =
          isPlain
          ? NumberText.fixed(value, decimals: max(-exponent, 0))
          : digit == 1 ? NumberText.power(exponent) : "\(digit)×\(NumberText.power(exponent))"
        ticks.append(Tick(value: value, label: isLabelled ? label : nil))
      }
    }
    return ticks.filter { $0.label != nil }.count >= 2 ? ticks : linear(in: domain, atMost: count)
  }
}
