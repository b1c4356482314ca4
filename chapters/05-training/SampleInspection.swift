import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showAnswers(_ page: Page, _ session: ChapterRun) throws {
  let run = session.run
  //: @show
  //: ## Appendix: what the discriminator answers
  //:
  //: In this page's run the discriminator is not fooled: in its last quarter it still gives real images a higher mean
  //: probability than generated ones.

  //: {fold: the plot of the answers}
  let beliefs = LinePlot(
    "What the discriminator answers", x: Axis("step", range: 0...Double(run.whole.turns.count)),
    y: Axis("probability of being real", range: 0...1),
    [
      run.whole.series("D(x), real", \.onReal, as: .real),
      run.whole.series("D(G(z)), generated", \.onFake, as: .generated),
    ],
    references: [.horizontal(0.5, "½: undecided")])
  try page.show(
    beliefs, caption: "The mean answer to real and to generated images",
    alternative: """
      After the first steps the curve of real images stays above one half and that of generated images below it, and the gap \
      between them narrows.
      """)

  //: {fold: the claim of the answers}
  page.expect(
    "in the last quarter of the run the discriminator still gives real images a higher mean probability than generated ones",
    run.whole.means(of: \.onReal, parts: 4).y.last! > run.whole.means(of: \.onFake, parts: 4).y.last!,
    from: .standard)

  //: If both players were perfect, the discriminator would answer ½ to everything, so every logit would be zero. What would
  //: the losses be then?

  let undecided = Tensor.zeros([16, 1])
  let balance = (
    NonSaturating().discriminator(real: undecided, fake: undecided).scalar,
    NonSaturating().generator(fake: undecided).scalar
  )
  page.print("discriminator: \(balance.0)   generator: \(balance.1)")

  //: {fold: the claim}
  page.expect(
    "undecided, the discriminator's loss is 2 log 2 and the generator's log 2",
    abs(balance.0 - 2 * log(2)) < 1e-6 && abs(balance.1 - log(2)) < 1e-6)

  //: These two values are the level lines in [the plot of the losses](#what-the-numbers-do).
  //: @hide
}

func showLogitsOnGrounds(_ page: Page) throws {
  //: @show
  //: ## Appendix: do the discriminators favour stripes?
  //:
  //: Only real images have stripes, so a discriminator that used this would give them the highest logits of all. Two pairs of
  //: Shapes come with their discriminators, `shapes-enhanced` and chapter 2's `shapes-plain`, and both judge the same real
  //: images:

  //: {fold: the table of logits}
  let (shapes, count) = (Shapes(seed: 0), page.profile == .quick ? 100 : 1000)
  let real = shapes.dataset(0..<count).tensor(of: 0..<count)
  let painted = (0..<count).map { shapes.ground(of: $0) }
  // An `ImageDiscriminator` is chapter 3's discriminator of images.
  func logits(_ discriminator: ImageDiscriminator) -> [Double] {
    stride(from: 0, to: count, by: 250).flatMap { start -> [Double] in
      let part = real.slice(start..<min(start + 250, count))
      return withoutHistory { discriminator(part, .inference) }.scalars.map(Double.init)
    }
  }
  let kinds: [(name: String, isMeant: (Shapes.Ground) -> Bool)] = [
    ("stripes", { $0 == .stripes }), ("halves", { $0 == .halves }),
    ("gradient or glow", { $0 != .stripes && $0 != .halves }),
  ]
  let judged = try [ShippedPair.Kind.plain, .enhanced].map { kind -> [Spread] in
    let found = logits(try TrainedPair.shipped(.shapes, kind).discriminator())
    return kinds.map { kind in Spread(zip(found, painted).filter { kind.isMeant($1) }.map(\.0)) }
  }
  page.table(
    header: ["real images with", "number", "discriminator of `shapes-plain`", "of `shapes-enhanced`"],
    rows: kinds.indices.map { row in
      [kinds[row].name, judged[0][row].values.count.text] + judged.map { $0[row].withDecimals(2) }
    },
    caption: "Logits for \(count.text) real images: the mean ± the standard deviation over the images of a kind")

  //: {fold: the claim of the logits}
  page.expect(
    "neither discriminator gives real images with stripes or halves a higher mean logit than those with a gradient or a glow",
    judged.allSatisfy { max($0[0].mean, $0[1].mean) < $0[2].mean }, from: .standard)

  //: **The discriminators do not favour these backgrounds.** Neither gives real images with stripes or halves a higher mean
  //: logit than the others. Whether their slopes at generated images point towards stripes was not measured.
  //: @hide
}

func showPairsOfShapes(_ page: Page) throws {
  //: @show
  //: ## Appendix: the pairs of Shapes
  //:
  //: The networks of `shapes-wide` are twice as wide as those of `shapes-enhanced` and `shapes-classes`, and it made
  //: {{wideSteps}} steps. Its generator is not told which figure to draw. These commands make pairs. The minutes are those of
  //: two cores that had other work too:
  //:
  //: | command | what it makes | minutes |
  //: | --- | --- | ---: |
  //: | `swift run train shapes --recipe shapes-wide --epochs 48 --keep-last --seed 1` | `shapes-wide` from scratch | {{wideMinutes}} |
  //: | `swift run chapter 5 --dataset shapes --profile full --epochs 12` | `shapes-enhanced` from scratch | {{narrowMinutes}} |
  //: | `swift run chapter 5 --go-on` | a run as long as this page's that goes on from `shapes-enhanced` | under 1 |
  //: | `swift run chapter 5 --dataset cifar10 --profile full --epochs 16` | a pair that learns from 50,000 photographs, for as many steps as the book's `cifar10-enhanced` | {{fullMinutes}} |

  //: {fold: the numbers and the claims about these pairs}
  let kinds: [ShippedPair.Kind] = [.enhanced, .classes, .wide]
  let reports = try kinds.map { try TrainedPair.shipped(.shapes, $0).report }
  let (narrow, told, wide) = (reports[0], reports[1], reports[2])
  page.record("wideSteps", wide.steps)
  page.record("wideMinutes", wide.seconds / 60, tolerance: 0, format: .decimals(0))
  page.record("narrowMinutes", narrow.seconds / 60, tolerance: 0, format: .decimals(0))
  page.expect(
    "twelve passes over all images, in its batches, are as many steps as `shapes-enhanced` was trained for",
    12 * (narrow.plan.images / narrow.plan.recipe.batchSize) == narrow.steps)
  page.expect(
    "`shapes-classes`, `shapes-enhanced` and `shapes-wide` were trained on two cores",
    reports.allSatisfy { $0.machine.cores == 2 })
  let (ofNarrow, ofWide) = (narrow.plan.recipe, wide.plan.recipe)
  page.expect(
    "`shapes-wide` made twice as many steps as `shapes-enhanced`, with batches twice as large, in networks twice as wide as those of the other two, with another loss, other penalties, rates that fall and labels that taught its discriminator, and its FDs are less than a third of the other's",
    wide.steps == 2 * narrow.steps && ofWide.batchSize == 2 * ofNarrow.batchSize && ofWide == .shapesWide
      && ofWide.width == 2 * ofNarrow.width && told.plan.recipe.width == ofNarrow.width
      && ofWide.loss != ofNarrow.loss && ofWide.r1 != ofNarrow.r1 && ofWide.r2 != ofNarrow.r2 && ofWide.fade != nil
      && ofWide.classWeight > 0 && wide.plan.classNames.isEmpty && wide.quality.toTest < narrow.quality.toTest / 3
      && wide.quality.toTraining < narrow.quality.toTraining / 3)
  //: @hide
}

func showPhotographsInTraining(_ page: Page) throws {
  //: @show
  //: ## Appendix: a pair of photographs in training
  //:
  //: These images are by the two pairs that are told no class:

  //: {fold: the picture of the two other pairs}
  let albums = try zip([6, 36], [ShippedPair.Kind.plain, .enhanced]).map { count, kind -> Tensor in
    let generator = try TrainedPair.shipped(.cifar10, kind).generator()
    let latents = Random(seed: 7).normal([40, ImageGenerator.usualLatentSize]).slice(0..<count)
    return withoutHistory { generator(latents, .inference) }
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(albums), columns: 6, scale: 4,
      rowLabels: ["plain", "enhanced"] + Array(repeating: "", count: 5)),
    caption: """
      Six latent vectors through cifar10-plain are in the first row, and thirty-six through cifar10-enhanced in the six rows \
      below it
      """,
    alternative: """
      One row of brown, grey and white clouds, and six rows of pictures with the colours and backgrounds of photographs. Some \
      of these show a recognisable thing, such as a bird.
      """)

  //: The first row shows clouds of colour, but no objects, and by CIFAR-10's network {{lostClasses}} of the ten classes are
  //: almost missing: `cifar10-plain` draws each less than a quarter as often as it should ([the
  //: count](../../answers/collapse-on-images.md#on-photographs)).
  //:
  //: Here is how `cifar10-enhanced` learnt, on the first eight of its latent vectors. The second row has rough shapes in the
  //: colours of photographs. Up to the fifth row some columns gain a recognisable object, such as a vehicle in the sixth
  //: column, while others lose one, such as the face in the fourth. From the fifth row to the last little changes.
  //: By CIFAR-10's network the FD to training images was lowest earlier, at step {{nearestStep}}.

  //: {fold: the film strip of photographs}
  let pair = try TrainedPair.shipped(.cifar10, .enhanced)
  let frames = pair.history.frames.map { (step: $0.step, images: $0.images.slice(0..<8)) }
  try page.show(
    ImageGrid(
      Tensor.concatenate(frames.map(\.images)), columns: 8, scale: 4, isSmooth: true, rowLabels: frames.map(\.step.text)
    ),
    caption: """
      cifar10-enhanced in training: each column is one latent vector, and each row is a later evaluation. The steps are at the left
      """,
    alternative: """
      From top to bottom: snow, rough shapes in the colours of photographs, and pictures with more and more detail. The last \
      two rows are nearly alike.
      """)

  //: {fold: the numbers and the claim of this strip}
  page.record("nearestStep", pair.history.best!.step)
  let changes = zip(frames, frames.dropFirst()).map { ($1.images - $0.images).absoluteValue().mean().scalar }
  page.expect(
    "from the fifth evaluation to the sixth, the last, these images change by less than half as much as between any earlier two",
    frames.count == 6 && changes.dropLast().allSatisfy { changes.last! < $0 / 2 }
      && pair.report.plan.recipe.fade != nil)
  //: @hide
}

func showAveragedPhotographs(_ page: Page) throws {
  //: @show
  //: ## Appendix: the average on photographs
  //:
  //: Does the average of a generator of photographs have a lower FD than its last weights? The table compares them for two
  //: recipes, on three seeds each, after {{averagedSteps}} steps. The decay, as in every run here, is (1 + n) / (10 + n) after
  //: n updates until that reaches {{decay}}. [*The
  //: recipes, setting by setting*](../../answers/photographs.md#the-recipes-setting-by-setting) has the settings of both.

  //: {fold: the table of averages and last weights}
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  func runs(of recipe: String, _ settings: [String]?) -> [QualityTrial.Line] {
    trials.filter {
      $0.recipe == recipe && $0.settings == settings && $0.steps == 2000 && $0.conditional != true
        && $0.dataset.hasPrefix("cifar10")
    }.sorted { $0.seed < $1.seed }
  }
  let (pairwise, withR1) = (runs(of: "relativistic", nil), runs(of: "r1", nil))
  func row(_ runs: [QualityTrial.Line]) -> [String] {
    let (averaged, last) = (runs.map(\.toTest), runs.map { $0.lastToTest! })
    let nearer = zip(averaged, last).count { $0 < $1 }
    let means = [averaged, last].map { $0.mean().text(.decimals(2)) }
    return [runs[0].title()] + means + ["\(nearer) of \(runs.count)"]
  }
  page.table(
    header: ["recipe", "FD of the average", "FD of the last weights", "seeds on which the average has the lower FD"],
    rows: [row(pairwise), row(withR1)],
    caption: """
      FD of \(pairwise[0].samples.text) images to test images, means over the seeds, in the features of CIFAR-10's network
      """)

  //: {fold: the numbers and the claims of the table}
  page.record("averagedSteps", pairwise[0].steps)
  page.record("decay", Recipe.relativistic.averageDecay, tolerance: 0)
  // How old the weights in the average are, on average, when such a run ends: before the decay is reached, step n keeps
  // (1 + n) / (10 + n) of the average.
  let decay = Double(Recipe.relativistic.averageDecay)
  var age = 0.0
  for step in 0..<pairwise[0].steps {
    let kept = min(decay, Double(1 + step) / Double(10 + step))
    age = kept * (age + 1)
  }
  page.record("averageAge", age, tolerance: 0, format: .decimals(0))
  page.expect(
    "at the end the weights in the average are a tenth of the run old, on average",
    abs(10 * age / Double(pairwise[0].steps) - 1) < 0.01)
  page.expect(
    "with `relativistic` the last weights have a lower FD than their average on each of three seeds; with `r1` the average has the lower FD on two of three",
    pairwise.count == 3 && pairwise.allSatisfy { $0.lastToTest! < $0.toTest } && withR1.count == 3
      && withR1.count { $0.toTest < $0.lastToTest! } == 2
      && Recipe.withR1.averageDecay == Recipe.relativistic.averageDecay)
  let dcgan = runs(of: "dcgan", nil)
  page.expect(
    "with the last weights `r1` has a lower FD than `dcgan` on two of three seeds",
    zip(withR1, dcgan).count { $0.lastToTest! < $1.lastToTest! } == 2)

  //: With `relativistic` the last weights have the lower FD on all three seeds, perhaps because the weights in the average
  //: are then {{averageAge}} steps old on average and lag behind. With the last weights `r1` has a lower FD than `dcgan` on
  //: two of three seeds.
  //: @hide
}

func showSamples(_ page: Page) throws {
  //: @show
  //: ## Appendix: does it copy?
  //:
  //: A generator that only repeated its training images would draw perfect pictures, so search for copies. The search
  //: ([code](source:Evaluation/CopyTest.swift#CopyTest)) measures the distance of an image to the nearest of
  //: {{photographsSearched}} training photographs, in the features of CIFAR-10's network. Of test photographs, which nothing
  //: was trained on, 1 in 100 lies within a certain distance, and this distance is the bound. If a generator copies often,
  //: more than 1 in 100 of its images lie within it. The last row shows that the search finds copies: there every tenth
  //: image was replaced by a training photograph, half of them mirrored. `swift run bench copies` prints these lines if you
  //: have CIFAR-10.

  //: {fold: the table of the search}
  let kinds = ["test", "plain", "enhanced", "classes", "spiked"]
  let names = [
    "test photographs", "cifar10-plain", "cifar10-enhanced", "cifar10-classes", "cifar10-enhanced, every tenth a copy",
  ]
  let found = try CopyTest.found(kinds)
  page.table(
    header: ["\(found[0].count.text) images", "how many lie within the bound", "median distance", "least distance"],
    rows: zip(names, found).map {
      [$0, $1.nearer.text, $1.median.text(.significant(3)), $1.least.text(.significant(3))]
    },
    caption: """
      How near images are to the nearest training photograph. The bound is the distance within which 1 in 100 test photographs \
      lies
      """)

  //: {fold: the claims of the search}
  let within = Dictionary(uniqueKeysWithValues: zip(kinds, found.map(\.nearer)))
  page.record("photographsSearched", found[0].searched)
  page.record("testWithin", within["test"]!)
  page.record("testCount", found[0].count)
  page.expect(
    "of each pair's images fewer lie within the bound than of the same number of test photographs",
    ["plain", "enhanced", "classes"].allSatisfy { within[$0]! < within["test"]! }
      && Set(found.map(\.count)).count == 1)
  page.expect(
    "with every tenth a copy at least a tenth lie within it", within["spiked"]! >= found[0].count / 10)

  //: No pair has more images within the bound than test photographs have ({{testWithin}} of {{testCount}}). The search
  //: misses a few copies among images that are far away, and copies that this network sees as different pictures.

  //: ## What was not measured
  //:
  //: - *What can be recognised*: this was judged by eye, by one person, here and on all pages.
  //: - *Other seeds* of the pairs that come with the book: each is one run.
  //: - *Why the generators leave out stripes and halves*.
  //: - *Why the FD of real images is lower* without these backgrounds.
  //: - *FIDs to compare with those of papers*, in the features of Inception, whose weights are not part of the book.
  //:   `scripts/inception-fid cifar10-classes` fetches them (91 MB), checks them and measures, which can take hours.
  //: - *The images within the bound* of the search for copies. Some test photographs have near duplicates among the training
  //:   photographs ([how many](../../answers/collapse-on-images.md#do-photographs-come-twice)), and these images could be such
  //:   too.
  //: @hide
}
