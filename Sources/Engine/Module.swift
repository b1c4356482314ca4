/// A tensor that belongs to a layer and lasts from step to step.
public class Variable {
  fileprivate var current: Tensor

  /// The present value; a new one has the same shape.
  public var value: Tensor {
    get { current }
    set {
      require(
        newValue.shape == current.shape,
        "Variable: a value of shape \(newValue.shape) cannot replace one of \(current.shape)")
      current = held(newValue)
    }
  }

  init(_ value: Tensor) { current = value.detached() }

  fileprivate func held(_ value: Tensor) -> Tensor { value.detached() }
}

/// A tensor that is trained: gradients can be asked for it, and an optimiser changes it.
public final class Parameter: Variable {
  /// A parameter with this first value.
  public override init(_ value: Tensor) {
    super.init(value)
    current = held(value)
  }

  fileprivate override func held(_ value: Tensor) -> Tensor { value.tracked() }
}

/// A tensor that is kept but not trained, such as batch normalisation's running mean.
public final class Buffer: Variable {
  /// A buffer with this first value.
  public override init(_ value: Tensor) { super.init(value) }
}

/// A layer or a network: something with parameters.
///
/// Its parameters are found by reflection, in the order its properties are declared, through properties that are
/// parameters, buffers, modules, or arrays and optionals of them. Their names are paths of property names, such as
/// `up1.convolution.weight`, and are the keys in files.
open class Module {
  /// A module without variables of its own yet.
  public init() {}

  /// The trained parameters with their names, in declaration order. Found once, at first use.
  public private(set) lazy var namedParameters: [(name: String, parameter: Parameter)] = namedVariables.compactMap {
    name, variable in (variable as? Parameter).map { (name, $0) }
  }

  /// The parameters and buffers with their names, in declaration order: everything that a file must hold.
  public private(set) lazy var namedVariables: [(name: String, variable: Variable)] = {
    var found: [(String, Variable)] = []
    collectVariables(of: Mirror(reflecting: self), prefix: "", into: &found)
    return found
  }()

  /// The trained parameters in declaration order.
  public private(set) lazy var parameters: [Parameter] = namedParameters.map(\.parameter)

  /// The number of trained values.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// Every variable's value by name: what to write into a file.
  public var state: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: namedVariables.map { ($0.name, $0.variable.value.detached()) })
  }

  /// Takes the value of every variable from `tensors`, as ``state`` gave them.
  ///
  /// - Throws: ``ModuleError`` if one is missing, has another shape or belongs to nothing here; then nothing is changed.
  public func load(_ tensors: [String: Tensor]) throws {
    for (name, variable) in namedVariables {
      guard let tensor = tensors[name] else { throw ModuleError.missing(name, in: "\(Self.self)") }
      guard tensor.shape == variable.value.shape else {
        throw ModuleError.shape(name, found: tensor.shape, expected: variable.value.shape)
      }
    }
    let known = Set(namedVariables.map(\.name))
    if let stranger = tensors.keys.filter({ !known.contains($0) }).min() {
      throw ModuleError.unknown(stranger, in: "\(Self.self)")
    }
    for (name, variable) in namedVariables { variable.value = tensors[name]! }
  }

  /// Calls `body` while the parameters have other values; afterwards every variable is what it was before.
  ///
  /// Unlike values that are set, these keep their history: gradients pass through them to whatever they were computed
  /// from. So a network can be applied with weights that are themselves the result of a computation, such as a step of
  /// gradient descent.
  ///
  /// - Parameter values: In the order of ``parameters``, each of its parameter's shape; `nil` for the parameters' own.
  public func withParameters<Result>(_ values: [Tensor]?, _ body: () throws -> Result) rethrows -> Result {
    guard let values else { return try body() }
    require(
      values.count == parameters.count,
      "withParameters: \(values.count) values for the \(parameters.count) parameters of \(type(of: self))")
    let before = namedVariables.map(\.variable.current)
    defer { for ((_, variable), value) in zip(namedVariables, before) { variable.current = value } }
    for ((name, parameter), value) in zip(namedParameters, values) {
      require(
        value.shape == parameter.value.shape,
        "withParameters: a value of shape \(value.shape) for \(name) \(parameter.value.shape)")
      parameter.current = value
    }
    return try body()
  }
}

/// Why values could not be loaded into a module.
public enum ModuleError: Error, CustomStringConvertible, Equatable {
  /// The module has a variable of this name, and no value for it was given.
  case missing(String, in: String)
  /// A value of this name was given, and the module has no such variable.
  case unknown(String, in: String)
  /// The value has the wrong shape.
  case shape(String, found: [Int], expected: [Int])

  /// One line: what was found, and what was expected.
  public var description: String {
    switch self {
    case .missing(let name, let module): "\(module) needs a tensor named \(name), and there is none"
    case .unknown(let name, let module): "there is a tensor named \(name), and \(module) has no such parameter"
    case .shape(let name, let found, let expected): "the tensor \(name) has shape \(found); expected \(expected)"
    }
  }
}

private func collectVariables(of mirror: Mirror, prefix: String, into found: inout [(String, Variable)]) {
  if let superclass = mirror.superclassMirror, superclass.subjectType != Module.self {
    collectVariables(of: superclass, prefix: prefix, into: &found)
  }
  for child in mirror.children { collect(child.value, name: prefix + (child.label ?? ""), into: &found) }
}

private func collect(_ value: Any, name: String, into found: inout [(String, Variable)]) {
  if let variable = value as? Variable {
    found.append((name, variable))
  } else if let module = value as? Module {
    collectVariables(of: Mirror(reflecting: module), prefix: name + ".", into: &found)
  } else {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: if let some = mirror.children.first { collect(some.value, name: name, into: &found) }
    case .collection:
      for (index, element) in mirror.children.enumerated() {
        collect(element.value, name: "\(name).\(index)", into: &found)
      }
    default: break
    }
  }
}

/// Whether a network is being trained or used. Layers that differ between the two, batch normalisation and dropout, are
/// told on every call; nothing is switched behind their back.
public enum Mode {
  /// Batch statistics, and dropout with masks drawn from the stream.
  case training(Random)
  /// Running statistics, and no dropout.
  case inference
}
