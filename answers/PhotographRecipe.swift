import Engine
import Evaluation
import GAN
import Notebook
import Plots

//: # What brought generated photographs nearer to real ones?
//:
//: ## In short
//:
//: Start with the recipe `enhanced`: after {{trialSteps}} steps (not yet after {{trialEarly}}) it is nearer to real photographs
//: than the recipe `plain`, on each of three seeds. Which of the five differences matters is not settled. On the one seed that
//: was tried, dropout in place of R1 loses most of the difference ({{trialQuick}} → {{trialDropout}}), and so do half the rates
//: with twice the width ({{trialWide}}); the convolutions and the width were not tried alone. On three seeds labels, relativistic
//: pairs and rates that fall are not shown to help.
//:
//: ```
//: swift run answer photographs
//: ```
//:
//: ## Where to start
//:
//: Which settings should you begin with, in this book or in another library? For small images the recipe `enhanced` is a fair
//: start. Nobody has shown that it is the best. (The pair `cifar10-enhanced` of chapter 5 was made by the recipe `photographs`.)
//: It has these parts:
//:
//: - *Generator*: transposed convolutions 4 × 4 at stride 2, a further 3 × 3 convolution after each, batch normalisation, leaky
//:   ReLU, tanh at the end.
//: - *Discriminator*: convolutions 4 × 4 at stride 2, leaky ReLU, no batch normalisation, no dropout.
//: - *Sizes*: {{startLatents}} latent values; {{startWidth}} channels at full size, {{startMost}} at 4 × 4. *First weights*:
//:   deviation 0.02 in the generator, He's in the discriminator.
//: - *Loss*: non-saturating, computed from logits. *Penalty*: R1, γ/2 times the mean squared slope at real images,
//:   γ = {{startGamma}}, evaluated every {{startInterval}} steps and then multiplied by {{startInterval}}.
//: - *Adam*: β₁ = {{startBeta}}, both rates {{startRate}}, batches of {{startBatch}}.
//: - *Average* of the generator's weights: decay {{startDecay}}. *Images* in [−1, 1].
//:
//: Draw the same ten latent vectors every few hundred steps, and measure a distance with the same number of images each time. If
//: something looks wrong, see [the list of symptoms](symptoms.md).
//:
//: ## One change at a time
//:
//: The [recipes and the data](../chapters/05-training/README.md#photographs) are chapter 5's, and the distance is the Fréchet
//: distance in features of the book's own (chapter 7). Each recipe was trained from the first step and scored on the way: that is
//: a `QualityTrial`. ([RECIPES.md](../chapters/05-training/RECIPES.md) has every trial.)
//:
//: `plain` and `enhanced` differ in five things: the convolutions that refine the images, the width, the batch, the rates, and R1
//: or dropout. Which of them matters? Each row of the table changes one thing about `enhanced`, except three rows: `enhanced` and
//: `plain` themselves, and half the rates with twice the width. Compare each row with the range of the three seeds of `enhanced`.

//: @hide
func photographRecipeAnswer(_ page: Page) throws {
  let start = Recipe.enhanced
  page.record("startGamma", Double(start.r1), tolerance: 0, format: .significant(1))
  page.record("startInterval", start.r1Interval)
  page.record("startBeta", Double(start.beta1), tolerance: 0, format: .decimals(1))
  page.record("startRate", "\(start.generatorRate)")
  page.record("startBatch", start.batchSize)
  page.record("startDecay", start.averageDecay, tolerance: 0)
  page.record("startLatents", ImageGenerator.usualLatentSize)
  page.record("startWidth", start.width)
  page.record("startMost", start.network().channels[0])
  //: @show
  //: {fold: the trials and their names}
  let trials: [QualityTrial.Line] = try trialLog("recipes")
  let early = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 2000 && $0.settings == nil }
  func distances(_ recipe: String, _ value: (QualityTrial.Line) -> Double = { $0.toTraining }) -> [Double] {
    early.filter { $0.recipe == recipe }.sorted { $0.seed < $1.seed }.map(value)
  }
  let changes = [
    "enhanced": "enhanced", "plain": "plain", "enhanced-dropout": "dropout 0.4 in place of R1",
    "enhanced-slow": "half the rates", "enhanced-wide": "half the rates and twice the width",
    "enhanced-large-batch": "twice the batch", "enhanced-light-r1": "a tenth of R1's γ",
    "enhanced-two-rates": "half the generator's rate", "enhanced-smoothed": "real labels 0.9",
    "enhanced-hinge": "the hinge loss", "enhanced-augmented": "differentiable augmentation",
  ]

  page.table(
    header: ["recipe, or what is changed about enhanced", "seed 1", "seed 2", "seed 3"],
    rows: changes.keys.sorted { distances($0)[0] < distances($1)[0] }.map { recipe in
      let found = distances(recipe).map { $0.text(.decimals(2)) }
      return [changes[recipe]!] + found + Array(repeating: "", count: 3 - found.count)
    }, caption: "Distance to training images after 2,000 steps on CIFAR-10, 10,000 samples; the nearest first")
  let quickTrials = distances("enhanced")
  for (name, recipe) in [
    ("Quick", "enhanced"), ("Plain", "plain"), ("Dropout", "enhanced-dropout"), ("Slow", "enhanced-slow"),
    ("Wide", "enhanced-wide"), ("Large", "enhanced-large-batch"), ("Augmented", "enhanced-augmented"),
  ] {
    page.record("trial\(name)", distances(recipe)[0], tolerance: 0, format: .decimals(2))
  }
  page.record("quickLeast", quickTrials.min()!, tolerance: 0, format: .decimals(2))
  page.record("quickMost", quickTrials.max()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after the same number of steps `enhanced` is nearer to test images on each of three seeds than `plain` on any",
    distances("plain") { $0.toTest }.count == 3 && distances("enhanced") { $0.toTest }.count == 3
      && distances("enhanced") { $0.toTest }.max()! < distances("plain") { $0.toTest }.min()!)

  //: {fold: the claims}
  let halfWay = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 1000 && $0.settings == nil }
  func halfWayDistances(_ recipe: String, _ value: (QualityTrial.Line) -> Double = { $0.toTraining }) -> [Double] {
    halfWay.filter { $0.recipe == recipe }.map(value)
  }
  page.record("trialSteps", early[0].steps)
  page.record("trialEarly", halfWay[0].steps)
  for (name, recipe) in [("TwoRates", "enhanced-two-rates"), ("Augmented", "enhanced-augmented")] {
    page.record("early\(name)", halfWayDistances(recipe)[0], tolerance: 0, format: .decimals(2))
  }
  page.record("earlyLeast", halfWayDistances("enhanced").min()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after half of these steps one seed of `enhanced` is still further from test images than `plain` on any of three seeds",
    halfWayDistances("plain") { $0.toTest }.count == 3 && halfWayDistances("enhanced") { $0.toTest }.count == 3
      && halfWayDistances("enhanced") { $0.toTest }.max()! > halfWayDistances("plain") { $0.toTest }.max()!)
  page.expect(
    "after half of these steps half the generator's rate and augmentation are both nearer than all three seeds of `enhanced`",
    ["enhanced-two-rates", "enhanced-augmented"].allSatisfy {
      halfWayDistances($0)[0] < halfWayDistances("enhanced").min()!
    })
  page.expect(
    "`enhanced` has the parts that it is said to have: loss, refining convolutions, no dropout, equal rates",
    start.loss == .nonSaturating && start.refinements == 1 && start.dropout == 0
      && start.generatorRate == start.discriminatorRate)
  func deviation(_ weight: Parameter) -> Float { weight.value.squared().mean().scalar.squareRoot() }
  let (drawing, judging) = (start.generator(random: Random(seed: 1)), start.discriminator(random: Random(seed: 1)))
  let byHe = (2 / Float(judging.verdict.weight.value.shape[1])).squareRoot()
  page.expect(
    "its first weights have deviation 0.02 in the generator's first layer, and He's in the discriminator's last, to a tenth",
    abs(deviation(drawing.project.weight) / 0.02 - 1) < 0.1 && abs(deviation(judging.verdict.weight) / byHe - 1) < 0.1)
  var made = Recipe.plain
  (made.refinements, made.width, made.batchSize, made.dropout, made.r1) = (1, 32, 32, 0, 1)
  (made.generatorRate, made.discriminatorRate, made.fade) = (8e-4, 8e-4, Recipe.enhanced.fade)
  page.expect(
    "`plain` and `enhanced` differ in these five things, and in nothing else until the rates of `enhanced` would fall",
    made == .enhanced && Recipe.enhanced.fade!.after > early[0].steps)
  page.expect(
    "on one seed, dropout in place of R1, half the rates, or the hinge loss end further away than any of three seeds of `enhanced`",
    ["enhanced-dropout", "enhanced-slow", "enhanced-hinge"].allSatisfy { distances($0)[0] > quickTrials.max()! })
  page.expect(
    "of the changes of one thing only augmentation ends further away than dropout in place of R1",
    changes.keys.filter {
      !["plain", "enhanced-wide"].contains($0) && distances($0)[0] > distances("enhanced-dropout")[0]
    }
      == ["enhanced-augmented"])
  page.expect(
    "each of two changes alone, dropout in place of R1 and half the rates with twice the width, loses more than half of the difference between `enhanced` and `plain` on seed 1",
    ["enhanced-dropout", "enhanced-wide"].allSatisfy {
      2 * (distances($0)[0] - distances("enhanced")[0]) > distances("plain")[0] - distances("enhanced")[0]
    })
  page.expect(
    "twice the batch, a tenth of γ, half the generator's rate and smoothed labels end within the range of three seeds of `enhanced`",
    ["enhanced-large-batch", "enhanced-light-r1", "enhanced-two-rates", "enhanced-smoothed"].allSatisfy {
      (quickTrials.min()!...quickTrials.max()!).contains(distances($0)[0])
    })

  //: On seed 1 `plain` is at {{trialPlain}} and `enhanced` at {{trialQuick}}. With dropout in place of R1, `enhanced` is at
  //: {{trialDropout}}: this one change loses most of the difference. Half the rates with twice the width lose about as much
  //: ({{trialWide}}). So the effects do not add up, and neither of the two can be credited with most of the difference. Half the
  //: rates alone lose less ({{trialSlow}}). Twice the batch is at {{trialLarge}}, within the range of `enhanced`'s own seeds,
  //: {{quickLeast}} to {{quickMost}}: at equal steps no gain of the small batch can be seen here. It makes steps cheaper.
  //: Differentiable augmentation (Zhao 2020) is meant for few images, and there were 50,000; it is the furthest away
  //: ({{trialAugmented}}). The refining convolutions and the width were not tried alone.
  //:
  //: After {{trialEarly}} steps the order is quite another: half the generator's rate ({{earlyTwoRates}}) and even augmentation
  //: ({{earlyAugmented}}) are ahead of all three seeds of `enhanced`, the nearest of which is at {{earlyLeast}}.
  //:
  //: All recipes are scored by the moving average of their weights, whose decay of 0.999 remembers about a thousand steps. At the
  //: low rates of `plain` that average may still be behind the last weights. So the table compares whole recipes, averaging
  //: included.
  //:
  //: ## Ten minutes in two engines
  //:
  //: Is it the recipe or the engine? `plain` and `enhanced` were also written in PyTorch, with the same layers, losses,
  //: penalties, rates and averaging. Each was trained there for {{minutes}} minutes on one core of a machine, while this book's
  //: engine trained it on the other core. PyTorch runs as it comes, without `torch.compile`, in its channels-last layout. Compare
  //: the two recipes in each engine. In ten *minutes* `enhanced` also ends nearer in PyTorch (one run of each). It makes
  //: {{moreSteps}} times as many steps there as `plain`. After about the same number of steps ({{enhancedThere}} of `enhanced`
  //: and {{plainThere}} of `plain`) `plain` is nearer there.
  //:
  //: ```
  //: swift run bench quality --recipe enhanced --minutes 10 --threads 1
  //: scripts/pytorch-quality --recipe enhanced --threads 1 --data FOLDER --out FOLDER
  //: ```
  //: @hide
  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  let recipes: [(name: String, title: String, look: Encoding)] = [
    ("enhanced", "enhanced", .enhanced), ("plain", "plain", .plain),
  ]
  func lines(_ recipe: String) -> [(here: QualityTrial.Line, there: PeerQuality)] {
    Array(zip(here.filter { $0.recipe == recipe }, there.filter { $0.recipe == recipe }))
  }
  //: @show
  //: {fold: the table and the figure of ten minutes}
  page.table(
    header: [
      "recipe", "minutes", "steps, this book", "average", "last weights", "steps, \(there[0].peer)", "average",
      "last weights",
    ],
    rows: recipes.flatMap { recipe in
      lines(recipe.name).map { here, there in
        [
          recipe.title, there.minutes.text(.decimals(0)), here.steps.text, here.toTest.text(.decimals(2)),
          here.lastToTest!.text(.decimals(2)), there.steps.text, there.averageToTest.text(.decimals(2)),
          there.toTest.text(.decimals(2)),
        ]
      }
    },
    caption: """
      Distances of 10,000 samples to the test images, in the book's own features, from the average of the weights and from \
      the last weights; one seed of each
      """)
  try page.show(
    LinePlot(
      "Ten minutes of training, one core each", x: Axis("minutes", .logarithmic),
      y: Axis("Fréchet distance, book features", .logarithmic),
      recipes.flatMap { recipe in
        let found = lines(recipe.name)
        let minutes = found.map(\.there.minutes)
        return [
          Series("\(recipe.title), this book", x: minutes, y: found.map(\.here.toTest), as: recipe.look.variant(0)),
          Series(
            "\(recipe.title), PyTorch", x: minutes, y: found.map(\.there.averageToTest), as: recipe.look.variant(2)),
        ]
      }),
    caption: "How near generated images come to real photographs in ten minutes, from averaged weights; one run each")

  //: {fold: the claims}
  let ends = recipes.map { lines($0.name).last! }
  let faster = ends.map { Double($0.here.steps) / Double($0.there.steps) }
  page.record("minutes", Int(ends[0].there.minutes.rounded()))
  page.record("quickFaster", faster[0], tolerance: 0, format: .decimals(1))
  page.record("plainFaster", faster[1], tolerance: 0, format: .decimals(1))
  page.expect("in this book's engine ten minutes hold more steps, with either recipe", faster.allSatisfy { $0 > 1.3 })
  page.expect(
    "after ten minutes `enhanced` is nearer than `plain`, in either engine, from the average and from the last weights",
    ends[0].here.toTest < ends[1].here.toTest && ends[0].here.lastToTest! < ends[1].here.lastToTest!
      && ends[0].there.averageToTest < ends[1].there.averageToTest && ends[0].there.toTest < ends[1].there.toTest)
  page.expect(
    "with `enhanced` this book's images are then nearer; with `plain` PyTorch's are; from the average and from the last weights",
    ends[0].here.toTest < ends[0].there.averageToTest && ends[0].here.lastToTest! < ends[0].there.toTest
      && ends[1].there.averageToTest < ends[1].here.toTest && ends[1].there.toTest < ends[1].here.lastToTest!)
  let last = ends[1].there
  let nearest = lines("enhanced").map(\.there).min { abs($0.steps - last.steps) < abs($1.steps - last.steps) }!
  page.record("moreSteps", Double(ends[0].there.steps) / Double(last.steps), tolerance: 0, format: .decimals(0))
  page.record("enhancedThere", nearest.steps)
  page.record("plainThere", last.steps)
  page.expect(
    "in PyTorch, at numbers of steps that differ by less than a twentieth, `plain` is nearer than `enhanced`, from the average and from the last weights",
    20 * abs(nearest.steps - last.steps) < last.steps && last.averageToTest < nearest.averageToTest
      && last.toTest < nearest.toTest)

  //: In ten minutes this book's engine takes {{quickFaster}} times as many steps as PyTorch with `enhanced`, and {{plainFaster}}
  //: times as many with `plain`. (On two cores, and with other networks, the ratio is another: `swift run bench train-step`.)
  //: With `enhanced` this book's images are then nearer, with `plain` PyTorch's are, after fewer steps. There is one run of each,
  //: so nothing here says that one engine learns more from a step than the other.
  //:
  //: ## What three seeds do not show
  //:
  //: The rest is for readers who want to know what else was tried: labels, relativistic pairs, and rates that fall. Each was
  //: tried on three seeds, for {{labelSteps}} steps, and judged by two networks. The first judge is the network of CIFAR-10,
  //: which was taught the labels of these photographs. The second is the network of Shapes, which never saw a photograph.
  //:
  //: The recipe `photographs` has an auxiliary classifier, which [learns the labels of real
  //: images](../chapters/05-training/README.md#appendix-labels-and-classes). On three seeds of the recipe `relativistic` the
  //: judge that was taught these labels prefers the images with labels on two. The judge that knows none of these labels prefers
  //: the images without them on all three, which luck alone does one time in eight.
  //:
  //: Relativistic pairs in place of the non-saturating loss, and rates that fall in place of constant ones, are each nearer on
  //: two seeds of three by the first judge and on all three by the second, so three seeds do not show that either helps.
  //: ([RECIPES.md](../chapters/05-training/RECIPES.md) has every trial, by both judges.) With constant rates the last weights are
  //: nearer than their average on each seed, by the first judge.

  //: {fold: the claims}
  let fading = "fade=1000-2000"
  func seeds(_ settings: [String]) -> [QualityTrial.Line] {
    trials.filter { $0.recipe == "relativistic" && $0.settings == settings }.sorted { $0.seed < $1.seed }
  }
  let (unlabelled, labelled) = (seeds([fading]), seeds(["classWeight=0.25", fading]))
  page.record("labelSteps", labelled[0].steps)
  let controls = [
    unlabelled, seeds([fading, "loss=nonSaturating"]),
    trials.filter { $0.recipe == "relativistic" && $0.settings == nil && $0.steps == 2000 && $0.conditional != true }
      .sorted { $0.seed < $1.seed },
  ]
  func nearer(_ other: Int, _ value: (QualityTrial.Line) -> Double) -> Int {
    zip(controls[0], controls[other]).count { $0.seed == $1.seed && value($0) < value($1) }
  }
  page.expect(
    "in features that were taught the same labels, two of three seeds are nearer with labels and one is further away",
    labelled.map(\.seed) == unlabelled.map(\.seed) && labelled.count == 3
      && zip(labelled, unlabelled).count { $0.toTest < $1.toTest } == 2)
  page.expect(
    "in Shapes' features all three seeds are further away with labels",
    zip(labelled, unlabelled).allSatisfy { $0.otherToTest! > $1.otherToTest! })
  page.expect(
    "by the first judge relativistic pairs are nearer than the non-saturating loss on two of three seeds, by the second on all three",
    controls.allSatisfy { $0.map(\.seed) == [1, 2, 3] } && nearer(1) { $0.toTest } == 2
      && nearer(1) { $0.otherToTest! } == 3)
  page.expect(
    "by the first judge falling rates are nearer than constant ones on two of three seeds, by the second on all three",
    nearer(2) { $0.toTest } == 2 && nearer(2) { $0.otherToTest! } == 3)
  page.expect(
    "with constant rates the last weights are nearer than their average on each seed, by the first judge",
    controls[2].allSatisfy { $0.lastToTest! < $0.toTest })

  //: No long run was made without labels: `cifar10-enhanced` and `cifar10-classes` both learnt them. (`photographs` has labels
  //: because it was chosen before they were tried apart.)
  //:
  //: ### A judge that knows the labels
  //:
  //: Two judges disagree about the second half of the run. In the long runs of chapter 5, `cifar10-enhanced` and
  //: `cifar10-classes`, the rates fall to a twentieth between step {{fadeAfter}} and step {{fadeUntil}}. Here is what the first
  //: judge, the network of CIFAR-10, found meanwhile. Look for the smallest number in each column:

  //: {fold: the table of looks}
  let (long, conditional) = (
    try TrainedPair.shipped(.cifar10, .enhanced), try TrainedPair.shipped(.cifar10, .classes)
  )
  let fade = long.report.plan.recipe.fade!
  let falling = [long, conditional].map(\.history.scores)
  page.table(
    header: ["step", "cifar10-enhanced: to training images", "cifar10-classes: to training images"],
    rows: zip(falling[0], falling[1]).map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $1.toTraining.text(.decimals(2))]
    },
    caption: """
      Every look of two runs whose rates fall; all looks are of the same number of samples, fewer than the 10,000 of chapter 5's \
      table, so the last row is a little larger than there
      """)

  //: {fold: the claims}
  page.record("fadeAfter", fade.after)
  page.record("fadeUntil", fade.until)
  page.record("fadeBestStep", long.history.best!.step)
  page.record("fadeBest", long.history.best!.toTraining, tolerance: 0, format: .decimals(2))
  page.record("fadeEnd", falling[0].last!.toTraining, tolerance: 0, format: .decimals(2))
  page.record("fadeFirst", falling[0].first { $0.step >= fade.after }!.toTraining, tolerance: 0, format: .decimals(2))
  let both = [long, conditional].map(\.report.plan.recipe)
  page.expect(
    "the rates of both fall between these two steps, to a twentieth",
    both.allSatisfy {
      $0.fade == fade && abs(20 * $0.rates(after: fade.until).generator / $0.generatorRate - 1) < 1e-4
        && $0.rates(after: fade.after).generator == $0.generatorRate
    })
  page.expect(
    "both were nearest at the same look in the middle of the fall, and from there on further away at every look",
    long.history.best!.step == conditional.history.best!.step
      && falling.allSatisfy { scores in
        let rest = scores.drop { $0.step < long.history.best!.step }
        return rest.count > 2 && zip(rest, rest.dropFirst()).allSatisfy { $0.toTraining < $1.toTraining }
      })
  page.expect(
    "the last row is larger than the distances of the same weights that chapter 5 has, by less than a tenth",
    zip([long, conditional], falling).allSatisfy { pair, scores in
      let ratio = scores.last!.toTraining / pair.report.quality.toTraining
      return pair.report.keptStep == scores.last!.step && ratio > 1 && ratio < 1.1
    })

  //: At the first look after the fall began `cifar10-enhanced` was at {{fadeFirst}}, at step {{fadeBestStep}} at {{fadeBest}},
  //: and at the end at {{fadeEnd}}. Measured in these features, both pairs moved away from the data after step {{fadeBestStep}}.
  //:
  //: But this judge was taught the same labels as the auxiliary classifier. So here is the second judge, the network of Shapes,
  //: beside it. Compare the last three rows, once in each column. (`OtherFeatures` is what
  //: `swift run score cifar10-test FOLDER --features book-shapes` found, and the same with `book-cifar10`.)

  //: {fold: the table of other features}
  let others: [OtherFeatures] = try trialLog("other-features")
  func distance(_ images: String, _ features: String) -> Double {
    others.first { $0.images == images && $0.features == features }!.distance
  }
  page.table(
    header: ["images", "in the features of CIFAR-10's network", "in Shapes' features"],
    rows: [
      ("real training images", "real"), ("cifar10-plain", "plain"), ("cifar10-enhanced", "enhanced"),
      ("cifar10-classes at its nearest look", "classes-best"), ("cifar10-classes at the end", "classes"),
    ].map { name, key in
      [name] + ["book-cifar10", "book-shapes"].map { distance(key, $0).text(.significant(3)) }
    },
    caption: """
      Fréchet distances of \(others[0].samples.text) images to as many test images. (Other images were drawn than for the tables \
      above, so the numbers differ a little)
      """)
  page.expect(
    "in either features real photographs are nearest to test photographs, and the images of `cifar10-plain` are the furthest away",
    ["book-cifar10", "book-shapes"].allSatisfy { features in
      ["enhanced", "classes-best", "classes"].allSatisfy {
        distance("real", features) < distance($0, features) && distance($0, features) < distance("plain", features)
      }
    })
  page.expect(
    "in features that know none of these ten classes, `cifar10-classes` is further from real images than `cifar10-enhanced`, at its nearest look and at the end",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-shapes") > distance("enhanced", "book-shapes") })
  page.expect(
    "in these features `cifar10-classes` at the end is at less than half of its distance at the nearest look",
    2 * distance("classes", "book-shapes") < distance("classes-best", "book-shapes"))
  page.expect(
    "in features that were taught the classes, `cifar10-classes` is nearer than `cifar10-enhanced` at both moments",
    ["classes-best", "classes"].allSatisfy { distance($0, "book-cifar10") < distance("enhanced", "book-cifar10") })
  for (name, key) in [
    ("other", "enhanced"), ("otherBest", "classes-best"), ("otherEnd", "classes"), ("otherPlain", "plain"),
  ] {
    page.record(name, distance(key, "book-shapes"), tolerance: 0, format: .significant(3))
  }

  //: Can features of drawn shapes judge photographs? Roughly: they too put real photographs first and `cifar10-plain` last
  //: ({{otherPlain}}). They have `cifar10-classes` at {{otherBest}} at the look where the first judge had it nearest, and at
  //: {{otherEnd}} at the end. So the two judges disagree about what happened after step {{fadeBestStep}}. If the second is right,
  //: the images at that step were easy to classify and in other ways further from photographs, and the first judge did not see
  //: it. For that reason pairs whose rates fall are kept at the end. (This rule was found with test images, so it is not as clean
  //: as the choice by training images. The weights of `cifar10-enhanced` at its nearest look were not kept, so the second judge
  //: was not asked there. All of this is one seed.)
  //: @hide
}

/// What `swift run score` found for images of one kind in the features of one network.
struct OtherFeatures: Decodable {
  let images: String
  let features: String
  let samples: Int
  let distance: Double
}
