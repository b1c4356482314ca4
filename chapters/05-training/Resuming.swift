import Foundation
import GAN
import Notebook

//: @hide
func showResuming(_ page: Page, _ session: ChapterRun) throws {
  let run = session.run
  let images = session.images.slice(0..<64)
  var recipe = Recipe.shapes
  recipe.width = 8
  let folder = page.runFolder.appendingPathComponent("resuming")
  defer { try? FileManager.default.removeItem(at: folder) }
  //: @show
  //: ## Stop, and go on
  //:
  //: You can interrupt a run, because it saves checkpoints. {define: A *checkpoint* holds every weight, the average, both
  //: optimisers' memories, the random stream's place, the place in the data and all that was measured.} So a run that was
  //: stopped and goes on from its last checkpoint ends with the same bits as one that was never stopped: its *fingerprint*,
  //: one number computed from every weight, is the same. [Using Minimax](../../docs/USING.md#stop-and-go-on) gives the
  //: conditions. This command resumes your latest run:
  //:
  //: ```
  //: swift run chapter 5 --resume
  //: ```
  //:
  //: The fingerprint of this page's run:

  //: {fold: the fingerprint}
  page.print("weights after \(run.whole.turns.count) steps: \(run.trainer.fingerprint)")

  //: {fold: the check}
  // A `TrainingPlan` says all that decides a `TrainingRun`. Here a run of four steps is stopped after two.
  let plan = TrainingPlan(recipe: recipe, images: images, flips: session.set.allowsFlips, seed: page.seed)
  func shortRun(of steps: Int, in folder: URL? = nil) throws -> TrainingRun {
    try TrainingRun(plan, images: images, total: steps, latents: session.latents, folder: folder)
  }
  let unbroken = try shortRun(of: 4)
  _ = try unbroken.train()
  _ = try shortRun(of: 2, in: folder).train()
  let resumed = try shortRun(of: 4)
  _ = try resumed.resume(from: folder.appendingPathComponent(TrainingRun.checkpointName))
  _ = try resumed.train()
  page.expect("a resumed run ends with the same bits", unbroken.trainer.fingerprint == resumed.trainer.fingerprint)
  //: @hide
}
//: @show

//: If something looks wrong in a run of your own, [the list of symptoms](../../answers/symptoms.md) tells you what it may
//: mean.

//: ## In five points
//:
//: 1. A step is one turn for each player: the discriminator learns to tell real images from generated ones, and then the
//:    generator learns to have its own judged real.
//: 2. The generator learns from the discriminator's gradient at its own images.
//: 3. The losses only compare the two players. To know how good the images are, look at them and score them.
//: 4. A score depends on the network that measures it: ask what that network was taught, and whether the generator learnt the
//:    same.
//: 5. Two runs can differ by luck alone, so do not treat a difference between two single runs as a result.
//:
//: To end with a picture of your own, draw with a pair that comes with the book. This takes less than a minute, and another
//: `--seed` draws other stars:
//:
//: ```
//: swift run draw shapes-classes --class star --count 20 --grid --seed 5
//: ```
//:
//: ## Exercises
//:
//: 1. Is the enhanced generator worth its time? Compare `swift run chapter 5 --generator plain` with `--generator enhanced`.
//:    Each training takes less than half a minute. Look at the run's last row in its table of FDs, just above the real images.
//:    {reveal: In so short a run, no: with *Shapes* the plain one ends with an FD of 16, because its images have more hues, and
//:    the enhanced one with 26. In one longer training of each, without labels, the enhanced one has the lower FD ([chapter
//:    2](../02-generator/README.md#appendix-how-far-both-are-from-real-images)).}
//: 2. Does another seed change how the run ends, or only how it gets there? `swift run chapter 5 --seed 2`
//:    (In PyTorch, `python3 scripts/pytorch/training.py 2` is a second seed of a training on coloured discs.)
//:    {reveal: With *Shapes* it changes both: the FD rises and falls at other moments, and ends at 29, and with seed 3 at 34.
//:    The claim about figures and hues still holds.}
//: 3. Stop a run with Ctrl-C and resume it as it tells you to. Compare the fingerprint (section *Stop, and go on*) with that
//:    of an uninterrupted run. {reveal: They are the same.}
//: 4. In `Recipe.setRates(of:after:)` ([code](source:Sources/GAN/Training/Recipe.swift#Recipe.setRates)), let the
//:    discriminator learn five times as fast as the generator. Predict [the curve of D(G(z))](#appendix-what-the-discriminator-answers) first. {reveal: On seed 1 it is
//:    at about 0.35, nearly as before, and at step 360 the FD is lower than in the page's run (20 against 34). Then the run
//:    breaks down: both losses jump into the hundreds, D(G(z)) goes up and down, and the FD ends at 46.}
