import Evaluation
import Notebook
import Pictures
import Plots

//: @hide
func showTimeToQuality(_ page: Page) throws {
  //: @show
  //: ## Ten minutes
  //:
  //: What would the same ten minutes bring elsewhere? One machine, two cores, {{minutes}} minutes of training each: the
  //: enhanced recipe in this book's engine, and DCGAN with the plain generator as one would write it in PyTorch.
  //:
  //: ```
  //: swift run bench quality --minutes 10
  //: scripts/pytorch-quality --data FOLDER --out FOLDER
  //: ```
  //:
  //: `PeerQuality` is the same of a peer: what PyTorch reached.

  let here: [QualityTrial.Line] = try trialLog("time-to-quality")
  let there: [PeerQuality] = try trialLog("time-to-quality-pytorch")
  page.record("minutes", Int(here.last!.minutes.rounded()))
  page.record("hereSteps", here.last!.steps)
  page.record("thereSteps", there.last!.steps)
  page.table(
    header: ["minutes", "this book, enhanced: steps", "distance", "\(there[0].peer), plain: steps", "distance"],
    rows: zip(here, there).map {
      [
        $1.minutes.text(.decimals(0)), $0.steps.text, $0.toTest.text(.decimals(2)), $1.steps.text,
        $1.toTest.text(.decimals(2)),
      ]
    }, caption: "Distances of 10,000 samples to the test images, in the book's own features")
  try page.show(
    LinePlot(
      "Ten minutes of training", x: "minutes", y: Axis("Fréchet distance, book features", .logarithmic),
      [
        Series("this book, enhanced", x: here.map(\.minutes), y: here.map(\.toTest), as: .enhanced),
        Series("\(there[0].peer), plain", x: there.map(\.minutes), y: there.map(\.toTest), as: .plain),
      ]), caption: "How near to real photographs so many minutes bring generated ones")
  page.expect(
    "after ten minutes the book's images are nearer to real ones", here.last!.toTest < there.last!.toTest)

  //: Three things are compared at once: a recipe, an engine and averaging. Here {{hereSteps}} steps of narrow networks on
  //: 32 images, there {{thereSteps}} of wide ones on 64; PyTorch's images are drawn with the last weights, as its
  //: tutorials do, this book's with their average. So the table answers what a reader gets in ten minutes, and not why.
  //: For the engines alone, on the same networks step by step, see `swift run bench train-step`.
  //: @hide
}
