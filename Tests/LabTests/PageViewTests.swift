import Chapters
import Foundation
import Lab
import Notebook
import Store
import TestSupport
import Testing
import Weaving

@testable import LabServer

@Suite("Pages in the lab") struct PageViewTests {
  private func text(_ reply: Reply?) throws -> String {
    guard case .text(let text)? = reply else { throw LabError.unknownMessage("no text") }
    return text
  }

  private static let pages: [String] =
    (1...7).map { "chapter \($0)" } + ["answer minimax", "answer mode-collapse", "answer metrics"]

  @Test("a page is shown with all that was published", arguments: pages)
  func opens(_ name: String) throws {
    let view = PageView(Programs(folder: URL(fileURLWithPath: "/"), package: nil)) { _ in }
    let opened = try text(view.take("open \(name)"))
    struct Opened: Decodable {
      struct Piece: Decodable { let kind, text: String, outputs: [Output] }
      struct Page: Decodable { let heading: String, isChanged: Bool, pieces: [Piece] }
      struct Option: Decodable { let name: String }
      let page: Page, options: [Option]
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let page = try decoder.decode(Opened.self, from: Data(opened.utf8))
    let entry = try #require(
      (chapters.map { $0.entry }).first { "chapter \($0.argument)" == name }
        ?? (name.hasPrefix("answer") ? chapters[0].entry : nil))
    if name.hasPrefix("chapter") {
      let publication = try Publication(contentsOf: entry.publication)
      // A page that was edited and not yet published has nothing that was put out.
      #expect(
        page.page.pieces.flatMap(\.outputs).count == (page.page.isChanged ? 0 : publication.outputs.count))
    }
    #expect(page.page.pieces.contains { $0.kind == "prose" && $0.text.hasPrefix("# ") })
    #expect(Set(page.options.map(\.name)).isSuperset(of: ["profile", "seed", "fresh"]))
    #expect(Set(page.options.map(\.name)).isDisjoint(with: ["out", "resume", "quiet", "events", "help"]))
  }

  /// An event as a run of chapter 4 tells it: a claim from the first line that claims something, and its cell.
  private func claim() throws -> (line: String, code: String) {
    let entry = try #require(chapters.first { $0.entry.number == 4 }).entry
    for file in entry.sources {
      let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      guard let index = lines.firstIndex(where: { $0.contains("page.expect(") }) else { continue }
      let line =
        #"{"output":{"_0":{"claim":{"text":"it's so","profile":"quick","held":true},"file":"NAME","line":LINE}}}"#
        .replacing("NAME", with: file.lastPathComponent).replacing("LINE", with: "\(index + 1)")
      return (line + "\n", lines[index].trimmingCharacters(in: .whitespaces))
    }
    throw LabError.unknownMessage("chapter 4 claims nothing")
  }

  @Test func whatARunPutsOutComesToItsPlace() throws {
    try withTemporaryFolder { folder in
      let (line, code) = try claim()
      let run = folder.appendingPathComponent("run")
      try FileManager.default.createDirectory(
        at: run.appendingPathComponent("figures"), withIntermediateDirectories: true)
      try Data("<svg/>".utf8).write(to: run.appendingPathComponent("figures/01-a.svg"))
      try Data("secret".utf8).write(to: folder.appendingPathComponent("b.svg"))
      func figure(_ name: String) -> String {
        #"{"output":{"_0":{"figure":{"name":"NAME","caption":"c","alternative":"a"},"file":"None.swift","line":1}}}"#
          .replacing("NAME", with: name) + "\n"
      }
      let events = [
        String(decoding: PageEvent.begin(folder: run.path).line, as: UTF8.self), line, figure("01-a.svg"),
        figure("../../b.svg"), "a line of its own\n",
        String(decoding: PageEvent.end(seconds: 1, checked: 1, held: 1).line, as: UTF8.self),
      ].joined()
      try Data(events.utf8).write(to: folder.appendingPathComponent("events"))
      let programs = try makePrograms(["chapter": "echo \"$@\"; cat \"$(dirname \"$0\")/events\""], in: folder)
      let sent = Sent()
      let view = PageView(programs) { sent.take($0) }
      let opened = try text(view.take("open chapter 4"))
      #expect(try view.take(#"run [["profile","quick"],["fresh"]]"#) == nil)
      #expect(sent.wait(for: "\"ended\""))
      let all = sent.all
      #expect(all.contains { $0.contains("4 --profile=quick --fresh --events") })
      #expect(all.contains { $0.contains("a line of its own") && $0.contains("\"line\"") })
      #expect(all.contains { $0.contains("data:image/svg+xml;base64,\(Data("<svg/>".utf8).base64EncodedString())") })
      #expect(!all.contains { $0.contains(Data("secret".utf8).base64EncodedString()) })
      // The place is that of the cell with the line.
      let told = try #require(all.first { $0.contains("it's so") })
      struct Told: Decodable { let place: Int }
      struct Opened: Decodable {
        struct Piece: Decodable { let text: String }
        struct Page: Decodable { let pieces: [Piece] }
        let page: Page
      }
      let place = try JSONDecoder().decode(Told.self, from: Data(told.utf8)).place
      let pieces = try JSONDecoder().decode(Opened.self, from: Data(opened.utf8)).page.pieces
      #expect(pieces[place].text.contains(code))
    }
  }

  @Test func aRunIsStoppedByAnInterrupt() throws {
    try withTemporaryFolder { folder in
      let script = "trap 'echo saved; exit 130' INT; echo going; while :; do sleep 0.05; done"
      let programs = try makePrograms(["chapter": script], in: folder)
      let sent = Sent()
      let view = PageView(programs) { sent.take($0) }
      #expect(throws: LabError.self) { try view.take("run []") }
      _ = try view.take("open chapter 1")
      _ = try view.take("run []")
      #expect(sent.wait(for: "going"))
      #expect(throws: PageIsRunning.self) { try view.take("run []") }
      #expect(throws: PageIsRunning.self) { try view.take("open chapter 2") }
      _ = try view.take("stop")
      #expect(sent.wait(for: "\"status\":130"))
      #expect(sent.all.contains { $0.contains("saved") })
      // Whoever closes the page stops the run too.
      _ = try view.take("run []")
      view.end()
      for _ in 0..<1500 where sent.all.count(where: { $0.contains("\"ended\"") }) < 2 { usleep(20_000) }
      #expect(sent.all.count { $0.contains("\"ended\"") } == 2)
    }
  }

  @Test(
    "no option reaches what it may not",
    arguments: [
      #"[["out","/elsewhere"]]"#, #"[["--profile","quick"]]"#, #"[["profile","quick --out=x"]]"#, #"[["profile"]]"#,
      #"[["fresh","1"]]"#, #"[["seed","1\n2"]]"#, #"[["events"]]"#, #"[[]]"#, #"{"profile":"quick"}"#, "nonsense",
      #"[["resume","latest"]]"#,
    ])
  func options(_ choices: String) throws {
    try withTemporaryFolder { folder in
      let view = PageView(try makePrograms(["chapter": "exit 0"], in: folder)) { _ in }
      _ = try view.take("open chapter 4")
      #expect(throws: LabError.self) { try view.take("run \(choices)") }
    }
  }

  @Test(
    "no name leads elsewhere",
    arguments: ["chapter 9", "chapter", "../chapter 4", "chapter 4/..", "answer /etc/passwd"])
  func names(_ name: String) {
    let view = PageView(Programs(folder: URL(fileURLWithPath: "/"), package: nil)) { _ in }
    #expect(throws: LabError.self) { try view.take("open \(name)") }
  }

  @Test func publishedFiguresAreServedAndNothingElse() throws {
    let client = try LabClient()
    let publication = try Publication(
      contentsOf: try #require(chapters.first { $0.entry.number == 4 }).entry.publication)
    let name = try #require(publication.figures.first).name
    let found = try client.get("/figures/chapter/4/\(name)", client.headers)
    #expect(found.status == 200 && found.text.contains("image/svg+xml"))
    for target in [
      "/figures/chapter/4/../outputs.json", "/figures/chapter/4/outputs.json", "/figures/chapter/5/\(name)",
      "/figures/chapter/4/figures/\(name)", "/figures/../4/\(name)", "/figures/chapter/4/%2e%2e%2foutputs.json",
      "/figures/chapter/4", "/figures/answer/4/\(name)",
    ] {
      #expect(try client.get(target, client.headers).status == 404, "\(target)")
    }
  }

  @Test func anEventIsOneLine() throws {
    let record = try JSONDecoder().decode(
      Record.self, from: Data(#"{"value":2,"tolerance":0,"shown":"two\nlines"}"#.utf8))
    let events: [PageEvent] = [
      .begin(folder: "runs/a"), .note("a\nb"), .record(name: "n", record: record),
      .progress(title: "t", done: 1, total: nil, values: ["D": "0.5"]), .end(seconds: .infinity, checked: 2, held: 1),
    ]
    for event in events {
      let line = String(decoding: event.line, as: UTF8.self)
      #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { $0 != "\n" })
      #expect(PageEvent(line: String(line.dropLast())) == event)
    }
    #expect(PageEvent(line: "Training, 32 × 32") == nil && PageEvent(line: "{\"other\":1}") == nil)
  }

  @Test func aProgramIsStaleWhenASourceIsNewer() throws {
    try withTemporaryFolder { root in
      let binaries = root.appendingPathComponent(".build/debug")
      for folder in [binaries, root.appendingPathComponent("Sources/A"), root.appendingPathComponent("chapters")] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      let programs = Programs(folder: binaries, package: root)
      #expect(programs.isStale("chapter"))
      let source = root.appendingPathComponent("Sources/A/A.swift")
      for (file, age) in [
        (source, 20.0), (root.appendingPathComponent("Package.swift"), 20), (programs.binary("chapter"), 10),
      ] {
        try Data().write(to: file)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: file.path)
      }
      #expect(!programs.isStale("chapter"))
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: source.path)
      #expect(programs.isStale("chapter"))
      #expect(programs.build("chapter").arguments.starts(with: ["swift", "build", "--product", "chapter"]))
      #expect(!Programs(folder: binaries, package: nil).isStale("chapter"))
    }
  }
}
