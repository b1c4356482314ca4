import Foundation
import Kernels
import Synchronization

/// How work is spread over threads.
///
/// Work is a number of jobs that own disjoint slices of the result, so what is computed does not depend on how many
/// threads compute it. A thread that has nothing to do looks out for work for some microseconds, because a step's
/// operations follow one another closely and waking takes longer than many of them; then it sleeps, so that another
/// busy process is not kept from the processor.
public enum Parallel {
  private static let chosenThreads = Atomic<Int>(0)

  /// The most threads that work is spread over; the number of processors unless set.
  public static var threads: Int {
    get {
      let chosen = chosenThreads.load(ordering: .relaxed)
      return chosen > 0 ? chosen : processors
    }
    set {
      require(newValue > 0, "Parallel.threads: \(newValue) is not a number of threads")
      chosenThreads.store(newValue, ordering: .relaxed)
    }
  }

  private static let processors = ProcessInfo.processInfo.activeProcessorCount
  private static let crew = Crew()

  /// Calls `job` once for every index below `count`, on several threads, and returns when all calls have.
  public static func perform(_ count: Int, job: @Sendable (Int) -> Void) {
    Crew.Work.calling(job) { perform(count, $0) }
  }

  private static func perform(_ count: Int, _ work: Crew.Work) {
    var some = work
    for first in stride(from: 0, to: count, by: Crew.mostJobs) {
      some.first = first
      let jobs = min(count - first, Crew.mostJobs)
      let crewSize = min(threads, jobs, Crew.mostThreads)
      if crewSize > 1, crew.perform(jobs, threads: crewSize, some) { continue }
      for index in first..<first + jobs { work.job(work.context, index) }
    }
  }

  /// Cuts `0..<count` into ranges of at most `size` and calls `body` for each, on several threads.
  static func ranges(_ count: Int, of size: Int, body: @Sendable (Range<Int>) -> Void) {
    perform((count + size - 1) / size) { body($0 * size..<min(($0 + 1) * size, count)) }
  }

  /// Lends the pool and the memory to the C kernels; the first tensor sees to it.
  static let lendToKernels: Void = {
    var runtime = KernelRuntime(
      parallel: { count, job, context in Parallel.perform(count, Crew.Work(job: job, context: context)) },
      allocate: { Memory.take($0) },
      release: { memory, _ in Memory.give(memory) })
    kernels_set_runtime(&runtime)
  }()
}
