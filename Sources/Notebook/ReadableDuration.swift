import Foundation

extension Duration {
  /// A duration of whole seconds as one says it: 5 s, 48 s, 3 min 20 s.
  package var rounded: String { self < .seconds(60) ? "\(components.seconds) s" : readable }

  /// The duration as one says it: 0.4 s, 48 s, 3 min 20 s, 2 h 5 min.
  package var readable: String {
    let exact = Double(components.seconds) + Double(components.attoseconds) * 1e-18
    guard exact >= 10 else { return String(format: "%.1f s", exact) }
    let seconds = Int(exact.rounded())
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
  }
}
