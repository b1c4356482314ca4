import Notebook
import Pictures

//: ## Appendix: how it begins, in numbers
//:
//: This is the first table of [how it begins](#how-it-begins) in full. It has the surplus of the fullest mode, the surplus
//: of the same mode {{onsetLater}} steps later, the second as a share of the first, and the mean gradient norm of D's logit
//: at the generated points. The intervals are at 95%, from resampling the ten seeds.

//: @hide
/// What becomes of the fullest mode's surplus in each window of steps, without a remedy and with R1.
struct OnsetNumbers {
  let windows: [Range<Int>]
  /// How many steps later a surplus is looked at again.
  let later: String
  /// By window and pair the surplus now and later, which share is left, how far another choice of seeds could move that, and
  /// how steep D is.
  let surpluses: [[(now: Double, later: Double)]]
  let left: [[Double]]
  let spreads: [[ClosedRange<Double>]]
  let slopes: [[Double]]
}

/// Shows what the section on the beginning leaves out.
func showOnsetNumbers(_ page: Page, _ numbers: OnsetNumbers) {
  let (windows, left, spreads, slopes) = (numbers.windows, numbers.left, numbers.spreads, numbers.slopes)
  //: @show
  //: {fold: the table of all steps}
  func row(_ window: Int, _ pair: Int) -> [String] {
    let found = numbers.surpluses[window][pair]
    let spread = spreads[window][pair]
    let bounds = [spread.lowerBound, spread.upperBound].map { $0.text(.decimals(2)) }.joined(separator: " to ")
    return [
      ["bare pair", "with R1"][pair], "\(windows[window].lowerBound.text) to \(windows[window].upperBound.text)",
      found.now.text(.decimals(0)), found.later.text(.decimals(0)),
      "\(left[window][pair].text(.decimals(2))) (\(bounds))", slopes[window][pair].text(.decimals(1)),
    ]
  }
  page.table(
    header: ["pair", "steps", "surplus", "\(numbers.later) steps later", "share left", "gradient norm"],
    rows: [0, 1].flatMap { pair in windows.indices.map { row($0, pair) } },
    caption: "What is left of the fullest mode's surplus, and how steep D is, over ten seeds")
  page.record("onsetLater", numbers.later)
  page.expect(
    "the 95% interval of the share that is left in the last window, from resampling the seeds, lies above one, and those of the pairs with R1 lie below it",
    spreads[3][0].lowerBound > 1 && spreads.allSatisfy { $0[1].upperBound < 1 }, from: .standard)

  //: From step {{onsetTurn}} on the whole interval of the bare pair lies above 1, while with R1 every interval lies below 1.
  //: Pure chance would not do this, because points that wander at random, with the same chances at every mode, make no
  //: surplus grow on average. But only large surpluses grow: one of 5 to 20 points becomes smaller on average in every row
  //: of the table. R1 is the only difference between the pairs, but it changes D everywhere, so the slope at just these
  //: points may not be what counts. No pair that had lost a mode reached all eight again while it was watched.
  //: @hide
}
//: @show

//: ## Appendix: why it stays, in numbers
//:
//: [The paths](#why-a-collapse-stays) show which way a fake at the edge of a mode is pulled. The lower two have the deeper
//: dips although the points of the bridge reach their modes, so a dip alone does not make a mode empty. At mode
//: {{heavyMode}}, which has most of the fakes, D is as low as it should be: {{heavyLearned}} at step {{pullStep}}, where the
//: best answer is p / (p + q), with the densities p of the data and q of the fakes (chapter 3). But a low D does not tell a
//: fake where else to go. D is largest at the edge of the square in the picture at the top, and hardly a point is there: on
//: the way to it, too, D first falls, and the pull points back. A generator that only seeks the place where D is largest is
//: said to play max–min in place of min–max (Goodfellow 2016; Metz 2016).
