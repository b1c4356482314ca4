import Kernels

// The engine's only way to the kernels. A kernel needs threads and scratch memory, which `withKernels` lends, and
// pointers, which keep nothing alive: `withPointers` gives those, keeps their tensors for as long, and lends the rest too.
// So every call of a kernel stands in one of the two. What runs on the calling thread and needs no memory, such as
// `double_dot`, may do without.

/// Calls `body`, which calls kernels that read no tensor, for a function whose name stands in a ``ComputeProfile``.
@inline(__always)
func withKernels<Result>(for name: StaticString = #function, _ body: () throws -> Result) rethrows -> Result {
  _ = kernelsAreReady
  return try ComputeProfile.record(name, body)
}

extension Tensor {
  /// Calls `body` with the values, which stay where they are until it returns, and no longer.
  @inline(__always)
  fileprivate func withPointer<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafePointer(storage.values.baseAddress!)) }
  }
}

/// Calls `body` with a tensor's values. The pointer is good until `body` returns; kernels may be called with it.
@inline(__always)
func withPointers<Result>(
  to a: Tensor, for name: StaticString = #function, _ body: (UnsafePointer<Float>) throws -> Result
) rethrows -> Result {
  try withKernels(for: name) { try a.withPointer(body) }
}

/// Calls `body` with the values of two tensors.
@inline(__always)
func withPointers<Result>(
  to a: Tensor, _ b: Tensor, for name: StaticString = #function,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>) throws -> Result
) rethrows -> Result {
  try withPointers(to: a, for: name) { a in try b.withPointer { b in try body(a, b) } }
}

/// Calls `body` with the values of three tensors.
@inline(__always)
func withPointers<Result>(
  to a: Tensor, _ b: Tensor, _ c: Tensor, for name: StaticString = #function,
  _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) throws -> Result
) rethrows -> Result {
  try withPointers(to: a, b, for: name) { a, b in try c.withPointer { c in try body(a, b, c) } }
}

/// Calls `body` with the values of any number of tensors, in their order.
func withPointers<Result>(
  to tensors: [Tensor], for name: StaticString = #function, _ body: ([UnsafePointer<Float>]) throws -> Result
) rethrows -> Result {
  try withKernels(for: name) {
    try withExtendedLifetime(tensors) { try body(tensors.map { $0.withPointer { $0 } }) }
  }
}

/// Calls `body` with the kernels' description of a bias and an activation; `nil` if there is neither.
func withEpilogue<Result>(
  _ bias: Tensor?, _ slope: Float, for name: StaticString = #function, _ body: (UnsafePointer<Epilogue>?) -> Result
) -> Result {
  guard let bias else {
    return slope == 1 ? body(nil) : withUnsafePointer(to: Epilogue(bias: nil, slope: slope)) { body($0) }
  }
  return withPointers(to: bias, for: name) { bias in
    withUnsafePointer(to: Epilogue(bias: bias, slope: slope)) { body($0) }
  }
}
