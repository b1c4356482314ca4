import Datasets
import Foundation
import GAN
import Notebook
import Store

/// What `swift run train` was asked for. It stands as `run.json` in the run's folder, so that the run can go on.
public struct TrainingRequest: Codable, Equatable, Sendable {
  /// `cifar10`, `shapes`, or the path of a folder or of an idx file.
  public var data: String
  /// The height and width that images are resized to.
  public var size: Int
  /// Whether images are turned grey.
  public var isGrey: Bool
  /// Whether the networks are told the images' classes.
  public var usesClasses: Bool
  /// Whether images may be mirrored.
  public var flips: Bool
  /// The seed of everything random.
  public var seed: UInt64
  /// How the pair is trained; as it was at first, where settings have changed since.
  public var recipe: Recipe
  /// How long the run is to be.
  public var length: Length
  /// The parts that every batch is cut into; `nil` if batches stay whole. See ``TrainingPlan/shards``.
  public var shards: Int?
  /// What was changed when the run went on.
  public var changes: [Change] = []

  /// A length of training.
  public enum Length: Codable, Equatable, Sendable {
    /// So many times through the training images.
    case epochs(Int)
    /// So many minutes of training; looking and scoring are not counted.
    case minutes(Double)
  }

  /// A setting that was changed when a run went on.
  public struct Change: Codable, Equatable, Sendable {
    /// The steps before the change.
    public var step: Int
    /// The setting, and its values before and after.
    public var setting: String, from: String, to: String
  }

  /// The recipe of a run for which none is named.
  public static func usualRecipe(for data: String, size: Int, isGrey: Bool) -> Recipe {
    size > 32 ? .large : isGrey || data == DataSet.shapes.name ? .shapes : .withR1
  }

  /// A request.
  public init(
    data: String, size: Int, isGrey: Bool, usesClasses: Bool, flips: Bool, seed: UInt64, recipe: Recipe, length: Length,
    shards: Int? = nil
  ) {
    self.data = data
    self.size = size
    self.isGrey = isGrey
    self.usesClasses = usesClasses
    self.flips = flips
    self.seed = seed
    self.recipe = recipe
    self.length = length
    self.shards = shards
  }

  private static let fileName = "run.json"

  /// The request of the run in a folder.
  ///
  /// - Throws: ``UsageError`` if the folder holds no run of `train`.
  public init(ofRunIn folder: URL) throws {
    let file = folder.appendingPathComponent(Self.fileName)
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
      try recipe.checked()
      _ = try current
      try check(file)
    } catch let error as UsageError {
      throw error
    } catch let error as RecipeError {
      throw UsageError("\(file.path) is damaged: \(error)")
    } catch let error as DecodingError {
      throw UsageError(
        "\(file.path) is damaged (\(error.reason)), so the run cannot go on by itself; draw from its checkpoint, or start a new run"
      )
    } catch {
      throw UsageError(
        "\(folder.path) holds no run of `swift run train` (no \(Self.fileName) that can be read), expected the folder "
          + "that one wrote; leave out --resume to start anew")
    }
  }

  /// Checks the numbers that a file gave.
  private func check(_ file: URL) throws {
    guard ImageNetworkShape.isPossible(side: size), size <= 256 else {
      throw UsageError("\(file.path) is damaged: its size is \(size), expected a power of two from 8 to 256")
    }
    let isLength =
      switch length {
      case .epochs(let epochs): (1...TrainingRequest.mostEpochs).contains(epochs)
      case .minutes(let minutes): minutes > 0 && minutes <= TrainingRequest.mostMinutes
      }
    guard isLength else { throw UsageError("\(file.path) is damaged: its length is \(length), expected one above 0") }
    let cut = shards ?? 1
    guard cut > 0, recipe.batchSize.isMultiple(of: cut) else {
      throw UsageError(
        "\(file.path) is damaged: its number of shards is \(cut), expected a divisor of the batch size, \(recipe.batchSize)"
      )
    }
  }

  /// The most minutes of a run: almost two years.
  public static let mostMinutes = 1e6
  /// The most epochs of a run.
  public static let mostEpochs = 1_000_000_000

  /// Writes `run.json`, and the recipe by itself as `recipe.json`, which `--recipe` reads.
  func write(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(self) + Data("\n".utf8)).writeWhole(to: folder.appendingPathComponent(Self.fileName))
    try current.json.writeWhole(to: folder.appendingPathComponent("recipe.json"))
  }

  /// The recipe with all changes.
  public var current: Recipe {
    get throws {
      var recipe = recipe
      for change in changes { try recipe.set(change.setting, to: change.to) }
      return recipe
    }
  }
}
