import Kernels

extension Processor {
  /// The most multiplications with additions in a second that all threads together can do, measured in some tens of
  /// milliseconds: a loop that reads no memory.
  public static func measuredPeak() -> Double {
    let clock = ContinuousClock()
    return (0..<5).map { _ in
      var count: UInt64 = 0
      let seconds = clock.measure { count = withKernels { kernels_compute_at_peak() } } / .seconds(1)
      return Double(count) / seconds
    }.max()!
  }
}
