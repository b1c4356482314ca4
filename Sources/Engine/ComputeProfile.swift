import Synchronization

/// Where the time of a computation went: in which operations' kernels, between them, and in waiting.
public struct ComputeProfile: Sendable {
  /// The kernel calls of one function of the engine.
  public struct Operation: Sendable {
    /// The function's name.
    public let name: String
    /// How often it called a kernel.
    public internal(set) var calls = 0
    /// The time on the clock inside its kernels, on all threads that called one.
    public internal(set) var seconds = 0.0
    /// Multiplications, each with its addition, as the definitions of products and convolutions count them.
    public internal(set) var multiplyAdds = 0

    /// Whether it computes products of matrices or convolutions, which arithmetic bounds. Whatever else there is reads
    /// and writes memory for every few operations.
    public var isProduct: Bool { multiplyAdds > 0 }
  }

  /// The time on the clock.
  public let seconds: Double
  /// How many threads could work.
  public let threads: Int
  /// What called kernels, the longest first.
  public let operations: [Operation]
  /// The time that threads stood still for want of jobs, or of others' results, all threads' together.
  public let waitingSeconds: Double

  /// The time in products of matrices and convolutions.
  public var productSeconds: Double { seconds(where: \.isProduct) }
  /// The time in other kernels: passes over memory.
  public var passSeconds: Double { seconds { !$0.isProduct } }
  /// The time between kernels, on one thread: Swift that builds the graph, walks it, and asks for memory.
  public var serialSeconds: Double { max(seconds - productSeconds - passSeconds, 0) }
  /// The share of all threads' time in which they waited.
  public var waitingShare: Double { waitingSeconds / (seconds * Double(threads)) }

  private func seconds(where isMeant: (Operation) -> Bool) -> Double {
    operations.filter(isMeant).reduce(0) { $0 + $1.seconds }
  }

  /// Does `body`, which must be the process's only computation meanwhile, and measures it.
  ///
  /// Two readings of the clock are added to each call of a kernel, some tens of nanoseconds.
  public static func measure(_ body: () throws -> Void) rethrows -> ComputeProfile {
    recorded.withLock { $0 = [:] }
    ThreadPool.busyNanoseconds.store(0, ordering: .relaxed)
    ThreadPool.waitedNanoseconds.store(0, ordering: .relaxed)
    isOn.store(true, ordering: .relaxed)
    defer { isOn.store(false, ordering: .relaxed) }
    let start = ContinuousClock.now
    try body()
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // Every thread but the caller works for as long as its jobs take; the caller waits for the last of the others'.
    let busy = Double(ThreadPool.busyNanoseconds.load(ordering: .relaxed)) * 1e-9
    let waited = Double(ThreadPool.waitedNanoseconds.load(ordering: .relaxed)) * 1e-9
    return ComputeProfile(
      seconds: seconds, threads: Parallel.threads,
      operations: recorded.withLock { $0.values.sorted { ($1.seconds, $0.name) < ($0.seconds, $1.name) } },
      waitingSeconds: max(seconds * Double(Parallel.threads - 1) - busy, 0) + waited)
  }

  /// Whether somebody measures.
  static let isOn = Atomic(false)
  private static let recorded = Mutex<[String: Operation]>([:])

  /// Whether a kernel is running on this thread whose time is being taken; one that it calls is a part of it.
  @TaskLocal private static var isInside = false

  /// Calls `body`, kernels of the named function, and takes its time if somebody measures.
  @inline(__always)
  static func record<Result>(_ name: StaticString, _ body: () throws -> Result) rethrows -> Result {
    isOn.load(ordering: .relaxed) ? try recordNow(name, body) : try body()
  }

  private static func recordNow<Result>(_ name: StaticString, _ body: () throws -> Result) rethrows -> Result {
    if isInside { return try body() }
    return try $isInside.withValue(true) {
      let (start, before) = (ContinuousClock.now, Processor.multiplyAdds)
      defer {
        let (seconds, multiplyAdds) = ((ContinuousClock.now - start) / .seconds(1), Processor.multiplyAdds - before)
        recorded.withLock {
          let name = String("\(name)".prefix { $0 != "(" })
          var operation = $0[name] ?? Operation(name: name)
          operation.calls += 1
          operation.seconds += seconds
          operation.multiplyAdds += multiplyAdds
          $0[name] = operation
        }
      }
      return try body()
    }
  }
}
