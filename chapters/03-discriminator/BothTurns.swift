import Datasets
import Engine
import Foundation
import GAN
import Notebook
import Plots

//: @hide
func showBothTurns(_ page: Page) throws {
  //: @show
  //: ## One player at a time
  //:
  //: In training, both players move a little at every step. To see what each does to the other, let them take long turns
  //: instead: first the discriminator makes {{longTurn}} updates while a new generator rests, then the generator makes
  //: {{longTurn}} while the discriminator rests, and so on. Four maps show the answers and the generator's crosses after
  //: each turn.
  //:
  //: **Predict:** on which colour will the crosses lie after each of the generator's turns, and on which after the
  //: discriminator's second turn? (After its first one it has only begun to tell them apart.)

  //: {fold: the pair, and its turns}
  // A `Trainer` holds both players and gives each its turn; chapter 5 takes it apart.
  let ring = GaussianMixture.ring()
  let random = Random(seed: page.seed).split("turns")
  let trainer = Trainer(
    generator: { PointGenerator(latentSize: 2, random: random.split("generator")) },
    discriminator: PointDiscriminator(random: random.split("discriminator")), loss: NonSaturating(),
    generatorRule: Adam(learningRate: 1e-3, beta1: 0.5), discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    average: nil, random: random.split("training"))
  func real() -> Tensor { ring.sample(count: 256, random: random) }
  let updates = page.profile == .quick ? 5 : 40
  page.record("longTurn", updates)

  //: {fold: what there is to see after a turn}
  /// What there is to see after a turn: the points of the same latent vectors, the mean answer to them, and the map.
  struct Moment {
    let title: String
    let points: Tensor
    let answer: Float
    let map: Tensor
  }
  let grid = PlaneGrid(x: -4...4, y: -4...4)
  let latents = random.split("shown").normal([60, 2])
  func moment(_ title: String) -> Moment {
    withoutHistory {
      let points = trainer.generator(latents, .inference)
      func answers(_ places: Tensor) -> Tensor { trainer.discriminator(places, .inference).sigmoid() }
      return Moment(title: title, points: points, answer: answers(points).mean().scalar, map: answers(grid.points))
    }
  }

  //: {fold: the four long turns}
  func discriminatorLearns() {
    for _ in 0..<updates { _ = trainer.discriminatorTurn(real(), withoutHistory { trainer.draw(256) }) }
  }
  func generatorLearns() {
    for _ in 0..<updates { _ = trainer.generatorTurn(real(), trainer.draw(256)) }
  }
  discriminatorLearns()
  var moments = [moment("1 · D learns")]
  generatorLearns()
  moments.append(moment("2 · G learns"))
  discriminatorLearns()
  moments.append(moment("3 · D learns"))
  generatorLearns()
  moments.append(moment("4 · G learns"))

  //: {fold: the picture}
  try page.show(
    Panels(
      moments.map { moment in
        HeatMap(
          "\(moment.title): mean answer \(moment.answer.text(.decimals(2)))", over: grid, values: moment.map,
          label: "D(x)",
          colours: .diverging(about: 0.5), range: 0...1, contours: [0.5],
          points: [
            Series("real", points: ring.sample(count: 100, random: Random(seed: 0)), as: .real),
            Series("generated", points: moment.points, as: .generated),
          ], pointSize: 0.8)
      }),
    caption: """
      One player at a time: what the discriminator answers, and where the generator draws, after each of four long turns. Blue is \
      judged real, orange generated, and the line is at ½. D learns, or G, the generator; the number is the mean answer to \
      the crosses. An arrowhead \
      points to crosses outside
      """,
    alternative: """
      Four maps. In the first most crosses lie on orange. In the second the background is the same, and the crosses have moved to \
      where it is blue. In the third the crosses are where they were, and the background beneath them has become orange. In the \
      fourth the background stays, and the crosses have moved to blue again.
      """, behind: "I have decided: show the four turns")

  //: {fold: the numbers and the claims}
  let means = moments.map(\.answer)
  for (turn, mean) in means.enumerated() {
    page.record("answerAfterTurn\(turn + 1)", mean, tolerance: 0.03, format: .decimals(2))
  }
  page.expect(
    "the generator's turns raise D's mean answer to its points above 0.9, and the discriminator's take it below ½",
    means[0] < 0.5 && means[1] > 0.9 && means[2] < 0.5 && means[3] > 0.9, from: .standard)
  let places = moments.last!.points.scalars
  let far = (0..<latents.shape[0]).count { point in
    ring.modeCentres.allSatisfy { hypot($0[0] - Double(places[2 * point]), $0[1] - Double(places[2 * point + 1])) > 1 }
  }
  page.expect(
    "after its second turn most of the generator's points are more than 1 away from every mode",
    2 * far > latents.shape[0], from: .standard)

  //: **The generator runs to the blue, and the discriminator takes it away.** In its first turn the generator raises the
  //: mean answer to its points from {{answerAfterTurn1}} to {{answerAfterTurn2}}. Then the discriminator lowers it to
  //: {{answerAfterTurn3}}, although no point has moved. The generator's loss is therefore not a fixed landscape: it is
  //: learnt, and it changes wherever the generator goes.
  //:
  //: Against a discriminator that rests, the generator runs past the data: after its second turn most of its points are more
  //: than 1 away from every mode. In training a turn is a single update.
  //:
  //: *Open this in the lab:* `swift run lab --plan 'latents=2&g-rate=0.001&d-rate=0.001&decays=0'` opens such a pair. The key *d*
  //: lets the discriminator learn once, and *g* the generator.
  //: @hide
}
