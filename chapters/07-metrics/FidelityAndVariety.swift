import Datasets
import Engine
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showFidelityAndVariety(_ page: Page, random: Random) throws {
  //: @show

  //: ## Fidelity and variety, apart
  //:
  //: FID combines two faults in one number: images that look wrong, and images that are missing. {define: *Fidelity* says
  //: how real single images look; *variety* says how much of the data they cover together.} The two can be measured
  //: separately (Sajjadi 2018), for instance with balls (Kynkäänniemi 2019). {define: The *ball* of an image is centred on
  //: its features and reaches to those of its fifth nearest neighbour in its own set, of real or of fake images.} Each of
  //: three scores is the share of the images that it counts:
  //:
  //: | score | whose balls | what is counted |
  //: | --- | --- | --- |
  //: | {define: *Precision* {glossary: *Precision* is the share of fake images that lie in some real image's ball: how many look real.}} | real images' | fake images that lie in a ball |
  //: | {define: *Recall* {glossary: *Recall* is the share of real images that lie in some fake image's ball: how much of the data has a fake like it.}} | fake images' | real images that lie in a ball |
  //: | {define: *Coverage* {glossary: *Coverage* (Naeem 2020) is the share of real images whose own ball contains a fake one.}} (Naeem 2020) | real images' | real images whose own ball holds a fake |
  //:
  //: So precision says how many fakes look real, while recall and coverage say how much of the data has a fake like it. In the
  //: figure all fakes lie in one of two groups of real points, except a *stray*: a point so far from the rest of its set that
  //: its ball is huge.

  //: {fold: the plot of the balls}
  /// Twelve points of a group whose middle is on the first axis.
  func group(_ name: String, at middle: Float, deviation: Float) -> Tensor {
    let mixture = GaussianMixture(centres: Tensor(shape: [1, 2], scalars: [middle, 0]), deviation: deviation)
    return mixture.sample(count: 12, random: random.split(name))
  }
  let points = Tensor.concatenate([
    group("left", at: -2, deviation: 0.5), group("right", at: 2, deviation: 0.5),
  ])
  let fakes = group("fakes", at: -2, deviation: 0.4)
  let withStray = Tensor.concatenate([fakes, Tensor(shape: [1, 2], scalars: [1.5, 3])])
  // The stray's ball reaches beyond the map.
  let grid = PlaneGrid(x: -4...5, y: -2.25...4, columns: 216, rows: 150)
  let counted = Neighbours(real: Matrix(points), fake: Matrix(withStray))
  let balls = [
    (title: "coverage: balls around real points", samples: points, counts: counted.isCovered),
    (title: "recall: balls around fake points", samples: withStray, counts: counted.isReached),
  ]
  try page.show(
    Panels(
      balls.map { title, samples, counts in
        let values = Neighbours.balls(around: Matrix(samples), at: Matrix(grid.points))
        /// The real points that count, or the others.
        func real(_ name: String, _ isCounted: Bool, as look: Encoding) -> Series {
          let rows = counts.indices.filter { counts[$0] == isCounted }
          return Series(
            name, x: rows.map { points.scalars[2 * $0] }, y: rows.map { points.scalars[2 * $0 + 1] }, as: look)
        }
        return HeatMap(
          title, over: grid, values: Tensor(values.map { Float($0) }), label: "balls", colours: .pale, isSmooth: false,
          range: 0...10, contours: [0.5],
          points: [
            Series("fake", points: withStray, as: .generated), real("real, counts", true, as: .solid),
            real("real, does not", false, as: .hollow),
          ])
      }, title: "Balls out to the fifth neighbour"),
    caption: """
      Balls reach out to the fifth neighbour, and the colour says how many overlap. A real point counts for coverage if its \
      ball holds a fake (left), and for recall if it lies in a fake's ball (right). The stray's ball is cut off
      """,
    alternative: """
      Two maps with the same points. Left: the balls of real points lie around their two groups, and the stray is outside \
      all of them; only real points on the left are solid. Right: the balls of the fakes cover most of the left group, and \
      one huge ball around the stray, of which a part is seen, holds the group on the right; nearly all real points are solid
      """)

  //: **Which of the three scores ([code](source:Sources/Metrics/Neighbours/Neighbours.swift#Neighbours)) does the stray
  //: raise?**

  //: {fold: the table of both sets}
  let groupScores = [("without the stray", fakes), ("with it", withStray)].map { name, fakes in
    (name, Neighbours(real: Matrix(points), fake: Matrix(fakes)))
  }
  page.table(
    header: ["fakes", "precision", "recall", "coverage"],
    rows: groupScores.map { name, found in
      [name] + [found.precision, found.recall, found.coverage].map { $0.text(.decimals(2)) }
    },
    caption: """
      The stray is like no real point, and still it raises recall, because its ball holds the group on the right. \
      Coverage does not change, because the stray lies in no real ball
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "one stray fake raises recall by more than 0.33", groupScores[1].1.recall - groupScores[0].1.recall > 0.33)
  page.expect(
    "it lies in no real ball, and does not change coverage",
    !counted.isInside.last! && groupScores[1].1.coverage == groupScores[0].1.coverage)
  //: @hide
}
//: @show
