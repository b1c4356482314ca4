import ArgumentParser
import Notebook

/// What `swift run weave` does instead of running pages and publishing them.
public enum WeaveMode: String, EnumerableFlag {
  case check
  case verify
  case prose

  /// What a mode does, for the help of the command.
  public static func help(for mode: WeaveMode) -> ArgumentHelp? {
    switch mode {
    case .check: "Run nothing; hold every page against its source, its outputs and its figures."
    case .verify: "Run again and hold outputs and numbers against the published ones."
    case .prose: "Run nothing; weave the pages anew after an edit of their prose."
    }
  }
}

extension Weaver {
  /// What `swift run weave` does to some of the book's pages.
  ///
  /// - Parameters:
  ///   - names: What readers call the pages by; none stands for all where nothing is run for publishing.
  ///   - book: All pages.
  ///   - arguments: What is chosen about runs. A verifying run takes its profile and its seed from what is published.
  /// - Throws: ``UsageError`` for arguments that make no sense, ``PagesDiffer`` when a check fails, and what publishing
  ///   throws.
  public func run(
    _ mode: WeaveMode?, _ names: [String], of book: [any BookPage.Type], _ arguments: RunArguments
  ) throws {
    guard mode != nil || !names.isEmpty else {
      throw UsageError("no page is named, expected a number, a name or all; for example `swift run weave 5`")
    }
    let entries = try entries(names.isEmpty ? ["all"] : names)
    var problems: [String] = []
    let survey = try Survey(shelf)
    for entry in entries {
      func run(arguments words: [String], options: RunOptions, command: [String]) throws -> Run {
        guard let type = book.first(where: { $0.entry.page == entry.page }) else {
          throw UsageError("\(entry.heading) is none of the pages that can be run; add it to the book's pages")
        }
        let page = try type.parsed(words)
        return Run(
          of: entry, options: options, arguments: words, command: command, interruption: .byUser, show: page.show)
      }
      switch mode {
      case nil:
        let options = try arguments.options(for: entry)
        try writing(for: entry) {
          try publish(run(arguments: entry.publishedWith, options: options, command: ["weave", entry.argument]))
        }
        print("published \(entry.page.readablePath)")
      case .prose:
        try writing(for: entry) { try weave(entry, survey) }
        print("woven \(entry.page.readablePath)")
      case .check: problems += check(entry, survey)
      case .verify:
        let published = try Publication(contentsOf: entry.publication)
        var options = try arguments.options(for: entry)
        (options.profile, options.seed) = (published.profile, published.seed)
        problems += try verify(
          run(arguments: published.arguments, options: options, command: ["weave", "--verify", entry.argument]))
      }
    }
    if mode == nil || mode == .prose { try weaveCommon(survey) }
    if mode == .check { problems += checkCommon(survey) }
    problems.forEach { print($0) }
    if !problems.isEmpty { throw PagesDiffer(problems: problems.count) }
    if mode == .check || mode == .verify { print("\(entries.count) of \(entries.count) pages as published") }
  }
}

extension BookPage {
  /// The page with the options that it was published with.
  fileprivate static func parsed(_ words: [String]) throws -> Self {
    do {
      return try parse(words)
    } catch {
      throw UsageError(
        "\(entry.heading) is published with '\(words.joined(separator: " "))', but its command does not take that "
          + "(\(message(for: error))); correct publishedWith in its entry, or publish it anew")
    }
  }
}

/// Published pages are not what their sources say.
public struct PagesDiffer: Error, CustomStringConvertible, Sendable {
  let problems: Int

  /// How many differences there are, in one line.
  public var description: String {
    "\(problems) \(problems == 1 ? "difference" : "differences") found, expected none; see the lines above"
  }
}
