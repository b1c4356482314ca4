import Engine

//: Before that, WGAN held the slope down by force. {define: *Weight clipping* (Arjovsky 2017) cuts each of the critic's weights
//: back into a small range after every step.} That needs no place in the training loop at all. It is an optimiser around
//: an optimiser.

/// An optimiser that keeps every parameter within ±`bound` after each of its steps (Arjovsky 2017).
final class Clipping: Optimizer {
  private let rule: any Optimizer
  private let bound: Float

  init(_ rule: any Optimizer, to bound: Float) {
    self.rule = rule
    self.bound = bound
  }

  var learningRate: Float {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  var steps: Int { rule.steps }

  func update(_ module: Module, with gradients: [Tensor]) {
    rule.update(module, with: gradients)
    for parameter in module.parameters {
      parameter.value = -Tensor.maximum(-Tensor.maximum(parameter.value, Tensor(-bound)), Tensor(-bound))
    }
  }

  func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] { rule.rates(for: module, with: gradients) }

  func state(for module: Module) -> [String: Tensor] { rule.state(for: module) }

  func load(_ state: [String: Tensor], steps: Int, for module: Module) throws {
    try rule.load(state, steps: steps, for: module)
  }
}
