import Engine
import Evaluation
import GAN
import Notebook

//: ## Three recipes on three seeds
//:
//: How much does the whole recipe matter? The baseline is `dcgan`, which is as close to DCGAN (Radford 2015) as the book's
//: networks come: chapter 2's plain generator, batch normalisation in both networks, the loss of the authors' code, and the
//: paper's rates. `plain` is `dcgan` with dropout in the discriminator in place of batch normalisation. Compared with either
//: of them, `r1` changes six things: R1 replaces dropout or the discriminator's batch normalisation, the generator is the
//: enhanced one, the networks are half as wide, the batches are half as large, the rates are four times as high,
//: and β₁ is 0.
//:
//: Because higher rates alone could make the difference, there is a control: `r1` at the rates of `dcgan`. Each of the four
//: was trained on three seeds for {{trialSteps}} steps and scored
//: ([code](source:Sources/Evaluation/QualityTrial.swift#QualityTrial)).

//: @hide
func showThreeRecipes(_ trials: RecipeTrials, _ page: Page) throws {
  //: @show
  //: {fold: the table of three recipes}
  let found = ["plain", "dcgan", "r1"].map { trials.runs(of: $0) }
  let (plain, dcgan, withR1) = (found[0], found[1], found[2])
  let start = Recipe.withR1
  var slow = start
  (slow.generatorRate, slow.discriminatorRate) = (Recipe.dcgan.generatorRate, Recipe.dcgan.discriminatorRate)
  // The control has no name of its own, so its runs are found by their settings; if one is missing, the error says which.
  let sought = slow
  let logged: [QualityTrial.Line] = try trialLog("recipes")
  let control = try dcgan.map { run in
    try logged.run("r1 at the rates of dcgan, seed \(run.seed), \(run.steps) steps") {
      $0.changed == sought && $0.conditional != true && $0.dataset == run.dataset && $0.seed == run.seed
        && $0.steps == run.steps
    }
  }
  func row(_ name: String, _ runs: [QualityTrial.Line]) -> [String] {
    let shares = runs.map(\.largestShare).sorted().map { $0.text(.percent(0)) }
    return [name] + runs.map { $0.toTest.text(.decimals(2)) } + ["\(shares[0]) to \(shares.last!)"]
  }
  page.table(
    header: ["recipe", "seed 1", "seed 2", "seed 3", "share of the most frequent class"],
    rows: [
      row(plain[0].title(), plain), row(dcgan[0].title(), dcgan), row("r1, rates of dcgan", control),
      row(withR1[0].title(), withR1),
    ],
    caption: """
      FD to test images after \(plain[0].steps.text) steps, of \(plain[0].samples.text) images, in the features of CIFAR-10's \
      network, which also names the classes
      """)

  //: {fold: the numbers and the claims}
  page.record("trialSteps", plain[0].steps)
  page.record("trialSamples", plain[0].samples)
  for (name, runs) in [("best", withR1), ("plain", plain), ("dcgan", dcgan), ("control", control)] {
    let distances = runs.map(\.toTest)
    page.record("\(name)Least", distances.min()!, tolerance: 0, format: .decimals(2))
    page.record("\(name)Most", distances.max()!, tolerance: 0, format: .decimals(2))
  }
  page.expect(
    "each seed of `r1` is nearer than every seed of `dcgan`, and each seed of `dcgan` nearer than every seed of `plain`",
    found.allSatisfy { $0.map(\.seed) == [1, 2, 3] }
      && withR1.map(\.toTest).max()! < dcgan.map(\.toTest).min()!
      && dcgan.map(\.toTest).max()! < plain.map(\.toTest).min()!)
  let (ofControl, ofDCGAN) = (control.map(\.toTest), dcgan.map(\.toTest))
  let verdict =
    if ofControl.max()! < ofDCGAN.min()! {
      "every seed still has a lower FD than every seed of `dcgan`"
    } else if ofDCGAN.max()! < ofControl.min()! {
      "every seed has a higher FD than every seed of `dcgan`, so the higher rates are a part of what makes `r1` better here"
    } else {
      "its seeds lie among those of `dcgan`, so the higher rates are a part of what makes `r1` better here"
    }
  page.record("controlVerdict", verdict)
  page.expect(
    "all four ran on the same photographs and were scored with the same number of images",
    (found + [control]).joined().allSatisfy { $0.dataset == plain[0].dataset && $0.samples == plain[0].samples })
  page.expect(
    "on every seed of `r1` the most frequent class is rarer than on every seed of `plain`",
    withR1.map(\.largestShare).max()! < plain.map(\.largestShare).min()!)
  var normalised = Recipe.plain
  (normalised.dropout, normalised.discriminatorNorm) = (0, .batch)
  let judge = Recipe.dcgan.discriminator(random: Random(seed: 1))
  page.expect(
    "`dcgan` is `plain` with batch normalisation in the place of dropout, behind every convolution but the first; the others have 4 × 4 kernels",
    normalised == .dcgan && Recipe.plain.dropout > 0 && Recipe.plain.refinements == 0
      && judge.norms.count == judge.halvings.count && judge.fromColour.window.stride == 1
      && judge.halvings.allSatisfy { $0.window.kernel.height == 4 && $0.window.kernel.width == 4 })
  var turned = Recipe.plain
  (turned.refinements, turned.width, turned.batchSize) = (1, turned.width / 2, turned.batchSize / 2)
  (turned.generatorRate, turned.discriminatorRate) = (4 * turned.generatorRate, 4 * turned.discriminatorRate)
  (turned.dropout, turned.r1, turned.fade, turned.beta1) = (0, start.r1, start.fade, 0)
  page.expect(
    "`plain` and `r1` differ in these six things, and in nothing else until the rates of `r1` would fall",
    turned == start && Recipe.plain.beta1 > 0 && Recipe.plain.r1 == 0 && start.r1 > 0
      && start.fade!.after > plain[0].steps)
  page.expect(
    "the control differs from `r1` in both rates, which are a quarter as high and those of `dcgan`, and in nothing else",
    4 * sought.generatorRate == start.generatorRate && 4 * sought.discriminatorRate == start.discriminatorRate
      && sought.generatorRate == Recipe.dcgan.generatorRate && sought.beta1 == 0 && Recipe.dcgan.beta1 > 0)

  //: **`r1` has a lower FD than `dcgan` and `plain` on every seed.** `plain` is last on every seed, and more of its images
  //: belong to a single class than with `r1`. At the rates of `dcgan`, `r1` ends at {{controlLeast}} to {{controlMost}},
  //: where `dcgan` ends at {{dcganLeast}} to {{dcganMost}}: {{controlVerdict}}. All images were drawn with the average of
  //: the weights; with the last weights [the lead over `dcgan` is less
  //: clear](../chapters/05-training/README.md#appendix-the-average-on-photographs).
  //: @hide
}
//: @show
