import Engine
import Foundation

/// Processes that look at the same images together, each at a part of them.
public protocol Onlookers: AnyObject {
  /// The number of this process, from 0 on.
  var rank: Int { get }
  /// The number of processes.
  var count: Int { get }
  /// What every process says, in the order of their numbers. All of them must ask.
  func gather(_ bytes: [UInt8]) -> [[UInt8]]
}

extension Onlookers {
  /// Whether this process is the first.
  public var isFirst: Bool { rank == 0 }
}

/// The blocks of a supply's images that one of several processes looks at.
public struct ImageShare: Sendable {
  fileprivate let index: Int, count: Int

  /// All blocks.
  public static let all = ImageShare(index: 0, count: 1)

  /// Whether a block belongs to the share: of so many processes, each takes every so-many-th.
  public func contains(_ block: Int) -> Bool { block % count == index }
}

/// A failure that all processes know of, so that one of them can say it for all.
public struct SharedFailure: Error, CustomStringConvertible {
  /// What went wrong: in the process where it did, the error itself.
  public let error: any Error
  /// What went wrong, in words.
  public var description: String { "\(error)" }

  /// A failure that all processes know of.
  public init(_ error: any Error) { self.error = error }
}

/// The words of an error of another process.
public struct ErrorElsewhere: Error, CustomStringConvertible, Sendable {
  /// The words.
  public let description: String

  /// An error with these words.
  public init(_ description: String) { self.description = description }
}

/// A look at the images of a supply through a network, by one process or several.
///
/// What is seen comes block by block in the order of the supply, whoever looked at it: whatever is computed from it is the
/// same to the last bit for any number of processes.
final class JointLook {
  /// What one process tells of a block.
  private struct Report: Codable {
    /// The block's readable images, and how many logits each has.
    var images = 0, classes = 0
    var skipped: [String] = []
    /// The first image with pixels that are not finite numbers.
    var badImage: Int?
    var failure: String?
    /// Whether this process has no more blocks.
    var isLast = false
  }

  private let supply: any ImageSupply
  private let network: any FeatureNetwork
  private let onlookers: (any Onlookers)?
  private let body: (ExtractedFeatures) throws -> Void
  private var (round, images, skipped) = (0, 0, [String]())
  // What this process has seen of its block in this round.
  private var (report, features, logits) = (Report(), [Double](), [Double]())

  /// A look through a network; `body` gets what was seen of every block, in order, in every process.
  init(
    at supply: any ImageSupply, through network: any FeatureNetwork, with onlookers: (any Onlookers)?,
    _ body: @escaping (ExtractedFeatures) throws -> Void
  ) {
    (self.supply, self.network, self.body) = (supply, network, body)
    self.onlookers = onlookers.flatMap { $0.count > 1 ? $0 : nil }
  }

  /// Looks at `count` images.
  ///
  /// - Throws: ``FeaturesNotFinite`` and what the supply throws, as ``SharedFailure`` where several processes look.
  func look(_ count: Int, random: Random) throws {
    let (own, processes) = onlookers.map { ($0.rank, $0.count) } ?? (0, 1)
    let folder = supply as? FolderSupply
    var failure: (any Error)?
    do {
      try supply.forEachBatch(count, random: random, of: ImageShare(index: own, count: processes)) { block, batch in
        while round < block / processes { try join(folder) }
        add(batch)
      }
    } catch let shared as SharedFailure {
      throw shared
    } catch {
      guard onlookers != nil else { throw error }
      failure = error
    }
    report.failure = failure.map { "\($0)" }
    report.isLast = true
    do {
      while try !join(folder) { report.isLast = true }
    } catch let shared as SharedFailure where failure != nil && shared.description == "\(failure!)" {
      throw SharedFailure(failure!)
    }
    folder?.skipped = skipped
  }

  private func add(_ batch: Tensor) {
    let size = max(batch.shape.dropFirst().reduce(1, *), 1)
    if report.badImage == nil, let pixel = batch.withUnsafeScalars({ $0.firstIndex { !$0.isFinite } }) {
      report.badImage = report.images + pixel / size
    }
    let found = network.extract(batch)
    features += found.features.scalars
    logits += found.logits.scalars
    report.images += batch.shape[0]
    report.classes = found.logits.columns
  }

  /// Hands on what all have seen of their blocks in this round.
  ///
  /// - Returns: Whether nobody has more.
  @discardableResult private func join(_ folder: FolderSupply?) throws -> Bool {
    report.skipped = folder?.takeSkipped() ?? []
    let reports = try onlookers.map { try $0.gather(packed()).map(Self.unpacked) } ?? [(report, features, logits)]
    (report, features, logits) = (Report(), [], [])
    round += 1
    for (report, features, logits) in reports {
      if let failure = report.failure { throw SharedFailure(ErrorElsewhere(failure)) }
      skipped += report.skipped
      guard report.images > 0 else { continue }
      let found = ExtractedFeatures(
        features: Matrix(rows: report.images, columns: features.count / report.images, scalars: features),
        logits: Matrix(rows: report.images, columns: report.classes, scalars: logits))
      do {
        try check(found, report)
      } catch {
        throw onlookers == nil ? error : SharedFailure(error)
      }
      images += report.images
      try body(found)
    }
    return reports.allSatisfy(\.0.isLast)
  }

  private func check(_ found: ExtractedFeatures, _ report: Report) throws {
    if let image = report.badImage {
      throw FeaturesNotFinite(images: supply.name, index: images + image, areImages: true)
    }
    for matrix in [found.features, found.logits] {
      guard let value = matrix.scalars.firstIndex(where: { !$0.isFinite }) else { continue }
      throw FeaturesNotFinite(images: supply.name, index: images + value / matrix.columns, areImages: false)
    }
  }

  // MARK: - As bytes

  /// The report, and the numbers, which a network computes in 32 bits.
  private func packed() throws -> [UInt8] {
    let head = try JSONEncoder().encode(report)
    let numbers = (features + logits).map(Float.init)
    return withUnsafeBytes(of: UInt32(head.count)) { Array($0) } + head + numbers.withUnsafeBytes { Array($0) }
  }

  private static func unpacked(_ bytes: [UInt8]) throws -> (Report, [Double], [Double]) {
    try bytes.withUnsafeBytes { bytes in
      let start = 4 + Int(bytes.loadUnaligned(as: UInt32.self))
      let report = try JSONDecoder().decode(Report.self, from: Data(bytes[4..<start]))
      let numbers = stride(from: start, to: bytes.count, by: 4).map {
        Double(bytes.loadUnaligned(fromByteOffset: $0, as: Float.self))
      }
      let logits = report.images * report.classes
      return (report, Array(numbers.dropLast(logits)), Array(numbers.suffix(logits)))
    }
  }
}
