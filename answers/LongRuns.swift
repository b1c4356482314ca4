import Evaluation
import GAN
import Notebook

//: ## A network that knows the labels
//:
//: In the long runs of chapter 5, `cifar10-enhanced` and `cifar10-classes`, the learning rates fall to a twentieth between step
//: {{fadeAfter}} and step {{fadeUntil}}. CIFAR-10's network scored both on the way (the [model
//: card](../chapters/05-training/MODEL_CARD.md) has their distances at the end, of {{cardSamples}} images):

//: @hide
func showLongPhotographRuns(_ page: Page) throws {
  //: @show
  //: {fold: the table of looks}
  let (long, conditional) = (
    try TrainedPair.shipped(.cifar10, .enhanced), try TrainedPair.shipped(.cifar10, .classes)
  )
  let fade = long.report.plan.recipe.fade!
  let falling = [long, conditional].map(\.history.scores)
  let onCard = [long, conditional].map { $0.report.quality.toTraining.text(.decimals(2)) }
  page.table(
    header: ["step", "cifar10-enhanced: to training images", "cifar10-classes: to training images"],
    rows: zip(falling[0], falling[1]).map {
      [$0.step.text, $0.toTraining.text(.decimals(2)), $1.toTraining.text(.decimals(2))]
    },
    caption: """
      Every look of two runs whose rates fall; all looks are of the same number of samples, fewer than those of the model card, \
      so the last row is a little larger than there (\(onCard[0]) and \(onCard[1]))
      """)

  //: {fold: the numbers and the claims}
  page.record("fadeAfter", fade.after)
  page.record("fadeUntil", fade.until)
  page.record("fadeBestStep", long.history.best!.step)
  page.record("cardSamples", long.report.quality.samples)
  let both = [long, conditional].map(\.report.plan.recipe)
  page.expect(
    "the rates of both fall between these two steps, to a twentieth",
    both.allSatisfy {
      $0.fade == fade && abs(20 * $0.rates(after: fade.until).generator / $0.generatorRate - 1) < 1e-4
        && $0.rates(after: fade.after).generator == $0.generatorRate
    })
  page.expect(
    "both were nearest at the same look in the middle of the fall, and from there on farther away at every look",
    long.history.best!.step == conditional.history.best!.step
      && falling.allSatisfy { scores in
        let rest = scores.drop { $0.step < long.history.best!.step }
        return rest.count > 2 && zip(rest, rest.dropFirst()).allSatisfy { $0.toTraining < $1.toTraining }
      })
  page.expect(
    "both learnt labels and had relativistic pairs, and both are kept as they were at the end",
    both.allSatisfy { $0.classWeight > 0 && $0.loss == .relativistic }
      && zip([long, conditional], falling).allSatisfy { $0.report.keptStep == $1.last!.step })
  page.expect(
    "the last row is larger than the distances of the same weights that the model card has, by less than a tenth",
    zip([long, conditional], falling).allSatisfy { pair, scores in
      let ratio = scores.last!.toTraining / pair.report.quality.toTraining
      return ratio > 1 && ratio < 1.1
    })

  //: Both pairs were nearest at step {{fadeBestStep}}, and farther away at every look after it. But this network was taught the
  //: same labels as the auxiliary classifier of these pairs, and Shapes' network was not. Does Shapes' network find the same?

  //: {fold: the table of two networks}
  let scored = try OtherFeatures.all()
  func distance(_ images: String, _ features: String) -> Double {
    scored.first { $0.images == images && $0.features == features }!.distance
  }
  page.table(
    header: ["images", "CIFAR-10's network", "Shapes' network"],
    rows: [
      ("real training images", "real"), ("cifar10-plain", "plain"), ("cifar10-enhanced at the end", "enhanced"),
      ("cifar10-classes at its nearest look", "classes-best"), ("cifar10-classes at the end", "classes"),
    ].map { name, key in
      [name] + ["book-cifar10", "book-shapes"].map { distance(key, $0).text(.significant(3)) }
    },
    caption: """
      Squared Fréchet distances of \(scored[0].samples.text) images to the same number of test images, in the features of each \
      network. (These images are not those of the other tables, so the numbers differ a little)
      """)

  //: {fold: the claims of two networks}
  page.expect(
    "by either network real photographs are nearest to test photographs, and the images of `cifar10-plain` are the farthest away",
    ["book-cifar10", "book-shapes"].allSatisfy { features in
      ["enhanced", "classes-best", "classes"].allSatisfy {
        distance("real", features) < distance($0, features) && distance($0, features) < distance("plain", features)
      }
    })
  page.expect(
    "by CIFAR-10's network `cifar10-classes` was nearer at its nearest look than at the end",
    distance("classes-best", "book-cifar10") < distance("classes", "book-cifar10"))
  page.expect(
    "by Shapes' network `cifar10-classes` at the end is at less than half of its distance at the nearest look",
    2 * distance("classes", "book-shapes") < distance("classes-best", "book-shapes"))
  page.expect(
    "by CIFAR-10's network `cifar10-classes` is nearer than `cifar10-enhanced` at both moments, by Shapes' network farther away at both",
    ["classes-best", "classes"].allSatisfy {
      distance($0, "book-cifar10") < distance("enhanced", "book-cifar10")
        && distance($0, "book-shapes") > distance("enhanced", "book-shapes")
    })
  for (name, key) in [("otherBest", "classes-best"), ("otherEnd", "classes")] {
    page.record(name, distance(key, "book-shapes"), tolerance: 0, format: .significant(3))
  }

  //: It finds the opposite (compare the last two rows): by Shapes' network `cifar10-classes` was at {{otherBest}} at step
  //: {{fadeBestStep}} and comes to {{otherEnd}} at the end. If it is right, the images at that step were easy to classify and in
  //: other ways farther from photographs. The two networks also disagree about `cifar10-enhanced` and `cifar10-classes`: each puts
  //: a different one first. Features of drawn figures judge photographs only roughly, but they, too, put real photographs first and
  //: `cifar10-plain` last.
  //:
  //: Pairs whose rates fall are kept as they are at the end. That is a choice, because one run of each pair, scored on test images,
  //: does not justify a rule.
  //: @hide
}
