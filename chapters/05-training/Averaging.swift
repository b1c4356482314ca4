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
  //: The images above were not drawn by the generator's last weights but by their average, which moves less from step to step.
  //: {define: A *moving average* of the weights keeps,
  //: after every step, most of what it was, and takes in a little of the weights of the moment.} (Karras 2018 draws from such an
  //: average, and most have since.) Two players who learn from each other tend to circle and to tremble, and an average does less of
  //: both. The share that it keeps is its *decay*. First, this chapter's own run (decay {{decay}}): the distance to training images
  //: of {{samples}} images from the last weights, and from their average.

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

  page.expect(
    "the average's images are nearer to real ones", average.toTraining < lastWeights.toTraining, from: .standard)

  //: In the plane one can see it: eight clusters on a ring, a small generator, and its average (decay 0.99) beside it. (A `RingDuel` is such a run.)

  let steps = page.profile == .quick ? 60 : 2000
  let rings = Parallel.map([1, 2, 3]) { duel(steps: steps, width: 128, learningRate: 1e-3, seed: $0) }

  //: {fold: the figure and the table of the ring}
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
      "How far points have moved", x: Axis("share of the last tenth of the steps", range: 0...1),
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
  page.table(
    header: ["seed", "last weights", "their average"],
    rows: rings.enumerated().map { index, ring in
      ["\(index + 1)"] + [ring.distance, ring.averagedDistance].map { $0.text(.decimals(3)) }
    },
    caption: "How far points of the ring are from the nearest cluster's centre at the end")

  page.expect(
    "for each of three seeds the average's points move less, and are no further from the data, to a thirtieth",
    rings.allSatisfy {
      $0.averagedMovement < $0.movement && $0.averagedDistance < 1.03 * $0.distance
    }, from: .standard)

  let constant = (try trialLog("recipes") as [QualityTrial.Line]).filter {
    $0.recipe == "relativistic" && $0.settings == nil && $0.steps == 2000 && $0.conditional != true
  }

  //: {fold: the claims}
  page.record("averageGain", 1 - average.toTraining / lastWeights.toTraining, tolerance: 0.01, format: .percent(0))
  page.record("constantSeeds", constant.count)
  page.expect(
    "on photographs, at constant rates, the last weights are nearer than their average on each of three seeds",
    constant.count == 3 && constant.allSatisfy { $0.lastToTest! < $0.toTest })

  //: The average's points move less. Whether they are also better is another question. For this run's images they are, by
  //: {{averageGain}}. On the ring they are no further from the data than the others. But on photographs, at constant rates, the *last*
  //: weights were nearer, on {{constantSeeds}} seeds of three ([the answer](../../answers/photographs.md#relativistic-pairs-and-rates-that-fall)).
  //: @hide
}
