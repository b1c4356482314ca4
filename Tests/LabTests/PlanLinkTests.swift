import Foundation
import GAN
import Lab
import Store
import Testing

@testable import Chapters

/// Pages lead into the lab, with the state that their figure shows.
@Suite("From the pages to the lab") struct PlanLinkTests {
  /// The plans that a chapter's page names.
  private func plans(_ chapter: String) throws -> [LabPlan] {
    let text = try String(contentsOf: BookFiles.url("chapters/\(chapter)/README.md"), encoding: .utf8)
    return try text.matches(of: #/swift run lab --plan '([^']*)'/#).map { try LabPlan(query: String($0.output.1)) }
  }

  @Test func theCollapseIsTheChaptersOwnRun() throws {
    let plan = try #require(plans("06-mode-collapse").first)
    // With these values a run in the lab has the chapter's bits, as the tests of runs show.
    var expected = LabPlan()
    expected.latents = Remedy.bare.latentSize
    #expect(plan == expected && plan.length == PlanePlan().steps && plan.seed == 1)
  }

  @Test func theLossesPlayTheChaptersGame() throws {
    let plan = try #require(plans("04-losses").first)
    let recipe = RingTrialRecipe()
    #expect(plan.data == .ring && plan.loss == .hinge && plan.latents == 2 && !plan.decays)
    #expect((plan.length, plan.batch) == (recipe.steps, recipe.batch))
    #expect((plan.generatorRate, plan.discriminatorRate) == (recipe.learningRate, recipe.learningRate))
  }

  @Test func theWeakDiscriminatorIsTheChapters() throws {
    let plan = try #require(plans("03-discriminator").last)
    #expect(plan.data == .ring && plan.discriminatorWidth == 2 && plan.generatorWidth == 128 && !plan.decays)
    #expect((plan.length, plan.generatorRate, plan.discriminatorRate) == (3000, 1e-3, 1e-3))
  }

  @Test func longTurnsArePlayedByThePairOfChapterThree() throws {
    let plan = try #require(plans("03-discriminator").first)
    #expect(plan.data == .ring && plan.loss == .nonSaturating && plan.latents == 2 && !plan.decays)
    #expect((plan.generatorWidth, plan.discriminatorWidth) == (128, 128))
    #expect((plan.generatorRate, plan.discriminatorRate) == (1e-3, 1e-3))
  }
}
