import Foundation
import Pictures

/// Where a run's words go while it runs: a terminal with colours and a status that redraws itself, or plain lines.
public final class Terminal {
  /// Whether somebody watches: only then are there progress bars and previews.
  public let isInteractive: Bool
  /// Whether colours may be used.
  let usesColour: Bool
  /// The width in characters.
  let columns: Int
  /// The height in lines.
  let rows: Int
  private let sink: (String) -> Void
  private var status: [String] = []

  /// A terminal that hands everything it would print to `sink`.
  init(isInteractive: Bool, usesColour: Bool, columns: Int = 100, rows: Int = 40, sink: @escaping (String) -> Void) {
    self.isInteractive = isInteractive
    self.usesColour = usesColour
    self.columns = columns
    self.rows = rows
    self.sink = sink
  }

  /// The process's own terminal, or plain lines when its output goes elsewhere. `NO_COLOR` is obeyed.
  public static func standard() -> Terminal { on(.standardOutput, whereBothAreWatched: true) }

  /// The terminal that a bar may be drawn on beside a command's output: standard error's, so that output that goes to a
  /// file or a pipe is nothing but output.
  static func beside() -> Terminal { on(.standardError, whereBothAreWatched: false) }

  private static func on(_ file: FileHandle, whereBothAreWatched both: Bool) -> Terminal {
    let environment = ProcessInfo.processInfo.environment
    let descriptors = both ? [STDOUT_FILENO, STDERR_FILENO] : [file.fileDescriptor]
    let isWatched = descriptors.allSatisfy { isatty($0) == 1 } && environment["TERM"] != "dumb"
    var size = winsize()
    let isMeasured = isWatched && ioctl(file.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Terminal(
      isInteractive: isWatched, usesColour: isWatched && environment["NO_COLOR", default: ""].isEmpty,
      columns: isMeasured ? Int(size.ws_col) : 100, rows: isMeasured ? Int(size.ws_row) : 40,
      sink: { file.write(Data($0.utf8)) })
  }

  // MARK: Lines and status

  /// Prints lines above the status.
  func print(_ text: String) {
    sink(eraser + (usesColour ? text : TextStyle.stripped(text)) + "\n" + status.map { $0 + "\n" }.joined())
  }

  /// Replaces the lines at the bottom that say how far the run is. Nothing happens where nobody watches.
  func show(status lines: [String]) {
    guard isInteractive else { return }
    // What scrolls out at the top can no longer be cleared.
    let lines = lines.prefix(rows - 2).map { usesColour ? $0 : TextStyle.stripped($0) }
    sink(eraser + lines.map { $0 + "\n" }.joined())
    status = lines
  }

  /// Moves up to the first line of the status and clears everything below.
  private var eraser: String { status.isEmpty ? "" : "\u{1B}[\(status.count)A\r\u{1B}[J" }

  /// An image in half blocks, as lines; nothing where it could not be seen.
  package func preview(_ image: Image?, columns limit: Int) -> [String] {
    guard isInteractive, usesColour, let image else { return [] }
    let text = TerminalPreview(image, columns: min(limit, columns - 4)).description
    return text.split(separator: "\n").map { "  " + $0 }
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

extension String {
  /// The text in lines of at most `columns` characters, broken between words.
  func wrapped(to columns: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
