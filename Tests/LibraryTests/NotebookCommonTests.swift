import Foundation
import TestSupport
import Testing
@testable import Weaving

@testable import Notebook

@Suite("What is woven from all pages together")
struct NotebookCommonTests {
  // MARK: - Definitions

  @Test(arguments: [
    ("-0.05", "−0.05"), ("(-2.9, -2.9)", "(−2.9, −2.9)"), ("[-1, 1]", "[−1, 1]"), ("-∞", "−∞"), ("1e-9", "1e-9"),
    ("--rate -1", "--rate −1"), ("non-saturating", "non-saturating"), ("2024-11-29", "2024-11-29"), ("-", "-"),
  ])
  func numbersOnPagesHaveMinusSigns(_ text: String, _ shown: String) { #expect(text.withMinusSigns == shown) }

  @Test func aDefinitionStaysInTheProseAndGoesToTheGlossary() throws {
    let (prose, definitions) = try Definition.extract(
      from: "Before. {define: The *logit* of $`\\frac{a}{b}`$\nis a [number](x.md).} After {define:\n**Two words**: b.}"
    )
    #expect(
      prose == "Before. <a id=\"term-logit\"></a>The *logit* of $`\\frac{a}{b}`$\nis a [number](x.md). After "
        + "<a id=\"term-two-words\"></a>**Two words**: b.")
    #expect(definitions.map(\.term) == ["logit", "Two words"])
    #expect(definitions[0].text == "The *logit* of $`\\frac{a}{b}`$\nis a [number](x.md).")
  }

  @Test(arguments: [
    ("{define: A *logit* is", "found a {define: that does not end"),
    ("{define: A logit}", "\"A logit\" emphasises no term"),
  ])
  func aDefinitionThatIsNoneIsTold(prose: String, text: String) {
    #expect(message { _ = try Definition.extract(from: prose) }.hasPrefix(text))
  }

  // MARK: - A book of two chapters

  private func withBook(_ second: String, _ body: (Weaver, URL) throws -> Void) throws {
    try withTemporaryFolder { book in
      let entries = try [(1, "{define: A *number* is {{n}}.} [Second](../02-b/README.md)"), (2, second)].map {
        number, prose in
        let folder = book.appendingPathComponent("chapters/0\(number)-\(number == 1 ? "a" : "b")")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("Page\(number).swift")
        try "//: # P\n//:\n//: \(prose)\nrun()\n".write(to: file, atomically: true, encoding: .utf8)
        return Entry(
          number: number, name: "page-\(number)", title: "Page \(number)", summary: "sum | mary", duration: "a second",
          files: [file.lastPathComponent], here: file.path)
      }
      try FileManager.default.createDirectory(
        at: book.appendingPathComponent("answers"), withIntermediateDirectories: true)
      let weaver = Weaver(
        [Contents(entries, kind: "chapter", title: "Chapters"), Contents([], kind: "answer")],
        appendices: [
          Appendix(title: "Signs", summary: "signs", name: "signs.md", making: .written),
          Appendix(title: "Words", summary: "words", name: "words.md", making: .glossary),
        ])
      for entry in entries {
        let out = book.appendingPathComponent("run-\(entry.name)")
        try weaver.publish(TestPage(entry: entry) { $0.record("n", 42) }.run(RunOptions(out: out)))
      }
      try body(weaver, book)
    }
  }

  private func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

  @Test func theGlossarySortsTermsAndLinksToTheirPlaces() throws {
    try withBook("{define: An *Answer* is [there](../01-a/README.md#x), see [w](https://x.y).}") { weaver, book in
      let glossary = book.appendingPathComponent("answers/words.md")
      #expect(weaver.checkCommon().count == 1)
      try weaver.weaveCommon()
      #expect(weaver.checkCommon() == [])
      #expect(
        try text(glossary) == """
          <!-- Woven from the definitions on the pages. Edit them there, not here. -->

          # Words

          Terms of the field, and a few of this book's own, mostly in the words of the page that defines the term.

          **answer** · An *Answer* is [there](../chapters/01-a/README.md#x), see [w](https://x.y). \
          ([2 · Page 2](../chapters/02-b/README.md#term-answer))

          **number** · A *number* is 42. ([1 · Page 1](../chapters/01-a/README.md#term-number))

          """)
      let page = try text(book.appendingPathComponent("chapters/01-a/README.md"))
      #expect(page.contains("<a id=\"term-number\"></a>A *number* is 42. [Second]"))
      #expect(page.contains(" · [Words](../../answers/words.md)\n"))
    }
  }

  @Test func aTermIsDefinedOnce() throws {
    try withBook("{define: A *Number* again.}") { weaver, _ in
      #expect(
        weaver.checkCommon() == ["Number is defined in 1 · Page 1 and in 2 · Page 2, expected one; unmark one"])
    }
  }

  @Test func theTablesOfContentsStandBetweenTheirMarks() throws {
    try withBook("none") { weaver, book in
      let readme = book.appendingPathComponent("README.md")
      let marks = [
        "<!-- contents: woven from the entries; edit them, not these lines -->", "<!-- end of contents -->",
      ]
      try "# Book\n\n\(marks[0])\nold\n\(marks[1])\n\nrest\n".write(to: readme, atomically: true, encoding: .utf8)
      #expect(weaver.checkCommon().contains { $0.contains("README.md:4: not what its source and outputs give") })
      try weaver.weaveCommon()
      #expect(weaver.checkCommon() == [])
      #expect(
        try text(readme) == """
          # Book

          \(marks[0])

          ## Chapters

          |  | chapter | what you will see | runs in |
          | ---: | --- | --- | --- |
          | 1 | [Page 1](chapters/01-a/README.md) | sum \\| mary | a second |
          | 2 | [Page 2](chapters/02-b/README.md) | sum \\| mary | a second |

          ## Lists

          - [Signs](answers/signs.md): signs
          - [Words](answers/words.md): words

          \(marks[1])

          rest

          """)
      try "# Book\n".write(to: readme, atomically: true, encoding: .utf8)
      #expect(weaver.checkCommon().first?.hasPrefix("README.md lacks the marks of the table of contents") == true)
    }
  }
}
