import Datasets
import Engine
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Wasserstein, if the slope is bounded
//:
//: {define: A *critic* is a discriminator that gives scores, not probabilities.} {define: With the *Wasserstein loss* (Arjovsky
//: 2017) the critic makes its mean score of real samples large and its mean score of generated samples small, and the generator
//: makes the mean score of its samples large.} A GAN with it is called a *WGAN*. The difference of the two means can be an
//: estimate of the Wasserstein-1 distance, but only if the critic's slope is bounded. {define: A function is *1-Lipschitz* if
//: it never changes by more than the distance between two places, so that its slope is nowhere more than 1.} $`W_1`$ is the
//: largest difference of mean scores that a 1-Lipschitz critic can make (Kantorovich & Rubinstein 1958):
//:
//: ```math
//: W_1(p, q) \;=\; \max_{|\nabla f| \le 1} \; \mathbb{E}_{x \sim p} f(x) - \mathbb{E}_{x \sim q} f(x).
//: ```
//:
//: Here $`f`$ is the critic and $`\nabla f`$ its slope. On a line the least work is known: carry the lowest point
//: to the lowest, the next one to the next.

//: {show: Metrics/Distances/WassersteinDistance.swift#exactWasserstein}

//: @hide
func showCritics(_ page: Page) throws {
  //: @show
  //: So a critic's score can be compared with the exact distance. Here are four critics, and [an
  //: appendix](#appendix-how-to-bound-a-slope) has more about the last three:
  //:
  //: - *unbounded*: nothing bounds its slope.
  //: - *clipped*: its weights are clipped to a small range after each step (Arjovsky 2017).
  //: - *penalised*: it pays for slopes above 1, at random points between a real and a generated sample. {define: A *gradient
  //:   penalty* (Gulrajani 2017) is a term of the discriminator's loss that grows with how far its slope, at chosen places, is
  //:   from what is wanted.}
  //: - *spectrally normalised*: each of its layers is bounded. {define: *Spectral normalisation* (Miyato 2018) divides every
  //:   weight matrix by its largest singular value, the most by which it can stretch a vector.}

  //: {fold: the four critics}
  // `Clipping` clips the weights after each step, and a `GradientPenalty` charges for the slope.
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
    caption: """
      Data N(0, 1), generated N(distance, 0.5²): critics' scores after \(steps) steps. The clipped critic's weights are kept \
      between −0.05 and 0.05 (in Arjovsky et al. 2017, ±0.01)
      """)

  //: {fold: the claims}
  page.expect(
    "without a bound the critic's score is more than a hundred times the distance, at all three distances",
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
    "with spectral normalisation the score is W₁ to within a tenth, at all three distances",
    rows.allSatisfy { abs($0.estimates[3] / $0.exact - 1) < 0.1 }, from: .standard)

  //: Without a bound the score is no distance, because a critic that doubles all its scores doubles their difference: there is no
  //: best score, and the critic's loss goes on falling. Clipped, the scores do not grow in proportion to the distance; penalised,
  //: they are too high, by a factor that the appendix gives. With spectral normalisation the score is the distance to within a
  //: tenth, at least on a line. Nor does a bounded slope by itself bring the players to rest: Mescheder 2018 show that the
  //: clipped and the penalised Wasserstein loss, with a fixed learning rate and a fixed number
  //: of critic steps for each step of the generator, do not come to rest at the solution of the smallest game.
  //: @hide
}
//: @show
