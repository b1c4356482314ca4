import Engine
import Foundation
import Pictures

/// One score, with everything that has to stand beside it.
struct Score: Encodable, Equatable {
  /// Such as "FID".
  let metric: String
  let value: Double
  /// The deviation over splits or subsets, for metrics that are averages of such.
  var deviation: Double?
  /// Where chance alone would leave the score in 95 of 100 cases; see `bootstrapInterval`.
  var low: Double?
  var high: Double?
  /// The same score of real images against other real images: what a perfect generator would get.
  var realAgainstReal: Double?
  /// The number of fake images.
  let count: Int
  /// How it was estimated.
  let estimator: String
}

/// All scores of a comparison, as a table for people or as JSON for programs.
struct ScoreTable: Encodable {
  /// One side of the comparison.
  struct Side: Encodable {
    let images: String
    /// `nil` for statistics that do not say.
    let count: Int?
    /// Files that could not be read.
    var unreadable: [String] = []
  }

  /// The network that looked at the images.
  let features: String
  let resize: String
  let seed: UInt64
  let real: Side
  let fake: Side
  var scores: [Score]
  var warnings: [String]

  /// The table in Markdown, which also reads well in a terminal and can be pasted.
  var text: String {
    func side(_ title: String, _ side: Side) -> String {
      let count = side.count.map { "\($0.text) images" } ?? "an unknown number of images"
      let files = side.unreadable.count == 1 ? "file" : "files"
      let unreadable = side.unreadable.isEmpty ? "" : ", \(side.unreadable.count.text) \(files) unreadable"
      return "\(title): \(side.images), \(count)\(unreadable)"
    }
    let head = [
      side("real", real), side("fake", fake), "features: \(features)", "resize: \(resize)", "seed: \(seed)",
    ]
    let table = Table(
      header: ["score", "value", "± or 95% of chance", "real against real", "N", "how"], rows: scores.map(\.cells))
    return (head + ["", table.paddedMarkdown] + (warnings.isEmpty ? [] : [""] + warnings.map { "warning: \($0)" }))
      .joined(separator: "\n")
  }

  /// JSON with sorted keys; infinite scores and those that are no numbers are null.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
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

  /// The cells of the score's row.
  fileprivate var cells: [String] {
    [
      metric, shown(value, digits: 4), spread(digits: 4) ?? "–", realAgainstReal.map { shown($0, digits: 4) } ?? "–",
      count.text, estimator,
    ]
  }

  /// The value with its interval or deviation, for a cell of a table.
  var summary: String {
    let value = shown(value, digits: 3)
    return spread(digits: 2).map { low == nil ? "\(value) \($0)" : "\(value) (\($0))" } ?? value
  }
}
