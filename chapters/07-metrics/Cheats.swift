import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
/// - Returns: The appendix's table of all scores.
func showCheats(
  _ page: Page, _ draws: [MetricsDraw], _ seen: [[ExtractedFeatures]]
) throws -> (header: [String], rows: [[String]]) {
  //: @show

  //: ## Cheating all of them
  //:
  //: Now the six sets [at the top](#7--metrics) get all seven scores, as means over the three draws. The bars show four of the
  //: seven.

  //: @hide
  try showSixSets(page, of: draws[0])
  //: @show
  //: {fold: the bars of four scores}
  let scores = seen.map { sets in zip(draws, sets).map { $0.scores($1) } }
  func over(_ failure: Failure, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scores[Failure.allCases.firstIndex(of: failure)!].map { $0[keyPath: score] })
  }
  let columns = SetScores.columns
  let charts = [0, 2, 3, 6].map { index in
    let values = Failure.allCases.map { failure in
      over(failure, columns[index].score)
    }
    let ofNewImages = over(.none, columns[index].score).mean
    return BarChart(
      "\(columns[index].name), \(index == 0 ? "↓" : "↑") is better",
      value: Axis(
        "mean over the draws", range: 0...1.2 * values.map(\.most).max()!,
        ticks: index == 0 && (7..<12).contains(values.map(\.most).max()!) ? [0, 2, 4, 6, 8] : nil),
      categories: Failure.allCases.map(\.rawValue),
      [
        Series(columns[index].name, y: values.map { max($0.mean, 0) })
          .interval(lower: values.map { max($0.least, 0) }, upper: values.map { max($0.most, 0) })
      ], references: [.vertical(ofNewImages, "new images")], decimals: columns[index].decimals)
  }
  try page.show(
    Panels(charts, title: "Four of the seven scores"),
    caption: """
      Four scores of the six sets, with their range over the draws: low is good for FD, high for the others. The dashed \
      line is the score of new real images
      """,
    alternative: """
      FD: memorised images have no bar, and half the modes has by far the longest. IS: memorised and one per mode end at \
      the line, the other three far before it. Precision: only noise and blur end far before the line. Coverage: only \
      memorised images reach it
      """)

  //: Which scores notice a fault? Here all seven are compared with the score of new images. Each gets one word for each of the
  //: five sets that are wrong:

  //: {fold: the table of marks}
  /// What the score in a column says of a set, beside new real images; `least` is the share of their score from which on a
  /// difference counts.
  func mark(_ failure: Failure, _ column: Int, least: Double = 0.025) -> String {
    let (found, new) = (over(failure, columns[column].score), over(.none, columns[column].score))
    let worse = columns[column].isDistance ? found.mean - new.mean : new.mean - found.mean
    let clear = max(2 * (found.deviation + new.deviation), least * abs(new.mean))
    return worse > clear ? "alarm" : worse < -clear ? "praises" : "silent"
  }
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.dropFirst().map { failure in
      [failure.rawValue] + columns.indices.map { mark(failure, $0) }
    },
    caption: """
      Alarm: the score is worse than that of new real images by more than twice the sum of both deviations. Praises: \
      it is better by as much. Silent: it is between the two, or differs by less than 2.5%
      """)

  //: {fold: the claim}
  page.expect(
    "without the rule of 2.5% at most two marks would change",
    Failure.allCases.dropFirst().map { failure in
      columns.indices.count { mark(failure, $0) != mark(failure, $0, least: 0) }
    }.reduce(0, +) <= 2, from: .standard)
  //: @hide
  page.record("fid.none", over(.none, \.fid).mean, tolerance: 0.05, format: .decimals(2))
  page.record("fid.onePerMode", over(.onePerMode, \.fid).mean, tolerance: 0.05, format: .decimals(2))
  page.record("is.none", over(.none, \.inceptionScore).mean, tolerance: 0.5)
  //: @show

  //: *Memorised.* **No score calls it a fault, and five praise it above new real images.** This set is the reference itself, image
  //: for image, so FD 0 and a precision, recall and coverage of 1 are identities and not measurements. (Exercise 4 says why KID is
  //: below 0.) A score that is too good is an alarm for those who know what new real images get.
  //:
  //: **Copies beside another fault are harder to see.** If half of the images are training images, and the others are new images of
  //: half of the modes, FD is {{fid.hidden}}, where new images have {{fid.none}}: it is not too good any more. So the usual test
  //: compares the generated images with held-out images too. {define: *Held-out images* are real images that are kept apart: no
  //: network is trained on them.} A generator that has learnt the distribution is equally far from training and held-out images,
  //: while one that has memorised is nearer to its training images ([an answer](../../answers/metrics.md) tries it).

  //: {fold: the claims}
  let hidden = Spread(
    draws.indices.map { draw in
      let sets = [Failure.memorised, .droppedModes].map { failure in
        seen[Failure.allCases.firstIndex(of: failure)!][draw].features
      }
      let (count, half) = (draws[draw].count, draws[draw].count / 2)
      let scalars = sets[0].rows(0..<half).scalars + sets[1].rows(half..<count).scalars
      let mixed = Matrix(rows: count, columns: sets[0].columns, scalars: scalars)
      return squaredFrechetDistance(mixed, draws[draw].real.features)
    })
  page.record("fid.hidden", hidden.mean, tolerance: 0.2, format: .decimals(1))
  page.expect(
    "half copies with half new images of half the modes have a higher FD than new images, in every draw",
    hidden.least > over(.none, \.fid).most, from: .standard)
  page.expect("new real images do not have FD 0", over(.none, \.fid).least > 0.05)
  page.expect(
    "of memorised images FD is 0, precision, recall and coverage are 1, and KID is below 0",
    over(.memorised, \.fid).most < 1e-9 && over(.memorised, \.kid).most < 0
      && [\SetScores.precision, \.recall, \.coverage].allSatisfy { over(.memorised, $0).least == 1 })
  /// The marks of a set, in the order of the columns.
  func marks(_ failure: Failure) -> [String] { columns.indices.map { mark(failure, $0) } }
  page.expect(
    "five scores praise memorised images, and two, IS and density, are silent",
    marks(.memorised) == ["praises", "praises", "silent", "praises", "praises", "silent", "praises"], from: .standard)

  //: *One per mode.* KID, the Inception Score, precision and density are silent: none of them asks whether a class has more than
  //: one picture. Recall and coverage show the fault, because a ball around one of many equal images is a point, and most real
  //: images have no fake near them. FD sees it too, but rises only to {{fid.onePerMode}}, less than for noise or blur.

  //: {fold: the claims}
  page.expect(
    "for one image per mode FD, recall and coverage raise an alarm, and the other four are silent",
    marks(.onePerMode) == ["alarm", "silent", "silent", "silent", "alarm", "silent", "alarm"], from: .standard)
  page.expect(
    "with one image per mode recall is less than a tenth and coverage less than half",
    over(.onePerMode, \.recall).most < 0.1 && over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FD is lower for one image per mode than for noise or blur",
    over(.onePerMode, \.fid).most < min(over(.noise, \.fid).least, over(.blur, \.fid).least), from: .standard)

  //: *Half the modes.* Every picture is a real one, so precision and density are silent. The other five raise an alarm, and
  //: disagree how bad it is: FD calls this set the worst of all, while the means of KID and coverage call blur the worst.

  //: {fold: the claims}
  page.expect(
    "for half the modes precision and density are silent, and the other five raise an alarm",
    marks(.droppedModes) == ["alarm", "alarm", "alarm", "silent", "alarm", "silent", "alarm"], from: .standard)
  page.expect(
    "of all sets half the modes has the highest mean FD, and blur has the highest mean KID and the lowest mean "
      + "coverage",
    Failure.allCases.allSatisfy { failure in
      over(failure, \.fid).mean <= over(.droppedModes, \.fid).mean
        && over(failure, \.kid).mean <= over(.blur, \.kid).mean
        && over(failure, \.coverage).mean >= over(.blur, \.coverage).mean
    }, from: .standard)

  //: *Noise and blur.* All seven raise an alarm, even recall and coverage, although no mode is missing: blurred images lie so far
  //: from real ones that most real images have no fake near them. FD calls blur the larger fault of the two. (Exercise 1 looks for
  //: the noise that costs as much.)

  //: {fold: the claims}
  page.expect(
    "for noise and for blur all seven scores raise an alarm",
    [Failure.noise, .blur].allSatisfy { marks($0).allSatisfy { $0 == "alarm" } }, from: .standard)
  page.expect(
    "with blur coverage is below one half, so most real images have no fake near them",
    over(.blur, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FD is lower for noise than for blur", over(.noise, \.fid).most < over(.blur, \.fid).least, from: .standard)

  //: @hide
  return (
    header: ["images"] + columns.map { "\($0.name) \($0.isDistance ? "↓" : "↑")" },
    rows: Failure.allCases.map { failure in
      [failure.rawValue] + columns.map { over(failure, $0.score).withDecimals($0.decimals) }
    }
  )
}
