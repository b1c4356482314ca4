import Datasets
import Foundation
import Testing

@testable import Engine
@testable import GAN

/// Networks for images of any size, and networks that know classes.
@Suite("Image networks") struct ImageNetworkTests {
  @Test("sizes", arguments: [8, 16, 32, 64, 128], [1, 3])
  func sizes(_ side: Int, _ channels: Int) {
    let shape = ImageNetworkShape(image: ImageShape(side: side, channels: channels))
    let generator = ImageGenerator(shape: shape, width: 2, refinements: 1, random: Random(seed: 1))
    let images = generator(Random(seed: 2).normal([2, generator.latentSize]), .inference)
    #expect(images.shape == [2, side, side, channels])
    let discriminator = ImageDiscriminator(shape: shape, width: 2, random: Random(seed: 3))
    #expect(discriminator(images, .inference).shape == [2, 1])
    #expect(generator.networkDescription.shape == shape)
  }

  @Test func thirtyTwoPixelsHaveTheChannelsTheyAlwaysHad() {
    let shape = ImageNetworkShape()
    #expect(shape.generatorChannels(width: 64) == [256, 128, 64, 64])
    #expect(shape.discriminatorChannels(width: 64) == [64, 128, 128, 256])
    #expect(ImageNetworkShape(image: ImageShape(side: 256, channels: 3)).generatorChannels(width: 16).max() == 128)
    #expect([0, 4, 31, 48, 2048, -8].allSatisfy { !ImageNetworkShape.isPossible(side: $0) })
  }

  private let classes = ImageNetworkShape(image: ImageShape(side: 8, channels: 1), classes: 3)

  @Test func aGeneratorWithClassesDrawsWhatItIsAskedFor() {
    let generator = ImageGenerator(shape: classes, width: 4, refinements: 0, random: Random(seed: 1))
    let latents = Random(seed: 2).normal([3, generator.latentSize])
    func drawn(_ kinds: [Int]) -> Tensor { generator(latents, classes: Tensor.oneHot(kinds, of: 3), .inference) }
    let inTurn = generator(latents, .inference)
    #expect(inTurn.scalars == drawn([0, 1, 2]).scalars)
    let second = drawn([2, 1, 2])
    #expect(second.slice(1..<2).scalars == inTurn.slice(1..<2).scalars)
    #expect(second.slice(0..<1).scalars != inTurn.slice(0..<1).scalars, "the class changes the image")
  }

  /// Draws by the layers one after another, with a pass over the image for each normalisation.
  private func writtenOut(_ network: ImageGenerator, _ latents: Tensor, _ classes: Tensor?) -> Tensor {
    let start = network.project(latents).reshaped([-1, 4, 4, network.norm.channels])
    var image = network.norm(start, classes: classes, .inference)
    for block in network.blocks {
      image = block.norm(block.up(image), classes: classes, .inference)
      for refinement in block.refinements {
        image = refinement.norm(refinement.convolution(image), classes: classes, .inference)
      }
    }
    return network.toColour(image)
  }

  @Test(arguments: [0, 3]) func drawingFoldsTheNormalisationsIntoTheLayers(classes: Int) {
    let shape = ImageNetworkShape(classes: classes)
    let network = Recipe(refinements: 1, width: 16, classInput: classes == 0 ? .latent : .batchNorm)
      .generator(shape, random: Random(seed: 1))
    let random = Random(seed: 2)
    let rows = classes == 0 ? nil : Tensor.oneHot((0..<40).map { $0 % classes }, of: classes)
    let latents = random.normal([40, network.latentSize])
    // Statistics of its own for every layer, and a scale and a shift that are not 1 and 0.
    for _ in 0..<60 { _ = withoutHistory { network(latents, classes: rows, .training(random)) } }
    for parameter in network.parameters where parameter.value.shape.count < 3 && parameter !== network.project.weight {
      parameter.value = parameter.value + random.normal(parameter.value.shape, deviation: 0.1)
    }
    // New weights would draw flat grey.
    network.toColour.weight.value = random.normal(network.toColour.weight.value.shape, deviation: 0.1)
    withoutHistory {
      let drawn = network(latents, classes: rows, .inference)
      let (apart, spread) = (writtenOut(network, latents, rows), drawn.variance(axes: [0, 1, 2]).scalars.min()!)
      #expect((drawn - apart).absoluteValue().scalars.max()! < 1e-4)
      #expect(spread > 1e-2)
      // An image has the same bits whatever is drawn beside it, and on however many threads.
      let few = Parallel.withThreads(1) {
        network(latents.slice(0..<16), classes: rows?.slice(0..<16), .inference)
      }
      #expect(few.scalars == drawn.slice(0..<16).scalars)
    }
  }

  /// The logit is v·φ(x) + e(y)·φ(x): linear in the one-hot row.
  @Test func aProjectionDiscriminatorAddsTheClassesPart() {
    let discriminator = ImageDiscriminator(shape: classes, width: 4, dropout: 0, random: Random(seed: 1))
    let images = Random(seed: 2).uniform([3, 8, 8, 1], in: -1..<1)
    let plain = discriminator(images, .inference)
    let parts = (0..<3).map { discriminator(images, classes: Tensor.oneHot([$0, $0, $0], of: 3), .inference) - plain }
    let both = discriminator(images, classes: Tensor(shape: [3, 3], repeating: 1), .inference)
    let sum = plain + parts[0] + parts[1] + parts[2]
    #expect(zip(both.scalars, sum.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(parts[0].scalars != parts[1].scalars)
  }

  @Test func anAuxiliaryClassifierTellsRealImagesApartAndTeachesTheGenerator() throws {
    func player(_ classWeight: Float) -> Trainer<ImageGenerator, ImageDiscriminator> {
      Recipe(
        refinements: 0, width: 4, classWeight: classWeight, generatorRate: 1e-3,
        discriminatorRate: 2e-3
      )
      .trainer(classes, random: Random(seed: 1))
    }
    #expect(player(0).discriminator.classifier == nil)
    let trainer = player(1)
    let kinds = (0..<12).map { $0 % 3 }
    let row = Tensor.oneHot(kinds, of: 3)
    let images = Tensor(shape: [12, 8, 8, 1], scalars: kinds.flatMap { [Float](repeating: Float($0) - 1, count: 64) })
    for _ in 0..<200 {
      _ = trainer.discriminatorTurn(images, withoutHistory { trainer.draw(12, row) }, row)
    }
    let seen = trainer.discriminator.assess(images, classes: row, .inference)
    #expect(seen.classLogits?.argmax() == kinds)
    #expect(seen.logits.scalars == trainer.discriminator(images, classes: row, .inference).scalars)
    // The same networks, with and without the classifier's word: the generator's gradient differs.
    let moved = [Float(0), 1].map { weight in
      let other = player(1)
      other.discriminator.copyValues(of: trainer.discriminator)
      other.classWeight = weight
      _ = other.generatorTurn(images, other.draw(12, row), row)
      return other.generator.toColour.weight.value.scalars
    }
    #expect(moved[0] != moved[1])
  }

  /// A pair that draws without classes: labels teach the discriminator's classifier, and its word reaches the generator.
  @Test func labelsTeachAPairThatDrawsWithoutClasses() throws {
    let pixels = (0..<64).flatMap { [UInt8](repeating: $0.isMultiple(of: 2) ? 20 : 235, count: 64) }
    let images = ImageDataset(
      identity: DataSet.Identity(name: "two"), shape: ImageShape(side: 8, channels: 1), classNames: ["dark", "light"],
      labels: (0..<64).map { UInt8($0 % 2) }, pixels: pixels)
    let recipe = Recipe(
      refinements: 0, width: 4, classWeight: 1, generatorRate: 2e-3, discriminatorRate: 2e-3, batchSize: 16)
    let plan = TrainingPlan(recipe: recipe, images: images, flips: false, seed: 1)
    #expect(plan.shape.classes == 0 && plan.labels == 2)
    #expect(try JSONDecoder().decode(TrainingPlan.self, from: JSONEncoder().encode(plan)) == plan)
    let run = try TrainingRun(plan, images: images, total: 60, latents: Random(seed: 1).normal([4, 100]))
    _ = try run.train()
    let batch = plan.batches(of: images).batch(epoch: 0, index: 0)
    let seen = run.trainer.discriminator.assess(batch.images, classes: nil, .inference)
    #expect(seen.classLogits?.argmax() == batch.labels.map(Int.init))
    let gradients = [Float(0), 1].map { weight in
      run.trainer.classWeight = weight
      let fakes = run.trainer.draw(16)
      let (_, confusion) = run.trainer.assess(fakes, Tensor.oneHot(batch.labels.map(Int.init), of: 2), of: .generated)
      return confusion.map { Engine.gradients(of: $0, wrt: run.trainer.generator.parameters)[0].scalars }
    }
    #expect(gradients[0] == nil && gradients[1]?.contains { $0 != 0 } == true)
  }

  @Test func mutualInformationIsTheLogarithmOfTheClassesThatAreTold() {
    let sure = Tensor.oneHot([0, 1, 2, 0, 1, 2], of: 3) * 200
    #expect(abs(mutualInformation(sure).scalar - 1.0986123) < 1e-5)
    #expect(abs(mutualInformation(Tensor.oneHot([1, 1, 1], of: 3) * 200).scalar) < 1e-5)
    #expect(abs(mutualInformation(Tensor.zeros([4, 3])).scalar) < 1e-6)
    // ½ ln 2 where one of two samples is sure and the other is not: H(¾, ¼) − ½ ln 2.
    let half = Tensor(shape: [2, 2], scalars: [200, 0, 0, 0])
    #expect(abs(mutualInformation(half).scalar - (0.5623351 - 0.3465736)) < 1e-5)
  }

  /// Two classes, one black and one white: a pair with classes must learn which is which within a few steps.
  @Test func aPairLearnsItsClasses() {
    let pixels = (0..<64).flatMap { [UInt8](repeating: $0.isMultiple(of: 2) ? 20 : 235, count: 64) }
    let images = ImageDataset(
      identity: DataSet.Identity(name: "two"), shape: ImageShape(side: 8, channels: 1), classNames: ["dark", "light"],
      labels: (0..<64).map { UInt8($0 % 2) }, pixels: pixels)
    let recipe = Recipe(
      refinements: 0, width: 4, generatorRate: 2e-3, discriminatorRate: 2e-3, r1: 1, averageDecay: 0.9, batchSize: 16)
    let plan = TrainingPlan(recipe: recipe, images: images, flips: false, seed: 1, usesClasses: true)
    #expect(plan.shape.classes == 2 && plan.classNames == ["dark", "light"])
    let trainer = plan.trainer()
    let batches = plan.batches(of: images)
    for step in 0..<200 {
      let batch = batches.batch(epoch: step / 4, index: step % 4)
      _ = trainer.step(on: batch.images, classes: Tensor.oneHot(batch.labels.map(Int.init), of: 2))
    }
    let latents = Random(seed: 5).normal([16, 100])
    func mean(_ kind: Int) -> Float {
      withoutHistory {
        trainer.averaged(latents, classes: Tensor.oneHot([Int](repeating: kind, count: 16), of: 2), .inference).mean()
          .scalar
      }
    }
    #expect(mean(0) < -0.4 && mean(1) > 0.4, "dark \(mean(0)), light \(mean(1))")
  }

  @Test func plansWithoutAShapeAreOfThirtyTwoPixels() throws {
    let plan = TrainingPlan(recipe: .shapes, images: Shapes().dataset(0..<16), flips: false, seed: 1)
    var members =
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan)) as? [String: Any] ?? [:]
    members["shape"] = nil
    members["classNames"] = nil
    let read = try JSONDecoder().decode(TrainingPlan.self, from: JSONSerialization.data(withJSONObject: members))
    #expect(read == plan)
  }

  @Test func aSphericalWalkKeepsTheLength() {
    let ends = Random(seed: 1).normal([2, 100])
    let (start, end) = (ends.slice(0..<1), ends.slice(1..<2))
    func length(_ row: Tensor) -> Float { row.squared().sum().squareRoot().scalar }
    let walk = sphericalWalk(from: start, to: end, steps: 10)
    #expect(
      walk.shape == [10, 100] && zip(walk.slice(0..<1).scalars, start.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
    for step in 0..<10 {
      let wanted = length(start) + (length(end) - length(start)) * Float(step) / 10
      #expect(abs(length(walk.slice(step..<step + 1)) - wanted) < 0.01)
    }
    let straight = latentWalk(from: start, to: end, steps: 11).slice(5..<6)
    #expect(length(straight) < 0.85 * length(start), "the straight way cuts through the middle")
    #expect(sphericalWalk(from: start, to: start, steps: 3).scalars.allSatisfy { $0.isFinite })
  }

  @Test func truncatedLatentsStayWithinTheLimit() {
    let latents = truncatedLatents(50, size: 100, limit: 0.7, random: Random(seed: 1)).scalars
    #expect(latents.allSatisfy { abs($0) <= 0.7 } && latents.contains { abs($0) > 0.6 })
  }
}
