import Pictures
import Store
import Foundation
import TestSupport
import Testing
@testable import Weaving

@testable import Notebook
@testable import Store

@Suite("Publishing, checking and verifying pages")
struct NotebookWeaverTests {
  /// A book with the fixture between two neighbours, published.
  private func withPublishedFixture(_ body: (Weaver, Entry) throws -> Void) throws {
    try withTemporaryFolder { book in
      let fixture = try FixturePage.page(in: book)
      let weaver = weaver(fixture.entry)
      try weaver.publish(fixture.run(RunOptions(out: book.appendingPathComponent("run"))))
      try body(weaver, fixture.entry)
    }
  }

  private func weaver(_ entry: Entry) -> Weaver {
    func neighbour(_ number: Int, _ name: String) -> Entry {
      let folder = entry.folder.deletingLastPathComponent().appendingPathComponent("0\(number)-\(name)")
      return Entry(
        number: number, name: name, title: name.capitalized, summary: "", duration: "", files: ["Page.swift"],
        here: folder.appendingPathComponent("Page.swift").path)
    }
    return Weaver([Contents([neighbour(1, "before"), entry, neighbour(3, "after")], kind: "chapter")])
  }

  private func edit(_ file: URL, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old))
    try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
  }

  private func verify(_ weaver: Weaver, _ entry: Entry) throws -> [String] {
    let out = entry.folder.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: out) }
    return try weaver.verify(FixturePage.page(in: entry.root).run(RunOptions(out: out)))
  }

  @Test func theFixtureIsWovenByteForByte() throws {
    try withPublishedFixture { _, entry in
      let machine = Machine.current
      let seconds = Duration.seconds(try Publication(contentsOf: entry.publication).seconds).readable
      let cores = machine.cores == 1 ? "1 core" : "\(machine.cores) cores"
      let expected = """
        <!-- Woven from Fixture.swift and what it put out when it ran. Edit Fixture.swift, not this page. -->

        \(FixturePage.body)

        ---

        [← 1 · Before](../01-before/README.md) · [Contents](../../README.md) · [3 · After →](../03-after/README.md)

        This page is a program: [Fixture.swift](Fixture.swift). To change it, edit the program and run it again.

        [This page as a Swift notebook](fixture.ipynb)

        <sub>This page was run: standard profile · on Shapes · seed 1 · \
        \(machine.processor), \(cores), \(machine.instructionSet) · \(seconds).</sub>

        """
      #expect(try String(contentsOf: entry.page, encoding: .utf8) == expected)
    }
  }

  @Test func aPublishedPagePassesItsCheck() throws {
    try withPublishedFixture { weaver, entry in
      let differences = try verify(weaver, entry)
      #expect(weaver.check(entry) == [] && differences == [])
    }
  }

  @Test func editedProseNeedsWeavingAndNoRun() throws {
    try withPublishedFixture { weaver, entry in
      try edit(entry.sources[0], "## Outputs", "## What comes out\n  //:\n  //: All of it.")
      let problems = weaver.check(entry)
      #expect(problems.count == 2 && problems[0].contains("README.md:16: not what its source and outputs give"))
      #expect(problems[1].contains("fixture.ipynb:"))
      try weaver.weave(entry)
      #expect(weaver.check(entry) == [])
      #expect(try String(contentsOf: entry.page, encoding: .utf8).contains("## What comes out\n\nAll of it."))
    }
  }

  @Test func editedCodeNeedsARun() throws {
    try withPublishedFixture { weaver, entry in
      try edit(entry.sources[0], "let one = 1", "let one = 2")
      let expected = "the code of Fixture.swift is not the code that was run; publish the page anew"
      #expect(weaver.check(entry) == ["2 · Fixture: \(expected)"])
      #expect(message { try weaver.weave(entry) } == expected)
      #expect(try verify(weaver, entry).count == 1)
    }
  }

  @Test func anEditedPageAndStrayFiguresAreFound() throws {
    try withPublishedFixture { weaver, entry in
      try edit(entry.page, "x is 2", "x is 3")
      let figure = entry.figures.appendingPathComponent("01-a-red-dot.png")
      try FileManager.default.moveItem(at: figure, to: entry.figures.appendingPathComponent("stray.png"))
      let problems = weaver.check(entry)
      #expect(problems.count == 3)
      #expect(problems.contains { $0.contains("01-a-red-dot.png: missing, though the page shows it") })
      #expect(problems.contains { $0.contains("stray.png: no output of the page's run") })
    }
  }

  @Test func aPublicationComesBackFromItsFile() throws {
    try withPublishedFixture { _, entry in
      var publication = try Publication(contentsOf: entry.publication)
      publication.records["endless"] = Record(value: .nan, tolerance: .infinity, shown: "nan")
      let copy = entry.folder.appendingPathComponent("copy.json")
      try publication.encoded().writeWhole(to: copy)
      let again = try Publication(contentsOf: copy)
      #expect(again.outputs == publication.outputs && again.outputs.count == 7)
      #expect(again.records["endless"]?.value?.isNaN == true && again.records["endless"]?.tolerance == .infinity)
      publication.records["endless"] = nil
      #expect(try Publication(contentsOf: entry.publication) == publication)
    }
  }

  @Test func aDamagedPublicationIsTold() throws {
    try withPublishedFixture { weaver, entry in
      let whole = try Data(contentsOf: entry.publication)
      var publication = try Publication(contentsOf: entry.publication)
      publication.seconds = 1e300
      try publication.encoded().writeWhole(to: entry.publication)
      #expect(weaver.check(entry).count == 1 && weaver.check(entry)[0].contains("took 1e+300 seconds, expected"))
      try whole.write(to: entry.publication)
      try edit(entry.publication, "\"seed\"", "\"sead\"")
      let problems = weaver.check(entry)
      #expect(problems.count == 1 && problems[0].contains("outputs.json is not what a published run writes"))
      #expect(problems[0].contains("lacks \"seed\""))
    }
  }

  @Test func aPublicationOfAnotherFormatIsTold() throws {
    try withPublishedFixture { weaver, entry in
      try edit(entry.publication, "\"format\" : 2", "\"format\" : 1")
      #expect(
        weaver.check(entry).count == 1 && weaver.check(entry)[0].contains("outputs.json has format 1, expected 2"))
    }
  }

  @Test func aPagePublishedWithOtherOptionsIsTold() throws {
    try withTemporaryFolder { book in
      let fixture = try FixturePage.page(in: book)
      let weaver = weaver(fixture.entry)
      try weaver.publish(
        fixture.run(RunOptions(out: book.appendingPathComponent("run")), arguments: ["--epochs", "2"]))
      #expect(try String(contentsOf: fixture.entry.page, encoding: .utf8).contains(" · `--epochs 2` · seed 1"))
      #expect(
        weaver.check(fixture.entry) == [
          "2 · Fixture: published with [\"--epochs\", \"2\"], expected []; `swift run weave 2` publishes the page anew"
        ])
    }
  }

  @Test func verifyingComparesNumbersWithinTheirTolerance() throws {
    func published(_ value: Double, tolerance: Double) -> Record {
      Record(value: value, tolerance: tolerance, shown: "\(value)")
    }
    let record = published(1, tolerance: 0.1)
    #expect(record.agrees(with: published(1.09, tolerance: 0)))
    #expect(!record.agrees(with: published(1.11, tolerance: 9)))
    #expect(!record.agrees(with: published(.nan, tolerance: 0)))
    #expect(published(1, tolerance: .infinity).agrees(with: published(.nan, tolerance: 0)))
    #expect(!Record(value: nil, tolerance: 0, shown: "a").agrees(with: Record(value: nil, tolerance: 0, shown: "b")))

    try withPublishedFixture { weaver, entry in
      try edit(entry.publication, "\"value\" : 0.256", "\"value\" : 0.3")
      #expect(
        try verify(weaver, entry)
          == ["2 · Fixture: share is 0.256, published as 0.3, which may be off by 0.01"])
    }
  }

  @Test func verifyingComparesOrderAndKindOfOutputs() throws {
    try withPublishedFixture { weaver, entry in
      var publication = try Publication(contentsOf: entry.publication)
      publication.outputs.swapAt(1, 2)
      publication.outputs[0].content = .text("other words")
      publication.records["more"] = Record(value: 1, tolerance: 0, shown: "1")
      try publication.encoded().writeWhole(to: entry.publication)
      let problems = try verify(weaver, entry)
      #expect(problems.count == 3)
      #expect(problems.contains("2 · Fixture: more is not recorded, published with it"))
      #expect(problems.contains { $0.hasPrefix("2 · Fixture: a table from line") })
    }
  }

  @Test func aPublicationThatWasBrokenOffIsSaidAndCompleted() throws {
    try withPublishedFixture { weaver, entry in
      let published = try Data(contentsOf: entry.page)
      // Killed when everything is written and nothing in its place.
      var files = FileSet(in: entry.folder)
      files.set(entry.page.lastPathComponent, Data("new".utf8))
      files.remove("figures/01-a-red-dot.png")
      try files.prepare()
      #expect(try Data(contentsOf: entry.page) == published)
      #expect(
        weaver.check(entry) == [
          "2 · Fixture: its publication was broken off; `swift run weave --prose 2` completes it"
        ])
      try weaver.writing(for: entry) {
        #expect(throws: FolderInUse.self) { try weaver.writing(for: entry) {} }
      }
      #expect(try Data(contentsOf: entry.page) == Data("new".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: entry.figures.path).isEmpty)
    }
  }

  @Test func publishingAgainReplacesTheFigures() throws {
    try withPublishedFixture { weaver, entry in
      try Data().write(to: entry.figures.appendingPathComponent("02-old.png"))
      let out = entry.folder.appendingPathComponent("again")
      try weaver.publish(FixturePage.page(in: entry.root).run(RunOptions(out: out)))
      #expect(try FileManager.default.contentsOfDirectory(atPath: entry.figures.path) == ["01-a-red-dot.png"])
    }
  }

  /// A figure that has a file of its own for dark pages.
  private struct Drawing: Figure {
    var fileExtension: String { "svg" }
    var raster: Image? { nil }
    func encoded() throws -> Data { Data("light".utf8) }
    func encodedForDark() throws -> Data? { Data("dark".utf8) }
  }

  @Test func aFigureForDarkPagesIsPublishedAndChecked() throws {
    try withTemporaryFolder { book in
      let file = book.appendingPathComponent("chapters/02-fixture/Fixture.swift")
      let fixture = try FixturePage.page(in: book) { page in
        try FixturePage.run(page, file: file.path)
        try page.show(
          Drawing(), caption: "Q", alternative: "A \"[drawing]\"", file: file.path, line: FixturePage.line("page.show"))
      }
      let entry = fixture.entry
      let weaver = weaver(entry)
      try weaver.publish(fixture.run(RunOptions(out: book.appendingPathComponent("run"))))
      #expect(weaver.check(entry) == [])
      let picture = """
        <picture>
          <source media="(prefers-color-scheme: dark)" srcset="figures/02-q-dark.svg">
          <img alt="A &quot;[drawing]&quot;" src="figures/02-q.svg">
        </picture>

        *Q*
        """
      #expect(try String(contentsOf: entry.page, encoding: .utf8).contains(picture))
      #expect(try String(contentsOf: entry.notebook, encoding: .utf8).contains("](figures/02-q.svg)"))
      for (name, text) in [("02-q.svg", "light"), ("02-q-dark.svg", "dark")] {
        let place = entry.figures.appendingPathComponent(name)
        #expect(try String(contentsOf: place, encoding: .utf8) == text)
        try FileManager.default.removeItem(at: place)
        #expect(weaver.check(entry).contains { $0.contains("\(name): missing, though the page shows it") })
      }
    }
  }

  @Test func onlyLinksToFiguresBecomePictures() {
    let variants = DarkVariants([
      FigureFile(name: "a.svg", caption: "", alternative: "", dark: "a-dark.svg", behind: nil)
    ])
    let text = "see ![x](figures/a.svg)\n```\n![x](figures/a.svg)\n```\n![x](figures/b.svg)"
    #expect(variants.set(in: text) == text)
    #expect(variants.set(in: "![x](figures/a.svg)").hasPrefix("<picture>"))
  }

  @Test func anOutputFromOutsideThePageIsRefused() throws {
    try withTemporaryFolder { book in
      let fixture = try FixturePage.page(in: book) { $0.print("lost", file: "/elsewhere/Helper.swift", line: 7) }
      let text = message {
        try weaver(fixture.entry).publish(fixture.run(RunOptions(out: book.appendingPathComponent("run"))))
      }
      #expect(text.hasPrefix("Helper.swift:7 put out a text, but is not on the page"))
      #expect(!FileManager.default.fileExists(atPath: fixture.entry.publication.path))
    }
  }

  @Test func aRunWithAFailedClaimIsNotPublished() throws {
    try withTemporaryFolder { book in
      let fixture = try FixturePage.page(in: book) { $0.expect("never", false, file: "Fixture.swift", line: 8) }
      #expect(throws: ClaimsFailed.self) {
        try weaver(fixture.entry).publish(fixture.run(RunOptions(out: book.appendingPathComponent("run"))))
      }
      #expect(!FileManager.default.fileExists(atPath: fixture.entry.publication.path))
    }
  }

  @Test func answersShareAFolder() throws {
    try withTemporaryFolder { book in
      let answers = book.appendingPathComponent("answers")
      try FileManager.default.createDirectory(at: answers, withIntermediateDirectories: true)
      func answer(_ name: String) throws -> TestPage {
        let file = answers.appendingPathComponent("\(name.capitalized).swift")
        try "//: # \(name)\n\nshow()\n".write(to: file, atomically: true, encoding: .utf8)
        let entry = Entry(
          number: nil, name: name, title: name, summary: "", duration: "", files: [file.lastPathComponent],
          here: file.path)
        return TestPage(entry: entry) {
          try $0.show(FixturePage.picture, caption: "One", file: file.path, line: 3)
        }
      }
      let pages = try [answer("minimax"), answer("metrics")]
      let contents = Contents(pages.map(\.entry), kind: "answer")
      let weaver = Weaver([contents])
      for page in pages { try weaver.publish(page.run(RunOptions(out: book.appendingPathComponent(page.entry.name)))) }
      for entry in contents.entries { #expect(weaver.check(entry) == []) }
      let names = try FileManager.default.contentsOfDirectory(atPath: answers.appendingPathComponent("figures").path)
      #expect(Set(names) == ["minimax-01-one.png", "metrics-01-one.png"])
      let page = try String(contentsOf: contents.entries[1].page, encoding: .utf8)
      #expect(page.contains("[← minimax](minimax.md) · [Contents](../README.md)\n\n"))
    }
  }

  @Test func aLongPageBeginsWithLinksToItsSectionsButNotToAppendices() throws {
    try withTemporaryFolder { book in
      let folder = book.appendingPathComponent("chapters/01-long")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("Long.swift")
      let sections = ["One", "Two", "Three", "Four", "It's five", "Appendix: six"].map {
        "//: ## \($0)\n//:\n//: Text.\n//:\n"
      }
      try ("//: # Long\n//:\n" + sections.joined() + "\nshow()\n").write(to: file, atomically: true, encoding: .utf8)
      let entry = Entry(
        number: 1, name: "long", title: "Long", summary: "", duration: "", files: ["Long.swift"], here: file.path)
      try Weaver([Contents([entry], kind: "chapter")])
        .publish(TestPage(entry: entry) { _ in }.run(RunOptions(out: book.appendingPathComponent("run"))))
      let page = try String(contentsOf: entry.page, encoding: .utf8)
      let links = "[One](#one) · [Two](#two) · [Three](#three) · [Four](#four) · [It's five](#its-five)"
      #expect(page.contains("# Long\n\n<sub>On this page: \(links)</sub>\n"))
    }
  }

  @Test func companionsAreWovenAfterTheFirstFile() throws {
    try withTemporaryFolder { book in
      let folder = book.appendingPathComponent("chapters/01-two")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appendingPathComponent("Main.swift")
      let companion = folder.appendingPathComponent("More.swift")
      try "//: First\nfirst()\n".write(to: file, atomically: true, encoding: .utf8)
      try "//: Second\nsecond()\n".write(to: companion, atomically: true, encoding: .utf8)
      let entry = Entry(
        number: 1, name: "two", title: "Two", summary: "", duration: "", files: ["Main.swift", "More.swift"],
        here: file.path)
      let two = TestPage(entry: entry) { page in
        page.print("from more", file: companion.path, line: 2)
        page.print("from main", file: file.path, line: 2)
      }
      try Weaver([Contents([entry], kind: "chapter")])
        .publish(two.run(RunOptions(out: book.appendingPathComponent("run"))))
      let page = try String(contentsOf: entry.page, encoding: .utf8)
      #expect(
        page.contains(
          "First\n\n```swift\nfirst()\n```\n\n```text\nfrom main\n```\n\n"
            + "Second\n\n```swift\nsecond()\n```\n\n```text\nfrom more\n```\n\n---"))
    }
  }
}
