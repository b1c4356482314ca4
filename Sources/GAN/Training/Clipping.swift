import Engine

/// An optimiser that keeps every parameter within ±`bound` after each of its steps (Arjovsky 2017).
public final class Clipping: Optimizer {
  private let rule: any Optimizer
  private let bound: Float

  public init(_ rule: any Optimizer, to bound: Float) {
    self.rule = rule
    self.bound = bound
  }

  public var learningRate: Float {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  public var steps: Int { rule.steps }

  public func update(_ module: Module, with gradients: [Tensor]) {
    rule.update(module, with: gradients)
    for parameter in module.parameters {
      parameter.value = -Tensor.maximum(-Tensor.maximum(parameter.value, Tensor(-bound)), Tensor(-bound))
    }
  }

  public func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] { rule.rates(for: module, with: gradients) }

  public func state(for module: Module) -> [String: Tensor] { rule.state(for: module) }

  public func load(_ state: [String: Tensor], steps: Int, for module: Module) throws {
    try rule.load(state, steps: steps, for: module)
  }
}
