import Foundation
import Kernels
import Synchronization

/// Threads that help whoever has jobs to hand out, one caller at a time.
final class Crew: Sendable {
  private struct Work {
    var count = 0
    var job: UnsafePointer<@Sendable (Int) -> Void>?
  }

  /// How often a thread looks before it sleeps: some tens of microseconds.
  private static let patience = 3_000

  /// The number of the work that is being handed out, and below it how many of its jobs nobody has taken yet. In one
  /// word, so that a helper who comes late cannot take a job of other work than it meant to.
  private let offer = Atomic<UInt64>(0)
  private static let remainingBits = UInt64(32)
  // Written by the caller while there is no job to take, read by those who have taken one.
  private nonisolated(unsafe) var work = Work()
  private let done = Atomic<Int>(0)
  private let isTaken = Atomic<Bool>(false)

  private nonisolated(unsafe) var size = 0
  private let wanted = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  private let callerSleeps = Atomic<Bool>(false)
  private let lastJobDone = DispatchSemaphore(value: 0)

  /// Calls `job` for every index below `count`, with the help of at most so many threads besides this one. False, and
  /// nothing is done, if the crew is at work for somebody else, or for whoever is calling from within a job.
  func perform(_ count: Int, helpers: Int, job: @Sendable (Int) -> Void) -> Bool {
    guard count < 1 << Self.remainingBits,
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return false }
    while size < helpers { hire() }
    wanted.store(helpers, ordering: .relaxed)
    withoutActuallyEscaping(job) { job in
      withUnsafePointer(to: job) { pointer in
        work = Work(count: count, job: pointer)
        done.store(0, ordering: .relaxed)
        let number = (Self.number(offer.load(ordering: .relaxed)) + 1) & 0xffff_ffff
        offer.store(number << Self.remainingBits | UInt64(count), ordering: .sequentiallyConsistent)
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { alarm.signal() }
        takeJobs(number)
        waitForLastJob(count)
      }
    }
    isTaken.store(false, ordering: .releasing)
    return true
  }

  private static func number(_ offer: UInt64) -> UInt64 { offer >> remainingBits }

  /// Takes jobs of the numbered work as long as there are any.
  private func takeJobs(_ number: UInt64) {
    var seen = offer.load(ordering: .acquiring)
    while Self.number(seen) == number, seen & 0xffff_ffff > 0 {
      let (taken, now) = offer.compareExchange(expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
      guard taken else {
        seen = now
        continue
      }
      let work = self.work
      work.job!.pointee(work.count - Int(seen & 0xffff_ffff))
      if done.add(1, ordering: .sequentiallyConsistent).newValue == work.count,
        callerSleeps.exchange(false, ordering: .sequentiallyConsistent)
      {
        lastJobDone.signal()
      }
      seen = offer.load(ordering: .acquiring)
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
    let place = size
    size += 1
    let thread = Thread { [self] in help(place) }
    thread.name = "minimax \(place + 1)"
    thread.stackSize = 1 << 21
    thread.start()
  }

  /// A helper's life.
  private func help(_ place: Int) {
    var number: UInt64 = 0
    while true {
      number = workAfter(number)
      if place < wanted.load(ordering: .relaxed) { takeJobs(number) }
    }
  }

  /// Waits for other work than that of the given number.
  private func workAfter(_ number: UInt64) -> UInt64 {
    while true {
      for _ in 0..<Self.patience {
        let now = Self.number(offer.load(ordering: .acquiring))
        if now != number { return now }
        spin_pause()
      }
      sleepers.add(1, ordering: .sequentiallyConsistent)
      if Self.number(offer.load(ordering: .sequentiallyConsistent)) == number || !withdraw() { alarm.wait() }
    }
  }

  /// One sleeper fewer, unless the alarm for it has been given already.
  private func withdraw() -> Bool {
    var count = sleepers.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let (exchanged, now) = sleepers.compareExchange(
        expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
      if exchanged { return true }
      count = now
    }
    return false
  }
}
