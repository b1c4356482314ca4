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
  let kept = try page.cached("averaging", configuration: ["steps": steps], usesData: false) {
    let rings = Parallel.map([1, 2]) { duel(steps: steps, width: 128, learningRate: 1e-3, seed: $0) }
    // How far points have moved at each of twenty moments: of the last weights and of their average, for each seed.
    func moved(_ way: Tensor) -> [Float] {
      (way - way.slice(0..<1)).squared().sum(axes: [2]).squareRoot().mean(axes: [1]).scalars
    }
    let ways = rings.flatMap { moved($0.ways.last) + moved($0.ways.averaged) }
    return [
      "moved": Tensor(shape: [2, 2, ways.count / 4], scalars: ways),
      "ends": Tensor(
        shape: [2, 4],
        scalars: rings.flatMap { [$0.movement, $0.averagedMovement, $0.distance, $0.averagedDistance] }),
    ]
  }
  let moments = min(steps / 10, 20)
  let (moved, ends) = (try kept.values("moved", [2, 2, moments]), try kept.values("ends", [2, 4]))
  // The movement of the seeds at a moment.
  func movement(_ kind: Int, _ moment: Int) -> [Double] { (0..<2).map { moved[($0 * 2 + kind) * moments + moment] } }
  let kinds = [("last weights", Encoding.generated), ("their average", .exact)]
  try page.show(
    LinePlot(
      "How far points have moved",
      x: Axis("the last tenth of the steps, from its beginning (0) to its end (1)", range: 0...1),
      y: "mean distance from where they were",
      kinds.enumerated().map { kind, look in
        let found = (0..<moments).map { movement(kind, $0) }
        return Series(
          look.0, x: (0..<moments).map { Double($0) / Double(max(moments - 1, 1)) }, y: found.map { $0.mean() },
          as: look.1
        ).interval(lower: found.map { $0.min()! }, upper: found.map { $0.max()! })
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
    [0, 4].allSatisfy { ends[$0 + 1] < ends[$0] }, from: .standard)
  page.expect(
    "at the end their mean distance from the nearest mode is at most 3% larger than that of the points of the last weights",
    [0, 4].allSatisfy { ends[$0 + 3] < 1.03 * ends[$0 + 2] }, from: .standard)

  //: The average's points move less and are on average at most 3% farther from the nearest mode. The average is meant to
  //: draw better images than the last weights, but for photographs it has [the lower
  //: FD](#appendix-the-average-on-photographs) on two of three seeds with one recipe and on none with another, so score
  //: both.
  //: @hide
}
