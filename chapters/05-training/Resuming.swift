import Foundation
import GAN
import Notebook

//: @hide
func showResuming(_ page: Page, _ run: ChapterRun) throws {
  let images = run.images.slice(0..<64)
  var recipe = Recipe.shapes
  recipe.width = 8
  let folder = page.runFolder.appendingPathComponent("resuming")
  defer { try? FileManager.default.removeItem(at: folder) }
  //: @show
  //: ## Stop, and go on
  //:
  //: Long runs get interrupted, so a run ([code](source:Sources/GAN/Training/TrainingRun.swift#TrainingRun)) saves checkpoints.
  //: {define: A *checkpoint* holds every weight, the average, both optimisers' memories, the random stream's place, the place in
  //: the data and all that was measured.} If you go on from the last one, the run ends with the same bits as a run of the same
  //: plan ([code](source:Sources/GAN/Training/TrainingPlan.swift#TrainingPlan)) that was never stopped.

  //: {fold: the check}
  // A run of four steps is stopped after two.
  let plan = TrainingPlan(recipe: recipe, images: images, flips: run.set.allowsFlips, seed: page.seed)
  func shortRun(of steps: Int, in folder: URL? = nil) throws -> TrainingRun {
    try TrainingRun(plan, images: images, total: steps, latents: run.latents, folder: folder)
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

//: If something looks wrong in a run of your own, [the list of symptoms](../../answers/symptoms.md) says what it may mean.

//: ## In five points
//:
//: 1. A step is one turn for each player: the discriminator learns to tell real images from generated ones, then the generator
//:    learns to have its images judged to be real.
//: 2. The generator learns from the discriminator's gradient at its own images.
//: 3. The losses compare the two players. Only the images, and scores of them, say how good the images are. (A Wasserstein
//:    critic's loss was meant to be the exception: chapter 4.)
//: 4. The average of the generator's weights trembles less than the last weights, but it is not always nearer to real images.
//: 5. A checkpoint holds everything, and a resumed run ends with the same bits.
//:
//: ## Exercises
//:
//: 1. Is the enhanced generator worth its time? Compare `swift run chapter 5 --generator plain` with `--generator enhanced`
//:    (about half a minute each; look at the last row of the run's own table of distances, before the real images).
//:    {reveal: In so short a run that cannot be told from luck: with *Shapes* the enhanced one ends a sixth nearer to real
//:    images, and two seeds can differ by more, as the next exercise shows. After longer training chapter 7 finds the enhanced
//:    one nearer.}
//: 2. Does another seed change how the run ends, or only how it gets there? `swift run chapter 5 --seed 2` {reveal: With *Shapes*
//:    it changes both: the distance rises and falls at other moments, and the run ends a third farther from real images than with
//:    seed 1.}
//: 3. Stop a run with Ctrl-C and resume it as it tells you to. Compare the fingerprint with the one of an unbroken run.
//:    {reveal: They are the same.}
//: 4. In `Recipe.setRates(of:after:)` ([code](source:Sources/GAN/Training/Recipe.swift#Recipe.setRates)), let the discriminator
//:    learn five times as fast as the generator. Predict the curve of D(G(z)) first. {reveal: On seed 1 it is about 0.4, a little
//:    lower than before, and for 600 steps the images are nearer to real ones (13.6, where the page's run is at 17.9). Then the
//:    run breaks: at about step 670 D(G(z)) jumps to 1, and the distance ends at 86.}
