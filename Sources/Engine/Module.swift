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
/// Its parameters are found by reflection, in the order its properties are declared: in properties that are parameters,
/// buffers or modules, and in arrays, optionals, tuples, structs, enums and dictionaries of them. Their names are paths
/// of property names, such as `up1.convolution.weight`, and are the keys in files. An element of an array goes by its
/// place (`blocks.0.weight`), one of a tuple by its name or its place, one of a dictionary by its key, in the order of the
/// sorted keys, and what an enum's case holds by the name of the case.
///
/// A layer that is met twice is one layer: it counts once, under the name where it is met first. Where variables cannot
/// be given a name for good, the program stops with a message: in sets, in dictionaries whose keys are no strings, in
/// lazy properties, and in classes that are not modules. What a closure captures cannot be seen.
open class Module {
  /// A module without variables of its own yet.
  public init() {}

  /// The trained parameters with their names, in declaration order. Found once, at first use.
  public private(set) lazy var namedParameters: [(name: String, parameter: Parameter)] = namedVariables.compactMap {
    name, variable in (variable as? Parameter).map { (name, $0) }
  }

  /// The parameters and buffers with their names, in declaration order: everything that a file must hold.
  public private(set) lazy var namedVariables: [(name: String, variable: Variable)] = VariableSearch(of: self).found

  /// The trained parameters in declaration order.
  public private(set) lazy var parameters: [Parameter] = namedParameters.map { $0.parameter }

  /// The number of trained values.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  /// Every variable's value by name: what to write into a file.
  public var state: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: namedVariables.map { ($0.name, $0.variable.value.detached()) })
  }

  /// Takes the value of every variable from `tensors`, as ``state`` gave them.
  ///
  /// - Throws: ``ModuleError`` if one is missing, has another shape or belongs to nothing here; then nothing is changed.
  public func load(_ tensors: [String: Tensor]) throws(ModuleError) {
    for (name, variable) in namedVariables {
      guard let tensor = tensors[name] else { throw ModuleError.missing(name, in: kind) }
      guard tensor.shape == variable.value.shape else {
        throw ModuleError.shape(name, found: tensor.shape, expected: variable.value.shape)
      }
    }
    let known = Set(namedVariables.map { $0.name })
    if let stranger = tensors.keys.filter({ !known.contains($0) }).min() {
      throw ModuleError.unknown(stranger, in: kind)
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
  public final func withParameters<Result>(_ values: [Tensor]?, _ body: () throws -> Result) rethrows -> Result {
    guard let values else { return try body() }
    require(
      values.count == parameters.count,
      "withParameters: \(values.count) values for the \(parameters.count) parameters of \(kind)")
    let before = namedVariables.map { $0.variable.current }
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

extension Dictionary<String, Tensor> {
  /// The entries whose keys begin with `prefix` and a dot, with both removed: of a file's tensors, one module's.
  public func part(_ prefix: String) -> [String: Tensor] {
    let start = "\(prefix)."
    let entries = filter { $0.key.hasPrefix(start) }.map { (String($0.key.dropFirst(start.count)), $0.value) }
    return Dictionary(uniqueKeysWithValues: entries)
  }

  /// The same entries with `prefix` and a dot before every key: the reverse of ``part(_:)``.
  public func prefixed(by prefix: String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: map { ("\(prefix).\($0.key)", $0.value) })
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

/// Whether a network is being trained or used. Layers that differ between the two, batch normalisation and dropout, are
/// told on every call; nothing is switched behind their back.
public enum Phase {
  /// Batch statistics, and dropout with masks drawn from the stream.
  case training(Random)
  /// Running statistics, and no dropout.
  case inference
}

extension FNV1a {
  /// Takes in the bits of all parameters and buffers of a module.
  public mutating func combine(_ module: Module) {
    for (_, variable) in module.namedVariables {
      variable.value.withUnsafeScalars { values in
        for value in values { combine(value.bitPattern) }
      }
    }
  }
}
