import Datasets
import Engine
import Foundation
import Store
import TestSupport
import Testing

@testable import GAN

/// Generators for other programs: their description, their files, and ONNX.
@Suite("Interchange") struct InterchangeTests {
  /// A network in which no two sizes are equal.
  private let description = NetworkDescription(
    latentSize: 5, channels: [6, 4, 2], refinements: 1, imageChannels: 1, slope: 0.25, epsilon: 0.001)

  // MARK: Descriptions

  @Test func aNetworkIsBuiltAgainFromItsDescription() throws {
    let network = ImageGenerator(description, random: Random(seed: 1))
    #expect(network.networkDescription == description)
    let count = network.state.values.reduce(0) { $0 + $1.count }
    #expect(description.valueCount == count && description.imageSize == 16)
    let file = URL(fileURLWithPath: "a.safetensors")
    let read = try NetworkDescription(metadata: ["network": description.json], file: file)
    #expect(read == description)
    #expect(try NetworkDescription(metadata: ["training": "{}"], file: file) == nil)
    for recipe in [Recipe.shapes, Recipe()] {
      #expect(recipe.generator(random: Random(seed: 2)).networkDescription == recipe.network())
    }
  }

  @Test func slopeAndEpsilonAreThoseOfTheDescription() {
    var other = description
    other.slope = 0
    let (network, changed) = (
      ImageGenerator(description, random: Random(seed: 1)), ImageGenerator(other, random: Random(seed: 1))
    )
    let norms = [network.norm] + network.blocks.flatMap { [$0.norm] + $0.refinements.map(\.norm) }
    #expect(norms.allSatisfy { $0.epsilon == 0.001 && $0.activation == .leakyReLU(slope: 0.25) })
    let latents = Random(seed: 2).normal([3, 5])
    let (images, others) = (network(latents, .inference), changed(latents, .inference))
    #expect(images.shape == [3, 16, 16, 1] && images.scalars != others.scalars)
  }

  @Test(arguments: [
    ("architecture", "\"other\"", "its architecture is \"other\", expected \"upsampling-generator\" or"),
    ("classInput", "\"other\"", "its description of a network cannot be read"),
    ("latentSize", "0", "its latentSize is 0, expected 1 to 65536"),
    ("channels", "[8]", "its number of stages is 1, expected 2 to 9"),
    ("channels", "[]", "its number of stages is 0, expected 2 to 9"),
    (
      "channels", "[9223372036854775807,4,2]",
      "its greatest number of channels is 9223372036854775807, expected 1 to 4096"
    ),
    ("channels", "[6,0,2]", "its least number of channels is 0, expected 1 to 4096"),
    ("refinements", "-1", "its refinements is -1, expected 0 to 16"),
    ("imageChannels", "2", "its imageChannels are 2, expected 1 or 3"),
    ("imageSize", "32", "its imageSize is 32, and 2 doublings of 4 pixels make 16"),
    ("slope", "2", "its slope is 2.0, expected 0 to 1"),
    ("epsilon", "0", "its epsilon is 0.0, expected a number between 0 and 1"),
    ("imageRange", "[0,1]", "its images are in [0.0, 1.0], expected [-1, 1]"),
    ("convolutionLayout", "\"in\"", "its convolutionLayout is \"in\", expected \"out, height, width, in\""),
    ("latentSize", "\"many\"", "its description of a network cannot be read"),
  ])
  func whatCannotBeBuiltIsRefused(key: String, value: String, reason: String) throws {
    var fields = try #require(JSONSerialization.jsonObject(with: Data(description.json.utf8)) as? [String: Any])
    fields[key] = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
    let json = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    let error = #expect(throws: UnusableNetwork.self) {
      try NetworkDescription(metadata: ["network": json], file: URL(fileURLWithPath: "/a.safetensors"))
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("/a.safetensors holds no generator that can be built: ") == true)
  }

  // MARK: Files

  private func write(_ network: ImageGenerator, described: NetworkDescription, to file: URL) throws {
    try TensorFile(network.state.prefixed(by: "generator"), metadata: ["network": described.json]).write(to: file)
  }

  @Test func aGeneratorIsReadFromItsFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let network = ImageGenerator(description, random: Random(seed: 1))
      try write(network, described: description, to: file)
      let read = try ImageGenerator(contentsOf: file)
      #expect(read.networkDescription == description)
      for (name, tensor) in network.state { #expect(read.state[name]?.scalars == tensor.scalars) }
    }
  }

  @Test func aDescriptionOfMoreThanTheFileHoldsIsRefusedBeforeMemoryIsTaken() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.safetensors")
      let vast = NetworkDescription(latentSize: 65_536, channels: Array(repeating: 4096, count: 9), refinements: 16)
      try write(ImageGenerator(description, random: Random(seed: 1)), described: vast, to: file)
      let error = #expect(throws: UnusableNetwork.self) { try ImageGenerator(contentsOf: file) }
      #expect(
        error?.reason == "it describes a network of \(vast.valueCount) values, and holds \(description.valueCount)")
      try TensorFile([:], metadata: [:]).write(to: file)
      let missing = #expect(throws: UnusableNetwork.self) { try ImageGenerator(contentsOf: file) }
      #expect(missing?.reason == "its metadata have no \"network\"")
    }
  }

  @Test(arguments: ["plain", "enhanced"]) func pairsDescribeTheirGenerator(kind: String) throws {
    try withTemporaryFolder { folder in
      let old = BookFiles.url("chapters/05-training/cache/shapes-\(kind).safetensors.zst")
      let pair = try TrainedPair(contentsOf: old)
      let file = folder.appendingPathComponent("pair.safetensors")
      try pair.write(to: file)
      #expect(try TensorFile(contentsOf: file).metadata["network"] == pair.report.plan.network.json)
      // Files without a description are read as well.
      var undescribed = try TensorFile(contentsOf: file)
      undescribed.metadata["network"] = nil
      let bare = folder.appendingPathComponent("bare.safetensors")
      try undescribed.write(to: bare)
      let expected = try pair.generator().state
      for file in [file, bare, old] {
        let state = try ImageGenerator(contentsOf: file).state
        #expect(expected.allSatisfy { name, tensor in state[name]?.scalars == tensor.scalars })
      }
    }
  }

  // MARK: ONNX

  // These are the bytes of a file that ONNX's checker accepted, and that ONNX Runtime ran.
  @Test func aSmallGraphHasTheBytesOfTheFormat() {
    var graph = ONNXGraph()
    let x = graph.input("x", [.named("batch"), .size(2)], description: "d")
    let weight = graph.constant("w", Tensor([[1, -2]]))
    graph.output(
      graph.node("y", "Gemm", [x, weight], ["transB": .integer(1)]), [.named("batch"), .size(1)], description: "e")
    let found = graph.model(name: "g", description: "m", metadata: ["k": "v"]).map { String(format: "%02x", $0) }
      .joined()
    #expect(found == Self.smallModel)
  }

  private static let smallModel =
    "080812076d696e696d617832016d3a750a210a01780a01771201791a0179220447656d6d2a0d0a067472616e73421801"
    + "a001021201672a130801080210014201774a080000803f000000c05a1b0a017812130a110801120d0a07120562617463"
    + "680a0208021a0164621b0a017912130a110801120d0a07120562617463680a0208011a016542040a00101172060a016b"
    + "120176"

  @Test func everyWeightIsInTheFileInONNXsOrder() throws {
    let network = ImageGenerator(description, random: Random(seed: 1))
    let model = try ProtobufMessage(network.onnx())
    #expect(model.integers(1) == [8])
    let operators = try #require(try model.messages(8).first)
    #expect(operators.texts(1) == [""] && operators.integers(2) == [17])
    let metadata = try model.messages(14).map { ($0.texts(1)[0], $0.texts(2)[0]) }
    #expect(metadata.first { $0.0 == "network" }?.1 == description.json)
    let graph = try #require(try model.messages(7).first)
    var constants: [String: ProtobufMessage] = [:]
    for constant in try graph.messages(5) {
      #expect(constants.updateValue(constant, forKey: constant.texts(8)[0]) == nil)
    }
    #expect(Set(network.state.keys).isSubset(of: constants.keys))
    #expect(Set(constants.keys).subtracting(network.state.keys) == ["seed.shape"])
    for (name, tensor) in network.state {
      let constant = try #require(constants[name])
      let order = tensor.shape.count < 4 ? nil : name.hasSuffix(".up.weight") ? [3, 0, 1, 2] : [0, 3, 1, 2]
      let expected = order.map(tensor.transposed) ?? tensor
      #expect(constant.integers(1) == expected.shape && constant.integers(2) == [1], "\(name)")
      let bytes = expected.scalars.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
      #expect(constant.data(9) == [Data(bytes)], "\(name)")
    }
  }

  @Test func theNodesFollowOneAnotherFromLatentsToImages() throws {
    let network = ImageGenerator(description, random: Random(seed: 1))
    let graph = try #require(try ProtobufMessage(network.onnx()).messages(7).first)
    let block = ["ConvTranspose", "BatchNormalization", "LeakyRelu", "Conv", "BatchNormalization", "LeakyRelu"]
    let nodes = try graph.messages(1)
    #expect(
      nodes.map { $0.texts(4)[0] } == ["Gemm", "Reshape", "Transpose", "BatchNormalization", "LeakyRelu"] + block
        + block
        + ["Conv", "Tanh", "Transpose"])
    // Every node reads what stands before it: inputs, constants and the results of earlier nodes.
    var known = Set(try (graph.messages(5).map { $0.texts(8)[0] }) + graph.messages(11).map { $0.texts(1)[0] })
    var last = "latents"
    for node in nodes {
      #expect(node.texts(1).first == last && known.isSuperset(of: node.texts(1)))
      last = node.texts(2)[0]
      #expect(known.insert(last).inserted)
    }
    #expect(last == "images")
    for (field, name, sizes) in [(11, "latents", [5]), (12, "images", [16, 16, 1])] {
      let port = try #require(try graph.messages(field).first)
      let tensor = try #require(try port.messages(2).first?.messages(1).first)
      let axes = try #require(try tensor.messages(2).first?.messages(1))
      #expect(port.texts(1) == [name] && tensor.integers(1) == [1] && axes[0].texts(2) == ["batch"])
      #expect(axes.dropFirst().map { $0.integers(1)[0] } == sizes)
    }
  }

  /// The nodes of a network's graph, each of which reads only what stands before it.
  private func nodes(_ network: ImageGenerator) throws -> [(name: String, operation: String, inputs: [String])] {
    let graph = try #require(try ProtobufMessage(network.onnx()).messages(7).first)
    let constants = try graph.messages(5).map { $0.texts(8)[0] }
    #expect(Set(network.state.keys).isSubset(of: constants) && Set(constants).count == constants.count)
    var known = Set(try constants + graph.messages(11).map { $0.texts(1)[0] } + [""])
    return try graph.messages(1).map { node in
      #expect(known.isSuperset(of: node.texts(1)), "\(node.texts(3))")
      #expect(known.insert(node.texts(2)[0]).inserted)
      return (node.texts(3)[0], node.texts(4)[0], node.texts(1))
    }
  }

  @Test func aResidualBlockIsASumInONNX() throws {
    let residual = NetworkDescription(latentSize: 5, channels: [6, 4, 4], blocks: .residual, refinements: 1)
    let nodes = try nodes(ImageGenerator(residual, random: Random(seed: 1)))
    let norm = ["BatchNormalization", "LeakyRelu"]
    let layers = norm + ["Resize", "Conv"] + norm + ["Conv"]
    let (first, second) = (layers + ["Conv", "Resize", "Add"], layers + ["Resize", "Add"])
    let expected = [["Gemm", "Reshape", "Transpose"], first, second, norm, ["Conv", "Tanh", "Transpose"]].flatMap { $0 }
    #expect(nodes.map(\.operation) == expected)
    let sum = try #require(nodes.first { $0.name == "residuals.1.sum" })
    #expect(sum.inputs == ["residuals.1.layers.1.convolution", "residuals.1.doubled"])
    #expect(nodes.first { $0.name == "residuals.1.doubled" }?.inputs[0] == "residuals.0.sum")
    #expect(nodes.first { $0.name == "residuals.0.shortcut" }?.inputs[0] == "seed")
  }

  @Test func aClassChoosesScaleAndShiftInONNX() throws {
    let shape = ImageNetworkShape(image: ImageShape(side: 8, channels: 1), classes: 3)
    let conditional = NetworkDescription(shape: shape, width: 2, refinements: 0, classInput: .batchNorm)
    let nodes = try nodes(ImageGenerator(conditional, random: Random(seed: 1)))
    let norm = ["BatchNormalization", "Gather", "Unsqueeze", "Mul", "Gather", "Unsqueeze", "Add", "LeakyRelu"]
    let expected = [["Gemm", "Reshape", "Transpose"], norm, ["ConvTranspose"], norm, ["Conv", "Tanh", "Transpose"]]
    #expect(nodes.map(\.operation) == expected.flatMap { $0 })
    #expect(nodes.first { $0.name == "norm.scale.values" }?.inputs == ["norm.scale", "classes"])
    #expect(nodes[0].inputs[0] == "latents", "nothing stands beside the latent vector")
  }

  @Test func aClassIsJoinedToTheLatents() throws {
    var graph = ONNXGraph()
    let latents = graph.input("latents", [.named("batch"), .size(3)], description: "")
    let classes = graph.input("classes", [.named("batch")], type: .int64, description: "")
    let joined = graph.withClass(classes, count: 4, weight: 1.5, latents: latents, name: "joined")
    graph.output(joined, [.named("batch"), .size(7)], description: "")
    let read = try #require(
      try ProtobufMessage(graph.model(name: "g", description: "", metadata: [:])).messages(7).first)
    let nodes = try read.messages(1)
    #expect(nodes.map { $0.texts(4)[0] } == ["OneHot", "Concat"])
    #expect(nodes[0].texts(1) == ["classes", "joined.count", "joined.values"])
    #expect(nodes[1].texts(1) == ["latents", "joined.oneHot"])
    let constants = try read.messages(5)
    #expect(constants[0].integers(1) == [] && constants[0].data(9) == [Data([4, 0, 0, 0, 0, 0, 0, 0])])
    #expect(constants[1].integers(1) == [2] && constants[1].data(9) == [Data([0, 0, 0, 0, 0, 0, 0xC0, 0x3F])])
    #expect(try read.messages(11)[1].messages(2)[0].messages(1)[0].integers(1) == [7])
  }
}
