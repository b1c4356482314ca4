import Kernels
import Testing

@Suite("Kernels: convolution")
struct KernelsConvolutionTests {
  @Test("Every algorithm agrees with the naive loops over a sweep of shapes")
  func sweep() { checkConvolutions(shapes: 150) }

  @Test("The direct algorithms by themselves agree with the naive loops")
  func direct() { checkConvolutions(shapes: 60, by: ConvolutionDirect) }

  @Test("Winograd's algorithm agrees with the naive loops wherever it applies")
  func winograd() { checkConvolutions(shapes: 60, by: ConvolutionWinograd) }

  @Test(
    "Operands of bf16 agree with the naive loops as far as their rounding allows",
    .enabled(if: kernels_have_brain_floats()))
  func brainFloats() { checkConvolutions(shapes: 150, by: ConvolutionBrainFloat) }
}

extension ConvolutionShape: @retroactive CustomStringConvertible {
  /// What a failed expectation says of the shape.
  public var description: String {
    "\(batch)×\(height)×\(width)×\(inputChannels) → \(outputHeight)×\(outputWidth)×\(outputChannels), "
      + "kernel \(kernelHeight)×\(kernelWidth), stride \(stride), padding \(paddingHeight)×\(paddingWidth)"
  }

  init(
    batch: Int, height: Int, width: Int, inputChannels: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int,
    stride: Int, paddingHeight: Int, paddingWidth: Int
  ) {
    self.init(
      batch: batch, height: height, width: width, inputChannels: inputChannels,
      outputHeight: (height + 2 * paddingHeight - kernelHeight) / stride + 1,
      outputWidth: (width + 2 * paddingWidth - kernelWidth) / stride + 1, outputChannels: outputChannels,
      kernelHeight: kernelHeight, kernelWidth: kernelWidth, stride: stride, paddingHeight: paddingHeight,
      paddingWidth: paddingWidth)
  }

  /// Small shapes of every kind: odd sizes, few and many channels, oblong kernels, inputs that no window covers.
  static func random(using values: inout SeededValues) -> ConvolutionShape {
    let channels = [1, 2, 3, 5, 8, 16, 17, 32, 33, 64, 70]
    let kernelHeight = values.integer(1...5)
    let kernelWidth = values.chance() ? kernelHeight : values.integer(1...7)
    let paddingHeight = values.integer(0...3)
    let paddingWidth = values.integer(0...3)
    let smallestHeight = max(1, kernelHeight - 2 * paddingHeight)
    let smallestWidth = max(1, kernelWidth - 2 * paddingWidth)
    return ConvolutionShape(
      batch: values.integer(1...4), height: smallestHeight + values.integer(0...12),
      width: smallestWidth + values.integer(0...9), inputChannels: values.element(channels),
      outputChannels: values.element(channels), kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      stride: values.integer(1...3), paddingHeight: paddingHeight, paddingWidth: paddingWidth)
  }

  /// What networks are made of, and the corners that a sweep of small shapes misses.
  static let notable = [
    ConvolutionShape(
      batch: 2, height: 16, width: 16, inputChannels: 3, outputChannels: 64, kernelHeight: 3, kernelWidth: 3, stride: 1,
      paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 3, height: 16, width: 16, inputChannels: 64, outputChannels: 3, kernelHeight: 3, kernelWidth: 3, stride: 1,
      paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 2, height: 16, width: 16, inputChannels: 64, outputChannels: 96, kernelHeight: 4, kernelWidth: 4,
      stride: 2, paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 2, height: 16, width: 16, inputChannels: 3, outputChannels: 32, kernelHeight: 4, kernelWidth: 4, stride: 2,
      paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 1, height: 71, width: 73, inputChannels: 16, outputChannels: 24, kernelHeight: 3, kernelWidth: 3,
      stride: 2, paddingHeight: 0, paddingWidth: 0),
    ConvolutionShape(
      batch: 2, height: 17, width: 17, inputChannels: 40, outputChannels: 48, kernelHeight: 1, kernelWidth: 7,
      stride: 1, paddingHeight: 0, paddingWidth: 3),
    ConvolutionShape(
      batch: 9, height: 4, width: 4, inputChannels: 300, outputChannels: 20, kernelHeight: 4, kernelWidth: 4, stride: 1,
      paddingHeight: 0, paddingWidth: 0),
    ConvolutionShape(
      batch: 2, height: 11, width: 9, inputChannels: 20, outputChannels: 33, kernelHeight: 1, kernelWidth: 1, stride: 3,
      paddingHeight: 0, paddingWidth: 0),
    ConvolutionShape(
      batch: 2, height: 9, width: 9, inputChannels: 33, outputChannels: 20, kernelHeight: 1, kernelWidth: 1, stride: 1,
      paddingHeight: 0, paddingWidth: 0),
    ConvolutionShape(
      batch: 19, height: 32, width: 32, inputChannels: 32, outputChannels: 64, kernelHeight: 4, kernelWidth: 4,
      stride: 2, paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 9, height: 8, width: 8, inputChannels: 128, outputChannels: 256, kernelHeight: 4, kernelWidth: 4,
      stride: 2, paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 6, height: 11, width: 19, inputChannels: 64, outputChannels: 32, kernelHeight: 4, kernelWidth: 4,
      stride: 2, paddingHeight: 0, paddingWidth: 0),
    ConvolutionShape(
      batch: 5, height: 8, width: 16, inputChannels: 32, outputChannels: 96, kernelHeight: 3, kernelWidth: 3, stride: 1,
      paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 3, height: 17, width: 35, inputChannels: 64, outputChannels: 96, kernelHeight: 3, kernelWidth: 3,
      stride: 1, paddingHeight: 1, paddingWidth: 1),
    ConvolutionShape(
      batch: 3, height: 27, width: 21, inputChannels: 32, outputChannels: 32, kernelHeight: 4, kernelWidth: 4,
      stride: 2, paddingHeight: 1, paddingWidth: 0),
    ConvolutionShape(
      batch: 5, height: 5, width: 7, inputChannels: 64, outputChannels: 32, kernelHeight: 2, kernelWidth: 2, stride: 1,
      paddingHeight: 0, paddingWidth: 1),
  ]
}

/// Direct sums of thousands of products differ by up to 5e-6 of the largest value; Winograd's algorithm rounds more,
/// wherever it may be in use. Both operands of bf16 are off by up to 2⁻⁸.
func checkConvolutions(shapes: Int, by algorithm: ConvolutionAlgorithm = ConvolutionAutomatic) {
  var values = SeededValues(state: 1)
  let all = ConvolutionShape.notable + (0..<shapes).map { _ in ConvolutionShape.random(using: &values) }
  for shape in all {
    let vectors = shape.inputChannels % 16 == 0 && shape.outputChannels % 16 == 0
    let isExact = algorithm == ConvolutionDirect || !vectors
    let tolerance: Float = algorithm == ConvolutionBrainFloat ? 1e-2 : isExact ? 5e-6 : 1.5e-5
    checkConvolution(shape, algorithm, tolerance: tolerance, using: &values)
  }
}

private func checkConvolution(
  _ shape: ConvolutionShape, _ algorithm: ConvolutionAlgorithm, tolerance: Float, using values: inout SeededValues
) {
  var shape = shape
  let input = values.floats(shape.batch * shape.height * shape.width * shape.inputChannels)
  let weight = values.floats(shape.outputChannels * shape.kernelHeight * shape.kernelWidth * shape.inputChannels)
  let gradient = values.floats(shape.batch * shape.outputHeight * shape.outputWidth * shape.outputChannels)
  let outputEpilogue = PlainEpilogue(channels: shape.outputChannels, using: &values)
  let inputEpilogue = PlainEpilogue(channels: shape.inputChannels, using: &values)

  var expected = unwritten(gradient.count)
  var found = unwritten(gradient.count)
  convolution_forward_naive(&shape, input, weight, &expected)
  outputEpilogue.withEpilogue { convolution_forward(&shape, algorithm, input, weight, $0, &found) }
  #expect(relativeError(found, outputEpilogue.applied(to: expected)) < tolerance, "forward, \(shape)")

  expected = unwritten(input.count)
  found = unwritten(input.count)
  convolution_input_gradient_naive(&shape, gradient, weight, &expected)
  inputEpilogue.withEpilogue { convolution_input_gradient(&shape, algorithm, gradient, weight, $0, &found) }
  #expect(relativeError(found, inputEpilogue.applied(to: expected)) < tolerance, "input gradient, \(shape)")

  expected = unwritten(weight.count)
  found = unwritten(weight.count)
  convolution_weight_gradient_naive(&shape, input, gradient, &expected)
  convolution_weight_gradient(&shape, algorithm, input, gradient, &found)
  #expect(relativeError(found, expected) < tolerance, "weight gradient, \(shape)")
}
