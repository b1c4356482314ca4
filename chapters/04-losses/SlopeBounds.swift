import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Appendix: how to bound a slope
//:
//: This is more about three of the four critics in "Wasserstein, if the slope is bounded". *Clipping* bounds every weight, and
//: so the slope, but not by 1: the bound depends on the sizes of the layers. The *gradient penalty* of that table is one-sided:
//: it counts only slopes that are too steep, as Petzka 2018 advise. Chapter 6 uses the two-sided one. A critic of slope
//: $`L > 1`$ gains $`L \, W_1`$ and pays $`10\,(L - 1)^2`$, so its best slope is $`L = 1 + W_1 / 20`$, and the score is too
//: high by that factor: a claim of that section checks this to within a tenth.
//:
//: *Spectral normalisation* bounds the slope at every place. A matrix stretches a vector by at most its largest *singular value*,
//: its *spectral norm*. A network is a chain of layers, and stretches by no more than the product of what its layers stretch by.
//: ReLU stretches nothing. So if every layer is divided by its largest singular value, the whole network has a slope of at most
//: 1. (For a convolution Miyato 2018 normalise the reshaped kernel, which does not bound the layer by exactly 1.) In practice the
//: singular values are estimated from below by *power iteration*, one step at each update, so the bound can be exceeded a little
//: while the weights move fast. SAGAN and BigGAN use it with the hinge loss (Zhang 2018; Brock 2018), in which a free
//: discriminator could put all samples beyond ±1 by making its logits larger.

//: {show: GAN/Networks/SpectralPointDiscriminator.swift#SpectralPointDiscriminator}

//: @hide
func showSurfaces(_ page: Page) throws {
  //: @show
  //: Compare a free and a normalised discriminator, trained for the same number of steps to tell the ring of eight modes from a
  //: cloud in the middle.

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

  //: {fold: the maps and the table of slopes}
  let longest = [free, held].map { $0.arrows.squared().sum(axes: [1]).squareRoot().scalars.max()! }
  let enlarged = (longest[0] / longest[1]).squareRoot()
  try page.show(
    Panels(
      [
        ("free", free), ("normalised: arrows \(enlarged.text(.significant(1))) times as long", held),
      ].map { name, judge in
        HeatMap(
          name, over: grid, values: judge.surface, label: "D(x)", range: 0...1, contours: [0.5],
          arrows: VectorField(origins: places.detached(), vectors: judge.arrows),
          points: [
            Series("real", points: ring.sample(count: 160, random: random), as: .real),
            Series("generated", points: cloud(100), as: .generated),
          ])
      }, title: "The discriminator's surface"),
    caption: """
      What a free and a spectrally normalised discriminator make of the plane, and which way the non-saturating loss \
      pulls a fake at each place. The length of an arrow grows with the square root of the pull. At the right all arrows \
      are drawn \(enlarged.text(.significant(1))) times as long, so of two equally long arrows the one at the right \
      means a pull about \((enlarged * enlarged).text(.significant(2))) times weaker. On the thick line D is ½
      """)
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

  //: The free discriminator has built a plateau, a basin, and a cliff between them with a slope of up to {{steepest}}. The
  //: normalised one has slopes of {{held}} or less, and its answers have a narrower range. With the *minimax* loss it still pulls
  //: harder: that loss multiplies the slope by $`\sigma(s)`$, which is almost 0 where a discriminator is confident that a
  //: sample is generated. With the non-saturating loss it is the other way round: the free discriminator pulls {{freer}} times
  //: as hard.
  //: @hide
}
//: @show

//: @hide
func showSmoothing(_ page: Page) throws {
  //: @show
  //: ## Appendix: a label of not quite 1
  //:
  //: If the discriminator is told 0.9 for real samples, there is a logit that it should not exceed. Its loss at a point is then
  //: $`-0.9\,p \log D - (0.1\,p + q) \log(1 - D)`$, and the best answer is
  //:
  //: ```math
  //: D^* \;=\; \frac{0.9\,p}{p + q}.
  //: ```
  //:
  //: That is never more than 0.9, which is $`\sigma(\log 9)`$. So its logit should not exceed $`\log 9`$, however confident it is
  //: that a sample is real. There the loss of a real sample has a slope of zero.

  let bound = Tensor([log(9)]).reshaped([1, 1]).tracked()
  let nothing = Tensor.zeros([1, 1])
  func slope(_ loss: NonSaturating) -> Float {
    gradients(of: loss.discriminator(real: bound, fake: nothing), wrt: [bound])[0].scalar
  }
  page.print("slope at a real sample of logit log 9, smoothed: \(slope(NonSaturating(smoothing: 0.1)))")
  page.print("                                   unsmoothed: \(slope(NonSaturating()))")
  page.expect(
    "at a logit of log 9 the loss of a real sample has a slope of 0 with smoothing, and falls without it",
    abs(slope(NonSaturating(smoothing: 0.1))) < 1e-6 && slope(NonSaturating()) < -0.05)

  //: Why only one side? {define: *Two-sided label smoothing* labels real samples below 1 and generated ones above 0, such as
  //: 0.9 and 0.1.} Then the best answer is $`(0.9\,p + 0.1\,q) / (p + q)`$, with the generated samples' own density in the
  //: numerator (Salimans 2016; Goodfellow 2016). Compare the *logits* of the three best answers where generated samples lie and
  //: data are rare: $`\log (p / q)`$ without smoothing, $`\log (0.9\,p / (0.1\,p + q))`$ with one side smoothed, and
  //: $`\log ((0.9\,p + 0.1\,q) / (0.1\,p + 0.9\,q))`$ with both.

  //: {fold: the three logits and their slopes}
  let (data, fakes) = (Normal(mean: 0, deviation: 1), Normal(mean: 4, deviation: 1))
  // Without smoothing, with one side smoothed, with both.
  let best: [(Double) -> Double] = [
    { data.logDensity($0) - fakes.logDensity($0) },
    { log(0.9 * data.density($0) / (0.1 * data.density($0) + fakes.density($0))) },
    { x in
      let (p, q) = (data.density(x), fakes.density(x))
      return log((0.9 * p + 0.1 * q) / (0.1 * p + 0.9 * q))
    },
  ]
  func slope(_ kind: Int, at x: Double) -> Double { (best[kind](x + 1e-4) - best[kind](x - 1e-4)) / 2e-4 }
  page.record("slopePlain", abs(slope(0, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeOneSide", abs(slope(1, at: 4)), tolerance: 0.001, format: .decimals(1))
  page.record("slopeBoth", abs(slope(2, at: 4)), tolerance: 0.001, format: .decimals(3))
  page.expect(
    "at the generated samples' mean one-sided smoothing changes the slope by less than 1%, and two-sided smoothing "
      + "takes away more than 98% of it",
    abs(slope(1, at: 4) / slope(0, at: 4) - 1) < 0.01 && abs(slope(2, at: 4)) < 0.02 * abs(slope(0, at: 4)))

  //: Let the data be N(0, 1) and the generated samples N(4, 1). At the mean of the generated samples the best logit has a slope
  //: of {{slopePlain}} without smoothing and {{slopeOneSide}} with one side smoothed. With both it is {{slopeBoth}}, because the
  //: logit levels off at $`-\log 9`$. So where fakes are many and data rare, two-sided smoothing takes nearly all of the best
  //: discriminator's slope away.
  //: @hide
}
