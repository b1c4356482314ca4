#if MPI
  import CMPI
  import Engine
  import Foundation
  import GAN

  /// Shards that are shared out among MPI's ranks, in order.
  ///
  /// Of every vector a rank gets its slice from every shard (a reduce-scatter, but with the additions in the order of the
  /// shards), adds the slices, and the sums are gathered: the traffic of a ring all-reduce. The first half is on its way
  /// while more is computed. The second half begins when this rank has computed its part.
  final class MPIShards: ShardExchange {
    let shards: Int
    let own: Range<Int>
    private let ranks: MPIRanks
    private let courier = Courier()
    private var vectors: [ScatteredVector] = []
    /// How many vectors each of the own shards has handed over.
    private var handedOver: [Int]

    init(_ shards: Int, of ranks: MPIRanks) {
      require(shards.isMultiple(of: ranks.count), "MPIShards: \(shards) shards for \(ranks.count) ranks")
      let each = shards / ranks.count
      (self.shards, self.ranks) = (shards, ranks)
      own = ranks.rank * each..<(ranks.rank + 1) * each
      handedOver = Array(repeating: 0, count: each)
    }

    deinit { courier.end() }

    func add(_ vector: Tensor, of shard: Int) {
      let place = handedOver[shard]
      handedOver[shard] += 1
      if place == vectors.count {
        vectors.append(ScatteredVector(vector.count, rank: ranks.rank, of: ranks.count, shards: shards))
      }
      vectors[place].send(vector, of: shard, by: courier)
    }

    func sums() -> [Tensor] {
      defer {
        vectors = []
        handedOver = Array(repeating: 0, count: own.count)
      }
      courier.finish()
      for vector in vectors { vector.add() }
      return gathered(vectors[...])
    }

    /// The sums, all of which are on their way at once.
    private func gathered(_ vectors: ArraySlice<ScatteredVector>) -> [Tensor] {
      guard let first = vectors.first else {
        courier.finish()
        return []
      }
      var rest: [Tensor] = []
      // A tensor is whole when this closure ends: by then the last of them has waited for all.
      let sum = Tensor(shape: [first.count]) { values in
        first.gather(into: values, by: courier)
        rest = gathered(vectors.dropFirst())
      }
      return [sum] + rest
    }

    func any(_ answer: Bool) -> Bool { mpi_largest(answer ? 1 : 0) == 1 }
  }

  /// One vector of every shard, of which this rank adds a slice.
  private final class ScatteredVector {
    let count: Int
    private let shards: Int, ranks: Int, length: Int
    /// What MPI reads until all is done: for every rank, where its slice of a vector begins, and how long it is; how long
    /// a slice is that comes from it; and for each of the own shards, where that goes.
    private let starts: FixedNumbers, lengths: FixedNumbers, taken: FixedNumbers, places: [FixedNumbers]
    /// This rank's slices of all shards, in their order.
    private let slices: UnsafeMutablePointer<Float>
    private var sent: [Tensor] = []

    init(_ count: Int, rank: Int, of ranks: Int, shards: Int) {
      let starts = (0...ranks).map { $0 * count / ranks }
      let length = starts[rank + 1] - starts[rank]
      (self.count, self.shards, self.ranks, self.length) = (count, shards, ranks, length)
      self.starts = FixedNumbers(starts)
      lengths = FixedNumbers((0..<ranks).map { starts[$0 + 1] - starts[$0] })
      taken = FixedNumbers(Array(repeating: length, count: ranks))
      let each = shards / ranks
      places = (0..<each).map { shard in FixedNumbers((0..<ranks).map { ($0 * each + shard) * length }) }
      slices = .allocate(capacity: max(1, shards * length))
    }

    deinit { slices.deallocate() }

    /// Begins to send an own shard's vector, and to take this rank's slice from the shard at the same place in every rank.
    func send(_ vector: Tensor, of shard: Int, by courier: Courier) {
      sent.append(vector)
      vector.withUnsafeScalars { values in
        courier.begin {
          mpi_begin_exchange(
            values.baseAddress, lengths.values, starts.values, slices, taken.values, places[shard].values, $0)
        }
      }
    }

    /// Adds the slices from the first shard on.
    func add() {
      for shard in 1..<shards { for index in 0..<length { slices[index] += slices[shard * length + index] } }
      sent = []
    }

    /// Begins to give every rank the sums of all slices.
    func gather(into values: UnsafeMutableBufferPointer<Float>, by courier: Courier) {
      courier.begin {
        mpi_begin_gather(slices, Int32(length), values.baseAddress, lengths.values, starts.values, $0)
      }
    }
  }

  /// Numbers that stay where they are.
  private final class FixedNumbers {
    let values: UnsafeMutablePointer<Int32>

    init(_ numbers: [Int]) {
      values = .allocate(capacity: numbers.count)
      for (place, number) in numbers.enumerated() { values[place] = Int32(number) }
    }

    deinit { values.deallocate() }
  }

  /// Keeps what was begun moving while the main thread computes: MPI moves data only inside its own calls, so a thread
  /// looks after them twice in a millisecond.
  private final class Courier: @unchecked Sendable {
    /// Held by whoever calls MPI.
    private let condition = NSCondition()
    private var requests: [UnsafeMutablePointer<mpi_pending>] = []
    private var isOver = false

    init() { Thread { [self] in look() }.start() }

    /// Begins something that MPI does by itself.
    func begin(_ start: (UnsafeMutablePointer<mpi_pending>) -> Void) {
      let request = UnsafeMutablePointer<mpi_pending>.allocate(capacity: 1)
      condition.withLock {
        start(request)
        requests.append(request)
        condition.signal()
      }
    }

    /// Waits until all that was begun is done.
    func finish() {
      condition.withLock {
        for request in requests {
          mpi_wait(request)
          request.deallocate()
        }
        requests = []
      }
    }

    /// Ends the thread.
    func end() {
      condition.withLock {
        isOver = true
        condition.signal()
      }
    }

    private func look() {
      condition.lock()
      while !isOver {
        // What is done stays so, and can be asked again.
        if requests.allSatisfy({ mpi_advance($0) != 0 }) {
          condition.wait()
        } else {
          condition.unlock()
          usleep(500)
          condition.lock()
        }
      }
      condition.unlock()
    }
  }
#endif
