import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showPhotographsOfAClass(_ page: Page, full: TrainedPair, pair: TrainedPair) throws {
  //: @show
  //: ### A discriminator that learns labels
  //:
  //: CIFAR-10 has labels, and the full recipe uses them. {define: An *auxiliary classifier* (Odena 2017) is a second output of the discriminator
  //: that says which class an image is of.} It learns the classes of real images, from the same features that tell real from
  //: generated. So the discriminator must look for what makes a horse a horse. The generator is told no class, but its loss now
  //: also asks that each of its images be of *some* class, and all of them together of all classes (Springenberg 2015). Both
  //: wishes are in one number, `mutualInformation`; its exponential is chapter 7's Inception Score, as this classifier sees it.

  //: {show: GAN/Training/AuxiliaryClassifier.swift#Trainer.assess, mutualInformation}

  //: ### Photographs of a class
  //:
  //: A generator can be told what to draw, and by the book's classifier {{accuracy}} of these photographs are what was asked for.
  //: {define: A *conditional* generator is told which class to draw (Mirza & Osindero 2014).}
  //: Here the class goes in as a one-hot row beside the latent vector. The discriminator is told the class too, and judges an
  //: image *as one of that class*. {define: A *projection discriminator* (Miyato & Koyama 2018) adds to its logit how well the
  //: image's features agree with a vector that it learns for the class.}

  let (report, names) = (pair.report, pair.report.plan.classNames)
  let generator = try pair.generator()
  let judge = try pair.discriminator()

  //: {fold: the diagram of the conditional pair}
  try page.show(
    NetworkDiagram([
      ("The conditional generator", generator.walk), ("Its discriminator, a projection", judge.walk(side: 32)),
    ]),
    caption: "The conditional pair, drawn from the networks themselves; the auxiliary classifier is left out",
    alternative: "Both networks layer by layer: the class enters beside the latent vector, and again before the logit")

  //: {fold: the film of twenty images}
  // A label must not be wider than its column.
  let short = names.map { $0 == "automobile" ? "car" : $0 }
  let looks = pair.history.frames.dropFirst()
  try page.show(
    Animation(
      frames: looks.map { ImageGrid($0.images, columns: names.count, scale: 3, columnLabels: short).image },
      secondsPerFrame: 1),
    caption: "Twenty latent vectors, two of each class, at every look of the run after its first step",
    alternative: "A film of grids: from blots of colour to animals and vehicles")

  //: It is chapter 3's discriminator, with one more matrix: `embedding` has a row for each class, and `classes` are one-hot rows.

  //: {show: GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator.logits}

  //: To the eye some classes of the grid above are easy to name and others are not: look for yourself before you read the table. It
  //: asks the book's classifier, which is right about {{realAccuracy}} of real test images, and which is no stand-in for an eye: it
  //: was taught the same labels as the auxiliary classifier that taught this generator.

  let classifier = try BookFeatures(for: .cifar10)
  let count = page.profile == .quick ? 100 : 2000
  let labels = (0..<count).map { $0 % names.count }
  let many = Random(seed: page.seed).split("classes").normal([count, generator.latentSize])
  let named = stride(from: 0, to: count, by: 100).flatMap { start in
    let range = start..<start + 100
    return withoutHistory {
      classifier(generator(many.slice(range), classes: .oneHot(Array(labels[range]), of: names.count), .inference))
        .logits.argmax()
    }
  }
  let right = names.indices.map { label in
    Double(zip(labels, named).count { $0 == label && $1 == label }) / Double(count / names.count)
  }
  page.table(
    header: ["class"] + names, rows: [["named so"] + right.map { $0.text(.percent(0)) }],
    caption: "The share of generated images of each class that the classifier gives that class's name")
  page.record("realAccuracy", classifier.training.accuracy, tolerance: 0, format: .percent(1))
  let accuracy = page.record("accuracy", right.mean(), tolerance: 0.03, format: .percent(0))
  page.record("unconditional", full.report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.record("conditionalDistance", report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.expect(
    "the classifier names more than three quarters of the images as they were meant", accuracy > 0.75, from: .standard)
  page.expect(
    "the recipe is the one that trained it", report.plan.recipe == .conditional && report.plan.seed == 1)
  let order = names.indices.sorted { right[$0] > right[$1] }
  page.record("best", names[order[0]])
  page.record("worst", names[order[names.count - 1]])

  //: The class *{{best}}* is named as it was meant most often, *{{worst}}* least often. The distance to test images is
  //: {{conditionalDistance}}. The full recipe's pair, which is told no class, has {{unconditional}} after the same number of steps. Three things
  //: make that an unequal match. The features that measure it were taught these classes. Both discriminators were taught labels, so
  //: in the sense of papers neither pair is without labels. And here the classes are drawn equally often, as the data have them;
  //: the other generator has to find those shares by itself. In features that know no class this pair is not ahead:
  //: [the answer](../../answers/photographs.md#a-judge-that-knows-the-labels).
  //:
  //: @hide
  let (apart, together) = (
    try PhotographModes(published: "photographs-classes"), try PhotographModes(published: "photographs-enhanced")
  )
  let (largest, alike) = (PhotographPlan().batchSizes.max()!, [apart, together].map(\.tests))
  page.record("twinImages", largest)
  page.record("twinBatches", alike[0][largest]!.closest.count)
  page.record("classTwins", alike[0][largest]!.collisionRate, tolerance: 0, format: .percent(0))
  page.record("fullTwins", alike[1][largest]!.collisionRate, tolerance: 0, format: .percent(0))
  //: @show
  page.expect(
    "chapter 6's birthday test finds no two photographs alike in any batch of this pair's, and some in the full recipe's",
    alike[0].values.allSatisfy { $0.collisionRate == 0 } && alike[1][largest]!.collisionRate > 0)

  //: Does it draw the same photograph again and again? Chapter 6 [searches for photographs that come
  //: twice](../06-mode-collapse/README.md#appendix-more-on-the-photographs), in {{twinBatches}} batches of {{twinImages}} of each pair:
  //: {{classTwins}} of this pair's batches hold two that are alike, and {{fullTwins}} of the full recipe's.
  //:
  //: A projection alone does not force the generator to draw a horse when it is asked for one: the discriminator may tell real from
  //: generated without it. So the auxiliary classifier stays. The cross-entropy of the class that was asked for is added to the
  //: generator's loss (`drawsByClass`, above). Two trials of {{trialSteps3}} steps, on the same seed, differ in nothing
  //: else (each is a `QualityTrial`):

  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let tried = trials.filter { $0.conditional == true && $0.steps == 3000 && $0.settings?.first == "fade=1500-3000" }
  let (without, with) = (tried.filter { $0.settings?.count == 1 }, tried.filter { $0.settings?.count == 2 })
  page.record("trialSteps3", tried[0].steps)
  page.table(
    header: ["auxiliary classifier", "seed", "to training images", "to test images", "named as meant"],
    rows: (without + with).map { trial in
      [
        trial.settings?.count == 1 ? "none" : "× 0.5", "\(trial.seed)", trial.toTraining.text(.decimals(2)),
        trial.toTest.text(.decimals(2)), (trial.accuracy ?? 0).text(.percent(0)),
      ]
    }, caption: "The same recipe without and with an auxiliary classifier; 10,000 samples")
  page.expect(
    "on this one seed, with the classifier the images are nearer to real ones, and more of them are named as they were meant",
    without.count == with.count
      && zip(without, with).allSatisfy {
        $0.seed == $1.seed && $0.toTest > $1.toTest && ($0.accuracy ?? 1) < ($1.accuracy ?? 0)
      })

  //: With it more images are what they were meant to be, says a classifier that was taught the same labels. The pair of this
  //: section is one command ({{classSteps}} steps took {{classMinutes}} minutes):
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe conditional --epochs 21 --keep-last --seed 1
  //: ```
  //:
  //: Shapes has classes as well, its ten figures, and a pair that was trained on them comes with the book. Of the book's pairs of
  //: Shapes it is the nearest to test images:

  let shapes = try TrainedPair.shipped(.shapes, .classes)
  let (figures, drawing) = (shapes.report.plan.classNames, try shapes.generator())
  let shapeLatents = Random(seed: 7).normal([10, drawing.latentSize])
  try page.show(
    ImageGrid(
      Tensor.concatenate(
        figures.indices.map { label in
          withoutHistory {
            drawing(
              shapeLatents, classes: .oneHot(Array(repeating: label, count: 10), of: figures.count), .inference)
          }
        }), columns: 10, scale: 2, rowLabels: figures),
    caption: "Ten latent vectors as each of the ten figures of Shapes, none picked")
  try page.expect(
    "of the pairs of Shapes that come with the book this one is the nearest to test images",
    try [ShippedPair.Kind.plain, .enhanced].allSatisfy {
      try TrainedPair.shipped(.shapes, $0).report.quality.toTest > shapes.report.quality.toTest
    })

  //: (`swift run draw shapes-classes --class all --count 10` draws such a picture.)
  //:
  //: *How good are these photographs beside the figures of papers?* That has not been measured. Those are in features of Inception,
  //: whose weights are not part of the book. With them it is one command for every network that comes with the book (50,000 images of
  //: each kind; it fetches the weights, 91 MB, checks them, and can take hours):
  //:
  //: ```sh
  //: scripts/inception-fid cifar10-classes
  //: ```
  //:
  //: ## Where to start
  //:
  //: Which settings should you begin with, in this book or in another library? The quick recipe is a fair start for small images; it
  //: was nearer than the plain one on three seeds of three, and nobody has shown that it is the best.
  //:
  //: - *Generator*: transposed convolutions 4 × 4 at stride 2, a further 3 × 3 convolution after each, batch normalisation, leaky
  //:   ReLU, tanh at the end.
  //: - *Discriminator*: convolutions 4 × 4 at stride 2, leaky ReLU, no batch normalisation.
  //: - *Loss*: non-saturating, computed from logits. *Penalty*: R1 with γ = {{startGamma}}, every {{startInterval}} steps.
  //: - *Adam*: β₁ = {{startBeta}}, both rates {{startRate}}, batches of {{startBatch}}.
  //: - *Average* of the generator's weights: decay {{startDecay}}. *Images* in [−1, 1].
  //:
  //: Draw the same ten latent vectors every few hundred steps, and measure a distance with the same number of images each time. If
  //: something looks wrong, see [the list of symptoms](../../answers/symptoms.md).

  //: @hide
  let start = Recipe.enhanced
  page.record("startGamma", Double(start.r1), tolerance: 0, format: .significant(1))
  page.record("startInterval", start.r1Interval)
  page.record("startBeta", Double(start.beta1), tolerance: 0, format: .decimals(1))
  page.record("startRate", "\(start.generatorRate)")
  page.record("startBatch", start.batchSize)
  page.record("startDecay", start.averageDecay, tolerance: 0)
  page.expect(
    "the quick recipe has these parts",
    start.loss == .nonSaturating && start.refinements == 1 && start.dropout == 0
      && start.generatorRate == start.discriminatorRate)
}
