import Engine
import Evaluation
import Notebook
import Pictures
import Plots

//: @hide
func showAveraging(_ page: Page, _ session: ChapterRun) throws {
  //: @show
  //: ## What the average does
  //:
  //: The images above were drawn with the moving average of the generator's weights, and not with its last weights. (Karras 2018
  //: draws from such an average.) Why? The last weights tremble from step to step, and an average trembles less.
  //:
  //: In the plane one can see it. Here are eight clusters on a ring, a small generator, and the average of its weights. The share
  //: of itself that an average keeps at every step is its *decay*; here it is 0.99. (A `RingDuel` is such a run.)

  let steps = page.profile == .quick ? 60 : 2000
  let rings = Parallel.map([1, 2, 3]) { duel(steps: steps, width: 128, learningRate: 1e-3, seed: $0) }

  //: {fold: the figure of the ring}
  let looks = rings[0].ways.last.shape[0]
  func moved(_ ways: KeyPath<RingDuel, Tensor>) -> [[Double]] {
    rings.map { ring in
      let way = ring[keyPath: ways]
      let offsets = (way - way.slice(0..<1)).squared().sum(axes: [2]).squareRoot()
      return offsets.mean(axes: [1]).scalars.map(Double.init)
    }
  }
  try page.show(
    LinePlot(
      "How far points have moved",
      x: Axis("the last tenth of the steps, from its beginning (0) to its end (1)", range: 0...1),
      y: "mean distance from where they were",
      [("last weights", moved(\.ways.last), Encoding.generated), ("their average", moved(\.ways.averaged), .exact)].map
      {
        name, found, look in
        Series(
          name, x: (0..<looks).map { Double($0) / Double(max(looks - 1, 1)) },
          y: (0..<looks).map { at in found.map { $0[at] }.mean() }, as: look
        ).interval(
          lower: (0..<looks).map { at in found.map { $0[at] }.min()! },
          upper: (0..<looks).map { at in found.map { $0[at] }.max()! })
      }),
    caption: """
      Five hundred points on the ring: how far they have moved since the last tenth of the steps began; mean and range over three \
      seeds
      """)

  page.expect(
    "in the last tenth of the steps the average's points move less, for each of three seeds",
    rings.allSatisfy { $0.averagedMovement < $0.movement }, from: .standard)
  page.expect(
    "at the end they are at most a thirtieth further from the nearest cluster than the points of the last weights",
    rings.allSatisfy { $0.averagedDistance < 1.03 * $0.distance }, from: .standard)

  //: The average's points move less, and they are at most a thirtieth further from the data. Are its images also nearer to real
  //: ones? That is another question. Here are the distances of {{samples}} images from the last weights of this chapter's run,
  //: and of the same number from their average, whose decay is {{decay}}.

  let trainer = session.run.trainer
  let (lastWeights, average) = (
    session.judge.quality(of: trainer.generator, seed: page.seed),
    session.judge.quality(of: trainer.averaged, seed: page.seed)
  )
  page.record("decay", session.run.plan.recipe.averageDecay, tolerance: 0)

  //: {fold: the table of both distances}
  page.table(
    header: ["images from", "to training images", "to test images"],
    rows: [("the last weights", lastWeights), ("their average", average)].map {
      [$0.0, $0.1.toTraining.text(.decimals(2)), $0.1.toTest.text(.decimals(2))]
    }, caption: "Fréchet distances in \(session.judge.network.name)")

  //: {fold: the claims}
  page.record("lastDistance", lastWeights.toTraining, tolerance: 0.5, format: .decimals(1))
  page.record("averageDistance", average.toTraining, tolerance: 0.5, format: .decimals(1))
  let constant = (try trialLog("recipes") as [QualityTrial.Line]).filter {
    $0.recipe == "relativistic" && $0.settings == nil && $0.steps == 2000 && $0.conditional != true
  }
  page.record("constantSteps", constant[0].steps)
  page.expect(
    "on photographs, with `relativistic` at constant rates, the last weights are nearer than their average on each of three seeds, in the features of CIFAR-10's network",
    constant.count == 3 && constant.allSatisfy { $0.lastToTest! < $0.toTest })

  //: This run's last weights are at {{lastDistance}}, and their average at {{averageDistance}}. On photographs the average was
  //: not always nearer after only {{constantSteps}} steps. With the recipe `relativistic`, whose rates stay constant, the *last*
  //: weights were nearer on all three seeds, in the features of CIFAR-10's network ([the
  //: answer](../../answers/photographs.md#what-three-seeds-do-not-show)). (A `QualityTrial` is a recipe that was trained from the
  //: first step and scored on the way.)
  //: @hide
}
