import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Pictures
import Store

extension FuzzTarget {
  static let safetensors = FuzzTarget("safetensors", file: "case.safetensors") {
    TensorFormats.plain()
  } reader: {
    tensors
  }
  static let zst = FuzzTarget("zst", file: "case.safetensors.zst") {
    TensorFormats.compressed()
  } reader: {
    tensors
  }
  static let pth = FuzzTarget("pth", file: "case.pth") {
    ZipFormats.stateDictionaries()
  } reader: {
    tensors
  }

  private static func tensors(_ url: URL) throws -> Int {
    try TensorFile(contentsOf: url).tensors.values.reduce(0) { $0 + 4 * $1.count }
  }

  /// Arrays of floats are read whole; of images the first ones.
  static let npz = FuzzTarget("npz", file: "case.npz") {
    ZipFormats.arrays()
  } reader: {
    { url in
      let archive = try NumPyArchive(contentsOf: url)
      var held = 0
      if let images = try NumPySupply(archive, path: url.path) {
        try images.forEachBatch(min(images.available ?? 0, 4), random: Random(seed: 0)) { held += 4 * $0.count }
      }
      for name in archive.names where try !archive.layout(of: name).isBytes {
        held += try 8 * archive.array(name).scalars.count
      }
      return held
    }
  }

  static let png = FuzzTarget("png", file: "case.png") {
    PNGFormat.grammar()
  } reader: {
    picture
  }
  static let jpeg = FuzzTarget("jpeg", file: "case.jpg") {
    JPEGFormat.grammar()
  } reader: {
    picture
  }

  /// Decoded whole and, where the format can, reduced.
  private static func picture(_ url: URL) throws -> Int {
    _ = try DecodedImage(contentsOf: url, atLeast: 3)
    let image = try DecodedImage(contentsOf: url, upright: false).image
    return image.width * image.height * image.channels
  }

  static let cifar10 = FuzzTarget("cifar10", file: "test_batch.bin", cost: 20) {
    DataFormats.cifar10()
  } reader: {
    { url in try CIFAR10(folder: url.deletingLastPathComponent()).test().pixels.count }
  }

  /// Read as `train` reads a reader's own images, into a cache that is not there yet.
  static let idx = FuzzTarget("idx", file: "train-images-idx3-ubyte") {
    DataFormats.idx()
  } reader: {
    { url in
      let caches = url.deletingLastPathComponent().appendingPathComponent("caches")
      defer { try? FileManager.default.removeItem(at: caches) }
      let images = try OwnImages(at: url, shape: ImageShape(side: 8, channels: 1), caches: caches)
      return images.train.count * 64
    }
  }

  /// Through the Fréchet distance, which must be a number and, of equal statistics, zero to rounding.
  static let statistics = FuzzTarget("statistics", file: "case.npz") {
    ZipFormats.statistics()
  } reader: {
    { url in
      let file = try StatisticsFile(contentsOf: url)
      let gaussian = FeatureGaussian(mean: file.mean, covariance: file.covariance)
      let distance = gaussian.squaredDistance(to: gaussian)
      guard abs(distance) <= 1e-4 * max(file.covariance.largest * Double(file.mean.count), .leastNormalMagnitude) else {
        throw WrongAnswer(description: "equal statistics have a distance of \(distance)")
      }
      return 8 * (file.mean.count + file.covariance.scalars.count)
    }
  }

  static let recipe = FuzzTarget("recipe", file: "recipe.json") {
    let names = Recipe.named.values.map { [Piece("recipe", text: String(decoding: $0.json, as: UTF8.self))] }
    return FileGrammar(seeds: names.sorted { $0[0].bytes.count < $1[0].bytes.count }) { $0.flatMap(\.bytes) }
  } reader: {
    { url in
      var recipe = Recipe.withR1
      try recipe.set(json: Data(contentsOf: url), file: url.path)
      try recipe.checked()
      return MemoryLayout<Recipe>.size
    }
  }

  static let runFolder = FuzzTarget("run-folder", file: "run.json") {
    var request = TrainingRequest(
      data: "shapes", size: 32, isGrey: false, usesClasses: false, flips: true, seed: 1, recipe: .withR1,
      length: .minutes(10))
    let first = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
    (request.recipe, request.length) = (.shapes, .epochs(3))
    let changes = #""changes":[{"step":10,"setting":"generatorRate","from":"0.0002","to":"0.0001"}]"#
    let second = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
      .replacingOccurrences(of: "\"changes\":[]", with: changes)
    let seeds = [first, second].map { [Piece("request", text: $0)] }
    return FileGrammar(seeds: seeds) { $0.flatMap(\.bytes) }
  } reader: {
    { url in
      _ = try TrainingRequest(ofRunIn: url.deletingLastPathComponent()).current
      return MemoryLayout<TrainingRequest>.size
    }
  }
}

/// What a reader made of a file is not what the file says.
struct WrongAnswer: Error, CustomStringConvertible {
  let description: String
}
