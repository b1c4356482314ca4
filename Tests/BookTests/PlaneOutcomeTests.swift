import Evaluation
import GAN
import Testing

@Suite("Runs in the plane") struct PlaneOutcomeTests {
  /// Runs that end between two looks at the progress are told too.
  @Test(arguments: [Int.max, 2]) func everyStepIsTold(upTo last: Int) {
    var plan = PlanePlan(steps: 3)
    (plan.batchSize, plan.width) = (4, 4)
    var told = 0
    let found = outcomes(of: [(plan, 1), (plan, 2)], upTo: last, progress: { told += $0 })
    #expect(found?.count == 2)
    #expect(told == 2 * min(3, last))
  }
}
