import Datasets
import Engine
import Evaluation
import GAN
import Metrics
import Notebook
import Store

/// Two images of Shapes as one of six channels, as StackedMNIST has three grey digits as the three channels of one image
/// (Metz 2016). Each half has one of 80 modes, whatever the other has: 6,400 modes, all equally likely.
enum StackedShapes {
  static let shape = ImageShape(side: 32, channels: 6)
  static let modes = Shapes.modes * Shapes.modes

  /// Stacks of the images 2 · `index` and 2 · `index` + 1 of Shapes.
  static func dataset(_ range: Range<Int>) -> ImageDataset {
    let singles = Shapes(seed: 0).dataset(2 * range.lowerBound..<2 * range.upperBound)
    let (pixels, colours) = (singles.pixels, singles.shape.channels)
    var stacked = [UInt8](repeating: 0, count: pixels.count)
    for place in 0..<pixels.count / colours {
      // The pixel of a stack, and which half of it this is.
      let (image, pixel) = place.quotientAndRemainder(dividingBy: shape.side * shape.side)
      let (stack, half) = image.quotientAndRemainder(dividingBy: 2)
      let target = stack * shape.bytes + pixel * shape.channels + half * colours
      for colour in 0..<colours { stacked[target + colour] = pixels[place * colours + colour] }
    }
    return ImageDataset(
      identity: DataSet.Identity(name: "shapes"), shape: shape, classNames: ["a stack"],
      labels: [UInt8](repeating: 0, count: range.count), pixels: stacked)
  }

  /// The two colour images of every stack.
  static func halves(of stacks: Tensor) -> [Tensor] {
    [stacks.slice(0..<3, axis: 3), stacks.slice(3..<6, axis: 3)]
  }
}

/// How many stacks fall into each of the 6,400 modes.
struct StackCount {
  let name: String
  /// All stacks, and those of which the classifier is more than half sure of both halves.
  let all, sure: ModeCount
}

/// What decides how stacks are counted.
private struct StackPlan: Encodable {
  var samples = 25_600
  /// The unpenalised pair and the one with R1, which differ in nothing else.
  var pairs = [ImagePairPlan(gamma: 0, steps: 8000), ImagePairPlan(gamma: 1, steps: 8000)]
}

/// The generator of a small pair that was trained on stacks, from the cache that comes with the book.
func stackGenerator(_ plan: ImagePairPlan, _ page: Page) throws -> ImageGenerator {
  let name = plan.gamma == 0 ? "stacks-plain" : "stacks-r1"
  let state = try page.cached(
    name, in: BookFiles.collapseCache, configuration: plan, seed: 1, usesData: false, as: .float16
  ) {
    try plan.train(on: StackedShapes.dataset(0..<plan.images), seed: 1, "Training on stacks", page).state
  }
  let trained = plan.generator(StackedShapes.shape, seed: 1)
  try trained.load(state.all)
  return trained
}

/// The modes of equal numbers of stacks of four kinds, from the cache that comes with the book: of real images; of the enhanced generator that
/// comes with the book, which draws one image at a time, so that two of its images make a stack; and of the generators of an
/// unpenalised pair and of one with R1 that were trained on stacks (``stackGenerator(_:_:)``).
func stackCounts(by classifier: BookFeatures, _ page: Page) throws -> [StackCount] {
  let plan = StackPlan()
  let names = [
    "real images", "two images of shapes-enhanced", "unpenalised, trained on stacks", "R1, trained on stacks",
  ]
  let shape = [names.count, 2, StackedShapes.modes]
  let counts = try page.cached("stacks", in: BookFiles.collapseCache, configuration: plan, seed: 1, usesData: false) {
    let shipped = try TrainedPair.shipped(.shapes, .enhanced).generator()
    let trained = try plan.pairs.map { try stackGenerator($0, page) }
    let random = Random(seed: 1).split("stacks")
    func latents(_ count: Int, of generator: ImageGenerator) -> Tensor { random.normal([count, generator.latentSize]) }
    // Stacks that nothing was trained on.
    let start = 50_000
    var kinds: [(Range<Int>) -> [Tensor]] = [
      { stacks in
        let range = stacks.lowerBound + start..<stacks.upperBound + start
        return StackedShapes.halves(of: StackedShapes.dataset(range).tensor(of: 0..<range.count))
      },
      { stacks in (0..<2).map { _ in shipped(latents(stacks.count, of: shipped), .inference) } },
    ]
    for generator in trained {
      kinds.append { stacks in
        StackedShapes.halves(of: generator(latents(stacks.count, of: generator), .inference))
      }
    }
    let counts = try zip(names, kinds).flatMap { name, draw in
      var all = [Int](repeating: 0, count: StackedShapes.modes)
      var sure = all
      try page.progress("Counting stacks, \(name)", total: plan.samples / 256) { bar in
        for part in 0..<plan.samples / 256 {
          if page.interrupted { throw Interrupted(resume: page.resumeCommand) }
          let halves = withoutHistory { draw(256 * part..<256 * (part + 1)) }.map {
            ImageModes(name, $0, by: classifier)
          }
          for stack in 0..<256 {
            let mode = halves[0].names[stack] * Shapes.modes + halves[1].names[stack]
            all[mode] += 1
            if halves.allSatisfy({ $0.confidences[stack] > 0.5 }) { sure[mode] += 1 }
          }
          bar.advance()
        }
      }
      return all + sure
    }
    return ["counts": Tensor(shape: shape, scalars: counts.map(Float.init))]
  }.tensor("counts", shape)
  return names.indices.map { kind in
    let found = (0..<2).map { part in
      ModeCount(
        counts: counts.slice(kind..<kind + 1).slice(part..<part + 1, axis: 1).scalars.map { Int($0) },
        samples: plan.samples)
    }
    return StackCount(name: names[kind], all: found[0], sure: found[1])
  }
}
