import Engine
import Foundation
import GAN
import Notebook
import Pictures

//: ## In five points
//:
//: 1. A discriminator gives each sample a logit, and losses are computed from this logit, not from the probability σ(s).
//: 2. Where samples lie, a discriminator that is large enough and trained long enough knows p / (p + q), and nothing else
//:    about the two densities. Elsewhere its answer is a guess.
//: 3. The generator learns from the discriminator's slope at the fakes, while the answers decide only how much each slope
//:    counts.
//: 4. Where the logit is flat, nothing pulls, however far from the data a fake is.
//: 5. A discriminator's loss near 2 log 2 does not mean that the generated samples are good: a weak one may have it too.
//:
//: **A minute on paper.** At some point real samples are three times as frequent as fakes: $`p = 3q`$. What does the best
//: discriminator answer there, and what is its logit? What is the loss of a discriminator that answers ½ to everything?
//:
//: <details>
//: <summary><b>What comes out</b></summary>
//:
//: $`D^* = 3q / (3q + q)`$ = {{thrice}}. The logit is log 3 = {{thriceLogit}}, because σ(log 3) = 1 / (1 + ⅓). If every
//: answer is ½, each kind of sample costs −log ½ = log 2, so the loss is 2 log 2 = {{indifferent}}.
//:
//: </details>
//:
//: ## Exercises
//:
//: 1. Give `q` the same centre as `p` and keep its deviation. Where does D\* reach ½ now? `swift run chapter 3` shows it.
//:    Claims beside the picture may fail, because they are about the old centre. {reveal: At two points, equally far from
//:    the common centre. Between them fakes are more frequent, because their Gaussian is narrower; outside them, real
//:    samples are.}
//: 2. Train ten times as long in "When supports are apart" (multiply its `steps`). Which of the two pulls in that
//:    section's table changes, and how? {reveal: The minimax one falls from 4.8e-05 to 2.3e-08, because the discriminator
//:    becomes surer. The non-saturating one rises from 5.9 to 9.9, because the discriminator's slope grows.}
//: 3. Which of this chapter's pictures depend on chance? Predict, then compare `swift run chapter 3 --seed 2` with the
//:    pictures here. {reveal: All but the diagram of the network and the drawing of one mode.}
//: 4. Let the fakes of [the appendix on images](#appendix-on-images-the-gradient-leans-towards-what-is-wrong) consist of
//:    an upper and a lower part (`axis: 1` instead of 2). Then run `swift run chapter 3`. Where should the gradient be
//:    larger now? Will the claim of that appendix still hold? {reveal: It must fail, because the seam is now a row that
//:    crosses all columns, so it singles out none of them.}
//: 5. Give the discriminator of images batch normalisation: in
//:    [`Recipe.shapes`](source:GAN/Training/Recipes.swift#Recipe.shapes) add `discriminatorNorm: .batch` before
//:    `generatorRate`, and run `swift run chapter 5`. Predict first how far from real images the run will end. Then also
//:    set `r1: 0`. Claims on that page will fail. (In PyTorch, [`training.py`](../../scripts/pytorch/training.py) has
//:    `halving` for the first change, and a line with `r1` for the second; it learns coloured discs.) {reveal: With
//:    R1 it ends far away, at an FD of 56, where the page's run ends at 26. Without R1 it ends at 25. So each works alone, but
//:    on this seed they do not work together.}
//: 6. Where does the generator go against a frozen discriminator on seed 4? Predict what decides it, then run
//:    `swift run chapter 3 --seed 4`. Claims about other discriminators may fail there. {reveal: The frozen logit decides,
//:    as in [the appendix](#appendix-where-a-frozen-discriminator-leads). If it falls along every ray from the origin, the
//:    points should gather there, which was not seen on these seeds. If it rises along some ray, the generator can climb
//:    along it for ever. On seed 4 it does, and the points end {{frozenFour}} away, on average.}
//:
//: [Chapter 4](../04-losses/README.md) turns the discriminator's answers into losses and shows how to keep its surface
//: from becoming a cliff.

//: @hide
func showDigits(_ page: Page) {
  //: @show
  //: ## Appendix: probabilities run out of digits
  //:
  //: For a fake with the logit $`s`$ the discriminator's loss is $`-\ln(1 - \sigma(s))`$, which equals $`\ln(1 + e^s)`$.
  //: The table computes it in three ways. Because a 32-bit number has only 24 significant bits, a probability near 1 is
  //: rounded to exactly 1.

  //: {fold: the table of logits}
  let logits: [Float] = [5, 10, 16, 17, 20, 90]
  page.table(
    header: ["logit s", "σ(s)", "−ln(1 − σ(s)), naively", "ln(1 + eˢ), naively", "softplus(s)"],
    rows: logits.map { s in
      let sigma = 1 / (1 + exp(-s))
      return ["\(Int(s))", "\(sigma)", "\(-log(1 - sigma))", "\(log(1 + exp(s)))", "\(Tensor(s).softplus().scalar)"]
    })

  page.expect(
    "computed as 1/(1 + e⁻ˢ), σ(17) is exactly 1 in 32 bits, and −ln(1 − σ(17)) is infinite",
    1 / (1 + exp(Float(-17))) == 1 && (-log(1 - 1 / (1 + exp(Float(-17))))).isInfinite)
  page.expect("e⁹⁰ overflows in 32 bits, and e⁸⁰ does not", exp(Float(90)).isInfinite && exp(Float(80)).isFinite)
  page.expect(
    "softplus is right to one part in 100,000 at every logit of the table",
    logits.allSatisfy { abs(Tensor($0).softplus().scalar - Float(log1p(exp(Double($0))))) < 1e-5 * $0 })

  //: At a logit of 17 the first way gives infinity, and at 90 so does the second, because the exponential overflows.
  //: `softplus` computes $`\ln(1 + e^s)`$ as $`\max(s, 0) + \ln(1 + e^{-|s|})`$ and is accurate throughout. PyTorch's
  //: `binary_cross_entropy_with_logits` is computed from logits for the same reason.
  //: @hide
}
//: @show

//: ## Appendix: how a discriminator is trained alone
//:
//: This is the training that the chapter uses. An `AdversarialLoss` combines the losses of both players. The default is
//: `NonSaturating`, whose half for the discriminator is the binary cross-entropy. A `Regularizer` is a term that may be
//: added to that half (chapter 6). `DiscriminatorBatching` says whether real and generated samples come in separate
//: batches or in one.
//:
//: The optimiser is Adam. It divides the mean of the gradient by the gradient's usual size, the root of the mean square, and
//: both means are *running means*, in which older gradients count less and less. {define: *beta1* (β₁) is the share of the
//: running mean of the gradient that Adam keeps from one step to the next; the new gradient makes up the rest.} With 0.5, a
//: parameter whose gradient alternates between 1 and −1 soon moves only a third as far, back and forth. A value of 0.9 is
//: common, but GANs often use 0.5 or 0: Radford 2015 found training unstable with 0.9 and more stable with 0.5. The reason
//: may be that an old gradient answered an opponent that has moved since, but this book does not test that. β₂ is to the
//: squared gradient what β₁ is to the gradient, and is 0.999 throughout the book.

//: {show: GAN/Training/DiscriminatorTraining.swift#Discriminator.train}

//: ## Appendix: batch normalisation in a discriminator
//:
//: <a id="batch-normalisation-in-a-discriminator"></a>DCGAN's discriminator has batch normalisation in every layer but the
//: first and, in its authors' code, the last (Radford 2015). In this book only the recipe `dcgan` has it
//: (`discriminatorNorm=batch`; chapter 5 compares it with others). On your machine
//: `swift run train cifar10 --recipe dcgan` trains such a pair. A widely read list of advice adds that real and generated
//: images should come in separate batches (Chintala 2016), as this recipe does.
//:
//: The position of the layer matters: as the very first one, on separate batches, it can make a discriminator blind. It
//: subtracts the mean of the batch, so the layers after it cannot know how far the whole batch has moved. Compare two
//: discriminators: one normalises its input, the other the output of its first layer.

//: {fold: NormalisedDiscriminator}
/// A discriminator of points that normalises over the batch, either its input or what its first layer makes of it.
final class NormalisedDiscriminator: Module, Discriminator {
  let first: Linear?
  let norm: BatchNorm
  let rest: PointDiscriminator

  init(normalisesInput: Bool, random: Random) {
    let features = normalisesInput ? 2 : 128
    first =
      normalisesInput
      ? nil : Linear(from: 2, to: features, activation: .leakyReLU(slope: 0.2), initializer: .he, random: random)
    norm = BatchNorm(channels: features)
    rest = PointDiscriminator(dimensions: features, random: random)
  }

  func callAsFunction(_ points: Tensor, _ phase: Phase) -> Tensor { rest(norm(first?(points) ?? points, phase), phase) }
}

//: @hide
func showSeparateBatches(_ page: Page) {
  //: @show
  let random = Random(seed: page.seed).split("batches")
  let norm = BatchNorm(channels: 2)
  let batch = random.normal([256, 2])
  let difference = (norm(batch + 3, .training(random)) - norm(batch, .training(random))).absoluteValue()
  page.expect("a batch moved by 3 is the same after normalisation, to 0.0001", difference.scalars.max()! < 1e-4)

  //: Now let the generated samples be distributed like the real ones, but moved by 3. Train both discriminators, first
  //: with separate batches and then with real and generated samples in *one* batch.

  let steps = page.profile == .quick ? 30 : 500
  func loss(normalisesInput: Bool, _ batching: DiscriminatorBatching) -> Float {
    let discriminator = NormalisedDiscriminator(
      normalisesInput: normalisesInput, random: random.split("\(normalisesInput) \(batching)"))
    return discriminator.train(
      steps: steps, batching: batching, random: random, real: { random.normal([256, 2]) },
      fake: { random.normal([256, 2]) + 3 })
  }
  let onInput = (separate: loss(normalisesInput: true, .separate), joint: loss(normalisesInput: true, .joint))
  let inside = (separate: loss(normalisesInput: false, .separate), joint: loss(normalisesInput: false, .joint))

  //: {fold: the table of losses}
  page.table(
    header: ["normalised", "loss, separate batches", "loss, one batch"],
    rows: [("the input", onInput), ("after the first layer", inside)].map {
      [$0.0, $0.1.separate.text(.decimals(3)), $0.1.joint.text(.decimals(3))]
    },
    caption: """
      The discriminator's loss after training. \((2 * log(2.0)).text(.decimals(3))), 2 log 2, is the loss of a discriminator that \
      answers ½ to everything
      """)

  page.expect(
    "with separate batches the loss of a discriminator that normalises its input is 2 log 2, to within 0.1",
    abs(onInput.separate - 2 * log(2)) < 0.1, from: .standard)
  page.expect(
    "the losses of the other three discriminators are below 0.5",
    [onInput.joint, inside.separate, inside.joint].allSatisfy { $0 < 0.5 }, from: .standard)

  //: Only one of the four is blind, the one whose normalisation comes first and whose batches are separate. If a nonlinear
  //: layer comes before the normalisation, as in DCGAN's discriminator, it changes the shape of a moved batch, and no
  //: subtraction undoes that.
  //:
  //: The other recipes leave batch normalisation out for a different reason: it makes each sample's logit depend on the
  //: other samples in the batch, so a penalty on the slope at *one* sample (R1, chapter 4) loses its meaning, as
  //: Gulrajani 2017 say of their gradient penalty. Without batch normalisation the initial weights alone must preserve the
  //: size of the signal. They are drawn with `.he`: if each output is a sum over n inputs, the weights have a deviation of
  //: √(2 / n), which preserves the size in a ReLU network (He 2015).
  //: @hide
}
//: @show

//: ## Appendix: where a frozen discriminator leads
//:
//: This book's networks begin with biases of 0 (PyTorch's do not). So along every ray from the origin, the logit of an
//: untrained network with ReLU or leaky ReLU is proportional to the distance: it only rises or only falls. Where does a
//: generator go if it climbs such a surface? Here are the three frozen discriminators of *Usual, fast, busy, weak,
//: frozen*, and one more.

//: @hide
func showFrozen(_ ends: [Tensor], _ page: Page) {
  //: @show
  //: {fold: the numbers and the claims (seed 4 is exercise 6's)}
  let seeds = [page.seed, page.seed + 1, page.seed + 2, 4]
  // On each seed, the logits on two circles around the origin, and how far from it the generated points ended.
  let frozen = zip(seeds, ends).map { seed, points in
    let judge = PointDiscriminator(
      activation: .leakyReLU(slope: 0.2), random: Random(seed: seed).split("duel").split("discriminator"))
    func logits(at radius: Float) -> Tensor {
      let circle = (0..<360).flatMap { [cos(Float($0) * .pi / 180) * radius, sin(Float($0) * .pi / 180) * radius] }
      return withoutHistory { judge(Tensor(shape: [360, 2], scalars: circle), .inference) }
    }
    let fromOrigin = points.squared().sum(axes: [1]).squareRoot().mean().scalar
    return (logits: logits(at: 1), far: logits(at: 2), fromOrigin: fromOrigin)
  }
  page.expect(
    "the logits of four untrained networks are twice as large at twice the distance from the origin",
    frozen.allSatisfy { ($0.far - $0.logits * 2).absoluteValue().scalars.max()! < 1e-4 })
  page.record("frozenFour", frozen[3].fromOrigin, tolerance: 5, format: .significant(2))
  let distances = frozen.prefix(3).map { $0.fromOrigin.text(.significant(2)) }
  page.record("frozenEnds", distances.dropLast().joined(separator: ", ") + " and " + (distances.last ?? ""))
  page.expect(
    "on four seeds the frozen logit rises along some ray, and the points end more than 2.5 from the origin, on average",
    frozen.allSatisfy { $0.logits.scalars.max()! > 0 && $0.fromOrigin > 2.5 }, from: .standard)

  //: A generator can climb for ever along a ray on which the frozen logit rises. **On all four seeds there is such a ray**,
  //: and on seeds 1, 2 and 3 the points end {{frozenEnds}} away from the origin, on average. If the logit fell along every
  //: ray, they should gather at the origin, but this was not seen on these seeds.
  //: @hide
}
