import Synchronization
import Testing

@testable import Engine

@Suite("Threads") struct ParallelTests {
  /// How often each job was done.
  private func counts(_ count: Int, threads: Int, by crew: Crew) -> [Int] {
    let counts = Mutex([Int](repeating: 0, count: count))
    Crew.Work.calling({ job in counts.withLock { $0[job] += 1 } }) {
      #expect(crew.perform(count, threads: threads, $0))
    }
    return counts.withLock { $0 }
  }

  @Test func everyJobIsDoneOnce() {
    let crew = Crew()
    for threads in [1, 2, 3, 8] {
      for count in [threads, 20, 1001, Crew.mostJobs] {
        #expect(counts(count, threads: threads, by: crew).allSatisfy { $0 == 1 }, "\(count) jobs, \(threads) threads")
      }
    }
    for count in 2..<2000 { #expect(counts(count % 9 + 2, threads: 2, by: crew).allSatisfy { $0 == 1 }) }
  }

  @Test func moreJobsThanACrewTakesAreDoneAllTheSame() {
    let count = 2 * Crew.mostJobs + 3
    let sum = Atomic(0)
    Parallel.perform(count) { sum.add($0, ordering: .relaxed) }
    #expect(sum.load(ordering: .relaxed) == count * (count - 1) / 2)
  }

  @Test func aJobMayHandOutJobs() {
    let sum = Atomic(0)
    Parallel.perform(10) { outer in Parallel.perform(10) { sum.add(10 * outer + $0, ordering: .relaxed) } }
    #expect(sum.load(ordering: .relaxed) == 4950)
  }

  @Test func helpersThatSleepAreWoken() async throws {
    let crew = Crew()
    for _ in 0..<3 {
      #expect(counts(50, threads: 4, by: crew).allSatisfy { $0 == 1 })
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
