import Engine
import Evaluation
import GAN
import Notebook
import Plots

//: # Which recipe for photographs?
//:
//: This page says which recipe to start with, what was tried, and what is not known about it.
//:
//: ## In short
//:
//: Start with the recipe `r1` and β₁ = 0. After {{trialSteps}} steps (not yet after {{trialEarly}}) `r1` is nearer to real
//: photographs than the recipe `plain`, on each of three seeds. Which of the five differences matters is not settled. On the one seed that
//: was tried, dropout in place of R1 loses most of the difference (the distance is {{trialDropout}} instead of {{trialR1}}; less
//: is better), and so do half the rates with twice the width ({{trialWide}}); the convolutions and the width were not tried
//: alone. On three seeds labels, relativistic pairs and rates that fall are not shown to help. β₁ = 0 in place of 0.5 has the
//: most for it: by the first judge every seed with 0 is nearer than every seed with 0.5, and so it is on Shapes; by the second
//: judge two of three seeds are nearer.
//:
//: ```
//: swift run answer photographs
//: ```
//:
//: ## Where to start
//:
//: Which settings should you begin with, in this book or in another library? For CIFAR-10 the recipe `r1` was a better start than
//: `plain` after {{trialSteps}} steps; more is not known. It has these parts:
//:
//: - *Generator*: transposed convolutions 4 × 4 at stride 2, a further 3 × 3 convolution after each, batch normalisation, leaky
//:   ReLU, tanh at the end.
//: - *Discriminator*: convolutions 4 × 4 at stride 2, leaky ReLU, no batch normalisation, no dropout.
//: - *Sizes*: {{startLatents}} latent values; {{startWidth}} channels at full size, {{startMost}} at 4 × 4. *First weights*:
//:   deviation 0.02 in the generator, He's in the discriminator.
//: - *Loss*: non-saturating, computed from logits. *Penalty*: R1, γ/2 times the mean squared slope at real images,
//:   γ = {{startGamma}}, evaluated every {{startInterval}} steps and then multiplied by {{startInterval}}.
//: - *Adam*: β₁ = {{startBeta}} (try 0, as [below](#adam-without-its-memory)), both rates {{startRate}}, batches of
//:   {{startBatch}}.
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
//: `plain` and `r1` differ in five things: the convolutions that refine the images, the width, the batch, the rates, and the
//: penalty R1 or dropout. Which of them matters? Each row of the table changes one thing about `r1`, except three rows: `r1` and
//: `plain` themselves, and half the rates with twice the width. Compare each row with the range of the three seeds of `r1`.

//: @hide
func photographRecipeAnswer(_ page: Page) throws {
  let start = Recipe.withR1
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
    "r1": "r1", "plain": "plain", "r1-dropout": "dropout 0.4 in place of R1",
    "r1-slow": "half the rates", "r1-wide": "half the rates and twice the width",
    "r1-large-batch": "twice the batch", "r1-light": "a tenth of R1's γ",
    "r1-two-rates": "half the generator's rate", "r1-smoothed": "real labels 0.9",
    "r1-hinge": "the hinge loss", "r1-augmented": "differentiable augmentation",
  ]

  page.table(
    header: ["recipe, or what is changed about r1", "seed 1", "seed 2", "seed 3"],
    rows: changes.keys.sorted { distances($0)[0] < distances($1)[0] }.map { recipe in
      let found = distances(recipe).map { $0.text(.decimals(2)) }
      return [changes[recipe]!] + found + Array(repeating: "", count: 3 - found.count)
    }, caption: "Distance to training images after 2,000 steps on CIFAR-10, 10,000 samples; the nearest first")
  let r1Trials = distances("r1")
  for (name, recipe) in [
    ("R1", "r1"), ("Plain", "plain"), ("Dropout", "r1-dropout"), ("Slow", "r1-slow"),
    ("Wide", "r1-wide"), ("Large", "r1-large-batch"), ("Augmented", "r1-augmented"),
  ] {
    page.record("trial\(name)", distances(recipe)[0], tolerance: 0, format: .decimals(2))
  }
  page.record("r1Least", r1Trials.min()!, tolerance: 0, format: .decimals(2))
  page.record("r1Most", r1Trials.max()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after the same number of steps `r1` is nearer to test images on each of three seeds than `plain` on any",
    distances("plain") { $0.toTest }.count == 3 && distances("r1") { $0.toTest }.count == 3
      && distances("r1") { $0.toTest }.max()! < distances("plain") { $0.toTest }.min()!)

  //: {fold: the claims}
  let halfWay = trials.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == 1000 && $0.settings == nil }
  func halfWayDistances(_ recipe: String, _ value: (QualityTrial.Line) -> Double = { $0.toTraining }) -> [Double] {
    halfWay.filter { $0.recipe == recipe }.map(value)
  }
  page.record("trialSteps", early[0].steps)
  page.record("trialEarly", halfWay[0].steps)
  for (name, recipe) in [("TwoRates", "r1-two-rates"), ("Augmented", "r1-augmented")] {
    page.record("early\(name)", halfWayDistances(recipe)[0], tolerance: 0, format: .decimals(2))
  }
  page.record("earlyLeast", halfWayDistances("r1").min()!, tolerance: 0, format: .decimals(2))
  page.expect(
    "after half of these steps one seed of `r1` is still further from test images than `plain` on any of three seeds",
    halfWayDistances("plain") { $0.toTest }.count == 3 && halfWayDistances("r1") { $0.toTest }.count == 3
      && halfWayDistances("r1") { $0.toTest }.max()! > halfWayDistances("plain") { $0.toTest }.max()!)
  page.expect(
    "after half of these steps half the generator's rate and augmentation are both nearer than all three seeds of `r1`",
    ["r1-two-rates", "r1-augmented"].allSatisfy {
      halfWayDistances($0)[0] < halfWayDistances("r1").min()!
    })
  page.expect(
    "`r1` has the parts that it is said to have: loss, refining convolutions, no dropout, equal rates",
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
  (made.generatorRate, made.discriminatorRate, made.fade) = (8e-4, 8e-4, Recipe.withR1.fade)
  page.expect(
    "`plain` and `r1` differ in these five things, and in nothing else until the rates of `r1` would fall",
    made == .withR1 && Recipe.withR1.fade!.after > early[0].steps)
  page.expect(
    "on one seed, dropout in place of R1, half the rates, or the hinge loss end further away than any of three seeds of `r1`",
    ["r1-dropout", "r1-slow", "r1-hinge"].allSatisfy { distances($0)[0] > r1Trials.max()! })
  page.expect(
    "of the changes of one thing only augmentation ends further away than dropout in place of R1",
    changes.keys.filter {
      !["plain", "r1-wide"].contains($0) && distances($0)[0] > distances("r1-dropout")[0]
    }
      == ["r1-augmented"])
  page.expect(
    "each of two changes alone, dropout in place of R1 and half the rates with twice the width, loses more than half of the difference between `r1` and `plain` on seed 1",
    ["r1-dropout", "r1-wide"].allSatisfy {
      2 * (distances($0)[0] - distances("r1")[0]) > distances("plain")[0] - distances("r1")[0]
    })
  page.expect(
    "twice the batch, a tenth of γ, half the generator's rate and smoothed labels end within the range of three seeds of `r1`",
    ["r1-large-batch", "r1-light", "r1-two-rates", "r1-smoothed"].allSatisfy {
      (r1Trials.min()!...r1Trials.max()!).contains(distances($0)[0])
    })

  //: On seed 1 `plain` is at {{trialPlain}} and `r1` at {{trialR1}}. With dropout in place of R1, `r1` is at
  //: {{trialDropout}}: this one change loses most of the difference. Half the rates with twice the width lose about as much
  //: ({{trialWide}}). Two separate causes cannot each be most of it, so the effects do not add up, and this table does not say
  //: which one matters. Half the rates alone lose less ({{trialSlow}}). Twice the batch is at {{trialLarge}}, within the range
  //: of `r1`'s own seeds, {{r1Least}} to {{r1Most}}: at equal steps no gain of the small batch can be seen here. It makes steps
  //: cheaper. The refining convolutions and the width were not tried alone.
  //:
  //: *Differentiable augmentation* (Zhao 2020) changes real and generated images at random in the same ways (moved, cut,
  //: recoloured) before the discriminator sees them. It is the furthest away ({{trialAugmented}}). Its paper stresses few
  //: images, and here were 50,000; the run was also short. Why it is last here was not tested.
  //:
  //: After {{trialEarly}} steps the order is another: half the generator's rate ({{earlyTwoRates}}) and even augmentation
  //: ({{earlyAugmented}}) are ahead of all three seeds of `r1`, the nearest of which is at {{earlyLeast}}.
  //:
  //: All recipes are scored by the moving average of their weights, whose decay of 0.999 remembers about a thousand steps. At the
  //: low rates of `plain` that average may still be behind the last weights. So the table compares whole recipes, averaging
  //: included.
  //:
  //: ## Ten minutes in two engines
  //:
  //: Is it the recipe or the engine? `plain` and `r1` were also written in PyTorch, with the same layers, losses,
  //: penalties, rates and averaging. Each was trained there for {{minutes}} minutes on one core of a machine, while this book's
  //: engine trained it on the other core. PyTorch runs as it comes, without `torch.compile`, in its channels-last layout. Compare
  //: the two recipes in each engine. In ten *minutes* `r1` also ends nearer in PyTorch (one run of each). It makes
  //: {{moreSteps}} times as many steps there as `plain`. After about the same number of steps ({{r1There}} of `r1`
  //: and {{plainThere}} of `plain`) `plain` is nearer there.
  //:
  //: ```
  //: swift run bench quality --recipe r1 --minutes 10 --threads 1
  //: scripts/pytorch-quality --recipe r1 --threads 1 --data FOLDER --out FOLDER
  //: ```
  //: @hide
  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  let recipes: [(name: String, title: String, look: Encoding)] = [
    ("r1", "r1", .enhanced), ("plain", "plain", .plain),
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
  page.record("r1Faster", faster[0], tolerance: 0, format: .decimals(1))
  page.record("plainFaster", faster[1], tolerance: 0, format: .decimals(1))
  page.expect("in this book's engine ten minutes hold more steps, with either recipe", faster.allSatisfy { $0 > 1.3 })
  page.expect(
    "after ten minutes `r1` is nearer than `plain`, in either engine, from the average and from the last weights",
    ends[0].here.toTest < ends[1].here.toTest && ends[0].here.lastToTest! < ends[1].here.lastToTest!
      && ends[0].there.averageToTest < ends[1].there.averageToTest && ends[0].there.toTest < ends[1].there.toTest)
  page.expect(
    "with `r1` this book's images are then nearer; with `plain` PyTorch's are; from the average and from the last weights",
    ends[0].here.toTest < ends[0].there.averageToTest && ends[0].here.lastToTest! < ends[0].there.toTest
      && ends[1].there.averageToTest < ends[1].here.toTest && ends[1].there.toTest < ends[1].here.lastToTest!)
  let last = ends[1].there
  let nearest = lines("r1").map(\.there).min { abs($0.steps - last.steps) < abs($1.steps - last.steps) }!
  page.record("moreSteps", Double(ends[0].there.steps) / Double(last.steps), tolerance: 0, format: .decimals(0))
  page.record("r1There", nearest.steps)
  page.record("plainThere", last.steps)
  page.expect(
    "in PyTorch, at numbers of steps that differ by less than a twentieth, `plain` is nearer than `r1`, from the average and from the last weights",
    20 * abs(nearest.steps - last.steps) < last.steps && last.averageToTest < nearest.averageToTest
      && last.toTest < nearest.toTest)

  //: In ten minutes this book's engine takes {{r1Faster}} times as many steps as PyTorch with `r1`, and {{plainFaster}}
  //: times as many with `plain`. (On two cores, and with other networks, the ratio is another: `swift run bench train-step`.)
  //: With `r1` this book's images are then nearer, with `plain` PyTorch's are, after fewer steps. There is one run of each,
  //: so nothing here says that one engine learns more from a step than the other.
  //:
  //: ## What three seeds do not show
  //:
  //: The rest is for readers who want to know what else was tried: labels, relativistic pairs, and rates that fall. Each was
  //: tried on three seeds of the recipe `relativistic`, for {{labelSteps}} steps, and judged by two networks. The first judge is
  //: the network of CIFAR-10, which was taught the labels of these photographs. The second is the network of Shapes, which never
  //: saw a photograph. (With labels an auxiliary classifier [learns the classes of real
  //: images](../chapters/05-training/README.md#appendix-labels-and-classes).)

  //: {fold: the trials of three seeds}
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
  func nearerWithLabels(_ value: (QualityTrial.Line) -> Double) -> Int {
    zip(labelled, unlabelled).count { $0.seed == $1.seed && value($0) < value($1) }
  }

  //: {fold: the table of three seeds}
  let judged: [(QualityTrial.Line) -> Double] = [{ $0.toTest }, { $0.lastToTest! }, { $0.otherToTest! }]
  let counts = [
    ("labels, rather than none", judged.map { nearerWithLabels($0) }),
    ("relativistic pairs, rather than the non-saturating loss", judged.map { nearer(1, $0) }),
    ("rates that fall, rather than constant ones", judged.map { nearer(2, $0) }),
  ]
  page.table(
    header: ["what is changed", "first judge, average", "first judge, last weights", "second judge, average"],
    rows: counts.map { name, found in [name] + found.map { "\($0) of 3" } },
    caption: """
      On how many of three seeds the first kind is nearer to test images than the second, with images from the average of the \
      weights or from the last weights (the second judge was not asked about these)
      """)

  //: {fold: the claims}
  page.expect(
    "in features that were taught the same labels, two of three seeds are nearer with labels and one is further away",
    labelled.map(\.seed) == unlabelled.map(\.seed) && labelled.count == 3 && counts[0].1[0] == 2)
  page.expect(
    "in Shapes' features all three seeds are further away with labels",
    zip(labelled, unlabelled).allSatisfy { $0.otherToTest! > $1.otherToTest! })
  page.expect(
    "by the first judge relativistic pairs are nearer than the non-saturating loss on two of three seeds, by the second on all three",
    controls.allSatisfy { $0.map(\.seed) == [1, 2, 3] } && counts[1].1[0] == 2 && counts[1].1[2] == 3)
  page.expect(
    "by the first judge falling rates are nearer than constant ones on two of three seeds, by the second on all three",
    counts[2].1[0] == 2 && counts[2].1[2] == 3)
  page.expect(
    "from the last weights the first judge has falling rates further away than constant ones on all three seeds",
    zip(controls[0], controls[2]).allSatisfy { $0.lastToTest! > $1.lastToTest! })
  page.expect(
    "with constant rates the last weights are nearer than their average on each seed, by the first judge",
    controls[2].allSatisfy { $0.lastToTest! < $0.toTest })

  //: Luck alone puts all three seeds on one side one time in four. So these numbers do not show that any of the three changes
  //: helps. The judge that was taught the labels prefers, on two seeds, the images that were made with labels. The judge that
  //: knows none of these labels prefers, on all three, the images that were made without. With constant rates the last weights
  //: are nearer than their average on each seed, by the first judge. From the last weights this judge prefers constant rates to
  //: falling ones on each seed. ([RECIPES.md](../chapters/05-training/RECIPES.md) has every trial, by both judges.)
  //:
  //: No long run was made without labels: `cifar10-enhanced` and `cifar10-classes` both learnt them. (`photographs` has labels
  //: because it was chosen before they were tried apart.)
  //:
  //: ## Adam without its memory
  //:
  //: One more change was tried on three seeds: β₁ = 0 in place of 0.5, so that Adam does not remember the direction of its steps
  //: ([Karras 2018](bibliography.md#karras-2018) trains so). The table has `relativistic` with rates that fall, on photographs,
  //: and the recipe `shapes`, which has β₁ = 0, on Shapes.

  //: {fold: the trials and their table}
  func sorted(_ isWanted: (QualityTrial.Line) -> Bool) -> [QualityTrial.Line] {
    trials.filter(isWanted).sorted { ($0.seed, $0.toTest) < ($1.seed, $1.toTest) }
  }
  let forgetful = seeds([fading, "beta1=0"])
  let shapesSteps = 1200
  func shapes(_ settings: [String]?) -> [QualityTrial.Line] {
    sorted { $0.recipe == "shapes" && $0.steps == shapesSteps && $0.settings == settings }
  }
  let (shapesNow, shapesBefore) = (shapes(nil), shapes(["beta1=0.5"]))
  func texts(_ lines: [QualityTrial.Line], _ value: (QualityTrial.Line) -> Double) -> String {
    lines.map { value($0).text(.decimals(2)) }.joined(separator: ", ")
  }
  page.table(
    header: ["images of test data, and judge", "β₁ = 0.5, by seed", "β₁ = 0, by seed"],
    rows: [
      ("first judge, average", judged[0]), ("first judge, last weights", judged[1]),
      ("second judge, average", judged[2]),
    ]
    .map { ["photographs, \($0)", texts(unlabelled, $1), texts(forgetful, $1)] }
      + [["Shapes, their own network, average", texts(shapesBefore, judged[0]), texts(shapesNow, judged[0])]],
    caption: """
      Distances to test images after \(forgetful[0].steps.text) steps on photographs and \(shapesSteps.text) on Shapes. Seed 1 of \
      Shapes has two runs with β₁ = 0.5, by two versions of the engine that round differently
      """)

  //: {fold: the claims}
  page.expect(
    "by the first judge the furthest of three seeds with β₁ = 0 is nearer than the nearest with 0.5, from the average and from the last weights",
    forgetful.map(\.seed) == [1, 2, 3]
      && judged.prefix(2).allSatisfy { value in forgetful.map(value).max()! < unlabelled.map(value).min()! })
  page.expect(
    "by the second judge two of three seeds are nearer with β₁ = 0",
    zip(forgetful, unlabelled).count { $0.otherToTest! < $1.otherToTest! } == 2)
  page.expect(
    "on Shapes, too, the furthest of three seeds with β₁ = 0 is nearer than the nearest with 0.5",
    shapesNow.map(\.seed) == [1, 2, 3] && Set(shapesBefore.map(\.seed)) == [1, 2, 3]
      && shapesNow.map(\.toTest).max()! < shapesBefore.map(\.toTest).min()!)
  func one(_ settings: [String], isConditional: Bool = false) -> QualityTrial.Line {
    trials.first {
      $0.recipe == "relativistic" && $0.settings == settings && $0.seed == 1
        && ($0.conditional == true) == isConditional
    }!
  }
  let residual = one([fading, "blocks=residual"])
  let spectral = [
    one([fading, "spectralNorm=discriminator"]),
    one([fading, "spectralNorm=discriminator", "loss=hinge", "r1=0", "r2=0"]),
  ]
  let toldBeside = one([fading, "classWeight=0.5"], isConditional: true)
  let toldInNorm = one([fading, "classWeight=0.5", "classInput=batchNorm"], isConditional: true)
  page.record("oneBase", unlabelled[0].toTest, tolerance: 0, format: .decimals(2))
  page.record("oneResidual", residual.toTest, tolerance: 0, format: .decimals(2))
  page.record("oneSpectral", spectral[0].toTest, tolerance: 0, format: .decimals(2))
  page.record("oneHinge", spectral[1].toTest, tolerance: 0, format: .decimals(2))
  page.record("besideAccuracy", toldBeside.accuracy!, tolerance: 0, format: .percent(0))
  page.record("inNormAccuracy", toldInNorm.accuracy!, tolerance: 0, format: .percent(0))
  page.expect(
    "on one seed residual blocks end nearer, by both judges, and spectral norm further away, with the penalties or with the hinge loss in their place",
    residual.toTest < unlabelled[0].toTest && residual.otherToTest! < unlabelled[0].otherToTest!
      && spectral.allSatisfy { $0.toTest > unlabelled[0].toTest })
  page.expect(
    "on one seed classes told in batch normalisation bring more images of the wanted class than classes beside the latent vector, and are further away by the second judge",
    toldInNorm.accuracy! > toldBeside.accuracy! && toldInNorm.toTest < toldBeside.toTest
      && toldInNorm.otherToTest! > toldBeside.otherToTest!)

  let (quick, quickForgetful) = (
    sorted { $0.recipe == "r1" && $0.settings == nil && $0.steps == forgetful[0].steps },
    sorted { $0.recipe == "r1" && $0.settings == ["beta1=0"] && $0.steps == forgetful[0].steps }
  )
  page.record("r1Forgetful", texts(quickForgetful, judged[0]))
  page.record("r1Remembering", texts(quick, judged[0]))
  page.record("r1ForgetfulSeeds", quickForgetful.count)
  page.expect(
    "with the recipe `r1`, too, the furthest seed with β₁ = 0 is nearer than the nearest of three with 0.5",
    quick.count == 3 && quickForgetful.map(judged[0]).max()! < quick.map(judged[0]).min()!)

  //: By the first judge, and on Shapes, every seed with β₁ = 0 is nearer than every seed with 0.5. The second judge agrees on two
  //: seeds of three. This is more than three seeds on one side: even the worst seed with 0 is nearer than the best with 0.5, and
  //: luck alone would part three seeds from three one time in ten. So this is the one change of a single setting that the seeds on
  //: this page speak for, and `--set beta1=0` tries it with any recipe. With `r1` it ends at {{r1Forgetful}} on
  //: {{r1ForgetfulSeeds}} seeds, where `r1` as it is ends at {{r1Remembering}}. So start with `r1` and β₁ = 0. (These are short
  //: runs. The networks that come with the book were trained with β₁ = 0.5, before this was tried, and whether long runs gain as
  //: much is not known.)
  //:
  //: Three more changes ran on one seed, so they say little. *Residual blocks* (`blocks=residual`), which cost several times as
  //: much work a step, end at {{oneResidual}}, where the same without them is at {{oneBase}}. *Spectral norm* of the
  //: discriminator ends at {{oneSpectral}}, and at {{oneHinge}} with the hinge loss and without the penalties. Where both
  //: players are told classes, *class-conditional batch normalisation* brings the wanted class in {{inNormAccuracy}} of the
  //: images, a class beside the latent vector in {{besideAccuracy}}; but by the second judge its images are further away.
  //:
  //: ## A judge that knows the labels
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
