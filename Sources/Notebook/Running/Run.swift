import Engine
import Pictures
import Foundation
import Store

/// One run of a chapter or an answer, from its options to its outputs.
public struct Run {
  package let entry: Entry
  /// Whether what the run computes goes into the page's caches.
  package var isPublishing = false
  private let options: RunOptions
  private let arguments: [String]
  private let command: [String]
  private let terminal: Terminal
  private let interruption: Interruption
  private let show: (Page) throws -> Void

  /// A run that is about to be made.
  ///
  /// - Parameters:
  ///   - arguments: The page's own options, as words of its command.
  ///   - command: The words that go on with the run, but for those of `options`; if left out, those of the entry's own
  ///     command.
  ///   - show: Puts everything on the page.
  public init(
    of entry: Entry, options: RunOptions, arguments: [String] = [], command: [String]? = nil,
    terminal: Terminal = .standard(), interruption: Interruption = Interruption(),
    show: @escaping (Page) throws -> Void
  ) {
    self.entry = entry
    self.options = options
    self.arguments = arguments
    self.command = command ?? [entry.kind, entry.argument] + arguments
    self.terminal = terminal
    self.interruption = interruption
    self.show = show
  }

  /// Where a run left its files, and what it put out.
  public struct Result: Sendable {
    /// The folder of the run.
    public let folder: URL
    /// What it put out.
    public let publication: Publication
  }

  /// Runs the page and leaves everything it showed in the run's folder.
  ///
  /// A run that breaks off does not replace the outputs that an earlier one left in the folder, unless it can be taken
  /// up again itself.
  ///
  /// - Throws: ``UsageError`` before any work if the folder cannot be used; ``ClaimsFailed`` if a claim does not hold;
  ///   ``Interrupted`` if it was asked to stop; and what the page itself throws.
  @discardableResult
  public func perform() throws -> Result {
    try Parallel.withThreads(options.threads ?? Parallel.threads) { try performOnItsThreads() }
  }

  private func performOnItsThreads() throws -> Result {
    let folder = try RunFolder(for: entry, options: options)
    let page = Page(
      entry, options: options, command: command, folder: folder, terminal: terminal, interruption: interruption,
      isPublishing: isPublishing)
    let start = ContinuousClock.now
    let summary = entry.summary.wrapped(to: terminal.columns - 1).map { TextStyle.dim($0) }
    page.tell(.begin(folder: folder.url.path))
    page.say(["", TextStyle.bold(entry.heading)] + summary + [""] + wordsOfAnotherRun)
    let outcome = Swift.Result { try show(page) }
    return try interruption.whileClosing {
      try finish(page, outcome, publication(of: page, duration: start.duration(to: .now)))
    }
  }

  /// What the reader of a run is told whose page was written for another one.
  private var wordsOfAnotherRun: [String] {
    let usual = RunOptions()
    if options.profile == usual.profile, options.seed == usual.seed, arguments == entry.publishedWith { return [] }
    let words = ["swift", "run", entry.kind, entry.argument] + entry.publishedWith
    let note = "The sentences below were written for `\(words.joined(separator: " "))`; their numbers are this run's."
    return note.wrapped(to: terminal.columns - 1).map { TextStyle.dim($0) } + [""]
  }

  /// Writes down what came of the page, if it is worth that, and says what is to be said at its end.
  private func finish(
    _ page: Page, _ outcome: Swift.Result<Void, any Error>, _ publication: Publication
  ) throws -> Result {
    terminal.show(status: [])
    if outcome.isWorthKeeping { page.goOn() }
    if outcome.isWorthKeeping || options.resume == nil {
      try publication.encoded().writeWhole(to: page.folder.publication)
    }
    if outcome.isWorthKeeping {
      page.tell(
        .end(seconds: publication.seconds, checked: publication.checkedClaims, held: publication.heldClaims))
    }
    try outcome.get()
    if let failure = page.lateFailure ?? page.logFailure { throw failure }
    close(page, publication)
    if !page.failedClaims.isEmpty { throw ClaimsFailed(claims: page.failedClaims, checked: publication.checkedClaims) }
    return Result(folder: page.folder.url, publication: publication)
  }

  private func publication(of page: Page, duration: Duration) -> Publication {
    Publication(
      entry: entry.name, profile: options.profile, arguments: arguments, data: page.dataSet, seed: options.seed,
      outputs: page.outputs, records: page.records, machine: .current,
      seconds: (duration / .milliseconds(100)).rounded() / 10)
  }

  /// The last lines of a run: how many claims hold, how long it took, and where everything lies.
  private func close(_ page: Page, _ publication: Publication) {
    let figures = publication.figures.count
    let parts = [
      "\(publication.heldClaims) of \(publication.checkedClaims) claims hold",
      "\(figures) \(figures == 1 ? "figure" : "figures")", "\(options.profile) profile",
      Duration.seconds(publication.seconds).readable,
    ]
    page.say([""] + parts.joined(separator: " · ").wrapped(to: terminal.columns - 1).map { TextStyle.dim($0) })
    guard !options.events else { return }
    let (words, path) = ("everything shown is in", page.runFolder.readablePath)
    let separator = terminal.isInteractive && words.count + path.count + 2 > terminal.columns ? "\n" : " "
    terminal.print(TextStyle.dim(words) + separator + TextStyle.cyan(path))
  }
}

extension Swift.Result where Success == Void, Failure == any Error {
  /// Whether the page was shown to its end, or up to a place from where it can go on.
  fileprivate var isWorthKeeping: Bool {
    switch self {
    case .success: true
    case .failure(let error): error is Interrupted
    }
  }
}

/// A run found that some of what the page claims is not so.
public struct ClaimsFailed: Error, CustomStringConvertible, Sendable {
  /// The claims that do not hold, each with its file and line.
  public let claims: [String]
  /// How many were checked.
  public let checked: Int

  /// Which claims do not hold, in one line, and what that means to somebody who does an exercise.
  public var description: String {
    "\(claims.count) of \(checked) claims \(claims.count == 1 ? "does" : "do") not hold, expected all to: "
      + claims.joined(separator: "; ")
      + " (a claim is about the page's own experiment, and may fail where you changed it)"
  }
}
