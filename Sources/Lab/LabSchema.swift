/// What the page has to know to build its controls: every option with its values, and the challenges, as JSON.
public enum LabSchema {
  /// The JSON text.
  public static let json: String = {
    let usual = LabPlan()
    let options = LabOption.all.map { option in
      object(
        [
          ("name", string(option.name)), ("title", string(option.title)), ("group", string(option.group)),
          ("help", string(option.help)), ("usual", string(option.text(in: usual))),
          ("live", isLive(option) ? "true" : "false"),
        ] + values(option.kind))
    }
    let challenges = LabChallenge.all.map {
      object([("title", string($0.title)), ("hint", string($0.hint)), ("start", string($0.start.query))])
    }
    return object([
      ("options", array(options)), ("challenges", array(challenges)), ("pointsLimit", "\(LabPoints.limit)"),
      ("cells", "\(LabLook.cells)"),
    ])
  }()

  /// Whether a run can change it as it goes on.
  private static func isLive(_ option: LabOption) -> Bool {
    // An option is live if taking the live options of a plan that differs in it alone makes a difference.
    for value in probes(option.kind) {
      var other = LabPlan()
      guard option.set(&other, value), other != LabPlan() else { continue }
      var plan = LabPlan()
      plan.takeLiveOptions(of: other)
      return plan != LabPlan()
    }
    return false
  }

  private static func probes(_ kind: LabOption.Kind) -> [String] {
    switch kind {
    case .choice(let choices): choices.map { $0.name }
    case .whole(_, let offered): offered.map { "\($0)" }
    case .number(_, let offered): offered.map { "\($0)" }
    case .seed: ["2"]
    case .flag: ["0", "1"]
    case .points: ["AAAA"]
    }
  }

  private static func values(_ kind: LabOption.Kind) -> [(String, String)] {
    switch kind {
    case .choice(let choices):
      let all = choices.map { object([("name", string($0.name)), ("title", string($0.title))]) }
      return [("kind", string("choice")), ("choices", array(all))]
    case .whole(let range, let offered):
      return bounds(range.lowerBound, range.upperBound, offered, "whole")
    case .number(let range, let offered):
      return bounds(range.lowerBound, range.upperBound, offered, "number")
    case .seed: return [("kind", string("seed"))]
    case .flag: return [("kind", string("flag"))]
    case .points: return [("kind", string("points"))]
    }
  }

  private static func bounds<Value: LosslessStringConvertible>(
    _ least: Value, _ most: Value, _ offered: [Value], _ kind: String
  ) -> [(String, String)] {
    [
      ("kind", string(kind)), ("least", least.description), ("most", most.description),
      ("offered", array(offered.map { $0.description })),
    ]
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private static func array(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }

  /// Text between quotation marks, with what JSON does not allow there escaped.
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
