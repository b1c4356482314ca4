import Foundation
import TestSupport
import Pictures
import Store
import Testing
@testable import Weaving

@testable import Notebook

@Suite("Weaving a page")
struct NotebookWeavingTests {
  /// A publication of one cell's outputs, as its lines of code stand in `source`.
  private func weave(
    _ source: String, _ outputs: [(Int, Output.Content)] = [], records: [String: Record] = [:], book: URL? = nil,
    page: String? = nil
  ) throws -> String {
    let parsed = try PageSource(source, name: "Page.swift")
    var publication = Publication(
      entry: "page", profile: .standard, arguments: [], data: nil, seed: 1,
      outputs: outputs.map { Output(content: $1, file: "Page.swift", line: $0) }, records: records,
      machine: Machine(processor: "P", cores: 1, instructionSet: ""), seconds: 1)
    publication.code = WovenPage.hash(of: [parsed])
    let root = book ?? URL(fileURLWithPath: "/")
    let folder = page.map { root.appendingPathComponent($0) } ?? root
    let links = SourceLinks(files: SourceFiles(root: root), folder: folder)
    return try WovenPage(
      sources: [parsed], publication: publication, links: links, bibliography: Bibliography(of: root)
    ).pieces().markdown
  }

  @Test func outputsFollowTheirCellInTheOrderTheyWereMade() throws {
    let woven = try weave(
      "one()\ntwo()\n\nthree()", [(1, .text("b")), (2, .text("d")), (0, .text("a")), (1, .text("c"))])
    #expect(
      woven == "```swift\none()\ntwo()\n```\n\n```text\nb\na\nc\n```\n\n```swift\nthree()\n```\n\n```text\nd\n```")
  }

  @Test func proseBetweenTwoLinesMovesNoOutput() throws {
    let outputs: [(Int, Output.Content)] = [(0, .text("first")), (1, .text("second"))]
    #expect(try weave("one()\ntwo()", outputs).contains("first\nsecond"))
    let woven = try weave("one()\n//: now in two cells\ntwo()", outputs)
    #expect(
      woven == "```swift\none()\n```\n\n```text\nfirst\n```\n\nnow in two cells\n\n"
        + "```swift\ntwo()\n```\n\n```text\nsecond\n```")
  }

  @Test func proseQuotesRecords() throws {
    let records = [
      "a b": Record(value: 1, tolerance: 0, shown: "1.0"), "c": Record(value: nil, tolerance: 0, shown: "x"),
    ]
    #expect(try weave("//: {{a b}}{{c}}, {{a b}} {c}", records: records) == "1.0x, 1.0 {c}")
    #expect(
      message { _ = try weave("let a = 1\n//: fine\n//: not {{d}}", records: records) }
        == "Page.swift:3: nothing is recorded under \"d\"; the run recorded a b, c")
    #expect(message { _ = try weave("//: {{d}}") }.hasSuffix("the run recorded nothing"))
  }

  @Test func aFormulaThatGitHubWouldRefuseIsTold() throws {
    #expect(
      message { _ = try weave("let a = 1\n//: $`\\operatorname{tr} A`$") }
        == "Page.swift:2: found \\operatorname, which GitHub refuses in formulas, expected \\mathrm or \\text")
  }

  @Test func proseLinksToTheLinesOfCode() throws {
    try withTemporaryFolder { book in
      try "let a = 1\n".write(to: book.appendingPathComponent("A.swift"), atomically: true, encoding: .utf8)
      #expect(try weave("//: [a](source:./A.swift#a)", book: book) == "[a](A.swift#L1)")
      #expect(
        message { _ = try weave("let b = 1\n//: [a](source:./A.swift#b)", book: book) }
          .hasPrefix("Page.swift:2: ./A.swift declares no b, expected it once"))
    }
  }

  @Test func foldedCodeStandsBehindALine() throws {
    let woven = try weave("//: {fold: the figure}\ndraw()", [(0, .text("x"))])
    #expect(
      woven == "```text\nx\n```\n\n"
        + "<details>\n<summary><sub>The code of the figure</sub></summary>\n\n```swift\ndraw()\n```\n\n</details>")
  }

  @Test(arguments: [(24, false), (25, true)]) func longListingsFromElsewhereAreFolded(lines: Int, isFolded: Bool) throws
  {
    try withTemporaryFolder { book in
      let code = "let a = [\n" + String(repeating: "  1,\n", count: lines - 2) + "]"
      try (code + "\n").write(to: book.appendingPathComponent("A.swift"), atomically: true, encoding: .utf8)
      let woven = try weave("//: {show: ./A.swift#a}", book: book)
      #expect(woven.contains("```swift\n\(code)\n```"))
      #expect(woven.hasPrefix("<details>\n<summary><sub>The code of a</sub></summary>\n\n") == isFolded)
    }
  }

  @Test func whatCameOutOfAnExerciseIsBehindAClick() throws {
    let woven = try weave(
      "//: 1. Guess. {reveal: One\n//:    half.}\n//: 2. Try.\n//:\n//: {reveal: Both.}")
    #expect(
      woven == """
        1. Guess.

           <details>
           <summary><b>What came out</b></summary>

           One half.

           </details>
        2. Try.

           <details>
           <summary><b>What came out</b></summary>

           Both.

           </details>
        """)
    #expect(message { _ = try weave("//: 1. Guess. {reveal: One") }.contains("does not end"))
    #expect(message { _ = try weave("//: 1. Guess. {reveal: }") }.contains("without words"))
  }

  private static let rows =
    "| <a id=\"ba-co-2017\"></a>Ba & Co 2017 | *T* |\n| <a id=\"bo-2014\"></a>Bo 2014 | *U* |\n"
    + "| <a id=\"du-2020\"></a>Du 2020 | Du, Ek, Fo. *V, a W* |\n"

  private func withBibliography(_ rows: String = rows, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { book in
      let folder = book.appendingPathComponent("answers")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try rows.write(to: folder.appendingPathComponent("bibliography.md"), atomically: true, encoding: .utf8)
      try body(book)
    }
  }

  @Test(arguments: [
    ("as (Bo 2014) says", "as ([Bo 2014](@bo-2014)) says"), ("Bo et al. 2014", "[Bo et al. 2014](@bo-2014)"),
    ("Bo (2014), Bo 2014", "[Bo (2014)](@bo-2014), Bo 2014"), ("Ba &\n Co 2017.", "[Ba &\n Co 2017](@ba-co-2017)."),
    ("Bo 2014; Ba & Co 2017", "[Bo 2014](@bo-2014); [Ba & Co 2017](@ba-co-2017)"),
    ("one Bo 2014\n## Bo 2014\ntwo Bo 2014", "one [Bo 2014](@bo-2014)\n## Bo 2014\ntwo [Bo 2014](@bo-2014)"),
    ("`Bo 2014` and $`Bo 2014`$", "`Bo 2014` and $`Bo 2014`$"), ("```\nBo 2014\n```", "```\nBo 2014\n```"),
    ("[Bo 2014](x) ![Bo 2014](y.png) <a id=\"Bo 2014\">", "[Bo 2014](x) ![Bo 2014](y.png) <a id=\"Bo 2014\">"),
    ("[Bo 2014](@bo-2014) and Bo 2014", "[Bo 2014](@bo-2014) and Bo 2014"),
    ("the year 2014, in 2017", "the year 2014, in 2017"),
    ("Du 2020, Du (2020)", "[Du et al. 2020](@du-2020), Du et al. (2020)"),
    ("Du et\nal. 2020", "[Du et\nal. 2020](@du-2020)"),
  ])
  func worksLinkToTheBibliography(prose: String, expected: String) throws {
    try withBibliography { book in
      for (page, path) in [("chapters/01-a", "../../answers/bibliography.md#"), ("answers", "bibliography.md#")] {
        let source = prose.replacing("@", with: path).split(separator: "\n").map { "//: \($0)" }.joined(separator: "\n")
        let woven = try weave(source, book: book, page: page)
        #expect(woven == expected.replacing("@", with: path))
        // What is woven already stays as it is.
        let bibliography = try #require(try Bibliography(of: book))
        #expect(try bibliography.linked(page: woven, from: book.appendingPathComponent(page)) == woven)
      }
    }
  }

  @Test func aSectionGoesOnBeyondItsCode() throws {
    try withBibliography { book in
      let woven = try weave(
        "//: Bo 2014\nlet a = 1\n//: Bo 2014 again\n//: {define: A *term* (Ba & Co 2017).}", book: book)
      #expect(woven.contains("Bo 2014 again") && !woven.contains("[Bo 2014](answers/bibliography.md#bo-2014) again"))
      #expect(woven.contains("<a id=\"term-term\"></a>A *term* ([Ba & Co 2017](answers/bibliography.md#ba-co-2017))."))
    }
  }

  @Test func aWorkThatIsNotListedFailsTheWeave() throws {
    try withBibliography { book in
      #expect(
        message { _ = try weave("let a = 1\n//: so (Cy 2019)", book: book) }
          == "Page.swift:2: names Cy 2019, which bibliography.md does not list; list it there, or say it otherwise")
    }
    try withBibliography("| Bo 2014 | *U* |\n") { book in
      #expect(
        message { _ = try Bibliography(of: book) }.hasSuffix("| <a id=\"bo-2014\"></a>Bo 2014 |, so that links find it")
      )
    }
    try withBibliography(Self.rows + Self.rows) { book in
      #expect(
        message { _ = try Bibliography(of: book) }.hasSuffix(
          "bibliography.md:4: Ba & Co 2017 is listed already; remove one of the two"))
    }
  }

  @Test func fencesAreLongerThanWhatTheyHold() throws {
    #expect(try weave("run()", [(0, .text("```\nx\n```"))]).hasSuffix("````text\n```\nx\n```\n````"))
  }

  @Test func aFailedClaimIsNotShownAsHeld() throws {
    let claims = [true, false, nil].map { Claim(text: "claim", profile: .full, held: $0) }
    let woven = try weave("run()", claims.map { (0, .claim($0)) })
    #expect(
      woven.hasSuffix("- ✓ claim\n- ✗ claim\n- ○ claim (checked in the full profile, not in this run)"))
  }

  @Test func twoClaimsThatHeldAreFolded() throws {
    let claim = Output.Content.claim(Claim(text: "claim", profile: .quick, held: true))
    #expect(try weave("run()", [(0, claim)]).hasSuffix("- ✓ claim"))
    #expect(
      try weave("run()", [(0, claim), (0, claim), (0, claim)]).hasSuffix(
        """
        <details>
        <summary><sub>✓ 3 claims held</sub></summary>

        - ✓ claim
        - ✓ claim
        - ✓ claim

        </details>
        """))
  }

  @Test func codeThatOnlyChecksClaimsIsBehindTheirLine() throws {
    let claim = Output.Content.claim(Claim(text: "claim", profile: .quick, held: true))
    #expect(
      try weave("//: {fold: the claims}\ncheck()", [(0, claim), (0, claim)]) == """
        <details>
        <summary><sub>✓ 2 claims held, and their code</sub></summary>

        - ✓ claim
        - ✓ claim

        ```swift
        check()
        ```

        </details>
        """)
    let other = try weave("//: {fold: the claims}\ncheck()", [(0, claim), (0, .text("a")), (0, claim)])
    #expect(other.contains("<summary><sub>The code of the claims</sub></summary>"))
  }

  @Test func whatASectionFoldsIsBehindOneLineAtItsEnd() throws {
    let claim = Output.Content.claim(Claim(text: "claim", profile: .quick, held: true))
    let woven = try weave(
      """
      //: {fold: the numbers}
      count()

      //: {fold: the figure}
      draw()

      //: {fold: the claims}
      check()

      //: So.
      //:
      //: ```
      //: # no heading
      //: ```
      //:
      //: ## Next
      //:
      //: Words.

      //: {fold: the end}
      end()
      """, [(1, .text("x")), (2, claim), (2, claim)])
    #expect(
      woven == """
        ```text
        x
        ```

        So.

        ```
        # no heading
        ```

        <details>
        <summary><sub>The code of this section; ✓ 2 claims held</sub></summary>

        *The code of the numbers:*

        ```swift
        count()
        ```

        *The code of the figure:*

        ```swift
        draw()
        ```

        - ✓ claim
        - ✓ claim

        ```swift
        check()
        ```

        </details>

        ## Next

        Words.

        <details>
        <summary><sub>The code of the end</sub></summary>

        ```swift
        end()
        ```

        </details>
        """)
  }

  @Test func tablesLineUpNumbers() {
    let table = Table(
      header: ["loss", "share"],
      rows: [["hinge", "98.9%"], ["least squares", "–"], ["R1", "-3.5 ± 1"], ["W", "-inf"]],
      caption: nil)
    #expect(table.markdown.contains("| --- | ---: |"))
    #expect(
      Table(header: ["a|b", "c"], rows: [["1", "long"]]).paddedMarkdown
        == "| a\\|b | c    |\n|------|------|\n| 1    | long |")
    #expect(
      table.lines == [
        "loss              share", "─────────────  ────────", "hinge             98.9%", "least squares         –",
        "R1             -3.5 ± 1", "W                  -inf",
      ])
  }

  @Test("a table is made as narrow as the terminal, by breaking its widest cells", arguments: [12, 20, 30, 60])
  func narrowTables(_ limit: Int) {
    let table = Table(
      header: ["what was tried", "distance"],
      rows: [["a penalty on slopes, each time", "1.25"], ["nothing", "10.5"]])
    let lines = table.lines(fitting: limit)
    // "distance" cannot be broken, nor can a number.
    #expect(lines.allSatisfy { $0.text.count <= max(limit, 16) })
    let words = Set(lines.filter { $0.kind != .rule }.flatMap { $0.text.split(separator: " ") })
    #expect(words.isSuperset(of: table.rows.joined().flatMap { $0.split(separator: " ") }))
    if limit == 30 {
      #expect(
        lines.suffix(3).map(\.text) == [
          "a penalty on slopes,      1.25", "each time", "nothing                   10.5",
        ])
    }
    if limit == 12 {
      #expect(
        lines.map(\.text) == [
          "a penalty on", "slopes, each", "time", "  distance  1.25", "nothing", "  distance  10.5",
        ])
    }
  }

  @Test("a table that is too wide is stacked, before a number is broken") func stackedTables() {
    let table = Table(
      header: ["loss", "covered, each seed", "mean"], rows: [["hinge", "7 6 6 7 6", "6.4"], ["none", "", "0"]])
    #expect(
      table.lines(fitting: 20).map(\.text) == [
        "hinge", "  covered,  7 6 6 7", "  each      6", "  seed", "  mean      6.4", "none", "  mean      0",
      ])
    #expect(table.lines(fitting: 25).map(\.text).last == "none                    0")
  }

  @Test(arguments: [
    (NumberFormat.significant(3), 0.000_693_4, "0.000693"), (.significant(3), 12_345, "12,300"),
    (.significant(3), 9.996, "10.0"), (.significant(2), -0.0149, "-0.015"), (.significant(3), 0, "0"),
    (.decimals(2), 1234.567, "1,234.57"), (.decimals(0), 50_000, "50,000"), (.percent(1), 0.256, "25.6%"),
    (.scientific(1), 0.00069, "6.9e-04"), (.decimals(1), .nan, "nan"), (.decimals(1), -.infinity, "-∞"),
  ])
  func numbersAreWrittenAsAsked(format: NumberFormat, value: Double, text: String) {
    #expect(format.text(value) == text)
  }
}
