/// The values of a tensor: written by whoever makes it, and only read once others have it.
final class Storage: @unchecked Sendable {
  let values: UnsafeMutableBufferPointer<Float>

  init(count: Int) {
    values = .init(start: Memory.take(count), count: count)
  }

  deinit { Memory.give(values.baseAddress!) }
}
