import Engine
import Foundation
import Store

/// A network as a graph of ONNX operators, the format in which other frameworks and run times take it over.
///
/// A value is named by a string. Functions that add a node return the name of its result, so that layers are put together as
/// they are in Swift; those of layers are in `ONNXLayers.swift`. Values with four axes are `[batch, channels, height, width]`
/// inside, the order that ONNX's convolutions know.
///
/// The ONNX project, *Open Neural Network Exchange Intermediate Representation* (2017), `onnx.proto`.
struct ONNXGraph {
  /// What the elements of a value are, as `TensorProto.DataType` numbers them.
  enum ElementType: Int {
    case float = 1
    case int64 = 7
  }

  /// An axis of an input or output: of a known size, or of one that is known only when the network is run.
  enum Axis {
    case size(Int)
    case named(String)
  }

  /// A number or numbers that an operator is set up with.
  enum Attribute {
    case float(Float)
    case integer(Int)
    case integers([Int])
  }

  private struct Node {
    let name: String
    let operation: String
    let inputs: [String]
    let attributes: [(name: String, value: Attribute)]
  }

  private struct Constant {
    let name: String
    let type: ElementType
    let shape: [Int]
    let bytes: Data
  }

  private struct Port {
    let name: String
    let type: ElementType
    let axes: [Axis]
    let description: String
  }

  private var nodes: [Node] = []
  private var constants: [Constant] = []
  private var inputs: [Port] = []
  private var outputs: [Port] = []

  /// Adds an operator with one result, which goes by the node's name.
  mutating func node(
    _ name: String, _ operation: String, _ inputs: [String], _ attributes: KeyValuePairs<String, Attribute> = [:]
  ) -> String {
    nodes.append(
      Node(name: name, operation: operation, inputs: inputs, attributes: attributes.map { ($0.key, $0.value) }))
    return name
  }

  /// Adds a constant of floats.
  mutating func constant(_ name: String, _ tensor: Tensor) -> String {
    let bytes = tensor.withUnsafeScalars { values in
      values.reduce(into: Data(capacity: 4 * values.count)) { data, value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    constants.append(Constant(name: name, type: .float, shape: tensor.shape, bytes: bytes))
    return name
  }

  /// Adds a constant list of integers, such as a shape; or, with no axes, a single one.
  mutating func constant(_ name: String, _ integers: [Int], shape: [Int]? = nil) -> String {
    let bytes = integers.reduce(into: Data()) { data, value in
      withUnsafeBytes(of: Int64(value).littleEndian) { data.append(contentsOf: $0) }
    }
    constants.append(Constant(name: name, type: .int64, shape: shape ?? [integers.count], bytes: bytes))
    return name
  }

  /// Declares what the network is given.
  mutating func input(_ name: String, _ axes: [Axis], type: ElementType = .float, description: String) -> String {
    inputs.append(Port(name: name, type: type, axes: axes, description: description))
    return name
  }

  /// Declares what the network returns; a node's result must have that name.
  mutating func output(_ name: String, _ axes: [Axis], description: String) {
    outputs.append(Port(name: name, type: .float, axes: axes, description: description))
  }
}

// MARK: - Files

extension ONNXGraph {
  /// The version of the format that is written, and of its operators: both of 2022, so that older run times read them.
  static let (formatVersion, operatorVersion) = (8, 17)

  /// The bytes of an ONNX file.
  ///
  /// - Parameters:
  ///   - name: The graph's name.
  ///   - description: What the network does, for whoever opens the file.
  ///   - metadata: Free text, by name.
  func model(name: String, description: String, metadata: [String: String]) -> Data {
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.text(2, "minimax")
    model.text(6, description)
    model.message(7) { graph in
      for node in nodes { graph.message(1) { Self.write(node, to: &$0) } }
      graph.text(2, name)
      for constant in constants { graph.message(5) { Self.write(constant, to: &$0) } }
      for port in inputs { graph.message(11) { Self.write(port, to: &$0) } }
      for port in outputs { graph.message(12) { Self.write(port, to: &$0) } }
    }
    model.message(8) {
      $0.text(1, "")  // the domain of ONNX's own operators
      $0.integer(2, Self.operatorVersion)
    }
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      model.message(14) {
        $0.text(1, key)
        $0.text(2, value)
      }
    }
    return model.bytes
  }

  private static func write(_ node: Node, to message: inout ProtobufWriter) {
    for input in node.inputs { message.text(1, input) }
    message.text(2, node.name)
    message.text(3, node.name)
    message.text(4, node.operation)
    for (name, value) in node.attributes {
      message.message(5) { attribute in
        attribute.text(1, name)
        switch value {
        case .float(let number):
          attribute.float(2, number)
          attribute.integer(20, 1)
        case .integer(let number):
          attribute.integer(3, number)
          attribute.integer(20, 2)
        case .integers(let numbers):
          for number in numbers { attribute.integer(8, number) }
          attribute.integer(20, 7)
        }
      }
    }
  }

  private static func write(_ constant: Constant, to message: inout ProtobufWriter) {
    for size in constant.shape { message.integer(1, size) }
    message.integer(2, constant.type.rawValue)
    message.text(8, constant.name)
    message.data(9, constant.bytes)
  }

  private static func write(_ port: Port, to message: inout ProtobufWriter) {
    message.text(1, port.name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, port.type.rawValue)
        tensor.message(2) { shape in
          for axis in port.axes {
            shape.message(1) {
              switch axis {
              case .size(let size): $0.integer(1, size)
              case .named(let name): $0.text(2, name)
              }
            }
          }
        }
      }
    }
    message.text(3, port.description)
  }
}
