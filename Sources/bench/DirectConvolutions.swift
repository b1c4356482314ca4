import Engine

/// The discriminator's layers that halve an image, and the enhanced generator's refinement, each in all three
/// operations without Winograd's algorithm: how near the tiles come to the processor's peak.
let directConvolutions: [Benchmark] = [
  (64, 128, 32, ConvolutionWindow(kernel: 4, stride: 2, padding: 1)),
  (128, 128, 16, ConvolutionWindow(kernel: 4, stride: 2, padding: 1)),
  (128, 256, 8, ConvolutionWindow(kernel: 4, stride: 2, padding: 1)),
  (64, 64, 32, ConvolutionWindow(kernel: 3, stride: 1, padding: 1)),
].flatMap { inputs, outputs, size, window in
  let layer = "\(inputs)-\(outputs)-k\(window.kernel.height)"
  let of = "of \(inputs) to \(outputs) channels, kernel \(window.kernel.height), \(size) × \(size) pixels, batch 64"
  let half = size / window.stride
  func benchmark(
    _ name: String, _ operation: String, _ work: @escaping @Sendable (_ x: Tensor, _ w: Tensor, _ y: Tensor) -> Tensor
  ) -> Benchmark {
    Benchmark(
      name: "direct-\(layer)-\(name)", summary: "\(operation) \(of), by the definition", warmUp: 2, repetitions: 15
    ) {
      let random = Random(seed: 0)
      let x = random.normal([64, size, size, inputs])
      let w = random.normal([outputs, window.kernel.height, window.kernel.width, inputs])
      let y = random.normal([64, half, half, outputs])
      return { Processor.withDirectConvolutions { _ = work(x, w, y) } }
    }
  }
  return [
    benchmark("forward", "the convolution") { x, w, _ in convolution(x, weight: w, window: window) },
    benchmark("input", "the input gradient") { x, w, y in
      convolutionInputGradient(y, weight: w, inputShape: x.shape, window: window)
    },
    benchmark("weight", "the weight gradient") { x, _, y in
      convolutionWeightGradient(input: x, outputGradient: y, window: window)
    },
  ]
}
