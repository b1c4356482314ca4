import Evaluation
import GAN
import Notebook

//: ## Appendix: the pairs on the ring
//:
//: Several pages train a pair on the ring of eight modes, and their results differ because their settings do. In [chapter
//: 4](../04-losses/README.md#all-of-them-on-the-ring) the loss of the bare pair covers {{fourthCovered}} modes on average,
//: with 2 latent values and half of the rate and of the steps; 2 latent values alone bring {{few-latents-covered}} here. All
//: of these pairs have hidden layers of 128 units (two units in chapter 3's weak discriminator) with the initial weights of He 2015,
//: batches of {{ringBatch}}, and Adam with β₁ = 0.5, apart from the changes that this chapter makes.

//: @hide
/// Sets the book's pairs on the ring beside one another.
func showRingPairs(_ page: Page) {
  //: @show
  //: {fold: the table of pairs}
  let (plan, trial) = (PlanePlan(), RingTrialRecipe())
  page.table(
    header: ["where", "latent values", "learning rate", "steps", "points are drawn with", "the discriminator's slope"],
    rows: [
      ["chapter 1, the first GAN", "2", "0.001", "3,000", "the last weights", "R1, γ = 0.3"],
      [
        "chapter 3, four discriminators", "2", "0.001, the discriminator's also 0.01 and 0", "3,000",
        "the last weights",
        "free",
      ],
      [
        "chapter 4, all losses", "2", "\(trial.learningRate)", trial.steps.text, "the last weights", "as the loss says",
      ],
      [
        "chapter 6", plan.remedy.latentSize.text, "\(plan.learningRate), falls from the middle on", plan.steps.text,
        "an average of the weights", "as the change says",
      ],
      [
        "the answer on mode collapse", plan.remedy.latentSize.text, "\(plan.learningRate), falls from the middle on",
        "4,000", "an average of the weights", "as the change says",
      ],
    ])
  page.record("ringBatch", plan.batchSize)
  page.expect(
    "chapter 4's trials and this chapter's pairs have equal batches, and this chapter's have hidden layers of 128 units",
    trial.batch == plan.batchSize && plan.width == 128)
  //: @hide
}
