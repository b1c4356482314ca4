import GAN

/// One option of a plan: its name in an address, what a reader sees of it, and the values that it can have.
public struct LabOption: Sendable {
  /// What the values are.
  public enum Kind: Sendable {
    /// One of these, each with its title.
    case choice([(name: String, title: String)])
    /// A whole number in a range; the page offers `offered`.
    case whole(ClosedRange<Int>, offered: [Int])
    /// A number in a range; the page offers `offered`.
    case number(ClosedRange<Float>, offered: [Float])
    /// Any seed.
    case seed
    /// Yes or no, as 1 or 0.
    case flag
    /// ``LabPoints`` as text.
    case points
  }

  /// The name in an address and in messages.
  public let name: String
  /// The name that a reader sees.
  public let title: String
  /// The heading that it stands under.
  public let group: String
  /// What it does, in a sentence.
  public let help: String
  /// Its values.
  public let kind: Kind
  /// Its value in a plan, as text.
  let get: @Sendable (LabPlan) -> String
  /// Sets it from text; false if it cannot have this value.
  let set: @Sendable (inout LabPlan, String) -> Bool

  /// Its value in a plan, as text.
  public func text(in plan: LabPlan) -> String { get(plan) }

  /// What its values are, in words.
  var expected: String {
    switch kind {
    case .choice(let choices): "one of " + choices.map { $0.name }.joined(separator: ", ")
    case .whole(let range, _): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range, _): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .seed: "a whole number from 0 to \(UInt64.max)"
    case .flag: "1 or 0"
    case .points: "at most \(LabPoints.limit) points of four characters each"
    }
  }
}

// MARK: - Kinds of options

extension LabOption {
  static func choice<Value: LabChoice>(
    _ name: String, _ title: String, _ group: String, _ help: String,
    _ value: @escaping @Sendable (LabPlan) -> Value,
    _ change: @escaping @Sendable (inout LabPlan, Value) -> Void
  ) -> LabOption {
    LabOption(
      name: name, title: title, group: group, help: help,
      kind: .choice(Value.allCases.map { ($0.rawValue, $0.title) }), get: { value($0).rawValue },
      set: { plan, text in
        guard let new = Value(rawValue: text) else { return false }
        change(&plan, new)
        return true
      })
  }

  static func whole(
    _ name: String, _ title: String, _ group: String, _ help: String, _ range: ClosedRange<Int>, offered: [Int],
    _ value: @escaping @Sendable (LabPlan) -> Int,
    _ change: @escaping @Sendable (inout LabPlan, Int) -> Void
  ) -> LabOption {
    LabOption(
      name: name, title: title, group: group, help: help, kind: .whole(range, offered: offered),
      get: { "\(value($0))" },
      set: { plan, text in
        guard let new = Int(text), range.contains(new) else { return false }
        change(&plan, new)
        return true
      })
  }

  static func number(
    _ name: String, _ title: String, _ group: String, _ help: String, _ range: ClosedRange<Float>, offered: [Float],
    _ value: @escaping @Sendable (LabPlan) -> Float,
    _ change: @escaping @Sendable (inout LabPlan, Float) -> Void
  ) -> LabOption {
    LabOption(
      name: name, title: title, group: group, help: help, kind: .number(range, offered: offered),
      get: { "\(value($0))" },
      set: { plan, text in
        guard let new = Float(text), range.contains(new) else { return false }
        change(&plan, new)
        return true
      })
  }
}
