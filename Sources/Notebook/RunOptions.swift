import Foundation

/// What a reader may choose about the run of any page; what a page lets them choose besides is the page's own.
public struct RunOptions: Sendable {
  /// How much to run.
  public var profile: Profile
  /// The seed of everything random.
  public var seed: UInt64
  /// The most threads to compute with; `nil` for as many as there are processors.
  public var threads: Int?
  /// Whether to compute anew what would otherwise come from a cache.
  public var fresh: Bool
  /// Whether to print nothing but what went wrong and where the files are.
  public var quiet: Bool
  /// Whether to tell another program what happens, in lines of JSON on standard output, and print nothing else there.
  public var events: Bool
  /// The folder of an earlier run to go on with, or the checkpoint in it.
  public var resume: URL?
  /// The folder for the run's files; `nil` for a new one under `runs`.
  public var out: URL?

  /// The choices of a reader who makes none, except those that are given.
  public init(
    profile: Profile = .standard, seed: UInt64 = 1, threads: Int? = nil, fresh: Bool = false, quiet: Bool = false,
    events: Bool = false, resume: URL? = nil, out: URL? = nil
  ) {
    self.profile = profile
    self.seed = seed
    self.threads = threads
    self.fresh = fresh
    self.quiet = quiet || events
    self.events = events
    self.resume = resume
    self.out = out
  }

  /// The words that say the same on a command line, for a run that goes on in `folder`. What was computed anew is in
  /// that folder by then.
  func words(resuming folder: URL) -> [String] {
    let usual = RunOptions()
    var words: [String] = []
    if profile != usual.profile { words += ["--profile", profile.rawValue] }
    if seed != usual.seed { words += ["--seed", "\(seed)"] }
    if let threads { words += ["--threads", "\(threads)"] }
    if events { words.append("--events") } else if quiet { words.append("--quiet") }
    return words + ["--resume", folder.readablePath]
  }
}

extension URL {
  /// The path as a reader would type it: relative where it lies below the current folder.
  package var readablePath: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}

extension String {
  /// The word, quoted where a shell would take it apart.
  package var quotedForShell: String {
    let isPlain = !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || "/._-+,@%=:".contains($0) }
    return isPlain ? self : "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
