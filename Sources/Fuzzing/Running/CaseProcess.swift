import Foundation

/// The inside of the process that reads files: its limits, and its journal.
public enum CaseProcess {
  /// The status with which the process ends when a file was not read as it should be, but did not end it.
  static let complained: Int32 = 3

  /// Reads the cases of a range, one after another, and returns the status to end with.
  public static func read(_ target: FuzzTarget, seed: UInt64, cases: Range<Int>, journal: URL) throws -> Int32 {
    let files = try FuzzCases(of: target, seed: seed)
    return try read(target, cases, journal: journal) { files.file($0) }
  }

  /// Reads one file.
  public static func read(_ target: FuzzTarget, file: URL, journal: URL) throws -> Int32 {
    let bytes = try [UInt8](Data(contentsOf: file))
    return try read(target, 0..<1, journal: journal) { _ in bytes }
  }

  private static func read(
    _ target: FuzzTarget, _ cases: Range<Int>, journal url: URL, file: (Int) -> [UInt8]
  ) throws -> Int32 {
    let folder = url.deletingLastPathComponent().appendingPathComponent("cases")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let reader = try CaseReader(target, in: folder)
    // What is made once, such as threads and tables, is no file's fault.
    for seed in try target.seeds() { _ = try reader.outcome(of: seed) }
    try Data().write(to: url)
    let handle = try FileHandle(forWritingTo: url)
    var journal = Journal()
    func note(_ number: Int) {
      journal.number = number
      // The numbers only grow, so that a line covers the one before.
      let line = Array((journal.line + "\n").utf8)
      pwrite(handle.fileDescriptor, line, line.count, 0)
    }
    ProcessLimits.bound()
    // Ctrl-C ends this process at once: the one that started it says how to go on.
    for kind in [SIGINT, SIGTERM, SIGHUP] { signal(kind, SIG_DFL) }
    for number in cases {
      let bytes = file(number)
      note(number)
      ProcessLimits.start()
      Usage.resetPeak()
      let before = (memory: Usage.current?.resident ?? Usage.peak, time: Usage.processorTime)
      let outcome = try reader.outcome(of: bytes)
      let memory = max(Usage.peak - before.memory, 0)
      journal.memory = max(journal.memory, memory)
      journal.milliseconds = max(journal.milliseconds, Int((Usage.processorTime - before.time) * 1000))
      var held = bytes.count
      switch outcome {
      case .accepted(let size):
        journal.accepted += 1
        held = max(held, size)
      case .refused: journal.refused += 1
      case .failed(let reason): return try complain(reason, journal: url)
      }
      guard memory <= ProcessLimits.memory(held: held) else {
        return try complain("it took \(memory) bytes of memory, and holds \(held)", journal: url)
      }
    }
    note(cases.upperBound)
    return 0
  }

  private static func complain(_ reason: String, journal: URL) throws -> Int32 {
    try Data(reason.utf8).write(to: Journal.complaint(of: journal))
    return complained
  }
}
