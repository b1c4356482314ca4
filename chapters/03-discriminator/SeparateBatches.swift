import Engine
import Foundation
import GAN
import Notebook
import Pictures

//: ## Batch normalisation in a discriminator
//:
//: DCGAN normalises its discriminator too, with real and generated images in separate batches. That has a blind spot
//: that can be stated exactly: shift a whole batch by any amount, and the normalised values do not change at all. Here
//: is a discriminator that normalises, and the training loop once more, with real and generated samples in *one* batch.

/// A discriminator of points that normalises its inputs over the batch first.
final class NormalisedDiscriminator: Module, Discriminator {
  let norm = BatchNorm(channels: 2)
  let discriminator: PointDiscriminator

  init(random: Random) { discriminator = PointDiscriminator(random: random) }

  func callAsFunction(_ points: Tensor, _ mode: Mode) -> Tensor { discriminator(norm(points, mode), mode) }
}

//: @hide
func showSeparateBatches(_ page: Page) {
  //: @show
  let random = Random(seed: page.seed).split("batches")
  let norm = BatchNorm(channels: 2)
  let batch = random.normal([256, 2])
  let difference = (norm(batch + 3, .training(random)) - norm(batch, .training(random))).absoluteValue()
  page.expect("a batch moved by 3 is the same batch after normalisation", difference.scalars.max()! < 1e-4)

  //: Now let the generated samples be the real ones, moved by 3, and train the same network both ways.

  let steps = page.profile == .quick ? 30 : 500
  let separate = NormalisedDiscriminator(random: random.split("separate"))
  let blindLoss = separate.train(
    steps: steps, random: random, real: { random.normal([256, 2]) },
    fake: { random.normal([256, 2]) + 3 })
  let joint = NormalisedDiscriminator(random: random.split("joint"))
  let jointLoss = joint.train(
    steps: steps, batching: .joint, random: random, real: { random.normal([256, 2]) },
    fake: { random.normal([256, 2]) + 3 })
  page.table(
    header: ["batches", "discriminator's loss", "2 log 2"],
    rows: [("separate", blindLoss), ("joint", jointLoss)].map {
      [$0.0, $0.1.text(.decimals(3)), (2 * log(2.0)).text(.decimals(3))]
    })
  page.expect(
    "in separate batches it stays blind: its loss is 2 log 2", abs(blindLoss - 2 * log(2)) < 0.1, from: .standard)
  page.expect("in a joint batch it sees the shift", jointLoss < 0.5, from: .standard)

  //: In separate batches the most obvious fault a generator can have, a wrong mean, is invisible. In joint batches it
  //: is seen. But either way each sample's verdict depends on which others it is judged with: information leaks from
  //: sample to sample. That is why this book's discriminators have no batch normalisation.
  //: @hide
}
//: @show

//: ## In five lines
//:
//: 1. A discriminator gives every sample a logit; σ makes it a probability, and losses never need that detour.
//: 2. Trained to the end it knows p / (p + q), and nothing else about either density.
//: 3. The generator learns from its slope at the fakes, not from its verdicts.
//: 4. Where the supports are apart the saturating slope vanishes and the non-saturating one stays.
//: 5. Batch normalisation couples the samples, and on separate batches is blind to a shifted mean: leave it out.
//:
//: ## Exercises
//:
//: 1. Give `q` the same centre as `p` and keep its deviation. Where does D\* reach ½ now? `swift run chapter 3` draws
//:    it.
//: 2. Train ten times as long in "When supports are apart" (multiply its `steps`). Which of the two gradients changes,
//:    and how? The table of that section answers.
//: 3. Which of this chapter's figures depend on chance? Predict, then compare `swift run chapter 3 --seed 2` with the
//:    figures here.
//: 4. Move the seam: let the chimeras be an upper and a lower half (axis 1). Where should the gradient gather? The
//:    figure shows it, and the claim about the quarter around the seam must fail.
//: 5. Put a `BatchNorm` between the halvings of `ImageDiscriminator` and run `swift run chapter 5`. What changes first?
//:
//: [Chapter 4](../04-losses/README.md) makes numbers of its verdicts, and shows how to keep its surface from becoming a
//: cliff. In short: [the discriminator's role](../../answers/discriminator.md).
