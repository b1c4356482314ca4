import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## The smallest game there is
//:
//: Each player may improve its own loss at every step, and still neither arrives: in the smallest game of all they go round and
//: round. This game has no networks. All the data are at 0. The generator has one number, $`\theta`$, and puts all its
//: samples there. The discriminator has one number, $`\psi`$: its logit at $`x`$ is $`\psi x`$. This is the *DiracGAN*
//: (Mescheder 2018). Its value is
//:
//: ```math
//: V(\psi, \theta) \;=\; \log \sigma(0) + \log\bigl(1 - \sigma(\psi\theta)\bigr).
//: ```
//:
//: There is one place where neither player can improve, $`\theta = 0,\ \psi = 0`$: the generated sample is where the data
//: are, and the discriminator has no preference. {define: The *pull* of a loss, in this book, is its gradient turned round: the
//: direction in which the loss falls. As one number it is the gradient's size.} Each place says what the gradient is taken in:
//: a sample's logit, the sample itself, or a player's parameters. Differentiate: $`\theta`$ is pulled by $`\psi\,\sigma(\psi\theta)`$, and
//: $`\psi`$ by $`-\theta\,\sigma(\psi\theta)`$. While the discriminator's number is positive the generator's grows; while
//: the generator's is positive the discriminator's shrinks. Each chases the other round.
//:
//: Here is the game in code, with two additions that come next. It also has the non-saturating form, which pulls $`\theta`$ by
//: $`\psi\,\sigma(-\psi\theta)`$.

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
  //: The engine, which differentiates the two losses above, finds the same pulls:

  func engine(_ loss: any UnpairedLoss, at place: DiracGAN.Place) -> DiracGAN.Place {
    let (theta, psi) = (Tensor(Float(place.theta)).tracked(), Tensor(Float(place.psi)).tracked())
    let (real, fake) = (psi * Tensor(0), psi * theta)
    return DiracGAN.Place(
      theta: Double(-gradients(of: loss.generator(fake: fake), wrt: [theta])[0].scalar),
      psi: Double(-gradients(of: loss.discriminator(real: real, fake: fake), wrt: [psi])[0].scalar))
  }
  let probes = [DiracGAN.Place(theta: 1, psi: 0), .init(theta: -0.5, psi: 2), .init(theta: 0.3, psi: -1)]

  //: {fold: the claims}
  page.expect(
    "the formula is what the engine computes, for both forms of the loss",
    probes.allSatisfy { place in
      [(DiracGAN(), Minimax() as any UnpairedLoss), (DiracGAN(isZeroSum: false), NonSaturating())].allSatisfy {
        let (formula, found) = ($0.pull(at: place), engine($1, at: place))
        return abs(formula.theta - found.theta) < 1e-6 && abs(formula.psi - found.psi) < 1e-6
      }
    })

  //: Now play the minimax game for 2,000 steps of 0.1 from $`\theta = 1,\ \psi = 0`$. Both players move at once, or in turn, or
  //: at once with instance noise, or at once with R1. {define: *Instance noise* moves every sample, real or generated, at random
  //: before the discriminator sees it (Sønderby 2016).} Here it moves it by 1, up or down. {define: *R1* charges the
  //: discriminator for the square of its slope at the real samples (Mescheder 2018).}

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

  //: {fold: the claims}
  page.record("finer", finer, tolerance: 0.005, format: .decimals(2))
  page.expect("with steps a tenth as long it still moves outwards, but far less", finer > 1 && finer < 1.5)
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

  //: **You predicted whether they get there: in the minimax game they do not.** Their steps lead *around* the solution. The
  //: pull $`\sigma(\psi\theta) \cdot (\psi, -\theta)`$ is everywhere at right angles to the direction of the solution, and a
  //: step along a tangent ends a little farther out. After 2,000 steps the distance is {{grown}}. If the players take turns, the
  //: game goes round at a distance between 0.9 and 1.1, and does not arrive. With steps a tenth as long the spiral is slower:
  //: over the same time it gets to {{finer}}. No step is short enough to stop the circling: it belongs to the game (Nagarajan &
  //: Kolter 2017; Mescheder 2017).
  //:
  //: The non-saturating game has the same solution and, close to it, the same circles. Farther out its pulls do not cancel, and
  //: it drifts inwards, more and more slowly. If both players move at once, with steps of $`h`$, it settles near $`\sqrt{2h}`$,
  //: where the drift and the tangents balance:

  let settled = DiracGAN(isZeroSum: false).track(steps: 20_000).last!.radius
  page.record("settled", settled, tolerance: 0.002, format: .decimals(3))
  page.print("after 20,000 steps of 0.1: \(settled.text(.decimals(4)))   √0.2 = \(0.2.squareRoot().text(.decimals(4)))")
  page.expect("the non-saturating game settles near √(2h)", abs(settled - 0.2.squareRoot()) < 0.01)

  //: ## Why R1 helps, in two numbers
  //:
  //: R1 gives the pull a part that points to the solution. Near the solution only the linear part of the pull counts. There
  //: $`\sigma(0) = \tfrac12`$, so $`\theta`$ is pulled by $`\psi/2`$, and $`\psi`$ by $`-\theta/2 - \gamma\psi`$. As a matrix
  //: that is the one below. Its *eigenvalues* $`\lambda`$ decide: along each of the matrix's own directions a step of size
  //: $`h`$ multiplies the distance from the solution by $`1 + h\lambda`$. If $`\lambda`$ has a negative real part, small steps
  //: make the distance shrink. An imaginary part makes the players turn.
  //:
  //: ```math
  //: \begin{pmatrix} 0 & \tfrac12 \\ -\tfrac12 & -\gamma \end{pmatrix},
  //: \qquad
  //: \lambda \;=\; -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - \frac14}.
  //: ```
  //:
  //: Without R1 that is $`\pm i/2`$: pure turning. Near the solution, instance noise of standard deviation $`\nu`$ acts like R1
  //: with $`\gamma = \nu^2/2`$: averaged over the noise, the pull on $`\psi`$ has a part $`-\nu^2\psi/2`$. The table compares
  //: eigenvalues (an `EigenvaluePair`) that come from differentiating the pull numerically with those of the formula:

  let games: [(name: String, game: DiracGAN, gamma: Double)] = [
    ("nothing", DiracGAN(), 0), ("R1, γ = 0.3", DiracGAN(r1: 0.3), 0.3), ("R1, γ = 1", DiracGAN(r1: 1), 1),
    ("R1, γ = 10", DiracGAN(r1: 10), 10), ("instance noise of 1", DiracGAN(noise: 1), 0.5),
  ]
  func formula(_ gamma: Double) -> EigenvaluePair {
    EigenvaluePair(middle: -gamma / 2, radicand: gamma * gamma / 4 - 0.25)
  }

  //: {fold: the table of eigenvalues}
  page.table(
    header: ["kept in check by", "eigenvalues, found", "by the formula", "distance after 200 steps"],
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

  //: At $`\gamma = 1`$ the turning just stops, and the players arrive faster than with less or with more. With ten times as
  //: much the game is *overdamped*: the discriminator is held so close to a slope of 0 that it tells the generator hardly anything. A
  //: penalty that is too strong looks like a learning rate that is too small.
  //:
  //: This is a game with two numbers. It does not show that networks with a million numbers circle like this. It shows that a
  //: game of two losses can circle. The descent of a single loss cannot, if its steps are small enough. Chapter 6 tries R1, noise
  //: and other remedies on networks.
  //: @hide
}
//: @show
