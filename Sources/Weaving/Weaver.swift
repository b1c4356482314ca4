import Foundation
import Notebook
import Store

/// Publishes pages and checks that what is published is what the source says.
///
/// Running and weaving are apart. A run that is published leaves `outputs.json` and its figures beside the source; the
/// page is made from the source and these, so prose can be edited, and woven again, without a run.
public struct Weaver: Sendable {
  let shelf: [Contents]
  let appendices: [Appendix]

  /// A weaver for chapters, answers, or both, and the pages that go with them.
  public init(_ shelf: [Contents], appendices: [Appendix] = []) {
    self.shelf = shelf
    self.appendices = appendices
  }

  /// The book's pages as its README lists them.
  public static func shelf(
    chapters: [any BookPage.Type], questions: [any BookPage.Type], furtherPages: [any BookPage.Type]
  ) -> [Contents] {
    [
      Contents(of: chapters, kind: "chapter", title: "Chapters"),
      Contents(of: questions, kind: "answer", title: "Short answers"),
      Contents(of: furtherPages, kind: "page", title: "Deeper pages"),
    ]
  }

  /// The entries that are asked for: chapters by number, answers by name, for some are called alike; `all` stands for
  /// every one.
  ///
  /// - Throws: ``UsageError`` when a number or name belongs to none.
  public func entries(_ texts: [String]) throws -> [Entry] {
    let all = shelf.flatMap(\.entries)
    if texts.contains("all") { return all }
    return try texts.map { text in
      if let entry = all.first(where: { $0.argument == text }) { return entry }
      let known = all.map(\.argument) + ["all"]
      let chapters = all.filter { $0.number != nil }
      let meant =
        known.nearest(to: text)
        ?? chapters.map(\.name).nearest(to: text).flatMap { name in chapters.first { $0.name == name }?.argument }
      throw UsageError(
        "no page is called '\(text)'\(meant.map { ", perhaps '\($0)' is meant" } ?? ""), expected one of "
          + "\(known.joined(separator: ", ")); a chapter goes by its number")
    }
  }

  // MARK: - Making pages

  /// Makes a run and publishes what comes out: `outputs.json`, the figures, and the page, all of them or none.
  ///
  /// - Throws: What ``Run/perform()`` throws, before anything is published; ``PageError`` when an output cannot be
  ///   placed on the page, or the prose quotes what was not recorded.
  public func publish(_ run: Run) throws {
    let entry = run.entry
    let sources = try sources(of: entry)
    var run = run
    run.isPublishing = true
    let result = try run.perform()
    let publication = try anchored(result.publication, in: sources)
    var files = FileSet(in: entry.folder)
    for old in try publishedFigures(of: entry) { files.remove("figures/\(old)") }
    for name in publication.figures.flatMap(\.fileNames) {
      files.set("figures/\(name)", try Data(contentsOf: result.folder.appendingPathComponent("figures/\(name)")))
    }
    files.set(entry.publication.lastPathComponent, try publication.encoded())
    for woven in try woven(entry, publication, Survey(shelf)) { files.set(woven.place.lastPathComponent, woven.bytes) }
    try files.write()
  }

  /// Writes into the folder of an entry, which nobody else does meanwhile; first completes what a weaver that was killed
  /// had begun to publish there.
  @discardableResult
  func writing<Result>(for entry: Entry, _ body: () throws -> Result) throws -> Result {
    let lock = try FolderLock(entry.folder)
    return try withExtendedLifetime(lock) {
      try FileSet.finish(in: entry.folder)
      return try body()
    }
  }

  /// Makes a page anew, and its notebook, from its source and its published outputs, without a run.
  ///
  /// - Throws: ``PageError`` when the code has changed since it was run, or the prose quotes what was not recorded.
  public func weave(_ entry: Entry) throws { try weave(entry, Survey(shelf)) }

  /// Makes a page anew; see ``weave(_:)``.
  func weave(_ entry: Entry, _ survey: Survey) throws {
    try woven(entry, Publication(contentsOf: entry.publication), survey).forEach { try $0.write() }
  }

  private func sources(of entry: Entry) throws -> [PageSource] {
    try entry.sources.map(PageSource.init(contentsOf:))
  }

  /// The pieces of an entry's page, from its source and its published outputs.
  func pieces(of entry: Entry, _ publication: Publication, _ survey: Survey) throws -> [WovenPage.Piece] {
    let links = SourceLinks(files: survey.files, folder: entry.folder)
    return try WovenPage(
      sources: try sources(of: entry), publication: publication, links: links,
      unshown: survey.shown(entry)?.unshown ?? [:], bibliography: survey.bibliography
    ).pieces()
  }

  /// What an entry's woven files hold: its page and its notebook.
  private func woven(_ entry: Entry, _ publication: Publication, _ survey: Survey) throws -> [WovenFile] {
    let pieces = try pieces(of: entry, publication, survey)
    let frame = Frame(entry: entry, publication: publication, shelf: shelf, appendices: appendices)
    return [
      WovenFile(place: entry.page, bytes: Data(frame.page(of: pieces).utf8)),
      WovenFile(place: entry.notebook, bytes: try frame.notebook(of: pieces).data),
    ]
  }

  /// The publication with its outputs tied to lines of code rather than lines of the file.
  private func anchored(_ publication: Publication, in sources: [PageSource]) throws -> Publication {
    var publication = publication
    publication.code = WovenPage.hash(of: sources)
    publication.outputs = try publication.outputs.map { output in
      guard let line = sources.first(where: { $0.name == output.file })?.codeLine(at: output.line) else {
        throw PageError(
          "\(output.file):\(output.line) put out a \(output.kind), but is not on the page; "
            + "pass file and line on from the function that calls it")
      }
      var moved = output
      moved.line = line
      return moved
    }
    return publication
  }

  /// The files in the folder of figures that are this entry's, by their names.
  private func publishedFigures(of entry: Entry) throws -> [String] {
    guard entry.figures.isFolder else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: entry.figures.path)
      .filter { $0.hasPrefix(entry.prefix) && !$0.hasPrefix(".") }.sorted()
  }

  // MARK: - Checking pages

  /// What is wrong with a published page, without running it: whether its bytes are what source and outputs give,
  /// whether the code is the code that was run, whether its figures are there and no others, and whether the types that
  /// it uses have been introduced.
  public func check(_ entry: Entry) -> [String] {
    do {
      return check(entry, try Survey(shelf))
    } catch {
      return ["\(entry.heading): \(error.reason)"]
    }
  }

  /// What is wrong with a published page; see ``check(_:)``.
  func check(_ entry: Entry, _ survey: Survey) -> [String] {
    do {
      let publication = try Publication(contentsOf: entry.publication)
      var problems = try woven(entry, publication, survey).compactMap { file in
        file.difference.map { "\($0); `swift run weave --prose \(entry.argument)` makes it anew" }
      }
      if publication.arguments != entry.publishedWith {
        problems.append(
          "\(entry.heading): published with \(publication.arguments), expected \(entry.publishedWith); "
            + "`swift run weave \(entry.argument)` publishes the page anew")
      }
      let shown = publication.figures.flatMap(\.fileNames)
      let present = try publishedFigures(of: entry)
      for name in Set(shown).symmetricDifference(present).sorted() {
        let file = entry.figures.appendingPathComponent(name).readablePath
        let what = present.contains(name) ? "no output of the page's run" : "missing, though the page shows it"
        problems.append("\(file): \(what); `swift run weave \(entry.argument)` publishes the page anew")
      }
      if FileSet.isUnfinished(in: entry.folder) {
        problems.append(
          "\(entry.heading): its publication was broken off; `swift run weave --prose \(entry.argument)` completes it")
      }
      return problems + (survey.shown(entry)?.problems ?? [])
    } catch {
      return ["\(entry.heading): \(error.reason)"]
    }
  }

  /// What comes out differently when a published page is run again: outputs in another order or of another kind, or
  /// records off by more than their tolerance. Figures, words and times are not compared.
  ///
  /// - Parameter run: A run with the choices that the page was published with.
  /// - Throws: What ``Run/perform()`` throws.
  public func verify(_ run: Run) throws -> [String] {
    let entry = run.entry
    let published = try Publication(contentsOf: entry.publication)
    let sources = try sources(of: entry)
    guard published.code == WovenPage.hash(of: sources) else {
      return ["\(entry.heading): the code is not the code that was run; publish the page anew"]
    }
    let again = try anchored(try run.perform().publication, in: sources)
    return published.differences(to: again).map { "\(entry.heading): \($0)" }
  }
}

extension Publication {
  /// What another run of the same page put out differently, beyond what may differ.
  func differences(to other: Publication) -> [String] {
    var differences: [String] = []
    if data != other.data {
      differences.append("ran on \(other.data?.title ?? "no data set"), published on \(data?.title ?? "no data set")")
    }
    if outputs.count != other.outputs.count {
      differences.append("\(other.outputs.count) outputs, published with \(outputs.count)")
    }
    for (published, found) in zip(outputs, other.outputs)
    where (published.kind, published.file, published.line) != (found.kind, found.file, found.line) {
      differences.append(
        "a \(found.kind) from line \(found.line) of \(found.file)'s code, "
          + "published as a \(published.kind) from line \(published.line)")
    }
    for name in Set(records.keys).union(other.records.keys).sorted() {
      switch (records[name], other.records[name]) {
      case (let published?, let found?):
        guard !published.agrees(with: found) else { continue }
        differences.append(
          "\(name) is \(found.exact), published as \(published.exact), which may be off by \(published.tolerance)")
      case (nil, _): differences.append("\(name) is recorded, published without it")
      case (_, nil): differences.append("\(name) is not recorded, published with it")
      }
    }
    return differences
  }
}

extension Record {
  /// The record with all its digits.
  fileprivate var exact: String { value.map { "\($0)" } ?? "\"\(shown)\"" }
}
