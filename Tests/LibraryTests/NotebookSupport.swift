import Foundation
import Pictures
import Testing

@testable import Notebook

/// A terminal that remembers what it was told.
final class Transcript {
  private(set) var text = ""

  /// - Parameter isWatched: Whether somebody sits before it.
  func terminal(isWatched: Bool = false, usesColour: Bool = false) -> Terminal {
    Terminal(isInteractive: isWatched, usesColour: usesColour) { self.text += $0 }
  }
}

/// The source of a page with one of everything, and the run function that its code stands for.
enum FixturePage {
  static let source = #"""
    import Engine
    import Notebook

    //: # Fixture
    //:
    //: Euler: $`e^{i\pi} = -1`$.
    /// Adds one.
    func increment(_ x: Int) -> Int {
      let one = 1

      return x + one
    }

    //: @hide
    func fixture(_ page: Page) throws {
      page.dataSet(.shapes)
      //: @show
      //: ## Outputs
      let x = increment(1)
      page.print("x is \(x)")
      page.print("and stays")

      page.table(header: ["name", "size"], rows: [["a|b", "1,024"], ["c", "8"]], caption: "Sizes")
      try page.show(picture, caption: "A *red* dot")
      //: The size is {{size}}, {{share}} of all; {{size}} again.
      page.record("size", 1024)
      page.record("share", 0.256, tolerance: 0.01, format: .percent(1))
      page.expect("one and one is two", increment(1) == 2)
      page.expect("seeds agree", true, from: .full)
      //: @hide
      page.print("from a hidden cell")
    }
    """# + "\n"

  /// The line of the source that holds `text`.
  static func line(_ text: String) -> Int {
    source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(text) }! + 1
  }

  static let picture = Image(width: 1, height: 1, channels: 3, pixels: [255, 0, 0])

  /// Does what the source says, at the lines where it says so.
  static func run(_ page: Page, file: String) throws {
    page.dataSet(.shapes)
    page.print("x is 2", file: file, line: line("x is"))
    page.print("and stays", file: file, line: line("and stays"))
    page.table(
      header: ["name", "size"], rows: [["a|b", "1,024"], ["c", "8"]], caption: "Sizes", file: file,
      line: line("page.table"))
    try page.show(picture, caption: "A *red* dot", file: file, line: line("page.show"))
    page.record("size", 1024)
    page.record("share", 0.256, tolerance: 0.01, format: .percent(1))
    page.expect("one and one is two", 1 + 1 == 2, file: file, line: line("one and one"))
    page.expect("seeds agree", true, from: .full, file: file, line: line("seeds agree"))
    page.print("from a hidden cell", file: file, line: line("from a hidden"))
  }

  /// What is woven from the source and its outputs, without the frame.
  static let body = #"""
    # Fixture

    Euler: $`e^{i\pi} = -1`$.

    ```swift
    /// Adds one.
    func increment(_ x: Int) -> Int {
      let one = 1

      return x + one
    }
    ```

    ## Outputs

    ```swift
    let x = increment(1)
    page.print("x is \(x)")
    page.print("and stays")
    ```

    ```text
    x is 2
    and stays
    ```

    | name | size |
    | --- | ---: |
    | a\|b | 1,024 |
    | c | 8 |

    *Sizes*

    ![A red dot](figures/01-a-red-dot.png)

    *A *red* dot*

    The size is 1,024, 25.6% of all; 1,024 again.

    - ✓ one and one is two
    - ○ seeds agree (checked in the full profile, not in this run)

    ```text
    from a hidden cell
    ```

    <details>
    <summary><sub>The code of this section</sub></summary>

    *The code of the table and the figure:*

    ```swift
    page.table(header: ["name", "size"], rows: [["a|b", "1,024"], ["c", "8"]], caption: "Sizes")
    try page.show(picture, caption: "A *red* dot")
    ```

    *The code of the numbers and the claims:*

    ```swift
    page.record("size", 1024)
    page.record("share", 0.256, tolerance: 0.01, format: .percent(1))
    page.expect("one and one is two", increment(1) == 2)
    page.expect("seeds agree", true, from: .full)
    ```

    </details>
    """#

  /// A page in a book of its own: a folder of chapters with the fixture's source in it.
  static func page(in book: URL, show: ((Page) throws -> Void)? = nil) throws -> TestPage {
    let folder = book.appendingPathComponent("chapters/02-fixture")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("Fixture.swift")
    if !FileManager.default.fileExists(atPath: file.path) {
      try source.write(to: file, atomically: true, encoding: .utf8)
    }
    return TestPage(
      entry: Entry(
        number: 2, name: "fixture", title: "Fixture", summary: "one of everything", duration: "no time",
        files: ["Fixture.swift"], here: file.path),
      show: show ?? { try FixturePage.run($0, file: file.path) })
  }
}

/// A page for a test: its entry, and what it shows.
struct TestPage {
  let entry: Entry
  let show: (Page) throws -> Void

  /// A run of it that is about to be made.
  func run(
    _ options: RunOptions, arguments: [String] = [], terminal: Terminal = Transcript().terminal(),
    interruption: Interruption = Interruption()
  ) -> Run {
    Run(
      of: entry, options: options, arguments: arguments, terminal: terminal, interruption: interruption, show: show)
  }
}

extension DataStamp {
  static let shapes = DataStamp(name: "shapes", title: "Shapes")
}

/// A page without a source of its own.
func page(_ name: String = "test", show: @escaping (Page) throws -> Void) -> TestPage {
  TestPage(
    entry: Entry(number: 1, name: name, title: "Test", summary: "a test", duration: "no time", files: []), show: show)
}

/// Runs a page and returns what came of it.
@discardableResult
func run(
  _ page: TestPage, _ options: RunOptions = RunOptions(), arguments: [String] = [], in folder: URL,
  transcript: Transcript = Transcript(), interruption: Interruption = Interruption()
) throws -> Run.Result {
  var options = options
  options.out = options.resume == nil ? options.out ?? folder.appendingPathComponent(UUID().uuidString) : nil
  return try page.run(
    options, arguments: arguments, terminal: transcript.terminal(), interruption: interruption
  ).perform()
}

/// The text of the error that `body` throws; fails the test when there is none.
func message(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) -> String {
  do {
    try body()
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    return ""
  } catch {
    return "\(error)"
  }
}
