import Foundation
import Pictures

/// A bar that says how far some long work is, how fast it goes, how long it will take, and what its numbers are.
///
/// It is drawn a few times a second where somebody watches, and costs a comparison per step where nobody does.
public final class ProgressBar {
  private let title: String
  private var total: Int?
  private let first: Int
  private let terminal: Terminal?
  private let tell: ((PageEvent) -> Void)?
  private let clock: () -> Double
  private let start: Double
  private var done: Int
  private var values: [(String, Double)] = []
  private var message = ""
  private var preview: [String] = []
  private var isFinished = false
  private var nextDrawing = 0.0
  private var nextPreview = 0.0

  /// - Parameters:
  ///   - total: How much there is to do; `nil` where nobody knows yet.
  ///   - terminal: Where to draw; `nil` for nowhere.
  ///   - tell: Tells another program; `nil` where none listens.
  init(
    _ title: String, total: Int?, done: Int, terminal: Terminal?, tell: ((PageEvent) -> Void)? = nil,
    clock: @escaping () -> Double = ProgressBar.seconds
  ) {
    self.tell = tell
    self.title = title
    self.total = total
    self.first = done
    self.done = done
    self.terminal = terminal.flatMap { $0.isInteractive ? $0 : nil }
    self.clock = clock
    start = clock()
  }

  /// Says that more of the work is done.
  ///
  /// - Parameters:
  ///   - count: How much more.
  ///   - values: Numbers to show as they stand now, such as the losses.
  ///   - message: Words to show, such as the epoch.
  ///   - preview: An image to show; made only when it is about to be drawn.
  public func advance(
    by count: Int = 1, _ values: KeyValuePairs<String, Double> = [:], message: String? = nil,
    preview: @autoclosure () -> Image? = nil
  ) {
    done += count
    guard terminal != nil || tell != nil else { return }
    let now = clock()
    guard now >= nextDrawing || total.map({ done >= $0 }) ?? false else { return }
    nextDrawing = now + 0.125
    self.values = values.map { ($0.key, $0.value) }
    self.message = message ?? self.message
    let shown = Dictionary(self.values.map { ($0.0, $0.1.text(.significant(3))) }) { $1 }
    tell?(.progress(title: title, done: done, total: total, values: shown))
    guard let terminal else { return }
    if now >= nextPreview, let image = preview() {
      self.preview = terminal.preview(image, columns: 64)
      // Looking takes at most a fiftieth of the time.
      nextPreview = now + max(0.5, 50 * (clock() - now))
    }
    terminal.show(status: lines(seconds: now - start, terminal: terminal))
  }

  /// Says how much of the work is done in all.
  public func advance(to done: Int) { advance(by: done - self.done) }

  /// Says that there is more, or less, to do than was thought; `nil` where nobody knows.
  public func expect(total: Int?) { self.total = total }

  /// Says something in a line of its own: above the bar, or on standard output where there is none.
  public func note(_ text: String) {
    if let tell { return tell(.note(text)) }
    (terminal ?? .standard()).say(text)
  }

  /// Takes the bar away and leaves a line that says how long the work took.
  public func finish() {
    guard let terminal, !isFinished else { return }
    isFinished = true
    terminal.show(status: [])
    let took = Duration.seconds(clock() - start).readable
    let share = total.map { done < $0 ? "stopped at \(done.text) of \($0.text)" : $0.text } ?? done.text
    terminal.print("  " + TextStyle.dim("\(title): \(share), \(took)"))
  }

  private func lines(seconds: Double, terminal: Terminal) -> [String] {
    let rate = seconds > 0 ? Double(done - first) / seconds : 0
    var words = [total.map { "\(done.text)/\($0.text)" } ?? done.text]
    if rate > 0 { words.append(rate.text(.significant(3)) + "/s") }
    if rate > 0, let total { words.append(Self.clockFace(Double(total - done) / rate) + " left") }
    words += values.map { "\($0) \($1.text(.significant(3)))" }
    if !message.isEmpty { words.append(message) }
    // Whole words, as many as there is room for beside the shortest bar: half a number is worse than none.
    let columns = terminal.columns - 1
    let ends = words.indices.map { words[...$0].joined(separator: "  ") }
    guard let text = ends.last(where: { title.count + $0.count + 6 + Self.shortest <= columns }) else {
      return [String("\(title) \(words[0])".prefix(columns))] + preview
    }
    let width = min(30, columns - title.count - text.count - 6)
    let share = total.map { $0 > 0 ? min(1, Double(done) / Double($0)) : 1 } ?? 0
    let full = Int((share * Double(width)).rounded(.down))
    let bar =
      TextStyle.green(String(repeating: "━", count: full))
      + TextStyle.dim(String(repeating: "─", count: width - full))
    return ["  \(TextStyle.bold(title))  \(bar)  \(text)"] + preview
  }

  /// The shortest bar, in characters.
  private static let shortest = 4

  /// Minutes and seconds, or hours and minutes, as 0:44 or 1 h 05 min.
  private static func clockFace(_ seconds: Double) -> String {
    let seconds = Int(min(max(seconds, 0), 1e9).rounded(.up))
    if seconds < 3600 { return String(format: "%d:%02d", seconds / 60, seconds % 60) }
    return String(format: "%d h %02d min", seconds / 3600, seconds % 3600 / 60)
  }

  private static func seconds() -> Double { ProcessInfo.processInfo.systemUptime }
}

extension Page {
  /// Runs `work` with a bar for its `total` steps, of which `done` were done before. Nothing is drawn in a quiet run,
  /// or where nobody watches.
  public func progress<Result>(
    _ title: String, total: Int, done: Int = 0, _ work: (ProgressBar) throws -> Result
  ) rethrows -> Result {
    goOn()
    let bar = ProgressBar(
      title, total: total, done: done, terminal: options.quiet ? nil : terminal, tell: options.events ? tell : nil)
    defer { bar.finish() }
    return try interruption.whileAsked { try work(bar) }
  }
}

extension ProgressBar {
  /// A bar on standard error's terminal, for commands that run no page. Its owner calls ``finish()``.
  public static func onTerminal(_ title: String, total: Int?, done: Int = 0, isQuiet: Bool = false) -> ProgressBar {
    ProgressBar(title, total: total, done: done, terminal: isQuiet ? nil : .beside())
  }

  /// Runs `work` with a bar for its `total` steps on standard error's terminal, for commands that run no page.
  public static func show<Result>(
    _ title: String, total: Int, isQuiet: Bool = false, _ work: (ProgressBar) throws -> Result
  ) rethrows -> Result {
    let bar = onTerminal(title, total: total, isQuiet: isQuiet)
    defer { bar.finish() }
    return try work(bar)
  }
}
