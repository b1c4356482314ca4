import ArgumentParser

/// A chapter or an answer: a command of its own, whose options are those of its page.
///
/// A page is a struct with an entry, its own options, the arguments of every page, and a function that shows it:
///
/// ```swift
/// struct TrainingChapter: BookPage {
///   static let entry = Entry(number: 5, name: "training", …)
///   @Option(help: "The generator to train.") var generator = GeneratorChoice.enhanced
///   @OptionGroup var common: RunArguments
///   func show(on page: Page) throws { try trainingChapter(page, self) }
/// }
/// ```
public protocol BookPage: ParsableCommand {
  /// What the table of contents says about it, where its source lies, and what is published.
  static var entry: Entry { get }
  /// The arguments that every page takes, as an option group.
  var common: RunArguments { get }
  /// Puts everything on the page.
  func show(on page: Page) throws
}

extension BookPage {
  /// The command's name is what readers type: a chapter's number, or its name; an answer's name.
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: entry.argument, abstract: "\(entry.heading): \(entry.summary).",
      aliases: entry.number == nil ? [] : [entry.name])
  }

  /// Runs the page as its reader asked.
  ///
  /// - Throws: ``UsageError`` when the run that is to go on is not there, and what ``Run/perform()`` throws.
  public func run() throws {
    let own = RunArguments.others(in: Command.words.dropFirst())
    try Run(
      of: Self.entry, options: try common.options(for: Self.entry), arguments: own,
      command: [Self.entry.kind, Self._commandName] + own, interruption: .byUser, show: show
    ).perform()
  }
}
