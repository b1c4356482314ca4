import Foundation
import TestSupport
import Testing
@testable import Weaving

@testable import Notebook

@Suite("What a page shows of other code, and what it does not")
struct NotebookShownTests {
  private static let library = """
    /// Two players.
    public struct Player {
      /// How far.
      public var step = 0

      public init(step: Int) {
        self.step = step
      }

      //: Prose that belongs to another page.

      /// Goes on.
      public func advance() -> Int {
        step + 1
      }

      public func rest() {}
    }

    extension Player {
      public func twice() -> Int { 2 * step }
      func secret() {}
    }

    public func duel(_ player: Player) -> Int { player.twice() }
    public func ambiguous() {}
    public struct Other {
      public func ambiguous() {}
    }
    private struct Hidden {}
    """ + "\n"

  /// A book of two chapters and an answer, of the given prose and code, beside a library.
  private func withBook(
    _ first: String, _ second: String = "", answer: String = "", _ body: (Weaver, [Entry], URL) throws -> Void
  ) throws {
    try withTemporaryFolder { book in
      let library = book.appendingPathComponent("Sources/Game/Player.swift")
      try FileManager.default.createDirectory(
        at: library.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Self.library.write(to: library, atomically: true, encoding: .utf8)
      func entry(_ number: Int?, _ folder: String, _ text: String) throws -> Entry {
        let file = book.appendingPathComponent("\(folder)/Page\(number ?? 0).swift")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try "//: # Title\n\n\(text)\n".write(to: file, atomically: true, encoding: .utf8)
        return Entry(
          number: number, name: "page\(number ?? 0)", title: "Page", summary: "", duration: "",
          files: [file.lastPathComponent], here: file.path)
      }
      let entries = [
        try entry(1, "chapters/01-a", first), try entry(2, "chapters/02-b", second), try entry(nil, "answers", answer),
      ]
      let weaver = Weaver([
        Contents(Array(entries.prefix(2)), kind: "chapter"), Contents(Array(entries.suffix(1)), kind: "answer"),
      ])
      for entry in entries {
        let out = book.appendingPathComponent("run-\(entry.name)")
        try weaver.publish(TestPage(entry: entry) { _ in }.run(RunOptions(out: out)))
      }
      try body(weaver, entries, library)
    }
  }

  private func page(_ entry: Entry) throws -> String { try String(contentsOf: entry.page, encoding: .utf8) }

  // MARK: - Citations

  private func citation(_ directive: String) throws -> Citation {
    try withTemporaryFolder { book in
      let library = book.appendingPathComponent("Sources/Game/Player.swift")
      try FileManager.default.createDirectory(
        at: library.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Self.library.write(to: library, atomically: true, encoding: .utf8)
      return try Citation(directive, in: SourceFiles(root: book))
    }
  }

  @Test func aMethodIsShownWithItsDocumentation() throws {
    let found = try citation("{show: Game/Player.swift#Player.advance}")
    #expect(
      found.code
        == "struct Player {\n  // …\n\n  /// Goes on.\n  public func advance() -> Int {\n    step + 1\n  }\n}")
    #expect(found.lines == [12...15])
  }

  @Test func severalAreShownInTheOrderTheyAreNamed() throws {
    let found = try citation("{show: Game/Player.swift#duel, Player.twice}")
    #expect(
      found.code == "public func duel(_ player: Player) -> Int { player.twice() }\n\n"
        + "extension Player {\n  public func twice() -> Int { 2 * step }\n}")
    #expect(found.lines == [25...25, 21...21])
    let both = try citation("{show: Game/Player.swift#Player.twice, Player.secret}")
    #expect(
      both.code == "extension Player {\n  public func twice() -> Int { 2 * step }\n\n  func secret() {}\n}")
  }

  @Test func membersAreLeftOutWithAMark() throws {
    let found = try citation("{show: Game/Player.swift#Player without advance, rest}")
    #expect(
      found.code == """
        /// Two players.
        public struct Player {
          /// How far.
          public var step = 0

          public init(step: Int) {
            self.step = step
          }

          // …
        }
        """)
    let middle = try citation("{show: Game/Player.swift#Player without init, step}")
    #expect(middle.code.hasPrefix("/// Two players.\npublic struct Player {\n  // …\n\n  /// Goes on.\n"))
  }

  @Test(arguments: [
    ("{show: Game/Player.swift}", "found {show: Game/Player.swift}, expected {show: File.swift#Type.member}"),
    ("{show: Game/Gone.swift#A}", "found a link to Game/Gone.swift, expected the name of a file of the book"),
    ("{show: Game/Player.swift#Player.go}", "Game/Player.swift declares no Player.go, expected it once"),
    ("{show: Game/Player.swift#Player without go}", "Game/Player.swift declares no member go to leave out"),
  ])
  func whatCannotBeShownIsTold(directive: String, text: String) {
    #expect(message { _ = try citation(directive) }.hasPrefix(text))
  }

  @Test func aPageShowsWhatItCites() throws {
    try withBook("//: Before\n//: {show: Game/Player.swift#Player.twice}\n//: after `Player`.\nrun()") {
      weaver, entries, library in
      let firstPage = try page(entries[0])
      #expect(
        firstPage.contains(
          """
          Before

          ```swift
          extension Player {
            public func twice() -> Int { 2 * step }
          }
          ```

          <sub>[Game/Player.swift, line 21](../../Sources/Game/Player.swift#L21)</sub>

          after `Player`.
          """))
      let notebook = try String(contentsOf: entries[0].notebook, encoding: .utf8)
      #expect(notebook.contains("\"```swift\\n\",") && notebook.contains("public func twice() -> Int"))
      #expect(weaver.check(entries[0]) == [])
      let edited = Self.library.replacing("2 * step", with: "step + step")
      try edited.write(to: library, atomically: true, encoding: .utf8)
      #expect(weaver.check(entries[0]).first?.contains("not what its source and outputs give") == true)
      try Self.library.replacing("twice", with: "double").write(to: library, atomically: true, encoding: .utf8)
      #expect(
        weaver.check(entries[0]).first?.hasPrefix("1 · Page: Page1.swift:4: Game/Player.swift declares no Player.twice")
          == true)
    }
  }

  // MARK: - What was not shown

  @Test func functionsThatWereNotShownAreToldUnderTheCell() throws {
    let cell = "//: `Player`, who plays.\nlet a = duel(Player(step: 1))\nlet b = duel(x).twice() + ambiguous()"
    try withBook(cell, "let c = duel(x)\n//: There is `duel` in prose.") { weaver, entries, _ in
      let firstPage = try page(entries[0])
      #expect(
        firstPage.contains(
          "```\n\n<sub>not shown: [`duel`](../../Sources/Game/Player.swift#L25), "
            + "[`twice`](../../Sources/Game/Player.swift#L21)</sub>\n"))
      // Prose beside the cell names it.
      let secondPage = try page(entries[1])
      #expect(!secondPage.contains("not shown"))
      #expect(entries.flatMap(weaver.check) == [])
    }
  }

  @Test func whatAnEarlierPageShowedIsKnown() throws {
    let shown = "//: {show: Game/Player.swift#duel, Player}\n//: And that is all.\nlet a = 1"
    try withBook(shown, "let c = duel(Player(step: 1)).advance()", answer: "let d = duel(x).twice()") {
      weaver, entries, _ in
      let secondPage = try page(entries[1])
      #expect(!secondPage.contains("not shown"))
      let (firstPage, answer) = (try page(entries[0]), try page(entries[2]))
      #expect(firstPage.contains("<sub>not shown: [`twice`]") && answer.contains("<sub>not shown: [`twice`]"))
      #expect(entries.flatMap(weaver.check) == [])
    }
  }

  @Test func aTypeThatNobodyIntroducedFailsTheCheck() throws {
    try withBook("let a = 1\n\nlet b = Player(step: a)", "let c = Player(step: 2)", answer: "let d: Player? = nil") {
      weaver, entries, _ in
      let told = "uses the type Player (Player.swift), which no page up to here has shown or named; "
      #expect(weaver.check(entries[0]).count == 1)
      #expect(weaver.check(entries[0])[0].hasPrefix("Page1.swift:5: \(told)"))
      #expect(weaver.check(entries[2])[0].hasPrefix("Page0.swift:3: \(told)"))
    }
  }

  @Test(arguments: [
    "//: Here is `Player`.\nlet b = Player(step: 1)",
    "//: [the code](source:Game/Player.swift#Player)\nlet b = Player()",
    "let b = Player(step: 1)\n\nstruct Player {}", "let text = \"Player \\(1)\"  // Player", "let a = Hidden()",
    "//: @hide\nlet b = Player(step: 1)", "// A `Player` goes on.\nlet b = Player(step: 1)",
    "let a = Other.Player()\n//: `Other`",
  ])
  func aTypeThatIsKnownOrNotUsedPasses(code: String) throws {
    try withBook(code) { weaver, entries, _ in #expect(weaver.check(entries[0]) == []) }
  }

  @Test func theShareOfHiddenLinesIsCounted() throws {
    let first = "import Game\n\nlet a = 1\n// A comment.\n//: @hide\nlet b = 2\n\nlet c = 3"
    try withBook(first) { weaver, entries, library in
      let helper = entries[0].folder.appendingPathComponent("Helper.swift")
      try "func shown() {\n  run()\n}\n\nfunc hidden() {\n}\n".write(to: helper, atomically: true, encoding: .utf8)
      let second = "//: {show: Helper.swift#shown}\nlet d = 4\n"
      try second.write(to: entries[1].sources[0], atomically: true, encoding: .utf8)
      let share = try HiddenShare(weaver.shelf)
      #expect(share.hidden == ["Page1.swift": 2, "Page2.swift": 0, "Page0.swift": 0, "Helper.swift": 2])
      #expect(share.total == 9 && abs(share.share - 4.0 / 9) < 1e-12)
      #expect(share.description == "Helper.swift 2, Page1.swift 2")
    }
  }

  @Test func wordsOfCodeAreTold() {
    let words = ShownWords(
      "let (a, b) = call(x: 1) { first, second in use(first) }\nText(\"Not(this)\").shown(in: Type.self)".split(
        separator: "\n"))
    #expect(words.types.map(\.name) == ["Text", "Type"] && words.types.map(\.line) == [1, 1])
    #expect(words.calls.map(\.name) == ["call", "use", "shown"])
    #expect(words.own.isSuperset(of: ["a", "b", "x", "first", "second"]))
  }
}
