import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Appendix: the eigenvalues of the smallest game
//:
//: This appendix is for readers who know eigenvalues. Near the solution only the linear part of the pull counts. There
//: $`\sigma(0) = \tfrac12`$, so $`\theta`$ is pulled by $`\psi/2`$ and $`\psi`$ by $`-\theta/2 - \gamma\psi`$, as in the
//: matrix below. A step of size $`h`$ multiplies the distance from the solution along an eigenvector by $`|1 + h\lambda|`$,
//: where $`\lambda`$ is its eigenvalue. If $`\lambda`$ has a negative real part, small steps make the distance shrink, and
//: an imaginary part makes the players turn.
//:
//: ```math
//: \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix},
//: \qquad
//: \lambda \;=\; -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}.
//: ```
//:
//: Without R1 that is $`\pm i/2`$: pure rotation. At $`\gamma = 1`$ the root is 0, both eigenvalues are the same, and the
//: rotation just stops. Near the solution, instance noise of standard deviation $`\nu`$ acts like R1 with
//: $`\gamma = \nu^2/2`$, because the pull on $`\psi`$, averaged over the noise, has a part $`-\nu^2\psi/2`$. In networks,
//: too, small noise acts like a penalty on the slope (Roth 2017). The table compares eigenvalues found by differentiating
//: the pull numerically with those of the formula. By the formula the game with noise comes so near the solution that
//: rounding hides the rest, so the table of the four games gives only a bound. This code computes the smallest game's tracks,
//: arrows and eigenvalues.

//: {show: DiracGAN.swift#DiracGAN.track, DiracGAN.eigenvalues, DiracGAN.stepEigenvalues, DiracGAN.linearEigenvalues, DiracGAN.field, RestrainedGame, EigenvaluePair}

//: @hide
func showEigenvalues(of games: [RestrainedGame], _ page: Page) {
  //: @show
  //: {fold: the table of eigenvalues}
  let formula = games.map { game in
    EigenvaluePair(middle: -game.friction / 2, radicand: game.friction * game.friction / 4 - 0.25)
  }
  page.table(
    header: ["addition", "eigenvalues, found", "by the formula"],
    rows: zip(games, formula).map { [$0.name, $0.game.eigenvalues.text, $1.text] })

  //: {fold: the claims}
  let (turn, atOnce) = (
    DiracGAN().stepEigenvalues(rate: 0.1, alternates: true), DiracGAN().stepEigenvalues(rate: 0.1, alternates: false)
  )
  page.expect(
    "near the solution a turn with steps of 0.1 has the determinant 1 and complex eigenvalues, and a step of both at "
      + "once has the determinant 1 + 0.1²/4, to within a millionth",
    abs(turn.product - 1) < 1e-6 && turn.radicand < 0 && abs(atOnce.product - (1 + 0.1 * 0.1 / 4)) < 1e-6)
  page.expect(
    "for all five games −γ/2 and the number under the root are those of the eigenvalues found, to within a millionth",
    zip(games, formula).allSatisfy { $0.game.eigenvalues.distance(to: $1) < 1e-6 })

  // The non-saturating game, for 2,000 steps and for 20,000.
  let (free, freeInTurn) = (
    DiracGAN(isZeroSum: false).track(steps: 2000), DiracGAN(isZeroSum: false).track(steps: 2000, alternates: true)
  )
  let settled = DiracGAN(isZeroSum: false).track(steps: 20_000).last!.radius
  let later = DiracGAN(isZeroSum: false).track(steps: 20_000, alternates: true).last!.radius
  page.record("turnsLeft", freeInTurn.last!.radius, tolerance: 0.001, format: .significant(2))
  page.record("turnsLeftLater", later, tolerance: 0.001, format: .significant(1))
  page.record("settled", settled, tolerance: 0.0005, format: .decimals(3))
  page.expect(
    "the non-saturating game ends nearer than it began, and in turn nearer than at once, but more than 0.1 away",
    free.last!.radius < 1 && freeInTurn.last!.radius < free.last!.radius && freeInTurn.last!.radius > 0.1)
  page.expect(
    "in turn, the players of the non-saturating game are nearer after 20,000 steps than after 2,000",
    later < freeInTurn.last!.radius)
  page.expect(
    "after 2,000 and after 20,000 steps at once the distance in the non-saturating game is the same to within 0.01",
    abs(settled - free.last!.radius) < 0.01)
  page.expect(
    "after 20,000 steps of 0.1 the distance in the non-saturating game is √0.2, to within 0.01",
    abs(settled - 0.2.squareRoot()) < 0.01)

  page.expect(
    "by the formula the number under the root is negative with γ = 0.3, 0 with γ = 1 and positive with γ = 10",
    formula[1].radicand < 0 && formula[2].radicand == 0 && formula[3].radicand > 0)

  //: In the minimax game, taking turns preserves areas near the solution, whereas a spiral inwards would shrink them. Without
  //: R1 a simultaneous step multiplies them by its determinant, $`1 + h^2/4`$. In a turn $`\psi`$ moves first and then $`\theta`$. Each move is a *shear*, which
  //: shifts every place along one axis in proportion to the other player's number, and the turn is a product of two:
  //:
  //: ```math
  //: \begin{pmatrix} 1 & \tfrac h2 \\ 0 & 1 \end{pmatrix}
  //: \begin{pmatrix} 1 & 0 \\ -\tfrac h2 & 1 \end{pmatrix}
  //: \;=\;
  //: \begin{pmatrix} 1 - \tfrac{h^2}{4} & \tfrac h2 \\ -\tfrac h2 & 1 \end{pmatrix}
  //: ```
  //:
  //: Its determinant is 1. For $`0 < h < 4`$ the eigenvalues are complex, so both have the absolute value 1: near the
  //: solution the players go round, and in the long run come neither nearer nor farther away.
  //:
  //: Not every game circles. Nagarajan & Kolter 2017 prove that a GAN with the minimax loss, or with another zero-sum loss
  //: that curves in the logit (so not a Wasserstein GAN), comes to rest without any penalty if it starts near the solution.
  //: They consider infinitely short steps, and assume, among other things, that data and generated samples have densities on
  //: the same region. Data that are all at one point have none, which is one reason for penalties. (Other cures [change the
  //: step](../../answers/after-dcgan.md).)
  //:
  //: The non-saturating game has the same solution, and close to it nearly the same pulls, but farther out the players drift
  //: inwards. If both move at once, with steps of $`h`$, they settle near a distance of $`\sqrt{2h}`$ (exercise 2): with
  //: steps of 0.1 they settle at {{settled}}, and √0.2 is about 0.447. If they take turns, the distance is {{turnsLeft}} after 2,000 steps of 0.1, and
  //: {{turnsLeftLater}} after 20,000.
  //: @hide
}
//: @show

//: ## Appendix: a late start, with and without Adam
//:
//: This function runs the races of [*A generator that starts late*](#a-generator-that-starts-late). The table has all of
//: them, and others with SGD at ten and at a hundred times the rate.

//: {show: Race.swift#race, LateStart}

//: @hide
func showLargerRates(_ late: (starts: [LateStart], headStart: Int, steps: Int, rate: Float), _ page: Page) {
  //: @show
  //: {fold: the races at larger rates, and the table of what is left}
  let (starts, headStart, steps, rate) = late
  let larger: [(name: String, isMinimax: Bool, times: Float)] = [
    ("minimax, SGD at 10 times the rate", true, 10), ("minimax, SGD at 100 times the rate", true, 100),
    ("non-saturating, SGD at 10 times the rate", false, 10),
    ("non-saturating, SGD at 100 times the rate", false, 100),
  ]
  let faster: [LateStart] = larger.map { kind in
    let seeds: [UInt64] = [1, 2, 3]
    let races = Parallel.map(seeds) { seed in
      let loss: any UnpairedLoss = kind.isMinimax ? Minimax() : NonSaturating()
      return race(
        loss, rule: SGD(learningRate: kind.times * rate), headStart: headStart, steps: steps, every: 20, seed: seed)
    }
    return LateStart(name: kind.name, distances: races)
  }
  page.table(
    header: ["generator's loss, optimiser", "left on seed 1", "left on seed 2", "left on seed 3", "farthest beyond"],
    rows: (starts + faster).map { start in
      let farthest = start.distances.joined().max()!
      let beyond = farthest > 0 ? farthest.text(.significant(2)) : "never beyond"
      return [start.name] + start.left.map { $0.text(.percent(0)) } + [beyond]
    },
    caption: """
      How much of the distance at the start is left, on average over the last fifth of \(steps.text) steps. 100%: the \
      generator is as far away as at the start; more: it is farther away. 0%: it is where the data are. The last column \
      says how far beyond the data its mean got, at most, on the three seeds
      """)

  //: {fold: the claims of the larger rates}
  let leftFaster = faster.map(\.left)
  page.record(
    "tenTimesLeft", leftFaster[0].map(Double.init).mean(), tolerance: 0.05, format: .percent(0))
  let overshoots = starts.map { start in start.distances.map { $0.max()! } }
  page.expect(
    "with SGD at ten times the rate the minimax loss comes more than two thirds of the way, on average over three seeds",
    leftFaster[0].map(Double.init).mean() < 1.0 / 3, from: .standard)
  page.expect(
    "with SGD at a hundred times the rate the minimax loss ends farther away than it began on one seed of three",
    leftFaster[1].count { $0 > 1 } == 1 && leftFaster[1].count == 3, from: .standard)
  page.expect(
    "with SGD at ten and at a hundred times the rate the non-saturating loss comes more than four fifths of the way on every "
      + "seed, and its largest overshoot is more than twice that of either loss with Adam",
    leftFaster[2...3].joined().allSatisfy { $0 < 0.2 }
      && faster[2...3].allSatisfy { $0.distances.joined().max()! > 2 * (overshoots[1] + overshoots[3]).max()! },
    from: .standard)
  //: @hide
}
//: @show

//: With the minimax loss and Adam the generator starts {{gapAtStart}} short of the data on seed 1, has passed them by step
//: {{passes}}, is {{farGap}} beyond them at step {{farStep}}, and then comes back. The non-saturating loss, which does not
//: need Adam, overshoots less on every seed, both with Adam (on seed 1 by {{farGapOther}}) and with SGD at a rate of
//: {{sgdRate}}. Adam helps a weak gradient only if it is well above the 1e-8 that Adam adds to the divisor.
//:
//: **A larger learning rate is no sure cure for the minimax loss.** At ten times the rate the generator comes more than two
//: thirds of the way on average, but at a hundred times it ends farther away than it began on one seed of three. No fixed
//: rate of SGD is safe, because it has to suit the whole way: where the logit is −6, this loss needs a rate about
//: {{asUndecided}} times as large as where it is 0, to make up for its factor. The non-saturating loss comes near at both
//: larger rates too, but overshoots more than with Adam.
//:
//: The factor has another fault, which Adam cannot hide. Within a batch each sample counts by its $`\sigma(s)`$, so samples
//: that the discriminator nearly calls real count more than those that are far off. The races do not test this.

//: @hide
func showMoreOfTheValue(_ page: Page) throws {
  //: @show
  //: ## Appendix: more about the value
  //:
  //: Against the best discriminator, held fixed, the gradient of the non-saturating loss is that of
  //: $`\mathrm{KL}(q \,\|\, p) - 2\,\mathrm{JSD}(p, q)`$ (Arjovsky & Bottou 2017). {define: The *reverse KL divergence* is
  //: $`\mathrm{KL}(q \,\|\, p)`$, with the density of the generated samples first: it is large where samples are generated
  //: and the data have none, while data that no sample covers count for little in it.} It is therefore called
  //: *mode-seeking*. The second term has the wrong sign: on its own it would drive the distributions apart. The folded code
  //: checks the formula on Gaussians.

  //: {fold: the check of the non-saturating gradient}
  let line = -14.0...14.0
  let data = Normal(mean: 0, deviation: 1)
  func difference(_ mean: Double) -> Double {
    mean * mean / 2 - 2 * jensenShannon(data, Normal(mean: mean, deviation: 1), over: line)
  }
  let checked = [0.5, 1, 2, 4].map { mean in
    // The slope of the best discriminator's logit is −mean everywhere, so −log σ(s) pulls by mean · (1 − σ(s)).
    let fakes = Normal(mean: mean, deviation: 1)
    let pull = integral(over: line) { x in
      fakes.density(x) * mean * sigmoid(fakes.logDensity(x) - data.logDensity(x))
    }
    return (pull: pull, slope: (difference(mean + 1e-3) - difference(mean - 1e-3)) / 2e-3)
  }
  page.expect(
    "at four distances the non-saturating pull is the slope of KL(q‖p) − 2 JSD, to within 0.00001",
    checked.allSatisfy { abs($0.pull - $0.slope) < 1e-5 })

  //: [*Two narrow bumps moving apart*](../../answers/wasserstein.md#two-narrow-bumps-moving-apart) explains what becomes of
  //: this loss where the supports are apart.
  //:
  //: How near does a learning discriminator come to the best value? This one is trained against fakes whose mean is 2, and
  //: its value is integrated after every ten steps.

  //: {fold: the learning discriminator and its value}
  let random = Random(seed: page.seed).split("bound")
  let fakes = Normal(mean: 2, deviation: 1)
  let judge = PointDiscriminator(dimensions: 1, width: 32, random: random.split("judge"))
  let places = Tensor((0...4000).map { Float(-14 + 0.007 * Double($0)) }).reshaped([4001, 1])
  func reached() -> Double {
    let logits = withoutHistory { judge(places, .inference).scalars }
    return gameValue(
      { Double(logits[Int((($0 + 14) / 0.007).rounded())]) }, data: data, fakes: fakes, over: line)
  }
  let evaluations = page.profile == .quick ? 8 : 60
  let values = (0...evaluations).map { evaluation in
    if evaluation > 0 {
      judge.train(
        steps: 10, random: random, real: { random.normal([256, 1]) }, fake: { random.normal([256, 1], mean: 2) })
    }
    return reached()
  }
  let limit = gameValue({ data.logDensity($0) - fakes.logDensity($0) }, data: data, fakes: fakes, over: line)

  //: {fold: the picture of the value}
  try page.show(
    LinePlot(
      "A discriminator on its way", x: "training steps of the discriminator", y: "value V(D, G)",
      [Series("V(D, G)", x: (0...evaluations).map { 10 * $0 }, y: values, as: .discriminator)],
      references: [.horizontal(limit, "V(D*, G)"), .horizontal(-log(4), "−log 4")]),
    caption: "The value that a learning discriminator reaches, and the limit that the divergence sets",
    alternative: """
      The curve rises from below −log 4, steeply and then slowly, to the level line of the best discriminator's value, and \
      stays there.
      """)

  page.expect(
    "the learning discriminator's value never exceeds the best one's", values.allSatisfy { $0 <= limit + 1e-6 })
  page.expect(
    "at the end the learning discriminator's value is within 0.02 of the best one's", values.last! > limit - 0.02,
    from: .standard)
  page.record("underestimate", (limit - values.last!) / 2, tolerance: 0.00004, format: .significant(1))

  //: At the end the bound is {{underestimate}} below the true divergence.
  //: @hide
}
