import Foundation
import Kernels

/// Stochastic gradient descent with momentum: v ← μv + g, w ← w − ηv.
public final class SGD: Optimizer {
  /// η.
  public var learningRate: Float
  private let momentum: Float
  private var memory: OptimizerMemory

  /// Descent with step η and momentum μ; 0 for none.
  public init(learningRate: Float, momentum: Float = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    memory = OptimizerMemory(of: "SGD", momentum == 0 ? [] : ["velocity"])
  }

  /// The number of updates so far.
  public var steps: Int { memory.steps }

  /// One step against the gradients.
  public func update(_ module: Module, with gradients: [Tensor]) {
    memory.update(module, with: gradients) { value, gradient, memory in
      guard !memory.isEmpty else { return value - gradient * learningRate }
      memory[0] = memory[0] * momentum + gradient
      return value - memory[0] * learningRate
    }
  }

  /// η.
  public func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] {
    memory.rates(for: module, with: gradients) { _, _ in Tensor(learningRate) }
  }

  /// The velocities.
  public func state(for module: Module) -> [String: Tensor] { memory.state(for: module) }

  /// Takes up saved velocities.
  public func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    try memory.load(state, steps: steps, for: module)
  }
}

/// RMSprop (Hinton 2012): every value's step is divided by the root of a moving average of its squared gradients.
public final class RMSprop: Optimizer {
  /// η.
  public var learningRate: Float
  private let decay: Float
  private let epsilon: Float
  private var memory = OptimizerMemory(of: "RMSprop", ["square"])

  /// v ← αv + (1 − α)g², w ← w − ηg / (√v + ε), with α the decay.
  public init(learningRate: Float, decay: Float = 0.99, epsilon: Float = 1e-8) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// The number of updates so far.
  public var steps: Int { memory.steps }

  /// One step against the gradients.
  public func update(_ module: Module, with gradients: [Tensor]) {
    memory.update(module, with: gradients) { value, gradient, memory in
      memory[0] = memory[0].moved(by: 1 - decay, towards: gradient.squared())
      return value - gradient / (memory[0].squareRoot() + epsilon) * learningRate
    }
  }

  /// η / (√v + ε).
  public func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] {
    memory.rates(for: module, with: gradients) { memory, gradient in
      learningRate / (memory[0].moved(by: 1 - decay, towards: gradient.squared()).squareRoot() + epsilon)
    }
  }

  /// The averages of squared gradients.
  public func state(for module: Module) -> [String: Tensor] { memory.state(for: module) }

  /// Takes up saved averages.
  public func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    try memory.load(state, steps: steps, for: module)
  }
}

/// Adam (Kingma & Ba 2014): moving averages of the gradient and of its square; each value moves by the first over the
/// root of the second, both corrected for their start at zero. With weight decay it is AdamW (Loshchilov & Hutter 2017).
///
/// GANs use β₁ = 0.5 (Radford 2015): the opponent moves, and old gradients mislead.
public final class Adam: Optimizer {
  /// η.
  public var learningRate: Float
  /// β₁, the share of the running mean of the gradient that is kept.
  public let beta1: Float
  /// β₂, the same for the squared gradient.
  public let beta2: Float
  /// ε, which is added to the root of that mean.
  public let epsilon: Float
  private let weightDecay: Float
  private var memory = OptimizerMemory(of: "Adam", ["first", "second"])

  /// Adam, or AdamW if `weightDecay` is not 0.
  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// The number of updates so far.
  public var steps: Int { memory.steps }

  /// One step against the gradients, all arithmetic of all parameters in one pass.
  public func update(_ module: Module, with gradients: [Tensor]) {
    memory.updateTogether(module, with: gradients) { values, gradients, memory, step in
      var settings = AdamStep(
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, step: step)
      let moved = values.map { Storage(count: $0.count) }
      let averages = memory.indices.map { (memory[$0][0].uniquePointer(), memory[$0][1].uniquePointer()) }
      withExtendedLifetime((memory, moved)) {
        withPointers(to: values) { old in
          withPointers(to: gradients) { gradients in
            let parameters = values.indices.map { index in
              AdamParameter(
                count: values[index].count, value: old[index], gradient: gradients[index],
                newValue: moved[index].values.baseAddress!, first: averages[index].0, second: averages[index].1)
            }
            adam(&settings, parameters.count, parameters)
          }
        }
      }
      return zip(values, moved).map { Tensor(shape: $0.shape, storage: $1, history: nil) }
    }
  }

  /// η / (√v̂ + ε), where v̂ is the average of squares corrected for its start at zero.
  public func rates(for module: Module, with gradients: [Tensor]) -> [Tensor] {
    let correction = 1 - pow(beta2, Float(steps + 1))
    return memory.rates(for: module, with: gradients) { memory, gradient in
      let square = memory[1].moved(by: 1 - beta2, towards: gradient.squared()) / correction
      return learningRate / (square.squareRoot() + epsilon)
    }
  }

  /// Both moving averages.
  public func state(for module: Module) -> [String: Tensor] { memory.state(for: module) }

  /// Takes up saved averages.
  public func load(_ state: [String: Tensor], steps: Int, for module: Module) throws(ModuleError) {
    try memory.load(state, steps: steps, for: module)
  }
}
