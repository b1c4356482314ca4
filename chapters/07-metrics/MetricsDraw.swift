import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Metrics
import Notebook
import Pictures

/// What one repetition of the chapter's experiments compares. Every draw has images, latent vectors and noise of its own,
/// so what all draws agree on is not the luck of one of them.
struct MetricsDraw {
  /// The images that a generator may learn from, labelled by mode.
  let training: ImageDataset
  /// Twice as many images that nothing was trained on.
  let fresh: ImageDataset
  /// What the network makes of the training images: the real side of every comparison.
  let real: ExtractedFeatures
  /// What is compared with them, with its name: new images, and what `shapes-wide`, `shapes-classes` and chapter 2's enhanced
  /// generator make.
  let candidates: [(name: String, features: ExtractedFeatures)]
  /// Noise of this draw.
  let random: Random

  /// The number of images of a set.
  var count: Int { real.count }
  /// The features of new real images: what a perfect generator would make.
  var other: ExtractedFeatures { candidates[0].features }

  /// A number of draws, with `count` images on each side.
  static func draws(
    _ number: Int, of count: Int, through network: BookFeatures, random: Random, _ page: Page
  ) throws -> [MetricsDraw] {
    try page.progress("Looking at images", total: number) { bar in
      try (0..<number).map { number in
        defer { bar.advance() }
        return try MetricsDraw(number, count: count, network: network, random: random)
      }
    }
  }

  private init(_ number: Int, count: Int, network: BookFeatures, random: Random) throws {
    let shapes = Shapes(seed: 0)
    let random = random.split("draw \(number)")
    let start = 50_000 + 2 * number * count
    training = shapes.dataset(number * count..<(number + 1) * count, labelledBy: .mode)
    fresh = shapes.dataset(start..<start + 2 * count, labelledBy: .mode)
    real = network.extract(training.tensor(of: 0..<count))
    let drawers = [
      ("shapes-wide", "shapes-wide"), ("shapes-classes", "shapes-classes"),
      ("the enhanced generator", "shapes-enhanced"),
    ]
    let drawn = try drawers.map { title, name in
      let images = try Self.images(of: TrainedGenerator(name), count: count, random: random.split("latents"))
      return (name: title, features: network.extract(images))
    }
    candidates = [(name: "new real images", features: network.extract(fresh.tensor(of: 0..<count)))] + drawn
    self.random = random
  }

  /// Images that a generator draws; one that is told classes draws each equally often.
  private static func images(of drawer: TrainedGenerator, count: Int, random: Random) -> Tensor {
    let (generator, classes) = (drawer.generator, drawer.generator.shape.classes)
    let parts = stride(from: 0, to: count, by: imagesPerBatch).map { start in
      let places = start..<min(start + imagesPerBatch, count)
      let latents = random.normal([places.count, generator.latentSize])
      return drawer.images(latents, classes: classes == 0 ? nil : places.map { $0 % classes })
    }
    return Tensor.concatenate(parts)
  }

  /// What the network makes of images that fail in some way. It has seen two of the sets already, and sees repeated
  /// images once.
  func features(of failure: Failure, through network: BookFeatures) -> ExtractedFeatures {
    switch failure {
    case .none: other
    case .memorised: real
    case .onePerMode: examples(through: network)
    default: network.extract(failure.images(of: self))
    }
  }

  /// The FD of each of the six sets in the features of another network.
  func distances(through network: BookFeatures) -> [Double] {
    let own = network.extract(training.tensor(of: 0..<count))
    let reference = FeatureGaussian(own.features)
    return Failure.allCases.map { failure in
      let found =
        switch failure {
        case .memorised: own
        case .onePerMode: examples(through: network)
        default: network.extract(failure.images(of: self))
        }
      return FeatureGaussian(found.features).squaredDistance(to: reference)
    }
  }

  private func examples(through network: BookFeatures) -> ExtractedFeatures {
    let examples = network.extract(fresh.tensor(of: Failure.examples(among: fresh)))
    return examples.subset((0..<count).map { $0 % examples.count })
  }

  /// What the network makes of a set with two faults: its first half copies the training images, and the rest is that of a
  /// set which is wrong in another way.
  func halfCopied(with other: ExtractedFeatures) -> ExtractedFeatures {
    func joined(_ part: (ExtractedFeatures) -> Matrix) -> Matrix {
      let (copies, rest) = (part(real).rows(0..<count / 2), part(other).rows(count / 2..<count))
      return Matrix(rows: count, columns: copies.columns, scalars: copies.scalars + rest.scalars)
    }
    return ExtractedFeatures(features: joined(\.features), logits: joined(\.logits))
  }

  /// The seven scores of a set of images against this draw's real ones; the Inception Score is that of all at once.
  func scores(_ fake: ExtractedFeatures) -> SetScores {
    let balls = Neighbours(real: real.features, fake: fake.features)
    return SetScores(
      fid: squaredFrechetDistance(fake.features, real.features),
      kid: KernelInceptionDistance.full(real.features, fake.features) * 1000,
      inceptionScore: InceptionScore(logits: fake.logits, splits: 1, random: random.split("is")).mean,
      precision: balls.precision, recall: balls.recall, density: balls.density, coverage: balls.coverage)
  }

  /// The median radius of the balls around the first real images: of those with fewer than five more of their mode
  /// among them, and of the rest.
  func radii(ofFirst count: Int) -> (rare: Double, usual: Double) {
    let labels = training.labels[..<count]
    let modes = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    let balls = zip(labels, Neighbours.radii(of: real.features.rows(0..<count)))
    func median(_ isRare: Bool) -> Double {
      let own = balls.filter { (modes[$0.0]! <= 5) == isRare }.map(\.1).sorted()
      return own.isEmpty ? .nan : own[own.count / 2]
    }
    return (median(true), median(false))
  }

  /// The share of the variance of real features that is within modes: it is small if each mode is a tight heap.
  var varianceWithinModes: Double {
    let features = real.features
    let modes = Dictionary(grouping: 0..<features.rows, by: { training.labels[$0] })
    func spread(_ rows: [Int]) -> Double {
      (0..<features.columns).map { column in
        let values = rows.map { features[$0, column] }
        let mean = values.mean()
        return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      }.reduce(0, +)
    }
    return modes.values.map(spread).reduce(0, +) / spread(Array(0..<features.rows))
  }
}

extension Spread {
  /// The mean and the deviation, both with so many decimals; only the mean if the draws do not differ. A mean that is
  /// rounded to 0 has no sign.
  func withDecimals(_ decimals: Int) -> String {
    let middle = mean.text(.decimals(decimals)).replacing(#/^-(?=[0.]+$)/#, with: "")
    return deviation > 1e-9 ? "\(middle) ± \(deviation.text(.decimals(decimals)))" : middle
  }
}

/// The scores of one set of images.
struct SetScores {
  /// A score as tables have it: its name, how many decimals it gets, and whether low values are good.
  typealias Column = (name: String, score: KeyPath<SetScores, Double>, decimals: Int, isDistance: Bool)

  let fid, kid, inceptionScore, precision, recall, density, coverage: Double

  /// The five scores that the chapter explains first.
  static var five: [Column] {
    [
      ("FD", \.fid, 2, true), ("IS", \.inceptionScore, 1, false), ("precision", \.precision, 2, false),
      ("recall", \.recall, 2, false), ("coverage", \.coverage, 2, false),
    ]
  }

  /// The two scores of an appendix.
  static var further: [Column] { [("KID × 1000", \.kid, 1, true), ("density", \.density, 2, false)] }
}

/// The scores of the six sets of images, and of one with two faults, in every draw.
struct SixSetScores {
  /// Of each set, in the order of the failures, the scores in every draw.
  let scores: [[SetScores]]
  /// Those of a set of which half is copied, while the other half lacks modes.
  let halfCopied: [SetScores]

  /// One score of a set, over the draws.
  func over(_ failure: Failure, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scores[Failure.allCases.firstIndex(of: failure)!].map { $0[keyPath: score] })
  }

  /// What a score says of a set, compared with new real images; `least` is the share of their score from which on a
  /// difference counts.
  func mark(_ failure: Failure, _ column: SetScores.Column, least: Double = 0.025) -> String {
    mark(over(failure, column.score), column, least: least)
  }

  private func mark(_ found: Spread, _ column: SetScores.Column, least: Double = 0.025) -> String {
    let (worse, bound) = difference(found, column, least: least)
    return worse > bound ? "alarm" : worse < -bound ? "praises" : "silent"
  }

  /// By how much a score is worse than that of new real images, and from which difference on this counts.
  private func difference(
    _ found: Spread, _ column: SetScores.Column, least: Double = 0.025
  ) -> (worse: Double, bound: Double) {
    let new = over(.none, column.score)
    return (
      column.isDistance ? found.mean - new.mean : new.mean - found.mean,
      max(2 * (found.deviation + new.deviation), least * abs(new.mean))
    )
  }

  /// One score of the set that is half copied, over the draws.
  func overHalfCopied(_ score: KeyPath<SetScores, Double>) -> Spread { Spread(halfCopied.map { $0[keyPath: score] }) }

  /// What some scores say of a set.
  func marks(_ failure: Failure, _ columns: [SetScores.Column]) -> [String] { columns.map { mark(failure, $0) } }

  /// What some scores say of the set that is half copied.
  func marksOfHalfCopied(_ columns: [SetScores.Column]) -> [String] {
    columns.map { mark(overHalfCopied($0.score), $0) }
  }

  /// What some scores say of a set, as tables have it.
  func verdicts(_ failure: Failure, _ columns: [SetScores.Column]) -> [String] {
    columns.map { verdict(over(failure, $0.score), $0) }
  }

  /// What some scores say of the set that is half copied, as tables have it.
  func verdictsOfHalfCopied(_ columns: [SetScores.Column]) -> [String] {
    columns.map { verdict(overHalfCopied($0.score), $0) }
  }

  /// A mark, and whether it is at the edge: within a hundredth of the score of new real images of the bound that decides.
  private func verdict(_ found: Spread, _ column: SetScores.Column) -> String {
    let (worse, bound) = difference(found, column)
    let isAtEdge = abs(abs(worse) - bound) < 0.01 * abs(over(.none, column.score).mean)
    return mark(found, column) + (isAtEdge ? " †" : "")
  }
}
