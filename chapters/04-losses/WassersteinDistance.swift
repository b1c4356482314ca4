import Datasets
import Engine
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Wasserstein, if the slope is bounded
//:
//: The Wasserstein loss follows that distance if something bounds the critic's slope. If nothing does, it runs away.
//: {define: A *critic* is a discriminator that gives scores, not probabilities.} {define: A function is *1-Lipschitz* if it
//: never changes by more than the distance between two places, so that its slope is nowhere more than 1.} $`W_1`$ is also
//: the largest difference of mean scores that a 1-Lipschitz critic can make (Kantorovich & Rubinstein 1958):
//:
//: ```math
//: W_1(p, q) \;=\; \max_{|\nabla f| \le 1} \; \mathbb{E}_{x \sim p} f(x) - \mathbb{E}_{x \sim q} f(x).
//: ```
//:
//: On a line the least work needs no search: carry the lowest point to the lowest, the next to the next.

//: {show: Metrics/Distances/WassersteinDistance.swift#exactWasserstein}

//: @hide
func showCritics(_ page: Page) throws {
  //: @show
  //: So a critic's estimate can be checked. There are four critics:
  //:
  //: - *unbounded*: nothing bounds its slope;
  //: - *clipped*: its weights are clipped to a small range after each step (`Clipping`; Arjovsky 2017);
  //: - *penalised*: it pays for slopes above 1, at points between a real and a generated sample (`GradientPenalty`);
  //: - *spectrally normalised*: the next section explains how (Miyato 2018).
  //:
  //: {define: A *gradient penalty* (Gulrajani 2017) is a term of the discriminator's loss
  //: that grows with how far its slope, at chosen places, is from what is wanted.} This one is the one-sided form,
  //: for which Petzka 2018 argues. Chapter 6 uses the two-sided one.

  let steps = page.profile == .quick ? 20 : 500
  let random = Random(seed: page.seed).split("distance")
  let rows = [1.0, 2, 4].map { (distance: Float) in
    func real() -> Tensor { random.normal([256, 1]) }
    func fake() -> Tensor { random.normal([256, 1], mean: distance, deviation: 0.5) }
    func plain() -> PointDiscriminator { PointDiscriminator(dimensions: 1, random: random.split("critic")) }
    func estimate(
      by critic: some Discriminator, rule: any Optimizer = Adam(learningRate: 1e-3, beta1: 0.5),
      regularizer: (any Regularizer)? = nil
    ) -> Float {
      critic.train(
        steps: steps, loss: Wasserstein(), rule: rule, regularizer: regularizer, random: random, real: real, fake: fake)
      return withoutHistory {
        let scores = (0..<8).map { _ in
          Wasserstein().discriminator(real: critic(real(), .inference), fake: critic(fake(), .inference)).scalar
        }
        return -scores.reduce(0, +) / 8
      }
    }
    let clipping = Clipping(Adam(learningRate: 1e-3, beta1: 0.5), to: 0.05)
    let penalty = GradientPenalty(lambda: 10, isOneSided: true)
    let normalised = SpectralPointDiscriminator(dimensions: 1, random: random.split("critic"))
    return (
      distance: distance,
      exact: exactWasserstein(random.normal([50_000, 1]), random.normal([50_000, 1], mean: distance, deviation: 0.5)),
      estimates: [
        estimate(by: plain()), estimate(by: plain(), rule: clipping),
        estimate(by: plain(), regularizer: penalty), estimate(by: normalised),
      ]
    )
  }

  //: {fold: the table of scores}
  page.table(
    header: ["distance of the means", "exact W₁", "unbounded", "clipped", "penalised", "spectrally normalised"],
    rows: rows.map { row in
      ["\(Int(row.distance))", row.exact.text(.decimals(2))] + row.estimates.map { $0.text(.significant(3)) }
    },
    caption: "Data N(0, 1), generated N(distance, 0.5²): what a critic makes of it after \(steps) steps")

  //: {fold: the claims}
  page.expect(
    "without a bound the critic's score is more than a hundred times the distance",
    rows.allSatisfy { $0.estimates[0] > 100 * $0.exact }, from: .standard)
  page.expect(
    "without a bound, and with clipping, a larger distance gets a larger score",
    [0, 1].allSatisfy { critic in zip(rows, rows.dropFirst()).allSatisfy { $0.estimates[critic] < $1.estimates[critic] }
    },
    from: .standard)
  page.expect(
    "with the penalty the score is W₁ · (1 + W₁ / 20), to within a tenth at all three distances",
    rows.allSatisfy { abs($0.estimates[2] / ($0.exact * (1 + $0.exact / 20)) - 1) < 0.1 }, from: .standard)
  page.expect(
    "with clipping the score does not grow in proportion: four times the distance, less than three times the score",
    rows[2].estimates[1] < 3 * rows[0].estimates[1], from: .standard)
  page.expect(
    "spectrally normalised, the score is W₁ to within a tenth",
    rows.allSatisfy { abs($0.estimates[3] / $0.exact - 1) < 0.1 }, from: .standard)

  //: Without a bound the scores run away. This is the loss broken on purpose, with its symptom: a critic's loss that heads for
  //: minus infinity, whose size says how long the critic was trained. (After the same number of steps its scores still put the three
  //: distances in order, and so do those of clipping.) Clipping bounds the slope by an unknown number, and the scores do not grow
  //: in proportion to the distance. The penalty makes the score too high, by an amount that can be predicted: a critic of
  //: slope $`L`$ gains $`L \, W_1`$ and pays $`10\,(L - 1)^2`$, so its best slope is $`L = 1 + W_1 / 20`$. The spectrally
  //: normalised critic's score is the distance, to within a tenth. All of this is on a line; nothing on this page tests it in
  //: more dimensions.
  //: @hide
}

//: @show
//: ## A surface without cliffs
//:
//: Spectral normalisation bounds the slope everywhere at once. A matrix stretches a vector by at most its largest *singular
//: value*, its *spectral norm*. A network is a chain of layers, and stretches by no more than the product of what its layers
//: stretch by. {define: *Spectral normalisation* (Miyato 2018) divides every weight matrix by its largest singular value.} ReLU
//: stretches nothing, so with exact singular values the whole network would have a slope of at most 1. In practice the values
//: are estimated from below by *power iteration*, one step at each update. So the bound can be exceeded a little while the
//: weights move fast.

//: {show: GAN/Networks/SpectralPointDiscriminator.swift#SpectralPointDiscriminator}

//: @hide
func showSurfaces(_ page: Page) throws {
  //: @show
  //: Here are a free and a normalised discriminator, trained for the same number of steps to tell the ring of eight
  //: clusters from a cloud in the middle.

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

  let longest = [free, held].map { $0.arrows.squared().sum(axes: [1]).squareRoot().scalars.max()! }
  let enlarged = (longest[0] / longest[1]).squareRoot()

  //: {fold: the maps and the table of slopes}
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
      What a free and a spectrally normalised discriminator make of the plane, and which way the non-saturating loss pulls a \
      fake at each place. The length of an arrow goes as the square root of the pull. At the right all arrows are drawn \
      \(enlarged.text(.significant(1))) times as long, or they could hardly be seen
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
  page.expect("without, some exceed 4", free.steepest > 4, from: .standard)
  page.expect(
    "the gentler surface pulls harder with the minimax loss, and less with the non-saturating one",
    held.pulls[0] > free.pulls[0] && held.pulls[1] < free.pulls[1], from: .standard)
  page.record("freer", free.pulls[1] / held.pulls[1], tolerance: 2, format: .significant(2))

  //: The free discriminator has built a plateau, a basin, and a cliff between them with a slope of up to {{steepest}}. It
  //: answers near 1 on the ring and near 0 in the middle. The normalised one has slopes of {{held}} or less and is far less
  //: confident. With the *minimax* loss it still pulls harder: that loss multiplies the slope by $`\sigma(s)`$, and in the middle
  //: the free one has driven that to almost 0. With the non-saturating loss it is the other way round: the free surface pulls
  //: {{freer}} times as hard.
  //: @hide
}
