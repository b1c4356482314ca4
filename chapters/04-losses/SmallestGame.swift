import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## The smallest game there is
//:
//: Do the players come to rest where neither can improve? The *DiracGAN* (Mescheder 2018) is so small that one can follow
//: every step. All its data are at 0. The generator has one number, $`\theta`$ (theta), at which it puts all its samples,
//: and the discriminator, whose one number is $`\psi`$ (psi), has the logit $`\psi x`$ at $`x`$. The value is
//:
//: ```math
//: V(\psi, \theta) \;=\; \log \sigma(0) + \log\bigl(1 - \sigma(\psi\theta)\bigr).
//: ```
//:
//: Neither player can improve at the *solution* $`\theta = 0,\ \psi = 0`$: the generated sample is where the data are, and
//: the discriminator has no preference. The slope of $`V`$ in the logit $`s`$ is $`-\sigma(s)`$ ([as above](#how-much-a-sample-counts)), and
//: $`s = \psi\theta`$, so by the chain rule
//:
//: ```math
//: \frac{\partial V}{\partial \theta} = -\sigma(\psi\theta)\,\psi, \qquad
//: \frac{\partial V}{\partial \psi} = -\sigma(\psi\theta)\,\theta.
//: ```
//:
//: The generator goes down, so its pull has the opposite sign, and the discriminator goes up. The non-saturating loss changes
//: only the generator's pull:
//:
//: | loss of the generator | pull on θ | pull on ψ |
//: | --- | --- | --- |
//: | minimax | $`\psi\,\sigma(\psi\theta)`$ | $`-\theta\,\sigma(\psi\theta)`$ |
//: | non-saturating | $`\psi\,\sigma(-\psi\theta)`$ | $`-\theta\,\sigma(\psi\theta)`$ |
//:
//: The minimax factor $`\sigma(\psi\theta)`$ is almost 0 where $`\psi\theta`$ is very negative, which is why the arrows at
//: the upper left and at the lower right of the two upper games are almost dots.
//:
//: Take one step of 0.1 in the minimax game from $`\theta = 1,\ \psi = 0`$, where
//: $`\sigma(\psi\theta) = \sigma(0) = \tfrac12`$. The pull on $`\theta`$ is 0 · ½ = 0, so $`\theta`$ stays at 1, while the
//: pull on $`\psi`$ is −1 · ½, so $`\psi`$ becomes −0.05. The distance from the solution has grown from 1 to √(1² + 0.05²) =
//: {{firstRadius}}. Because $`\psi`$ is now negative, $`\theta`$ falls; once $`\theta`$ is negative too, $`\psi`$ rises, and
//: so they chase each other.
//:
//: Two additions can bring the players to rest. {define: *Instance noise* moves every sample, real or generated, at random
//: before the discriminator sees it (Sønderby 2016; Arjovsky & Bottou 2017).} Here it moves samples by 1, to the left or
//: right. {define: *R1* (Mescheder 2018) adds to the discriminator's loss $`\tfrac{\gamma}{2}`$ times the mean square of its
//: slope at the real samples. The number $`\gamma`$ (gamma) is chosen beforehand, and says how strong the penalty is.} Here
//: the slope is $`\psi`$ everywhere, so R1 pulls $`\psi`$ towards 0 by $`\gamma\psi`$.

//: {fold: the smallest game}
/// The smallest adversarial game (Mescheder 2018).
struct DiracGAN {
  /// Whether the generator plays for the minimax loss; if not, for the non-saturating one.
  var isZeroSum = true
  /// Instance noise (Sønderby 2016): the discriminator sees every sample moved by this much, left or right.
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
  //: {fold: the comparison with the engine, which finds the same pulls}
  func engine(_ loss: any UnpairedLoss, at place: DiracGAN.Place) -> DiracGAN.Place {
    let (theta, psi) = (Tensor(Float(place.theta)).tracked(), Tensor(Float(place.psi)).tracked())
    let (real, fake) = (psi * Tensor(0), psi * theta)
    return DiracGAN.Place(
      theta: Double(-gradients(of: loss.generator(fake: fake), wrt: [theta])[0].scalar),
      psi: Double(-gradients(of: loss.discriminator(real: real, fake: fake), wrt: [psi])[0].scalar))
  }
  let probes = [DiracGAN.Place(theta: 1, psi: 0), .init(theta: -0.5, psi: 2), .init(theta: 0.3, psi: -1)]
  page.expect(
    "at three places the pulls of the code are those that the engine computes, for both forms of the loss",
    probes.allSatisfy { place in
      [(DiracGAN(), Minimax() as any UnpairedLoss), (DiracGAN(isZeroSum: false), NonSaturating())].allSatisfy {
        let (formula, found) = ($0.pull(at: place), engine($1, at: place))
        return abs(formula.theta - found.theta) < 1e-6 && abs(formula.psi - found.psi) < 1e-6
      }
    })

  //: Now play the minimax game for 2,000 steps of 0.1 from $`\theta = 1,\ \psi = 0`$. {define: In *simultaneous gradient
  //: descent* both players of a game move at once.} {define: In *alternating gradient descent* the players of a game move in
  //: turn, so that one answers what the other has just done.} The [picture at the top](#4--losses) shows one of each,
  //: and then two simultaneous games with instance noise and with R1. Would more and shorter steps take the players to the
  //: solution without either?

  let steps = 2000
  let once = DiracGAN().track(steps: steps)
  let inTurn = DiracGAN().track(steps: steps, alternates: true)
  let noisy = DiracGAN(noise: 1).track(steps: steps)
  let penalised = DiracGAN(r1: 0.3).track(steps: steps)

  //: @hide
  try showFourGames(
    page,
    [
      (title: "at once (simultaneous)", game: DiracGAN(), track: once),
      (title: "in turn (alternating)", game: DiracGAN(), track: inTurn),
      (title: "at once, instance noise", game: DiracGAN(noise: 1), track: noisy),
      (title: "at once, R1", game: DiracGAN(r1: 0.3), track: penalised),
    ])
  //: @show
  //: **Moving at once, the players wind outwards; moving in turn, they go round; with noise or R1 they arrive.**

  //: {fold: the table of four games}
  let plays: [(name: String, track: [DiracGAN.Place])] = [
    ("minimax, at once (simultaneous)", once), ("minimax, in turn (alternating)", inTurn),
    ("minimax, instance noise of 1", noisy), ("minimax, R1 with γ = 0.3", penalised),
  ]
  func shown(_ distance: Double) -> String {
    if distance < 1e-15 { return "below 1e-15" }
    return distance.text(distance < 0.001 ? .scientific(0) : .significant(3))
  }
  page.table(
    header: ["game", "distance from the solution after 2,000 steps"],
    rows: plays.map { [$0.name, shown($0.track.last!.radius)] },
    caption: "The distance was 1 at the start. The notation 7e-13 means 7 · 10⁻¹³")
  let finer = DiracGAN().track(steps: 10 * steps, rate: 0.01).last!.radius

  //: {fold: the claims}
  page.record("finer", finer, tolerance: 0.005, format: .decimals(2))
  page.expect(
    "with ten times as many steps, a tenth as long, the players end farther out than they began, and less than half as "
      + "far out as with the longer steps",
    finer > 1 && finer < once.last!.radius / 2)
  page.expect(
    "at every place of the game played at once the pull is at right angles to the direction of the solution",
    (probes + once).allSatisfy {
      let pull = DiracGAN().pull(at: $0)
      return abs(pull.theta * $0.theta + pull.psi * $0.psi) < 1e-12
    })
  page.expect(
    "where θ and ψ are 3 and −3, or −3 and 3, both pulls of the minimax game are below 0.001",
    [3.0, -3.0].allSatisfy {
      let pull = DiracGAN().pull(at: DiracGAN.Place(theta: $0, psi: -$0))
      return max(abs(pull.theta), abs(pull.psi)) < 0.001
    })
  page.record("firstRadius", once[1].radius, tolerance: 1e-6, format: .decimals(5))
  page.expect(
    "one step of 0.1 from θ = 1, ψ = 0 leaves θ at 1 and takes ψ to −0.05",
    abs(once[1].theta - 1) < 1e-12 && abs(once[1].psi + 0.05) < 1e-12)
  let turn = once.firstIndex { $0.theta < 0 }!
  page.expect(
    "after that step θ falls until it is negative too, and in the next step ψ rises",
    once[1...turn].allSatisfy { $0.psi < 0 } && once[turn + 1].psi > once[turn].psi
      && zip(once[1..<turn], once[2...turn]).allSatisfy { $1.theta < $0.theta })
  page.expect(
    "played at once, the players are farther from the solution after every single step",
    zip(once, once.dropFirst()).allSatisfy { $1.radius > $0.radius })
  page.expect(
    "played in turn, they are never nearer than 0.9 and never farther than 1.1",
    inTurn.allSatisfy { (0.9...1.1).contains($0.radius) })
  page.expect(
    "with noise and with R1 the players end less than a billionth away from the solution",
    noisy.last!.radius < 1e-9 && penalised.last!.radius < 1e-9)

  //: **The direction of the pull keeps the players from arriving.** Because the minimax pull
  //: $`\sigma(\psi\theta) \cdot (\psi, -\theta)`$ is everywhere at right angles to the direction of the solution, the
  //: players move *around* it, and a step along a tangent ends a little farther out. Gradient descent on a single loss, by
  //: contrast, cannot circle if its steps are small enough, because each step lowers the loss.
  //:
  //: **Shorter steps do not get them there, and neither do turns.** With ten times as many steps, each a tenth as long, the
  //: distance still grows, though only to {{finer}}; with ever shorter steps it would stay at 1, but never shrink (Mescheder
  //: 2018). Taking turns keeps it between 0.9 and 1.1; [an appendix](#appendix-the-eigenvalues-of-the-smallest-game) explains
  //: why, and why not every game circles.
  //: @hide
}

/// - Returns: The games that differ in what keeps the players in check, which an appendix takes up again.
func showFriction(_ page: Page) throws -> [RestrainedGame] {
  //: @show
  //: ## Why R1 helps, seen in the smallest game
  //:
  //: <a id="why-r1-helps-in-two-numbers"></a>A swing without friction goes back and forth for ever. The smallest game is
  //: such a swing, and R1 is friction on the discriminator's number: the farther $`\psi`$ is from 0, the harder R1 pulls it
  //: back. Each round therefore loses a little, and if the friction is small, the circle becomes a spiral that ends at the
  //: solution.
  //:
  //: **Bet on one** of three strengths, $`\gamma = 0.3`$, 1 or 10: with which do the players arrive first?

  //: {fold: the five games and the picture of their distances}
  let games = [
    RestrainedGame("no friction, no noise", DiracGAN(), friction: 0),
    RestrainedGame("R1, γ = 0.3", DiracGAN(r1: 0.3), friction: 0.3),
    RestrainedGame("R1, γ = 1", DiracGAN(r1: 1), friction: 1),
    RestrainedGame("R1, γ = 10", DiracGAN(r1: 10), friction: 10),
    RestrainedGame("instance noise of 1", DiracGAN(noise: 1), friction: 0.5),
  ]
  let looks = [Encoding.noRemedy, .r1.variant(1), .r1.variant(0), .r1.variant(2), .instanceNoise]
  try page.show(
    LinePlot(
      "R1 of three strengths, and noise", x: "step",
      y: Axis("distance from the solution", .logarithmic, range: 1e-8...3),
      zip(games, looks).map { Series($0.name, y: $0.game.track(steps: 400).map(\.radius), as: $1) }),
    caption: "The distance from the solution, for R1 of different strengths and for instance noise",
    alternative: """
      Five curves over the steps, on a logarithmic axis. Without friction or noise the distance grows slowly. It falls slowly \
      with the strongest R1, faster and in waves with the weakest, faster still with noise, and fastest, along a nearly \
      straight line, with the middle one.
      """,
    behind: "I have decided: show the race")

  //: {fold: the claims}
  let left = games.map { $0.game.track(steps: 200).last!.radius }
  page.expect(
    "after 200 steps the players are nearer with γ = 1 than with γ = 0.3, with γ = 10 and without R1",
    left[2] < min(left[0], left[1], left[3]))
  page.expect("after 200 steps the players are nearer with noise of 1 than without it", left[4] < left[0])
  page.record(
    "largestPsi", games[3].game.track(steps: 400).map { abs($0.psi) }.max()!, tolerance: 0.001, format: .significant(1))
  // The step that readers take on paper, without R1 and with it.
  let onPaper = [games[0], games[2]].map { $0.game.track(from: DiracGAN.Place(theta: 0, psi: 1), steps: 1)[1] }
  page.record("paperFree", onPaper[0].radius, tolerance: 1e-6, format: .decimals(5))
  page.record("paperPenalised", onPaper[1].radius, tolerance: 1e-6, format: .decimals(5))
  page.expect(
    "one step of 0.1 from θ = 0, ψ = 1 takes θ to 0.05; ψ stays at 1 without R1, and falls to 0.9 with γ = 1",
    onPaper.allSatisfy { abs($0.theta - 0.05) < 1e-12 } && abs(onPaper[0].psi - 1) < 1e-12
      && abs(onPaper[1].psi - 0.9) < 1e-12)

  //: **The middle one, $`\gamma = 1`$, wins.** With it the game is *critically damped*: near the solution the players just
  //: no longer circle. With 0.3 it is *underdamped*, so they still circle, and with 10 *overdamped*: R1 keeps the
  //: discriminator's number within {{largestPsi}} of 0, and so flat a discriminator tells the generator little. A penalty
  //: that is too strong looks like a learning rate that is too small. The [eigenvalues of these
  //: games](#appendix-the-eigenvalues-of-the-smallest-game) also explain why noise acts like R1.
  //:
  //: For a network with the logit $`s`$ the penalty is $`R_1 = \tfrac{\gamma}{2}\,\mathbb{E}_{x}\,|\nabla s(x)|^2`$, where
  //: $`\nabla s`$ is the slope and $`x`$ is real. Because every slope at the data costs the discriminator something, little
  //: drives a generator away once it has arrived. Mescheder 2018 prove, under assumptions, that a game with R1 comes to rest
  //: at such a place if it starts near it. Chapter 6 tries R1 and noise on larger networks.
  //:
  //: <a id="r1-in-pytorch"></a>In PyTorch, chapter 1's function becomes this one, for samples of any shape, images too, and
  //: for any $`\gamma`$:
  //:
  //: ```python
  //: def r1(discriminator, real, gamma):
  //:     real = real.detach().requires_grad_()
  //:     # The sum, because each logit depends on its own sample only: one gradient gives the slopes at all samples.
  //:     (slopes,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)
  //:     return gamma / 2 * slopes.square().flatten(1).sum(dim=1).mean()
  //: ```
  //:
  //: `create_graph=True` lets `backward` continue through the slopes to the weights.
  //:
  //: Other GANs use [other losses](#other-losses). On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
  return games
}
//: @show
