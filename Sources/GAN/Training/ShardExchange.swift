import Engine

/// Which shards of every batch are computed here, and how all of them are combined: in one process, or in many.
///
/// A *shard* is an equal part of every batch. It has batch statistics and a random stream of its own, so what a run
/// computes depends on the number of shards. It does not depend on who computes which: every combination adds the shards'
/// values from the first shard on, and a sum of floating-point numbers is defined by its order.
public protocol ShardExchange: AnyObject {
  /// The number of shards in all.
  var shards: Int { get }
  /// The shards that are computed in this process; every process has as many.
  var own: Range<Int> { get }
  /// The sum of one vector of every shard, added in the order of the shards: the same bits in every process.
  ///
  /// - Parameter vectors: Those of ``own``, in order, each `[count]`; `count` is the same everywhere.
  func sum(_ vectors: [Tensor]) -> Tensor
  /// Whether any of the processes says yes; they all hear the same.
  func any(_ answer: Bool) -> Bool
}

extension ShardExchange {
  /// Whether this process has the first shard: it alone looks, scores and writes files.
  public var isFirst: Bool { own.lowerBound == 0 }
}

/// All shards in this process, one after another.
public final class LocalShards: ShardExchange {
  /// The number of shards.
  public let shards: Int
  /// All of them.
  public var own: Range<Int> { 0..<shards }

  /// So many shards; with one, a batch is not cut.
  public init(_ shards: Int) {
    require(shards > 0, "LocalShards: \(shards) shards, expected 1 or more")
    self.shards = shards
  }

  /// The sum of the vectors in their order.
  public func sum(_ vectors: [Tensor]) -> Tensor { vectors.dropFirst().reduce(vectors[0], +) }

  /// The answer itself, as nobody else is asked.
  public func any(_ answer: Bool) -> Bool { answer }
}
