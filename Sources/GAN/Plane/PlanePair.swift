import Engine

/// The sizes of a pair of networks for points in the plane, and what trains them.
public struct PlanePair: Sendable {
  /// The number of values in a latent vector.
  public var latentSize: Int
  /// The number of the generator's hidden layers, and the size of each.
  public var generatorDepth, generatorWidth: Int
  /// The number of the discriminator's hidden layers, and the size of each.
  public var discriminatorDepth, discriminatorWidth: Int
  /// What the players minimise, unless the remedy brings a loss of its own.
  public var loss: any AdversarialLoss = NonSaturating()
  /// Makes the optimiser of either player, unless the remedy brings its own. The rates are set before every step.
  public var rule: @Sendable () -> any Optimizer = { Adam(learningRate: 0, beta1: 0.5) }

  /// A pair of the given sizes.
  public init(
    latentSize: Int, generatorDepth: Int = 2, generatorWidth: Int, discriminatorDepth: Int = 2, discriminatorWidth: Int
  ) {
    self.latentSize = latentSize
    (self.generatorDepth, self.generatorWidth) = (generatorDepth, generatorWidth)
    (self.discriminatorDepth, self.discriminatorWidth) = (discriminatorDepth, discriminatorWidth)
  }

  /// Both players before the first step, changed by a remedy.
  public func trainer(_ remedy: Remedy, averageDecay: Float, random: Random) -> PlaneTrainer {
    let weights = random.split("discriminator")
    func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation) -> Linear {
      Linear(from: inputs, to: outputs, activation: activation, initializer: remedy.initializer, random: weights)
    }
    let width = discriminatorWidth
    let hidden = (0..<discriminatorDepth).map { dense($0 == 0 ? 2 : width, width, .relu) }
    let plain = hidden + [dense(width, 1, .identity)]
    let layers = remedy.layers(Remedy.Parts(plain: plain, width: width, random: weights, dense: dense))
    let trainer = Trainer(
      generator: {
        PointGenerator(
          latentSize: latentSize, depth: generatorDepth, width: generatorWidth, initializer: remedy.initializer,
          random: random.split("generator"))
      },
      discriminator: Sequential(layers), loss: loss, generatorRule: rule(), discriminatorRule: rule(),
      average: MovingAverage(decay: averageDecay), random: random.split("training"))
    remedy.prepare(trainer)
    return trainer
  }
}

extension Trainer<PointGenerator, Sequential> {
  /// Sets both learning rates for the turns to come, and changes what a remedy changes as a run goes on; `progress` goes
  /// from 0 to 1 over the run.
  public func prepare(
    _ remedy: Remedy, progress: Float, generatorRate: Float, discriminatorRate: Float
  ) {
    generatorRule.learningRate = generatorRate
    discriminatorRule.learningRate = discriminatorRate
    remedy.adjust(self, progress)
  }
}

/// A pair of networks for points in the plane.
public typealias PlaneTrainer = Trainer<PointGenerator, Sequential>
