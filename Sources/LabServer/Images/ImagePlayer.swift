import Engine
import Evaluation
import Foundation
import GAN
import Lab
import Pictures

/// A conversation about the images of a trained generator.
///
/// | message | what it is answered with |
/// |---|---|
/// | `models` | the names of all generators |
/// | `open NAME` | what the generator of this name is; later messages are about it |
/// | `samples SCENE` | the samples of an ``ImageScene`` |
/// | `spot SCENE` | the image of its spot, with the spot's latent values |
/// | `walk SCENE` | nine images on the way from A to B |
final class ImagePlayer: Conversation {
  private let shelf: RunShelf
  private var model: TrainedGenerator?
  /// The images of a walk.
  private static let walkSteps = 9

  /// A conversation about the generators of the book, and of the runs on a shelf.
  init(_ shelf: RunShelf) { self.shelf = shelf }

  /// Takes a message of the page.
  ///
  /// - Throws: `LabError`, and what reading a generator throws.
  func take(_ message: String) throws -> Reply? {
    let words = message.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = words.count == 2 ? words[1] : ""
    switch words.first {
    case "models":
      struct Models: Encodable { let to = "models", book: [String], own: [String] }
      return .json(Models(book: TrainedGenerator.names, own: shelf.names))
    case "open": return try open(rest)
    case "samples":
      let (model, scene) = try asked(rest)
      return frame(.samples, model, scene.samples(of: model), scene.kinds(of: model))
    case "spot":
      let (model, scene) = try asked(rest)
      return frame(.spot, model, scene.spot(of: model), scene.kinds(of: model, at: [(scene.x, scene.y)]))
    case "walk":
      let (model, scene) = try asked(rest)
      let steps = Self.walkSteps
      let places = (0..<steps).map { (x: Float($0) / Float(steps - 1), y: Float(0)) }
      return frame(.walk, model, scene.walk(of: model, steps: steps), scene.kinds(of: model, at: places))
    default: throw LabError.unknownMessage(message)
    }
  }

  /// Opens a generator. Names alone are taken, those of the book before those of runs: no message is a path.
  private func open(_ name: String) throws -> Reply {
    let word = TrainedGenerator.names.contains(name) ? name : try shelf.folder(name).path
    let model = try TrainedGenerator(word)
    self.model = model
    struct Facts: Encodable {
      let to = "open", name: String, title: String, side: Int, channels: Int, latents: Int, classes: [String]
    }
    let image = model.plan.shape.image
    return .json(
      Facts(
        name: name, title: model.title, side: image.side, channels: image.channels,
        latents: model.generator.latentSize, classes: model.plan.classNames))
  }

  private func asked(_ query: String) throws(LabError) -> (TrainedGenerator, ImageScene) {
    guard let model else { throw .value(option: "model", found: "", expected: "one that was opened before") }
    let scene = try ImageScene(query: query)
    if let kind = scene.kind, kind >= model.plan.shape.classes {
      let classes = model.plan.shape.classes
      throw .value(
        option: "class", found: "\(kind)",
        expected: classes == 0 ? "none, for this generator knows no classes" : "a number from 0 to \(classes - 1)")
    }
    return (model, scene)
  }

  // MARK: - Bytes

  /// What a frame of images shows.
  enum Kind: UInt32 { case samples = 1, spot, walk }

  /// The first four bytes of every frame of images: `IMG1`.
  static let mark: UInt32 = 0x3147_4D49

  /// Images as bytes: six whole numbers of four bytes, little-endian (mark, kind, count, side, channels, and how many
  /// latent values follow), latent values as floats, which only a spot has, and the samples of all pixels.
  private func frame(_ kind: Kind, _ model: TrainedGenerator, _ latents: Tensor, _ kinds: Tensor?) -> Reply {
    let images = model.images(latents, mixing: kinds)
    let shape = images.shape
    let values = kind == .spot ? latents.scalars : []
    var bytes: [UInt8] = []
    for value in [Self.mark, kind.rawValue] + [shape[0], shape[1], shape[3], values.count].map(UInt32.init) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes += Image(images.reshaped([shape[0] * shape[1], shape[2], shape[3]])).pixels
    return .frame(bytes)
  }
}
