import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Store

/// What can be counted in photographs, real or generated: the classes that a classifier sees, and which of them are
/// most alike.
public struct PhotographModes {
  /// How many of the photographs fall into each class.
  public let classes: ModeCount
  /// The birthday test with each of ``PhotographPlan/batchSizes``, by its batch size.
  public let tests: [Int: BirthdayTest]
}

extension PhotographModes {
  /// What the page on collapse in images counted and published, for other pages.
  ///
  /// - Parameter key: The name of its cache, such as `photographs-classes`.
  /// - Throws: What reading the book's file throws.
  public init(published key: String) throws {
    try self.init(CachedTensors(shipped: key, in: "chapters/06-mode-collapse/cache"), PhotographPlan())
  }
}

/// Everything that is chosen about counting photographs.
public struct PhotographPlan: Codable {
  /// How many photographs are counted.
  public var images = 10_000
  /// The sizes of the birthday tests' batches.
  public var batchSizes = [200, 1000]
  /// Above which correlation two photographs are alike.
  public var threshold: Float = 0.92

  /// The plan that the book follows.
  public init() {}
}

/// What a cache of counted photographs depends on.
private struct PhotographKey: Encodable {
  var plan = PhotographPlan()
  /// Who names the classes.
  var classifier: FeatureTrainingReport
  /// Who drew them; for real ones, their data set.
  var pair: TrainedPair.Report?
  var data: DataSet.Identity
}

// MARK: - Generated

/// Photographs by a pair that comes with the book, which can be drawn again, one by one or all. A pair that knows classes draws
/// them in turn, so equally often, as CIFAR-10 has them.
public struct PhotographAlbum {
  /// Who draws them.
  public let generator: ImageGenerator
  /// How it was trained.
  public let report: TrainedPair.Report
  private let latents: Tensor

  /// The photographs of one of the pairs that come with the book.
  public init(_ kind: ShippedPair.Kind) throws {
    let pair = try TrainedPair.shipped(.cifar10, kind)
    generator = try pair.generator()
    report = pair.report
    latents = Random(seed: 1).split("photographs").normal([PhotographPlan().images, generator.latentSize])
  }

  private func images(_ latents: Tensor, at places: some Sequence<Int>) -> Tensor {
    let count = report.plan.classNames.count
    let classes = count == 0 ? nil : Tensor.oneHot(places.map { $0 % count }, of: count)
    return withoutHistory { generator(latents, classes: classes, .inference) }
  }

  /// All of them, from the cache or drawn and counted anew.
  public func modes(_ key: String, by classifier: BookFeatures, _ page: Page) throws -> PhotographModes {
    let plan = PhotographPlan()
    let own = PhotographKey(
      plan: plan, classifier: classifier.training, pair: report, data: classifier.training.plan.data)
    let tensors = try page.cached(key, in: BookFiles.collapseCache, configuration: own, seed: 1, usesData: false) {
      try counted(plan, by: classifier, key, page) { range in images(latents.slice(range), at: range) }
    }
    return try PhotographModes(tensors, plan)
  }
}

// MARK: - Real

/// CIFAR-10's test photographs in the same measures, and what else is known of the real ones.
public struct RealPhotographs {
  /// The test photographs, counted as the generated ones are.
  public let modes: PhotographModes
  /// The birthday test of all training photographs, in the plan's largest batches.
  public let training: BirthdayTest
  /// The share of test photographs that are alike to some training photograph.
  public let copied: Double

  /// From the cache that comes with the book; measured anew only where CIFAR-10 is.
  public init(by classifier: BookFeatures, _ options: DataOptions, _ page: Page) throws {
    let plan = PhotographPlan()
    let own = PhotographKey(
      plan: plan, classifier: classifier.training, pair: nil, data: classifier.training.plan.data)
    // All counting is of the copy that the networks know.
    let variant = classifier.training.plan.data.variant
    let (training, test) = try photographs(options, variant) ?? (nil, nil)
    let tensors = try page.cached(
      "photographs-real", in: BookFiles.collapseCache, configuration: own, seed: 0, usesData: false,
      missing: test == nil ? variant : nil
    ) {
      guard let training, let test else { throw CIFAR10Error.notFetched(CIFAR10.cacheFolder()) }
      var tensors = try counted(plan, by: classifier, "photographs-real", page) { test.tensor(of: $0) }
      let size = plan.batchSizes.max()!
      tensors["training"] = closestPairs(in: training.count, size) { training.tensor(of: $0) }
      tensors["copied"] = Tensor(Float(shareAlike(test, training, plan.threshold, page)))
      return tensors
    }
    modes = try PhotographModes(tensors, plan)
    let size = plan.batchSizes.max()!
    self.training = BirthdayTest(try tensors.tensor("training", [5 * CIFAR10.recordsPerFile / size, 3]), size, plan)
    copied = try tensors.values("copied", [])[0]
  }
}

/// The reader's training and test photographs, if all are there and they are the given copy.
private func photographs(_ options: DataOptions, _ variant: String) throws -> (ImageDataset, ImageDataset)? {
  let folder = options.data?.path
  guard let files = try CIFAR10.find(data: folder), !files.testFiles.isEmpty, files.trainingFiles.count == 5 else {
    return nil
  }
  let test = try DataSet.cifar10.images(.test, folder: folder)
  return test.identity.variant == variant ? (try DataSet.cifar10.images(.train, folder: folder), test) : nil
}

/// The share of some photographs that correlate with one of many others more than `threshold`.
private func shareAlike(_ some: ImageDataset, _ many: ImageDataset, _ threshold: Float, _ page: Page) -> Double {
  let all = (0..<some.count / 1000).map { standardised(some.tensor(of: 1000 * $0..<1000 * ($0 + 1))) }
  var isAlike = [Bool](repeating: false, count: some.count)
  page.progress("Comparing real photographs", total: many.count / 1000) { bar in
    for start in stride(from: 0, to: many.count, by: 1000) {
      let others = standardised(many.tensor(of: start..<min(start + 1000, many.count)))
      for (part, own) in all.enumerated() {
        for (place, value) in matrixProduct(own, others, transposingSecond: true).scalars.enumerated()
        where value > threshold { isAlike[1000 * part + place / others.shape[0]] = true }
      }
      bar.advance()
    }
  }
  return Double(isAlike.count { $0 }) / Double(some.count)
}

// MARK: - Counting

/// The classes and the closest pairs of the photographs that `images` hands out, as tensors for a cache.
private func counted(
  _ plan: PhotographPlan, by classifier: BookFeatures, _ title: String, _ page: Page,
  images: (Range<Int>) -> Tensor
) throws -> [String: Tensor] {
  var labels: [Int] = []
  page.progress("Counting \(title)", total: plan.images / 250) { bar in
    for start in stride(from: 0, to: plan.images, by: 250) {
      labels += classifier(images(start..<start + 250)).logits.argmax()
      bar.advance()
    }
  }
  let count = ModeCount(labels: labels, modes: classifier.classNames.count)
  var tensors = ["classes": Tensor(count.counts.map(Float.init))]
  for size in plan.batchSizes { tensors["pairs\(size)"] = closestPairs(in: plan.images, size, images) }
  return tensors
}

/// The closest pair of every batch, `[batches, 3]`: two places and a correlation.
private func closestPairs(in count: Int, _ size: Int, _ images: (Range<Int>) -> Tensor) -> Tensor {
  let pairs = (0..<count / size).flatMap { batch in
    let start = batch * size
    let pair = BirthdayTest(images(start..<start + size), batchSize: size, threshold: 1).closest[0]
    return [Float(start + pair.first), Float(start + pair.second), pair.correlation]
  }
  return Tensor(shape: [count / size, 3], scalars: pairs)
}

extension PhotographModes {
  /// From what ``counted`` made.
  fileprivate init(_ tensors: CachedTensors, _ plan: PhotographPlan) throws {
    let counts = try tensors.values("classes", [CIFAR10.classNames.count]).map { Int($0) }
    classes = ModeCount(counts: counts, samples: counts.reduce(0, +), spread: nil)
    tests = Dictionary(
      uniqueKeysWithValues: try plan.batchSizes.map { size in
        (size, BirthdayTest(try tensors.tensor("pairs\(size)", [plan.images / size, 3]), size, plan))
      })
  }
}

extension BirthdayTest {
  /// From what ``closestPairs(in:_:_:)`` made.
  fileprivate init(_ pairs: Tensor, _ size: Int, _ plan: PhotographPlan) {
    let values = pairs.scalars
    self.init(
      batchSize: size, threshold: plan.threshold,
      closest: stride(from: 0, to: values.count, by: 3).map {
        Pair(first: Int(values[$0]), second: Int(values[$0 + 1]), correlation: values[$0 + 2])
      })
  }
}
