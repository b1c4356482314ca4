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

  /// Whether the processor has a matrix unit for ``Precision/bf16``: AMX.
  public static var hasBrainFloats: Bool { kernels_have_brain_floats() }

  /// What convolutions multiply here: what ``withPrecision(_:_:)`` was told, or floats.
  public static var precision: Precision { convolutionAlgorithm == ConvolutionBrainFloat ? .bf16 : .float }

  /// Computes `body` with convolutions of this precision, their gradients too. Other tasks keep theirs.
  public static func withPrecision<Result>(_ precision: Precision, _ body: () throws -> Result) rethrows -> Result {
    // Direct convolutions stay direct, for they are in floats.
    let floats = self.precision == .bf16 ? ConvolutionAutomatic : convolutionAlgorithm
    let algorithm = precision == .bf16 ? ConvolutionBrainFloat : floats
    return try $convolutionAlgorithm.withValue(algorithm, operation: body)
  }

  /// How convolutions are computed.
  @TaskLocal static var convolutionAlgorithm = ConvolutionAutomatic
}

/// What convolutions multiply. Everything is stored, and summed, in floats.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// Floats, of 24 significant bits.
  case float
  /// Floats rounded to bf16, of 8 significant bits, as in mixed-precision training (Micikevicius 2018): on a processor that
  /// has a matrix unit for it, see ``Processor/hasBrainFloats``. On another it is the same as ``float``.
  case bf16
}
