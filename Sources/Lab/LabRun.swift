import Datasets
import Engine
import GAN

/// A run that can be looked at after every turn of either player.
///
/// The same plan and the same turns give the same bits, and looking changes nothing. A run belongs to one thread.
public final class LabRun {
  /// One of the two players.
  public enum Player: String, Sendable {
    /// The player that tells generated points from real ones.
    case discriminator
    /// The player that makes points.
    case generator
  }

  /// What decides the run. Rates, turns and the loss may have been changed since its start.
  public private(set) var plan: LabPlan
  /// The steps so far: a step is over when the generator has had all its turns.
  public private(set) var steps = 0
  /// The turns that each player has had in the step that is not over.
  public private(set) var turns = (discriminator: 0, generator: 0)
  /// What each player measured last.
  public private(set) var last = Turn(discriminatorLoss: .nan, generatorLoss: .nan, onReal: .nan, onFake: .nan)

  let mixture: GaussianMixture
  let trainer: PlaneTrainer
  private let data: Random
  /// What the discriminator saw last in this step: the generator is taught by the same samples.
  private var seen: (real: Tensor, fake: Tensor)?

  /// A run before its first step.
  ///
  /// - Throws: ``LabError`` for a plan that asks for too much.
  public init(_ plan: LabPlan) throws(LabError) {
    try plan.checked()
    let random = Random(seed: plan.seed).split("plane")
    self.plan = plan
    mixture = plan.data.mixture(plan.points)
    trainer = plan.trainer(random)
    data = random.split("data")
  }

  /// Whether all steps of the plan are made.
  public var isOver: Bool { steps >= plan.length }

  /// Whose turn is next.
  public var next: Player {
    turns.generator == 0 && turns.discriminator < plan.discriminatorTurns ? .discriminator : .generator
  }

  /// One turn of a player, also if it is not its turn.
  public func turn(_ player: Player) {
    setRates()
    switch player {
    case .discriminator:
      let real = mixture.sample(count: plan.batch, random: data)
      let fake = trainer.draw(plan.batch)
      (last.discriminatorLoss, last.onReal, last.onFake) = trainer.discriminatorTurn(real, fake)
      seen = (real, fake)
      turns.discriminator += 1
    case .generator:
      let (real, fake) = seen ?? (mixture.sample(count: plan.batch, random: data), trainer.draw(plan.batch))
      last.generatorLoss = trainer.generatorTurn(real, fake)
      trainer.average?.update(trainer.averaged, towards: trainer.generator)
      seen = nil
      turns.generator += 1
      guard turns.generator >= plan.generatorTurns else { return }
      turns = (0, 0)
      steps += 1
    }
  }

  /// The turns that are left of a step.
  public func step() {
    let before = steps
    while steps == before { turn(next) }
  }

  /// Takes both rates, the numbers of turns and the loss from another plan, from the next turn on.
  ///
  /// - Throws: ``LabError`` for a plan that asks for too much. Then nothing is changed.
  public func change(to other: LabPlan) throws(LabError) {
    var changed = plan
    changed.takeLiveOptions(of: other)
    try changed.checked()
    // What a remedy brought stays.
    if changed.loss != plan.loss, trainer.loss.name == plan.loss.loss.name { trainer.loss = changed.loss.loss }
    plan = changed
  }

  /// Both learning rates, as they are in the next turn.
  public var rates: (generator: Float, discriminator: Float) {
    (trainer.generatorRule.learningRate, trainer.discriminatorRule.learningRate)
  }

  private func setRates() {
    let progress = min(Float(steps) / Float(plan.length), 1)
    let decay = plan.decays ? PlanePlan().decay(progress) : 1
    trainer.prepare(
      plan.change, progress: progress, generatorRate: plan.generatorRate * decay,
      discriminatorRate: plan.discriminatorRate * decay)
  }
}

extension LabPlan {
  /// Takes from another plan what a run can change as it goes on.
  mutating func takeLiveOptions(of other: LabPlan) {
    (generatorRate, discriminatorRate) = (other.generatorRate, other.discriminatorRate)
    (generatorTurns, discriminatorTurns) = (other.generatorTurns, other.discriminatorTurns)
    (loss, length) = (other.loss, max(other.length, ahead + 1))
  }
}
