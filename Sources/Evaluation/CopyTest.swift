import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook

/// How near images come to training images, in the features of a network: what a generator that copies would give itself
/// away by.
///
/// A median says nothing of a few copies among many images. So those are counted that lie nearer to a training image than all
/// but one in a hundred images do that nothing was trained on. Where training mirrors images at random, a mirrored image is a
/// training image too: ``BookFeatures`` that were trained so are the same for both.
public struct CopyTest: Codable, Sendable {
  /// What the images are.
  public let images: String
  /// How many there are, and in how many training images the nearest was looked for.
  public let count: Int, searched: Int
  /// The median and the least of the distances to the nearest training image.
  public let median: Double, least: Double
  /// How many of the images are nearer than the bound.
  public let nearer: Int

  /// What the distances of some images come to.
  ///
  /// - Parameter bound: ``bound(of:)`` of images that nothing was trained on.
  public init(_ images: String, distances: [Double], bound: Double, searched: Int) {
    let sorted = distances.sorted()
    (self.images, count, self.searched) = (images, sorted.count, searched)
    (median, least) = (sorted[sorted.count / 2], sorted[0])
    nearer = sorted.count { $0 < bound }
  }

  /// What `swift run bench copies` printed of images of these kinds, in their order.
  ///
  /// - Throws: `UsageError` that names the line which is damaged, or says which is missing.
  public static func found(_ kinds: [String]) throws -> [CopyTest] {
    let lines: [CopyTest] = try trialLog("copies")
    return try kinds.map { kind in
      guard let line = lines.first(where: { $0.images == kind }) else {
        throw UsageError("copies.jsonl has no line of \(kind); restore the file that comes with the book")
      }
      return line
    }
  }

  /// The distance that all but one in a hundred reach.
  public static func bound(of distances: [Double]) -> Double { distances.sorted()[distances.count / 100] }

  /// For each row of features the distance to the nearest row of others, `library`.
  public static func distances(from features: Tensor, to library: Tensor) -> [Double] {
    let squares = library.squared().sum(axes: [1]).reshaped([1, -1])
    return stride(from: 0, to: features.shape[0], by: 250).flatMap { start in
      let rows = features.slice(start..<min(start + 250, features.shape[0]))
      let nearest = (2 * matrixProduct(rows, library, transposingSecond: true) - squares).argmax()
      // The product rounds; a copy is to be at 0.
      return nearest.indices.map { row in
        let difference = rows.slice(row..<row + 1) - library.slice(nearest[row]..<nearest[row] + 1)
        return Double(difference.squared().sum().scalar).squareRoot()
      }
    }
  }

  /// The same images, every tenth of them replaced by a training image: a generator that sometimes copies.
  ///
  /// - Parameter mirrors: Whether every other copy is a mirrored one, as a generator may make that saw mirrored images.
  public static func spiked(_ images: Tensor, with training: ImageDataset, mirrors: Bool) -> Tensor {
    Tensor.concatenate(
      (0..<images.shape[0]).map { place in
        guard place.isMultiple(of: 10) else { return images.slice(place..<place + 1) }
        let copy = training.tensor(of: place..<place + 1)
        return mirrors && place.isMultiple(of: 20) ? copy.mirrored() : copy
      })
  }
}

extension CopyTest {
  /// The test of the pairs of photographs that come with the book, of CIFAR-10's test photographs, and of the enhanced pair's
  /// with every tenth replaced by a training photograph, every other time a mirrored one.
  ///
  /// - Parameter folder: Where CIFAR-10's files lie, if the reader named a place.
  public static func ofPhotographs(folder: String? = nil, count: Int = 2000) throws -> [CopyTest] {
    let (training, test) = (
      try DataSet.cifar10.images(.train, folder: folder), try DataSet.cifar10.images(.test, folder: folder)
    )
    let network = try BookFeatures(for: .cifar10)
    func features(_ count: Int, _ images: (Range<Int>) -> Tensor) -> Tensor {
      Tensor.concatenate(
        stride(from: 0, to: count, by: 250).map { start in
          withoutHistory { network(images(start..<min(start + 250, count))).features }
        })
    }
    let library = features(training.count) { training.tensor(of: $0) }
    func distances(_ images: (Range<Int>) -> Tensor) -> [Double] {
      Self.distances(from: features(count, images), to: library)
    }
    let ofTest = distances { test.tensor(of: $0) }
    let bound = bound(of: ofTest)
    func drawn(_ kind: ShippedPair.Kind) throws -> Tensor {
      let pair = try TrainedPair.shipped(.cifar10, kind)
      let (generator, classes) = (try pair.generator(), pair.report.plan.classNames.count)
      let latents = Random(seed: 1).split("copies").normal([count, generator.latentSize])
      return Tensor.concatenate(
        stride(from: 0, to: count, by: 250).map { start in
          let range = start..<min(start + 250, count)
          let labels = classes == 0 ? nil : Tensor.oneHot(range.map { $0 % classes }, of: classes)
          return withoutHistory { generator(latents.slice(range), classes: labels, .inference) }
        })
    }
    let sets = try [ShippedPair.Kind.plain, .enhanced, .classes].map { ($0.rawValue, try drawn($0)) }
    let spiked = ("spiked", Self.spiked(sets[1].1, with: training, mirrors: true))
    return [CopyTest("test", distances: ofTest, bound: bound, searched: training.count)]
      + (sets + [spiked]).map { name, images in
        CopyTest(name, distances: distances { images.slice($0) }, bound: bound, searched: training.count)
      }
  }
}
