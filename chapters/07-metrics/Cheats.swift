import Foundation
import Metrics
import Notebook
import Pictures
import Plots

//: @hide
func showCheats(_ page: Page, _ draws: [MetricsDraw], _ network: BookFeatures) throws {
  //: @show

  //: ## Cheating all of them
  //:
  //: Each score has a blind spot:
  //:
  //: | score | what it asks | what it misses, as this page shows |
  //: | --- | --- | --- |
  //: | FID | are mean and covariance of the features those of real images? | everything else about the distribution; with few images it is too high |
  //: | KID | are mean, covariance and third moments those of real images? It is right on average even with few images | everything else about the distribution, with its usual kernel |
  //: | Inception Score | is the classifier sure of each image, and does the set show many classes? | it never looks at real images; whether a class has more than one picture; memorising |
  //: | precision | how many fakes look real? | what is missing |
  //: | recall | how much of the data do the fakes reach? | bad images: it is high if they lie far apart |
  //: | coverage | how many real images have a fake near them? | whether a fault is blur or a mode that is missing |
  //:
  //: Here are the six sets from the top of the page. [Each failure](source:Failures.swift#Failure) is made
  //: of real images, so we know what is wrong: the training images themselves; one new image of each mode, over and over; half of the
  //: modes, because every second hue is missing; noise; blur. (`SetScores` are all scores of one set.)

  try page.show(
    Filmstrip(frames: Failure.allCases.map { ($0.rawValue, $0.images(of: draws[0]).slice(0..<10)) }, scale: 2),
    caption: "Six sets of images; only the first is what a perfect generator would make")

  let scores = Failure.allCases.map { failure in
    draws.map { $0.scores($0.features(of: failure, through: network)) }
  }
  func over(_ failure: Failure, _ score: KeyPath<SetScores, Double>) -> Spread {
    Spread(scores[Failure.allCases.firstIndex(of: failure)!].map { $0[keyPath: score] })
  }
  let columns: [(name: String, score: KeyPath<SetScores, Double>, format: NumberFormat)] = [
    ("FID", \.fid, .significant(3)), ("KID × 1000", \.kid, .significant(3)), ("IS", \.inceptionScore, .significant(3)),
    ("precision", \.precision, .decimals(2)), ("recall", \.recall, .decimals(2)), ("density", \.density, .decimals(2)),
    ("coverage", \.coverage, .decimals(2)),
  ]

  //: {fold: the table of six sets}
  page.table(
    header: ["images"] + columns.map(\.name),
    rows: Failure.allCases.map { failure in
      [failure.rawValue] + columns.map { over(failure, $0.score).text($0.format) }
    })

  page.expect(
    "IS of all images at once is higher than on ten parts",
    draws.allSatisfy { draw in
      let parts = InceptionScore(logits: draw.other.logits, random: draw.random.split("parts"))
      return over(.none, \.inceptionScore).least > parts.mean
    })

  //: Here IS is that of all images at once. On ten parts, as in the first table of scores, it is lower, because it also depends on the number of images.
  //: Even real images get only {{is.none}}, although there are 80 classes: the classifier was taught with smoothed
  //: labels, so it is never quite confident. A classifier that answered exactly as it was taught would give {{isCeiling}}. Four of
  //: the scores as bars:

  //: {fold: the bars of four scores}
  let charts = [0, 2, 3, 4].map { index in
    let values = Failure.allCases.map { failure in
      // What is 0 but for rounding is 0, as in the table.
      Spread(
        scores[Failure.allCases.firstIndex(of: failure)!].map { set in
          let value = set[keyPath: columns[index].score]
          return abs(value) < 1e-9 ? 0 : value
        })
    }
    return BarChart(
      "\(columns[index].name), \(index == 0 ? "↓" : "↑") is better",
      value: Axis("mean over the draws", range: 0...1.2 * values.map(\.most).max()!),
      categories: Failure.allCases.map(\.rawValue),
      [
        Series(columns[index].name, y: values.map { max($0.mean, 0) })
          .interval(lower: values.map { max($0.least, 0) }, upper: values.map { max($0.most, 0) })
      ])
  }
  try page.show(
    Panels(charts, title: "What four scores say"),
    caption: "Four scores of the six sets, with their range over the draws: low is good for FID, high for the others")
  //: @hide
  for failure in Failure.allCases {
    let name = "\(failure)"
    let fid = over(failure, \.fid).mean
    page.record("fid.\(name)", fid < 1e-9 ? 0 : fid, tolerance: 0.05, format: .decimals(fid < 1e-9 ? 0 : 2))
    page.record("is.\(name)", over(failure, \.inceptionScore).mean, tolerance: 0.5)
    page.record("coverage.\(name)", over(failure, \.coverage).mean, tolerance: 0.02, format: .percent(0))
    page.record("recall.\(name)", over(failure, \.recall).mean, tolerance: 0.02, format: .decimals(2))
    page.record("precision.\(name)", over(failure, \.precision).mean, tolerance: 0.02, format: .decimals(2))
  }
  // The entropy of a label as it was taught: all but a share on one class, the share spread over all of them.
  let (share, classes) = (Double(network.training.plan.smoothing), Double(network.classNames.count))
  let taught = (right: 1 - share + share / classes, wrong: share / classes)
  let entropy = -taught.right * log(taught.right) - (classes - 1) * taught.wrong * log(taught.wrong)
  page.record("isCeiling", exp(log(classes) - entropy), tolerance: 0, format: .significant(3))
  page.expect(
    "real images get the Inception Score that smoothed labels allow, to 3%",
    abs(over(.none, \.inceptionScore).mean / exp(log(classes) - entropy) - 1) < 0.03, from: .standard)
  //: @show

  //: Read it row by row; what is said of a row holds in every draw.
  //:
  //: **Which scores find memorising out? None calls it a fault, and five of the seven give it away** to anyone who knows what real images
  //: get. New real images have an FID of {{fid.none}} here, because two finite sets of real images are never
  //: equal. An FID of {{fid.memorised}} is *better than real*, which no honest generator can be. Precision, recall and coverage are all 1,
  //: which new images do not reach, and KID lies below what they get. The Inception Score and density raise no alarm. The usual test makes the same comparison with images that were held back as well. A generator that has learnt the
  //: distribution is as far from both sets. One that has learnt the images is nearer to those that it was trained on.

  //: {fold: the claims}
  page.expect("memorised images have FID 0", over(.memorised, \.fid).most < 1e-9)
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

  //: *One per mode:* 80 new pictures, repeated. IS is {{is.onePerMode}}, where new images have {{is.none}}: it asks for
  //: confident and varied classes, and never whether a class has more than one picture. FID rises from {{fid.none}} to
  //: {{fid.onePerMode}} only, and precision stays at {{precision.onePerMode}}. Recall, {{recall.onePerMode}}, sees it at once: the balls of
  //: repeated images are points. Coverage, {{coverage.onePerMode}}, sees it too.

  //: {fold: the claims}
  page.expect(
    "IS is no worse for one image per mode",
    over(.onePerMode, \.inceptionScore).least > 0.95 * over(.none, \.inceptionScore).most)
  page.expect(
    "with one image per mode recall is less than a tenth and coverage less than half",
    over(.onePerMode, \.recall).most < 0.1 && over(.onePerMode, \.coverage).most < 0.5, from: .standard)
  page.expect(
    "FID prefers one image per mode to blur", over(.onePerMode, \.fid).most < over(.blur, \.fid).least, from: .standard)

  //: *Half the modes.* Every picture is a real one, so precision is {{precision.droppedModes}}. Coverage,
  //: {{coverage.droppedModes}}, shows what is missing, and FID is worse than for noise or blur of these
  //: strengths.

  page.expect(
    "precision does not see missing modes",
    over(.droppedModes, \.precision).least > over(.none, \.precision).least - 0.05)
  page.expect("coverage sees missing modes", over(.droppedModes, \.coverage).most < 0.65)
  page.expect(
    "FID takes missing modes for worse than noise or blur",
    over(.droppedModes, \.fid).least > max(over(.noise, \.fid).most, over(.blur, \.fid).most), from: .standard)

  //: *Noise* and *blur* leave every mode in its place. Precision falls, to {{precision.noise}} and {{precision.blur}}.
  //: But recall and coverage fall too, for blur to {{recall.blur}} and {{coverage.blur}}, although no mode is missing: a
  //: blurred image lies near no real one, so real ones find nothing near them. So neither score is about variety
  //: alone. Which of the two faults is the lesser evil? At these strengths FID says noise; stronger noise costs more
  //: (exercise 1), and another network may see it otherwise. Look at both and decide for yourself.

  //: {fold: the claims}
  page.expect(
    "precision sees noise and blur", max(over(.noise, \.precision).most, over(.blur, \.precision).most) < 0.7,
    from: .standard)
  page.expect(
    "recall and coverage fall for blur as far as precision, or farther",
    max(over(.blur, \.recall).most, over(.blur, \.coverage).most) < over(.blur, \.precision).least + 0.02,
    from: .standard)
  page.expect("FID prefers noise to blur", over(.noise, \.fid).most < over(.blur, \.fid).least, from: .standard)
  //: @hide
}
