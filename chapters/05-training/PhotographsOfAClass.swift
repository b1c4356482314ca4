import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Pictures

//: @hide
func showPhotographsOfAClass(_ page: Page, enhanced: TrainedPair) throws {
  //: @show
  //: ### Photographs of a class
  //:
  //: CIFAR-10 has labels, and so far nobody has looked at them. {define: A *conditional* generator is told which class to
  //: draw (Mirza & Osindero 2014).} Here the class goes in as a one-hot row beside the latent vector. The discriminator is told
  //: the class too, and judges an image *as one of that class*. {define: A *projection discriminator* (Miyato & Koyama 2018)
  //: adds to its logit how well the image's features agree with a vector that it learns for the class.}

  //: {show: GAN/Networks/ImageDiscriminator.swift#ImageDiscriminator}

  //: The pair below is the enhanced one with classes and with three more changes: relativistic pairs (chapter 4), light
  //: penalties on the slope at real *and* at generated images (R1 and R2, chapter 6; the two belong together, Huang 2024),
  //: and rates that begin to fall early: from step {{fadeAfter}} to {{fadeUntil}} they go down to a twentieth. This is its
  //: recipe:
  //:
  //: ```
  //: swift run train cifar10 --classes --recipe relativistic --set fade=10000-26554 --epochs 17 --seed 1
  //: ```
  //:
  //: (The run was stopped once and went on, which changes no bit, and it was scored five times in {{classSteps}} steps. The
  //: networks are kept as they were at the best of these, after {{classBest}}. The command looks at other moments, so what it
  //: keeps may be of another step.)

  let pair = try TrainedPair.shipped(.cifar10, .classes)
  let (report, names) = (pair.report, pair.report.plan.classNames)
  let fade = report.plan.recipe.fade!
  page.record("fadeAfter", fade.after)
  page.record("classSteps", report.steps)
  page.record("fadeUntil", fade.until)
  page.record("classBest", report.bestStep)
  var recipe = Recipe.relativistic
  recipe.fade = Recipe.Fade(after: 10_000, until: 26_554)
  page.expect(
    "the recipe is the one that trained it", report.plan.recipe == recipe && report.plan.seed == 1)
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

  //: How many of these would somebody name as what they are meant to be? Ask the book's classifier, which is right about
  //: {{realAccuracy}} of real test images:

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
  page.expect("four times as many images as by chance are named as they were meant", accuracy > 0.4, from: .standard)
  let order = names.indices.sorted { right[$0] > right[$1] }
  page.record("best", names[order[0]])
  page.record("worst", names[order[names.count - 1]])

  page.table(
    header: ["generator", "steps", "to training images", "to test images", "least and largest class"],
    rows: [("enhanced", enhanced.report), ("with classes", report)].map { name, report in
      [
        name, report.bestStep.text, report.quality.toTraining.text(.decimals(2)),
        report.quality.toTest.text(.decimals(2)),
        "\(report.quality.shares.min()!.text(.percent(1))), \(report.quality.shares.max()!.text(.percent(1)))",
      ]
    },
    caption: "Fréchet distances of 10,000 samples in the book's own features, and the shares that the classifier sees")
  page.record(
    "classSpeedup", Double(enhanced.report.bestStep) / Double(report.bestStep), tolerance: 0, format: .significant(2))
  page.expect(
    "with classes the images are nearer to real ones, after a quarter of the steps",
    report.quality.toTest < enhanced.report.quality.toTest && 4 * report.bestStep < enhanced.report.bestStep)

  //: {{accuracy}} are named as they were meant; most often the class *{{best}}*, least often *{{worst}}*. That is more than four times what
  //: chance would give, and far from what real images get: a conditional pair of this size shows what kind of thing it means,
  //: often enough, and seldom a thing that one would take for a photograph. And the distance is smaller than the enhanced pair's, although that was
  //: trained for {{classSpeedup}} times as many steps. Part of that is a gift: the classes are drawn equally often here, as the data have
  //: them, and the unconditional generator has to find those shares by itself. It is also a single run, with four changes at
  //: once, and what each is worth by itself has not been measured here.
  //: @hide
}
