import Engine
import Foundation
import Pictures
import Synchronization

/// Where a run's words go while it runs: a terminal with colours and a status that redraws itself, or plain lines.
public final class Terminal {
  /// Whether somebody watches: only then are there progress bars and previews.
  public let isInteractive: Bool
  /// Whether colours may be used.
  let usesColour: Bool
  /// The width in characters.
  package let columns: Int
  /// The height in lines.
  let rows: Int
  private let sink: (String) -> Void
  private var status: [String] = []
  private let drawn: Drawn

  /// How many lines of status a screen shows.
  final class Drawn: Sendable {
    fileprivate let lines = Atomic<Int>(0)
    /// The process's own screen, which standard output and standard error share.
    static let onScreen = Drawn()
  }

  /// A terminal that hands everything it would print to `sink`.
  init(
    isInteractive: Bool, usesColour: Bool, columns: Int = 100, rows: Int = 40, drawn: Drawn = Drawn(),
    sink: @escaping (String) -> Void
  ) {
    self.isInteractive = isInteractive
    self.usesColour = usesColour
    // Some terminals say that they have no room at all.
    self.columns = max(columns, 1)
    self.rows = max(rows, 1)
    self.drawn = drawn
    self.sink = sink
  }

  /// The process's own terminal, or plain lines when its output goes elsewhere. `NO_COLOR` is obeyed.
  public static func standard() -> Terminal { on(.output, whereBothAreWatched: true) }

  /// The terminal that a bar may be drawn on beside a command's output: standard error's, so that output that goes to a
  /// file or a pipe is nothing but output.
  static func beside() -> Terminal { on(.errors, whereBothAreWatched: false) }

  private static func on(_ stream: StandardStream, whereBothAreWatched both: Bool) -> Terminal {
    let environment = ProcessInfo.processInfo.environment
    let descriptors = both ? [STDOUT_FILENO, STDERR_FILENO] : [stream.rawValue]
    let isWatched = descriptors.allSatisfy { isatty($0) == 1 } && environment["TERM"] != "dumb"
    var size = winsize()
    let isMeasured = isWatched && ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Terminal(
      isInteractive: isWatched, usesColour: isWatched && environment["NO_COLOR", default: ""].isEmpty,
      columns: isMeasured ? Int(size.ws_col) : 100, rows: isMeasured ? Int(size.ws_row) : 40,
      drawn: .onScreen, sink: { stream.write($0) })
  }

  /// Says something on standard error from any thread, above the status that another terminal of this process draws.
  static func interject(_ text: String) {
    StandardStream.errors.write(Drawn.onScreen.eraser + text + "\n")
  }

  // MARK: Lines and status

  /// Says something from a command, at once. Characters that are for the terminal are escaped.
  ///
  /// Where somebody watches, sentences are broken between words where the terminal ends. A command to paste, which stands
  /// behind two spaces or a colon, gets lines of its own, which can be pasted as they are: all but the last end in a
  /// backslash. Elsewhere a line stays a line.
  public func say(_ text: String) {
    let text = text.shown
    guard isInteractive, text.count >= columns else { return print(text) }
    let start = String(text.prefix { $0 == " " })
    let width = columns - start.count - 1
    for part in text.dropFirst(start.count).replacing(": swift run ", with: ":  swift run ").split(separator: "  ") {
      let part = part.trimmingCharacters(in: .whitespaces)
      let lines =
        part.hasPrefix("swift run ") ? Self.command(part, in: width - 2).map { "  " + $0 } : part.wrapped(to: width)
      lines.forEach { print(start + $0) }
    }
  }

  /// A command in lines of at most `columns` characters, where its words allow that; quoted words stay whole.
  private static func command(_ text: String, in columns: Int) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if let last = words.last, !last.count(where: { $0 == "'" }).isMultiple(of: 2) {
        words[words.count - 1] += " " + word
      } else {
        words.append(String(word))
      }
    }
    // A break would only part the command's name from itself.
    var lines = [words.prefix(3).joined(separator: " ")]
    for word in words.dropFirst(3) {
      // There is to be room for the backslash; lines after the first are indented.
      if lines[lines.count - 1].count + word.count + 3 <= columns {
        lines[lines.count - 1] += " " + word
      } else {
        lines[lines.count - 1] += " \\"
        lines.append("  " + word)
      }
    }
    return lines
  }

  /// Prints lines above the status.
  func print(_ text: String) {
    let eraser = drawn.eraser
    drawn.lines.store(status.count, ordering: .relaxed)
    sink(eraser + (usesColour ? text : TextStyle.stripped(text)) + "\n" + status.map { $0 + "\n" }.joined())
  }

  /// Replaces the lines at the bottom that say how far the run is. Nothing happens where nobody watches.
  func show(status lines: [String]) {
    guard isInteractive else { return }
    // What scrolls out at the top can no longer be cleared.
    let lines = lines.prefix(max(rows - 2, 0)).map { usesColour ? $0 : TextStyle.stripped($0) }
    let eraser = drawn.eraser
    drawn.lines.store(lines.count, ordering: .relaxed)
    sink(eraser + lines.map { $0 + "\n" }.joined())
    status = lines
  }

  /// An image in half blocks, as lines; nothing where it could not be seen.
  package func preview(_ image: Image?, columns limit: Int) -> [String] {
    guard isInteractive, usesColour, let image else { return [] }
    guard columns > 4 else { return [] }
    let text = TerminalPreview(image, columns: min(limit, columns - 4)).description
    return text.split(separator: "\n").map { "  " + $0 }
  }
}

extension Terminal.Drawn {
  /// Moves up to the first line of the status and clears everything below; then nothing is drawn any more.
  fileprivate var eraser: String {
    let count = lines.exchange(0, ordering: .relaxed)
    return count == 0 ? "" : "\u{1B}[\(count)A\r\u{1B}[J"
  }
}

/// How a piece of text stands out in the terminal.
enum TextStyle: String {
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case cyan = "36"

  func callAsFunction(_ text: some StringProtocol) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }

  /// The text without any styles.
  static func stripped(_ text: String) -> String {
    var plain = ""
    var isEscape = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{1B}" { isEscape = true }
      if !isEscape { plain.unicodeScalars.append(scalar) }
      if scalar == "m" { isEscape = false }
    }
    return plain
  }
}
