import Kernels

/// What the engine computes with.
public enum Processor {
  /// The instruction set that the kernels chose when they first ran: `avx512`, `avx2`, `neon`, `scalar`,
  /// or `accelerate` (NEON, and dense products by Apple's BLAS), which has to be asked for by MINIMAX_ISA.
  public static var instructionSet: String { String(cString: kernels_instruction_set()) }

  /// The multiplications, each with its addition, of all matrix products and convolutions that the calling thread has
  /// asked for, as their definitions count them: Winograd's algorithm does with fewer.
  public static var multiplyAdds: Int { Int(kernels_multiply_adds()) }

  /// Computes `body` with every product of a convolution's definition, for benchmarks and comparisons: without
  /// Winograd's algorithm, which rounds more. Other tasks keep theirs.
  public static func withDirectConvolutions<Result>(_ body: () throws -> Result) rethrows -> Result {
    try $convolutionAlgorithm.withValue(ConvolutionDirect, operation: body)
  }

  /// How convolutions are computed.
  @TaskLocal static var convolutionAlgorithm = ConvolutionAutomatic
}
