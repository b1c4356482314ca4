import Engine
import Evaluation
import GAN
import Notebook
import Pictures

//: # Letters at 64 × 64, from a folder of images
//:
//: What can you do with the book's networks and images of your own? This page takes a folder of images through to the end:
//: capital letters, {{side}} × {{side}} pixels and grey, drawn from the fonts of a Linux distribution, with a folder for each
//: letter. **The result is alphabets of its own.** Nothing in the networks or in the loss was made for letters. The
//: training took {{letterMinutes}} minutes on {{letterCores}} cores, which also did other work, and this page draws from its
//: result (`LettersPair` in code):
//:
//: ```
//: swift run answer letters
//: ```

//: @hide
func lettersAnswer(_ page: Page) throws {
  let pair = try LettersPair.load()
  let (report, generator) = (pair.report, try pair.generator())
  let alphabet = report.plan.classNames
  guard alphabet == "ABCDEFGHIJKLMNOPQRSTUVWXYZ".map(String.init), report.plan.shape.image.side == 64 else {
    throw UsageError(
      "the pair letters does not draw the letters A to Z, 64 × 64; restore the file that comes with the book")
  }
  page.record("side", report.plan.shape.image.side)
  page.record("letterImages", report.plan.images)
  page.record("letterSteps", report.steps)
  page.record("letterMinutes", report.seconds / 60, tolerance: 0, format: .significant(2))
  page.record("letterCores", report.machine.cores)
  page.expect(
    "the generator draws 26 letters, of 64 × 64 grey pixels, in networks of the width that Shapes has",
    alphabet.joined() == "ABCDEFGHIJKLMNOPQRSTUVWXYZ" && report.plan.shape.image.side == 64
      && report.plan.shape.image.channels == 1 && report.plan.recipe.width == Recipe.shapes.width)
  page.expect(
    "the recipe is `letters`, which differs from `shapes-conditional` in the loss and its penalties, β₁, the batch and when the rates fall",
    report.plan.recipe == .letters
      && Set(Recipe.letters.differences(from: .shapesConditional).map(\.name))
        == ["loss", "r1", "r2", "beta1", "batchSize", "fade"]
  )

  /// Images of these letters, one after another, each of the latent vector in its row.
  func drawn(_ letters: [Int], _ latents: Tensor) -> Tensor {
    withoutHistory { generator(latents, classes: .oneHot(letters, of: alphabet.count), .inference) }
  }
  /// A word, whose letters all have the same latent vector.
  func word(_ word: String, _ latent: Tensor) -> Tensor {
    let letters = word.map { alphabet.firstIndex(of: String($0))! }
    return drawn(letters, Tensor.concatenate(letters.map { _ in latent }))
  }
  //: @show

  //: {fold: the film of a word}
  let random = Random(seed: page.seed)
  let stops = random.split("film").normal([6, generator.latentSize])
  let way = Tensor.concatenate(
    (0..<6).map { stop in
      sphericalWalk(
        from: stops.slice(stop..<stop + 1), to: stops.slice((stop + 1) % 6..<(stop + 1) % 6 + 1), steps: 12)
    })
  try page.show(
    Animation(
      frames: (0..<way.shape[0]).map {
        ImageGrid(word("MINIMAX", way.slice($0..<$0 + 1)), columns: 7, scale: 1, gap: 0).image
      },
      secondsPerFrame: 0.1),
    caption: """
      One word as its latent vector walks through six points and back. All seven letters of a frame have the same latent vector
      """,
    alternative: """
      An animation of the word MINIMAX: its letters become bold and thin, upright and slanted, with serifs and without
      """)

  //: ## Alphabets of its own
  //:
  //: The generator is told which letter to draw, as `shapes-classes` is told a figure ([labels and classes](classes.md)). Here
  //: are ten latent vectors, each drawn as all {{letterCount}} letters. No row was picked. (By eye most letters can be read, but a
  //: few rows are rough or ornamental, as some of the fonts are.)

  //: {fold: ten alphabets}
  page.record("letterCount", alphabet.count)
  let ten = random.split("alphabets").normal([10, generator.latentSize])
  let alphabets = Tensor.concatenate(
    (0..<10).map { row in
      drawn(Array(alphabet.indices), Tensor.concatenate(alphabet.map { _ in ten.slice(row..<row + 1) }))
    })
  try page.show(
    ImageGrid(alphabets, columns: alphabet.count, scale: 1, gap: 0),
    caption: "Ten latent vectors as all letters: each row is one latent vector, and each column one letter",
    alternative: """
      Ten alphabets, one in each row. Most letters are readable, and each row has a look of its own: bold, thin, slanted or \
      with serifs
      """)

  //: The letters of a row seem to belong together: some rows are bold, others thin, and the letters of some have serifs.
  //: Does the latent vector decide this? One property of a typeface is easy to measure, its *ink*: the mean darkness of its
  //: images. For each of {{inkCount}} latent vectors, take the mean ink of A to M, and that of N to Z. If a latent vector meant
  //: something else for every letter, the two would have little to do with each other, and their correlation would be near 0.
  //: **It is {{inkCorrelation}}, so the latent vector decides how bold an alphabet is.** Single letters agree less: the ink of
  //: two letters correlates with {{singleInk}} on average. Serifs and slant were not measured; by eye some rows mix them.

  //: {fold: the ink of both halves of the alphabet}
  let some = random.split("ink").normal([40, generator.latentSize])
  let inks = (0..<some.shape[0]).map { row in
    let letters = drawn(Array(alphabet.indices), Tensor.concatenate(alphabet.map { _ in some.slice(row..<row + 1) }))
    return ((1 - letters) / 2).mean(axes: [1, 2, 3]).scalars.map(Double.init)
  }
  let halves = correlation(inks.map { $0.prefix(13).mean() }, inks.map { $0.suffix(13).mean() })
  // The same for every two letters.
  let single = alphabet.indices.flatMap { one in
    alphabet.indices.prefix(one).map { other in correlation(inks.map { $0[one] }, inks.map { $0[other] }) }
  }
  page.record("inkCount", some.shape[0])
  page.record("singleInk", single.mean(), tolerance: 0.05, format: .decimals(2))
  page.record("inkCorrelation", halves, tolerance: 0.005, format: .decimals(3))
  page.expect("the ink of A to M and that of N to Z correlate with more than 0.98", halves > 0.98)
  page.expect(
    "the ink of two letters correlates less, on average, but with more than 0.5",
    single.mean() < halves && single.mean() > 0.5)

  //: No part of the loss asks for this. The discriminator judges each image by itself, so it never sees that two letters do
  //: not go together. A likely reason is that all letters share the generator's weights: the letter enters before the first
  //: layer, beside the latent vector, and from there on strokes are made by the same layers for every letter.
  //:
  //: ## Between two letters
  //:
  //: A letter is asked for by a one-hot row ([chapter 2](../chapters/02-generator/README.md#what-a-generator-draws-is-connected)).
  //: What does the generator draw for a row that is half an A and half a B? It saw no such row in training. But its images
  //: change continuously with the row, so something must lie between. What will it be: an A laid over a B, noise, or a letter?

  //: {fold: the walk from letter to letter}
  let pairs = [("A", "B"), ("O", "Q"), ("E", "F"), ("M", "N"), ("S", "Z")]
  let shares = 9
  let between = Tensor.concatenate(
    pairs.enumerated().map { row, ends in
      let (from, to) = (alphabet.firstIndex(of: ends.0)!, alphabet.firstIndex(of: ends.1)!)
      let mixed = (0..<shares).map { step -> Tensor in
        let share = Float(step) / Float(shares - 1)
        return (1 - share) * Tensor.oneHot([from], of: alphabet.count) + share * Tensor.oneHot([to], of: alphabet.count)
      }
      let latent = ten.slice(row..<row + 1)
      return withoutHistory {
        generator(
          Tensor.concatenate(mixed.map { _ in latent }), classes: Tensor.concatenate(mixed), .inference)
      }
    })
  try page.show(
    ImageGrid(
      between, columns: shares, scale: 1, rowLabels: pairs.map { "\($0.0) to \($0.1)" },
      columnLabels: (0..<shares).map { (Double($0) / Double(shares - 1)).text(.percent(0)) }),
    caption:
      "From letter to letter: each row keeps its latent vector, and each column is the share of the second letter",
    alternative: "Five rows of nine images: the first letter changes step by step into the second",
    behind: "I have chosen: show what lies between")

  //: **By eye it is mostly one shape, whose strokes move, grow or fade until it is the other letter**, and not noise, and
  //: seldom both letters on top of each other. Half-way it can be no letter at all, as from A to B, or look like an 8, as from
  //: S to Z. (The row from M to N shows little, because its latent vector draws nearly all letters roughly.)
  //:
  //: ## How it learnt

  //: {fold: the strip of the training}
  let rows = pair.history.frames.filter { $0.step > 0 }
  try page.show(
    Filmstrip(
      frames: rows.map { ("step \($0.step.text)", $0.images.slice(0..<alphabet.count)) }, scale: 1, gap: 0),
    caption: "The same latent vectors, one for each letter, at every evaluation of the training",
    alternative: "Rows of the letters A to Z, most of which get cleaner from row to row")

  //: The networks are as wide as those of Shapes, and {{letterSteps}} steps were made on {{letterImages}} images. The recipe
  //: `letters` differs from [that of the first
  //: figures](../chapters/05-training/README.md#your-first-generator-of-figures) in its loss (relativistic pairs), larger
  //: batches and rates that fall later. By the first row of the picture most letters can be
  //: read. Later most outlines are cleaner, but a few letters get rougher, as D, U and Z do.
  //:
  //: ## Does it copy?
  //:
  //: A generator could learn typefaces by heart, and these letters would then be somebody's design. So look for the nearest
  //: training image of each letter that it draws, by the mean squared difference of pixels:

  //: {fold: the nearest training images}
  // Tensors from a file, whose shapes and numbers are checked.
  let nearest = try LettersPair.nearest()
  let latents = try nearest.tensor("latents", [alphabet.count, generator.latentSize])
  let images = try nearest.tensor("nearest", [alphabet.count, 64, 64, 1])
  let redrawn = drawn(Array(alphabet.indices), latents)
  let half = alphabet.count / 2
  try page.show(
    ImageGrid(
      Tensor.concatenate(
        [0..<half, half..<2 * half].flatMap { [redrawn.slice($0), images.slice($0)] }),
      columns: half, scale: 1, rowLabels: ["drawn", "nearest", "drawn", "nearest"]),
    caption: "One drawn image of each letter, and under it the nearest of the training images",
    alternative: "Pairs of rows of letters: the nearest training images are mostly the same letter in a similar weight")

  // The distances are of forty images of each letter; those above are the first.
  let distances = try nearest.values("distances", [40 * alphabet.count])
  let heldOut = try nearest.values("heldOut", [500])
  let bound = heldOut.sorted()[heldOut.count / 20]
  let nearer = Double(distances.count { $0 < bound }) / Double(distances.count)
  page.record("nearestDrawn", distances.median(), tolerance: 0, format: .decimals(3))
  page.record("nearestHeldOut", heldOut.median(), tolerance: 0, format: .decimals(3))
  page.record("nearestCount", distances.count)
  page.record("heldOutCount", heldOut.count)
  page.record("nearerShare", nearer, tolerance: 0, format: .percent(0))
  page.expect(
    "the median of the drawn images is farther from its nearest training image than that of images which were held out",
    distances.median() > heldOut.median())
  page.expect(
    "fewer than one in twenty drawn images are as near to a training image as the nearest twentieth of the held-out ones",
    nearer < 0.05)

  //: Some pairs are close. Are they copies? A new design may come close to an old one too, so compare with {{heldOutCount}}
  //: letters that were held out of the training: single images, while other letters of the same fonts were trained on. **Only
  //: {{nearerShare}} of {{nearestCount}} drawn letters are as near to a training image as the nearest twentieth of the held-out
  //: ones**, while a generator that copied often would have more of them.
  //:
  //: The median difference, too, is larger for drawn letters ({{nearestDrawn}}) than for held-out ones ({{nearestHeldOut}}).
  //: Neither number rules out single copies, and the measure is crude: a letter moved by one pixel counts as different, and so
  //: does one that is badly drawn.
  //:
  //: ## Train one on your own images
  //:
  //: Any folder will do that has a folder of PNG or JPEG files for each class. (Without classes, leave out `--classes`; then
  //: the recipe `large` is used.) For letters, a small program draws the images from font files, with Python and `pip install
  //: pillow numpy`. Most systems have some fonts, but this takes hundreds: distributions have packages of them, and
  //: `github.com/google/fonts` has some thousands.
  //:
  //: ```
  //: scripts/letters images ~/fonts /usr/share/fonts
  //: swift run train images --size 64 --grey --no-flips --classes --recipe letters --epochs 11 --out mine
  //: swift run draw mine --class all
  //: swift run draw mine --class all --count 1 --nearest images
  //: ```
  //:
  //: `--no-flips` matters here: by default half of the images are mirrored, and a mirrored N is not an N. With fewer images,
  //: stop earlier, and look with `--nearest` whether they are copied. `draw letters --walk 12 --gif` draws a film from the
  //: book's own pair.
  //: @hide
}

/// The correlation of two lists of numbers (Pearson).
private func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
  func sum(_ of: (Double, Double) -> Double) -> Double { zip(a, b).reduce(0) { $0 + of($1.0 - meanA, $1.1 - meanB) } }
  return sum { $0 * $1 } / (sum { a, _ in a * a } * sum { _, b in b * b }).squareRoot()
}
