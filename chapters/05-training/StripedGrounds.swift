import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook

//: ## What the score does not see
//:
//: Look once more at the picture [at the top](#5--training), at the grounds and not at the figures. Shapes draws each ground in one
//: of four ways, equally often: a gradient, a glow, two halves, or stripes
//: ([code](source:Sources/Datasets/ShapesPainting.swift#Ground.Pattern)). **Which of the four do you miss in the generated rows?**
//:
//: A program can look for stripes too. Those of Shapes are a sine of one known period in some direction. A `StripeMeasure` takes
//: the rim of an image, where the ground is, fits such a sine in each of 18 directions, and asks how much of the variation along the
//: rim the best one explains. Where it is more than {{stripeLimit}}, let us call the ground striped.

//: {fold: the measure of stripes}
/// How much of the variation along the rim of images is a sine with the period of Shapes' stripes.
struct StripeMeasure {
  /// 1 for pixels of the rim and 0 for others, `[side · side]`.
  private let rim: Tensor
  /// A sine and a cosine over the rim for each direction, `[side · side, 2 · directions]`: orthogonal, of length 1, without mean.
  private let waves: Tensor

  /// A measure for images of `side` pixels, whose rim is `depth` wide.
  init(side: Int = 32, depth: Int = 4, directions: Int = 18) {
    let places = (0..<side * side).map { (row: $0 / side, column: $0 % side) }
    let inRim = places.map { place in [place.row, place.column].contains { min($0, side - 1 - $0) < depth } }
    let size = Float(inRim.count { $0 })
    func normed(_ values: [Float], without other: [Float]) -> [Float] {
      let mean = values.reduce(0, +) / size
      let overlap = zip(values, other).map { $0 * $1 }.reduce(0, +)
      let rest = values.indices.map { inRim[$0] ? values[$0] - mean - overlap * other[$0] : 0 }
      let length = rest.map { $0 * $0 }.reduce(0, +).squareRoot()
      return rest.map { $0 / length }
    }
    var columns: [[Float]] = []
    for direction in 0..<directions {
      let angle = Float(direction) / Float(directions) * .pi
      let phases = places.map { 0.7 * (Float($0.column) * cos(angle) + Float($0.row) * sin(angle)) }
      let sine = normed(zip(phases, inRim).map { $1 ? sin($0) : 0 }, without: phases.map { _ in 0 })
      columns += [sine, normed(zip(phases, inRim).map { $1 ? cos($0) : 0 }, without: sine)]
    }
    rim = Tensor(inRim.map { $0 ? 1 : 0 })
    waves = Tensor(columns).transposed([1, 0])
  }

  /// For each image of `[count, side, side, 3]` the share of its rim's variance that the best sine explains, 0 to 1.
  func shares(of images: Tensor) -> [Float] {
    let lightness = images.mean(axes: [3]).reshaped([images.shape[0], rim.shape[0]])
    let mean = (lightness * rim).sum(axes: [1]).reshaped([images.shape[0], 1]) / rim.sum()
    let centred = (lightness - mean) * rim
    let explained = matrixProduct(centred, waves).squared().reshaped([images.shape[0], waves.shape[1] / 2, 2])
    let best = explained.sum(axes: [2]).maximumOverLastAxis()
    return zip(best.scalars, centred.squared().sum(axes: [1]).scalars).map { $0 / max($1, .leastNormalMagnitude) }
  }
}

//: @hide
func showStripedGrounds(_ page: Page) throws {
  //: @show
  //: {fold: the table of striped grounds}
  let (measure, limit, count) = (StripeMeasure(), Float(0.4), page.profile == .quick ? 100 : 1000)
  func striped(_ images: Tensor) -> Double {
    Double(measure.shares(of: images).count { $0 > limit }) / Double(count)
  }
  let realShare = striped(Shapes(seed: 0).dataset(0..<count).tensor(of: 0..<count))
  // A `TrainedGenerator` is a generator that comes with the book, found by its name.
  let drawers = ["shapes-plain", "shapes-enhanced", "shapes-classes", "shapes-wide"]
  let drawnShares = try drawers.map { name in
    let drawer = try TrainedGenerator(name)
    let latents = drawer.latents(count, seed: page.seed)
    return striped(
      drawer.images(latents, classes: drawer.plan.classNames.isEmpty ? nil : (0..<count).map { $0 % 10 }))
  }
  page.table(
    header: ["images"] + ["real"] + drawers,
    rows: [["striped grounds"] + ([realShare] + drawnShares).map { $0.text(.percent(1)) }],
    caption: "The share of \(count.text) images whose ground is striped by this measure", behind: "I have looked")

  //: {fold: the numbers and the claim}
  page.record("stripeLimit", Double(limit), tolerance: 0, format: .percent(0))
  page.record("realStripes", realShare, tolerance: 0.02, format: .percent(0))
  page.record("searched", drawers.count * count)
  page.expect(
    "more than a tenth of the real grounds are striped, and none of any of the four generators' is",
    realShare > 0.1 && drawnShares.allSatisfy { $0 == 0 }, from: .standard)

  //: **Stripes are missing.** Among the real images {{realStripes}} pass this test (stripes that are pale, or hidden by the figure, do
  //: not), and not one of the {{searched}} images that the book's four generators of Shapes drew. Grounds in two halves seem to be
  //: missing too, but these were not counted. So all four leave out the same part of the data, as in the mode collapse of the next
  //: chapter.
  //:
  //: Neither number of this page shows it. A mode is a figure in a hue on any ground, so `shapes-wide` gets 80 of 80. And what
  //: would FD say of a generator that is perfect but for the stripes? Take the striped images out of real ones:

  //: {fold: the FD of real images without stripes}
  // A `Matrix` of features has a row for each image.
  let network = try BookFeatures(for: .shapes)
  let some = count * 4 / 5
  let reference = Matrix(network(Shapes(seed: 0).dataset(0..<count).tensor(of: 0..<count)).features)
  let others = Shapes(seed: 0).dataset(count..<5 * count / 2).tensor(of: 0..<3 * count / 2)
  let (seen, unlike) = (Matrix(network(others).features), measure.shares(of: others).map { $0 <= limit })
  let unstriped = unlike.indices.filter { unlike[$0] }.prefix(some)
  let distances = [Array(0..<some), Array(unstriped)].map {
    squaredFrechetDistance(seen.rows($0), reference)
  }
  page.print(
    "real images: FD \(distances[0].text(.decimals(2)))   without stripes: FD \(distances[1].text(.decimals(2)))")

  //: {fold: the claim}
  page.record("withStripes", distances[0], tolerance: 0.02, format: .decimals(2))
  page.record("withoutStripes", distances[1], tolerance: 0.02, format: .decimals(2))
  page.expect(
    "without striped images the FD of real images is at most a fifth higher", distances[1] < 1.2 * distances[0])

  //: **FD hardly notices.** It compares what a network kept that was taught figures and hues, and had no reason to keep grounds. A
  //: score sees what its network was taught to see. Why stripes are left out was not measured.
  //: @hide
}
//: @show
