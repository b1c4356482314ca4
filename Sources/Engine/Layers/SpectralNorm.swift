/// Spectral normalisation (Miyato 2018): a layer whose weight is divided by its largest singular value, so that it
/// stretches no input by more than 1.
///
/// The weight is read as a matrix `[out, everything else]`. Its largest singular value σ is followed by power
/// iteration, a step in every training call; gradients flow through σ = uᵀWv with u and v held fixed.
public final class SpectralNorm<Wrapped: WeightedLayer>: Module, Layer {
  /// The layer, with its weight unnormalised.
  public let layer: Wrapped
  /// The estimate of the left singular vector, `[out]`.
  public let left: Buffer
  private let iterations: Int

  /// Normalises `layer`.
  ///
  /// - Parameter iterations: Power iteration's steps in each training call.
  public init(_ layer: Wrapped, iterations: Int = 1, random: Random) {
    self.layer = layer
    left = Buffer(firstSingularVector(of: layer.weight.value, random))
    self.iterations = iterations
  }

  /// The layer with its weight divided by σ.
  public func callAsFunction(_ x: Tensor, _ phase: Phase) -> Tensor {
    layer(x, weight: normalisedWeight(phase))
  }

  /// The layer's weight divided by the estimate of its largest singular value, which training first improves.
  public func normalisedWeight(_ phase: Phase) -> Tensor {
    spectrallyNormalised(layer.weight.value, left: left, iterations: iterations, phase)
  }
}

/// Spectral normalisation of every weight of a network, whose layers stay what they are: it gives the network other
/// parameters for a call, as ``SpectralNorm`` gives one layer another weight.
///
/// ```swift
/// network.withParameters(spectral(network.parameters, phase)) { network(x, phase) }
/// ```
public final class SpectralWeights: Module {
  /// The estimates of the left singular vectors, `[out]` each, in the order of the weights.
  public let left: [Buffer]

  /// For a network of these parameters. Those of two axes or more are weights; the others, such as biases, stay as they
  /// are.
  public init(of parameters: [Parameter], random: Random) {
    left = parameters.filter(Self.isWeight).map { Buffer(firstSingularVector(of: $0.value, random)) }
  }

  /// The parameters' values, each weight divided by the estimate of its largest singular value, which training first
  /// improves.
  public func callAsFunction(_ parameters: [Parameter], _ phase: Phase) -> [Tensor] {
    var vectors = left.makeIterator()
    return parameters.map { parameter in
      guard Self.isWeight(parameter) else { return parameter.value }
      guard let vector = vectors.next() else { fatalError("SpectralWeights: more weights than it was made for") }
      return spectrallyNormalised(parameter.value, left: vector, phase)
    }
  }

  private static func isWeight(_ parameter: Parameter) -> Bool { parameter.value.shape.count > 1 }
}

/// A weight divided by the estimate of its largest singular value; training improves the estimate first.
private func spectrallyNormalised(_ weight: Tensor, left: Buffer, iterations: Int = 1, _ phase: Phase) -> Tensor {
  let matrix = weight.reshaped([weight.shape[0], -1])
  let fixed = matrix.detached()
  var u = left.value.reshaped([-1, 1])
  var v = matrixProduct(fixed, u, transposingFirst: true).normalisedToLengthOne()
  if case .training = phase {
    for step in 0..<iterations {
      if step > 0 { v = matrixProduct(fixed, u, transposingFirst: true).normalisedToLengthOne() }
      u = matrixProduct(fixed, v).normalisedToLengthOne()
    }
    left.value = u.reshaped([-1])
  }
  let sigma = matrixProduct(u, matrixProduct(matrix, v), transposingFirst: true)
  return weight / sigma.reshaped([])
}

/// Where power iteration begins: a random direction in the space of the weight's outputs, `[out]`.
private func firstSingularVector(of weight: Tensor, _ random: Random) -> Tensor {
  random.normal([weight.shape[0], 1]).normalisedToLengthOne().reshaped([-1])
}

extension Tensor {
  /// The tensor divided by its Euclidean length; zeros stay zeros.
  fileprivate func normalisedToLengthOne() -> Tensor {
    self / Tensor.maximum(squared().sum().squareRoot(), Tensor(1e-12))
  }
}
