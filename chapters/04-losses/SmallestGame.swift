import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## The smallest game there is
//:
//: What remains if the networks are taken away? All the data is at 0. The generator has one number, $`\theta`$, and
//: puts all its samples there. The discriminator has one number, $`\psi`$: its logit at $`x`$ is $`\psi x`$. This is the
//: *DiracGAN* (Mescheder 2018). Its value is
//:
//: ```math
//: V(\psi, \theta) \;=\; \log \sigma(0) + \log\bigl(1 - \sigma(\psi\theta)\bigr),
//: ```
//:
//: and neither player can improve only at $`\theta = 0,\ \psi = 0`$: the generated sample is where the data is, and the
//: discriminator has no preference. Differentiate, and this is where each number is pulled:

/// The smallest adversarial game (Mescheder 2018).
struct DiracGAN {
  /// Whether the generator plays for the minimax loss; if not, for the non-saturating one.
  var isZeroSum = true
  /// Instance noise (Sønderby 2016): the discriminator sees every sample moved by this much, up or down.
  var noise = 0.0
  /// γ of the penalty R1 = γ/2 · |slope at the real samples|², and the slope is ψ (Mescheder 2018).
  var r1 = 0.0

  /// The players' numbers.
  struct Place {
    var theta: Double
    var psi: Double
    var radius: Double { hypot(theta, psi) }
  }

  /// The direction in which each player would like its own number to move.
  func pull(at place: Place) -> Place {
    let (theta, psi) = (place.theta, place.psi)
    let pulls = [-noise, noise].map { offset in
      let (real, fake) = (offset, theta + offset)
      return Place(
        theta: psi * sigmoid(isZeroSum ? psi * fake : -psi * fake),
        psi: real * sigmoid(-psi * real) - fake * sigmoid(psi * fake))
    }
    return Place(theta: (pulls[0].theta + pulls[1].theta) / 2, psi: (pulls[0].psi + pulls[1].psi) / 2 - r1 * psi)
  }
}

//: @hide
func showSmallestGame(_ page: Page) throws {
  //: @show
  //: Check the formula: the engine can differentiate the losses of this chapter.

  func engine(_ loss: any UnpairedLoss, at place: DiracGAN.Place) -> DiracGAN.Place {
    let (theta, psi) = (Tensor(Float(place.theta)).tracked(), Tensor(Float(place.psi)).tracked())
    let (real, fake) = (psi * Tensor(0), psi * theta)
    return DiracGAN.Place(
      theta: Double(-gradients(of: loss.generator(fake: fake), wrt: [theta])[0].scalar),
      psi: Double(-gradients(of: loss.discriminator(real: real, fake: fake), wrt: [psi])[0].scalar))
  }
  let probes = [DiracGAN.Place(theta: 1, psi: 0), .init(theta: -0.5, psi: 2), .init(theta: 0.3, psi: -1)]
  page.expect(
    "the formula is what the engine computes, for both forms of the loss",
    probes.allSatisfy { place in
      [(DiracGAN(), Minimax() as any UnpairedLoss), (DiracGAN(isZeroSum: false), NonSaturating())].allSatisfy {
        let (formula, found) = ($0.pull(at: place), engine($1, at: place))
        return abs(formula.theta - found.theta) < 1e-6 && abs(formula.psi - found.psi) < 1e-6
      }
    })

  //: Now play it for 2,000 steps of 0.1 from $`\theta = 1,\ \psi = 0`$: both players at once; one after the other; with
  //: instance noise; and with R1. {define: *Instance noise* moves every sample, real or generated, at random before the
  //: discriminator sees it (Sønderby 2016).} Here it moves it by 1, up or down. {define: *R1* charges the discriminator
  //: for the square of its slope at the real samples (Mescheder 2018).}

  let steps = 2000
  let once = DiracGAN().track(steps: steps)
  let inTurn = DiracGAN().track(steps: steps, alternates: true)
  let noisy = DiracGAN(noise: 1).track(steps: steps)
  let penalised = DiracGAN(r1: 0.3).track(steps: steps)

  //: {fold: the figure of the four games}
  func panel(_ title: String, _ game: DiracGAN, _ track: [DiracGAN.Place]) -> LinePlot {
    LinePlot(
      title, x: Axis("θ, the generator's number", range: -3.3...3.3),
      y: Axis("ψ, the discriminator's number", range: -3.3...3.3),
      [
        Series("", x: track.map(\.theta), y: track.map(\.psi)),
        Series("", x: [track.last!.theta], y: [track.last!.psi], as: .generated),
      ], references: [.vertical(0), .horizontal(0)], arrows: game.field(reach: 3), equalAspect: true)
  }
  try page.show(
    Panels([
      panel("at once", DiracGAN(), once), panel("in turn", DiracGAN(), inTurn),
      panel("instance noise", DiracGAN(noise: 1), noisy), panel("R1", DiracGAN(r1: 0.3), penalised),
    ]),
    caption: """
      The smallest game, played in four ways. The solution is where the straight lines meet; a track goes from dot to cross
      """)

  let plays: [(name: String, track: [DiracGAN.Place])] = [
    ("minimax, at once", once), ("minimax, in turn", inTurn),
    ("non-saturating, at once", DiracGAN(isZeroSum: false).track(steps: steps)),
    ("non-saturating, in turn", DiracGAN(isZeroSum: false).track(steps: steps, alternates: true)),
    ("minimax, instance noise of 1", noisy), ("minimax, R1 with γ = 0.3", penalised),
  ]
  func shown(_ distance: Double) -> String { distance.text(distance < 0.001 ? .scientific(0) : .significant(3)) }
  page.table(
    header: ["game", "distance from the solution at the start", "after 2,000 steps"],
    rows: plays.map { [$0.name, shown($0.track[0].radius), shown($0.track.last!.radius)] })
  page.record("grown", once.last!.radius, tolerance: 0.005, format: .decimals(2))
  let finer = DiracGAN().track(steps: 10 * steps, rate: 0.01).last!.radius
  page.record("finer", finer, tolerance: 0.005, format: .decimals(2))
  page.expect("with steps a tenth as long it still moves outwards, but far less", finer > 1 && finer < 1.5)
  page.record("kept", inTurn.last!.radius, tolerance: 0.005, format: .decimals(2))
  page.expect(
    "the pull is at right angles to the direction of the solution",
    probes.allSatisfy {
      let pull = DiracGAN().pull(at: $0)
      return abs(pull.theta * $0.theta + pull.psi * $0.psi) < 1e-12
    })
  page.expect(
    "played at once, the players are farther from the solution after every single step",
    zip(once, once.dropFirst()).allSatisfy { $1.radius > $0.radius })
  page.expect(
    "played in turn, they are never nearer than 0.9 and never farther than 1.1",
    inTurn.allSatisfy { (0.9...1.1).contains($0.radius) })
  page.expect(
    "noise and R1 take both players to the solution", noisy.last!.radius < 1e-9 && penalised.last!.radius < 1e-9)

  //: You may have predicted that small steps, each of which is an improvement for its player, lead to the solution. They
  //: lead *around* it. The pull $`\sigma(\psi\theta) \cdot (\psi, -\theta)`$ is everywhere at right angles to the direction of
  //: the solution. A step along a tangent ends a little farther out: {{grown}} after 2,000 steps. If the players take turns,
  //: the game circles at a distance of {{kept}} and does not arrive. With steps a tenth as long, over the same time, the
  //: spiral only gets to {{finer}}. No step is short enough to stop the circling: it belongs to the game (Nagarajan & Kolter
  //: 2017; Mescheder 2017).
  //:
  //: The non-saturating game has the same solution and, close to it, the same circles. Farther out its pulls do not
  //: cancel, and it drifts inwards, ever more slowly. Played at once, with steps of $`h`$, it settles near
  //: $`\sqrt{2h}`$, where the drift and the tangents balance:

  let settled = DiracGAN(isZeroSum: false).track(steps: 20_000).last!.radius
  page.record("settled", settled, tolerance: 0.002, format: .decimals(3))
  page.print("after 20,000 steps of 0.1: \(settled.text(.decimals(4)))   √0.2 = \(0.2.squareRoot().text(.decimals(4)))")
  page.expect("the non-saturating game settles near √(2h)", abs(settled - 0.2.squareRoot()) < 0.01)

  //: ## Why R1 helps, in two numbers
  //:
  //: Near the solution only the linear part of the pull counts, a 2 × 2 matrix, and its *eigenvalues* decide: a step of
  //: size $`h`$ multiplies by $`1 + h\lambda`$. A negative real part leads to the solution; an imaginary part turns. Here the matrix
  //: is
  //:
  //: ```math
  //: \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix},
  //: \qquad
  //: \lambda \;=\; -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}.
  //: ```
  //:
  //: Without R1 that is $`\pm i/2`$: pure turning. Near the solution, instance noise of deviation $`\nu`$ acts like R1
  //: with $`\gamma = \nu^2/2`$. The eigenvalues, found by differentiating the pull numerically, beside the formula:
  //:
  //: An `EigenvaluePair` is two numbers, which may be complex.

  let games: [(name: String, game: DiracGAN, gamma: Double)] = [
    ("nothing", DiracGAN(), 0), ("R1, γ = 0.3", DiracGAN(r1: 0.3), 0.3), ("R1, γ = 1", DiracGAN(r1: 1), 1),
    ("R1, γ = 10", DiracGAN(r1: 10), 10), ("instance noise of 1", DiracGAN(noise: 1), 0.5),
  ]
  func formula(_ gamma: Double) -> EigenvaluePair {
    EigenvaluePair(middle: -gamma / 2, radicand: gamma * gamma / 4 - 0.25)
  }

  //: {fold: the table of eigenvalues}
  page.table(
    header: ["held by", "eigenvalues, found", "by the formula", "distance after 200 steps"],
    rows: games.map { name, game, gamma in
      [name, game.eigenvalues.text, formula(gamma).text, game.track(steps: 200).last!.radius.text(.significant(2))]
    })

  page.expect(
    "the eigenvalues are those of the formula",
    games.allSatisfy { $0.game.eigenvalues.distance(to: formula($0.gamma)) < 1e-6 })

  //: {fold: the figure of the distances}
  let looks = [Encoding.noRemedy, .r1.variant(1), .r1.variant(0), .r1.variant(2), .instanceNoise]
  try page.show(
    LinePlot(
      "R1 of three strengths, and noise", x: "step",
      y: Axis("distance from the solution", .logarithmic, range: 1e-6...3),
      zip(games, looks).map { Series($0.name, y: $0.game.track(steps: 400).map(\.radius), as: $1) }),
    caption: "The distance from the solution, for R1 of different strengths and for instance noise")

  func distance(_ gamma: Double) -> Double { DiracGAN(r1: gamma).track(steps: 200).last!.radius }
  page.expect("γ = 1 is faster than both less and more", distance(1) < distance(0.3) && distance(1) < distance(10))

  //: At $`\gamma = 1`$ the turning just stops, and the players arrive faster than with less or with more. Ten times as much
  //: is *overdamped*: the discriminator is held so close to a slope of 0 that it tells the generator hardly anything. A
  //: penalty that is too strong looks like a learning rate that is too small.
  //:
  //: This is a game with two numbers. It does not show that networks with a million numbers circle like this. It shows that
  //: a game of two losses can circle, which the descent of a single loss cannot in small enough steps. Chapter 6 tries R1,
  //: noise and the others on networks.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. The value $`V = \mathbb{E}\log D(x) + \mathbb{E}\log(1 - D(G(z)))`$ goes up for the discriminator and down for
//:    the generator; against the best discriminator it is −log 4 + 2 JSD.
//: 2. The non-saturating generator has the same goal and is pulled hardest when it is furthest behind; the game is no
//:    longer zero-sum.
//: 3. Where supports are apart the JSD is flat; the Wasserstein distance is not, but a critic measures it only if its
//:    slope is bounded.
//: 4. Two players who each descend may circle: the pull of a game need not point to the solution.
//: 5. R1 and noise turn the pull towards the solution; so, a little, does the non-saturating loss.
//:
//: ## Exercises
//:
//: 1. Which numbers on this page depend on chance? Predict, then compare with `swift run chapter 4 --seed 2`.
//:    (Of the figures two change: the value that a learning discriminator reaches, and the maps of the two surfaces.)
//: 2. In [`showPointsApart`](source:GameValue.swift#showPointsApart), make the bumps twice as wide (`width`). From what distance on is the JSD flat now? Run
//:    `swift run chapter 4`: the claim about a distance of 2 decides.
//: 3. Take steps of 0.4 in the non-saturating game (`track(steps: 20_000, rate: 0.4)`). Where will it settle? The claim
//:    beside it has the answer for 0.1.
//: 4. In [`showCritics`](source:WassersteinDistance.swift#showCritics), charge for slopes below 1 as well:
//:    `GradientPenalty(lambda: 10)`. On a line that builds a
//:    wall at slope 0, and a critic that begins with the wrong sign stays behind it. Run the chapter: what does the
//:    table say now? Why would a plane be kinder?
//: 5. Give chapter 5's trainer the saturating loss: `trainer.loss = Minimax()` at the end of
//:    [`Recipe.trainer`](source:Sources/GAN/Training/Recipe.swift#Recipe.trainer). With Adam,
//:    and no head start, do you expect a difference? `swift run chapter 5`
//:
//: [Chapter 5](../05-training/README.md) trains images with the non-saturating loss. In short:
//: [the minimax loss](../../answers/minimax.md).

//: ## Appendix: how the experiments are run
//:
//: The race of "A late start": a generator of points whose distance from the data is measured while both players learn.
//: A `Trainer`, which chapter 5 takes apart, holds both and gives each its turn.

//: {show: Race.swift#race}

//: The table "All of them on the ring": every loss over several seeds.

//: {show: RingTrials.swift#RingTrial, RingTrialRecipe, Contestant, ringTrials, trials, ringDuel}

//: The smallest game's tracks, its eigenvalues and its arrows.

//: {show: DiracGAN.swift#DiracGAN.track, DiracGAN.eigenvalues, DiracGAN.field, EigenvaluePair}
