import ArgumentParser

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
  /// What `swift run weave` does.
  ///
  /// - Throws: ``UsageError`` for arguments that make no sense, ``PagesDiffer`` when a check fails, and what publishing
  ///   throws.
  public func run(_ mode: WeaveMode?, _ pages: [String], _ arguments: PageArguments) throws {
    guard mode != nil || !pages.isEmpty else {
      throw UsageError("no page is named, expected a number, a name or all; for example `swift run weave 5`")
    }
    let entries = try entries(pages.isEmpty ? ["all"] : pages)
    let options = try entries.map { try arguments.options(for: $0) }
    var problems: [String] = []
    for (entry, options) in zip(entries, options) {
      switch mode {
      case nil:
        try publish(entry, options: options, interruption: .byUser)
        print("published \(entry.page.readablePath)")
      case .prose:
        try weave(entry)
        print("woven \(entry.page.readablePath)")
      case .check: problems += check(entry)
      case .verify: problems += try verify(entry, options: options, interruption: .byUser)
      }
    }
    if mode == nil || mode == .prose { try weaveCommon() }
    if mode == .check { problems += checkCommon() }
    problems.forEach { print($0) }
    if !problems.isEmpty { throw PagesDiffer(problems: problems.count) }
    if mode == .check || mode == .verify { print("\(entries.count) of \(entries.count) pages as published") }
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
