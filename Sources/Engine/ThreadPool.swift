import Foundation
import Kernels
import Synchronization

/// A pool of threads with work stealing, for one caller at a time, who works along as thread 0.
///
/// Every thread has a share of the jobs, neighbours, and the same share whenever there are as many jobs again. So the
/// rows that one operation writes are mostly read, by the next, on the core that wrote them: out of another core's
/// cache they come slowly. A thread that has done its own share steals from the far ends of the others'.
///
/// For the same reason a job is a C function and its context, in the cache line of the share: from a closure's storage to
/// what it captures a worker would fetch one line after the other, for longer than many operations take.
///
/// Waiting is spin-then-park: a thread without work spins for some tens of microseconds, because a step's operations
/// follow one another closely and waking takes longer than many of them; then it parks on a semaphore.
final class ThreadPool: Sendable {
  /// The most threads, the caller among them.
  static let mostThreads = 256
  /// The most jobs that can be handed out at once.
  static let mostJobs = Share.mask

  /// The jobs of one thread that nobody has taken yet, as a range, and the number of the work that they belong to. All
  /// in one word, so that a thread that comes late cannot take a job of other work than it meant to.
  private struct Share {
    // Not one declaration of both: a tuple is made at the first use, and every use asks whether it is there.
    static let bits = 16
    static let mask = 1 << 16 - 1
    let number: UInt32
    var jobs: Range<Int>

    init(number: UInt32, jobs: Range<Int>) {
      self.number = number
      self.jobs = jobs
    }

    init(_ word: UInt64) {
      number = UInt32(word >> (2 * Self.bits))
      let first = Int(truncatingIfNeeded: word >> Self.bits) & Self.mask
      jobs = first..<max(Int(truncatingIfNeeded: word) & Self.mask, first)
    }

    var word: UInt64 {
      UInt64(number) << (2 * Self.bits) | UInt64(jobs.lowerBound) << Self.bits | UInt64(jobs.upperBound)
    }
  }

  /// What is to be done: `job(context, index)` for each of some neighbouring indices.
  struct Work {
    let job: @convention(c) (UnsafeMutableRawPointer, Int) -> Void
    let context: UnsafeMutableRawPointer
    /// The index of job 0.
    var first = 0

    /// Calls `body` with the work that calls a closure.
    static func calling(_ closure: @Sendable (Int) -> Void, _ body: (Work) -> Void) {
      withoutActuallyEscaping(closure) { closure in
        withUnsafePointer(to: closure) { pointer in
          body(
            Work(
              job: { $0.assumingMemoryBound(to: (@Sendable (Int) -> Void).self).pointee($1) },
              context: UnsafeMutableRawPointer(mutating: pointer)))
        }
      }
    }
  }

  /// What belongs to one thread: its share, what is to be done, and the semaphore where it parks.
  private struct Slot: ~Copyable {
    let share = Atomic<UInt64>(0)
    // Changed by the caller who has the pool, while there is no job to take; read by those who have taken one.
    var work: Work?
    var count: Int32 = 0
    var threads: Int32 = 0
    let isParked = Atomic<Bool>(false)
    let wakeUp = DispatchSemaphore(value: 0)
    // Changed by the slot's thread alone.
    let jobsDone = Atomic<Int>(0)
  }

  /// How often a waiting thread looks before it parks: some tens of microseconds.
  private static let spinsBeforeParking = 3_000

  /// How often a thread looks before it steals from another's share: about a microsecond.
  private static let spinsBeforeStealing = 6

  /// Bytes from one slot to the next: cache lines of its own for each. Two threads that write to the same line, if only
  /// to different words of it, take it from one another every time (false sharing).
  private static let slotStride = 128
  private nonisolated(unsafe) let slots = UnsafeMutableRawPointer.allocate(
    byteCount: mostThreads * slotStride, alignment: slotStride)

  private let isTaken = Atomic<Bool>(false)
  // Changed by the caller who has the pool.
  private nonisolated(unsafe) var number: UInt32 = 0
  private nonisolated(unsafe) var size = 1
  private let done = Atomic<Int>(0)
  private let callerIsParked = Atomic<Bool>(false)
  private let lastJobDone = DispatchSemaphore(value: 0)
  private let stealsWork: Bool

  /// A pool whose threads start when they are first needed, and never end.
  ///
  /// - Parameter stealsWork: Without stealing every thread does its own share and nothing else, however slow it is: for
  ///   tests that must know who did what.
  init(stealsWork: Bool = true) {
    self.stealsWork = stealsWork
    slot(0).initialize(to: Slot())
  }

  private func slot(_ thread: Int) -> UnsafeMutablePointer<Slot> {
    (slots + thread * Self.slotStride).assumingMemoryBound(to: Slot.self)
  }

  /// How many jobs each thread has done so far, the caller's first. To be read while no work is under way.
  var jobsDone: [Int] { (0..<size).map { slot($0).pointee.jobsDone.load(ordering: .relaxed) } }

  /// Does `count` jobs, on so many threads including this one. False, and nothing is done, if the pool is at work for
  /// somebody else, or for whoever is calling from within a job.
  func perform(_ count: Int, threads: Int, _ work: Work) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    while size < threads { startWorker() }
    number &+= 1
    done.store(0, ordering: .relaxed)
    for thread in 0..<threads {
      let slot = slot(thread)
      slot.pointee.work = work
      slot.pointee.count = Int32(count)
      slot.pointee.threads = Int32(threads)
    }
    // The caller's own share last: what the workers wait for first.
    for thread in (0..<threads).reversed() {
      offer(Share(number: number, jobs: thread * count / threads..<(thread + 1) * count / threads), to: thread)
    }
    doJobs(of: number, thread: 0)
    timed(Self.waitedNanoseconds) { waitForLastJob(count) }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  private func offer(_ share: Share, to thread: Int) {
    let slot = slot(thread)
    slot.pointee.share.store(share.word, ordering: .sequentiallyConsistent)
    if slot.pointee.isParked.load(ordering: .sequentiallyConsistent),
      slot.pointee.isParked.exchange(false, ordering: .sequentiallyConsistent)
    {
      slot.pointee.wakeUp.signal()
    }
  }

  /// Does the jobs of one thread's share of the numbered work, then steals those that others have left.
  private func doJobs(of number: UInt32, thread: Int) {
    // If others have done all of this share the work may be over, and what the slot holds another's.
    guard var index = takeJob(number, from: thread, isOwn: true) else { return }
    let slot = slot(thread)
    let (work, count, threads) = (slot.pointee.work!, Int(slot.pointee.count), Int(slot.pointee.threads))
    var finished = 0
    while true {
      work.job(work.context, work.first + index)
      finished += 1
      guard let next = takeJob(number, from: thread, isOwn: true) else { break }
      index = next
    }
    report(finished, of: count, by: thread)
    guard stealsWork else { return }
    for step in 1..<threads {
      let victim = (thread + step) % threads
      waitBeforeStealing(from: victim, number)
      while let index = takeJob(number, from: victim, isOwn: false) {
        work.job(work.context, work.first + index)
        report(1, of: count, by: thread)
      }
    }
  }

  /// Adds to the jobs that are done. After the last of them the work is over: only a job that has been taken keeps it.
  private func report(_ finished: Int, of count: Int, by thread: Int) {
    let slot = slot(thread)
    slot.pointee.jobsDone.store(slot.pointee.jobsDone.load(ordering: .relaxed) &+ finished, ordering: .relaxed)
    if done.add(finished, ordering: .sequentiallyConsistent).newValue == count,
      callerIsParked.exchange(false, ordering: .sequentiallyConsistent)
    {
      lastJobDone.signal()
    }
  }

  /// One job of a thread's share, unless there is none left: its own thread takes from the front, thieves from the back.
  private func takeJob(_ number: UInt32, from thread: Int, isOwn: Bool) -> Int? {
    let slot = slot(thread)
    var seen = slot.pointee.share.load(ordering: .acquiring)
    while true {
      var left = Share(seen)
      guard left.number == number, let job = isOwn ? left.jobs.first : left.jobs.last else { return nil }
      left.jobs = isOwn ? job + 1..<left.jobs.upperBound : left.jobs.lowerBound..<job
      let (taken, now) = slot.pointee.share.compareExchange(
        expected: seen, desired: left.word, ordering: .acquiringAndReleasing)
      if taken { return job }
      seen = now
    }
  }

  /// Leaves a thread that is not parked, and perhaps about to start, a moment for the last jobs of its share: the memory
  /// that they write is in its cache, and to have it brought here and back takes longer than a small job.
  private func waitBeforeStealing(from victim: Int, _ number: UInt32) {
    let slot = slot(victim)
    for _ in 0..<Self.spinsBeforeStealing {
      let share = Share(slot.pointee.share.load(ordering: .relaxed))
      if share.number != number || share.jobs.isEmpty || slot.pointee.isParked.load(ordering: .relaxed) { return }
      // Seldom, for looking takes the cache line away from the victim.
      for _ in 0..<8 { spin_pause() }
    }
  }

  private func waitForLastJob(_ count: Int) {
    for _ in 0..<Self.spinsBeforeParking {
      if done.load(ordering: .acquiring) == count { return }
      spin_pause()
    }
    callerIsParked.store(true, ordering: .sequentiallyConsistent)
    let isDone = done.load(ordering: .sequentiallyConsistent) == count
    // Whoever did the last job signals if it has seen the caller parked.
    if isDone, callerIsParked.exchange(false, ordering: .sequentiallyConsistent) { return }
    lastJobDone.wait()
  }

  // MARK: - Measuring

  /// How long workers have been at work, and callers have waited for them, while somebody took a ``ComputeProfile``.
  static let busyNanoseconds = Atomic(0)
  static let waitedNanoseconds = Atomic(0)

  @inline(__always)
  private func timed(_ total: borrowing Atomic<Int>, _ body: () -> Void) {
    guard ComputeProfile.isOn.load(ordering: .relaxed) else { return body() }
    let duration = ContinuousClock().measure(body).components
    total.add(Int(duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000), ordering: .relaxed)
  }

  // MARK: - Workers

  private func startWorker() {
    let thread = size
    size += 1
    slot(thread).initialize(to: Slot())
    let worker = Thread { [self] in
      var number: UInt32 = 0
      while true {
        number = nextWork(after: number, at: slot(thread))
        timed(Self.busyNanoseconds) { doJobs(of: number, thread: thread) }
      }
    }
    worker.name = "minimax \(thread)"
    worker.stackSize = 1 << 21
    worker.start()
  }

  /// Waits for a share of other work than that of the given number.
  private func nextWork(after number: UInt32, at slot: UnsafeMutablePointer<Slot>) -> UInt32 {
    while true {
      for _ in 0..<Self.spinsBeforeParking {
        let now = Share(slot.pointee.share.load(ordering: .acquiring)).number
        if now != number { return now }
        spin_pause()
      }
      slot.pointee.isParked.store(true, ordering: .sequentiallyConsistent)
      let isIdle = Share(slot.pointee.share.load(ordering: .sequentiallyConsistent)).number == number
      // Whoever has offered a share and seen the thread parked has signalled.
      if isIdle || !slot.pointee.isParked.exchange(false, ordering: .sequentiallyConsistent) {
        slot.pointee.wakeUp.wait()
      }
    }
  }
}
