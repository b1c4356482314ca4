import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: # What does a GAN gain from labels?
//:
//: A *label* says which class an image is of, and a GAN can use labels in two ways. Either the discriminator alone is
//: *taught* them: it learns to name the class of an image, and the generator's loss then asks for images of clear and varied
//: classes. Or both networks are *told* the class, and the generator draws the class that it is asked for.
//:
//: - *Can you ask for a class?* **Yes, if you trust CIFAR-10's network:** it names the requested class for {{accuracy}} of
//:   the images of `cifar10-classes`. But by eye [most cats, deer and frogs cannot be
//:   named](../chapters/05-training/README.md#three-pairs-that-come-with-the-book).
//: - *Does a pair that is told the class have a lower FD* (the Fréchet distance of chapter 5) than one that is only taught
//:   the labels? **The two networks that judge disagree.** CIFAR-10's network, which was trained on the same labels, gives
//:   it less than half of the FD, while ImageNet's, which was trained on different labels, hardly tells the two apart.
//:
//: ```
//: swift run answer classes
//: ```

//: @hide
func classesAnswer(_ page: Page) throws {
  //: @show
  //: ## Figures of a class
  //:
  //: The ten figures of Shapes are its classes. Both networks of the pair `shapes-classes` were told them, with the recipe
  //: `shapes-conditional`, and the discriminator was taught them too.

  //: {fold: the figures of Shapes by class}
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
        }), columns: 10, scale: 3, rowLabels: figures),
    caption: """
      Ten latent vectors as each of the ten figures of Shapes. Each row is one figure, each column is one latent vector, and no \
      image was picked
      """,
    alternative: """
      Ten rows of ten small pictures: discs, rings, crescents, squares, triangles, stars, crosses, hearts, arrows and bolts. \
      Down a column the ground stays the same, and the hue mostly.
      """)

  //: {fold: the claims of the figures}
  page.record("shapesSamples", shapes.report.quality.samples)
  let judged = try BookFeatures(for: .shapes).classNames
  page.expect(
    "Shapes' network was taught the name of every figure, and the recipe `shapes-conditional` teaches them to the discriminator",
    figures.allSatisfy { figure in judged.contains { $0.hasSuffix(" \(figure)") } }
      && Recipe.shapesConditional.classWeight > 0)
  try page.expect(
    "`shapes-classes` was trained with the recipe `shapes-conditional`, and has a lower FD to test images than the two other pairs of Shapes of its width",
    try shapes.report.plan.recipe == .shapesConditional
      && [ShippedPair.Kind.plain, .enhanced].allSatisfy {
        let other = try TrainedPair.shipped(.shapes, $0).report
        return other.quality.toTest > shapes.report.quality.toTest
          && other.plan.recipe.width == shapes.report.plan.recipe.width
      })
  // A `QualityTrial` trains with a recipe, and its `Line` has the scores.
  let allTrials: [QualityTrial.Line] = try trialLog("recipes")
  /// The distances after 8,000 steps of the recipe `shapes`, with one ingredient or without, on seed 1 and on seed 2.
  func distances(with settings: [String]?, isTold: Bool = false) -> [Double] {
    allTrials.filter {
      $0.recipe == "shapes" && $0.dataset == "shapes" && $0.steps == 8000 && $0.settings == settings
        && ($0.conditional == true) == isTold
    }.map(\.toTest)
  }
  let (bare, predicted) = (distances(with: nil), distances(with: ["classWeight=0.5"]))
  let told = distances(with: nil, isTold: true)
  page.expect(
    "on both seeds the figure as an input more than halves the FD of `shapes`, and the figure predicted alone does not",
    [bare, predicted, told].allSatisfy { $0.count == 2 }
      && bare.indices.allSatisfy { 2 * told[$0] < bare[$0] && 2 * predicted[$0] > bare[$0] })
  page.expect(
    "`shapes-conditional` differs from `shapes` also in rates that fall, and in nothing else",
    Set(Recipe.shapesConditional.differences(from: .shapes).map(\.name)) == ["classWeight", "fade"])

  //: **By eye all ten can be named**, while few figures of `shapes-enhanced` can ([chapter
  //: 2](../chapters/02-generator/README.md#what-training-and-refinements-change)), whose networks are as wide but are told no
  //: class. The recipes also differ in falling rates, but [chapter
  //: 5](../chapters/05-training/README.md#the-recipe-that-works-taken-apart) shows that **the figure as an input makes the
  //: figures**. Predicted alone, it changes little.
  //:
  //: The FD to test images agrees: that of `shapes-classes` is lower than those of `shapes-enhanced` and `shapes-plain`,
  //: although it is of only {{shapesSamples}} images and theirs are of 10,000, and fewer images make an FD larger. But
  //: Shapes' network was trained to name the figures too, and a conditional generator is scored with the true share of each
  //: class given to it, while one without labels has to find these shares by itself. This command draws such a picture:
  //:
  //: ```
  //: swift run draw shapes-classes --class all --count 10
  //: ```
  //:
  //: ## A discriminator that learns labels
  //:
  //: On CIFAR-10 the recipe `photographs` teaches labels to the discriminator alone. {define: An *auxiliary classifier*
  //: (Odena 2017) is a second output of the discriminator that says which class an image is of.} Here it learns the classes
  //: of real images only, while in Odena 2017 it also learns those of generated images. It reads the same features that tell
  //: real images from generated ones, so these have to say what makes a horse a horse. The generator is told no class, but a
  //: new term in its loss asks for two things: each of its images should be of *some* class, and all of them together of all
  //: classes (Springenberg 2015). One number, `mutualInformation`, measures both. Its exponential is chapter 7's Inception
  //: Score, as this classifier sees it.

  //: {show: GAN/Training/AuxiliaryClassifier.swift#Trainer.assess, mutualInformation}

  //: Do labels that are only taught lower the FD? **[Three seeds do not show
  //: it](photograph-trials.md#what-three-seeds-do-not-show).**
  //:
  //: ## Photographs of a class
  //:
  //: The second way is to tell the networks the class. {define: A *conditional* generator is told which class to draw
  //: (Mirza & Osindero 2014).} In the simplest design the class enters as a one-hot row beside the latent vector.
  //: `cifar10-classes`, whose images [chapter 5](../chapters/05-training/README.md#three-pairs-that-come-with-the-book)
  //: shows, receives it differently: {define: in *class-conditional batch normalisation* (Miyato & Koyama 2018, after
  //: Dumoulin 2017, who give each style its own scale and shift in instance normalisation) every class has its own scale and
  //: shift for each channel.} So the class has influence at every size of image. The discriminator is told the class too,
  //: and judges an image *as one of that class*. {define: A *projection discriminator* (Miyato & Koyama 2018) adds to its
  //: logit how well the image's features agree with a vector that it learns for the class.}

  //: {fold: reading the pair}
  let (full, pair) = (
    try TrainedPair.shipped(.cifar10, .enhanced), try TrainedPair.shipped(.cifar10, .classes)
  )
  let (report, names) = (pair.report, pair.report.plan.classNames)
  let generator = try pair.generator()
  let judge = report.plan.discriminator()

  //: {fold: the diagram of the conditional pair}
  try page.show(
    NetworkDiagram([
      ("The conditional generator", generator.walk), ("Its discriminator, a projection", judge.walk(side: 32)),
    ]),
    caption: "The conditional pair, drawn from the networks themselves; the auxiliary classifier is left out",
    alternative:
      "Both networks layer by layer: in the generator the class enters every batch normalisation, in the discriminator it enters before the logit"
  )

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

  //: Does the generator draw what it is asked for? **Mostly, according to CIFAR-10's network:** it names the requested class
  //: for {{accuracy}} of {{classSamples}} images, and the right class for {{realAccuracy}} of real test images. But this
  //: judge was trained on the same labels as the auxiliary classifier that taught this generator, and no network with
  //: different labels has named these images.

  //: {fold: the numbers and the claims}
  let classifier = try BookFeatures(for: .cifar10)
  page.record("realAccuracy", classifier.training.accuracy, tolerance: 0, format: .percent(1))
  page.record("accuracy", report.quality.accuracy!, tolerance: 0, format: .percent(0))
  page.record("classSamples", report.quality.samples)
  page.record("unconditional", full.report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.record("conditionalDistance", report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.expect(
    "`cifar10-classes` has a lower FD to test images than `cifar10-enhanced`, after a run of the same length, at the same rates, β₁ and width",
    report.quality.toTest < full.report.quality.toTest && report.steps == full.report.steps
      && [report, full.report].allSatisfy {
        $0.plan.recipe.width == 48 && $0.plan.recipe.beta1 == 0
          && $0.plan.recipe.generatorRate == report.plan.recipe.generatorRate
      })
  // An `OtherFeatures` is an FD in the features of one `PhotographJudge`.
  let scored = try OtherFeatures.all()
  func distance(_ images: String, _ judge: PhotographJudge) throws -> Double {
    try scored.line(of: images, by: judge).distance
  }
  try page.expect(
    "by CIFAR-10's network `cifar10-classes` has less than half of the FD of `cifar10-enhanced`, and by ImageNet's the two FDs differ by less than a tenth",
    try 2 * distance("classes", .cifar10) < distance("enhanced", .cifar10)
      && abs(distance("classes", .imageNet) / distance("enhanced", .imageNet) - 1) < 0.1)
  let earlier = try allTrials.run("an earlier pair with classes") {
    $0.conditional == true && $0.steps > report.steps
  }
  // A `StepTime` is what `swift run bench conditional-step` printed on a quiet machine.
  let step = try StepTime.of("conditional-step")
  page.record("classSteps", report.steps)
  page.record("classAlone", step.minutes(of: report.steps), tolerance: 0, format: .significant(2))
  page.record("earlierDistance", earlier.toTest, tolerance: 0, format: .decimals(2))
  page.record("earlierSteps", earlier.steps)
  page.expect(
    "an earlier pair with classes had narrower networks, β₁ = 0.5 and the class beside the latent vector, and has a higher FD after more steps",
    earlier.toTest > report.quality.toTest && earlier.steps > report.steps
      && earlier.changed.map { $0.width < report.plan.recipe.width && $0.beta1 == 0.5 && $0.classInput == .latent }
        == true
      && report.plan.recipe.beta1 == 0 && report.plan.recipe.classInput == .batchNorm)

  //: By CIFAR-10's network the FD of `cifar10-classes` to test images is {{conditionalDistance}}, and that of
  //: `cifar10-enhanced`, which is told no class, is {{unconditional}}. But ImageNet's network hardly tells the two apart ([the
  //: table](photograph-trials.md#a-network-that-knows-the-labels)), and the true shares of the classes are given to
  //: `cifar10-classes` here too.
  //:
  //: An earlier pair with classes had narrower networks, β₁ = 0.5 and the class beside the latent vector, and its FD was
  //: {{earlierDistance}} after {{earlierSteps}} steps. Which of the three changes helped was not measured.
  //:
  //: The first command trains `cifar10-classes` again ({{classSteps}} steps, about {{classAlone}} minutes on two idle
  //: cores), and the second `cifar10-enhanced`:
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe conditional --epochs 16 --keep-last --seed 1
  //: swift run train cifar10 --recipe photographs --epochs 16 --keep-last --seed 1
  //: ```
  //:
  //: ## Taught as well as told
  //:
  //: Is it enough to tell the class? If the log-probabilities of the classes are linear in its features, the best
  //: discriminator has the form of a projection (Miyato & Koyama 2018), and could ask for a horse by itself. In a short run
  //: it may not, because it can lower its loss for a long time without looking at the class. So the recipe `conditional`
  //: keeps the auxiliary classifier, and adds the cross-entropy of the requested class to the generator's loss. Does that
  //: help? Two trials of {{trialSteps3}} steps with the same seed, the recipe `relativistic`, classes and falling learning
  //: rates differ only in the classifier:

  //: {fold: the table of both trials}
  let tried = allTrials.filter { $0.conditional == true && $0.steps == 3000 && $0.settings?.first == "fade=1500-3000" }
  let (without, with) = (tried.filter { $0.settings?.count == 1 }, tried.filter { $0.settings?.count == 2 })
  page.record("trialSteps3", tried[0].steps)
  page.table(
    header: ["auxiliary classifier", "seed", "FD to training images", "FD to test images", "drawn as asked"],
    rows: (without + with).map { trial in
      [
        trial.settings?.count == 1 ? "none" : "× 0.5", "\(trial.seed)", trial.toTraining.text(.decimals(2)),
        trial.toTest.text(.decimals(2)), (trial.accuracy ?? 0).text(.percent(0)),
      ]
    },
    caption: """
      The same recipe (\(without[0].title())) without and with an auxiliary classifier; FD of \(without[0].samples.text) images, \
      in the features of CIFAR-10's network
      """)

  //: {fold: the claim}
  var taught = without[0].changed
  taught?.classWeight = 0.5
  page.expect(
    "on this one seed, with the classifier the FD is lower, and more images are named as they were meant",
    without.count == with.count && taught != nil && with.allSatisfy { $0.changed == taught }
      && zip(without, with).allSatisfy {
        $0.seed == $1.seed && $0.toTest > $1.toTest && ($0.accuracy ?? 1) < ($1.accuracy ?? 0)
      })

  //: **Yes, on this seed:** with the classifier the FD is lower, and more of the images are named as intended. But the
  //: network that judges was trained on the same labels.
  //: @hide
}
//: @show

//: ## Read on
//:
//: - images of your own with classes, a folder for each: [Using Minimax](../docs/USING.md#training-on-your-own-images)
//: - which recipe to start with: [a recipe for photographs](photographs.md)
//: - GANs that draw from text or from other images: [After DCGAN](after-dcgan.md)
