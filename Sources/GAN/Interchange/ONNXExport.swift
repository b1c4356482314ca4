import Engine
import Foundation

extension ImageGenerator {
  /// The bytes of an ONNX file that draws the images that this network draws in inference.
  ///
  /// Its input is `latents`, floats `[batch, latentSize]`, each drawn from the standard normal distribution; its output is
  /// `images`, floats `[batch, height, width, channels]` in [-1, 1], channels last as everywhere in this book. The number of
  /// images is free. The file's metadata hold the network's ``NetworkDescription`` under `network`.
  ///
  /// A network with classes has a second input, `classes`, integers `[batch]` from 0 on.
  ///
  /// - Parameter classNames: What the metadata call the classes; numbers if left out.
  public func onnx(classNames: [String]? = nil) -> Data {
    var description = networkDescription
    if let classNames, classNames.count == shape.classes { description.classNames = classNames }
    var graph = ONNXGraph()
    let latents = graph.input(
      "latents", [.named("batch"), .size(latentSize)], description: "standard normal, [batch, latentSize]")
    let classes =
      shape.classes == 0
      ? nil
      : graph.input("classes", [.named("batch")], type: .int64, description: "0 to \(shape.classes - 1), [batch]")
    var vectors = latents
    if let classes, classInput == .latent {
      vectors = graph.withClass(
        classes, count: shape.classes, weight: Self.classStrength, latents: latents, name: "joined")
    }
    let values = graph.linear(project, vectors, name: "project")
    var image = graph.image(values, side: NetworkDescription.seedSide, channels: description.channels[0], name: "seed")
    for (index, block) in residuals.enumerated() {
      image = block.nodes(on: image, classes, in: &graph, name: "residuals.\(index)")
    }
    image = graph.batchNorm(norm, image, classes, name: "norm")
    for (index, block) in blocks.enumerated() {
      image = block.nodes(on: image, classes, in: &graph, name: "blocks.\(index)")
    }
    image = graph.convolution(toColour, image, name: "toColour")
    let sizes = [description.imageSize, description.imageSize, description.imageChannels]
    graph.output(
      graph.channelsLast(image, name: "images"), [.named("batch")] + sizes.map { .size($0) },
      description: "[batch, height, width, channels], from -1 (black) to 1")
    return graph.model(
      name: "generator",
      description: """
        A generator of images. latents: float [batch, \(latentSize)], standard normal. images: float [batch, \
        \(sizes.map(String.init).joined(separator: ", "))], channels last, in [-1, 1].
        """,
      metadata: [
        NetworkDescription.key: description.json, "latents": "standard normal",
        "images": "[batch, height, width, channels] in [-1, 1]",
      ])
  }
}

extension UpBlock {
  fileprivate func nodes(on x: String, _ classes: String?, in graph: inout ONNXGraph, name: String) -> String {
    var image = graph.transposedConvolution(up, x, name: "\(name).up")
    image = graph.batchNorm(norm, image, classes, name: "\(name).norm")
    for (index, refinement) in refinements.enumerated() {
      let name = "\(name).refinements.\(index)"
      image = graph.convolution(refinement.convolution, image, name: "\(name).convolution")
      image = graph.batchNorm(refinement.norm, image, classes, name: "\(name).norm")
    }
    return image
  }
}

extension ResidualUpBlock {
  fileprivate func nodes(on x: String, _ classes: String?, in graph: inout ONNXGraph, name: String) -> String {
    var image = x
    for (index, layer) in layers.enumerated() {
      let name = "\(name).layers.\(index)"
      image = graph.batchNorm(layer.norm, image, classes, name: "\(name).norm")
      if layer.doubles { image = graph.doubled(image, name: "\(name).doubled") }
      image = graph.convolution(layer.convolution, image, name: "\(name).convolution")
    }
    let input = shortcut.map { graph.convolution($0, x, name: "\(name).shortcut") } ?? x
    return graph.node("\(name).sum", "Add", [image, graph.doubled(input, name: "\(name).doubled")])
  }
}
