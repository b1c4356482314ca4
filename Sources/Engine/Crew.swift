import Foundation
import Kernels
import Synchronization

/// Threads that help whoever has jobs to hand out, one caller at a time.
///
/// Every thread has a share of the jobs, neighbours, and the same share whenever there are as many jobs again. So the
/// rows that one operation writes are mostly read, by the next, on the core that wrote them: out of another core's
/// cache they come slowly. Who has done the jobs of his own share takes from the far ends of the others'.
///
/// For the same reason a job is a C function and its context, in the cache line of the share: from a closure's storage to
/// what it captures a helper would fetch one line after the other, for longer than many operations take.
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

  /// Where a thread finds its share and what is to be done, and where a helper sleeps.
  private struct Place: ~Copyable {
    let share = Atomic<UInt64>(0)
    // Changed by the caller who has taken the crew, while there is no job to take; read by those who have taken one.
    var work: Work?
    var count: Int32 = 0
    var threads: Int32 = 0
    let isAsleep = Atomic<Bool>(false)
    let alarm = DispatchSemaphore(value: 0)
  }

  /// How often a thread looks before it sleeps: some tens of microseconds.
  private static let patience = 3_000

  /// How often a thread looks before it takes a job from another's share: about a microsecond.
  private static let courtesy = 6

  /// Bytes from one place to the next: cache lines of its own for each, or every job that one thread takes would cost
  /// the others time.
  private static let placeStride = 128
  private nonisolated(unsafe) let places = UnsafeMutableRawPointer.allocate(
    byteCount: mostThreads * placeStride, alignment: placeStride)

  private let isTaken = Atomic<Bool>(false)
  // Changed by the caller who has taken the crew.
  private nonisolated(unsafe) var number: UInt32 = 0
  private nonisolated(unsafe) var size = 1
  private let done = Atomic<Int>(0)
  private let callerSleeps = Atomic<Bool>(false)
  private let lastJobDone = DispatchSemaphore(value: 0)

  init() { place(0).initialize(to: Place()) }

  private func place(_ thread: Int) -> UnsafeMutablePointer<Place> {
    (places + thread * Self.placeStride).assumingMemoryBound(to: Place.self)
  }

  /// Does `count` jobs, on so many threads including this one. False, and nothing is done, if the crew is at work for
  /// somebody else, or for whoever is calling from within a job.
  func perform(_ count: Int, threads: Int, _ work: Work) -> Bool {
    guard isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else { return false }
    while size < threads { hire() }
    number &+= 1
    done.store(0, ordering: .relaxed)
    for thread in 0..<threads {
      let place = place(thread)
      place.pointee.work = work
      place.pointee.count = Int32(count)
      place.pointee.threads = Int32(threads)
    }
    // The caller's own share last: what the helpers wait for first.
    for thread in (0..<threads).reversed() {
      offer(Share(number: number, jobs: thread * count / threads..<(thread + 1) * count / threads), to: thread)
    }
    takeJobs(number, thread: 0)
    waitForLastJob(count)
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
    // If others have done all of this share the work may be over, and what the place holds another's.
    guard var index = takeJob(number, from: thread, isOwn: true) else { return }
    let place = place(thread)
    let (work, count, threads) = (place.pointee.work!, Int(place.pointee.count), Int(place.pointee.threads))
    var finished = 0
    while true {
      work.job(work.context, work.first + index)
      finished += 1
      guard let next = takeJob(number, from: thread, isOwn: true) else { break }
      index = next
    }
    report(finished, of: count)
    for step in 1..<threads {
      let owner = (thread + step) % threads
      waitForOwner(owner, number)
      while let index = takeJob(number, from: owner, isOwn: false) {
        work.job(work.context, work.first + index)
        report(1, of: count)
      }
    }
  }

  /// Adds to the jobs that are done. After the last of them the work is over: only a job that has been taken keeps it.
  private func report(_ finished: Int, of count: Int) {
    if done.add(finished, ordering: .sequentiallyConsistent).newValue == count,
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

  /// Leaves an owner who is awake, and perhaps on the way, a moment for the last jobs of his share: the memory that they
  /// write is in his cache, and to have it brought here and back takes longer than a small job.
  private func waitForOwner(_ owner: Int, _ number: UInt32) {
    let place = place(owner)
    for _ in 0..<Self.courtesy {
      let share = Share(place.pointee.share.load(ordering: .relaxed))
      if share.number != number || share.jobs.isEmpty || place.pointee.isAsleep.load(ordering: .relaxed) { return }
      // Seldom, for looking takes the line away from the owner.
      for _ in 0..<8 { spin_pause() }
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
