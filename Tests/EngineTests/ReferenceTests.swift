import Testing

@testable import Engine

/// Every operation against PyTorch's values and gradients.
@Suite("Reference values") struct ReferenceTests {
  let reference = Reference.values

  /// The numbers in a case's name: "conv2d.n2h8w8i3o8k3s1p1" has k = 3.
  private func window(_ name: String) -> ConvolutionWindow {
    func number(after letter: Character) -> Int {
      let size = name.split(separator: ".").last!
      return Int(size[size.index(after: size.lastIndex(of: letter)!)...].prefix { $0.isNumber })!
    }
    return ConvolutionWindow(kernel: number(after: "k"), stride: number(after: "s"), padding: number(after: "p"))
  }

  @Test("convolution", arguments: Reference.values.cases("conv2d"))
  func convolutions(_ name: String) {
    let inputs = ["x", "weight", "bias"].map { reference["\(name).\($0)"].tracked() }
    let y = convolution(inputs[0], weight: inputs[1], bias: inputs[2], window: window(name))
    expectValue(y, "\(name).y")
    let found = gradients(of: y, wrt: inputs, given: reference["\(name).gy"])
    for (input, gradient) in zip(["x", "weight", "bias"], found) { expectGradient(gradient, "\(name).grad.\(input)") }
  }

  @Test("transposed convolution", arguments: Reference.values.cases("convTranspose2d"))
  func transposedConvolutions(_ name: String) {
    let inputs = ["x", "weight", "bias"].map { reference["\(name).\($0)"].tracked() }
    let y = transposedConvolution(inputs[0], weight: inputs[1], bias: inputs[2], window: window(name))
    expectValue(y, "\(name).y")
    let found = gradients(of: y, wrt: inputs, given: reference["\(name).gy"])
    for (input, gradient) in zip(["x", "weight", "bias"], found) { expectGradient(gradient, "\(name).grad.\(input)") }
  }

  @Test func dense() {
    let inputs = ["x", "weight", "bias"].map { reference["linear.\($0)"].tracked() }
    let y = linear(inputs[0], weight: inputs[1], bias: inputs[2])
    expectValue(y, "linear.y")
    let found = gradients(of: y, wrt: inputs, given: reference["linear.gy"])
    for (input, gradient) in zip(["x", "weight", "bias"], found) { expectGradient(gradient, "linear.grad.\(input)") }
  }

  @Test func batchNorm() {
    let norm = BatchNorm(channels: 6)
    norm.scale.value = reference["batchNorm.gamma"]
    norm.shift.value = reference["batchNorm.beta"]
    for step in 0..<3 {
      let name = "batchNorm.training\(step)"
      let x = reference["\(name).x"].tracked()
      let y = norm(x, .training(Random(seed: 0)))
      expectValue(y, "\(name).y")
      expectValue(norm.runningMean.value, "\(name).runningMean")
      expectValue(norm.runningVariance.value, "\(name).runningVariance")
      let found = gradients(
        of: y, wrt: [x, norm.scale.value, norm.shift.value], given: reference["\(name).gy"])
      for (input, gradient) in zip(["x", "gamma", "beta"], found) { expectGradient(gradient, "\(name).grad.\(input)") }
    }
    expectValue(norm(reference["batchNorm.inference.x"], .inference), "batchNorm.inference.y")
  }

  @Test func layerNorm() {
    let inputs = ["x", "gamma", "beta"].map { reference["layerNorm.\($0)"].tracked() }
    let y = layerNormalised(inputs[0], scale: inputs[1], shift: inputs[2])
    expectValue(y, "layerNorm.y")
    let found = gradients(of: y, wrt: inputs, given: reference["layerNorm.gy"])
    for (input, gradient) in zip(["x", "gamma", "beta"], found) { expectGradient(gradient, "layerNorm.grad.\(input)") }
  }

  static let activations: [String: @Sendable (Tensor) -> Tensor] = [
    "relu": { $0.relu() }, "leakyReLU02": { $0.leakyReLU(slope: 0.2) }, "tanh": { $0.tanh() },
    "sigmoid": { $0.sigmoid() }, "softplus": { $0.softplus() }, "logSoftmax": { $0.logSoftmax() },
    "softmax": { $0.softmax() }, "elu": { $0.elu() }, "silu": { $0.silu() }, "gelu": { $0.gelu() },
  ]

  @Test("activation", arguments: Reference.values.cases("activation"))
  func activation(_ name: String) throws {
    let function = try #require(Self.activations[String(name.split(separator: ".")[1])])
    let x = reference["\(name).x"].tracked()
    let y = function(x)
    expectValue(y, "\(name).y")
    expectGradient(gradients(of: y, wrt: [x], given: reference["\(name).gy"])[0], "\(name).grad.x")
  }

  @Test func crossEntropyOfLabels() {
    let logits = reference["crossEntropy.logits"].tracked()
    let loss = crossEntropy(logits, labels: reference["crossEntropy.labels"].scalars.map { Int($0) })
    expectValue(loss, "crossEntropy.loss")
    expectGradient(gradients(of: loss, wrt: [logits])[0], "crossEntropy.grad.logits")
  }

  @Test func spectralNorm() {
    let layer = Linear(from: 20, to: 12, bias: false, initializer: .he, random: Random(seed: 0))
    layer.weight.value = reference["spectralNorm.weight"]
    let norm = SpectralNorm(layer, iterations: 3, random: Random(seed: 0))
    norm.left.value = reference["spectralNorm.u"]
    let y = norm.normalisedWeight(.training(Random(seed: 0)))
    expectValue(norm.left.value, "spectralNorm.after3.u")
    expectValue(y, "spectralNorm.after3.y")
    let gradient = gradients(of: y, wrt: [layer.weight.value], given: reference["spectralNorm.after3.gy"])[0]
    expectGradient(gradient, "spectralNorm.after3.grad.weight")
  }

  @Test("optimiser", arguments: ["adam", "rmsprop", "sgdMomentum"])
  func optimizer(_ name: String) {
    final class Vector: Module {
      let w = Parameter(Reference.values["optimizer.adam.start"])
    }
    let module = Vector()
    let optimizer: any Optimizer =
      switch name {
      case "adam": Adam(learningRate: 2e-4, beta1: 0.5)
      case "rmsprop": RMSprop(learningRate: 5e-5)
      default: SGD(learningRate: 0.1, momentum: 0.9)
      }
    module.w.value = reference["optimizer.\(name).start"]
    for step in 0..<5 {
      optimizer.update(module, with: [reference["optimizer.\(name).step\(step).gradient"]])
      expectValue(module.w.value, "optimizer.\(name).step\(step).value")
    }
  }
}
