import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots

//: ## Latent vectors, initial weights and rates
//:
//: <a id="how-both-begin-and-how-fast-they-learn"></a>With fewer latent values more modes are covered, and also with a
//: discriminator that learns ten times more slowly. Here is the bare pair with six numbers of latent values, on the same
//: five seeds:

//: @hide
func showBeginnings(_ page: Page, _ found: RemedyRows) throws {
  let row = Dictionary(uniqueKeysWithValues: found.ring.map { ($0.remedy.flag, $0) })
  //: @show
  //: {fold: the picture of latent values}
  let sizes = [2, 4, 8, 16, 32, 64]
  let bySize = try sizes.map { size in
    let whole =
      switch size {
      case 2: row["few-latents"]!
      case 64: row["bare"]!
      default: try remedyRow(.latents(size), .ring, seeds: 5, as: "latents-\(size)", page)
      }
    return RemedyRow(remedy: whole.remedy, outcomes: Array(whole.outcomes.prefix(5)))
  }
  func placed(
    _ name: String, _ value: KeyPath<RemedyRow.Outcome, Double>, beside side: Double, as look: Encoding
  ) -> Series {
    let places = zip(sizes, bySize).flatMap { size, row in
      row.outcomes.enumerated().map { seed, outcome -> (x: Double, y: Double) in
        (Double(size) * pow(1.05, side + 0.5 * Double(seed - 2)), outcome[keyPath: value])
      }
    }
    return Series(name, x: places.map(\.x), y: places.map(\.y), as: look)
  }
  try page.show(
    ScatterPlot(
      "Latent values and modes",
      x: Axis("number of latent values", .logarithmic, range: 1.6...80, ticks: sizes.map(Double.init)),
      y: Axis("modes, of 8", range: -0.4...8.4, ticks: (0...8).map { Double($0) }),
      [
        placed("covered", \.modes, beside: -1.5, as: .shade(1)),
        placed("reached", \.reached, beside: 1.5, as: .shade(0.6).variant(1)),
      ],
      paths: [Series("covered, mean", x: sizes.map(Double.init), y: bySize.map { $0.mean(\.modes) }, as: .exact)],
      equalAspect: false, opacity: 0.8),
    caption: "The bare pair with different numbers of latent values: modes at the end, a point for each of five seeds",
    alternative: """
      Points for two counts of modes, and the mean of one. The modes covered fall from most of the eight at the left to one or two \
      from the middle on. On some seeds more modes are reached than covered.
      """)
  let sizeMeans = bySize.map { $0.mean(\.modes) }

  //: {fold: the claims}
  for (size, mean) in zip(sizes, sizeMeans) {
    page.record("modesWith\(size)", mean, tolerance: 0, format: .decimals(1))
  }
  page.expect(
    "from 2 latent values to 16 the bare pair covers fewer modes on average at each doubling, and with 16, 32 and 64 fewer than two",
    zip(sizeMeans.prefix(4), sizeMeans.dropFirst().prefix(3)).allSatisfy { $0 > $1 }
      && sizeMeans.dropFirst(3).allSatisfy { $0 < 2 })

  //: With 2, 4, 8 and 16 values it covers {{modesWith2}}, {{modesWith4}}, {{modesWith8}} and {{modesWith16}} modes on
  //: average, and with 32 and 64 about as few as with 16: {{modesWith32}} and {{modesWith64}}. The data have only two
  //: coordinates too, so this says nothing about images.
  //:
  //: **The ratio of the rates.** The ring is the example of Metz 2016, where unrolling works, but in [their
  //: notebook](https://github.com/poolio/unrolled_gan) the discriminator learns ten times more slowly than the generator.
  //: Here is this ratio on three seeds, without unrolling and with it:

  //: {fold: the table of the rates}
  let slowed = try [
    remedyRow(.slowDiscriminator(), .ring, seeds: 3, as: "slow-discriminator", page),
    remedyRow(.slowDiscriminator(unrolling: 5), .ring, seeds: 3, as: "slow-discriminator-unrolling", page),
  ]
  let compared = [row["bare"]!, row["unrolling"]!] + slowed
  page.table(
    header: ["", "modes covered, by seed", "modes reached, by seed", "good points, by seed"],
    rows: compared.map { row in
      let outcomes = row.outcomes.prefix(3)
      return [
        row.remedy.title, outcomes.map { "\(Int($0.modes))" }.joined(separator: ", "),
        outcomes.map { "\(Int($0.reached))" }.joined(separator: ", "),
        outcomes.map { $0.quality.text(.percent(0)) }.joined(separator: ", "),
      ]
    }, caption: "A slower discriminator, without unrolling and with it, on seeds 1, 2 and 3")

  //: {fold: the claims}
  page.record("slowModes", slowed[0].mean(\.modes), tolerance: 0, format: .decimals(1))
  page.record("slowUnrolledReached", slowed[1].mean(\.reached), tolerance: 0, format: .decimals(1))
  page.expect(
    "with the discriminator's rate × 0.1 the bare pair covers at least 6 modes on each of three seeds, and at least half of its points are good",
    slowed[0].outcomes.allSatisfy { $0.modes >= 6 && $0.quality >= 0.5 })
  page.expect(
    "on each of three seeds unrolling reaches more modes at this ratio than at equal rates, and it covers fewer modes and has fewer good points than the slow discriminator alone",
    zip(slowed[1].outcomes, zip(row["unrolling"]!.outcomes, slowed[0].outcomes)).allSatisfy {
      $0.reached > $1.0.reached && $0.quality < $1.1.quality && $0.modes < $1.1.modes
    })
  let weaker = found.ring.weakerThanOtherBeginnings
  page.expect(
    "on these three seeds the slow discriminator covers more modes on average than each of the seven remedies that cover fewer than smaller initial weights and fewer latent values do",
    weaker.count == 7
      && weaker.allSatisfy { $0.outcomes.prefix(3).map(\.modes).mean() < slowed[0].mean(\.modes) })

  //: The slower discriminator alone does much: with it the bare pair covers {{slowModes}} modes on average, compared with
  //: one or two at equal rates. Unrolling at this ratio reaches {{slowUnrolledReached}} modes, but covers fewer than the
  //: slow discriminator alone and has fewer good points. That is no verdict on unrolling as its authors use it: their
  //: networks, initial weights and numbers of steps are not the book's, and their gradient runs through the whole step of
  //: the optimiser, whereas this book's takes the length of the step as given.
  //: @hide
}
//: @show

//: ## How they are made
//:
//: Each change takes a few lines: one more layer, a term of the loss, an optimiser around another, or a look ahead.
//:
//: **Let the discriminator see more than one sample.** A discriminator is built here from a list of layers, so a remedy can
//: be one more layer.

//: {show: Engine/Layers/Layer.swift#Layer, Sequential}

//: PacGAN is a single line: neighbours in the batch become one long vector. Minibatch standard deviation, a simple form of
//: what Salimans 2016 proposed, is inserted before the last layer.

//: {show: GAN/Networks/BatchLayers.swift#Pack}

//: {show: GAN/Networks/BatchLayers.swift#MinibatchDeviation}

//: **Hold the discriminator's slope down.** Add the square of its length to the discriminator's loss. Minimising this takes
//: the gradient of a gradient, which this engine can compute (`createGraph`). R1 takes the slope at real samples, R2 at
//: generated ones, and WGAN-GP asks for a length of 1 between them. Weight clipping is an optimiser around another.

//: {show: GAN/Regularizers/Slopes.swift#slopes, steepness}

//: {show: GAN/Regularizers/GradientPenalties.swift#R1, R2}

//: {show: GAN/Regularizers/GradientPenalties.swift#GradientPenalty}

//: {show: GAN/Training/Clipping.swift#Clipping.update}

//: **Look ahead.** The discriminator's next steps are computed as functions of the fakes, and the generator's gradient flows
//: back through them: "if I put everything here, the discriminator will come here, and I will have to leave".

//: {show: GAN/Training/Unrolling.swift#Unrolling}

//: **At which strength?** The settings are [above](#the-changes). WGAN-GP has λ = 0.1, as in [its authors' script for the
//: plane](https://github.com/igul222/improved_wgan_training); for images they take 10. Spectral norm holds the slope to at
//: most 1, with no factor behind it.
//:
//: **How is a remedy declared?** A remedy is a value that has a name, its numbers, and what it changes. The box shows three
//: of them; the others are [in the same file](source:Sources/GAN/Remedies/Remedies.swift), each with a name for the command
//: line.

//: {show: GAN/Remedies/Remedies.swift#Remedy.packs, Remedy.r1, Remedy.fadingR1R2}

//: ### The code of the experiments
//:
//: The box has, in this order, what a remedy can change, a row of the tables, the slopes and costs, and the strengths.

//: {fold: what a remedy can change}
//: {show: GAN/Remedies/Remedy.swift#Remedy}

//: {fold: a row of the tables}
//: {show: Evaluation/RemedyRow.swift#RemedyRow, RowPlan, remedyRow, signFlipShare}

//: {fold: the slopes and the costs}
//: {show: Evaluation/RemedySlope.swift#RemedySlope, remedySlopes, remedyCosts, discriminator}

//: {fold: the remedies at several strengths}
//: {show: Evaluation/RemedyStrengths.swift#RemedyStrengths, remedyStrengths}
