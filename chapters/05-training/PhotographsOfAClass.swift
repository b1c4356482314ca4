import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showPhotographsOfAClass(_ page: Page, enhanced: TrainedPair) throws {
  //: @show
  //: ### Photographs of a class
  //:
  //: The generator can be told more. {define: A *conditional* generator is told which class to draw (Mirza & Osindero 2014).}
  //: Here the class goes in as a one-hot row beside the latent vector. The discriminator is told the class too, and judges an
  //: image *as one of that class*. {define: A *projection discriminator* (Miyato & Koyama 2018) adds to its logit how well the
  //: image's features agree with a vector that it learns for the class.}

  //: It is chapter 3's discriminator, with one more matrix: `embedding` has a row for each class, and `classes` are one-hot rows.

  //: {show: GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator.logits}

  //: A discriminator can do its task while this term stays near 0. Then nothing forces an image of "horse" to look like one. So
  //: the auxiliary classifier stays: the cross-entropy of the class that was asked for is added to the generator's loss
  //: (`drawsByClass`, above). Two trials of {{trialSteps3}} steps, on the same seed, differ in nothing else:

  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let pairs = trials.filter { $0.conditional == true && $0.steps == 3000 && $0.settings?.first == "fade=1500-3000" }
  let (without, with) = (pairs.filter { $0.settings?.count == 1 }, pairs.filter { $0.settings?.count == 2 })
  page.record("trialSteps3", pairs[0].steps)

  //: {fold: the table of the auxiliary classifier}
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

  //: The classifier that gives these names was taught the same labels as the auxiliary classifier, so this says little about the
  //: eye. The pair below has the full recipe with classes, and an auxiliary classifier that counts twice as much:
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe conditional --epochs 21 --keep-last --seed 1
  //: ```
  //:
  //: ({{classSteps}} steps took {{classMinutes}} minutes on a machine that did other work beside them. Both long runs are kept as
  //: they were at the end; why not at their nearest looks is told below.)

  let pair = try TrainedPair.shipped(.cifar10, .classes)
  let (report, names) = (pair.report, pair.report.plan.classNames)
  page.record("classSteps", report.steps)
  page.record("classMinutes", report.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "the recipe is the one that trained it", report.plan.recipe == .conditional && report.plan.seed == 1)
  let generator = try pair.generator()
  let latents = Random(seed: 7).normal([10, generator.latentSize])
  let rows = names.indices.map { label in
    withoutHistory {
      generator(latents, classes: .oneHot(Array(repeating: label, count: 10), of: names.count), .inference)
    }
  }
  try page.show(
    ImageGrid(Tensor.concatenate(rows), columns: 10, scale: 2, rowLabels: names),
    caption: "The same ten latent vectors as each of the ten classes: the first that were drawn, none picked")
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

  //: To the eye some rows are easy to name and others are not: look for yourself before you read the table. It asks the book's
  //: classifier, which is right about {{realAccuracy}} of real test images, and which is no stand-in for an eye: it was taught the
  //: same labels as the auxiliary classifier that taught this generator.

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
  page.expect(
    "the classifier names more than three quarters of the images as they were meant", accuracy > 0.75, from: .standard)
  let order = names.indices.sorted { right[$0] > right[$1] }
  page.record("best", names[order[0]])
  page.record("worst", names[order[names.count - 1]])

  //: {fold: the table of both generators}
  page.table(
    header: ["generator", "steps", "to training images", "to test images", "least and largest class"],
    rows: [("enhanced, full recipe", enhanced.report), ("the same with classes", report)].map { name, report in
      [
        name, report.keptStep.text, report.quality.toTraining.text(.decimals(2)),
        report.quality.toTest.text(.decimals(2)),
        "\(report.quality.shares.min()!.text(.percent(1))), \(report.quality.shares.max()!.text(.percent(1)))",
      ]
    },
    caption: "Fréchet distances of 10,000 samples in the book's own features, and the shares that the classifier sees")

  page.record("unconditional", enhanced.report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.record("conditionalDistance", report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.expect(
    "every class gets between a twentieth and three twentieths of the images, with and without classes",
    [enhanced.report, report].allSatisfy { report in
      report.quality.shares.min()! > 0.05 && report.quality.shares.max()! < 0.15
    })

  //: The classifier names {{accuracy}} as they were meant; most often the class *{{best}}*, least often *{{worst}}*. The distance is
  //: {{conditionalDistance}} where the pair without classes, of as many steps, has {{unconditional}}, in features that were taught
  //: these classes. The classes are drawn equally often here, as the data have them; the unconditional generator has to find those
  //: shares by itself.
  //:
  //: The network in whose features that distance is measured looks for the same things as the auxiliary classifier. So ask a network
  //: that knows nothing of these classes, the one that was trained on *Shapes*. (`OtherFeatures` is what
  //: `swift run score cifar10-test FOLDER --features book-shapes` found, and the same with `book-cifar10`.)

  let others: [OtherFeatures] = try trialLog("other-features")
  func distance(_ images: String, _ features: String) -> Double {
    others.first { $0.images == images && $0.features == features }!.distance
  }

  //: {fold: the table of other features}
  page.table(
    header: ["images", "in the features of CIFAR-10's network", "in those of Shapes's"],
    rows: [
      ("real training images", "real"), ("enhanced, full recipe", "enhanced"),
      ("the same with classes, at its nearest look", "classes-best"), ("with classes, at the end", "classes"),
    ].map { name, key in
      [name] + ["book-cifar10", "book-shapes"].map { distance(key, $0).text(.significant(3)) }
    }, caption: "Fréchet distances of \(others[0].samples.text) images to as many test images")

  page.expect(
    "in features that know no class, the pair with classes is not nearer to real images than the one without, neither at its nearest look nor at the end",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-shapes") > distance("enhanced", "book-shapes") })
  page.expect(
    "at the end that distance is less than half of what it was at the nearest look",
    2 * distance("classes", "book-shapes") < distance("classes-best", "book-shapes"))
  page.expect(
    "in features that were taught the classes, the pair with classes is the nearer one at both moments",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-cifar10") < distance("enhanced", "book-cifar10") })
  for (name, key) in [("other", "enhanced"), ("otherBest", "classes-best"), ("otherEnd", "classes")] {
    page.record(name, distance(key, "book-shapes"), tolerance: 0, format: .significant(3))
  }

  //: In the features that know no class, the pair with classes is at {{otherBest}} at its nearest look and at {{otherEnd}} at the end,
  //: the pair without classes at {{other}}. So half-way through the fall the images were easy to classify, and in other ways much
  //: further from photographs; and even at the end the classes have brought nothing that these features see. The score by which
  //: networks are usually kept looks for the same things as the loss, and did not see it. *A score that resembles the loss is no
  //: judge.* So both pairs are kept as they were at the end of the fall. (All of this is one seed.)
  //:
  //: Shapes has classes as well, its ten figures, and a pair that was trained on them comes with the book:
  //: `swift run draw shapes-classes --class all --count 10`.
  //:
  //: *How good is that beside the figures of papers?* That has not been measured: these are in features of Inception, whose
  //: weights are not part of the book. With them it is one command for every network that comes with the book (50,000 images of
  //: either side; it fetches the weights, 91 MB, checks them, and can take hours):
  //:
  //: ```sh
  //: scripts/inception-fid cifar10-classes
  //: ```
  //: @hide
}

/// What `swift run score` found for images of one kind in the features of one network.
struct OtherFeatures: Decodable {
  let images: String
  let features: String
  let samples: Int
  let distance: Double
}
