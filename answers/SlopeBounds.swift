import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## How to bound a slope
//:
//: *Clipping* bounds every weight, and so the slope, but not by 1: the bound depends on the sizes of the layers. The
//: *gradient penalty* of the table is one-sided: it penalises only slopes that are too steep, as Petzka 2018 advise.
//: (Chapter 6 uses the two-sided one.) A critic of slope $`L > 1`$ gains $`L \, W_1`$ and pays $`10\,(L - 1)^2`$, so its
//: best slope is $`L = 1 + W_1 / 20`$, and the score is too high by that factor, to within a tenth in the table.
//:
//: *Spectral normalisation* bounds the slope at every place. A matrix stretches a vector by at most its largest *singular
//: value*, its *spectral norm*. A network is a chain of layers, so it stretches by no more than the product of what its
//: layers stretch by, and ReLU stretches nothing. So if every layer is divided by its largest singular value, the whole
//: network has a slope of at most 1. For a convolution Miyato 2018 normalise the reshaped kernel, which does not bound the
//: layer by exactly 1. In practice the singular values are estimated from below by *power iteration*, one step at each
//: update, so the bound can be exceeded a little while the weights move fast. SAGAN and BigGAN use it with the hinge loss
//: (Zhang 2018; Brock 2018), with which a free discriminator could put all samples beyond ±1 by making its logits larger.

//: {show: GAN/Networks/SpectralPointDiscriminator.swift#SpectralPointDiscriminator}

//: @hide
func showSurfaces(_ page: Page) throws {
  //: @show
  //: What does a bound do to a discriminator that is trained with binary cross-entropy? Compare a free and a normalised one
  //: in the plane, trained for the same number of steps to tell the ring of eight modes from a cloud in the middle.

  let steps = page.profile == .quick ? 60 : 600
  let random = Random(seed: page.seed).split("surfaces")
  let ring = GaussianMixture.ring()
  let grid = PlaneGrid(x: -3...3, y: -3...3)
  func cloud(_ count: Int) -> Tensor { random.normal([count, 2], deviation: 0.5) }
  let places = PlaneGrid(x: -3...3, y: -3...3, columns: 14, rows: 14).points.tracked()
  func learnt(_ judge: some Discriminator) -> (surface: Tensor, arrows: Tensor, steepest: Float, pulls: [Float]) {
    judge.train(
      steps: steps, random: random, real: { ring.sample(count: 256, random: random) }, fake: { cloud(256) })
    let fakes = cloud(1000).tracked()
    let losses: [any UnpairedLoss] = [Minimax(), NonSaturating()]
    let pulls = losses.map { loss in
      let slopes = gradients(of: loss.generator(fake: judge(fakes, .inference)) * 1000, wrt: [fakes])[0]
      return slopes.squared().sum(axes: [1]).squareRoot().mean().scalar
    }
    let arrows = -gradients(of: NonSaturating().generator(fake: judge(places, .inference)), wrt: [places])[0]
    return (
      withoutHistory { judge(grid.points, .inference).sigmoid() }, arrows, largestSlope(of: judge, at: grid.points),
      pulls
    )
  }
  let free = learnt(PointDiscriminator(random: random.split("judge")))
  let held = learnt(SpectralPointDiscriminator(random: random.split("judge")))

  //: {fold: the maps}
  let longest = [free, held].map { $0.arrows.squared().sum(axes: [1]).squareRoot().scalars.max()! }
  let enlarged = (longest[0] / longest[1]).squareRoot()
  try page.show(
    Panels(
      [
        ("free", free), ("normalised: arrows \(enlarged.text(.decimals(1))) times as long", held),
      ].map { name, judge in
        HeatMap(
          name, over: grid, values: judge.surface, label: "D(x)", colours: .diverging(about: 0.5), range: 0...1,
          contours: [0.5],
          arrows: VectorField(origins: places.detached(), vectors: judge.arrows),
          points: [
            Series("real", points: ring.sample(count: 160, random: random), as: .real),
            Series("generated", points: cloud(100), as: .generated),
          ])
      }, title: "The discriminator's surface"),
    caption: """
      What a free and a spectrally normalised discriminator make of the plane, and which way the non-saturating loss \
      pulls a fake at each place. Blue is judged real, orange is judged generated, and on the line D is ½. The length of an \
      arrow grows with the square root of the pull
      """,
    alternative: """
      Two maps of the plane, with the ring of eight modes and a cloud of crosses in the middle. The free map has an orange \
      star around the cloud, blue outside and a sharp edge between them. The normalised one changes gently from the middle \
      outwards.
      """)
  page.record("enlarged", enlarged, tolerance: 0.5, format: .decimals(1))
  page.record("weaker", enlarged * enlarged, tolerance: 5, format: .significant(2))

  //: In the right map all arrows are drawn {{enlarged}} times as long, so an arrow there means a pull about {{weaker}} times
  //: weaker than an arrow of the same length in the left map.

  //: {fold: the table of slopes}
  page.table(
    header: ["discriminator", "largest slope of its logit", "pull of the minimax loss", "of the non-saturating loss"],
    rows: [("free", free), ("spectrally normalised", held)].map {
      [$0.0, $0.1.steepest.text(.decimals(2))] + $0.1.pulls.map { $0.text(.significant(2)) }
    },
    caption: "The largest slope at the points of a grid, and the mean pull of the generator's loss on a fake")

  //: {fold: the claims}
  page.record("steepest", free.steepest, tolerance: 3, format: .significant(2))
  page.record("held", held.steepest, tolerance: 0.2, format: .decimals(1))
  page.expect(
    "with spectral normalisation no slope exceeds 1 at any point of the grid", held.steepest <= 1, from: .standard)
  page.expect("without it the largest slope exceeds 4", free.steepest > 4, from: .standard)
  func span(_ answers: Tensor) -> Float { answers.scalars.max()! - answers.scalars.min()! }
  page.expect(
    "on the grid the answers of the free discriminator have a wider range than those of the normalised one",
    span(free.surface) > span(held.surface), from: .standard)
  page.expect(
    "the normalised discriminator pulls harder with the minimax loss, and less hard with the non-saturating one",
    held.pulls[0] > free.pulls[0] && held.pulls[1] < free.pulls[1], from: .standard)
  page.record("freer", free.pulls[1] / held.pulls[1], tolerance: 2, format: .significant(2))

  //: The free discriminator has built a plateau, a basin, and a cliff between them, with a slope of about {{steepest}}
  //: where it is steepest. The normalised one has slopes of {{held}} or less and a narrower range of answers. With the
  //: *minimax* loss it still pulls harder, because that loss multiplies the slope by $`\sigma(s)`$, which is almost 0 where a
  //: discriminator is confident that a sample is generated. With the non-saturating loss the free discriminator pulls {{freer}} times as hard.
  //: @hide
}
//: @show

//: ## Misconceptions
//:
//: - *"The critic's loss is a distance, so it says how good the samples are."* The difference of a critic's mean scores is a
//:   distance only for the best of all 1-Lipschitz critics. In the table of four critics the one without a bound scores more
//:   than a hundred times the distance.
//: - *"A bounded slope brings the game to rest."* Mescheder 2018 show that with the clipped or the penalised Wasserstein
//:   loss, a fixed learning rate and a fixed number of critic steps per generator step, the players do not come to rest at
//:   the solution of [the smallest game](../chapters/04-losses/README.md#the-smallest-game-there-is). And on the ring of
//:   chapter 4 the Wasserstein loss with spectral normalisation [covers no mode on one seed of
//:   five](../chapters/04-losses/README.md#appendix-how-much-is-luck).
//: - *"Where distributions do not overlap, only the Wasserstein loss teaches."* Between the two bumps above, the
//:   non-saturating pull grows with the distance. And noise can make distributions overlap again (Sønderby 2016; Arjovsky &
//:   Bottou 2017).
//:
//: ## Exercises
//:
//: 1. In [`showPointsApart`](source:WassersteinDistance.swift#showPointsApart), make the bumps twice as wide (`width`). From
//:    what distance on is the JSD flat now? Run `swift run answer wasserstein`. (Expect the claims about distances of 2 and
//:    4 to fail.) {reveal: From about twice the distance on, because only the ratio of distance to width counts.}
//: 2. In [`showCritics`](source:WassersteinDistance.swift#showCritics), penalise slopes below 1 as well:
//:    `GradientPenalty(lambda: 10)`. On a line, why does a critic now pay even if it gives the exact distance? Would it have
//:    to in a plane? `swift run answer wasserstein` shows the new column *penalised*. {reveal: The generated bump is
//:    narrower, so the slope of the best critic changes its sign once beyond it. On a line it must pass 0 to do so, and a
//:    slope of 0 is penalised. In a plane it can turn round without becoming 0.}
//:
//: ## Read on
//:
//: - the other losses, and all of them on the ring: [chapter 4](../chapters/04-losses/README.md#other-losses)
//: - what the minimax loss measures: [the minimax loss](minimax.md)
//: - what clipping, a gradient penalty and spectral normalisation do against collapse: [the remedies, one by one](remedies.md)
