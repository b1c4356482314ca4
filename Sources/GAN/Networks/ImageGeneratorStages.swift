import Engine

extension ImageGenerator {
  /// A part of the network, and what it costs for one image.
  public struct Stage {
    /// What kind of part it is, such as "doubling".
    public let name: String
    /// The shape of the image that it makes, such as "8 × 8 × 128".
    public let shape: String
    /// The number of trained values.
    public let parameters: Int
    /// The multiplications for one image, each with its addition.
    public let multiplyAdds: Int
  }

  /// The network's parts in order. Transposed convolutions use each weight once for every input pixel, the others once
  /// for every output pixel.
  public var stages: [Stage] {
    var side = 4
    func stage(_ name: String, _ parts: [Module], channels: Int, multiplyAdds: Int) -> Stage {
      Stage(
        name: name, shape: "\(side) × \(side) × \(channels)", parameters: parts.reduce(0) { $0 + $1.parameterCount },
        multiplyAdds: multiplyAdds)
    }
    func outputs(_ convolution: Convolution) -> Int { convolution.weight.value.shape[0] }
    let isResidual = blocks.isEmpty
    var stages = [
      stage(
        "dense", [project] + (isResidual ? [] : [norm]), channels: project.weight.value.shape[0] / 16,
        multiplyAdds: project.weight.value.count)
    ]
    for block in residuals {
      // The shortcut convolves before the doubling.
      let shortcut = side * side * (block.shortcut?.weight.value.count ?? 0)
      side *= 2
      stages.append(
        stage(
          "residual doubling", [block], channels: outputs(block.layers[0].convolution),
          multiplyAdds: block.layers.reduce(shortcut) { $0 + side * side * $1.convolution.weight.value.count }))
    }
    for block in blocks {
      let work = side * side * block.up.weight.value.count
      side *= 2
      stages.append(stage("doubling", [block.up, block.norm], channels: block.norm.channels, multiplyAdds: work))
      stages += block.refinements.map {
        stage(
          "refinement", [$0], channels: $0.norm.channels, multiplyAdds: side * side * $0.convolution.weight.value.count
        )
      }
    }
    return stages + [
      stage(
        "to colour", (isResidual ? [norm] : []) + [toColour], channels: shape.image.channels,
        multiplyAdds: side * side * toColour.weight.value.count)
    ]
  }

  /// The multiplications, each with its addition, that one image takes.
  public var multiplyAdds: Int { stages.reduce(0) { $0 + $1.multiplyAdds } }
}
