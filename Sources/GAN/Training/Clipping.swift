import Engine

/// An optimiser that keeps every parameter within ±`bound` after each of its steps (Arjovsky 2017).
public final class Clipping: Optimizer {
  private let rule: any Optimizer
  private let bound: Float

  /// Wraps an optimiser; `bound` is the largest magnitude of a parameter.
  public init(_ rule: any Optimizer, to bound: Float) {
    self.rule = rule
    self.bound = bound
  }

  /// The learning rate of the wrapped optimiser.
  public var learningRate: Float {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  /// The steps that the wrapped optimiser has made.
  public var steps: Int { rule.steps }

  /// Makes a step with the wrapped optimiser, and then clips every parameter.
  public func update(_ module: Module, with gradients: [Tensor]) {
    rule.update(module, with: gradients)
    for parameter in module.parameters {
      parameter.value = parameter.value.clamped(to: -bound...bound)
    }
  }

  /// The rates of the wrapped optimiser, clipping left out.
  public func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] {
    rule.rates(for: module, with: gradients)
  }

  /// The state of the wrapped optimiser; clipping has none.
  public func state(for module: Module) -> [String: Tensor] { rule.state(for: module) }

  /// Loads the state of the wrapped optimiser, and throws what that throws.
  public func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    try rule.load(state, steps: steps, for: module)
  }
}
