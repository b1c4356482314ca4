import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Parameters:
///   - seen: What the network makes of each of the six sets, in every draw.
///   - ofNewImages: The scores of new images in every draw, which are known already.
/// - Returns: All scores of the six sets, for the appendices.
func showCheats(
  _ page: Page, _ draws: [MetricsDraw], _ seen: [[ExtractedFeatures]], ofNewImages: [SetScores]
) throws -> SixSetScores {
  //: @show

  //: ## Cheating all of them
  //:
  //: Each of the five scores raises an *alarm* if it is [clearly](#appendix-all-seven-scores-in-numbers) worse for a set than
  //: for new real images, *praises* the set if it is clearly better, and is *silent* otherwise.

  //: @hide
  try showSixSets(page, of: draws[0])
  //: @show
  //: {fold: the bars of five scores}
  let lackingModes = seen[Failure.allCases.firstIndex(of: .droppedModes)!]
  let six = SixSetScores(
    scores: [ofNewImages] + seen.dropFirst().map { sets in zip(draws, sets).map { $0.scores($1) } },
    halfCopied: zip(draws, lackingModes).map { $0.scores($0.halfCopied(with: $1)) })
  let columns = SetScores.five
  let charts = columns.map { column in
    let values = Failure.allCases.map { six.over($0, column.score) }
    let ofNewImages = six.over(.none, column.score).mean
    let marks = Failure.allCases.map { $0 == .none ? "new images" : six.mark($0, column) }
    /// The scores of the sets with one verdict, and gaps for the others.
    func having(_ mark: String, _ value: (Spread) -> Double) -> [Double] {
      zip(values, marks).map { $1 == mark ? max(value($0), 0) : .nan }
    }
    let kinds: [(mark: String, look: Encoding)] = [
      ("new images", .real), ("alarm", .alarm), ("silent", .silent), ("praises", .praise),
    ]
    return BarChart(
      column.name,
      value: Axis(
        column.isDistance ? "lower is better" : "higher is better", range: 0...1.5 * values.map(\.most).max()!),
      categories: Failure.allCases.map(\.rawValue),
      kinds.map { mark, look in
        Series(mark, y: having(mark, \.mean), as: look)
          .interval(lower: having(mark, \.least), upper: having(mark, \.most))
      }, references: [.vertical(ofNewImages, "new images")], decimals: column.decimals, sharesRows: true)
  }
  try page.show(
    Panels(charts, title: "Five scores of six sets", columns: 3),
    caption: """
      Each chart has one score of the six sets: the mean over the draws, and its range. The colour is the verdict, as a dot \
      where the bar is too short. For all sets but the first only an alarm is right
      """,
    alternative: """
      FD: memorised has only a stub, and beyond the line are one per mode, noise, blur and, far beyond all others, half \
      the modes. IS: memorised and one per mode end at the line, the other three far before it. Precision: only noise and blur \
      end far before the line. Recall and coverage: only memorised images reach it, and one per mode has only a stub of \
      recall. FD, recall and coverage have four bars of alarms, IS three and precision two
      """)

  //: {fold: the table of verdicts}
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.dropFirst().map { [$0.rawValue] + six.verdicts($0, columns) },
    caption: """
      Verdicts over \(draws.count.counted("draw")). †: a close verdict
      """, behind: "The verdicts as a table")
  //: @hide
  page.record("is.none", six.over(.none, \.inceptionScore).mean, tolerance: 0.5)
  //: @show

  //: **No score notices every fault, and four of the five praise the memorised images**, because these are what they compare
  //: with. So a score better than that of new real images is a warning: compare with held-out images too ([an
  //: answer](../../answers/metrics.md) tries it). {define: *Held-out images* are real images that are kept apart: no network
  //: is trained on them.}
  //:
  //: IS and precision do not notice that a class has only one picture, while recall and coverage see that most real images
  //: have no fake near them. At half the modes only precision is silent, because every picture is real.

  //: {fold: the claims}
  page.expect("new real images do not have FD 0", six.over(.none, \.fid).least > 0.05)
  page.expect(
    "of memorised images FD is 0, and precision, recall and coverage are 1",
    six.over(.memorised, \.fid).most < 1e-9
      && [\SetScores.precision, \.recall, \.coverage].allSatisfy { six.over(.memorised, $0).least == 1 })
  page.expect(
    "FD, precision, recall and coverage praise memorised images, and IS is silent",
    six.marks(.memorised, columns) == ["praises", "silent", "praises", "praises", "praises"], from: .standard)
  page.expect(
    "of the 25 verdicts on the five wrong sets at most three are close, and none of them is an alarm",
    Failure.allCases.dropFirst().flatMap { six.verdicts($0, columns) }.filter { $0.hasSuffix("†") }.count <= 3
      && !Failure.allCases.dropFirst().flatMap { six.verdicts($0, columns) }.contains("alarm †"), from: .standard)
  page.expect(
    "for one image per mode FD, recall and coverage raise an alarm, and IS and precision are silent",
    six.marks(.onePerMode, columns) == ["alarm", "silent", "silent", "alarm", "alarm"], from: .standard)
  page.expect(
    "with one image per mode recall is less than a tenth and coverage less than half",
    six.over(.onePerMode, \.recall).most < 0.1 && six.over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "for half the modes precision is silent, and the other four raise an alarm",
    six.marks(.droppedModes, columns) == ["alarm", "alarm", "silent", "alarm", "alarm"], from: .standard)
  page.expect(
    "for noise and for blur all five scores raise an alarm",
    [Failure.noise, .blur].allSatisfy { six.marks($0, columns).allSatisfy { $0 == "alarm" } }, from: .standard)
  page.expect(
    "with blur coverage is below one half, so most real images have no fake near them",
    six.over(.blur, \.coverage).most < 0.5, from: .standard)
  //: @hide
  return six
}
