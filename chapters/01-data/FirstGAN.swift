import Datasets
import Engine
import GAN
import Notebook
import Pictures
import Plots

//: # 1 · Data
//:
//: {define: A *generative adversarial network* (GAN) is two networks that train each other: one makes samples, and the
//: other learns to tell them from real ones.} The maker is called the generator, the judge the discriminator.
//:
//: ```text
//: random numbers ──► generator ──► generated samples ──┐
//:                                                      ├──► discriminator ──► real, or generated?
//:                         data ──► real samples ───────┘
//: ```
//:
//: The generator never sees the data. All that it learns, it learns from what the discriminator makes of its samples.
//:
//: ```
//: swift run chapter 1
//: ```
//:
//: ## A whole GAN
//:
//: Here is one, complete, so that you have seen it once. The samples are points in the plane: real ones lie in eight
//: clusters on a circle. The generator turns two random numbers into a point. You need not understand every line yet; the
//: rest of the book explains them one by one.
//:
//: A few names, for now: a `Tensor` is a block of numbers, here 256 points of two coordinates; a `GaussianMixture` is where
//: the real points come from, and `Random` where everything random does; `PointGenerator` and `PointDiscriminator` are small
//: networks; `gradients` says how a loss changes with every weight of a network, and `Adam` moves the weights a little the
//: other way; `R1` asks how steep the discriminator is. An `Animation` is a film of `Image`s.

//: @hide
func firstGAN(_ page: Page) throws {
  //: @show
  let ring = GaussianMixture.ring()
  let random = Random(seed: page.seed)
  let generator = PointGenerator(latentSize: 2, random: random.split("generator"))
  let discriminator = PointDiscriminator(random: random.split("discriminator"))
  let generatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
  let discriminatorRule = Adam(learningRate: 1e-3, beta1: 0.5)
  let (shownReal, shownLatents) = (ring.sample(count: 400, random: random), random.normal([400, 2]))
  var film: [Image] = []

  let steps = page.profile == .quick ? 60 : 3000
  for step in 0...steps {
    if step.isMultiple(of: steps / 30) {
      let now = withoutHistory { generator(shownLatents, .inference) }
      film.append(Image(real: shownReal, generated: now))
    }
    let real = ring.sample(count: 256, random: random)
    let fake = generator(random.normal([256, 2]), .training(random))
    func judge(_ points: Tensor) -> Tensor { discriminator(points, .training(random)) }

    // The discriminator's turn: it wants high answers for real points, low ones for generated points, and no cliffs.
    let mistakes = (-judge(real)).softplus().mean() + judge(fake.detached()).softplus().mean()
    let steepness = R1(gamma: 0.3).penalty(judge, real: real, fake: fake, random: random)
    discriminatorRule.update(
      discriminator, with: gradients(of: mistakes + steepness, wrt: discriminator.parameters))

    // The generator's turn: it wants high answers for its own points.
    let failures = (-judge(fake)).softplus().mean()
    generatorRule.update(generator, with: gradients(of: failures, wrt: generator.parameters))
  }
  try page.show(
    Animation(frames: film, secondsPerFrame: 0.15),
    caption: "Training, from the first step to the last: real points as grey discs, generated ones as crosses",
    alternative: "A film: crosses in one heap spread out, until most of them lie on eight grey clusters")

  let points = withoutHistory { generator(random.normal([2000, 2]), .inference) }
  let offsets = points.reshaped([2000, 1, 2]) - ring.centres.reshaped([1, 8, 2])
  let distances = offsets.squared().sum(axes: [2]).squareRoot()
  let nearest = (-distances).argmax()
  let near = nearest.enumerated().count { distances.scalars[8 * $0 + $1] < 0.2 }
  let found = Set(nearest.enumerated().filter { distances.scalars[8 * $0 + $1] < 0.2 }.map(\.element))
  page.record("firstSteps", steps)
  page.record("firstFound", found.count)
  page.record("firstNear", Double(near) / 2000, tolerance: 0.1, format: .percent(0))
  page.expect("the generator has found all eight clusters", found.count == 8, from: .standard)
  page.expect("most of its points lie on one of them", near > 1000, from: .standard)

  //: The film begins with what the untrained generator makes of its random numbers. {{firstSteps}} steps later its points
  //: have reached {{firstFound}} of eight clusters, and {{firstNear}} of them lie within 0.2 of a centre. Nobody told the generator where the clusters are: it was told, step
  //: by step, which way its points must move to look more real to a discriminator that was learning at the same time.
  //:
  //: It does not always end so well. Leave out `steepness`, which holds the discriminator's slopes down (*R1*, Mescheder
  //: 2018), and the same two networks may leave clusters out for good: *mode collapse*, chapter 6. How the two networks are
  //: built is in chapters 2 and 3; what `softplus` says about mistakes, chapter 4; the same loop for images, chapter 5; how to
  //: tell whether it went well, chapter 7. The lab (`swift run lab`) plays this very game before your eyes.
  //: @hide
}
//: @show

//: ## From points to images
