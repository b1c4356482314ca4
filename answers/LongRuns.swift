import Evaluation
import GAN
import Notebook

//: ## A network that knows the labels
//:
//: At which moment is a long run best? **The network that was taught the labels chooses an earlier moment than the two that
//: were not.** CIFAR-10's network was taught the labels that the discriminators of `cifar10-enhanced` and `cifar10-classes`
//: learnt. By this network the first pair has its lowest FD at step {{enhancedNearest}} and the second at step
//: {{classesNearest}}, while the learning rates were falling, and both have a higher FD at the end. By two other networks
//: both pairs have a lower FD at the end than at those steps: Shapes' network, which never saw a photograph, and ImageNet's,
//: a published one (EfficientNet-Lite0; Tan & Le 2019; [how](source:scripts/imagenet-distance)). In the table, *at its
//: lowest FD* is the evaluation that CIFAR-10's network chose.

//: @hide
func showLongPhotographRuns(_ page: Page) throws {
  //: @show
  //: {fold: the table of three networks}
  // An `OtherFeatures` is an FD in the features of one `PhotographJudge`.
  let scored = try OtherFeatures.all()
  func distance(_ images: String, _ judge: PhotographJudge) throws -> Double {
    try scored.line(of: images, by: judge).distance
  }
  page.table(
    header: ["images", "CIFAR-10's network", "ImageNet's network", "Shapes' network"],
    rows: try [
      ("real training images", "real"), ("cifar10-plain", "plain"),
      ("cifar10-enhanced, at its lowest FD", "enhanced-nearest"), ("cifar10-enhanced, at the end", "enhanced"),
      ("cifar10-classes, at its lowest FD", "classes-nearest"), ("cifar10-classes, at the end", "classes"),
    ].map { name, key in
      [name] + (try [.cifar10, .imageNet, .shapes].map { try distance(key, $0).text(.significant(3)) })
    },
    caption: """
      FD of \(scored[0].samples.text) images to the same number of test images, in the features of each network. The images \
      were drawn anew, so the numbers differ a little from those of other tables
      """)

  //: {fold: the numbers and the claims}
  for kind in [ShippedPair.Kind.enhanced, .classes] {
    let pair = try TrainedPair.shipped(.cifar10, kind)
    let (recipe, nearest, last) = (pair.report.plan.recipe, pair.history.best!, pair.history.scores.last!)
    page.record("\(kind)Nearest", nearest.step)
    page.expect(
      "the rates of `cifar10-\(kind)` fall to a twentieth; it is kept as at the end, and CIFAR-10's network gives it a lower FD at a look while they fall",
      (recipe.fade!.after...recipe.fade!.until).contains(nearest.step) && pair.report.keptStep == pair.report.steps
        && last.step == pair.report.steps && last.toTraining > nearest.toTraining && last.toTest > nearest.toTest
        && recipe.rates(after: recipe.fade!.after).generator == recipe.generatorRate
        && abs(20 * recipe.rates(after: recipe.fade!.until).generator / recipe.generatorRate - 1) < 1e-4)
  }
  try page.expect(
    "by all three networks real photographs have the lowest FD to test photographs, and the images of `cifar10-plain` the highest",
    try PhotographJudge.allCases.allSatisfy { judge in
      try ["enhanced", "enhanced-nearest", "classes", "classes-nearest"].allSatisfy {
        try distance("real", judge) < distance($0, judge) && distance($0, judge) < distance("plain", judge)
      }
    })
  try page.expect(
    "both pairs have a lower FD at that look by CIFAR-10's network, and a lower one at the end by the two others",
    try ["enhanced", "classes"].allSatisfy { pair in
      try distance("\(pair)-nearest", .cifar10) < distance(pair, .cifar10)
        && [.imageNet, .shapes].allSatisfy { try distance(pair, $0) < distance("\(pair)-nearest", $0) }
    })
  try page.expect(
    "at the end `cifar10-classes` has a lower FD than `cifar10-enhanced` by CIFAR-10's network, and a higher one by the two others",
    try distance("classes", .cifar10) < distance("enhanced", .cifar10)
      && [.imageNet, .shapes].allSatisfy { try distance("enhanced", $0) < distance("classes", $0) })

  //: The networks disagree about the pairs, too. By CIFAR-10's network `cifar10-classes`, which is told the labels, has the
  //: lower FD; by the other two `cifar10-enhanced` does. So if a generator learnt labels, do not choose a moment or a recipe
  //: by a network that was taught the same ones. The book keeps both pairs as they were at the end.
  //: @hide
}
