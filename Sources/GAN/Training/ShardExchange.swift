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
  /// Hands over a vector of a shard, to be added to the other shards'. It may be on its way while more is computed.
  ///
  /// Every shard hands over as many vectors, of the same lengths in the same order, one shard after the other.
  ///
  /// - Parameters:
  ///   - vector: The values, `[count]`.
  ///   - shard: Whose they are: a place in ``own``, from 0 on.
  func add(_ vector: Tensor, of shard: Int)
  /// For each of the vectors that a shard has handed over since this was last asked, the sum over all shards, added in
  /// the order of the shards: the same bits in every process.
  func sums() -> [Tensor]
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
  /// What each of them has handed over.
  private var vectors: [[Tensor]]

  /// So many shards; with one, a batch is not cut.
  public init(_ shards: Int) {
    require(shards > 0, "LocalShards: \(shards) shards, expected 1 or more")
    self.shards = shards
    vectors = Array(repeating: [], count: shards)
  }

  /// Keeps the vector.
  public func add(_ vector: Tensor, of shard: Int) { vectors[shard].append(vector) }

  /// The sums of the shards' vectors in their order.
  public func sums() -> [Tensor] {
    defer { vectors = Array(repeating: [], count: shards) }
    return vectors[0].indices.map { place in
      vectors.dropFirst().reduce(vectors[0][place]) { $0 + $1[place] }
    }
  }

  /// The answer itself, as nobody else is asked.
  public func any(_ answer: Bool) -> Bool { answer }
}
