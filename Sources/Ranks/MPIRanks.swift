#if MPI
  import CMPI
  import Engine
  import Evaluation
  import Foundation
  import GAN

  /// The processes that `mpirun` started. The trait `MPI` of the package turns this file on.
  ///
  /// All calls come from the thread that made it.
  public final class MPIRanks: ProcessGroup {
    /// MPI's rank.
    public let rank: Int
    /// The number of ranks.
    public let count: Int
    /// How many of them are on this machine.
    public let here: Int
    /// Whether the ranks have told each other how they stand.
    public var hasMet = false

    /// Starts MPI, once in a process. A rank that ends without ``finish()`` ends the whole job, within seconds.
    public init() {
      var (rank, count, here): (Int32, Int32, Int32) = (0, 0, 0)
      require(mpi_begin(&rank, &count, &here) != 0, "MPI: this installation does not allow threads; take another")
      (self.rank, self.count, self.here) = (Int(rank), Int(count), Int(here))
    }

    /// Of the processors that a rank may use, at most its share of the machine's.
    public var threads: Int? {
      let machine = ProcessInfo.processInfo
      return max(1, min(machine.activeProcessorCount, machine.processorCount / here))
    }

    /// What every rank says.
    public func gather(_ text: String) -> [String] {
      let own = Array(text.utf8CString.dropLast())
      var lengths = [Int32](repeating: 0, count: count)
      mpi_gather_numbers(Int32(own.count), &lengths)
      let starts = lengths.reduce(into: [Int32(0)]) { $0.append($0.last! + $1) }
      var bytes = [CChar](repeating: 0, count: Int(starts[count]))
      mpi_gather_bytes(own, Int32(own.count), &bytes, lengths, starts)
      return lengths.indices.map { rank in
        String(decoding: bytes[Int(starts[rank])..<Int(starts[rank + 1])].map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }

    /// Every rank computes an equal part of the shards.
    public func exchange(of shards: Int) -> any ShardExchange { MPIShards(shards, of: self) }

    /// Leaves MPI, once all ranks have come here.
    public func finish() { mpi_end() }
  }

  /// Shards that are shared out among MPI's ranks, in order.
  final class MPIShards: ShardExchange {
    let shards: Int
    let own: Range<Int>
    private let ranks: MPIRanks

    init(_ shards: Int, of ranks: MPIRanks) {
      require(shards.isMultiple(of: ranks.count), "MPIShards: \(shards) shards for \(ranks.count) ranks")
      let each = shards / ranks.count
      (self.shards, self.ranks) = (shards, ranks)
      own = ranks.rank * each..<(ranks.rank + 1) * each
    }

    /// Every rank gets its slice of every shard's vector (a reduce-scatter, but with the additions in the order of the
    /// shards), adds them, and the slices are gathered: the traffic of a ring all-reduce.
    func sum(_ vectors: [Tensor]) -> Tensor {
      let (count, ranks) = (vectors[0].count, ranks.count)
      let starts = (0...ranks).map { Int32($0 * count / ranks) }
      let lengths = (0..<ranks).map { starts[$0 + 1] - starts[$0] }
      let length = Int(lengths[self.ranks.rank])
      // The slices in the order of the shards: of each rank, as many as it has.
      var slices = [Float](repeating: 0, count: shards * length)
      for (place, vector) in vectors.enumerated() {
        let places = (0..<ranks).map { Int32(($0 * own.count + place) * length) }
        vector.withUnsafeScalars { values in
          mpi_exchange_slices(
            values.baseAddress, lengths, starts, &slices, [Int32](repeating: Int32(length), count: ranks), places)
        }
      }
      for shard in 1..<shards { for index in 0..<length { slices[index] += slices[shard * length + index] } }
      return Tensor(shape: [count]) { sum in
        mpi_gather_slices(slices, Int32(length), sum.baseAddress, lengths, starts)
      }
    }

    func any(_ answer: Bool) -> Bool { mpi_largest(answer ? 1 : 0) == 1 }
  }
#endif
