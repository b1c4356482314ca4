import Engine
import Evaluation
import Notebook
import Pictures
import Plots

//: @hide
func showAveraging(_ page: Page) throws {
  //: @show
  //: ## What the average does
  //:
  //: The images above were drawn with the moving average of the generator's weights, as in Karras 2018 and Yazıcı 2019,
  //: because the last weights jitter from step to step. To see how much less the average jitters, follow the points that
  //: both draw on a ring of eight modes. The share of itself that an average keeps at every step is its *decay*, here 0.99.

  //: {fold: the plot of the ring}
  let steps = page.profile == .quick ? 60 : 2000
  let rings = Parallel.map([1, 2]) { duel(steps: steps, width: 128, learningRate: 1e-3, seed: $0) }
  let moments = rings[0].ways.last.shape[0]
  func moved(_ ways: [Tensor]) -> [[Double]] {
    ways.map { way in
      let offsets = (way - way.slice(0..<1)).squared().sum(axes: [2]).squareRoot()
      return offsets.mean(axes: [1]).scalars.map(Double.init)
    }
  }
  let kinds = [
    ("last weights", moved(rings.map { $0.ways.last }), Encoding.generated),
    ("their average", moved(rings.map { $0.ways.averaged }), Encoding.exact),
  ]
  try page.show(
    LinePlot(
      "How far points have moved",
      x: Axis("the last tenth of the steps, from its beginning (0) to its end (1)", range: 0...1),
      y: "mean distance from where they were",
      kinds.map { name, found, encoding in
        Series(
          name, x: (0..<moments).map { Double($0) / Double(max(moments - 1, 1)) },
          y: (0..<moments).map { at in found.map { $0[at] }.mean() }, as: encoding
        ).interval(
          lower: (0..<moments).map { at in found.map { $0[at] }.min()! },
          upper: (0..<moments).map { at in found.map { $0[at] }.max()! })
      }),
    caption: """
      Five hundred points on the ring: how far they have moved since the last tenth of the steps began. The curves are means of \
      two seeds, and the bands go from one seed to the other
      """,
    alternative: """
      The curve of the last weights jumps up and then goes up and down. That of their average rises slowly and stays far \
      below it.
      """)

  //: {fold: the claims of the ring}
  page.expect(
    "in the last tenth of the steps the average's points move less, for each of two seeds",
    rings.allSatisfy { $0.averagedMovement < $0.movement }, from: .standard)
  page.expect(
    "at the end their mean distance from the nearest mode is at most 3% larger than that of the points of the last weights",
    rings.allSatisfy { $0.averagedDistance < 1.03 * $0.distance }, from: .standard)

  //: The average's points move less and are on average at most 3% farther from the nearest mode. The average is meant to
  //: draw better images than the last weights, but for photographs it has [the lower
  //: FD](#appendix-the-average-on-photographs) on two of three seeds with one recipe and on none with another, so score
  //: both.
  //: @hide
}
