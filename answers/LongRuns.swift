import Evaluation
import GAN
import Notebook

//: ## A network that knows the labels
//:
//: **Two networks disagree about when `cifar10-classes` was best.** CIFAR-10's network, which was taught the labels that this
//: pair learnt, finds its images nearest at step {{fadeBestStep}}, while the learning rates were falling, and farther away at
//: every look after it. Shapes' network, which was taught no such label, puts them at {{otherBest}} at that step and at
//: {{otherEnd}} at the end.

//: @hide
func showLongPhotographRuns(_ page: Page) throws {
  //: @show
  //: {fold: the numbers and the claims}
  let (long, conditional) = (
    try TrainedPair.shipped(.cifar10, .enhanced), try TrainedPair.shipped(.cifar10, .classes)
  )
  let fade = long.report.plan.recipe.fade!
  let falling = [long, conditional].map(\.history.scores)
  page.record("fadeBestStep", long.history.best!.step)
  let both = [long, conditional].map(\.report.plan.recipe)
  page.expect(
    "the rates of both fall to a twentieth, between the same two steps, and the nearest look is between them",
    (fade.after...fade.until).contains(long.history.best!.step)
      && both.allSatisfy {
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

  //: If Shapes' network is right, the images at that step were easy to classify and in other ways farther from photographs. It
  //: also finds `cifar10-enhanced` nearer at the end, where CIFAR-10's network finds `cifar10-classes` nearer. Features of drawn
  //: figures judge photographs only roughly, though they, too, put real photographs first and `cifar10-plain` last.
  //:
  //: So the book keeps pairs whose rates fall as they are at the end, a choice that rests on one run of each.
  //: @hide
}
