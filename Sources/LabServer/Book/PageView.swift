import Answers
import ArgumentParser
import Chapters
import Foundation
import Lab
import Notebook
import Store
import Weaving

/// A conversation about the pages of the book, and runs of them.
///
/// | message | what it is answered with |
/// |---|---|
/// | `contents` | the chapters and answers |
/// | `open chapter 4`, `open answer minimax` | the page with all that was published, and its options; later messages are about it |
/// | `run OPTIONS` | the page is run with these options, a JSON list of names and values; what it puts out follows as it comes |
/// | `stop` | the run is asked to stop after its step |
///
/// A run is a process of its own. One belongs to the page that started it, and is asked to stop when the page is closed.
final class PageView: Conversation {
  private let programs: Programs
  private let send: @Sendable (Reply) -> Void
  private var page: (entry: Entry, live: LivePage, options: [String: PageOption])?
  private var job: Job?
  var threads: Int? { 1 }

  /// The most bytes of a figure.
  private static let largestFigure = 32 << 20
  private static let pages = chapters + answers
  private static let weaver = Weaver(
    Weaver.shelf(chapters: chapters, questions: questions, furtherPages: furtherPages))

  /// A conversation about the pages.
  init(_ programs: Programs, send: @escaping @Sendable (Reply) -> Void) {
    (self.programs, self.send) = (programs, send)
  }

  /// Takes a message of the page.
  ///
  /// - Throws: `LabError`, and what is wrong with the page.
  func take(_ message: String) throws -> Reply? {
    let words = message.split(separator: " ", maxSplits: 1).map(String.init)
    switch (words.first, words.count) {
    case ("contents", 1): return Self.contents
    case ("open", 2): return try open(words[1])
    case ("run", _): return try run(words.count == 2 ? words[1] : "[]")
    case ("stop", 1):
      job?.interrupt()
      return nil
    default: throw LabError.unknownMessage(message)
    }
  }

  /// Nobody reads on.
  func end() { job?.interrupt() }

  // MARK: - Reading

  private static var contents: Reply {
    struct Contents: Encodable {
      struct Page: Encodable { let kind, argument, heading, summary, duration: String }
      let to = "contents", pages: [Page]
    }
    return .json(
      Contents(
        pages: pages.map { page in
          let entry = page.entry
          return Contents.Page(
            kind: entry.kind, argument: entry.argument, heading: entry.heading, summary: entry.summary,
            duration: entry.duration)
        }))
  }

  private func open(_ words: String) throws -> Reply {
    guard let page = Self.pages.first(where: { "\($0.entry.kind) \($0.entry.argument)" == words }) else {
      let known = Self.pages.map { "\($0.entry.kind) \($0.entry.argument)" }.joined(separator: ", ")
      throw LabError.value(option: "page", found: words, expected: "one of \(known)")
    }
    guard job?.isOver ?? true else { throw PageIsRunning() }
    let live = try Self.weaver.live(page.entry)
    let options = PageOption.all(of: page)
    self.page = (page.entry, live, Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) }))
    struct Opened: Encodable { let to = "open", page: LivePage, options: [PageOption] }
    return .json(Opened(page: live, options: options))
  }

  /// A figure of a page's published run, by the page's kind and name and the file's; `nil` if the page has none of it.
  static func figure(_ kind: some StringProtocol, _ argument: some StringProtocol, _ name: String)
    -> (bytes: [UInt8], type: String)?
  {
    guard let entry = pages.map({ $0.entry }).first(where: { $0.kind == kind && $0.argument == argument }),
      let publication = try? Publication(contentsOf: entry.publication),
      publication.figures.contains(where: { $0.name == name }),
      let bytes = try? RunFiles.read(entry.figures.appendingPathComponent(name), atMost: largestFigure)
    else { return nil }
    return (bytes, type(of: name))
  }

  private static func type(of figure: String) -> String {
    switch (figure as NSString).pathExtension {
    case "svg": "image/svg+xml"
    case "gif": "image/gif"
    default: "image/png"
    }
  }

  // MARK: - Running

  private struct Told: Encodable {
    let to: String
    var event: PageEvent?
    var place: Int?
    var picture: String?
    var line: String?
    var status: Int32?
  }

  private func run(_ choices: String) throws -> Reply? {
    guard let page else { throw LabError.value(option: "page", found: "", expected: "one that was opened before") }
    guard job?.isOver ?? true else { throw PageIsRunning() }
    let words = try PageOption.words(choices, page.options)
    let (send, live) = (send, page.live)
    let folder = Folder()
    // A page that was edited is shown as it is now, and then run.
    job = Job(page.entry.kind, [page.entry.argument] + words + ["--events"], of: programs) { news in
      switch news {
      case .building: send(.json(Told(to: "building")))
      case .begun: send(.json(Told(to: "begun")))
      case .complaint(let text): send(.json(Told(to: "line", line: text.shown.shortened(to: 2000))))
      case .ended(let status): send(.json(Told(to: "ended", status: status)))
      case .line(let line):
        guard let event = PageEvent(line: line) else {
          return send(.json(Told(to: "line", line: line.shown.shortened(to: 2000))))
        }
        var told = Told(to: "event", event: event)
        switch event {
        case .begin(let path): folder.url = URL(fileURLWithPath: path)
        case .output(let output):
          told.place = live.place(of: output)
          if case .figure(let figure) = output.content { told.picture = Self.picture(figure.name, in: folder.url) }
        default: break
        }
        send(.json(told))
      }
    }
    return nil
  }

  /// Where a run leaves its files. Only the thread that reads its words touches it.
  private final class Folder: @unchecked Sendable { var url: URL? }

  /// A figure of a run as an address that holds it all.
  private static func picture(_ name: String, in folder: URL?) -> String? {
    // A name is one file's, in the folder that the run itself made.
    guard let folder, !name.contains("/"),
      let bytes = try? RunFiles.read(
        folder.appendingPathComponent("figures").appendingPathComponent(name), atMost: largestFigure)
    else { return nil }
    return "data:\(type(of: name));base64,\(Data(bytes).base64EncodedString())"
  }
}

/// A page is being run, and only one run of a page's reader goes at a time.
struct PageIsRunning: Error, CustomStringConvertible {
  let description = "a run is going on; stop it first"
}
