import Synchronization

/// Memory for tensors, recycled.
///
/// A training step asks for the same sizes again and again, and fresh pages from the system cost more than the
/// arithmetic done on them. What is given back is kept, by size, for the next tensor of that size. Never more is kept
/// than was ever in use at once, so the whole is at most twice the largest amount that was live.
enum Memory {
  private struct Pool {
    var free: [Int: [UnsafeMutablePointer<Float>]] = [:]
    var freeCount = 0
    var liveCount = 0
    var peakLiveCount = 0
  }

  // The pointers in the pool belong to nobody else, and the mutex orders their passing from thread to thread.
  private nonisolated(unsafe) static var pool = Pool()
  private static let lock = Mutex(())

  /// Bytes in use by tensors and by kernels at this moment.
  static var liveBytes: Int { lock.withLock { _ in pool.liveCount * MemoryLayout<Float>.stride } }

  /// Memory for `count` floats, aligned to a cache line. Its contents are whatever was there.
  static func take(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    let size = roundedSize(count)
    let recycled: UnsafeMutablePointer<Float>? = lock.withLock { _ in
      pool.liveCount += size
      pool.peakLiveCount = max(pool.peakLiveCount, pool.liveCount)
      guard let memory = pool.free[size]?.popLast() else { return nil }
      pool.freeCount -= size
      return memory
    }
    return .init(start: recycled ?? allocate(size), count: count)
  }

  /// Gives back what `take` returned.
  static func give(_ memory: UnsafeMutableBufferPointer<Float>) {
    guard let start = memory.baseAddress else { return }
    let size = roundedSize(memory.count)
    let kept: Bool = lock.withLock { _ in
      pool.liveCount -= size
      guard pool.freeCount + size <= pool.peakLiveCount else { return false }
      pool.freeCount += size
      pool.free[size, default: []].append(start)
      return true
    }
    if !kept { UnsafeMutableRawPointer(start).deallocate() }
  }

  /// Whole cache lines, and beyond 64 Ki floats steps of an eighth, so that nearly equal sizes share.
  private static func roundedSize(_ count: Int) -> Int {
    let line = 16
    let step = count < 65_536 ? line : 1 << (Int.bitWidth - count.leadingZeroBitCount - 4)
    return max((count + step - 1) / step * step, line)
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
  }
}

/// The values of a tensor: written once by whoever makes it, read by everybody after.
final class Storage: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<Float>

  init(count: Int) {
    _ = Parallel.lendToKernels
    values = Memory.take(count)
  }

  deinit { Memory.give(values) }
}
