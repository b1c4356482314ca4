import Datasets
import Engine
import Foundation

/// Everything about an image generator but its weights: what a program in any language needs to build it again.
///
/// Files of networks carry it as JSON in their metadata, under `network`. `scripts/pytorch/README.md` says what is computed.
public struct NetworkDescription: Codable, Equatable, Sendable {
  /// Where a file's metadata hold a description.
  public static let key = "network"
  /// The architecture of ``BlockKind/plain``: a dense layer to a 4 × 4 image, doublings, and a convolution to colours.
  public static let upsampling = "upsampling-generator"
  /// The architecture of ``BlockKind/residual``: the same with residual blocks, and batch normalisation behind the last.
  public static let residual = "residual-generator"
  /// Height and width of the image that the dense layer makes.
  public static let seedSide = 4

  /// The architecture's name, ``upsampling`` or ``residual``.
  public var architecture = upsampling
  /// The number of values in a latent vector, which are drawn from the standard normal distribution.
  public var latentSize: Int
  /// The number of channels of the 4 × 4 image, and after each doubling.
  public var channels: [Int]
  /// The number of 3 × 3 convolutions after each doubling; of a residual block, after the one that doubles.
  public var refinements: Int
  /// What batch normalisation adds to variances.
  public var epsilon: Float
  /// The slope of the leaky ReLU below zero, after every batch normalisation.
  public var slope: Float
  /// Height and width of the images, in pixels.
  public var imageSize: Int
  /// Samples in a pixel: 1 is grey, 3 is RGB.
  public var imageChannels: Int
  /// The names of the classes that the network can be asked for, in the order of the one-hot row that it is told; `nil` if it
  /// knows none.
  public var classNames: [String]?
  /// How it is told them; `nil` stands for ``ClassInput/latent``.
  public var classInput: ClassInput?
  /// What the one-hot row behind the latent vector is multiplied by; `nil` where none goes in there.
  public var classStrength: Float?
  /// The samples' least and greatest value, black and white.
  public var imageRange: [Float] = [-1, 1]
  /// The axes of images, in their order.
  public var imageLayout = "batch, height, width, channels"
  /// The axes of the weights of convolutions, transposed or not, in their order.
  public var convolutionLayout = "out, height, width, in"
  /// The axes of the weight of the dense layer; its outputs are the 4 × 4 image's height, width and channels.
  public var linearLayout = "out, in"

  /// A network with so many channels in the 4 × 4 image and after each doubling.
  public init(
    latentSize: Int, channels: [Int], blocks: BlockKind = .plain, refinements: Int, imageChannels: Int = 3,
    slope: Float = 0.2, epsilon: Float = 1e-5
  ) {
    architecture = blocks == .plain ? Self.upsampling : Self.residual
    self.latentSize = latentSize
    self.channels = channels
    self.refinements = refinements
    self.imageChannels = imageChannels
    self.slope = slope
    self.epsilon = epsilon
    imageSize = Self.seedSide << (channels.count - 1)
  }

  /// The book's generator of images of a shape, with `width` channels at full size. Its classes are called by numbers.
  public init(
    latentSize: Int = ImageGenerator.usualLatentSize, shape: ImageNetworkShape = ImageNetworkShape(), width: Int,
    blocks: BlockKind = .plain, refinements: Int, classInput: ClassInput = .latent
  ) {
    self.init(
      latentSize: latentSize, channels: shape.generatorChannels(width: width), blocks: blocks, refinements: refinements,
      imageChannels: shape.image.channels)
    setClasses(shape.classes, classInput)
  }

  /// Gives the network classes called by numbers.
  mutating func setClasses(_ count: Int, _ input: ClassInput) {
    guard count > 0 else { return }
    classNames = (0..<count).map(String.init)
    switch input {
    case .latent: classStrength = ImageGenerator.classStrength
    case .batchNorm: classInput = .batchNorm
    }
  }

  /// What the network is built of between 4 × 4 pixels and full size.
  public var blocks: BlockKind { architecture == Self.residual ? .residual : .plain }

  /// The shape of the images, and the number of classes.
  public var shape: ImageNetworkShape {
    ImageNetworkShape(image: ImageShape(side: imageSize, channels: imageChannels), classes: classNames?.count ?? 0)
  }

  /// The description as JSON in one line, always the same for the same network.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Numbers, lists and strings can always be encoded; numbers that are not finite do not pass `problem`.
    return String(decoding: try! encoder.encode(self), as: UTF8.self)
  }

  /// The description in a file's metadata; nil if there is none.
  ///
  /// - Throws: ``UnusableNetwork`` if it is damaged, or describes what this version cannot build.
  public init?(metadata: [String: String], file: URL) throws {
    guard let json = metadata[Self.key] else { return nil }
    guard let description = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      throw UnusableNetwork(file: file, reason: "its description of a network cannot be read: \(json.prefix(200))")
    }
    self = description
    if let problem { throw UnusableNetwork(file: file, reason: problem) }
  }

  /// What keeps the described network from being built, in a few words.
  var problem: String? {
    let usual = Self(latentSize: latentSize, channels: channels.isEmpty ? [1] : channels, refinements: refinements)
    if ![Self.upsampling, Self.residual].contains(architecture) {
      return "its architecture is \"\(architecture)\", expected \"\(Self.upsampling)\" or \"\(Self.residual)\""
    }
    for (name, found, expected) in [
      ("imageLayout", imageLayout, usual.imageLayout), ("linearLayout", linearLayout, usual.linearLayout),
      ("convolutionLayout", convolutionLayout, usual.convolutionLayout),
    ] where found != expected { return "its \(name) is \"\(found)\", expected \"\(expected)\"" }
    if imageRange != usual.imageRange { return "its images are in \(imageRange), expected [-1, 1]" }
    // 2¹² channels at most, and eight doublings, to 1,024 pixels: what is counted here cannot overflow.
    for (name, found, range) in [
      ("latentSize", latentSize, 1...65_536), ("refinements", refinements, 0...16),
      ("number of stages", channels.count, 2...9), ("least number of channels", channels.min() ?? 0, 1...4096),
      ("greatest number of channels", channels.max() ?? 0, 1...4096), ("imageChannels", imageChannels, 1...3),
      ("number of classes", classNames?.count ?? 0, 0...256),
    ] where !range.contains(found) {
      return "its \(name) is \(found), expected \(range.lowerBound) to \(range.upperBound)"
    }
    if classNames != nil, classInput != .batchNorm, classStrength != ImageGenerator.classStrength {
      return "its classStrength is \(classStrength ?? 0), expected \(ImageGenerator.classStrength)"
    }
    if imageChannels == 2 { return "its imageChannels are 2, expected 1 or 3" }
    if imageSize != usual.imageSize {
      return "its imageSize is \(imageSize), and \(channels.count - 1) doublings of 4 pixels make \(usual.imageSize)"
    }
    if !(0...1).contains(slope) { return "its slope is \(slope), expected 0 to 1" }
    return epsilon > 0 && epsilon < 1 ? nil : "its epsilon is \(epsilon), expected a number between 0 and 1"
  }

  /// The number of values in the network's state, running statistics included.
  var valueCount: Int {
    let classes = classNames?.count ?? 0
    let isConditional = classInput == .batchNorm && classes > 0
    // A scale and a shift, for each class if they are by class, a mean and a variance.
    let norm = isConditional ? 2 * classes + 2 : 4
    let values = zip(channels, channels.dropFirst()).map { inputs, outputs in
      let refined = refinements * (9 * outputs + norm) * outputs
      return switch blocks {
      case .plain: (16 * inputs + norm) * outputs + refined
      case .residual: (9 * outputs + norm) * inputs + refined + (inputs == outputs ? 0 : inputs * outputs)
      }
    }
    return (latentSize + (isConditional ? 0 : classes)) * Self.seedSide * Self.seedSide * channels[0]
      + norm * (blocks == .plain ? channels[0] : channels.last!) + values.reduce(0, +)
      + (9 * channels.last! + 1) * imageChannels
  }
}

/// A file that can be read, but that no generator can be built from.
public struct UnusableNetwork: Error, CustomStringConvertible {
  /// The file that was read.
  public let file: URL
  /// What was found, and what was expected.
  public let reason: String

  /// What is wrong with the file, and what to do.
  public var description: String {
    "\(file.path) holds no generator that can be built: \(reason); give a file that a training run or "
      + "scripts/pytorch/import_dcgan.py wrote"
  }
}
