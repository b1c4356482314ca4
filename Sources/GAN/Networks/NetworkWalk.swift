import Engine
import Plots

// Networks for a diagram: one sample goes through the network's own layers, and what comes out of each is what is drawn.

/// A sample on its way through the layers of a network.
struct NetworkWalk {
  /// What the sample is now, a batch of one.
  private(set) var sample: Tensor
  /// The layers that it has passed.
  private(set) var layers: [NetworkDiagram.Layer] = []

  /// A sample that has not passed any layer, `[1, …]`.
  init(_ name: String, _ sample: Tensor) {
    self.sample = sample
    add(name, "", [])
  }

  /// Passes a layer, or several that are named together.
  mutating func pass(
    _ name: String, detail: String = "", _ parts: [Module] = [], _ layer: (Tensor) -> Tensor
  ) {
    sample = withoutHistory { layer(sample) }
    add(name, detail, parts)
  }

  /// Passes a layer whose name says its kernel, stride and activation.
  mutating func pass(_ layer: Convolution) {
    pass("convolution \(layer.window.name)", detail: layer.activation.name, [layer]) { layer($0) }
  }

  /// Passes a layer and the batch normalisation that belongs to it, for the class of a one-hot row.
  mutating func pass(_ name: String, _ layer: some WeightedLayer, _ norm: BatchNorm, _ row: Tensor?) {
    pass(name, detail: norm.name, [layer, norm]) { norm(after: layer, $0, classes: row, .inference) }
  }

  /// Passes the layers of a residual block, and then the sum with what came in.
  mutating func pass(_ block: ResidualUpBlock, _ row: Tensor?) {
    let input = sample
    for layer in block.layers {
      pass(
        (layer.doubles ? "doubled, convolution " : "convolution ") + layer.convolution.window.name,
        detail: "after \(layer.norm.name)", [layer]
      ) { layer($0, classes: row, .inference) }
    }
    passSum(with: "doubled", block.shortcut) { $0 + block.shortened(input) }
  }

  /// Passes the layers of a residual block, and then the sum with what came in.
  mutating func pass(_ block: ResidualDownBlock) {
    let input = sample
    let (before, between) = (block.norms.first, block.norms.last)
    pass(
      "convolution \(block.first.window.name)",
      detail: "after \(before?.name ?? block.activation.name); \(between?.name ?? block.first.activation.name)",
      [block.first] + block.norms
    ) { block.prepared(block.first(block.started($0, .inference)), .inference) }
    pass("convolution \(block.second.window.name), halved", [block.second]) { block.second($0).averagePooled(2) }
    passSum(with: "halved", block.shortcut) { $0 + block.shortened(input) }
  }

  private mutating func passSum(with change: String, _ shortcut: Convolution?, _ sum: (Tensor) -> Tensor) {
    pass(
      "sum with what came in",
      detail: [change, shortcut.map { "convolution \($0.window.name)" }].compactMap(\.self).joined(separator: ", "),
      shortcut.map { [$0] } ?? [], sum)
  }

  /// Passes dense layers one after another.
  mutating func pass(_ layers: [Linear]) {
    for layer in layers { pass("dense", detail: layer.activation.name, [layer]) { layer($0) } }
  }

  private mutating func add(_ name: String, _ detail: String, _ parts: [Module]) {
    layers.append(
      NetworkDiagram.Layer(
        name: name, detail: detail, shape: Array(sample.shape.dropFirst()),
        parameters: parts.reduce(0) { $0 + $1.parameterCount }))
  }
}

extension ImageGenerator {
  /// The network's layers, with what comes out of each for one latent vector.
  public var walk: [NetworkDiagram.Layer] { walked.layers }

  /// A latent vector of zeros on its way to an image, in inference.
  var walked: NetworkWalk {
    var walk = NetworkWalk("latent vector", Tensor.zeros([1, latentSize]))
    let (beside, row) = told(nil, count: 1)
    if let beside { walk.pass("the class beside it, one-hot") { input($0, beside) } }
    let channels = project.weight.value.shape[0] / 16
    func dense(_ x: Tensor) -> Tensor { project(x).reshaped([-1, 4, 4, channels]) }
    if residuals.isEmpty {
      walk.pass("dense, as an image", detail: norm.name, [project, norm]) {
        norm(dense($0), classes: row, .inference)
      }
    } else {
      walk.pass("dense, as an image", [project]) { dense($0) }
      for block in residuals { walk.pass(block, row) }
      walk.pass(norm.name, [norm]) { norm($0, classes: row, .inference) }
    }
    for block in blocks {
      walk.pass("transposed convolution \(block.up.window.name)", block.up, block.norm, row)
      for refinement in block.refinements {
        walk.pass("convolution \(refinement.convolution.window.name)", refinement.convolution, refinement.norm, row)
      }
    }
    walk.pass(toColour)
    return walk
  }
}

extension ImageDiscriminator {
  /// The network's layers, with what comes out of each for one image of so many pixels a side, of a class if the network
  /// looks for one.
  public func walk(side: Int) -> [NetworkDiagram.Layer] { walked(side: side).layers }

  /// A grey image on its way to a logit, in inference.
  func walked(side: Int) -> NetworkWalk { withParameters(normalised(.inference)) { walkedAsItIs(side: side) } }

  private func walkedAsItIs(side: Int) -> NetworkWalk {
    let channels = fromColour.weight.value.shape[3]
    var walk = NetworkWalk("image", Tensor.zeros([1, side, side, channels]))
    walk.pass(fromColour)
    for (place, halving) in halvings.enumerated() {
      if norms.isEmpty {
        walk.pass(halving)
      } else {
        walk.pass("convolution \(halving.window.name)", halving, norms[place], nil)
      }
    }
    for block in residuals { walk.pass(block) }
    let detail = [activation.name, dropout.rate > 0 ? "dropout while it is trained" : ""].filter { !$0.isEmpty }
    walk.pass("all values in a row", detail: detail.joined(separator: "; ")) {
      dropout(activation($0).flattened(), .inference)
    }
    guard let embedding else {
      walk.pass("dense: the logit", [verdict]) { verdict($0) }
      return walk
    }
    walk.pass("dense: the logit", detail: "and the product with the row of its class", [verdict, embedding]) {
      verdict($0)
        + (embedding($0) * Tensor.oneHot([0], of: embedding.weight.value.shape[0]))
        .sum(axes: [1], keepingAxes: true)
    }
    return walk
  }
}

extension PointGenerator {
  /// The network's layers, with what comes out of each for one latent vector.
  public var walk: [NetworkDiagram.Layer] { walked.layers }

  /// A latent vector of zeros on its way to a point.
  var walked: NetworkWalk {
    var walk = NetworkWalk("latent vector", Tensor.zeros([1, latentSize]))
    walk.pass(layers)
    return walk
  }
}

extension PointDiscriminator {
  /// The network's layers, with what comes out of each for one point.
  public var walk: [NetworkDiagram.Layer] { walked.layers }

  /// The origin on its way to a logit.
  var walked: NetworkWalk {
    var walk = NetworkWalk("point", Tensor.zeros([1, layers[0].weight.value.shape[1]]))
    walk.pass(layers)
    return walk
  }
}

extension ConvolutionWindow {
  /// The kernel and the stride in words.
  fileprivate var name: String {
    "\(kernel.height) × \(kernel.width)" + (stride > 1 ? ", stride \(stride)" : "")
  }
}

extension BatchNorm {
  /// The layer and its activation in words.
  fileprivate var name: String {
    (isConditional ? "batch normalisation by class" : "batch normalisation") + ", \(activation.name)"
  }
}

extension Activation {
  /// The activation in words; empty for none.
  fileprivate var name: String {
    switch self {
    case .identity: ""
    case .relu: "ReLU"
    case .leakyReLU: "leaky ReLU"
    case .tanh: "tanh"
    }
  }
}
