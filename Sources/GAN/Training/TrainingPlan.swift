import Datasets
import Engine

/// Everything that decides what a training run on images computes, except its length.
public struct TrainingPlan: Codable, Equatable, Sendable, CustomStringConvertible {
  /// How the pair is made and trained.
  public var recipe: Recipe
  /// The number of training images.
  public var images: Int
  /// The data set that the images are of, and the copy of it.
  public var data: DataSet.Identity
  /// Whether each image is mirrored with probability ½.
  public var flips: Bool
  /// The seed of everything random.
  public var seed: UInt64
  /// The steps of the pair that the run goes on from; 0 for new weights.
  public var stepsBefore: Int

  /// The shape of the images, and the number of classes that the networks know; 0 without classes.
  public var shape: ImageNetworkShape
  /// The names of those classes.
  public var classNames: [String]
  /// The classes that the discriminator's auxiliary classifier tells apart; 0 without one. A pair that knows no classes may
  /// have one too, for the labels of real images.
  public var labels: Int
  /// The equal parts that every batch is cut into, each with batch statistics and a random stream of its own; see
  /// ``ShardExchange``. 1 leaves batches whole.
  public var shards: Int

  /// The plan of a run on some images.
  ///
  /// - Parameters:
  ///   - usesClasses: Whether the networks are told the images' classes.
  ///   - shards: The equal parts that every batch is cut into.
  public init(
    recipe: Recipe, images: ImageDataset, flips: Bool, seed: UInt64, stepsBefore: Int = 0, usesClasses: Bool = false,
    shards: Int = 1
  ) {
    self.recipe = recipe
    self.images = images.count
    data = images.identity
    self.flips = flips
    self.seed = seed
    self.stepsBefore = stepsBefore
    classNames = usesClasses ? images.classNames : []
    labels = recipe.classWeight > 0 && images.classNames.count > 1 ? images.classNames.count : 0
    self.shards = shards
    shape = ImageNetworkShape(image: images.shape, classes: classNames.count)
  }

  /// Reads a plan. One that names no shape is of 32 × 32 in colour, without classes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    recipe = try container.decode(Recipe.self, forKey: .recipe)
    images = try container.decode(Int.self, forKey: .images)
    data = try container.decode(DataSet.Identity.self, forKey: .data)
    flips = try container.decode(Bool.self, forKey: .flips)
    seed = try container.decode(UInt64.self, forKey: .seed)
    stepsBefore = try container.decode(Int.self, forKey: .stepsBefore)
    shape = try container.decodeIfPresent(ImageNetworkShape.self, forKey: .shape) ?? ImageNetworkShape()
    classNames = try container.decodeIfPresent([String].self, forKey: .classNames) ?? []
    labels =
      try container.decodeIfPresent(Int.self, forKey: .labels) ?? (recipe.classWeight > 0 ? shape.classes : 0)
    shards = try container.decodeIfPresent(Int.self, forKey: .shards) ?? 1
  }

  /// Writes the plan. The usual shape and a single shard are left out, so that what depends on a plan of them is still
  /// known by the same key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(recipe, forKey: .recipe)
    try container.encode(images, forKey: .images)
    try container.encode(data, forKey: .data)
    try container.encode(flips, forKey: .flips)
    try container.encode(seed, forKey: .seed)
    try container.encode(stepsBefore, forKey: .stepsBefore)
    if shape != ImageNetworkShape() { try container.encode(shape, forKey: .shape) }
    if !classNames.isEmpty { try container.encode(classNames, forKey: .classNames) }
    if labels != (recipe.classWeight > 0 ? shape.classes : 0) { try container.encode(labels, forKey: .labels) }
    if shards != 1 { try container.encode(shards, forKey: .shards) }
  }

  private enum CodingKeys: CodingKey {
    case recipe, images, data, flips, seed, stepsBefore, shape, classNames, labels, shards
  }

  /// The plan in words.
  public var description: String {
    let side = shape.image.side
    return """
      the \(recipe.refinements == 0 ? "plain" : "enhanced") generator\
      \(recipe.blocks == .residual ? " of residual blocks" : ""), width \(recipe.width), learning rate \
      \(recipe.generatorRate), batches of \(recipe.batchSize)\(shards == 1 ? "" : " in \(shards) shards") from \(images) images of \(data.variant), \(side) × \(side)\
      \(shape.image.channels == 1 ? " grey" : "")\(classNames.isEmpty ? "" : " with classes")\(labels > shape.classes ? " with labels" : ""), seed \(seed), after \
      \(stepsBefore) steps
      """
  }

  /// Both players with their initial weights, which depend on the seed alone.
  public func trainer() -> Trainer<ImageGenerator, ImageDiscriminator> {
    recipe.trainer(shape, labels: labels, random: Random(seed: seed))
  }

  /// A generator of the plan's shape, whose weights are to be loaded.
  public func generator() -> ImageGenerator { ImageGenerator(network, random: Random(seed: 0)) }

  /// A discriminator of the plan's shape, whose weights are to be loaded.
  public func discriminator() -> ImageDiscriminator {
    recipe.discriminator(shape, labels: labels, random: Random(seed: 0))
  }

  /// What a program in any language needs to build the generator again.
  public var network: NetworkDescription {
    var network = recipe.network(shape)
    network.classNames = classNames.isEmpty ? nil : classNames
    return network
  }

  /// In what two plans differ: the name, the value here, and the value there.
  public func differences(from other: TrainingPlan) -> [(name: String, here: String, there: String)] {
    func parts(_ plan: TrainingPlan) -> [(name: String, value: String)] {
      let classes = plan.classNames.isEmpty ? "none" : plan.classNames.joined(separator: ", ").shortened(to: 200)
      return [
        ("the data set", plan.data.variant), ("the number of images", "\(plan.images)"),
        ("their side", "\(plan.shape.image.side)"), ("the number of channels", "\(plan.shape.image.channels)"),
        ("the list of classes", classes), ("mirroring", plan.flips ? "on" : "off"), ("the seed", "\(plan.seed)"),
        ("the number of steps before", "\(plan.stepsBefore)"),
        ("the number of shards", "\(plan.shards)"),
      ]
    }
    return zip(parts(self), parts(other)).filter { $0.value != $1.value }.map { ($0.name, $0.value, $1.value) }
      + recipe.differences(from: other.recipe)
  }

  /// Checks the values of a plan that comes from a file.
  ///
  /// - Throws: ``RecipeError`` for a value that no plan can have.
  public func checked() throws(RecipeError) {
    try recipe.checked()
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(RecipeError) {
      guard !range.contains(value) else { return }
      throw .wrongValue(
        name, found: "\(value)", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    guard ImageNetworkShape.isPossible(side: shape.image.side) else {
      throw .wrongValue("the side of images", found: "\(shape.image.side)", expected: "a power of two from 8 to 1024")
    }
    try check("the number of channels", shape.image.channels, 1...3)
    try check("the number of classes", shape.classes, 0...256)
    try check("the number of class names", classNames.count, shape.classes...shape.classes)
    try check("the number of labels", labels, 0...256)
    try check("the number of images", images, 1...(1 << 40))
    try check("the steps before", stepsBefore, 0...(1 << 40))
    guard shards > 0, recipe.batchSize.isMultiple(of: shards) else {
      throw .wrongValue(
        "the number of shards", found: "\(shards)",
        expected: "a divisor of the batch size, which is \(recipe.batchSize)")
    }
  }

  /// The training images in batches.
  public func batches(of images: ImageDataset) -> Batches {
    Batches(images, size: recipe.batchSize, seed: seed, flips: flips)
  }
}
