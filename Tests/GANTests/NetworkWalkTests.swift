import Engine
import Plots
import Testing

@testable import GAN

@Suite("Networks as diagrams") struct NetworkWalkTests {
  private let random = Random(seed: 1)

  /// Whether the file of a diagram shows every layer with its shape.
  private func isDrawn(_ layers: [NetworkDiagram.Layer]) throws {
    // Without the commas of large numbers.
    func plain(_ text: String) -> String { text.replacing(",", with: "") }
    let svg = plain(NetworkDiagram("n", layers).svg())
    for layer in layers {
      let shape = layer.shape.map { "\($0)" }.joined(separator: " × ")
      #expect(svg.contains(">\(shape)</text>") && svg.contains(">\(plain(layer.name))</text>"), "\(layer)")
    }
  }

  @Test(arguments: [0, 1], [0, 10]) func aGeneratorIsWalkedAsItRuns(refinements: Int, classes: Int) throws {
    let shape = ImageNetworkShape(classes: classes)
    let network = ImageGenerator(latentSize: 20, shape: shape, width: 8, refinements: refinements, random: random)
    let walked = network.walked
    let output = withoutHistory { network(.zeros([1, 20]), .inference) }
    #expect(walked.sample.scalars == output.scalars && walked.sample.shape == [1, 32, 32, 3])
    let layers = network.walk
    #expect(layers.map(\.shape).first == [20] && layers.last?.shape == [32, 32, 3])
    #expect(layers.reduce(0) { $0 + $1.parameters } == network.parameterCount)
    #expect(layers.count == 2 + (classes > 0 ? 1 : 0) + 3 * (1 + refinements) + 1)
    try isDrawn(layers)
  }

  @Test(arguments: [0, 10]) func aDiscriminatorIsWalkedAsItRuns(classes: Int) throws {
    let network = ImageDiscriminator(shape: ImageNetworkShape(classes: classes), width: 8, random: random)
    let walked = network.walked(side: 32)
    let output = withoutHistory {
      network(.zeros([1, 32, 32, 3]), classes: classes > 0 ? .oneHot([0], of: classes) : nil, .inference)
    }
    #expect(walked.sample.scalars == output.scalars && walked.sample.shape == [1, 1])
    let layers = network.walk(side: 32)
    #expect(layers.reduce(0) { $0 + $1.parameters } == network.parameterCount)
    try isDrawn(layers)
  }

  @Test(arguments: [
    Recipe(blocks: .residual, width: 4, dropout: 0.1), Recipe(width: 4, classInput: .batchNorm),
    Recipe(width: 4, discriminatorNorm: .batch), Recipe(blocks: .residual, width: 4, discriminatorNorm: .batch),
  ])
  func networksWithOptionsAreWalkedAsTheyRun(recipe: Recipe) throws {
    var recipe = recipe
    recipe.spectralNorm = .discriminator
    let shape = ImageNetworkShape(classes: 10)
    let (generator, discriminator) = (
      recipe.generator(shape, random: random), recipe.discriminator(shape, random: random)
    )
    let (image, verdict) = (generator.walked, discriminator.walked(side: 32))
    withoutHistory {
      #expect(image.sample.scalars == generator(.zeros([1, 100]), .inference).scalars)
      let logit = discriminator(.zeros([1, 32, 32, 3]), classes: .oneHot([0], of: 10), .inference)
      #expect(verdict.sample.scalars == logit.scalars)
    }
    #expect(image.layers.reduce(0) { $0 + $1.parameters } == generator.parameterCount)
    #expect(verdict.layers.reduce(0) { $0 + $1.parameters } == discriminator.parameterCount)
    try isDrawn(image.layers)
    try isDrawn(verdict.layers)
  }

  /// What a forward pass makes on its way, layer by layer, is what the diagram says.
  @Test func theShapesAreThoseOfAForwardPass() {
    let network = ImageGenerator(latentSize: 20, width: 8, refinements: 1, random: random)
    var image = network.norm(
      network.project(.zeros([1, 20])).reshaped([-1, 4, 4, network.norm.scale.value.count]), .inference)
    var shapes = [[20], Array(image.shape.dropFirst())]
    for block in network.blocks {
      image = block.norm(after: block.up, image, .inference)
      shapes.append(Array(image.shape.dropFirst()))
      for refinement in block.refinements {
        image = refinement(image, .inference)
        shapes.append(Array(image.shape.dropFirst()))
      }
    }
    shapes.append(Array(network.toColour(image).shape.dropFirst()))
    #expect(network.walk.map(\.shape) == shapes)
  }

  @Test func networksOfPointsAreWalked() throws {
    let generator = PointGenerator(latentSize: 3, random: random)
    let discriminator = PointDiscriminator(random: random)
    #expect(generator.walk.map(\.shape) == [[3], [128], [128], [2]])
    #expect(discriminator.walk.map(\.shape) == [[2], [128], [128], [1]])
    #expect(generator.walk.reduce(0) { $0 + $1.parameters } == generator.parameterCount)
    #expect(generator.walked.sample.scalars == withoutHistory { generator(.zeros([1, 3]), .inference) }.scalars)
    try isDrawn(generator.walk + discriminator.walk)
  }
}
