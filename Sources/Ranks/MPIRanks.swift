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
    public func gather(_ bytes: [UInt8]) -> [[UInt8]] {
      var lengths = [Int32](repeating: 0, count: count)
      mpi_gather_numbers(Int32(bytes.count), &lengths)
      let starts = lengths.reduce(into: [Int32(0)]) { $0.append($0.last! + $1) }
      var all = [UInt8](repeating: 0, count: Int(starts[count]))
      mpi_gather_bytes(bytes, Int32(bytes.count), &all, lengths, starts)
      return lengths.indices.map { Array(all[Int(starts[$0])..<Int(starts[$0 + 1])]) }
    }

    /// Every rank computes an equal part of the shards.
    public func exchange(of shards: Int) -> any ShardExchange { MPIShards(shards, of: self) }

    /// What the first and the last rank measure; what lies between them may be the longest way of all.
    public func secondsToSwap(_ count: Int, trials: Int) -> Double? {
      guard self.count > 1 else { return nil }
      let (sent, other) = ([Float](repeating: 1, count: count), rank == 0 ? self.count - 1 : 0)
      var (taken, least) = (sent, Double.infinity)
      for _ in 0..<trials {
        mpi_meet()
        guard rank == 0 || rank == self.count - 1 else { continue }
        // Several in a row, because nobody leaves a meeting at the same time as the others.
        let (start, times) = (ContinuousClock.now, 10)
        for _ in 0..<times { mpi_swap(sent, &taken, Int32(count), Int32(other)) }
        least = min(least, (ContinuousClock.now - start) / .seconds(1) / Double(times))
      }
      let all = gather(withUnsafeBytes(of: least) { Array($0) })
      return all.map { $0.withUnsafeBytes { $0.loadUnaligned(as: Double.self) } }.filter(\.isFinite).max()
    }

    /// Leaves MPI, once all ranks have come here.
    public func finish() { mpi_end() }
  }
#endif
