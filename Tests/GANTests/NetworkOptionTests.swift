import Datasets
import Foundation
import Store
import TestSupport
import Testing

@testable import Engine
@testable import GAN

/// What image networks can be built of: residual blocks, class-conditional batch normalisation, and spectrally normalised
/// weights; and that networks without them are what they were.
@Suite("Options of image networks", .serialized) struct NetworkOptionTests {
  private let random = Random(seed: 1)
  private let classes = ImageNetworkShape(image: ImageShape(side: 16, channels: 3), classes: 3)

  // MARK: Networks that use none

  @Test func theUsualNetworksAreWhatTheyWere() throws {
    let generator = ImageGenerator(shape: classes, width: 4, refinements: 1, random: random)
    let block = [
      "up.weight", "norm.scale", "norm.shift", "refinements.0.convolution.weight", "refinements.0.norm.scale",
      "refinements.0.norm.shift",
    ]
    let names = [
      ["project.weight", "norm.scale", "norm.shift"], block.map { "blocks.0.\($0)" }, block.map { "blocks.1.\($0)" },
      ["toColour.weight", "toColour.bias"],
    ]
    #expect(generator.namedParameters.map(\.name) == names.flatMap { $0 })
    let discriminator = ImageDiscriminator(shape: classes, width: 4, labels: 3, random: random.split("d"))
    #expect(
      discriminator.namedVariables.map(\.name) == [
        "fromColour.weight", "fromColour.bias", "halvings.0.weight", "halvings.0.bias", "halvings.1.weight",
        "halvings.1.bias", "verdict.weight", "verdict.bias", "embedding.weight", "classifier.weight", "classifier.bias",
      ])
    // The same draws in the same order give the same weights.
    let stream = Random(seed: 1)
    #expect(generator.project.weight.value.scalars == stream.normal([16 * 8, 103], deviation: 0.02).scalars)
    #expect(generator.blocks[0].up.weight.value.scalars == stream.normal([4, 4, 4, 8], deviation: 0.02).scalars)
    #expect(
      generator.blocks[0].refinements[0].convolution.weight.value.scalars
        == stream.normal([4, 3, 3, 4], deviation: 0.02).scalars)
    #expect(
      generator.networkDescription.json
        == """
        {"architecture":"upsampling-generator","channels":[8,4,4],"classNames":["0","1","2"],"classStrength":3,\
        "convolutionLayout":"out, height, width, in","epsilon":1e-05,"imageChannels":3,\
        "imageLayout":"batch, height, width, channels","imageRange":[-1,1],"imageSize":16,"latentSize":100,\
        "linearLayout":"out, in","refinements":1,"slope":0.2}
        """)
  }

  @Test func theUsualRecipeIsWrittenAsItWas() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let old = """
      {"averageDecay":0.999,"batchSize":64,"discriminatorRate":0.0002,"dropout":0,"generatorRate":0.0002,\
      "loss":"nonSaturating","r1":0,"r1Interval":16,"refinements":1,"width":64}
      """
    let read = try JSONDecoder().decode(Recipe.self, from: Data(old.utf8))
    #expect(read == Recipe())
    let written = try JSONSerialization.jsonObject(with: encoder.encode(Recipe())) as? [String: Any]
    let members = try JSONSerialization.jsonObject(with: Data(old.utf8)) as? [String: Any]
    #expect(written.map { Set($0.keys) } == members.map { Set($0.keys) })
  }

  @Test func aRecipeWithOptionsIsReadAsItWasWritten() throws {
    var recipe = Recipe.conditional
    let settings = [
      "blocks=residual", "classInput=batchNorm", "spectralNorm=discriminator", "discriminatorNorm=batch",
      "precision=bf16",
    ]
    for setting in settings { try recipe.set(setting) }
    #expect(
      recipe.blocks == .residual && recipe.classInput == .batchNorm && recipe.spectralNorm == .discriminator
        && recipe.discriminatorNorm == .batch)
    #expect(try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(recipe)) == recipe)
    #expect(recipe != .conditional)
    #expect(throws: RecipeError.wrongValue("blocks", found: "resnet", expected: "one of plain, residual")) {
      try recipe.set("blocks=resnet")
    }
  }

  // MARK: Residual blocks

  @Test("sizes", arguments: [8, 32, 64], [1, 3])
  func residualNetworksGrowWithTheImage(_ side: Int, _ channels: Int) {
    let shape = ImageNetworkShape(image: ImageShape(side: side, channels: channels))
    let recipe = Recipe(blocks: .residual, width: 2)
    let generator = recipe.generator(shape, random: random)
    let images = withoutHistory { generator(random.normal([2, generator.latentSize]), .inference) }
    #expect(images.shape == [2, side, side, channels])
    let discriminator = recipe.discriminator(shape, random: random)
    #expect(withoutHistory { discriminator(images, .inference) }.shape == [2, 1])
    #expect(generator.networkDescription == recipe.network(shape) && generator.networkDescription.shape == shape)
    #expect(generator.stages.reduce(0) { $0 + $1.parameters } == generator.parameterCount)
  }

  @Test func residualNetworksHaveTheirNames() {
    let recipe = Recipe(blocks: .residual, width: 2)
    let shape = ImageNetworkShape(image: ImageShape(side: 16, channels: 3))
    // Both networks' second block keeps the number of channels.
    let layers = [
      "layers.0.norm.scale", "layers.0.norm.shift", "layers.0.convolution.weight", "layers.1.norm.scale",
      "layers.1.norm.shift", "layers.1.convolution.weight",
    ]
    let doublings = [
      ["project.weight", "norm.scale", "norm.shift"], (layers + ["shortcut.weight"]).map { "residuals.0.\($0)" },
      layers.map { "residuals.1.\($0)" }, ["toColour.weight", "toColour.bias"],
    ]
    let generator = recipe.generator(shape, random: random)
    #expect(generator.namedParameters.map(\.name) == doublings.flatMap { $0 })
    let pair = ["first.weight", "first.bias", "second.weight", "second.bias"]
    let halvings = [
      ["fromColour.weight", "fromColour.bias"],
      (pair + ["shortcut.weight", "shortcut.bias"]).map { "residuals.0.\($0)" },
      pair.map { "residuals.1.\($0)" }, ["verdict.weight", "verdict.bias"],
    ]
    let discriminator = recipe.discriminator(shape, random: random)
    #expect(discriminator.namedParameters.map(\.name) == halvings.flatMap { $0 })
  }

  /// Where the last convolution makes nothing, what comes in passes unchanged but for its size.
  @Test func aShortcutGoesAroundTheLayers() {
    let image = random.normal([2, 4, 4, 3])
    let up = ResidualUpBlock(from: 3, to: 3, refinements: 1, random: random)
    up.layers[1].convolution.weight.value = .zeros([3, 3, 3, 3])
    #expect(up(image, .inference).scalars == image.upsampled(by: 2).scalars)
    let down = ResidualDownBlock(from: 3, to: 3, random: random)
    down.second.weight.value = .zeros([3, 3, 3, 3])
    #expect(down(image, .inference).scalars == image.averagePooled(2).scalars)
    // A 1 × 1 convolution may come before or after the change of size.
    let wider = ResidualUpBlock(from: 3, to: 5, refinements: 0, random: random)
    let late = wider.shortcut!(image.upsampled(by: 2))
    #expect(zip(wider.shortened(image).scalars, late.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
    let narrower = ResidualDownBlock(from: 3, to: 2, random: random)
    let early = narrower.shortcut!(image).averagePooled(2)
    #expect(zip(narrower.shortened(image).scalars, early.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// Along the gradient a small step changes the sum by as much as the gradient's square says.
  @Test func gradientsPassThroughBothWaysOfABlock() {
    let up = ResidualUpBlock(from: 3, to: 2, refinements: 1, random: random)
    let down = ResidualDownBlock(from: 2, to: 4, random: random)
    func value(_ x: Tensor) -> Tensor { down(up(x, .inference), .inference).squared().mean() }
    let x = random.normal([2, 4, 4, 3]).tracked()
    let slope = gradients(of: value(x), wrt: [x], createGraph: true)[0]
    let square = slope.squared().sum()
    let step = 1e-3 / square.scalar.squareRoot()
    let change = value(x + slope.detached() * step).scalar - value(x - slope.detached() * step).scalar
    #expect(abs(change / (2 * step) / square.scalar - 1) < 0.02)
    // And the gradient has one itself, as penalties on it need.
    let second = gradients(of: square, wrt: up.parameters + down.parameters)
    #expect(
      second.allSatisfy { $0.scalars.allSatisfy(\.isFinite) } && second.contains { $0.scalars.contains { $0 != 0 } })
  }

  // MARK: Class-conditional batch normalisation

  @Test(arguments: BlockKind.allCases) func classesCanBeToldInBatchNormalisation(blocks: BlockKind) {
    let recipe = Recipe(blocks: blocks, width: 2, classInput: .batchNorm)
    let generator = recipe.generator(classes, random: random)
    #expect(generator.project.weight.value.shape[1] == generator.latentSize)
    let norms = generator.state.filter { $0.key.hasSuffix(".scale") }
    #expect(norms.count == 5 && norms.allSatisfy { $0.value.shape[0] == 3 && $0.value.shape.count == 2 })
    let latents = random.normal([3, generator.latentSize])
    func drawn(_ kinds: [Int]) -> Tensor {
      withoutHistory { generator(latents, classes: Tensor.oneHot(kinds, of: 3), .inference) }
    }
    // New layers do the same for all classes.
    #expect(drawn([0, 1, 2]).scalars == drawn([0, 0, 0]).scalars)
    generator.norm.shift.value = random.normal(generator.norm.shift.value.shape)
    let inTurn = withoutHistory { generator(latents, .inference) }
    #expect(inTurn.scalars == drawn([0, 1, 2]).scalars)
    let second = drawn([2, 1, 2])
    #expect(second.slice(1..<2).scalars == inTurn.slice(1..<2).scalars)
    #expect(second.slice(0..<1).scalars != inTurn.slice(0..<1).scalars, "the class changes the image")
    #expect(generator.networkDescription == recipe.network(classes))
    // Without classes there is nothing to be told.
    let plain = ImageNetworkShape(image: classes.image)
    #expect(recipe.network(plain) == Recipe(blocks: blocks, width: 2).network(plain))
  }

  // MARK: Spectral normalisation

  @Test(arguments: BlockKind.allCases) func noWeightStretchesMoreThanOne(blocks: BlockKind) {
    let recipe = Recipe(blocks: blocks, width: 2, spectralNorm: .discriminator, classWeight: 1)
    let discriminator = recipe.discriminator(classes, random: random)
    var usual = recipe
    usual.spectralNorm = .none
    let bare = usual.discriminator(classes, random: Random(seed: 1))
    #expect(discriminator.namedParameters.map(\.name) == bare.namedParameters.map(\.name))
    #expect(
      Set(discriminator.state.keys).subtracting(bare.state.keys)
        == Set(discriminator.spectral!.left.indices.map { "spectral.left.\($0)" }))
    let images = random.uniform([2, 16, 16, 3], in: -1..<1)
    let rows = Tensor.oneHot([0, 2], of: 3)
    let own = discriminator.parameters.map(\.value.scalars)
    for _ in 0..<50 { _ = withoutHistory { discriminator(images, classes: rows, .training(random)) } }
    #expect(discriminator.parameters.map(\.value.scalars) == own, "a call leaves the weights alone")
    let weights = discriminator.normalised(.inference)!.filter { $0.shape.count > 1 }
    for weight in weights {
      let values = Matrix(weight.reshaped([weight.shape[0], -1]).detached()).singularValues
      #expect(abs(values[0] - 1) < 0.05, "\(weight.shape)")
    }
    // The network's weights in the place of the layers' own, and the same for every way to ask.
    let parameters = discriminator.normalised(.inference)!
    for (parameter, value) in zip(bare.parameters, parameters) { parameter.value = value }
    let logits = discriminator(images, classes: rows, .inference)
    #expect(logits.scalars == bare(images, classes: rows, .inference).scalars)
    #expect(discriminator.assess(images, classes: rows, .inference).logits.scalars == logits.scalars)
    // A weight twice as large is the same weight, so its own direction has no slope.
    let slopes = gradients(of: discriminator(images, classes: rows, .inference).sum(), wrt: discriminator.parameters)
    for (slope, parameter) in zip(slopes, discriminator.parameters) where parameter.value.shape.count > 1 {
      let along = (slope * parameter.value.detached()).sum().scalar
      let sizes = slope.squared().sum().scalar * parameter.value.detached().squared().sum().scalar
      #expect(abs(along) <= 0.05 * sizes.squareRoot() + 1e-6)
    }
  }

  // MARK: Batch normalisation

  @Test(arguments: BlockKind.allCases) func aBatchIsNormalisedBehindTheFullSize(blocks: BlockKind) {
    let recipe = Recipe(blocks: blocks, width: 2, discriminatorNorm: .batch)
    let discriminator = recipe.discriminator(classes, random: random)
    let halvings = 2
    let norms = discriminator.norms + discriminator.residuals.flatMap(\.norms)
    #expect(norms.count == (blocks == .plain ? halvings : 2 * halvings))
    // In training a sample's logit depends on its batch, and in inference it does not.
    let images = random.uniform([4, 16, 16, 3], in: -1..<1)
    func logit(of batch: Tensor, _ phase: Phase) -> [Float] {
      withoutHistory { discriminator(batch, classes: nil, phase).slice(0..<1).scalars }
    }
    let few = images.slice(0..<2)
    #expect(logit(of: images, .training(random)) != logit(of: few, .training(random)))
    #expect(norms.allSatisfy { $0.runningMean.value.scalars.contains { $0 != 0 } }, "the batches were noted")
    #expect(logit(of: images, .inference) == logit(of: few, .inference))
    #expect(recipe != Recipe(blocks: blocks, width: 2))
    #expect(Recipe.dcgan.differences(from: .plain).map(\.name) == ["dropout", "discriminatorNorm"])
  }

  // MARK: All together

  private static let combinations: [Recipe] = [
    Recipe(blocks: .residual, width: 2, r1: 0.1, batchSize: 8),
    Recipe(width: 2, spectralNorm: .discriminator, r1: 0.1, r2: 0.1, r1Interval: 2, batchSize: 8),
    Recipe(width: 2, classInput: .batchNorm, batchSize: 8),
    Recipe(width: 2, spectralNorm: .discriminator, discriminatorNorm: .batch, batchSize: 8),
    Recipe(blocks: .residual, width: 2, discriminatorNorm: .batch, r1: 0.1, r1Interval: 2, batchSize: 8),
    Recipe(
      blocks: .residual, refinements: 2, width: 2, spectralNorm: .discriminator, loss: .relativistic, classWeight: 0.5,
      classInput: .batchNorm, r1: 0.1, r1Interval: 2, batchSize: 8),
  ]

  private static let images = ImageDataset(
    identity: DataSet.Identity(name: "two"), shape: ImageShape(side: 8, channels: 1), classNames: ["dark", "light"],
    labels: (0..<32).map { UInt8($0 % 2) },
    pixels: (0..<32).flatMap { [UInt8](repeating: $0.isMultiple(of: 2) ? 20 : 235, count: 64) })

  @Test(arguments: combinations) func runsAreKeptAndGoOn(recipe: Recipe) throws {
    let plan = TrainingPlan(recipe: recipe, images: Self.images, flips: false, seed: 1, usesClasses: true)
    try plan.checked()
    try withTemporaryFolder { folder in
      func run(_ name: String) throws -> TrainingRun {
        try TrainingRun(
          plan, images: Self.images, total: 5, latents: Random(seed: 1).normal([4, ImageGenerator.usualLatentSize]),
          scorer: { _ in Quality(toTraining: 1, toTest: 1, shares: [1], samples: 10) },
          folder: folder.appendingPathComponent(name))
      }
      let unbroken = try run("unbroken")
      #expect(try unbroken.train() == .finished)
      #expect(unbroken.history.turns.allSatisfy { $0.discriminatorLoss.isFinite && $0.generatorLoss.isFinite })
      let broken = try run("broken")
      var turns = 0
      #expect(try broken.train(stopsWhen: { turns == 3 }, onStep: { _ in turns += 1 }) == .stopped)
      let resumed = try run("broken")
      #expect(try resumed.resume(from: #require(broken.checkpoint)) == nil)
      #expect(try resumed.train() == .finished && resumed.trainer.fingerprint == unbroken.trainer.fingerprint)

      // The kept pair, and the generator alone from its description, draw what the run's average draws, to half precision.
      let file = try #require(unbroken.best)
      let pair = try TrainedPair(contentsOf: file)
      #expect(pair.report.plan == plan)
      let generator = try ImageGenerator(contentsOf: file)
      var described = generator.networkDescription
      described.classNames = plan.classNames
      #expect(described == plan.network)
      let state = generator.state
      #expect(plan.network.valueCount == state.values.reduce(0) { $0 + $1.count })
      for (name, tensor) in try pair.generator().state { #expect(state[name]?.scalars == tensor.scalars) }
      let discriminator = try pair.discriminator()
      #expect(discriminator.namedVariables.map(\.name) == unbroken.trainer.discriminator.namedVariables.map(\.name))
    }
  }

  /// Two classes, one black and one white: class-conditional normalisation alone tells a generator which is which.
  @Test func aPairLearnsItsClassesInBatchNormalisation() {
    let recipe = Recipe(
      refinements: 0, width: 4, classInput: .batchNorm, generatorRate: 2e-3, discriminatorRate: 2e-3, r1: 1,
      averageDecay: 0.9, batchSize: 16)
    let plan = TrainingPlan(recipe: recipe, images: Self.images, flips: false, seed: 1, usesClasses: true)
    let (trainer, batches) = (plan.trainer(), plan.batches(of: Self.images))
    for step in 0..<200 {
      let batch = batches.batch(epoch: step / 2, index: step % 2)
      _ = trainer.step(on: batch.images, classes: Tensor.oneHot(batch.labels.map(Int.init), of: 2))
    }
    func mean(_ kind: Int) -> Float {
      withoutHistory {
        trainer.averaged(
          Random(seed: 5).normal([16, 100]), classes: Tensor.oneHot([Int](repeating: kind, count: 16), of: 2),
          .inference
        ).mean().scalar
      }
    }
    #expect(mean(0) < -0.4 && mean(1) > 0.4, "dark \(mean(0)), light \(mean(1))")
  }
}
