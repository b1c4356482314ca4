import Kernels

extension Tensor {
  /// `self + amount · (target − self)`: one step of an exponential moving average. A constant.
  public func moved(by amount: Float, towards target: Tensor) -> Tensor {
    require(shape == target.shape, "moved: \(shape) cannot move towards \(target.shape)")
    return withPointers(to: self, target) { own, target in
      Tensor(shape: shape) { weighted_sum(count, amount, target, 1 - amount, own, $0.baseAddress!) }
    }
  }
}

/// An exponential moving average of a network's weights: the mean of its recent past. A GAN's generator circles around
/// its goal; the average sits nearer to the centre (Yazıcı 2018).
public struct MovingAverage: Sendable, Codable, Equatable {
  /// How much of the average is kept in each update.
  public let decay: Float
  /// The number of updates so far.
  public private(set) var updates: Int

  /// An average over about 1 / (1 − decay) updates, new or after as many updates as are given.
  public init(decay: Float, updates: Int = 0) {
    require((0..<1).contains(decay), "MovingAverage: a decay of \(decay) is not in 0..<1")
    self.decay = decay
    self.updates = updates
  }

  /// Moves the values of `average` towards those of `module`, a network of the same kind.
  ///
  /// The first updates move further, (1 + n) / (10 + n) instead of `decay` where that is smaller, so that the random
  /// start is soon forgotten. Running statistics are averaged like weights.
  public mutating func update(_ average: Module, towards module: Module) {
    let decay = min(decay, Float(1 + updates) / Float(10 + updates))
    updates += 1
    for (own, other) in zip(average.namedVariables, module.namedVariables) {
      own.variable.value = own.variable.value.moved(by: 1 - decay, towards: other.variable.value)
    }
  }
}
