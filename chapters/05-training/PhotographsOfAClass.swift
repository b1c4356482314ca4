import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## Appendix: labels and classes
//:
//: ### A discriminator that learns labels
//:
//: CIFAR-10 has labels, and the recipe `photographs` uses them. {define: An *auxiliary classifier* (Odena 2017) is a second
//: output of the discriminator that says which class an image is of.} It learns the classes of real images, from the same
//: features that tell real images from generated ones. So these features have to say what makes a horse a horse. The generator is
//: told no class, but a new term in its loss asks for two things: each of its images is to be of *some* class, and all of them
//: together are to be of all classes (Springenberg 2015). Both are in one number, `mutualInformation`. Its exponential is chapter
//: 7's Inception Score, as this classifier sees it.

//: @hide
func showPhotographsOfAClass(_ page: Page) throws {
  let (full, pair) = (
    try TrainedPair.shipped(.cifar10, .enhanced), try TrainedPair.shipped(.cifar10, .classes)
  )
  //: @show
  //: {show: GAN/Training/AuxiliaryClassifier.swift#Trainer.assess, mutualInformation}

  //: ### Photographs of a class
  //:
  //: {define: A *conditional* generator is told which class to draw (Mirza & Osindero 2014).} In `cifar10-classes` the class goes
  //: in as a one-hot row beside the latent vector. The discriminator is told the class too, and judges an image *as one of that
  //: class*. {define: A *projection discriminator* (Miyato & Koyama 2018) adds to its logit how well the image's features agree
  //: with a vector that it learns for the class.}

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

  //: The discriminator is chapter 3's with one more matrix: `embedding` has a row for each class, and `classes` are one-hot rows.

  //: {show: GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator.logits}

  //: Does it draw what it is asked for? To the eye some classes of the grid under [Photographs](#photographs) are easy to name
  //: and others are not. The table asks the book's classifier, which is right about {{realAccuracy}} of real test images. It does
  //: not replace an eye: it was taught the same labels as the auxiliary classifier that taught this generator.

  //: {fold: the table of names}
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
  let order = names.indices.sorted { right[$0] > right[$1] }
  page.record("best", names[order[0]])
  page.record("worst", names[order[names.count - 1]])

  //: By that classifier {{accuracy}} of the photographs are what was asked for; the class *{{best}}* most often, *{{worst}}*
  //: least often. The distance to test images is {{conditionalDistance}}. `cifar10-enhanced`, which is told no class, has
  //: {{unconditional}} after the same number of steps. But they are an unequal match, for three reasons. The features that
  //: measure were taught these classes. Both discriminators were taught labels, so neither pair counts as one without labels in
  //: papers. And `cifar10-classes` is asked for each class equally often, as the data have them, while the other generator has to
  //: find these shares by itself.
  //:
  //: @hide
  let (apart, together) = (
    try PhotographModes(published: "photographs-classes"), try PhotographModes(published: "photographs-enhanced")
  )
  let (largest, alike) = (PhotographPlan().batchSizes.max()!, [apart, together].map(\.tests))
  page.record("twinImages", largest)
  page.record("twinBatches", alike[0][largest]!.closest.count)
  let repeated = alike[1][largest]!
  page.record("fullTwins", Int((repeated.collisionRate * Double(repeated.closest.count)).rounded()))
  //: @show
  page.expect(
    "chapter 6's birthday test finds no two photographs alike in any batch of `cifar10-classes`, and some of `cifar10-enhanced`",
    alike[0].values.allSatisfy { $0.collisionRate == 0 } && alike[1][largest]!.collisionRate > 0)

  //: Does it draw the same photograph again and again? Chapter 6 [searches for photographs that come
  //: twice](../06-mode-collapse/README.md#appendix-more-on-the-photographs), in {{twinBatches}} batches of {{twinImages}} images
  //: of each pair. No batch of {{twinImages}} by `cifar10-classes` holds two photographs alike. Of `cifar10-enhanced`
  //: {{fullTwins}} batches do, and {{twinBatches}} batches are too few to tell that from real photographs, some of which are
  //: alike too.
  //:
  //: A projection alone does not force the generator to draw a horse when it is asked for one, because the discriminator may tell
  //: real images from generated ones without it. So the auxiliary classifier stays. The generator's loss has the cross-entropy of
  //: the class that was asked for (`drawsByClass`, above). Two trials of {{trialSteps3}} steps on the same seed, with the recipe
  //: `relativistic` and classes, differ in nothing else:

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
    }, caption: "The same recipe without and with an auxiliary classifier; distances of 10,000 samples")
  page.expect(
    "on this one seed, with the classifier the images are nearer to real ones, and more of them are named as they were meant",
    without.count == with.count
      && zip(without, with).allSatisfy {
        $0.seed == $1.seed && $0.toTest > $1.toTest && ($0.accuracy ?? 1) < ($1.accuracy ?? 0)
      })

  //: With it more images are what they were meant to be, says a classifier that was taught the same labels. One command makes
  //: `cifar10-classes` anew ({{classSteps}} steps took {{classMinutes}} minutes):
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe conditional --epochs 21 --keep-last --seed 1
  //: ```
  //:
  //: Shapes has classes as well, its ten figures. `shapes-classes` was trained on them with the recipe `shapes-conditional`. Of
  //: the three pairs of Shapes that come with the book it is the nearest to test images. (Its distance is of {{shapesSamples}}
  //: samples, and those of the others are of 10,000. Fewer samples make a distance larger, so this one is not flattered.)

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
    caption: "Ten latent vectors as each of the ten figures of Shapes, through shapes-classes, none picked")
  page.record("shapesSamples", shapes.report.quality.samples)
  try page.expect(
    "`shapes-classes` was trained with the recipe `shapes-conditional`, and is the nearest to test images of the pairs of Shapes",
    try shapes.report.plan.recipe == .shapesConditional
      && [ShippedPair.Kind.plain, .enhanced].allSatisfy {
        try TrainedPair.shipped(.shapes, $0).report.quality.toTest > shapes.report.quality.toTest
      })

  //: (`swift run draw shapes-classes --class all --count 10` draws such a picture.)
  //:
  //: ### Beside the figures of papers
  //:
  //: How good are these photographs beside the figures of papers? That has not been measured. Papers measure in features of
  //: Inception, whose weights are not part of the book. With these weights one command measures any network that comes with the
  //: book (50,000 images of each kind; it fetches the weights, 91 MB, checks them, and can take hours):
  //:
  //: ```sh
  //: scripts/inception-fid cifar10-classes
  //: ```
  //: @hide
}
