import Engine
import GAN

/// Everything that decides what a run in the lab computes. The same plan gives the same bits.
public struct LabPlan: Equatable, Sendable {
  /// Where real points come from.
  public var data = LabData.ring
  /// The points that the reader drew or read from a file.
  public var points = LabPoints()
  /// The number of latent values.
  public var latents = 2
  /// What they are drawn from.
  public var noise = LabNoise.normal
  /// The number of the generator's hidden layers.
  public var generatorDepth = 2
  /// The size of each of them.
  public var generatorWidth = 128
  /// The number of the discriminator's hidden layers.
  public var discriminatorDepth = 2
  /// The size of each of them.
  public var discriminatorWidth = 128
  /// What both players minimise, unless the remedy brings a loss of its own.
  public var loss = LabLoss.nonSaturating
  /// What is changed about the bare pair: the flag of a ``Remedy``.
  public var remedy = Remedy.bare.flag
  /// What turns gradients into steps, unless the remedy brings its own.
  public var optimizer = LabOptimizer.adam
  /// The generator's learning rate at the start.
  public var generatorRate: Float = 2e-3
  /// The discriminator's learning rate at the start.
  public var discriminatorRate: Float = 2e-3
  /// How many turns the generator has in a step.
  public var generatorTurns = 1
  /// How many turns the discriminator has in a step.
  public var discriminatorTurns = 1
  /// The number of real points in a turn, and of generated ones.
  public var batch = 256
  /// The number of steps after which the run is over.
  public var length = 8000
  /// Whether both rates fall to zero over the second half of the run.
  public var decays = true
  /// The number of steps that are made before the first picture.
  public var ahead = 0
  /// What everything random follows from.
  public var seed: UInt64 = 1

  /// Chapter 6's bare pair on the ring, with two latent values.
  public init() {}

  /// The remedies that a plan can name: all but those that only set another number of latent values.
  public static let remedies = Remedy.all.filter { $0.latentSize == Remedy.bare.latentSize }

  /// What is changed about the bare pair.
  var change: Remedy { Self.remedies.first { $0.flag == remedy } ?? .bare }

  /// Both players before the first step.
  func trainer(_ random: Random) -> PlaneTrainer {
    var pair = PlanePair(
      latentSize: latents, generatorDepth: generatorDepth, generatorWidth: generatorWidth,
      discriminatorDepth: discriminatorDepth, discriminatorWidth: discriminatorWidth)
    pair.loss = loss.loss
    let optimizer = optimizer
    pair.rule = { optimizer.rule() }
    let trainer = pair.trainer(change, averageDecay: PlanePlan().averageDecay, random: random)
    let noise = noise
    trainer.latents = noise.sample
    return trainer
  }
}

// MARK: - Checks

extension LabPlan {
  /// The most multiplications of a step, in millions: what the chapter's pair asks for, eight times.
  private static let largest = 400

  /// About how many millions of multiplications a step takes.
  var millions: Int {
    func weights(_ inputs: Int, _ depth: Int, _ width: Int, _ outputs: Int) -> Int {
      inputs * width + (depth - 1) * width * width + width * outputs
    }
    // Forward, and backward to inputs and to weights.
    let generator = 3 * weights(latents, generatorDepth, generatorWidth, 2) * generatorTurns
    let discriminator =
      weights(2, discriminatorDepth, discriminatorWidth, 1) * (6 * discriminatorTurns + 2 * generatorTurns)
    // An `Int` of 32 bits, as a browser has it, could not hold the product.
    return Int(Int64(batch) * Int64(generator + discriminator) / 1_000_000)
  }

  /// Checks what no option says alone.
  ///
  /// - Throws: ``LabError`` for a plan that is too large, or that has no points.
  public func checked() throws(LabError) {
    guard data != .drawn || points.count > 0 else {
      throw .value(option: "points", found: "", expected: "at least one point, because data is drawn")
    }
    guard millions <= Self.largest else {
      throw .tooLarge(
        found: "\(millions) million multiplications a step",
        limit: "\(Self.largest); choose fewer or narrower layers, or a smaller batch")
    }
    guard ahead < length else {
      throw .value(option: "ahead", found: "\(ahead)", expected: "less than length, which is \(length)")
    }
    // A discriminator of packs needs whole ones.
    guard !change.judgesPacks || batch.isMultiple(of: 4) else {
      throw .value(option: "batch", found: "\(batch)", expected: "a multiple of 4, because PacGAN judges packs of 4")
    }
  }
}
