import Testing
@testable import Weaving

@testable import Notebook

@Suite("Taking a page's source apart")
struct NotebookSourceTests {
  private func cells(_ text: String) throws -> [PageSource.Cell] {
    try PageSource(text, name: "Page.swift").blocks.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
  }

  private func prose(_ text: String) throws -> [String] {
    try PageSource(text, name: "Page.swift").blocks.compactMap {
      if case .prose(let lines) = $0 { lines.map(\.text).joined(separator: "\n") } else { nil }
    }
  }

  @Test func blankLinesEndACellOnlyWhereItBegan() throws {
    let found = try cells(
      """
      let a = 1

      for i in 0..<3 {
        print(i)

        print(a)
      }
      let list = [
        1,

        2,
      ]

      let b = 2
      """)
    #expect(found.map(\.text.count) == [9, 67, 9])
    #expect(found.map(\.code) == [0..<1, 1..<9, 9..<10])
  }

  @Test func blankLinesEndACellInsideTheFunctionItBeganIn() throws {
    let found = try cells(
      """
      //: before
      func run() {
        //: inside

        let a = 1

        let b = 2
      }
      """)
    #expect(found.map(\.text) == ["func run() {", "let a = 1", "  let b = 2\n}"])
  }

  @Test(arguments: [
    #"let brace = "{""#,
    #"let escaped = "\"{""#,
    #"let empty = "" + "{""#,
    ##"let raw = #"a " { \("##,
    ##"let quote = #"""# + "{""##,
    ##"let raw = #"\#(f("}")) {"#"##,
    #"let nested = "\(list.map { "{\($0)}" }.joined()) {""#,
    #"let call = "\(f(")", (1)))(""#,
    "// a comment with { and \"",
    "let a = 1  // {",
    "/* a { comment /* in a { comment */ still { */",
    "/* over\n\n{ lines */",
    "let text = \"\"\"\n  {\n\n  //: not prose \"quoted\" {\n  \"\"\"",
    "let text = #\"\"\"\n  \"\"\" {\n\n  \\(\n  \"\"\"#",
    "let text = \"\"\"\n  \\(f(\"{\"))\n\n  \\\"\"\" {\n  \"\"\"",
    "let expression = #/[{(]\\/#/#",
  ])
  func bracesInTextDoNotCount(line: String) throws {
    let found = try cells("\(line)\n\nlet last = 1")
    #expect(found.map(\.text) == [line, "let last = 1"])
  }

  @Test func anInterpolationMayHoldBraces() throws {
    #expect(try cells("let a = \"\\(f {\n\n  1\n})\"\n\nlet b = 2").count == 2)
  }

  @Test func proseEndsACellAndLosesItsMark() throws {
    let source = """
      //: # Title
      //:
      //:   indented
      let a = 1
        //:close
      let b = 2
      """
    #expect(try prose(source) == ["# Title\n\n  indented", "close"])
    #expect(try cells(source).map(\.text) == ["let a = 1", "let b = 2"])
  }

  @Test func hiddenCellsAndImportsAreMarked() throws {
    let found = try cells("import A\n\nlet a = 1\n//: @hide\nlet b = 2\n\nlet c = 3\n//: @show\nlet d = 4")
    #expect(found.map(\.isHidden) == [true, false, true, true, false])
  }

  @Test func aFoldIsThatOfTheCodeThatFollows() throws {
    let source =
      "let a = 1\n\n//: {fold: the figure}\n\nlet b = 2\n\nlet c = 3\n//: {fold: a type}\n//: {show: A.swift#A}"
    #expect(try cells(source).map(\.fold) == [nil, "the figure", nil])
    let last = try PageSource(source, name: "Page.swift").blocks.last
    #expect(last == .citation(PageSource.Line(text: "{show: A.swift#A}", number: 9), fold: "a type"))
  }

  @Test func codeThatOnlyRecordsChecksAndShowsIsFoldedByItself() throws {
    let found = try cells(
      """
      let loss = train()
      page.record("loss", loss)

      let scores = score()
      let sorted = scores.sorted()
      let best = sorted[0]
      page.record(
        "best", best)
      page.expect("it is low", best < 1)

      func all() {
        for score in scores {
          page.record("score", score)
          page.record("again", score)
          page.table(rows: [score])
        }
      }

      if best < 1 {
        page.table(
          rows: scores)
        try page.show(chart)
      }
      """)
    // Half is not most, and two lines at the end are left; a declaration is not cut into two.
    #expect(
      found.map { $0.text.prefix(while: { $0 != "\n" }) } == [
        "let loss = train()", "let scores = score()", "page.record(", "func all() {", "if best < 1 {",
      ])
    #expect(found.map(\.code) == [0..<2, 2..<5, 5..<8, 8..<15, 15..<20])
    #expect(found.map(\.fold) == [nil, nil, "the numbers and the claims", nil, "the table and the figure"])
  }

  @Test func linesOfCodeAreCountedWithoutProseCommentsAndBlankLines() throws {
    let source = try PageSource(
      "//: prose\n/// comment\nlet a = \"\"\"\n\n  text\n  \"\"\"\n\n// more\n/* and\nmore */ let b = 1",
      name: "Page.swift")
    #expect(source.code == ["let a = \"\"\"", "", "  text", "  \"\"\"", "more */ let b = 1"])
    #expect([1, 2, 3, 4, 7, 10].map(source.codeLine) == [nil, nil, 0, 1, nil, 4])
  }

  @Test(arguments: [
    ("let a = 1\n//: @show", "Page.swift:2: //: @show where nothing is hidden; remove it"),
    ("//: @hide\n//: @hide", "Page.swift:2: //: @hide where the page is hidden already; remove it"),
    ("//: @title", "Page.swift:1: found //: @title, expected //: @hide or //: @show"),
    ("//: @hide\n//: text", "Page.swift:2: prose after //: @hide, which keeps it off the page; write //: @show first"),
    ("func f() {", "Page.swift: braces, strings or comments are open at the end (1 deep)"),
    ("//: {fold: a}\n//: prose", "Page.swift:1: {fold: a} stands before prose, expected it right before the code"),
    ("//: {fold: a}\n//: {fold: b}\nlet a = 1", "Page.swift:1: {fold: a} stands before another {fold:, expected it"),
    ("//: {fold: a}\n//: @hide\nlet a = 1", "Page.swift:1: {fold: a} stands before @hide, expected it right before"),
    ("//: {fold: a}\nimport A", "Page.swift:1: {fold: a} stands before code that is kept off the page, expected it"),
    ("let a = 1\n//: {fold: a}\n", "Page.swift:2: {fold: a} stands before the end, expected it right before the code"),
    ("//: {fold:}\nlet a = 1", "Page.swift:1: found {fold:}, expected {fold: what the code makes}, in plain words"),
    ("//: {fold: <b>}\nlet a = 1", "Page.swift:1: found {fold: <b>}, expected {fold: what the code makes}"),
    ("/* open", "Page.swift: braces, strings or comments are open at the end (0 deep)"),
  ])
  func mistakesAreToldWithTheirPlace(source: String, expected: String) {
    #expect(message { _ = try PageSource(source, name: "Page.swift") }.hasPrefix(expected))
  }

  @Test func theHashSeesCodeAndNothingElse() throws {
    func hash(_ text: String) throws -> String { WovenPage.hash(of: [try PageSource(text, name: "Page.swift")]) }
    let original = try hash("//: old prose\nlet a = 1\nlet b = 2\n")
    #expect(try hash("let a = 1\n//: new\n//: prose\n\n// and a comment\nlet b = 2") == original)
    #expect(try hash("let a = 1\nlet b = 3") != original)
    #expect(try hash("let b = 2\nlet a = 1") != original)
    #expect(try hash("let a = 1\nlet b = 2\n//: @hide\nlet c = 3") != original)
  }

  @Test func theHashIsFNV1a() {
    // Bytes 0x61 and the ending 0xFF, by the definition.
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte: UInt64 in [0x61, 0xFF] { hash = (hash ^ byte) &* 1_099_511_628_211 }
    #expect(UInt64(fingerprint(["a"]), radix: 16) == hash)
    #expect(fingerprint(["ab", "c"]) != fingerprint(["a", "bc"]))
  }
}
