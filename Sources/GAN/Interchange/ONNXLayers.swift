import Engine

// The engine's layers as ONNX operators. `name` is the layer's path in the network, such as `blocks.0.up`; constants have
// the names that the same values have in our files, though another order of axes.

extension ONNXGraph {
  /// A dense layer on `[batch, in]`.
  mutating func linear(_ layer: Linear, _ x: String, name: String) -> String {
    let inputs = [x, constant("\(name).weight", layer.weight.value)] + bias(layer.bias, name)
    return activation(layer.activation, node(name, "Gemm", inputs, ["transB": .integer(1)]))
  }

  /// A convolution.
  mutating func convolution(_ layer: Convolution, _ x: String, name: String) -> String {
    // [out, height, width, in] to [out, in, height, width].
    let weight = constant("\(name).weight", layer.weight.value.transposed([0, 3, 1, 2]))
    let sum = node(name, "Conv", [x, weight] + bias(layer.bias, name), Self.attributes(of: layer.window))
    return activation(layer.activation, sum)
  }

  /// A transposed convolution.
  mutating func transposedConvolution(_ layer: TransposedConvolution, _ x: String, name: String) -> String {
    // [out, height, width, in] to [in, out, height, width].
    let weight = constant("\(name).weight", layer.weight.value.transposed([3, 0, 1, 2]))
    let sum = node(name, "ConvTranspose", [x, weight] + bias(layer.bias, name), Self.attributes(of: layer.window))
    return activation(layer.activation, sum)
  }

  /// Batch normalisation with the running statistics, as in inference; of the classes `[batch]`, if it is by class.
  mutating func batchNorm(_ layer: BatchNorm, _ x: String, _ classes: String?, name: String) -> String {
    let scale = constant("\(name).scale", layer.scale.value)
    let shift = constant("\(name).shift", layer.shift.value)
    let statistics = [("runningMean", layer.runningMean), ("runningVariance", layer.runningVariance)].map {
      constant("\(name).\($0)", $1.value)
    }
    let epsilon: KeyValuePairs<String, Attribute> = ["epsilon": .float(layer.epsilon)]
    guard layer.isConditional, let classes else {
      return activation(layer.activation, node(name, "BatchNormalization", [x, scale, shift] + statistics, epsilon))
    }
    let ones = constant("\(name).ones", .ones([layer.channels]))
    let zeros = constant("\(name).zeros", .zeros([layer.channels]))
    let standard = node("\(name).standard", "BatchNormalization", [x, ones, zeros] + statistics, epsilon)
    let axes = constant("\(name).axes", [2, 3])
    // The class's row of a table, `[batch, channels, 1, 1]`.
    func row(_ table: String) -> String {
      node("\(table).row", "Unsqueeze", [node("\(table).values", "Gather", [table, classes]), axes])
    }
    let scaled = node("\(name).scaled", "Mul", [standard, row(scale)])
    return activation(layer.activation, node(name, "Add", [scaled, row(shift)]))
  }

  /// Every pixel repeated in both directions. The operator's usual rule, the nearest pixel by centres, does just that.
  mutating func doubled(_ x: String, name: String) -> String {
    node(name, "Resize", [x, "", constant("\(name).scales", Tensor([1, 1, 2, 2]))])
  }

  /// What a layer applies to its sums, named after them.
  mutating func activation(_ activation: Activation, _ x: String) -> String {
    switch activation {
    case .identity: x
    case .relu: node("\(x).relu", "Relu", [x])
    case .leakyReLU(let slope): node("\(x).leakyReLU", "LeakyRelu", [x], ["alpha": .float(slope)])
    case .tanh: node("\(x).tanh", "Tanh", [x])
    }
  }

  /// `[batch, side · side · channels]`, channels last as in our layers, to images `[batch, channels, side, side]`.
  mutating func image(_ x: String, side: Int, channels: Int, name: String) -> String {
    let shape = constant("\(name).shape", [-1, side, side, channels])
    let channelsLast = node("\(name).channelsLast", "Reshape", [x, shape])
    return node(name, "Transpose", [channelsLast], ["perm": .integers([0, 3, 1, 2])])
  }

  /// Images `[batch, channels, height, width]` to `[batch, height, width, channels]`.
  mutating func channelsLast(_ x: String, name: String) -> String {
    node(name, "Transpose", [x], ["perm": .integers([0, 2, 3, 1])])
  }

  /// Latent vectors with the class behind them: `[batch, latentSize]` and classes `[batch]` from 0 on to
  /// `[batch, latentSize + count]`, where the value of the sample's class is `weight` and all others are 0.
  mutating func withClass(_ classes: String, count: Int, weight: Float, latents: String, name: String) -> String {
    let depth = constant("\(name).count", [count], shape: [])
    let values = constant("\(name).values", Tensor([0, weight]))
    let oneHot = node("\(name).oneHot", "OneHot", [classes, depth, values])
    return node(name, "Concat", [latents, oneHot], ["axis": .integer(1)])
  }

  private mutating func bias(_ bias: Parameter?, _ name: String) -> [String] {
    bias.map { [constant("\(name).bias", $0.value)] } ?? []
  }

  private static func attributes(of window: ConvolutionWindow) -> KeyValuePairs<String, Attribute> {
    [
      "kernel_shape": .integers([window.kernel.height, window.kernel.width]),
      "strides": .integers([window.stride, window.stride]),
      "pads": .integers([window.padding.height, window.padding.width, window.padding.height, window.padding.width]),
    ]
  }
}
