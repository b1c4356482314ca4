import Engine
import Foundation

/// One run of a chapter or an answer, from its options to its outputs.
public struct Run {
  private let entry: Entry
  private let options: RunOptions
  private let command: String
  private let terminal: Terminal
  private let interruption: Interruption
  private let isPublishing: Bool

  /// A run that is about to be made.
  ///
  /// - Parameters:
  ///   - command: The command that the reader typed, for telling how to go on.
  ///   - isPublishing: Whether what the run computes goes into the page's caches.
  public init(
    of entry: Entry, options: RunOptions, command: String = "chapter",
    terminal: Terminal = .standard(), interruption: Interruption = Interruption(), isPublishing: Bool = false
  ) {
    self.entry = entry
    self.options = options
    self.command = command
    self.terminal = terminal
    self.interruption = interruption
    self.isPublishing = isPublishing
  }

  /// Where a run left its files, and what it put out.
  public struct Result: Sendable {
    /// The folder of the run.
    public let folder: URL
    /// What it put out.
    public let publication: Publication
  }

  /// Runs the page and leaves everything it showed in the run's folder, however it ends.
  ///
  /// - Throws: ``UsageError`` before any work if the folder cannot be used; ``ClaimsFailed`` if a claim does not hold;
  ///   ``Interrupted`` if it was asked to stop; and what the page itself throws.
  @discardableResult
  public func perform() throws -> Result {
    try Parallel.withThreads(options.threads ?? Parallel.threads) { try performOnItsThreads() }
  }

  private func performOnItsThreads() throws -> Result {
    let folder = try RunFolder(for: entry, options: options)
    let page = try Page(
      entry, options: options, command: command, folder: folder, terminal: terminal, interruption: interruption,
      isPublishing: isPublishing)
    let start = ContinuousClock.now
    page.say(["", TextStyle.bold(entry.heading), TextStyle.dim(entry.summary), ""])
    let outcome = Swift.Result { try entry.run(page) }
    terminal.show(status: [])
    let publication = publication(of: page, duration: start.duration(to: .now))
    try publication.write(to: folder.publication)
    try outcome.get()
    if let failure = page.logFailure { throw failure }
    close(page, publication)
    if !page.failedClaims.isEmpty { throw ClaimsFailed(claims: page.failedClaims, checked: publication.checkedClaims) }
    return Result(folder: folder.url, publication: publication)
  }

  private func publication(of page: Page, duration: Duration) -> Publication {
    Publication(
      entry: entry.name, profile: options.profile, dataset: options.dataset, data: page.dataSet, seed: options.seed,
      epochs: options.epochs, outputs: page.outputs, records: page.records,
      machine: .current, seconds: (duration / .milliseconds(100)).rounded() / 10)
  }

  /// The last lines of a run: how many claims hold, how long it took, and where everything lies.
  private func close(_ page: Page, _ publication: Publication) {
    let figures = publication.figures.count
    let parts = [
      "\(publication.heldClaims) of \(publication.checkedClaims) claims hold",
      "\(figures) \(figures == 1 ? "figure" : "figures")", "\(options.profile) profile",
      Duration.seconds(publication.seconds).readable,
    ]
    page.say(["", TextStyle.dim(parts.joined(separator: " · "))])
    terminal.print(TextStyle.dim("everything shown is in ") + TextStyle.cyan(page.runFolder.readablePath))
  }
}

/// A run found that some of what the page claims is not so.
public struct ClaimsFailed: Error, CustomStringConvertible, Sendable {
  /// The claims that do not hold, each with its file and line.
  public let claims: [String]
  /// How many were checked.
  public let checked: Int

  /// Which claims do not hold, in one line.
  public var description: String {
    "\(claims.count) of \(checked) claims \(claims.count == 1 ? "does" : "do") not hold, expected all to: "
      + claims.joined(separator: "; ")
  }
}
