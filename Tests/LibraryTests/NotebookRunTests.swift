import Engine
import Foundation
import Pictures
import Store
import TestSupport
import Testing

@testable import Notebook

@Suite("Running a page")
struct NotebookRunTests {
  @Test func everythingShownLandsInTheRunFolder() throws {
    try withTemporaryFolder { folder in
      let transcript = Transcript()
      let result = try run(
        page { page in
          page.print("some text")
          page.table(header: ["a"], rows: [["1"]])
          try page.show(
            FixturePage.picture, caption: "A red dot, *very* small: Ünïcode & more words than a name can hold")
          page.record("number", Float(0.5), tolerance: 0.005)
          page.note("by the way")
        }, in: folder, transcript: transcript)
      let files = try FileManager.default.subpathsOfDirectory(atPath: result.folder.path)
      #expect(
        Set(files) == [
          "entry.txt", "figures", "figures/01-a-red-dot-very-small-unicode-more-words.png", "log.txt", "outputs.json",
        ])
      let log = try String(contentsOf: result.folder.appendingPathComponent("log.txt"), encoding: .utf8)
      for text in ["1 · Test", "  some text\n", "  a\n  ─\n  1", "by the way", "1 figure"] {
        #expect(log.contains(text))
        #expect(transcript.text.contains(text))
      }
      #expect(!log.contains("\u{1B}") && !transcript.text.contains("\u{1B}"))
      let publication = try Publication(contentsOf: result.folder.appendingPathComponent("outputs.json"))
      #expect(publication == result.publication)
      #expect(publication.outputs.map(\.kind) == ["text", "table", "figure"])
      #expect(publication.outputs.allSatisfy { $0.file == "NotebookRunTests.swift" })
      #expect(publication.records["number"] == Record(value: 0.5, tolerance: 0.005, shown: "0.500"))
    }
  }

  /// A run says its numbers in the sentences of the page, each once all its numbers are known.
  @Test func recordsAreSaidInSentences() throws {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("Page.swift")
      let text = """
        //: # The {{title}} is none
        //:
        //: Before. The *first* took {{first}} steps. {define: A second is [another](x.md),
        //: of {{second}} steps.} After. (It took {{first}} each time.
        //: @hide
        //: It was $`-\\log W_1`$ = {{second}}.)
        func page() {
          //: 1. Of the two, {{first}} and {{second}}, which is more?
          //: | {{first}} | is in a table |
        }
        """
      try Data(text.utf8).write(to: source)
      var sentences = QuotingSentences(sources: [source, folder.appendingPathComponent("none.swift")])
      var records = ["first": "600"]
      #expect(sentences.complete { records[$0] } == ["The first took 600 steps.", "It took 600 each time."])
      #expect(sentences.complete { records[$0] } == [])
      records["second"] = "1,200"
      #expect(
        sentences.complete { records[$0] } == [
          "A second is another, of 1,200 steps.", "It was −log W₁ = 1,200.",
          "Of the two, 600 and 1,200, which is more?",
        ])
    }
  }

  @Test func aFullFolderIsNeverWrittenInto() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      let first = page { $0.print("first") }
      try run(first, RunOptions(out: out), in: folder)
      let before = try Data(contentsOf: out.appendingPathComponent("log.txt"))
      let text = message { try run(page { _ in Issue.record("ran") }, RunOptions(out: out), in: folder) }
      #expect(text.hasSuffix("holds files already, expected a new or an empty folder; name another"))
      // Whoever is sent to a run finds one there.
      try Data("state".utf8).write(to: out.appendingPathComponent("checkpoint.safetensors.zst"))
      #expect(
        message { try run(first, RunOptions(out: out), in: folder) }.hasSuffix(
          "name another, or go on with the run in it with --resume \(out.path)"))
      #expect(try Data(contentsOf: out.appendingPathComponent("log.txt")) == before)
    }
  }

  @Test func aFolderThatCannotBeMadeIsToldBeforeAnyWork() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      for out in [file, file.appendingPathComponent("below")] {
        let text = message { try run(page { _ in Issue.record("ran") }, RunOptions(out: out), in: folder) }
        #expect(text.hasPrefix("--out is '\(out.path)', which cannot be written, expected a folder"))
      }
    }
  }

  @Test func aResumedRunStaysInItsFolder() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      let interruption = Interruption()
      let training = page { page in
        page.print(page.resume == nil ? "begins" : "goes on")
        if page.resume == nil {
          try Data("state".utf8).write(to: page.checkpoint)
          interruption.request()
        }
        if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
      }
      let options = RunOptions(profile: .quick, seed: 9, out: out)
      let text = message {
        try run(training, options, arguments: ["--name", "a b"], in: folder, interruption: interruption)
      }
      #expect(
        text
          == "interrupted; go on with: swift run chapter 1 --name 'a b' --profile quick --seed 9 --resume \(out.path)")
      #expect(try Publication(contentsOf: out.appendingPathComponent("outputs.json")).outputs.count == 1)
      let result = try run(training, RunOptions(resume: out), in: folder)
      #expect(result.folder.path == out.path)
      let log = try String(contentsOf: out.appendingPathComponent("log.txt"), encoding: .utf8)
      #expect(log.contains("begins") && log.contains("goes on"))
    }
  }

  @Test func aResumedRunThatFailsLeavesTheOutputsThatAreThere() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      let first = page { page in
        page.print("worth keeping")
        try Data("state".utf8).write(to: page.checkpoint)
      }
      let kept = try run(first, RunOptions(out: out), in: folder).publication
      #expect(throws: CocoaError.self) {
        try run(page { _ in throw CocoaError(.fileReadCorruptFile) }, RunOptions(resume: out), in: folder)
      }
      #expect(try Publication(contentsOf: out.appendingPathComponent("outputs.json")) == kept)
    }
  }

  private struct Refusal: Error {}

  @Test func aRefusedResumeLeavesEveryByteAsItWas() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      func dot(_ shade: UInt8) -> Image { Image(width: 1, height: 1, channels: 3, pixels: [shade, 0, 0]) }
      let first = page { page in
        try page.show(dot(1), caption: "A dot")
        try Data("state".utf8).write(to: page.checkpoint)
      }
      try run(first, RunOptions(out: out), in: folder)
      func contents() throws -> [String: Data?] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: out.path)
        return Dictionary(
          uniqueKeysWithValues: names.map {
            ($0, FileManager.default.contents(atPath: out.appendingPathComponent($0).path))
          })
      }
      let before = try contents()
      #expect(throws: Refusal.self) {
        let refused = page { page in
          page.print("other options")
          try page.show(dot(2), caption: "A dot")
          throw Refusal()
        }
        try run(refused, RunOptions(resume: out), in: folder)
      }
      #expect(try contents() == before)

      // Once work has begun, what was held back is written, also if the run fails later.
      #expect(throws: Refusal.self) {
        let failing = page { page in
          try page.show(dot(3), caption: "A dot")
          page.progress("Work", total: 1) { _ in }
          #expect(try contents()["log.txt"] != before["log.txt"])
          throw Refusal()
        }
        try run(failing, RunOptions(resume: out), in: folder)
      }
      #expect(try contents()["figures/01-a-dot.png"] != before["figures/01-a-dot.png"])
      #expect(try contents()["outputs.json"] == before["outputs.json"])
    }
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      let first = page { page in
        try Data("state".utf8).write(to: page.checkpoint)
        for options in [RunOptions(out: out), RunOptions(resume: out)] {
          let second = silent.run(options)
          #expect(throws: FolderInUse.self) { try second.perform() }
        }
      }
      try run(first, RunOptions(out: out), in: folder)
      #expect(!FileManager.default.fileExists(atPath: out.appendingPathComponent("lock").path))
      try run(silent, RunOptions(resume: out), in: folder)
    }
  }

  /// A page that shows nothing.
  private var silent: TestPage { page { _ in } }

  @Test func aRunOfAnotherPageIsNotResumed() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("run")
      try run(page { try Data().write(to: $0.checkpoint) }, RunOptions(out: out), in: folder)
      let other = page("other") { _ in Issue.record("ran") }
      #expect(
        message { try run(other, RunOptions(resume: out), in: folder) }
          == "--resume is '\(out.path)', a run of the chapter test, expected one of the chapter other; "
          + "resume it with its own command")
      try FileManager.default.removeItem(at: out.appendingPathComponent("entry.txt"))
      #expect(
        message { try run(other, RunOptions(resume: out), in: folder) }
          .hasPrefix("--resume is '\(out.path)', a run of nobody knows which page, expected"))
    }
  }

  @Test func claimsAreCheckedFromTheirProfileOn() throws {
    try withTemporaryFolder { folder in
      let claiming = page { page in
        page.expect("always", true)
        page.expect("in standard", page.profile >= .standard, from: .standard)
        page.expect("in full", page.profile == .full, from: .full)
      }
      for (profile, checked) in [(Profile.quick, 1), (.standard, 2), (.full, 3)] {
        let publication = try run(claiming, RunOptions(profile: profile), in: folder).publication
        #expect(publication.checkedClaims == checked && publication.heldClaims == checked)
        #expect(publication.outputs.count == 3)
      }
      let untouched = page { page in
        page.expect(
          "expensive",
          {
            Issue.record("evaluated"); return false
          }(), from: .full)
      }
      try run(untouched, in: folder)
    }
  }

  @Test func aFailedClaimFailsTheRunWithItsPlace() throws {
    try withTemporaryFolder { folder in
      let line = #line + 4
      let claiming = page { page in
        page.expect("two is two", true)
        page.expect(
          "two is three", false)
        page.expect("three is four", false, file: "/book/Page.swift", line: 12)
        page.print("and it went on")
      }
      let out = folder.appendingPathComponent("run")
      let text = message { try run(claiming, RunOptions(out: out), in: folder) }
      #expect(text.hasPrefix("2 of 3 claims do not hold, expected all to: \"two is three\" ("))
      #expect(text.contains("NotebookRunTests.swift:\(line - 1)); \"three is four\" (/book/Page.swift:12)"))
      let publication = try Publication(contentsOf: out.appendingPathComponent("outputs.json"))
      #expect(publication.outputs.count == 4)
    }
  }

  @Test func aQuietRunPrintsOnlyWhereItsFilesAre() throws {
    try withTemporaryFolder { folder in
      let transcript = Transcript()
      let result = try run(page { $0.print("text") }, RunOptions(quiet: true), in: folder, transcript: transcript)
      #expect(transcript.text == "everything shown is in \(result.folder.readablePath)\n")
      let log = try String(contentsOf: result.folder.appendingPathComponent("log.txt"), encoding: .utf8)
      #expect(log.contains("  text\n"))
    }
  }
}

@Suite("Progress in the terminal")
struct NotebookProgressTests {
  @Test func nothingIsDrawnWhereNobodyWatches() throws {
    try withTemporaryFolder { folder in
      let transcript = Transcript()
      try run(
        page { page in
          page.progress("Work", total: 3) { bar in
            for _ in 0..<3 {
              bar.advance(
                ["loss": 1],
                preview: {
                  Issue.record("drawn")
                  return nil
                }())
            }
          }
        }, in: folder, transcript: transcript)
      #expect(!transcript.text.contains("Work"))
    }
  }

  @Test func theBarSaysRateTimeLeftAndNumbers() {
    let transcript = Transcript()
    var now = 0.0
    let bar = ProgressBar(
      "Work", total: 2_000, done: 999, terminal: transcript.terminal(isWatched: true), clock: { now })
    bar.advance()
    now = 0.05
    bar.advance()
    now = 10
    bar.advance(by: 98, ["D": 0.6931, "G": 12], message: "epoch 3")
    bar.finish()
    let lines = transcript.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].contains("1,000/2,000") && !lines[0].contains("left"))
    #expect(lines[1].hasPrefix("\u{1B}[1A\r\u{1B}[J  Work  ━"))
    #expect(lines[1].hasSuffix("1,099/2,000  10.0/s  1:31 left  D 0.693  G 12.0  epoch 3"))
    #expect(lines[2].hasSuffix("Work: stopped at 1,099 of 2,000, 10 s"))
  }

  @Test func theBarFitsEveryTerminal() {
    for columns in [0, 1, 2, 3, 4, 5, 9, 20, 40, 60, 100] {
      for rows in [0, 1, 2, 3, 24] {
        var text = ""
        let terminal = Terminal(isInteractive: true, usesColour: true, columns: columns, rows: rows) { text += $0 }
        var now = 0.0
        let bar = ProgressBar("Training, 32 × 32", total: nil, done: 0, terminal: terminal, clock: { now })
        let image = Image(width: 8, height: 8, channels: 3, pixels: [UInt8](repeating: 9, count: 192))
        bar.advance(["D": 0.6931], message: "distance 12.3 at best", preview: image)
        #expect(!text.contains("left") && !text.contains("1/1"))
        now = 3600
        bar.expect(total: 2_000_000)
        bar.advance(by: 1000, ["D": 0.6931, "G": 12], message: "distance 12.3 at best", preview: image)
        terminal.print("a line")
        terminal.say("  words that are longer than some terminals are wide  swift run draw 'runs/a folder'")
        bar.finish()
        for line in TextStyle.stripped(text.replacing(#/\u{1B}\[\d*[AJ]/#, with: "\r")).split(separator: "\n")
        where line.contains("Training, 32") && !line.contains("stopped") {
          #expect(line.split(separator: "\r").allSatisfy { $0.count < max(columns, 2) }, "\(columns) columns: \(line)")
        }
        // A status that is higher than the screen could not be cleared.
        let heights = text.matches(of: #/\u{1B}\[(\d+)A/#).compactMap { Int($0.output.1) }
        #expect(heights.allSatisfy { $0 <= max(rows - 2, 0) })
      }
    }
  }

  @Test func numbersAreShownWholeOrNotAtAll() {
    var text = ""
    let terminal = Terminal(isInteractive: true, usesColour: false, columns: 60) { text += $0 }
    var now = 0.0
    let bar = ProgressBar("Training, 32 × 32", total: 20_000, done: 0, terminal: terminal, clock: { now })
    now = 10
    bar.advance(by: 100, ["D": 0.6931, "G": 1.234], message: "distance 12.3 at best")
    #expect(text == "  Training, 32 × 32  ──────  100/20,000  10.0/s  33:10 left\n")
  }

  @Test func sentencesAreBrokenBetweenWordsAndCommandsCanBePasted() {
    var text = ""
    let terminal = Terminal(isInteractive: true, usesColour: false, columns: 30) { text += $0 }
    terminal.say("  a sentence that is longer than the line\u{1B}[2J  swift run train --resume runs/train/a-long-name")
    #expect(
      text
        == "  a sentence that is longer\n  than the line\\u{1B}[2J\n"
        + "    swift run train \\\n      --resume \\\n      runs/train/a-long-name\n")
    text = ""
    terminal.say("interrupted; go on with: swift run chapter 5 --resume 'runs/a folder of mine'")
    #expect(
      text
        == "interrupted; go on with:\n  swift run chapter 5 \\\n    --resume \\\n    'runs/a folder of mine'\n")
    text = ""
    Terminal(isInteractive: false, usesColour: false, columns: 10) { text += $0 }.say(
      "a line stays a line where nobody watches")
    #expect(text == "a line stays a line where nobody watches\n")
  }

  @Test func whatIsPrintedStaysAboveTheStatus() {
    let transcript = Transcript()
    let terminal = transcript.terminal(isWatched: true)
    terminal.show(status: ["one", "two"])
    terminal.print("text")
    terminal.show(status: [])
    terminal.print("end")
    let eraser = "\u{1B}[2A\r\u{1B}[J"
    #expect(transcript.text == "one\ntwo\n\(eraser)text\none\ntwo\n\(eraser)end\n")
  }

  @Test func coloursAreLeftOutWhereTheyAreNotWanted() {
    for usesColour in [true, false] {
      let transcript = Transcript()
      let terminal = transcript.terminal(isWatched: true, usesColour: usesColour)
      terminal.print(TextStyle.bold("text"))
      #expect(transcript.text == (usesColour ? "\u{1B}[1mtext\u{1B}[0m\n" : "text\n"))
      #expect(terminal.preview(FixturePage.picture, columns: 8).isEmpty != usesColour)
    }
  }
}
