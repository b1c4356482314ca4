import Foundation

/// Many changed files for one reader, in processes of their own: one that ends or hangs names its case, and the next goes
/// on behind it.
public struct Campaign {
  /// A case that went wrong.
  public struct Failure: Equatable, Sendable {
    /// The number of the case.
    public let number: Int
    /// How it went wrong.
    public let kind: Kind
  }

  /// How a case can go wrong.
  public enum Kind: Equatable, Sendable {
    /// The process ended by a signal.
    case crash(signal: Int32)
    /// It took longer than it may.
    case hang
    /// It took too much memory, gave a wrong answer, or an error that tells nobody anything.
    case complaint(String)

    /// In a few words.
    public var words: String {
      switch self {
      case .crash(let signal): "crash (signal \(signal))"
      case .hang: "hang (over \(ProcessLimits.seconds) s)"
      case .complaint(let reason): reason
      }
    }

    /// Whether two failures have one cause, as far as can be seen from outside.
    func isLike(_ other: Kind) -> Bool {
      switch (self, other) {
      case (.complaint(let a), .complaint(let b)): a.prefix(12) == b.prefix(12)
      default: self == other
      }
    }
  }

  /// What came of a campaign.
  public struct Result: Sendable {
    /// How many files were tried, and how many of them were read and refused.
    public var cases = 0, accepted = 0, refused = 0
    /// The most memory that a file took, in bytes, and the longest time, in milliseconds of the processor.
    public var memory = 0, milliseconds = 0
    /// The cases that went wrong.
    public var failures: [Failure] = []
    /// Whether so many went wrong that the campaign was given up.
    public var isGivenUp = false
    /// Whether somebody stopped it.
    public var wasStopped = false

    fileprivate mutating func add(_ journal: Journal) {
      accepted += journal.accepted
      refused += journal.refused
      memory = max(memory, journal.memory)
      milliseconds = max(milliseconds, journal.milliseconds)
    }
  }

  /// Starts a process that reads cases, or a file, and keeps a journal.
  struct Launcher {
    let executable: URL
    let arguments: (_ work: Work, _ journal: URL) -> [String]
  }

  /// What a process is to read.
  enum Work {
    case cases(Range<Int>)
    case file(URL)
  }

  /// How many files one process reads: starting anew keeps what one leaves behind from growing.
  private static let casesPerProcess = 20_000
  /// After so many failures the first should be looked at.
  private static let mostFailures = 20

  private let launcher: Launcher
  private let folder: URL

  /// - Parameters:
  ///   - folder: For files that are read and the journal; it is made, and removed by ``end()``.
  init(_ launcher: Launcher, folder: URL) throws {
    (self.launcher, self.folder) = (launcher, folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A campaign whose processes are this program again.
  public init(of target: FuzzTarget, seed: UInt64) throws {
    guard let program = Bundle.main.executableURL else {
      throw CampaignError.cannotStart("this program's own file cannot be found")
    }
    let launcher = Launcher(executable: program) { work, journal in
      let common = [target.name, "--seed", "\(seed)", "--journal", journal.path]
      return switch work {
      case .cases(let range): common + ["--first", "\(range.lowerBound)", "--cases", "\(range.count)"]
      case .file(let url): common + ["--file", url.path]
      }
    }
    try self.init(
      launcher, folder: FileManager.default.temporaryDirectory.appendingPathComponent("fuzz-\(UUID().uuidString)"))
  }

  /// Removes the files.
  public func end() { try? FileManager.default.removeItem(at: folder) }

  /// Tries the cases with these numbers.
  public func run(_ cases: Range<Int>, progress: (Int) -> Void = { _ in }) throws -> Result {
    var result = Result()
    var next = cases.lowerBound
    while next < cases.upperBound, !result.isGivenUp, !result.wasStopped {
      let range = next..<min(next + Self.casesPerProcess, cases.upperBound)
      let (journal, kind) = try read(.cases(range))
      result.add(journal)
      next = range.upperBound
      if case .crash(let signal) = kind, [SIGINT, SIGTERM, SIGHUP].contains(signal) {
        // Whoever sits at the terminal stops both processes.
        result.wasStopped = true
        next = journal.number
      } else if let kind {
        next = journal.number + 1
        // A machine that slept, or had other work, is late too: what hangs does so every time.
        var (again, confirmed): (Journal, Kind?) = (Journal(), kind)
        if kind == .hang { (again, confirmed) = try read(.cases(journal.number..<next)) }
        if let confirmed {
          result.failures.append(Failure(number: journal.number, kind: confirmed))
        } else {
          result.add(again)
        }
        result.isGivenUp = result.failures.count >= Self.mostFailures
      }
      result.cases = next - cases.lowerBound
      progress(next)
    }
    return result
  }

  /// What becomes of one file; a crash leaves its trace on standard error.
  public func outcome(of file: URL) throws -> (wasAccepted: Bool, failure: Kind?) {
    let (journal, kind) = try read(.file(file), tracing: true)
    return (journal.accepted == 1, kind)
  }

  /// What becomes of bytes.
  func failure(of bytes: [UInt8]) throws -> Kind? {
    let file = folder.appendingPathComponent("candidate")
    try Data(bytes).write(to: file)
    return try read(.file(file)).1
  }

  /// Swift's runtime takes a second for each trace.
  private var quiet: [String: String] {
    ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
  }

  private func read(_ work: Work, tracing: Bool = false) throws -> (Journal, Kind?) {
    let url = folder.appendingPathComponent("journal")
    let complaint = Journal.complaint(of: url)
    for file in [url, complaint] { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = launcher.executable
    process.arguments = launcher.arguments(work, url)
    if !tracing { process.environment = quiet }
    do { try unblockingSignals(process.run) } catch { throw CampaignError.cannotStart(error.localizedDescription) }
    process.waitUntilExit()
    guard let text = try? String(contentsOf: url, encoding: .utf8), let journal = Journal(line: text) else {
      throw CampaignError.noJournal(status: process.terminationStatus)
    }
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return (journal, nil)
    case (.exit, CaseProcess.complained):
      return (journal, .complaint((try? String(contentsOf: complaint, encoding: .utf8)) ?? "it gave no reason"))
    case (.uncaughtSignal, SIGPROF), (.uncaughtSignal, SIGALRM): return (journal, .hang)
    case (.uncaughtSignal, let signal): return (journal, .crash(signal: signal))
    case (_, let status): return (journal, .complaint("the process ended with status \(status)"))
    }
  }
}

/// Calls `body` while this thread takes every signal. Dispatch's threads take few of them, which processes that are started
/// from them inherit: those could not be ended by an abort or a timer.
private func unblockingSignals(_ body: () throws -> Void) rethrows {
  var (all, before) = (sigset_t(), sigset_t())
  sigfillset(&all)
  pthread_sigmask(SIG_UNBLOCK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  try body()
}
