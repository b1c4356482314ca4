import Kernels

/// What the engine computes with.
public enum Processor {
  /// The instruction set that the kernels chose when they first ran: `avx512`, `avx2`, `neon` or `scalar`.
  public static var instructionSet: String { String(cString: kernels_instruction_set()) }
}
