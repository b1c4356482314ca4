import Engine
import Foundation
import Store

extension ImageGenerator {
  /// Everything about this network but its weights, read off its layers; its classes are called by numbers.
  public var networkDescription: NetworkDescription {
    guard case .leakyReLU(let slope) = norm.activation else {
      fatalError("ImageGenerator: a leaky ReLU expected after batch normalisation, not \(norm.activation)")
    }
    let doubled =
      blocks.map { ($0.norm.channels, $0.refinements.count) }
      + residuals.map { ($0.layers[0].convolution.weight.value.shape[0], $0.layers.count - 1) }
    var description = NetworkDescription(
      latentSize: latentSize, channels: [project.weight.value.shape[0] / 16] + doubled.map { $0.0 },
      blocks: residuals.isEmpty ? .plain : .residual, refinements: doubled[0].1,
      imageChannels: toColour.weight.value.shape[0], slope: slope, epsilon: norm.epsilon)
    description.setClasses(shape.classes, classInput)
    return description
  }

  /// The generator in a tensor file: one of a ``TrainedPair``, or any whose metadata hold a ``NetworkDescription`` and whose
  /// tensors are called `generator.…`.
  ///
  /// - Throws: ``UnusableNetwork``, a `ModuleError`, or a `StoreError` if the file cannot be read.
  public convenience init(contentsOf file: URL) throws {
    let contents = try TensorFile(contentsOf: file)
    let state = try contents.tensors.part("generator")
    guard
      let description = try NetworkDescription(metadata: contents.metadata, file: file)
        ?? TrainedPair.network(in: contents.metadata)
    else { throw UnusableNetwork(file: file, reason: "its metadata have no \"\(NetworkDescription.key)\"") }
    try description.checkValues(of: state, in: file)
    self.init(description, random: Random(seed: 0))
    try load(state)
  }
}

extension NetworkDescription {
  /// Checks, before anything is built, that a file holds as many values as the network has: a description of a few bytes
  /// must not ask for gigabytes that the file does not hold.
  ///
  /// - Throws: ``UnusableNetwork``.
  public func checkValues(of state: [String: Tensor], in file: URL) throws {
    let count = state.values.reduce(0) { $0 + $1.count }
    guard count == valueCount else {
      throw UnusableNetwork(file: file, reason: "it describes a network of \(valueCount) values, and holds \(count)")
    }
  }
}
