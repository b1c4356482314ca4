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
  //: The images above were not drawn by the generator's last weights but by their average, which moves less from step to step and
  //: in these runs draws no worse. {define: A *moving average* of the weights keeps,
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

  //: In the plane one can see it: eight clusters on a ring, a small generator, and its average (decay 0.99) beside it.

  let steps = page.profile == .quick ? 60 : 2000
  let rings = Parallel.map([1, 2, 3]) { duel(steps: steps, width: 128, learningRate: 1e-3, seed: $0) }

  //: {fold: the figure and the table of the ring}
  try page.show(
    Panels(
      [
        ("last weights", rings[0].points, rings[0].ways.last),
        ("averaged weights", rings[0].averaged, rings[0].ways.averaged),
      ].map { name, points, looks in
        ScatterPlot(
          name, generated: points, over: .ring(), reach: 3,
          paths: (0..<3).map {
            Series("", points: looks.slice($0..<$0 + 1, axis: 1).reshaped([-1, 2]), as: .way)
          })
      }, title: "The ring"),
    caption: """
      Generated points over real ones, from the last weights and from their average; black: the way of three of them over the \
      last tenth of the steps, beginning at a disc
      """)
  page.table(
    header: [
      "seed", "a point moves: last weights", "average", "distance to the nearest cluster: last weights", "average",
    ],
    rows: rings.enumerated().map { index, ring in
      ["\(index + 1)"]
        + [ring.movement, ring.averagedMovement, ring.distance, ring.averagedDistance].map { $0.text(.decimals(3)) }
    },
    caption: "How far a point moved in the last tenth of the steps, and how far from the data it is")

  page.expect(
    "for each of three seeds the average's points move less, and are no further from the data, to a thirtieth",
    rings.allSatisfy {
      $0.averagedMovement < $0.movement && $0.averagedDistance < 1.03 * $0.distance
    }, from: .standard)

  //: The average's points move less. Whether they are also better is another question: for the images the first table says so, and
  //: on the ring they are no further from the data than the others (the right half of the second table).
  //: @hide
}
