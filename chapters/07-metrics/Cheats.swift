import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Returns: All scores of the six sets, for the appendices.
func showCheats(_ page: Page, _ draws: [MetricsDraw], _ seen: [[ExtractedFeatures]]) throws -> SixSetScores {
  //: @show

  //: ## Cheating all of them
  //:
  //: Now all five scores judge the six sets. A score raises an *alarm* if it is [clearly](#appendix-all-seven-scores-in-numbers)
  //: worse than that of new real images, *praises* a set if it is clearly better, and is *silent* otherwise.

  //: @hide
  try showSixSets(page, of: draws[0])
  //: @show
  //: {fold: the bars of five scores}
  let lackingModes = seen[Failure.allCases.firstIndex(of: .droppedModes)!]
  let six = SixSetScores(
    scores: seen.map { sets in zip(draws, sets).map { $0.scores($1) } },
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
    Panels(charts, title: "Five scores of six sets", columns: 3, keyFillsGap: true),
    caption: """
      Each chart has one score of the six sets: the mean over the draws, and its range. The colour of a bar is the verdict, \
      also where it is a stub for 0.00; all sets but the first have a fault, so for them only an alarm is right
      """,
    alternative: """
      FD: memorised has only a stub, and beyond the line are one per mode, noise, blur and, far beyond all others, half \
      the modes. IS: memorised and one per mode end at the line, the other three far before it. Precision: only noise and blur \
      end far before the line. Recall and coverage: only memorised images reach it, and one per mode has only a stub of \
      recall. FD, recall and coverage have four bars of alarms, IS three and precision two
      """)

  //: **No score notices every fault.**

  //: {fold: the table of verdicts}
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.dropFirst().map { [$0.rawValue] + six.verdicts($0, columns) },
    caption: """
      Verdicts over \(draws.count.counted("draw")). †: a close verdict
      """, behind: "The verdicts as a table")
  //: @hide
  page.record("fid.onePerMode", six.over(.onePerMode, \.fid).mean, tolerance: 0.05, format: .decimals(2))
  page.record("is.none", six.over(.none, \.inceptionScore).mean, tolerance: 0.5)
  //: @show

  //: *Memorised.* **No score calls it a fault, and four of the five rate it above new real images**, because this set is the
  //: reference itself. A score better than that of new real images is a warning.

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
    "of the verdicts on the five wrong sets only precision's praise of memorised images is at the edge",
    six.verdicts(.memorised, columns)[2] == "praises †"
      && Failure.allCases.dropFirst().flatMap { six.verdicts($0, columns) }.count { $0.hasSuffix("†") } == 1,
    from: .standard)

  //: *One per mode.* IS and precision are silent, because neither asks whether a class has more than one picture. Recall and
  //: coverage see the fault: balls around identical images are single points, and most real images have no fake near them.
  //: FD rises only to {{fid.onePerMode}}, less than for noise or blur.

  //: {fold: the claims}
  page.expect(
    "for one image per mode FD, recall and coverage raise an alarm, and IS and precision are silent",
    six.marks(.onePerMode, columns) == ["alarm", "silent", "silent", "alarm", "alarm"], from: .standard)
  page.expect(
    "with one image per mode recall is less than a tenth and coverage less than half",
    six.over(.onePerMode, \.recall).most < 0.1 && six.over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FD is lower for one image per mode than for noise or blur",
    six.over(.onePerMode, \.fid).most < min(six.over(.noise, \.fid).least, six.over(.blur, \.fid).least),
    from: .standard)

  //: *Half the modes.* Precision is silent, because every picture is real. The other four raise an alarm.

  //: {fold: the claim}
  page.expect(
    "for half the modes precision is silent, and the other four raise an alarm",
    six.marks(.droppedModes, columns) == ["alarm", "alarm", "silent", "alarm", "alarm"], from: .standard)

  //: *Noise and blur.* All five raise an alarm, even recall and coverage, although no mode is missing: most real images have
  //: no blurred one near them.

  //: {fold: the claims}
  page.expect(
    "for noise and for blur all five scores raise an alarm",
    [Failure.noise, .blur].allSatisfy { six.marks($0, columns).allSatisfy { $0 == "alarm" } }, from: .standard)
  page.expect(
    "with blur coverage is below one half, so most real images have no fake near them",
    six.over(.blur, \.coverage).most < 0.5, from: .standard)

  //: *Half copied, a seventh set.* An FD of 0 gives away a generator that copies everything. Let one copy half of its images,
  //: and draw the rest from half of the modes. **Is its FD still better than that of new images?**

  //: {fold: the table of the seventh set}
  page.table(
    header: ["score", "new images", "half copied", "verdict"],
    rows: zip(columns, six.verdictsOfHalfCopied(columns)).map { column, verdict in
      let scores = [six.over(.none, column.score), six.overHalfCopied(column.score)]
      return [column.name] + scores.map { $0.withDecimals(column.decimals) } + [verdict]
    },
    caption: """
      No. FD and IS raise an alarm. The only warning of copies is coverage's praise, and the verdict is close
      """, behind: "I have decided")

  //: {fold: the claims}
  page.expect(
    "for the half-copied set FD and IS raise an alarm, precision and recall are silent, and coverage praises it",
    six.marksOfHalfCopied(columns) == ["alarm", "alarm", "silent", "silent", "praises"], from: .standard)
  page.expect(
    "coverage praises the half-copied set, at the edge of the rule",
    six.verdictsOfHalfCopied(columns)[4] == "praises †", from: .standard)
  page.expect(
    "half copies with half new images of half the modes have a higher FD than new images, in every draw",
    six.overHalfCopied(\.fid).least > six.over(.none, \.fid).most, from: .standard)

  //: **A generator that copies only half of its images is harder to detect.** So compare with held-out images too. {define:
  //: *Held-out images* are real images that are kept apart: no network is trained on them.} A generator that has memorised is
  //: closer to its training images than to these ([an answer](../../answers/metrics.md) tries it).

  //: @hide
  return six
}
