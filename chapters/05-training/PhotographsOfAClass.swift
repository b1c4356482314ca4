import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showPhotographsOfAClass(_ page: Page, enhanced: TrainedPair, pair: TrainedPair) throws {
  //: @show
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
  try page.show(
    NetworkDiagram([
      ("The conditional generator", generator.walk), ("Its discriminator, a projection", judge.walk(side: 32)),
    ]),
    caption: "The conditional pair, drawn from the networks themselves; the auxiliary classifier is left out",
    alternative: "Both networks layer by layer: the class enters beside the latent vector, and again before the logit")

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
  page.record("unconditional", enhanced.report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.record("conditionalDistance", report.quality.toTest, tolerance: 0, format: .decimals(2))
  page.expect(
    "the classifier names more than three quarters of the images as they were meant", accuracy > 0.75, from: .standard)
  page.expect(
    "the recipe is the one that trained it", report.plan.recipe == .conditional && report.plan.seed == 1)
  let order = names.indices.sorted { right[$0] > right[$1] }
  page.record("best", names[order[0]])
  page.record("worst", names[order[names.count - 1]])

  //: The class *{{best}}* is named as it was meant most often, *{{worst}}* least often. The distance to test images is
  //: {{conditionalDistance}}, where the pair without classes, of as many steps, has {{unconditional}}, in features that were taught these
  //: classes. The classes are drawn equally often here, as the data have them; the unconditional generator has to find those
  //: shares by itself.
  //:
  //: A discriminator can do its task while the projection stays near 0. Then nothing forces an image of "horse" to look like one. So
  //: the auxiliary classifier stays: the cross-entropy of the class that was asked for is added to the generator's loss
  //: (`drawsByClass`, above). In two trials of {{trialSteps3}} steps, on the same seed, which differ in nothing else, it made more images
  //: what they were meant to be:

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

  //: The classifier that gives these names was taught the same labels as the auxiliary classifier, so this says little about the
  //: eye. The pair of this section has the full recipe with classes:
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe conditional --epochs 21 --keep-last --seed 1
  //: ```
  //:
  //: ({{classSteps}} steps took {{classMinutes}} minutes.)
  //:
  //: Shapes has classes as well, its ten figures, and a pair that was trained on them comes with the book. These are the best Shapes
  //: that the book can draw:

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
  //: ### A score that resembles the loss
  //:
  //: *A score that resembles the loss is no judge.* The network in whose features these distances are measured looks for the same
  //: things as the auxiliary classifier. So ask a network that knows nothing of these classes, the one that was trained on *Shapes*.
  //: Its judgement of the pair with classes is another. (`OtherFeatures` is what
  //: `swift run score cifar10-test FOLDER --features book-shapes` found, and the same with `book-cifar10`.)

  let others: [OtherFeatures] = try trialLog("other-features")
  func distance(_ images: String, _ features: String) -> Double {
    others.first { $0.images == images && $0.features == features }!.distance
  }
  page.table(
    header: ["images", "in the features of CIFAR-10's network", "in those of Shapes's"],
    rows: [
      ("real training images", "real"), ("plain recipe", "plain"), ("full recipe", "enhanced"),
      ("with classes, at the look with the smallest distance", "classes-best"), ("with classes, at the end", "classes"),
    ].map { name, key in
      [name] + ["book-cifar10", "book-shapes"].map { distance(key, $0).text(.significant(3)) }
    },
    caption: """
      Fréchet distances of \(others[0].samples.text) images to as many test images. (Other images were drawn than for the tables \
      above, so the numbers differ a little)
      """)
  page.expect(
    "in either features real photographs are nearest to test photographs, and the plain recipe's images are the furthest away",
    ["book-cifar10", "book-shapes"].allSatisfy { features in
      ["enhanced", "classes-best", "classes"].allSatisfy {
        distance("real", features) < distance($0, features) && distance($0, features) < distance("plain", features)
      }
    })
  page.expect(
    "in features that know no class, the pair with classes is not nearer to real images than the one without, neither at its nearest look nor at the end",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-shapes") > distance("enhanced", "book-shapes") })
  page.expect(
    "at the end that distance is less than half of what it was at the nearest look",
    2 * distance("classes", "book-shapes") < distance("classes-best", "book-shapes"))
  page.expect(
    "in features that were taught the classes, the pair with classes is the nearer one at both moments",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-cifar10") < distance("enhanced", "book-cifar10") })
  for (name, key) in [
    ("other", "enhanced"), ("otherBest", "classes-best"), ("otherEnd", "classes"), ("otherPlain", "plain"),
  ] {
    page.record(name, distance(key, "book-shapes"), tolerance: 0, format: .significant(3))
  }

  //: Can features of drawn shapes judge photographs at all? Coarsely: they too put real photographs first and the plain recipe's
  //: images last ({{otherPlain}}). In them the pair with classes is at {{otherBest}} at the look where the other features had it nearest,
  //: and at {{otherEnd}} at the end; the pair without classes is at {{other}}. So half-way through the fall the images were easy to classify,
  //: and in other ways much further from photographs; and even at the end the classes have brought nothing that these features
  //: see. The score by which networks are usually kept looks for the same things as the loss, and did not see it. So the pair with
  //: classes is kept as it was at the end of the fall. For the pair without classes this was not measured, because its weights at the
  //: nearest look were not kept; it is kept at the end by the same rule. (All of this is one seed.)
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
