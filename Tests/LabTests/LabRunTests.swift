import Engine
import GAN
import Testing

@testable import Lab

/// A pair that is quick to train.
private func smallPlan(_ change: (inout LabPlan) -> Void = { _ in }) -> LabPlan {
  var plan = LabPlan()
  (plan.generatorWidth, plan.discriminatorWidth, plan.batch) = (16, 16, 32)
  change(&plan)
  return plan
}

private func points(of run: LabRun) -> [Float] {
  LabLook(run).frame([], measures: false, isFirst: false).points!.scalars
}

@Suite("Runs of the lab") struct LabRunTests {
  @Test func thePlanOfAChapterGivesTheChaptersBits() throws {
    // Chapter 6 trains the ring with 64 latent values.
    var plan = LabPlan()
    plan.latents = 64
    let run = try LabRun(plan)
    let chapter = PlaneRun(PlanePlan(), seed: plan.seed)
    for _ in 0..<12 {
      run.step()
      chapter.step()
    }
    #expect(points(of: run) == chapter.frame.points.scalars)
    let averaged = LabLook(run).frame(.averaged, measures: true, isFirst: false)
    #expect(averaged.points?.scalars == chapter.points.slice(0..<LabLook.shown).scalars)
  }

  @Test func theSamePlanGivesTheSameBitsHoweverItIsPlayed() throws {
    let plan = smallPlan { ($0.discriminatorTurns, $0.generatorTurns) = (2, 2) }
    let (steps, turns) = (try LabRun(plan), try LabRun(plan))
    for _ in 0..<5 { steps.step() }
    for _ in 0..<20 {
      turns.turn(turns.next)
      // Looking changes nothing.
      _ = LabLook(turns).frame(.all, measures: true, isFirst: true)
    }
    #expect(steps.steps == 5 && turns.steps == 5)
    #expect(points(of: steps) == points(of: turns))
    #expect(steps.last == turns.last)
  }

  @Test func anotherSeedGivesAnotherRun() throws {
    let runs = try [1, 2].map { seed in try LabRun(smallPlan { $0.seed = seed }) }
    #expect(points(of: runs[0]) != points(of: runs[1]))
  }

  @Test func aPlayersTurnChangesThatPlayerAlone() throws {
    let run = try LabRun(smallPlan())
    func weights(_ module: Module) -> [[Float]] { module.parameters.map(\.value.scalars) }
    let (generator, discriminator) = (weights(run.trainer.generator), weights(run.trainer.discriminator))
    run.turn(.discriminator)
    #expect(weights(run.trainer.generator) == generator)
    #expect(weights(run.trainer.discriminator) != discriminator)
    #expect(run.steps == 0 && run.next == .generator)
    let taught = weights(run.trainer.discriminator)
    run.turn(.generator)
    #expect(weights(run.trainer.generator) != generator)
    #expect(weights(run.trainer.discriminator) == taught)
    #expect(run.steps == 1 && run.next == .discriminator)
    // The generator can have a turn that is not its own: it draws points for it.
    run.turn(.generator)
    #expect(run.steps == 2)
  }

  @Test("every remedy and every loss trains a pair of any depth", arguments: LabPlan.remedies.map(\.flag))
  func remedies(_ flag: String) throws {
    for (depth, loss) in zip([1, 3, 2, 1, 4], LabLoss.allCases) {
      let plan = smallPlan {
        ($0.remedy, $0.loss, $0.generatorDepth, $0.discriminatorDepth) = (flag, loss, depth, depth)
      }
      let run = try LabRun(plan)
      run.step()
      let frame = LabLook(run).frame(.all, measures: true, isFirst: true)
      #expect(points(of: run).allSatisfy { $0.isFinite })
      #expect((frame.surface == nil) == (flag == "pacgan"))
    }
  }

  @Test("every kind of data is drawn where it is shown", arguments: LabData.allCases)
  func data(_ data: LabData) throws {
    let run = try LabRun(smallPlan { ($0.data, $0.points) = (data, LabPoints([(1, 1), (-1, 0)])) })
    let frame = LabLook(run).frame([], measures: true, isFirst: true)
    let real = try #require(frame.real).scalars
    #expect(real.allSatisfy { abs($0) < data.reach })
    #expect((frame.scores?.covered != nil) == data.hasModes)
    // The data itself would score almost perfectly.
    let judge = LabJudge(run.mixture, hasModes: data.hasModes, reach: data.reach)
    let own = judge.scores(of: run.mixture.sample(count: LabJudge.points, random: Random(seed: 9)))
    #expect(own.jensenShannon < 0.06)
    #expect(own.covered == own.reached)
    if data.hasModes { #expect(own.covered == run.mixture.modes && own.quality! > 0.97) }
    #expect(try #require(frame.scores).jensenShannon > own.jensenShannon)
  }

  @Test func arrowsPointWhereTheGeneratorsLossFalls() throws {
    for loss in LabLoss.allCases {
      let run = try LabRun(smallPlan { $0.loss = loss })
      for _ in 0..<20 { run.step() }
      let frame = LabLook(run).frame(.gradients, measures: false, isFirst: false)
      let count = LabLook.arrows
      let points = try #require(frame.points).slice(0..<count)
      let arrows = try #require(frame.gradients)
      let real = run.mixture.sample(count: count, random: Random(seed: run.plan.seed).split("pairs"))
      func judged(_ points: Tensor) -> Tensor { run.trainer.discriminator(points, .inference) }
      func value(_ points: Tensor) -> Double {
        Double(run.trainer.loss.generator(real: judged(real), fake: judged(points)).scalar)
      }
      let size: Float = 1e-3
      let length = Double(arrows.squared().sum().scalar)
      // A mean over the points: the slope along all arrows together is their squared length over the count.
      let found = (value(points - arrows * size) - value(points + arrows * size)) / (2 * Double(size))
      #expect(abs(found - length / Double(count)) < 0.05 * length / Double(count) + 1e-4)
      #expect(try #require(frame.slope) > 0)
    }
  }

  @Test func aChangedRateWorksFromTheNextTurnOn() throws {
    let run = try LabRun(smallPlan { $0.optimizer = .sgd })
    for _ in 0..<3 { run.step() }
    let before = points(of: run)
    try run.change(to: smallPlan { ($0.generatorRate, $0.loss, $0.seed) = (1e-6, .hinge, 5) })
    #expect(run.plan.seed == 1 && run.plan.generatorRate == 1e-6 && run.trainer.loss.name == Hinge().name)
    run.step()
    let moved = zip(before, points(of: run)).map { abs($0 - $1) }.max()!
    #expect(moved < 1e-3)
    #expect(throws: LabError.self) { try run.change(to: smallPlan { $0.discriminatorTurns = 100_000 }) }
  }

  @Test func aRemedysOwnLossStays() throws {
    let run = try LabRun(smallPlan { $0.remedy = "wgan-gp" })
    try run.change(to: smallPlan { ($0.remedy, $0.loss) = ("wgan-gp", .hinge) })
    #expect(run.trainer.loss.name == Wasserstein().name)
  }

  @Test func theMeshHasTheSameShareInEveryCell() throws {
    for noise in [LabNoise.normal, .uniform] {
      let mesh = try #require(LatentMesh(size: 1, noise: noise))
      let lines = mesh.latents.scalars
      let drawn = noise.sample([40_000], Random(seed: 3)).scalars
      // Twenty stretches of eight cells each.
      for start in stride(from: 0, to: 160, by: 8) {
        let share = Double(drawn.count { lines[start] <= $0 && $0 < lines[start + 8] }) / 40_000
        #expect(abs(share - 0.99 / 20) < 0.006)
      }
    }
    #expect(LatentMesh(size: 3, noise: .normal) == nil)
  }

  @Test func challengesKnowWhenTheyAreMet() throws {
    let run = try LabRun(LabPlan())
    var frame = LabLook(run).frame([], measures: true, isFirst: false)
    frame.scores = LabScores(kullbackLeibler: 0, jensenShannon: 0, covered: 8, reached: 8, quality: 1)
    #expect(LabChallenge.met(by: frame, plan: run.plan) == 0b0010)
    var plan = LabPlan()
    plan.remedy = "r1"
    #expect(LabChallenge.met(by: frame, plan: plan) == 0)
    frame.scores = nil
    #expect(LabChallenge.met(by: frame, plan: run.plan) == 0)
  }

  @Test func aPairThatCollapsesMeetsTheChallenge() throws {
    // The generator runs far ahead of a discriminator that hardly learns.
    var plan = smallPlan()
    (plan.generatorTurns, plan.discriminatorRate, plan.generatorRate) = (10, 1e-4, 1e-2)
    let run = try LabRun(plan)
    let look = LabLook(run)
    var met: UInt32 = 0
    for step in 1...400 {
      run.step()
      if step >= 300, step.isMultiple(of: 20) {
        met |= LabChallenge.met(by: look.frame([], measures: true, isFirst: false), plan: plan)
      }
    }
    #expect(met & 1 == 1)
  }
}
