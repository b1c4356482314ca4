import Engine
import Foundation
import Pictures

/// One score, with what is needed to judge it.
public struct Score: Encodable, Equatable {
  /// Which metric it is, by a word that does not depend on the features: the squared Fréchet distance is always "FID".
  public let metric: String
  /// What tables call it in these features, if that is another word.
  var shownName: String?
  /// The score itself.
  public let value: Double
  /// The standard deviation over splits or subsets, for metrics that are averages over these.
  public var deviation: Double?
  /// The lower end of the 95% bootstrap interval; see ``bootstrapInterval(around:count:resamples:level:random:_:)``.
  public var low: Double?
  /// The upper end of that interval.
  public var high: Double?
  /// The same score of real images against other real images: what a perfect generator would get.
  public var realAgainstReal: Double?
  /// The number of images in each of the two sets that gave ``realAgainstReal``.
  public var realAgainstRealCount: Int?
  /// The number of fake images; `nil` if nobody knows it.
  public let count: Int?
  /// How it was estimated.
  public let estimator: String
  /// What a reader of the score has to know, in a sentence.
  public var warning: String?

  /// What tables call it: "FD" in place of "FID" if the features are not Inception's.
  public var name: String { shownName ?? metric }

  private enum CodingKeys: CodingKey {
    case metric, name, value, deviation, low, high, realAgainstReal, realAgainstRealCount, count, estimator
  }

  /// Writes every key; what is not known or not a finite number is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
    try values.encode(metric, forKey: .metric)
    try values.encode(name, forKey: .name)
    try values.encode(finite(value), forKey: .value)
    try values.encode(finite(deviation), forKey: .deviation)
    try values.encode(finite(low), forKey: .low)
    try values.encode(finite(high), forKey: .high)
    try values.encode(finite(realAgainstReal), forKey: .realAgainstReal)
    try values.encode(realAgainstRealCount, forKey: .realAgainstRealCount)
    try values.encode(count, forKey: .count)
    try values.encode(estimator, forKey: .estimator)
  }
}

/// All scores of a comparison, as a Markdown table or as JSON.
public struct ScoreTable: Encodable {
  /// One side of the comparison.
  public struct Side: Encodable {
    /// What the images are.
    public let images: String
    /// The number of images; `nil` for statistics that do not say.
    public let count: Int?
    /// The files that could not be read, each with the reason.
    public var unreadable: [String]

    /// What was never tried, in sentences.
    public var leftOut: [String]

    /// One side of a comparison.
    public init(images: String, count: Int?, unreadable: [String] = [], leftOut: [String] = []) {
      (self.images, self.count, self.unreadable, self.leftOut) = (images, count, unreadable, leftOut)
    }

    private enum CodingKeys: CodingKey { case images, count, unreadable, leftOut }

    /// Writes every key; a number of images that nobody knows is null.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(images, forKey: .images)
      try values.encode(count, forKey: .count)
      try values.encode(unreadable, forKey: .unreadable)
      try values.encode(leftOut, forKey: .leftOut)
    }
  }

  /// The network whose features were compared.
  public let features: String
  /// How the images were brought to the network's size.
  public let resize: String
  /// The seed of everything random.
  public let seed: UInt64
  /// The images that were compared with.
  public let real: Side
  /// The images that were scored.
  public let fake: Side
  /// The scores, in the order in which they were asked for.
  public var scores: [Score]
  /// What a reader of the scores has to know, in sentences.
  public var warnings: [String]

  /// A table of scores.
  public init(
    features: String, resize: String, seed: UInt64, real: Side, fake: Side, scores: [Score], warnings: [String]
  ) {
    (self.features, self.resize, self.seed) = (features, resize, seed)
    (self.real, self.fake) = (real, fake)
    (self.scores, self.warnings) = (scores, warnings)
  }

  /// The scores alone, a row for each.
  public var table: Table { Table(header: Score.header, rows: scores.map(\.cells)) }

  /// The table in Markdown, its columns padded so that a terminal shows it well.
  public var text: String {
    func side(_ title: String, _ side: Side) -> String {
      let count = side.count.map { $0.counted("image") } ?? "an unknown number of images"
      let unreadable = side.unreadable.isEmpty ? "" : ", \(side.unreadable.count.counted("file")) unreadable"
      return "\(title): \(side.images.shown.shortened(to: 200)), \(count)\(unreadable)"
    }
    let head = [
      side("real", real), side("fake", fake), "features: \(features.shown)", "resize: \(resize)", "seed: \(seed)",
    ]
    return
      (head + ["", table.paddedMarkdown]
      + (warnings.isEmpty ? [] : [""] + warnings.map { "warning: \($0.shown.shortened(to: 600))" }))
      .joined(separator: "\n")
  }

  /// JSON with sorted keys in snake case. What is not known, and a score that is not a finite number, is null.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

extension Score {
  /// A value as tables write it, without the rounding error of a zero.
  private func shown(_ value: Double, digits: Int) -> String {
    abs(value) < 5e-8 ? "0" : value.text(.significant(digits))
  }

  private func spread(digits: Int) -> String? {
    if let low, let high { return "\(shown(low, digits: digits)) to \(shown(high, digits: digits))" }
    return deviation.map { "± \(shown($0, digits: digits))" }
  }

  /// What the columns are called.
  fileprivate static let header = ["score", "value", "± or 95%, other fakes", "real against real", "N", "how"]

  /// The cells of the score's row.
  fileprivate var cells: [String] {
    // Many scores depend on the number of images, and may stand beside each other only if it is the same.
    let other = realAgainstRealCount == count ? "" : realAgainstRealCount.map { " (N \($0.text))" } ?? ""
    return [
      name, shown(value, digits: 4), spread(digits: 4) ?? "–",
      realAgainstReal.map { shown($0, digits: 4) + other } ?? "–", count?.text ?? "unknown", estimator,
    ]
  }

  /// The value with its interval or deviation, for a cell of a table.
  public var summary: String {
    let value = shown(value, digits: 3)
    guard let low, let high else { return spread(digits: 2).map { "\(value) \($0)" } ?? value }
    // As many decimals as the value has, so that it never seems to lie outside of its interval.
    let decimals = NumberFormat.decimals(value.split(separator: ".").dropFirst().first?.count ?? 0)
    return "\(value) (\(low.text(decimals)) to \(high.text(decimals)))"
  }
}
