import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showFidelityAndVariety(_ page: Page) throws {
  //: @show

  //: ## Fidelity and variety, apart
  //:
  //: FID combines two faults: images that look wrong, and images that are missing. {define: *Fidelity* says how
  //: real single images look; *variety* says how much of the data they cover together.} They can be measured apart
  //: (Sajjadi 2018), for instance with balls (Kynkäänniemi 2019). {define: The *ball* of an image is centred on its features
  //: and reaches to those of its fifth nearest neighbour in its own set, of real or of fake images.} Each of
  //: three scores is the share of the images that it counts:
  //:
  //: | score | whose balls | what is counted |
  //: | --- | --- | --- |
  //: | {define: *Precision* {glossary: *Precision* is the share of fake images that lie in some real image's ball: how many look real.}} | real images' | fake images that lie in a ball |
  //: | {define: *Recall* {glossary: *Recall* is the share of real images that lie in some fake image's ball: how much of the data has a fake like it.}} | fake images' | real images that lie in a ball |
  //: | {define: *Coverage* {glossary: *Coverage* (Naeem 2020) is the share of real images whose own ball contains a fake one.}} (Naeem 2020) | real images' | real images whose own ball holds a fake |
  //:
  //: In the plot all fakes lie in one of two groups of real points, except a *stray*, so far from the rest that its ball is
  //: huge.

  //: {fold: the plot of the balls}
  // Placed by hand, so that no two points hide each other: two groups of seven real points, and seven fakes in the left one.
  let points = Tensor(
    shape: [14, 2],
    scalars: [
      -2.1, 0.1, -1.3, 0.3, -1.7, 0.9, -2.6, 0.8, -2.9, -0.2, -2.3, -0.8, -1.4, -0.6,
      2, 0, 2.9, 0.2, 2.4, 0.8, 1.5, 0.7, 1.2, -0.3, 1.8, -0.9, 2.6, -0.7,
    ])
  let fakes = Tensor(
    shape: [7, 2],
    scalars: [-1.7, -0.1, -2.1, 0.6, -1.2, 0.7, -2.5, 0.3, -2.5, -0.4, -1.8, -0.9, -1.2, -0.2])
  let stray = Tensor(shape: [1, 2], scalars: [1.3, 2.7])
  let withStray = Tensor.concatenate([fakes, stray])
  // The stray's ball reaches beyond the map.
  let grid = PlaneGrid(x: -4.75...5, y: -2.75...4, columns: 234, rows: 162)
  let counted = Neighbours(real: Matrix(points), fake: Matrix(withStray))
  /// The rim of one point's ball, as an upper and a lower half.
  func rim(of place: Int, among samples: Tensor, as look: Encoding) -> [Series] {
    let radius = Neighbours.radii(of: Matrix(samples))[place]
    let (x, y) = (Double(samples.scalars[2 * place]), Double(samples.scalars[2 * place + 1]))
    let angles = (0...90).map { Double.pi * (1 - Double($0) / 90) }
    return [1.0, -1].map { side in
      Series("", x: angles.map { x + radius * cos($0) }, y: angles.map { y + side * radius * sin($0) }, as: look)
    }
  }
  /// How far a real point lies from the stray.
  func distance(_ place: Int) -> Double {
    hypot(
      Double(points.scalars[2 * place] - stray.scalars[0]), Double(points.scalars[2 * place + 1] - stray.scalars[1]))
  }
  let nearest = (0..<14).min { distance($0) < distance($1) }!
  let balls = [
    (
      title: "around real points: precision, coverage", samples: points, counts: counted.isCovered,
      rim: rim(of: nearest, among: points, as: .real)
    ),
    (
      title: "around fake points: recall", samples: withStray, counts: counted.isReached,
      rim: rim(of: 7, among: withStray, as: .generated)
    ),
  ]
  try page.show(
    Panels(
      balls.map { title, samples, counts, rim in
        let values = Neighbours.balls(around: Matrix(samples), at: Matrix(grid.points))
        /// The real points that count, or the others.
        func real(_ name: String, _ isCounted: Bool, as look: Encoding) -> Series {
          let rows = counts.indices.filter { counts[$0] == isCounted }
          return Series(
            name, x: rows.map { points.scalars[2 * $0] }, y: rows.map { points.scalars[2 * $0 + 1] }, as: look)
        }
        return HeatMap(
          title, over: grid, values: Tensor(values.map { Float($0) }), label: "balls", colours: .pale, isSmooth: false,
          range: 0...8,
          points: [
            Series("fake", points: withStray, as: .generated), real("real, counted", true, as: .realCounted),
            real("real, not counted", false, as: .realNotCounted),
          ], paths: rim)
      }, title: "Balls out to the fifth neighbour"),
    caption: """
      Balls reach out to the fifth neighbour, and the colour says how many overlap. Filled points count, at the left for \
      coverage and at the right for recall. Two balls have a rim: the stray's, and that of the real point nearest to it
      """,
    alternative: """
      Two maps with the same points. Left: the balls of real points lie around their two groups, and the stray is outside \
      all of them; only real points on the left are filled. Right: the balls of the fakes lie around the left group, and \
      one huge ball around the stray, of which a part is seen, holds the group on the right; all real points are filled
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
      The stray is like no real point, and still it raises recall, because its ball holds the group on the right
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "one stray fake raises recall from one half to 1",
    groupScores[0].1.recall == 0.5 && groupScores[1].1.recall == 1)
  page.expect(
    "it lies in no real ball, and does not change coverage",
    !counted.isInside.last! && groupScores[1].1.coverage == groupScores[0].1.coverage)
  //: @hide
}
//: @show
