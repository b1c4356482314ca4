import Notebook
import Pictures

//: ## Appendix: how it begins, in numbers
//:
//: {define: The *surplus* of a mode is how many more points it has than an equal share.} The table has that of the fullest
//: mode, and what the same mode has {{onsetLater}} steps later. The intervals of the share that is left are at 95%, from
//: resampling the ten seeds; the slope is that of D's logit, and its length is averaged over the generated points.

//: @hide
/// What becomes of the fullest mode's surplus in each window of steps, without a remedy and with R1.
struct OnsetNumbers {
  let windows: [Range<Int>]
  /// How many steps later a surplus is measured again.
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
    header: ["pair", "steps", "surplus", "\(numbers.later) steps later", "share left", "mean slope at the fakes"],
    rows: [0, 1].flatMap { pair in windows.indices.map { row($0, pair) } },
    caption: "What is left of the fullest mode's surplus, and D's mean slope at the fakes, over ten seeds")
  page.record("onsetLater", numbers.later)
  page.expect(
    "the 95% interval of the share that is left in the last window, from resampling the seeds, lies above one, and those of the pairs with R1 lie below it",
    spreads[3][0].lowerBound > 1 && spreads.allSatisfy { $0[1].upperBound < 1 }, from: .standard)

  //: The pairs were evaluated every {{lookSteps}} steps, and all of them reach all eight modes at step 100. Step {{onsetTurn}}
  //: was chosen after the runs were seen. A mode counts as lost when fewer than 4 of the 500 points are nearest to it.
  //:
  //: **In the bare pair, from step {{onsetTurn}} on, a surplus of {{onsetLate}} points grows to {{onsetLateLater}}.** The
  //: one in the first row shrinks from {{onsetEarly}} to {{onsetEarlyLater}}, but that proves nothing. The mode was picked
  //: because it was the fullest at that moment, so part of its surplus is luck, and luck does not last: in every row of the
  //: bare pair the same mode had a smaller surplus {{onsetLater}} steps *earlier* than it has {{onsetLater}} steps later.
  //: But such luck cannot make a surplus grow, and from step {{onsetTurn}} on the whole interval of the bare pair lies above
  //: 1. With R1 every interval lies below 1, and less than half of the surplus is left.
  //:
  //: Points that wander at random, with the same chances at every mode, make no surplus grow on average. But only large
  //: surpluses grow: one of 5 to 20 points becomes smaller on average in every row of the table. R1 changes D everywhere, so
  //: the slope at just these points may not be what counts. Of ten bare pairs that had lost a mode, one reached all eight
  //: again, at a single evaluation.
  //: @hide
}
//: @show

//: ## Appendix: why it stays, in numbers
//:
//: Of the four straight paths in [the picture](#why-a-collapse-stays) two, {{emptyPaths}}, end at lost modes, and two at
//: modes that are reached and not covered. On {{steepPath}} a point is pulled back over the first {{pullTurns}} of the way, and
//: on {{flatPath}} over the first {{flatFrom}}; from there to {{flatTo}} D hardly changes.
//:
//: What a dip does by itself shows against this discriminator, held fixed: free points stay, one that starts at a tenth of
//: the way to a lost mode goes back, and one that starts half-way, beyond the dip, goes on to the lost mode.

//: @hide
/// Shows what the sections on why a collapse stays leave out.
func showStayNumbers(_ page: Page, _ freed: EarlyFreePoints) {
  //: @show
  //: Do points that are set free before a mode is lost stay on all modes only because they are slow? At ten times the run's
  //: rate, too, all ten pairs reach all eight modes. At fifty times that rate the points move farther than the generator's,
  //: and still nine of ten pairs reach all eight, and one seven. But the strict count falls with the rate:

  //: {fold: the table of points that are set free early}
  page.table(
    header: ["points, and their rate", "moved in \(freed.steps) steps", "modes reached at the end", "modes covered"],
    rows: [["the generator's", freed.drawnMoved.text(.decimals(2)), "", ""]]
      + freed.rows.map { row in
        [row.rate, row.moved.text(.decimals(2)), row.reached.text(.decimals(1)), row.covered.text(.decimals(1))]
      },
    caption: """
      Points that are set free at step \(freed.from.text): the distance is the mean in the run at the top, and the modes are means over \
      ten pairs
      """)
  page.expect(
    "of the points that are set free early fewer modes are covered on average at ten times the rate than at the run's, and fewer still at fifty times",
    freed.rows[0].covered > freed.rows[1].covered && freed.rows[1].covered > freed.rows[2].covered, from: .standard)

  //: At mode {{heavyMode}}, which has most of the fakes, D is as low as it should be: {{heavyLearned}} at step {{pullStep}},
  //: where the best answer is p / (p + q), with the densities p of the data and q of the fakes (chapter 3). D is largest at
  //: the edge of the square in the picture at the top, and hardly any point is there: on the way to it, too, D first falls, and
  //: the pull points back. A generator that only seeks the place where D is largest is said to play max–min instead of
  //: min–max (Goodfellow 2016; Metz 2016).
  //: @hide
}
//: @show
