import Foundation
import Synchronization
import Testing

@testable import Engine

@Suite("Threads") struct ParallelTests {
  /// How often each job was done.
  private func counts(_ count: Int, threads: Int, by pool: ThreadPool) -> [Int] {
    let counts = Mutex([Int](repeating: 0, count: count))
    ThreadPool.Work.calling({ job in counts.withLock { $0[job] += 1 } }) {
      #expect(pool.perform(count, threads: threads, $0))
    }
    return counts.withLock { $0 }
  }

  @Test func everyJobIsDoneOnce() {
    let pool = ThreadPool()
    for threads in [1, 2, 3, 8] {
      for count in [threads, 20, 1001, ThreadPool.mostJobs] {
        #expect(counts(count, threads: threads, by: pool).allSatisfy { $0 == 1 }, "\(count) jobs, \(threads) threads")
      }
    }
    for count in 2..<2000 { #expect(counts(count % 9 + 2, threads: 2, by: pool).allSatisfy { $0 == 1 }) }
  }

  @Test func moreJobsThanAPoolTakesAreDoneAllTheSame() {
    let count = 2 * ThreadPool.mostJobs + 3
    let sum = Atomic(0)
    Parallel.perform(count) { sum.add($0, ordering: .relaxed) }
    #expect(sum.load(ordering: .relaxed) == count * (count - 1) / 2)
  }

  @Test func aJobMayHandOutJobs() {
    let sum = Atomic(0)
    Parallel.perform(10) { outer in Parallel.perform(10) { sum.add(10 * outer + $0, ordering: .relaxed) } }
    #expect(sum.load(ordering: .relaxed) == 4950)
  }

  @Test func parkedThreadsAreWoken() async throws {
    let pool = ThreadPool()
    for _ in 0..<3 {
      #expect(counts(50, threads: 4, by: pool).allSatisfy { $0 == 1 })
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  @Test("Without stealing every thread does its own share", arguments: [1, 2, 3, 8])
  func jobsAreCounted(threads: Int) {
    let pool = ThreadPool(stealsWork: false)
    let sum = Atomic(0)
    Parallel.withThreads(threads, of: pool) {
      for _ in 0..<5 { Parallel.perform(24) { sum.add($0, ordering: .relaxed) } }
    }
    #expect(sum.load(ordering: .relaxed) == 5 * 24 * 23 / 2)
    // One thread alone needs no pool.
    #expect(pool.jobsDone == (threads == 1 ? [0] : [Int](repeating: 5 * 24 / threads, count: threads)))
  }

  @Test func aLimitHoldsInItsScopeAlone() async {
    let usual = Parallel.threads
    #expect(usual == ProcessInfo.processInfo.activeProcessorCount)
    Parallel.withThreads(3) {
      #expect(Parallel.threads == 3)
      Parallel.withThreads(1) { #expect(Parallel.threads == 1) }
      #expect(Parallel.threads == 3)
      let elsewhere = Mutex(0)
      let isDone = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        elsewhere.withLock { $0 = Parallel.threads }
        isDone.signal()
      }
      isDone.wait()
      #expect(elsewhere.withLock { $0 } == usual, "a thread of its own does not inherit the limit")
    }
    #expect(Parallel.threads == usual)
    struct Failure: Error {}
    #expect(throws: Failure.self) { try Parallel.withThreads(2) { throw Failure() } }
    #expect(Parallel.threads == usual)
  }

  @Test func directConvolutionsAreOfTheirOwnTaskAlone() {
    let random = Random(seed: 1)
    let (x, w) = (random.normal([4, 16, 16, 32]), random.normal([32, 3, 3, 32]))
    @Sendable func convolved() -> [Float] {
      convolution(x, weight: w, window: ConvolutionWindow(kernel: 3, padding: 1)).scalars
    }
    let usual = convolved()
    let direct = Processor.withDirectConvolutions {
      let elsewhere = Mutex<[Float]>([])
      let isDone = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        elsewhere.withLock { $0 = convolved() }
        isDone.signal()
      }
      isDone.wait()
      #expect(elsewhere.withLock { $0 } == usual)
      return convolved()
    }
    #expect(direct != usual && convolved() == usual)
  }

  @Test func convolutionsOfBrainFloatsAreThoseOfFloatsButForRounding() {
    let random = Random(seed: 1)
    let (x, w) = (Parameter(random.normal([4, 16, 16, 32])), Parameter(random.normal([32, 3, 3, 32])))
    func results(_ precision: Precision) -> [[Float]] {
      Processor.withPrecision(precision) {
        let y = convolution(x.value, weight: w.value, window: ConvolutionWindow(kernel: 3, padding: 1))
        return [y.scalars] + gradients(of: (y * y).mean(), wrt: [x, w]).map(\.scalars)
      }
    }
    let (floats, brainFloats) = (results(.float), results(.bf16))
    for (exact, rounded) in zip(floats, brainFloats) {
      let error = zip(exact, rounded).map { abs($0 - $1) }.max() ?? .infinity
      #expect(error < 1e-2 * (exact.map(abs).max() ?? 0))
      #expect((error > 0) == Processor.hasBrainFloats)
    }
    #expect(results(.float) == floats)
    Processor.withPrecision(.bf16) {
      #expect(Processor.precision == .bf16 && results(.float) == floats, "floats within bf16")
    }
    let direct = Processor.withDirectConvolutions { results(.float) }
    #expect(direct == Processor.withDirectConvolutions { Processor.withPrecision(.float) { results(.float) } })
  }
}
