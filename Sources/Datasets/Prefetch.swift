import Engine
import Foundation

extension Batches {
  /// Calls `body` with the batches from `start` up to, not including, `end`, made ahead of time by another thread.
  ///
  /// ```swift
  /// batches.prefetched(from: place, until: BatchPlace(epoch: 10)) { stream in
  ///   for batch in stream { train(on: batch) }
  /// }
  /// ```
  ///
  /// The batches are the same bits as those of `batch(at:)`. However `body` ends, by returning or throwing, the thread
  /// has ended when this call returns.
  /// - Parameters:
  ///   - start: The place of the first batch.
  ///   - end: The place at which to stop; nil for a stream without end.
  ///   - ahead: How many batches may wait to be taken.
  ///   - body: What to do with the batches, as many of them as it likes. It runs on the caller's thread.
  public func prefetched<Result>(
    from start: BatchPlace = BatchPlace(), until end: BatchPlace? = nil, ahead: Int = 2,
    _ body: (BatchStream) throws -> Result
  ) rethrows -> Result {
    let stream = BatchStream(capacity: ahead)
    let threads = Parallel.threads
    let thread = Thread { [self] in
      // A thread of its own does not inherit the caller's limit.
      Parallel.withThreads(threads) { stream.fill(with: self, from: start, until: end) }
    }
    thread.name = "minimax.batches"
    thread.start()
    defer { stream.closeAndWait() }
    return try body(stream)
  }
}

/// Batches made ahead of time, in order; see `Batches.prefetched`.
public final class BatchStream: Sequence, IteratorProtocol, @unchecked Sendable {
  // Everything below is touched under the condition's lock only.
  private let condition = NSCondition()
  private let capacity: Int
  private var waiting: [Batch] = []
  private var isClosed = false
  private var isFinished = false

  init(capacity: Int) {
    require(capacity > 0, "Batches.prefetched: at least one batch must be made ahead, not \(capacity)")
    self.capacity = capacity
  }

  /// The next batch; nil after the last one, and after the call that made the stream has returned.
  public func next() -> Batch? {
    condition.withLock {
      while waiting.isEmpty && !isFinished { condition.wait() }
      guard !waiting.isEmpty else { return nil }
      condition.broadcast()
      return waiting.removeFirst()
    }
  }

  /// The whole life of the thread: makes batches until the end comes or nobody wants more.
  fileprivate func fill(with batches: Batches, from start: BatchPlace, until end: BatchPlace?) {
    var place = start
    var epoch = Batches.Epoch(place.epoch, of: batches)
    while end.map({ place < $0 }) ?? true {
      if place.epoch != epoch.number { epoch = Batches.Epoch(place.epoch, of: batches) }
      guard put(batches.batch(place.index, of: epoch)) else { break }
      place = batches.place(after: place)
    }
    condition.withLock {
      isFinished = true
      condition.broadcast()
    }
  }

  /// Waits for room and adds a batch. False if nobody wants it any more.
  private func put(_ batch: Batch) -> Bool {
    condition.withLock {
      while waiting.count == capacity && !isClosed { condition.wait() }
      guard !isClosed else { return false }
      waiting.append(batch)
      condition.broadcast()
      return true
    }
  }

  fileprivate func closeAndWait() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
      while !isFinished { condition.wait() }
      waiting = []
    }
  }
}
