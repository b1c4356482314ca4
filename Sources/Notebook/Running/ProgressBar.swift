import Foundation
import Pictures

/// A bar that says how far some long work is, how fast it goes, how long it will take, and what its numbers are.
///
/// It is drawn a few times a second where somebody watches, and costs a comparison per step where nobody does.
public final class ProgressBar {
  private let title: String
  private let total: Int
  private let terminal: Terminal?
  private let clock: () -> Double
  private let start: Double
  /// Where the work stood when it was first told, and when that was: what was done before does not count as speed.
  private var first: (done: Int, time: Double)?
  private var done = 0
  private var values: [(String, Double)] = []
  private var message = ""
  private var preview: [String] = []
  private var nextDrawing = 0.0

  /// - Parameter terminal: Where to draw; `nil` for nowhere.
  init(_ title: String, total: Int, terminal: Terminal?, clock: @escaping () -> Double = ProgressBar.seconds) {
    self.title = title
    self.total = total
    self.terminal = terminal.flatMap { $0.isInteractive ? $0 : nil }
    self.clock = clock
    start = clock()
  }

  /// Says how much of the work is done.
  ///
  /// - Parameters:
  ///   - done: How much of the total; a resumed run begins by saying what was done before.
  ///   - values: Numbers to show as they stand now, such as the losses.
  ///   - message: Words to show.
  public func advance(to done: Int, values: [(String, Double)] = [], message: String = "") {
    guard let terminal else { return }
    let now = clock()
    self.done = done
    if first == nil { first = (done, now) }
    guard now >= nextDrawing || done >= total else { return }
    nextDrawing = now + 0.125
    (self.values, self.message) = (values, message)
    draw(in: terminal, at: now)
  }

  /// Says that one more step of the work is done.
  public func advance(values: [(String, Double)] = [], message: String = "") {
    if first == nil { first = (done, start) }
    advance(to: done + 1, values: values, message: message)
  }

  /// Shows an image under the bar until there is another one.
  public func preview(_ image: @autoclosure () -> Image?) {
    guard let terminal else { return }
    preview = terminal.preview(image(), columns: 64)
    draw(in: terminal, at: clock())
  }

  /// Takes the bar away and leaves a line that says how long the work took.
  func finish() {
    guard let terminal else { return }
    terminal.show(status: [])
    let took = Duration.seconds(clock() - start).readable
    let share = done < total ? "stopped at \(NumberFormat.grouped(done)) of " : ""
    terminal.print("  " + TextStyle.dim("\(title): \(share)\(NumberFormat.grouped(total)) in \(took)"))
  }

  private func draw(in terminal: Terminal, at now: Double) {
    terminal.show(status: [line(at: now, columns: terminal.columns)] + preview)
  }

  private func line(at now: Double, columns: Int) -> String {
    let began = first ?? (0, start)
    let rate = now > began.time ? Double(done - began.done) / (now - began.time) : 0
    let left = rate > 0 ? Double(total - done) / rate : .infinity
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    var words = ["\(NumberFormat.grouped(done))/\(NumberFormat.grouped(total))"]
    if rate > 0 { words.append(NumberFormat.significant(3).text(rate) + "/s") }
    if left.isFinite { words.append(Self.clockFace(left) + " left") }
    words += values.map { "\($0) \(NumberFormat.significant(3).text($1))" }
    if !message.isEmpty { words.append(message) }
    let text = words.joined(separator: "  ")
    let width = max(8, min(30, columns - title.count - text.count - 8))
    let full = Int((share * Double(width)).rounded(.down))
    let room = max(0, columns - title.count - width - 8)
    let bar =
      TextStyle.green(String(repeating: "━", count: full))
      + TextStyle.dim(String(repeating: "─", count: width - full))
    return "  \(TextStyle.bold(title))  \(bar)  \(text.prefix(room))"
  }

  /// Minutes and seconds, or hours and minutes, as 0:44 or 1 h 05 min.
  private static func clockFace(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded(.up))
    if seconds < 3600 { return String(format: "%d:%02d", seconds / 60, seconds % 60) }
    return String(format: "%d h %02d min", seconds / 3600, seconds % 3600 / 60)
  }

  private static func seconds() -> Double { ProcessInfo.processInfo.systemUptime }
}

extension Page {
  /// Runs `work` with a bar for its `total` steps. Nothing is drawn in a quiet run, or where nobody watches.
  public func progress<Result>(_ title: String, total: Int, _ work: (ProgressBar) throws -> Result) rethrows -> Result {
    let bar = ProgressBar(title, total: total, terminal: options.quiet ? nil : terminal)
    defer { bar.finish() }
    return try work(bar)
  }
}
