import Foundation

/// How work is spread over threads.
///
/// Work is a number of jobs that own disjoint slices of the result, so what is computed does not depend on how many
/// threads compute it.
public enum Parallel {
  /// How many threads may work, and those of which pool.
  private struct Workforce: Sendable {
    let threads: Int
    let pool: ThreadPool
  }

  @TaskLocal private static var workforce = Workforce(
    threads: ProcessInfo.processInfo.activeProcessorCount, pool: ThreadPool())

  /// The most threads that work is spread over: the number of processors, or what ``withThreads(_:_:)`` says.
  public static var threads: Int { workforce.threads }

  /// Calls `body`, whose work is spread over at most `count` threads, this one among them.
  ///
  /// The limit is task-local: child tasks inherit it, and tasks beside this one do not see it. What runs on a thread of
  /// its own, such as a closure given to `Thread` or `DispatchQueue`, does not inherit it either, and sets one itself.
  public static func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    try withThreads(count, of: workforce.pool, body)
  }

  /// The same with the threads of a certain pool, whose ``ThreadPool/jobsDone`` then say who did the work.
  static func withThreads<Result>(
    _ count: Int, of pool: ThreadPool, _ body: () throws -> Result
  ) rethrows -> Result {
    require(count > 0, "Parallel.withThreads: \(count) is not a number of threads")
    return try $workforce.withValue(Workforce(threads: count, pool: pool), operation: body)
  }

  /// Calls `job` once for every index below `count`, on several threads, and returns when all calls have.
  ///
  /// Jobs do not inherit task-local values. A job may hand out jobs itself, which then run in order on its own thread.
  public static func perform(_ count: Int, job: @Sendable (Int) -> Void) {
    ThreadPool.Work.calling(job) { perform(count, $0) }
  }

  /// What `transform` makes of every element, in their order, on several threads.
  public static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @Sendable (Element) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: elements.count) { buffer, count in
      // Every job writes a place of its own.
      nonisolated(unsafe) let results = buffer.baseAddress
      perform(elements.count) { (results! + $0).initialize(to: transform(elements[$0])) }
      count = elements.count
    }
  }

  static func perform(_ count: Int, _ work: ThreadPool.Work) {
    guard count > 1 else { return inOrder(0..<count, work) }
    let workforce = workforce
    for first in stride(from: 0, to: count, by: ThreadPool.mostJobs) {
      let jobs = first..<min(first + ThreadPool.mostJobs, count)
      let threads = min(workforce.threads, jobs.count, ThreadPool.mostThreads)
      var part = work
      part.first += first
      if threads > 1, workforce.pool.perform(jobs.count, threads: threads, part) { continue }
      inOrder(jobs, work)
    }
  }

  private static func inOrder(_ jobs: Range<Int>, _ work: ThreadPool.Work) {
    for index in jobs { work.job(work.context, work.first + index) }
  }

  /// Cuts `0..<count` into ranges of at most `size` and calls `body` for each, on several threads.
  static func ranges(_ count: Int, of size: Int, body: @Sendable (Range<Int>) -> Void) {
    perform((count + size - 1) / size) { body($0 * size..<min(($0 + 1) * size, count)) }
  }
}
