import Foundation

/// What a reader may choose about a run. Every command that runs a page takes the same choices.
public struct RunOptions: Sendable {
  /// How much to run.
  public var profile: Profile
  /// Which images to work on.
  public var dataset: DatasetChoice
  /// Which generator to train, where one is trained.
  public var generator: GeneratorChoice
  /// Which of the entry's remedies to try; `nil` for those that the page chooses.
  public var remedy: String?
  /// The folder that holds CIFAR-10, when it is not in one of the usual places.
  public var data: URL?
  /// The seed of everything random.
  public var seed: UInt64
  /// The most threads to compute with; `nil` for as many as there are processors.
  public var threads: Int?
  /// How many epochs to train for; `nil` for what the profile says.
  public var epochs: Int?
  /// After how many epochs to save images and a checkpoint.
  public var saveEvery: Int
  /// Whether to compute anew what would otherwise come from a cache.
  public var fresh: Bool
  /// Whether to print nothing but what went wrong and where the files are.
  public var quiet: Bool
  /// The folder of an earlier run to go on with, or the checkpoint in it.
  public var resume: URL?
  /// The folder for the run's files; `nil` for a new one under `runs`.
  public var out: URL?

  /// The choices of a reader who makes none, except those that are given.
  public init(
    profile: Profile = .standard, dataset: DatasetChoice = .auto,
    generator: GeneratorChoice = .enhanced, remedy: String? = nil, data: URL? = nil, seed: UInt64 = 1,
    threads: Int? = nil, epochs: Int? = nil, saveEvery: Int = 10, fresh: Bool = false,
    quiet: Bool = false, resume: URL? = nil, out: URL? = nil
  ) {
    self.profile = profile
    self.dataset = dataset
    self.generator = generator
    self.remedy = remedy
    self.data = data
    self.seed = seed
    self.threads = threads
    self.epochs = epochs
    self.saveEvery = saveEvery
    self.fresh = fresh
    self.quiet = quiet
    self.resume = resume
    self.out = out
  }

  /// The arguments that say the same on a command line, for a run that goes on in `folder`.
  func arguments(resuming folder: URL) -> [String] {
    let usual = RunOptions()
    var arguments: [String] = []
    if profile != usual.profile { arguments += ["--profile", profile.rawValue] }
    if dataset != usual.dataset { arguments += ["--dataset", dataset.rawValue] }
    if generator != usual.generator { arguments += ["--generator", generator.rawValue] }
    if let remedy { arguments += ["--remedy", remedy] }
    if let data { arguments += ["--data", data.shellPath] }
    if seed != usual.seed { arguments += ["--seed", "\(seed)"] }
    if let threads { arguments += ["--threads", "\(threads)"] }
    if let epochs { arguments += ["--epochs", "\(epochs)"] }
    if saveEvery != usual.saveEvery { arguments += ["--save-every", "\(saveEvery)"] }
    if quiet { arguments.append("--quiet") }
    return arguments + ["--resume", folder.shellPath]
  }
}

extension URL {
  /// The path as a reader would type it: relative where it lies below the current folder.
  var readablePath: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  /// The readable path, quoted where a shell would take it apart.
  var shellPath: String {
    let path = readablePath
    let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,@%=:".contains($0) }
    return isPlain ? path : "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
