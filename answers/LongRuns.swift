import Evaluation
import GAN
import Notebook

//: ## A network that knows the labels
//:
//: **Two networks disagree about when `cifar10-classes` was best.** CIFAR-10's network, which was taught the labels that this
//: pair learnt, finds its images nearest at step {{fadeBestStep}}, while the learning rates were falling, and farther away at
//: the end. Shapes' network, which was taught no such label, puts them at {{otherBest}} at that step and at {{otherEnd}} at the
//: end. An earlier pair, with narrower networks and β₁ = 0.5, showed the same.

//: @hide
func showLongPhotographRuns(_ page: Page) throws {
  //: @show
  //: {fold: the table of two networks}
  let scored = try OtherFeatures.all()
  func distance(_ images: String, _ features: String) -> Double {
    scored.first { $0.images == images && $0.features == features }!.distance
  }
  page.table(
    header: ["images", "CIFAR-10's network", "Shapes' network"],
    rows: [
      ("real training images", "real"), ("cifar10-plain", "plain"), ("cifar10-enhanced", "enhanced"),
      ("cifar10-classes, at its nearest look", "classes"), ("cifar10-classes, at the end", "classes-end"),
      ("an earlier pair with classes, at its nearest look", "narrow-classes"),
      ("an earlier pair with classes, at the end", "narrow-classes-end"),
    ].map { name, key in
      [name] + ["book-cifar10", "book-shapes"].map { distance(key, $0).text(.significant(3)) }
    },
    caption: """
      Squared Fréchet distances of \(scored[0].samples.text) images to the same number of test images, in the features of each \
      network. (These images are not those of the other tables, so the numbers differ a little)
      """)

  //: {fold: the numbers and the claims}
  let pair = try TrainedPair.shipped(.cifar10, .classes)
  let (recipe, nearest) = (pair.report.plan.recipe, pair.history.best!)
  page.record("fadeBestStep", nearest.step)
  page.expect(
    "the rates of `cifar10-classes` fall to a twentieth, and its nearest look, which is kept, is while they fall",
    (recipe.fade!.after...recipe.fade!.until).contains(nearest.step) && pair.isKeptAtItsNearest
      && recipe.rates(after: recipe.fade!.after).generator == recipe.generatorRate
      && abs(20 * recipe.rates(after: recipe.fade!.until).generator / recipe.generatorRate - 1) < 1e-4)
  page.expect(
    "by CIFAR-10's network it is farther away at the end",
    pair.history.scores.last!.step == pair.report.steps && pair.history.scores.last!.toTest > nearest.toTest)
  page.expect(
    "by either network real photographs are nearest to test photographs, and the images of `cifar10-plain` are the farthest away",
    ["book-cifar10", "book-shapes"].allSatisfy { features in
      ["enhanced", "classes", "classes-end", "narrow-classes", "narrow-classes-end"].allSatisfy {
        distance("real", features) < distance($0, features) && distance($0, features) < distance("plain", features)
      }
    })
  page.expect(
    "both pairs with classes are nearer at their nearest look by CIFAR-10's network, and nearer at the end by Shapes' network",
    ["classes", "narrow-classes"].allSatisfy {
      distance($0, "book-cifar10") < distance("\($0)-end", "book-cifar10")
        && distance($0, "book-shapes") > distance("\($0)-end", "book-shapes")
    })
  page.expect(
    "by CIFAR-10's network `cifar10-classes` is nearer than `cifar10-enhanced` at both moments, by Shapes' network farther away at both",
    ["classes", "classes-end"].allSatisfy {
      distance($0, "book-cifar10") < distance("enhanced", "book-cifar10")
        && distance($0, "book-shapes") > distance("enhanced", "book-shapes")
    })
  for (name, key) in [("otherBest", "classes"), ("otherEnd", "classes-end")] {
    page.record(name, distance(key, "book-shapes"), tolerance: 0, format: .significant(3))
  }

  //: If Shapes' network is right, the images at the nearest look are easy to classify and in other ways farther from photographs.
  //: It also finds `cifar10-enhanced` nearer than `cifar10-classes`. Features of drawn figures judge photographs only roughly,
  //: though they, too, put real photographs first and `cifar10-plain` last. The book keeps `cifar10-classes` as it was
  //: at its nearest look.
  //: @hide
}
