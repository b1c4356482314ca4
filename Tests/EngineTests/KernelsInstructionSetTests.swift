import Dispatch
import Foundation
import Kernels
import Testing

/// Selecting an instruction set or a runtime changes the whole process, and other tests run beside these: each of
/// them has a process of its own.
@Suite("Kernels: every instruction set and number of threads")
struct KernelsInstructionSetTests {
  @Test("Baseline vectors of x86", .processOfItsOwn, .enabled(if: kernels_has_instruction_set("scalar")))
  func scalar() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkEverything(on: "scalar") }
    #endif
  }

  @Test("AVX2", .processOfItsOwn, .enabled(if: kernels_has_instruction_set("avx2")))
  func avx2() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkEverything(on: "avx2") }
    #endif
  }

  @Test("AVX-512", .processOfItsOwn, .enabled(if: kernels_has_instruction_set("avx512")))
  func avx512() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkEverything(on: "avx512") }
    #endif
  }

  @Test("Apple's matrix unit", .processOfItsOwn, .enabled(if: kernels_has_instruction_set("accelerate")))
  func accelerate() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkEverything(on: "accelerate") }
    #endif
  }

  @Test("NEON", .processOfItsOwn, .enabled(if: kernels_has_instruction_set("neon")))
  func neon() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkEverything(on: "neon") }
    #endif
  }

  @Test("Threads do not change a bit", .processOfItsOwn)
  func threads() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) { checkThreads() }
    #endif
  }

  @Test(
    "Threads do not change a bit on Apple's matrix unit", .processOfItsOwn,
    .enabled(if: kernels_has_instruction_set("accelerate")))
  func threadsOfTheMatrixUnit() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) {
        #expect(kernels_select_instruction_set("accelerate"))
        checkThreads()
      }
    #endif
  }
}

private func checkThreads() {
  let serial = sampleOfEverything()
  var runtime = KernelRuntime(
    parallel: { count, job, context in
      // The context outlives the call, and jobs share nothing that they write.
      nonisolated(unsafe) let context = context
      DispatchQueue.concurrentPerform(iterations: count) { job(context, $0) }
    },
    allocate: { count in
      UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
        .assumingMemoryBound(to: Float.self)
    },
    release: { memory, _ in UnsafeMutableRawPointer(memory).deallocate() })
  kernels_set_runtime(&runtime)
  #expect(sampleOfEverything() == serial)
  checkConvolutions(shapes: 40)
  checkMatrixProducts(sizes: 40)
}

@Test("An unknown instruction set is refused and changes nothing")
func unknownInstructionSet() {
  let before = String(cString: kernels_instruction_set())
  #expect(!kernels_select_instruction_set("abacus"))
  #expect(String(cString: kernels_instruction_set()) == before)
}

private func checkEverything(on instructionSet: String) {
  #expect(kernels_select_instruction_set(instructionSet))
  #expect(String(cString: kernels_instruction_set()) == instructionSet)
  checkConvolutions(shapes: 100)
  checkMatrixProducts(sizes: 100)
  checkAccuracy()
  checkLimits()
  checkBinaryFunctions()
  checkSums()
  checkEpilogueGradient()
  checkMoments()
  checkBatchNormalisation()
  checkAdam()
  checkBits()
  checkUniform()
  checkNormal()
}

/// The bits of some results large enough for several jobs.
private func sampleOfEverything() -> [UInt32] {
  var values = SeededValues(state: 8)
  var shape = ConvolutionShape(
    batch: 9, height: 16, width: 16, inputChannels: 32, outputChannels: 48, kernelHeight: 4, kernelWidth: 4, stride: 2,
    paddingHeight: 1, paddingWidth: 1)
  let input = values.floats(9 * 16 * 16 * 32)
  let weight = values.floats(48 * 16 * 32)
  let gradient = values.floats(9 * 8 * 8 * 48)
  var results: [[Float]] = []
  func collect(_ count: Int, _ body: (inout [Float]) -> Void) {
    var y = unwritten(count)
    body(&y)
    results.append(y)
  }
  collect(gradient.count) { convolution_forward(&shape, ConvolutionAutomatic, input, weight, nil, &$0) }
  collect(input.count) { convolution_input_gradient(&shape, ConvolutionAutomatic, gradient, weight, nil, &$0) }
  collect(weight.count) { convolution_weight_gradient(&shape, ConvolutionAutomatic, input, gradient, &$0) }
  collect(gradient.count) { convolution_forward(&shape, ConvolutionBrainFloat, input, weight, nil, &$0) }
  collect(input.count) { convolution_input_gradient(&shape, ConvolutionBrainFloat, gradient, weight, nil, &$0) }
  collect(weight.count) { convolution_weight_gradient(&shape, ConvolutionBrainFloat, input, gradient, &$0) }
  collect(500 * 200) { matrix_multiply(500, 200, 140, input, 140, 1, input, 1, 140, nil, &$0) }
  collect(500 * 3) { matrix_multiply(500, 3, 140, input, 1, 500, input, 3, 1, nil, &$0) }
  collect(1) { sum_broadcast(BroadcastPattern(outer: input.count, kept: 1, inner: 1), input, &$0) }
  collect(32) { sum_of_products(BroadcastPattern(outer: 9 * 16 * 16, kept: 32, inner: 1), input, input, &$0) }
  collect(2 * 32) { moments in
    moments.withUnsafeMutableBufferPointer {
      channel_moments(9 * 16 * 16, 32, input, $0.baseAddress!, $0.baseAddress! + 32)
    }
  }
  collect(input.count) { unary(UnaryTanh, input.count, input, 0, 0, &$0) }
  collect(100_000) { random_normal(3, 4, 100_000, 0, 1, &$0) }
  return results.joined().map(\.bitPattern)
}
