import Foundation

extension Campaign.Result {
  /// The heading of a table of campaigns, in Markdown.
  public static let heading = """
    | reader | seed | cases | read | refused | crashes | hangs | else wrong | peak memory | longest |
    |---|---|---|---|---|---|---|---|---|---|
    """

  /// The row of a target in that table.
  public func row(_ target: FuzzTarget, seed: UInt64) -> String {
    let crashes = failures.count { if case .crash = $0.kind { true } else { false } }
    let hangs = failures.count { $0.kind == .hang }
    let cells = [
      target.name, "\(seed)", "\(cases)", "\(accepted)", "\(refused)", "\(crashes)", "\(hangs)",
      "\(failures.count - crashes - hangs)", String(format: "%.1f MB", Double(memory) / 1e6), "\(milliseconds) ms",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}
