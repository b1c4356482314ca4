import Foundation
import Kernels
import Synchronization

/// Memory for tensors, recycled.
///
/// A training step asks for the same sizes again and again, and fresh pages from the system cost more than the
/// arithmetic done on them. What is given back is kept for the next tensor of that size, or of one up to half as large
/// again, as long as the whole, live and kept, is at most twice the largest amount that was ever live.
///
/// Of blocks that fit alike, a thread gets one that it has given back itself: that may still be in its core's cache, and
/// another thread's would have to be fetched from there before it is written over.
enum Memory {
  fileprivate struct Block {
    var start: UnsafeMutablePointer<Float>
    var size: Int
    /// The thread that gave it back.
    var giver: pthread_t
  }

  fileprivate struct Pool {
    /// Blocks below `largeSize`, by size in cache lines: each the exact size.
    var small = [[Block]](repeating: [], count: largeSize / line)
    var large: [Block] = []
    var freeCount = 0
    var liveCount = 0
    var peakLiveCount = 0
  }

  /// Floats of a cache line, of the smallest large block, and of one of the system's large pages.
  fileprivate static let line = 16
  fileprivate static let largeSize = 65_536
  private static let pageSize = 1 << 19

  // The pointers in the pool belong to nobody else, and the mutex orders their passing from thread to thread. It also sees
  // to it that no two accesses overlap, so that need not be checked at each.
  @exclusivity(unchecked) private nonisolated(unsafe) static var pool = Pool()
  private static let lock = Mutex(())

  /// Bytes in use by tensors and by kernels at this moment, those and what is kept for later, and the most that were
  /// ever in use.
  static var usage: (live: Int, held: Int, peakLive: Int) {
    lock.withLock { _ in
      let bytes = MemoryLayout<Float>.stride
      return (pool.liveCount * bytes, (pool.liveCount + pool.freeCount) * bytes, pool.peakLiveCount * bytes)
    }
  }

  /// Memory for at least `count` floats, aligned to a cache line. Its contents are whatever was there.
  static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let (wanted, thread) = (roundedSize(count), pthread_self())
    let (recycled, size) = lock.withLock { _ in
      let found = pool.takeFree(wanted, for: thread)
      pool.liveCount += found?.size ?? wanted
      pool.peakLiveCount = max(pool.peakLiveCount, pool.liveCount)
      return (found?.start, found?.size ?? wanted)
    }
    return recycled ?? allocate(size)
  }

  /// Gives back what `take` returned.
  static func give(_ start: UnsafeMutablePointer<Float>) {
    let (size, thread) = (sizeField(of: start).pointee, pthread_self())
    let kept: Bool = lock.withLock { _ in
      pool.liveCount -= size
      guard pool.liveCount + pool.freeCount + size <= 2 * pool.peakLiveCount else { return false }
      pool.keep(Block(start: start, size: size, giver: thread))
      return true
    }
    if !kept { UnsafeMutableRawPointer(start - line).deallocate() }
  }

  /// Whole cache lines, and beyond 64 Ki floats steps of an eighth, so that nearly equal sizes share.
  private static func roundedSize(_ count: Int) -> Int {
    let step = count < largeSize ? line : 1 << (Int.bitWidth - count.leadingZeroBitCount - 4)
    return max((count + step - 1) / step * step, line)
  }

  /// The size of a block, kept in the cache line before it.
  private static func sizeField(of start: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Int> {
    UnsafeMutableRawPointer(start - line).assumingMemoryBound(to: Int.self)
  }

  private static func allocate(_ size: Int) -> UnsafeMutablePointer<Float> {
    let byteCount = (size + line) * MemoryLayout<Float>.stride
    let isLarge = size >= pageSize
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: isLarge ? pageSize * MemoryLayout<Float>.stride : 64)
    #if os(Linux)
      // Fewer page faults, and fewer translations of addresses. Only a request: whether it is met does not matter.
      if isLarge { madvise(memory, byteCount, MADV_HUGEPAGE) }
    #endif
    memory.storeBytes(of: size, as: Int.self)
    return (memory + 64).bindMemory(to: Float.self, capacity: size)
  }
}

extension Memory.Pool {
  /// The free block that fits best.
  fileprivate mutating func takeFree(_ size: Int, for thread: pthread_t) -> Memory.Block? {
    let block =
      size < Memory.largeSize
      ? Self.takeBest(of: &small[size / Memory.line], size...size, for: thread)
      : Self.takeBest(of: &large, size...size + size / 2, for: thread)
    freeCount -= block?.size ?? 0
    return block
  }

  /// The smallest block of these sizes; among equals one that this thread gave back, and the last given back, which is
  /// likeliest to be in the cache.
  private static func takeBest(
    of blocks: inout [Memory.Block], _ sizes: ClosedRange<Int>, for thread: pthread_t
  ) -> Memory.Block? {
    var best: Int?
    for index in blocks.indices.reversed() where sizes.contains(blocks[index].size) {
      let (size, isOwn) = (blocks[index].size, pthread_equal(blocks[index].giver, thread) != 0)
      if isOwn && size == sizes.lowerBound {
        best = index
        break
      }
      if best.map({ size < blocks[$0].size || size == blocks[$0].size && isOwn }) ?? true { best = index }
    }
    return best.map { blocks.remove(at: $0) }
  }

  fileprivate mutating func keep(_ block: Memory.Block) {
    freeCount += block.size
    if block.size < Memory.largeSize {
      small[block.size / Memory.line].append(block)
    } else {
      large.append(block)
    }
  }
}
