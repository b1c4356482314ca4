import Engine
import Store

/// A convolution, batch normalisation and ReLU in one. With running statistics the normalisation only scales and shifts
/// each channel, which the weights and a bias can do.
struct FoldedConvolution {
  /// `[out, kernelHeight, kernelWidth, in]`, each output channel scaled by γ / √(variance + ε).
  let weight: Tensor
  /// β − mean · γ / √(variance + ε).
  let bias: Tensor
  let window: ConvolutionWindow

  func callAsFunction(_ x: Tensor) -> Tensor { convolution(x, weight: weight, bias: bias, window: window, slope: 0) }

  /// The convolution of the averages over 3 × 3 pixels. Averaging commutes with a 1 × 1 convolution, and after it there
  /// are fewer channels to average.
  func ofAverages(_ x: Tensor) -> Tensor {
    convolution(x, weight: weight, window: window)
      .averagePooled(ConvolutionWindow(kernel: 3, padding: 1), bias: bias, slope: 0)
  }
}

/// One path through a block.
struct InceptionBranch {
  /// What happens to the block's input first.
  enum Pooling {
    case none, average
    case maximum(ConvolutionWindow)
  }

  let pooling: Pooling
  /// Convolutions in sequence.
  let convolutions: [FoldedConvolution]
  /// Convolutions side by side after these; if there are any, their outputs are the branch's.
  let fork: [FoldedConvolution]

  func callAsFunction(_ x: Tensor) -> [Tensor] {
    var x = x
    var rest = convolutions[...]
    switch pooling {
    case .none: break
    case .average: x = rest.removeFirst().ofAverages(x)
    case .maximum(let window): x = x.maxPooled(window)
    }
    x = rest.reduce(x) { $1($0) }
    return fork.isEmpty ? [x] : fork.map { $0(x) }
  }
}

/// Branches side by side on one input, their channels joined.
struct InceptionBlock {
  let branches: [InceptionBranch]

  func callAsFunction(_ x: Tensor) -> Tensor { .concatenate(branches.flatMap { $0(x) }, axis: 3) }
}

// MARK: - Weights

/// The weights of ``Inception``.
public struct InceptionWeights {
  /// Added to the variance before the square root.
  private static let epsilon = 0.001

  /// Every layer has so many times fewer channels than the real network; more than 1 in tests.
  let divisor: Int
  /// The tensor of a name, which must have the given shape.
  let tensor: (_ name: String, _ shape: [Int]) throws -> Tensor

  /// A network of 1/`divisor` of the width, with tensors from anywhere.
  init(divisor: Int = 1, tensor: @escaping (_ name: String, _ shape: [Int]) throws -> Tensor) {
    (self.divisor, self.tensor) = (divisor, tensor)
  }

  /// The weights in a file; the first layer's channels decide `divisor`.
  ///
  /// - Throws: `StoreError` if the file has no such first layer.
  public init(_ file: TensorFile) throws {
    let name = "Conv2d_1a_3x3.conv.weight"
    let channels = try file.shape(of: name).first ?? 0
    let divisor = channels > 0 ? max(32 / channels, 1) : 1
    _ = try file.tensor(name, shape: [32 / divisor, 3, 3, 3])
    self.init(divisor: divisor) { try file.tensor($0, shape: $1) }
  }

  /// Random weights, for measuring speed.
  public static func random(_ random: Random) -> Self {
    Self { name, shape in
      name.hasSuffix(".conv.weight")
        ? random.normal(shape, deviation: (2 / Float(shape.dropFirst().reduce(1, *))).squareRoot())
        : Tensor(shape: shape, repeating: name.hasSuffix("running_mean") || name.hasSuffix("bias") ? 0 : 1)
    }
  }

  /// A layer by its name in the file, where its weight is `[out, in, kernelHeight, kernelWidth]`.
  ///
  /// - Throws: `StoreError` if one of its tensors is missing or has another shape.
  func convolution(_ name: String, from inputs: Int, to outputs: Int, _ window: ConvolutionWindow) throws
    -> FoldedConvolution
  {
    let weight = try tensor("\(name).conv.weight", [outputs, inputs, window.kernel.height, window.kernel.width])
    func channels(_ key: String) throws -> [Double] {
      try tensor("\(name).bn.\(key)", [outputs]).scalars.map(Double.init)
    }
    let (gamma, beta) = try (channels("weight"), channels("bias"))
    let (mean, variance) = try (channels("running_mean"), channels("running_var"))
    let scale = zip(gamma, variance).map { $0 / ($1 + Self.epsilon).squareRoot() }
    let shift = (0..<outputs).map { Float(beta[$0] - mean[$0] * scale[$0]) }
    let scaled = weight.transposed([0, 2, 3, 1]) * Tensor(scale.map(Float.init)).reshaped([outputs, 1, 1, 1])
    return FoldedConvolution(weight: scaled, bias: Tensor(shift), window: window)
  }
}

/// A layer of a branch before its weights are known: its name, channels at full width, and window.
struct InceptionLayer {
  let name: String
  let outputs: Int
  let window: ConvolutionWindow

  init(_ name: String, _ outputs: Int, _ kernel: Int = 1, stride: Int = 1, padding: Int = 0) {
    self.init(name, outputs, ConvolutionWindow(kernel: kernel, stride: stride, padding: padding))
  }

  init(_ name: String, _ outputs: Int, _ window: ConvolutionWindow) {
    (self.name, self.outputs, self.window) = (name, outputs, window)
  }

  /// A layer whose kernel is one pixel high, padded so that the size stays.
  static func row(_ name: String, _ outputs: Int, _ kernel: Int) -> Self {
    Self(name, outputs, ConvolutionWindow(kernel: (1, kernel), padding: (0, kernel / 2)))
  }

  /// A layer whose kernel is one pixel wide, padded so that the size stays.
  static func column(_ name: String, _ outputs: Int, _ kernel: Int) -> Self {
    Self(name, outputs, ConvolutionWindow(kernel: (kernel, 1), padding: (kernel / 2, 0)))
  }
}

extension InceptionWeights {
  /// A branch of the block `block`, whose input has `inputs` channels at full width.
  func branch(
    _ block: String, from inputs: Int, pooling: InceptionBranch.Pooling = .none, _ layers: [InceptionLayer],
    fork: [InceptionLayer] = []
  ) throws -> InceptionBranch {
    var channels = inputs / divisor
    func load(_ layer: InceptionLayer) throws -> FoldedConvolution {
      try convolution("\(block).\(layer.name)", from: channels, to: layer.outputs / divisor, layer.window)
    }
    let convolutions = try layers.map { layer in
      defer { channels = layer.outputs / divisor }
      return try load(layer)
    }
    return InceptionBranch(pooling: pooling, convolutions: convolutions, fork: try fork.map(load))
  }
}
