import Foundation
import Kernels
import Synchronization

/// Threads that help whoever has jobs to hand out, one caller at a time.
///
/// Every thread has a share of the jobs, neighbours, and the same share whenever there are as many jobs again. So the
/// rows that one operation writes are mostly read, by the next, on the core that wrote them: out of another core's
/// cache they come slowly. Who has done the jobs of his own share takes from the far ends of the others'.
final class Crew: Sendable {
  /// The most threads, the caller among them.
  static let mostThreads = 256
  /// The most jobs that can be handed out at once.
  static let mostJobs = Share.mask

  /// The jobs of one thread that nobody has taken yet. In one word with the number of the work that they belong to, so
  /// that a helper who comes late cannot take a job of other work than it meant to.
  private struct Share {
    static let (bits, mask) = (16, 1 << 16 - 1)
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

  /// Where a thread finds its share, and where a helper sleeps.
  private struct Place: ~Copyable {
    let share = Atomic<UInt64>(0)
    let isAsleep = Atomic<Bool>(false)
    let alarm = DispatchSemaphore(value: 0)
  }

  private struct Work {
    var count = 0
    var threads = 0
    var job: UnsafePointer<@Sendable (Int) -> Void>?
  }

  /// How often a thread looks before it sleeps: some tens of microseconds.
  private static let patience = 3_000

  /// Bytes from one place to the next: cache lines of its own for each, or every job that one thread takes would cost
  /// the others time.
  private static let placeStride = 128
  private nonisolated(unsafe) let places = UnsafeMutableRawPointer.allocate(
    byteCount: mostThreads * placeStride, alignment: placeStride)

  private let isTaken = Atomic<Bool>(false)
  // Changed by the caller who has taken the crew; `work` only while there is no job to take, and it is read by those who
  // have taken one.
  private nonisolated(unsafe) var work = Work()
  private nonisolated(unsafe) var number: UInt32 = 0
  private nonisolated(unsafe) var size = 1
  private let done = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)
  private let lastJobDone = DispatchSemaphore(value: 0)

  init() { place(0).initialize(to: Place()) }

  private func place(_ thread: Int) -> UnsafeMutablePointer<Place> {
    (places + thread * Self.placeStride).assumingMemoryBound(to: Place.self)
  }

  /// Calls `job` for every index below `count`, on so many threads including this one. False, and nothing is done, if
  /// the crew is at work for somebody else, or for whoever is calling from within a job.
  func perform(_ count: Int, threads: Int, job: @Sendable (Int) -> Void) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    while size < threads { hire() }
    number &+= 1
    withoutActuallyEscaping(job) { job in
      withUnsafePointer(to: job) { pointer in
        work = Work(count: count, threads: threads, job: pointer)
        done.store(0, ordering: .relaxed)
        for thread in 0..<threads {
          offer(Share(number: number, jobs: thread * count / threads..<(thread + 1) * count / threads), to: thread)
        }
        takeJobs(number, thread: 0)
        waitForLastJob(count)
      }
    }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  private func offer(_ share: Share, to thread: Int) {
    let place = place(thread)
    place.pointee.share.store(share.word, ordering: .sequentiallyConsistent)
    if place.pointee.isAsleep.load(ordering: .sequentiallyConsistent),
      place.pointee.isAsleep.exchange(false, ordering: .sequentiallyConsistent)
    {
      place.pointee.alarm.signal()
    }
  }

  /// Does the jobs of one thread's share of the numbered work, then those that others have left.
  private func takeJobs(_ number: UInt32, thread: Int) {
    // If others have done all of this share the work may be over, and `work` another.
    guard var job = takeJob(number, from: thread, isOwn: true) else { return }
    let work = self.work
    var (finished, owner) = (0, thread)
    while true {
      work.job!.pointee(job)
      finished += 1
      var next = takeJob(number, from: owner, isOwn: owner == thread)
      while next == nil {
        owner = (owner + 1) % work.threads
        if owner == thread { break }
        next = takeJob(number, from: owner, isOwn: false)
      }
      guard let next else { break }
      job = next
    }
    if done.add(finished, ordering: .sequentiallyConsistent).newValue == work.count,
      callerSleeps.exchange(false, ordering: .sequentiallyConsistent)
    {
      lastJobDone.signal()
    }
  }

  /// One job of a thread's share, unless there is none left: its owner's from the front, others' from the back.
  private func takeJob(_ number: UInt32, from owner: Int, isOwn: Bool) -> Int? {
    let place = place(owner)
    var seen = place.pointee.share.load(ordering: .acquiring)
    while true {
      var left = Share(seen)
      guard left.number == number, let job = isOwn ? left.jobs.first : left.jobs.last else { return nil }
      left.jobs = isOwn ? job + 1..<left.jobs.upperBound : left.jobs.lowerBound..<job
      let (taken, now) = place.pointee.share.compareExchange(
        expected: seen, desired: left.word, ordering: .acquiringAndReleasing)
      if taken { return job }
      seen = now
    }
  }

  private func waitForLastJob(_ count: Int) {
    for _ in 0..<Self.patience {
      if done.load(ordering: .acquiring) == count { return }
      spin_pause()
    }
    callerSleeps.store(true, ordering: .sequentiallyConsistent)
    let isDone = done.load(ordering: .sequentiallyConsistent) == count
    // Whoever did the last job signals if it has seen that somebody sleeps.
    if isDone, callerSleeps.exchange(false, ordering: .sequentiallyConsistent) { return }
    lastJobDone.wait()
  }

  // MARK: - Helpers

  private func hire() {
    let thread = size
    size += 1
    place(thread).initialize(to: Place())
    let helper = Thread { [self] in
      var number: UInt32 = 0
      while true {
        number = workAfter(number, at: place(thread))
        takeJobs(number, thread: thread)
      }
    }
    helper.name = "minimax \(thread)"
    helper.stackSize = 1 << 21
    helper.start()
  }

  /// Waits for a share of other work than that of the given number.
  private func workAfter(_ number: UInt32, at place: UnsafeMutablePointer<Place>) -> UInt32 {
    while true {
      for _ in 0..<Self.patience {
        let now = Share(place.pointee.share.load(ordering: .acquiring)).number
        if now != number { return now }
        spin_pause()
      }
      place.pointee.isAsleep.store(true, ordering: .sequentiallyConsistent)
      let isIdle = Share(place.pointee.share.load(ordering: .sequentiallyConsistent)).number == number
      // If somebody has offered a share and seen the sleeper, the alarm has been given.
      if isIdle || !place.pointee.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
        place.pointee.alarm.wait()
      }
    }
  }
}
