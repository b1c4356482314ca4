import Engine
import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showCheats(_ page: Page, _ draws: [MetricsDraw], _ seen: [[ExtractedFeatures]]) throws {
  //: @show

  //: ## Cheating all of them
  //:
  //: Now the six sets at the top get all scores, as means over the three draws. The Inception Score is computed on all images at
  //: once, and so it is higher than in the table above, which has ten parts of a set, as is usual ([an
  //: appendix](#appendix-the-inception-score-of-real-images) says more).
  //:
  //: **Which score will each set cheat? Decide before you look at the bars.**

  //: @hide
  try showSixSets(page, of: draws[0])
  //: @show
  //: Here are four of the seven scores, as bars:

  //: {fold: the bars of four scores}
  let scores = seen.map { sets in zip(draws, sets).map { $0.scores($1) } }
  func over(_ failure: Failure, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scores[Failure.allCases.firstIndex(of: failure)!].map { $0[keyPath: score] })
  }
  let columns: [(name: String, score: KeyPath<SetScores, Double>, decimals: Int)] = [
    ("FID", \.fid, 2), ("KID × 1000", \.kid, 1), ("IS", \.inceptionScore, 1), ("precision", \.precision, 2),
    ("recall", \.recall, 2), ("density", \.density, 2), ("coverage", \.coverage, 2),
  ]
  let charts = [0, 2, 3, 6].map { index in
    let values = Failure.allCases.map { failure in
      over(failure, columns[index].score)
    }
    return BarChart(
      "\(columns[index].name), \(index == 0 ? "↓" : "↑") is better",
      value: Axis(
        "mean over the draws", range: 0...1.2 * values.map(\.most).max()!,
        ticks: index == 0 && (7..<12).contains(values.map(\.most).max()!) ? [0, 2, 4, 6, 8] : nil),
      categories: Failure.allCases.map(\.rawValue),
      [
        Series(columns[index].name, y: values.map { max($0.mean, 0) })
          .interval(lower: values.map { max($0.least, 0) }, upper: values.map { max($0.most, 0) })
      ], decimals: columns[index].decimals)
  }
  try page.show(
    Panels(charts, title: "What four scores say"),
    caption: "Four scores of the six sets, with their range over the draws: low is good for FID, high for the others")

  //: And here are all seven as numbers, with their deviations over the draws:

  //: {fold: the table of six sets}
  page.table(
    header: ["images"] + columns.map { "\($0.name) \($0.name == "FID" || $0.name.hasPrefix("KID") ? "↓" : "↑")" },
    rows: Failure.allCases.map { failure in
      [failure.rawValue] + columns.map { over(failure, $0.score).withDecimals($0.decimals) }
    })
  //: @hide
  for failure in Failure.allCases {
    let name = "\(failure)"
    let fid = over(failure, \.fid).mean
    page.record("fid.\(name)", fid < 1e-9 ? 0 : fid, tolerance: 0.05, format: .decimals(fid < 1e-9 ? 0 : 2))
    page.record("kid.\(name)", over(failure, \.kid).mean, tolerance: 0.4, format: .decimals(1))
    page.record("is.\(name)", over(failure, \.inceptionScore).mean, tolerance: 0.5)
    page.record("coverage.\(name)", over(failure, \.coverage).mean, tolerance: 0.02, format: .decimals(2))
    page.record("recall.\(name)", over(failure, \.recall).mean, tolerance: 0.02, format: .decimals(2))
    page.record("precision.\(name)", over(failure, \.precision).mean, tolerance: 0.02, format: .decimals(2))
  }
  //: @show

  //: What does each row say?
  //:
  //: *Memorised.* **No score calls it a fault, but five of the seven show it** to anyone who knows what new real images get. FID
  //: is {{fid.memorised}}, which is *better than real*: new images have {{fid.none}}. Precision, recall and coverage are all 1,
  //: which new images do not reach, and KID × 1000 is {{kid.memorised}}, lower than that of new images. (Exercise 4 says why it
  //: is below 0.) The Inception Score and density raise no alarm.
  //:
  //: But another fault can hide copies. If half of the images are training images, and the others are new images of half of the
  //: modes, FID is {{fid.hidden}}, above that of new images. So the usual test also compares the generated images with held-out
  //: images. {define: *Held-out images* are real images that are kept apart: no network is trained on them.} A generator that has
  //: learnt the distribution is equally far from training and held-out images, while one that has memorised is nearer to its
  //: training images ([an answer](../../answers/metrics.md) tries it).

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
    "half copies with half new images of half the modes have a higher FID than new images, in every draw",
    hidden.least > over(.none, \.fid).most, from: .standard)
  page.expect("new real images do not have FID 0", over(.none, \.fid).least > 0.05)
  page.expect(
    "memorised images have precision, recall and coverage 1, and new images less",
    [\SetScores.precision, \.recall, \.coverage].allSatisfy {
      over(.memorised, $0).least == 1 && over(.none, $0).most < 1
    })
  page.expect(
    "KID of memorised images is lower than that of new images", over(.memorised, \.kid).most < over(.none, \.kid).least)
  page.expect(
    "IS and density of memorised images differ by less than a twentieth from those of new images",
    [\SetScores.inceptionScore, \.density].allSatisfy {
      abs(over(.memorised, $0).mean / over(.none, $0).mean - 1) < 0.05
    })

  //: *One per mode.* These are 80 new pictures, repeated. IS is {{is.onePerMode}}, where new images have {{is.none}}: it does not ask
  //: whether a class has more than one picture. FID rises only from {{fid.none}} to {{fid.onePerMode}}, and precision is
  //: {{precision.onePerMode}}. Recall ({{recall.onePerMode}}) shows the fault, because the balls of repeated images are points, and
  //: coverage ({{coverage.onePerMode}}) shows it too.

  //: {fold: the claims}
  page.expect(
    "with one image per mode IS is at most a twentieth lower than that of new images",
    over(.onePerMode, \.inceptionScore).least > 0.95 * over(.none, \.inceptionScore).most)
  page.expect(
    "with one image per mode recall is less than a tenth and coverage less than half",
    over(.onePerMode, \.recall).most < 0.1 && over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FID is lower for one image per mode than for blur", over(.onePerMode, \.fid).most < over(.blur, \.fid).least,
    from: .standard)

  //: *Half the modes.* Because every picture is a real one, precision is {{precision.droppedModes}}, but coverage
  //: ({{coverage.droppedModes}}) shows that something is missing. FID calls this set the worst of all, while KID and coverage, on
  //: average, call blur the worst: KID × 1000 is {{kid.droppedModes}} here, and {{kid.blur}} for blur. Which fault is the larger
  //: one depends on the score.

  //: {fold: the claims}
  page.expect(
    "of all sets half the modes has the highest mean FID, and blur has the highest mean KID and the lowest mean "
      + "coverage",
    Failure.allCases.allSatisfy { failure in
      over(failure, \.fid).mean <= over(.droppedModes, \.fid).mean
        && over(failure, \.kid).mean <= over(.blur, \.kid).mean
        && over(failure, \.coverage).mean >= over(.blur, \.coverage).mean
    }, from: .standard)
  page.expect(
    "with half the modes precision falls by less than 0.05",
    over(.droppedModes, \.precision).least > over(.none, \.precision).least - 0.05)
  page.expect("with half the modes coverage is below 0.65", over(.droppedModes, \.coverage).most < 0.65)
  page.expect(
    "FID is higher for half the modes than for noise or blur",
    over(.droppedModes, \.fid).least > max(over(.noise, \.fid).most, over(.blur, \.fid).most), from: .standard)

  //: *Noise and blur.* No mode is missing. Precision falls to {{precision.noise}} and {{precision.blur}}. But recall and
  //: coverage, which should measure variety, fall too, for blur to {{recall.blur}} and {{coverage.blur}}, because blurred images
  //: lie far from real ones and most real images have no fake near them. FID calls blur the larger fault of the two, but other
  //: strengths (exercise 1) or another network may give another answer.

  //: {fold: the claims}
  page.expect(
    "with noise or blur precision falls below 0.5",
    max(over(.noise, \.precision).most, over(.blur, \.precision).most) < 0.5, from: .standard)
  page.expect(
    "with noise or blur recall and coverage are lower than those of new images",
    [Failure.noise, .blur].allSatisfy { failure in
      [\SetScores.recall, \.coverage].allSatisfy { over(failure, $0).most < over(.none, $0).least }
    }, from: .standard)
  page.expect(
    "with blur coverage is below one half, so most real images have no fake near them",
    over(.blur, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FID is lower for noise than for blur", over(.noise, \.fid).most < over(.blur, \.fid).least, from: .standard)

  //: Each score has a blind spot. Some rows of this table are from the sections above and below:
  //:
  //: | score | what it asks | what it misses, as this page shows |
  //: | --- | --- | --- |
  //: | FID | are mean and covariance of the features those of real images? | everything else about the distribution; with few images it is too high |
  //: | KID | are the mean, the covariance and the means of products of three features those of real images? (its usual kernel asks no more) | everything else about the distribution |
  //: | Inception Score | is the classifier confident about each image, and does the set show many classes? | real images, which it never looks at; whether a class has more than one picture |
  //: | precision, density | how many fakes look real? | modes that are missing |
  //: | recall | how much of the data do the fakes reach? | bad images: it is high if they lie far apart |
  //: | coverage | how many real images have a fake near them? | which fault it is: blur, a missing mode, or repeated images |
  //: | all of these | | memorising: none calls it a fault (see *Memorised* above) |
  //: @hide
}
