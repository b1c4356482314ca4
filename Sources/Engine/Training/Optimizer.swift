import Kernels

/// A rule that changes parameters by their gradients, and what it remembers from step to step.
///
/// An optimiser belongs to the first module that it updates, because what it remembers is about that one's parameters.
/// To use it with another stops the program; only ``load(_:steps:for:)``, which replaces the memory, may pass it on.
public protocol Optimizer: AnyObject {
  /// The size of a step.
  var learningRate: Float { get set }
  /// The number of updates so far.
  var steps: Int { get }
  /// Changes the parameters of `module`; `gradients` are theirs, in order.
  func update(_ module: Module, with gradients: [Tensor])
  /// Changes the parameters of `module` along the gradients of a loss that was computed with them, so that it falls.
  func update(_ module: Module, lowering loss: Tensor)
  /// By how much the rule would multiply each of these gradients if they came next: the size of its step along every
  /// value, momentum aside. Constants, shaped like the gradients or scalars.
  func rates(for module: Module, with gradients: [Tensor]) -> [Tensor]
  /// What the rule remembers for each parameter of `module`, by names that begin with the memory's own.
  func state(for module: Module) -> [String: Tensor]
  /// Takes up the state that ``state(for:)`` gave after `steps` updates; from now on the optimiser belongs to `module`.
  ///
  /// - Throws: ``ModuleError`` if a tensor is missing or has another shape; then nothing is changed.
  func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError)
}

extension Optimizer {
  /// Computes the gradients of the loss, and updates the parameters with them.
  public func update(_ module: Module, lowering loss: Tensor) {
    update(module, with: gradients(of: loss, wrt: module.parameters))
  }
}

/// What an optimiser remembers: some tensors for every parameter, in the parameters' order.
struct OptimizerMemory {
  private let rule: String
  private let names: [String]
  private(set) var steps = 0
  private var tensors: [[Tensor]] = []
  private var owner: Owner?

  /// The parameters that are remembered, and what a message says of their module, which may be gone by then.
  private struct Owner {
    let parameters: [Parameter]
    let description: String

    init(_ module: Module) {
      parameters = module.parameters
      description = Self.describe(module)
    }

    func owns(_ module: Module) -> Bool { parameters.elementsEqual(module.parameters) { $0 === $1 } }

    static func describe(_ module: Module) -> String {
      let count = module.parameters.count
      return "\(module.kind) (\(count) \(count == 1 ? "parameter" : "parameters"))"
    }
  }

  /// The memory of a rule of the given name, with tensors of the given names for every parameter.
  init(of rule: String, _ names: [String]) {
    self.rule = rule
    self.names = names
  }

  private func checkOwner(_ module: Module) {
    guard let owner else { return }
    require(
      owner.owns(module),
      "\(rule): updates \(owner.description) and now \(Owner.describe(module)); give every network an optimiser of its own"
    )
  }

  /// Counts a step and gives every parameter the value that `rule` makes of it, of its gradient and of its memory.
  mutating func update(
    _ module: Module, with gradients: [Tensor],
    rule: (_ value: Tensor, _ gradient: Tensor, _ memory: inout [Tensor]) -> Tensor
  ) {
    updateTogether(module, with: gradients) { values, gradients, memory, _ in
      values.indices.map { rule(values[$0], gradients[$0], &memory[$0]) }
    }
  }

  /// The same with a rule for all parameters together, which is also told the number of the step.
  mutating func updateTogether(
    _ module: Module, with gradients: [Tensor],
    rule: (_ values: [Tensor], _ gradients: [Tensor], _ memory: inout [[Tensor]], _ step: Int) -> [Tensor]
  ) {
    let parameters = module.parameters
    require(
      parameters.count == gradients.count,
      "update: \(gradients.count) gradients for the \(parameters.count) parameters of \(module.kind)")
    checkOwner(module)
    let values = parameters.map { $0.value.detached() }
    for (index, value) in values.enumerated() {
      require(
        value.shape == gradients[index].shape,
        "update: a gradient of shape \(gradients[index].shape) for \(module.namedParameters[index].name) \(value.shape)"
      )
    }
    if owner == nil {
      owner = Owner(module)
      tensors = values.map { value in names.map { _ in .zeros(value.shape) } }
    }
    steps += 1
    let moved = rule(values, gradients.map { $0.detached() }, &tensors, steps)
    for (parameter, value) in zip(parameters, moved) { parameter.value = value }
  }

  /// For each parameter what `rule` makes of its memory, zeros before the first step, and its gradient.
  func rates(
    for module: Module, with gradients: [Tensor], rule: (_ memory: [Tensor], _ gradient: Tensor) -> Tensor
  ) -> [Tensor] {
    checkOwner(module)
    return module.parameters.indices.map { index in
      let gradient = gradients[index].detached()
      return rule(owner == nil ? names.map { _ in .zeros(gradient.shape) } : tensors[index], gradient)
    }
  }

  func state(for module: Module) -> [String: Tensor] {
    checkOwner(module)
    var state: [String: Tensor] = [:]
    for (parameter, memory) in zip(module.namedParameters, tensors) {
      for (name, tensor) in zip(names, memory) { state["\(name).\(parameter.name)"] = tensor }
    }
    return state
  }

  mutating func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    // Before the first step there is nothing to remember yet.
    let loaded = try module.namedParameters.map { (name, parameter) throws(ModuleError) in
      try names.map { (own) throws(ModuleError) in
        if steps == 0 { return Tensor.zeros(parameter.value.shape) }
        let key = "\(own).\(name)"
        guard let tensor = state[key] else { throw ModuleError.missing(key, in: "the optimiser") }
        guard tensor.shape == parameter.value.shape else {
          throw ModuleError.shape(key, found: tensor.shape, expected: parameter.value.shape)
        }
        return tensor
      }
    }
    (self.steps, tensors, owner) = (steps, loaded, Owner(module))
  }
}
