import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # What is the discriminator's role in adversarial training?
//:
//: **It is the generator's loss function, one that is learnt and keeps changing.** There is no formula for "looks like a
//: photograph": the mean squared difference, for example, is smallest for the mean of all photographs, a grey blur. But
//: networks are good at telling two sets of samples apart, so the discriminator is trained to tell real samples from
//: generated ones. The generator sees no data and learns only from the slope of the discriminator's answer at its own
//: samples ([as a formula](#appendix-the-generators-gradient)), so a discriminator that is right but flat there teaches it
//: nothing.
//:
//: Against a fixed generator, the best discriminator answers $`D^* = p / (p + q)`$, where $`p`$ and $`q`$ are the
//: densities of real and generated samples (Goodfellow 2014). This is ½ where both are equally frequent, and it does not
//: say how likely a sample is. When the generator moves, these answers go out of date, so the two usually take turns.
//: After training, the discriminator is usually thrown away.
//:
//: ```
//: swift run answer discriminator
//: ```
//:
//: [Chapter 3](../chapters/03-discriminator/README.md) gives the reasons. Below are two further experiments, which need no
//: data set.

//: @hide
func discriminatorAnswer(_ page: Page) throws {
  try showMovingTarget(page)
  showChainRule(page)
}
//: @show

//: ## A moving target
//:
//: Does a discriminator keep up with a generator that moves, and what does it answer once the generator has arrived? Here
//: the generator is a straight line, $`G(z) = az + b`$, with two numbers to learn. Its samples are therefore exactly
//: normal, with mean $`b`$ and standard deviation $`|a|`$, and $`D^*`$ is known at every moment. A discriminator *pulls* on
//: each sample with the slope of its logit there, times [a factor of the
//: loss](../chapters/04-losses/README.md#how-much-a-sample-counts). Together these pulls change the samples' deviation. Call
//: this its *widening*: above 0 the samples would spread, below 0 they would contract.

/// A generator of points on the line that only scales and shifts.
final class LineGenerator: Module, Generator {
  let latentSize = 1
  let scale = Parameter(Tensor([0.5]))
  let shift = Parameter(Tensor([-2]))

  func callAsFunction(_ latents: Tensor, _ phase: Phase) -> Tensor { latents * scale.value + shift.value }
}

//: @hide
private func showMovingTarget(_ page: Page) throws {
  //: @show
  //: {fold: the game}
  let random = Random(seed: page.seed).split("moving")
  let data = Normal(mean: 2, deviation: 1)
  let trainer = Trainer(
    generator: { LineGenerator() },
    discriminator: PointDiscriminator(dimensions: 1, random: random.split("discriminator")),
    generatorRule: Adam(learningRate: 5e-3, beta1: 0.5), discriminatorRule: Adam(learningRate: 1e-3, beta1: 0.5),
    random: random.split("training"))
  // How a discriminator would change the generated deviation: above 0 it widens it.
  let latents = random.split("latents").normal([2000, 1])
  func widening(by logit: (Tensor) -> Tensor) -> Float {
    let scale = trainer.generator.scale
    let loss = NonSaturating().generator(fake: logit(trainer.generator(latents, .inference)))
    let slope = gradients(of: loss, wrt: [scale])[0].scalar
    return scale.value.scalar > 0 ? -slope : slope
  }

  //: {fold: the four evaluations and their panels}
  let line = (0...200).map { -4 + 0.05 * Double($0) }
  let points = Tensor(line.map { Float($0) }).reshaped([line.count, 1])
  var (panels, logitPanels): ([LinePlot], [LinePlot]) = ([], [])
  var evaluations: [(step: Int, generated: Normal, error: Double, fromHalf: Double, best: Float, found: Float)] = []
  // The slopes of both logits two deviations to the left and to the right of the generated mean.
  var slopes: [(best: (left: Double, right: Double), found: (left: Double, right: Double))] = []
  var step = 0
  for next in page.profile == .quick ? [0, 10, 20, 30] : [0, 100, 300, 4000] {
    while step < next {
      _ = trainer.step(on: random.normal([256, 1], mean: 2))
      step += 1
    }
    let generated = Normal(
      mean: Double(trainer.generator.shift.value.scalar), deviation: Double(abs(trainer.generator.scale.value.scalar)))
    let bestLogits = line.map { data.logDensity($0) - generated.logDensity($0) }
    let best = bestLogits.map(sigmoid)
    let foundLogits = withoutHistory { trainer.discriminator(points, .inference).scalars.map(Double.init) }
    let found = foundLogits.map(sigmoid)
    let weights = line.map { data.density($0) + generated.density($0) }
    // Means over real and generated samples: how far D is from the best discriminator, and how far from ½.
    func mean(_ gaps: [Double]) -> Double { zip(gaps, weights).map { $0 * $1 }.reduce(0, +) / weights.reduce(0, +) }
    let (error, fromHalf) = (mean(zip(best, found).map { abs($0 - $1) }), mean(found.map { abs($0 - 0.5) }))
    let (centre, variance) = (Float(generated.mean), Float(generated.deviation * generated.deviation))
    evaluations.append(
      (
        step, generated, error, fromHalf,
        widening { ($0 - centre).squared() * (0.5 / variance) - ($0 - 2).squared() * 0.5 },
        widening { trainer.discriminator($0, .inference) }
      ))
    panels.append(
      LinePlot(
        "after \(step.text) steps", x: "x", y: Axis("probability, or density", range: 0...1.7),
        [
          Series("p / (p + q)", x: line, y: best, as: .bestDiscriminator),
          Series("D", x: line, y: found, as: .discriminator),
          Series("q, generated", x: line, y: line.map(generated.density), as: .generated),
          Series("p, data", x: line, y: line.map(data.density), as: .real),
        ]))
    let middle = generated.mean - 2 * generated.deviation...generated.mean + 2 * generated.deviation
    func place(of x: Double) -> Int { min(max(Int(((x + 4) / 0.05).rounded()), 1), line.count - 2) }
    func ends(_ logits: [Double]) -> (left: Double, right: Double) {
      func slope(at x: Double) -> Double { (logits[place(of: x) + 1] - logits[place(of: x) - 1]) / 0.1 }
      return (left: slope(at: middle.lowerBound), right: slope(at: middle.upperBound))
    }
    slopes.append((best: ends(bestLogits), found: ends(foundLogits)))
    // Where a fake at either of these two places is pulled: uphill. Arrows begin on the curve and are of one length.
    func arrows(_ logits: [Double]) -> [(start: [Float], end: [Float])] {
      [(middle.lowerBound, ends(logits).left), (middle.upperBound, ends(logits).right)].map { x, slope in
        let height = Float(logits[place(of: x)])
        return (start: [Float(x), height], end: [Float(x + (slope < 0 ? -0.7 : 0.7)), height])
      }
    }
    let byFound = arrows(foundLogits)
    let against = zip(arrows(bestLogits), byFound).filter { $0.end[0] != $1.end[0] }.map(\.0)
    let pulls = byFound + against
    logitPanels.append(
      LinePlot(
        "after \(step.text) steps", x: Axis("x", range: -4...6), y: Axis("logit", range: -12...12),
        [
          Series("of p / (p + q)", x: line, y: bestLogits, as: .bestDiscriminator),
          Series("of D", x: line, y: foundLogits, as: .discriminator),
        ],
        references: [
          .span(middle, "generated"), .vertical(middle.lowerBound), .vertical(middle.upperBound),
        ], arrows: VectorField(from: Tensor(pulls.map(\.start)), to: Tensor(pulls.map(\.end)))))
  }

  //: {fold: the two pictures and the table}
  try page.show(
    Panels(panels), caption: "The best discriminator there is, and the one that is learning, as both move",
    alternative: """
      Four moments. At the start D is far from p / (p + q). In the next two panels both rise from 0 to 1 at nearly the same \
      place, between generated samples and data; at the far left only p / (p + q) is near 1. In the last panel the two bells \
      nearly coincide, and where they are both curves stay near ½
      """)
  try page.show(
    Panels(logitPanels),
    caption: """
      The same as logits, whose slope is what pulls. The generated samples lie in the grey band, two deviations to each \
      side. An arrow on the curve of D shows to which side D pulls a fake there, not how hard
      """,
    alternative: """
      Four panels. In the grey band the logit of p / (p + q) is a bowed curve; in the second and the third panel it falls at \
      the left edge of the band, and its arrow points left. The logit of D rises there, and its arrow points right. In the \
      last panel both curves are nearly level in the band
      """, behind: "Going deeper: the same as logits")
  page.table(
    header: ["steps", "generated mean", "deviation", "mean error of D", "widening by D*", "widening by D"],
    rows: evaluations.map {
      ["\($0.step)"] + [$0.generated.mean, $0.generated.deviation, $0.error].map { $0.text(.decimals(3)) }
        + [$0.best, $0.found].map { $0.text(.decimals(2)) }
    },
    caption: """
      The data have mean 2 and deviation 1. The error is averaged over real and generated samples. The widening was computed at \
      these four evaluations only, and may be different between them
      """, behind: "Going deeper: the numbers")

  //: {fold: the claims}
  page.record("earlySteps", evaluations[1].step)
  page.record("laterSteps", evaluations[2].step)
  page.record("lastSteps", evaluations.last!.step)
  let farLeft = evaluations.map { sigmoid(data.logDensity(line[0]) - $0.generated.logDensity(line[0])) }
  page.expect(
    "at the left edge of the panels the best discriminator says more than 0.9 after 100 and after 300 steps",
    farLeft[1...2].allSatisfy { $0 > 0.9 }, from: .standard)
  page.expect(
    "at the last evaluation the generated mean and deviation are within a tenth of the data's",
    abs(evaluations.last!.generated.mean - 2) < 0.1 && abs(evaluations.last!.generated.deviation - 1) < 0.1,
    from: .standard)
  page.expect(
    "at the last evaluation D is within 0.1 of ½ on average over real and generated samples, and at the two before it "
      + "farther than 0.3 from ½",
    evaluations.last!.fromHalf < 0.1 && evaluations[1...2].allSatisfy { $0.fromHalf > 0.3 }, from: .standard)
  page.record("untrained", evaluations[0].error, tolerance: 0.02, format: .decimals(2))
  page.expect(
    "at the three later evaluations D is within 0.1 of the best discriminator, on average",
    evaluations.dropFirst().allSatisfy { $0.error < 0.1 }, from: .standard)
  page.expect(
    "after 100 steps D is within 0.02 of the best discriminator, which widens the samples, and D's pull on the "
      + "deviation is less than a tenth of that",
    evaluations[1].error < 0.02 && evaluations[1].best > 0
      && abs(evaluations[1].found) < 0.1 * evaluations[1].best, from: .standard)
  page.expect(
    "from one side of these samples to the other, the slope of D's logit then changes by less than a fifth, and the "
      + "slope of the best logit changes from below 0 to above 0",
    abs(slopes[1].found.right / slopes[1].found.left - 1) < 0.2 && slopes[1].best.left < 0 && slopes[1].best.right > 0,
    from: .standard)
  page.expect(
    "after 300 steps too D is within 0.02 of the best discriminator, and it pulls less on the deviation",
    evaluations[2].error < 0.02 && abs(evaluations[2].found) < evaluations[2].best, from: .standard)

  //: **It keeps up, and in the end it answers about ½.** Its mean error is {{untrained}} at the start, and below 0.1 in each
  //: of the three later panels. After {{lastSteps}} steps the generated samples nearly match the data, so the best answer is
  //: near ½ wherever there are samples, and on average D's answer is near ½ too.
  //:
  //: After {{earlySteps}} and {{laterSteps}} steps, D differs most from the best discriminator at the far left. There the
  //: best one answers "real", because the wide Gaussian of the data reaches farther than the narrow one of the fakes, but
  //: the network has seen almost no samples.
  //:
  //: The generator, however, learns from the slope of the logit, not from the probability, and this slope may be wrong.
  //:
  //: <details>
  //: <summary><b>Going deeper: a right answer with the wrong slope</b></summary>
  //:
  //: After {{earlySteps}} steps the error is almost 0, because both discriminators recognise the fakes. Yet the best one
  //: pulls hard to widen the generated samples, while the network pulls only weakly on their deviation. The second panel
  //: of logits shows why: where the fakes lie, the network's logit is nearly a straight line, so all of them are pulled
  //: alike, which moves their mean but not their deviation. The best logit is a parabola, which pulls the two sides apart.
  //: Where it pulls in the opposite direction to D, it has its own arrow.
  //:
  //: </details>
  //:
  //: ## Too strong, too weak
  //:
  //: **A better discriminator is not better in every way, and one that is too weak is worse.** Two of the discriminators of
  //: [chapter 3](../chapters/03-discriminator/README.md#usual-fast-weak-frozen), with plain ReLU, play again here on the ring
  //: of eight modes, for {{duelSteps}} steps on each of three seeds. The *fast* one, which learns at ten times the rate of
  //: the *usual* one, has the lower loss on every seed, and against it the points end nearer to some mode. But on one seed
  //: its generator [*reaches*](../chapters/03-discriminator/README.md#words-for-counting) fewer than half of the modes: too
  //: few points are nearest to the others. Against chapter 3's weak one, with two units in a layer, the generator moves away
  //: from the data, although the discriminator's loss may look balanced.

  //: {fold: six games, and the claims}
  let duelSteps = page.record("duelSteps", page.profile == .quick ? 20 : 800)
  let kinds: [(name: String, rate: Float)] = [("usual", 1e-3), ("fast", 1e-2)]
  let duels = kinds.map { kind in
    Parallel.map([1, 2, 3]) { duel(steps: duelSteps, width: 128, learningRate: kind.rate, seed: $0) }
  }
  page.expect(
    "the fast one has on each seed the lower loss, and the nearer points",
    zip(duels[1], duels[0]).allSatisfy { $0.loss < $1.loss && $0.distance < $1.distance }, from: .standard)
  page.expect(
    "against the fast one the generator reaches fewer than half of the modes on one seed of three",
    duels[1].count { $0.reached < 4 } == 1, from: .standard)
  //: @hide
}
//: @show

//: ## Appendix: the generator's gradient
//:
//: By the chain rule, the generator's gradient has three factors: the slope of the loss $`\ell(s)`$ at the logit $`s`$,
//: the slope of the discriminator at the generated samples, and how these samples change with the generator's weights:
//:
//: ```math
//: \nabla_{\!\theta}\; \ell\bigl(s(G_\theta(z))\bigr) \;=\;
//: \ell'(s)\; \cdot\; \nabla_{\!x}\, s(x)\Big|_{x = G_\theta(z)} \cdot\; \frac{\partial G_\theta(z)}{\partial \theta}.
//: ```
//:
//: The discriminator's answer itself enters only through the first factor.

//: @hide
private func showChainRule(_ page: Page) {
  //: @show
  //: {fold: the check of this formula on a network with random weights}
  let judge = PointDiscriminator(random: Random(seed: page.seed))
  let fakes = Random(seed: page.seed + 1).normal([8, 2]).tracked()
  let logits = judge(fakes, .inference)
  let whole = gradients(of: NonSaturating().generator(fake: logits) * 8, wrt: [fakes])[0]
  let byParts = -(1 - logits.sigmoid()) * gradients(of: logits.sum(), wrt: [fakes])[0]
  page.expect(
    "the pull on a fake is the slope of the loss times the slope of the logit",
    (whole - byParts).absoluteValue().scalars.max()! < 1e-5)
  //: @hide
}
