import Engine
import Foundation
import GAN
import Notebook
import Pictures

//: ## Batch normalisation in a discriminator
//:
//: DCGAN normalises its discriminator too, in every layer but the first (Radford 2015), and a much-read list of advice
//: adds that real and generated images should be batches of their own (Chintala 2016). Where the layer stands matters: as the
//: very first one, on separate batches, it can make a discriminator blind. It subtracts the mean of the batch, so after it
//: nobody knows how far the whole batch has moved. Here are two discriminators: one normalises its input, the other what its
//: first layer found.

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

  func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { rest(norm(first?(points) ?? points, mode), mode) }
}

//: @hide
func showSeparateBatches(_ page: Page) {
  //: @show
  let random = Random(seed: page.seed).split("batches")
  let norm = BatchNorm(channels: 2)
  let batch = random.normal([256, 2])
  let difference = (norm(batch + 3, .training(random)) - norm(batch, .training(random))).absoluteValue()
  page.expect("a batch moved by 3 is the same batch after normalisation", difference.scalars.max()! < 1e-4)

  //: Now let the generated samples be the real ones, moved by 3. Train both, with separate batches and with real and
  //: generated samples in *one* batch.

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
    "with separate batches a discriminator that normalises its input stays blind: its loss is 2 log 2",
    abs(onInput.separate - 2 * log(2)) < 0.1, from: .standard)
  page.expect(
    "the other three discriminators see the shift: their loss is below 0.5",
    [onInput.joint, inside.separate, inside.joint].allSatisfy { $0 < 0.5 }, from: .standard)

  //: Only one of the four is blind: normalisation comes first, and the batches are separate. If a layer with a nonlinearity
  //: comes before it, that layer bends a moved batch differently, and no subtraction brings that back. DCGAN's discriminator is
  //: built so: its first layer is not normalised.
  //:
  //: There is another reason to do without. Batch normalisation makes each sample's logit depend on the samples beside it, and a
  //: penalty on the slope at *one* sample (chapter 6) loses its meaning (Gulrajani 2017). That is why this book's discriminators
  //: have no batch normalisation.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A discriminator gives every sample a logit. Losses are computed from it, not from the probability σ(s).
//: 2. If it is trained long enough it knows p / (p + q), and nothing else about the two densities.
//: 3. The generator learns from the discriminator's slope at the fakes. The answers only say how much each slope counts.
//: 4. Where the supports are apart and it is sure of itself, the saturating pull vanishes and the non-saturating one does not.
//: 5. Batch normalisation couples the samples of a batch, and hides a shifted batch if it comes first. This book's
//:    discriminators have none.
//:
//: ## Exercises
//:
//: 1. Give `q` the same centre as `p` and keep its deviation. Where does D\* reach ½ now? `swift run chapter 3` draws
//:    it.
//: 2. Train ten times as long in "When supports are apart" (multiply its `steps`). Which of the two gradients changes,
//:    and how? The table of that section answers.
//: 3. Which of this chapter's figures depend on chance? Predict, then compare `swift run chapter 3 --seed 2` with the
//:    figures here. (All do but the diagrams of the networks.)
//: 4. Let the chimeras of "On images" be an upper and a lower part (`axis: 1` instead of 2). Where should the gradient
//:    gather? The figure shows it, and the claim that a quarter's share grows must fail.
//: 5. Put a `BatchNorm` between the halvings of `ImageDiscriminator` and run `swift run chapter 5`. What changes first?
//: 6. Why does a frozen discriminator send the generator to the origin or away from the data altogether? With
//:    `swift run chapter 3 --seed 2` and `swift run chapter 3 --seed 3`, see which of the two happens. (A claim about the weak
//:    one fails there: it is about seed 1.)
//:
//: [Chapter 4](../04-losses/README.md) makes losses of its answers, and shows how to keep its surface from becoming a
//: cliff.
