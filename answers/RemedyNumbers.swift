import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: ## The numbers of every change
//:
//: The tables have means over the seeds, on the ring with standard deviations. *All 8* and *all 25* count the seeds that
//: cover all modes. {define: The *width* of modes is the standard deviation of good points around their own mode's mean, in
//: units of the data's: well under 1 for a generator whose modes have shrunk.} *Cost* is the time of a step, in steps of the
//: bare pair. PacGAN's step costs less because its discriminator judges one pack in place of four points.

//: @hide
func showRemedyTables(_ page: Page, _ rows: RemedyRows) {
  //: @show
  //: {fold: the table of the ring}
  let ringRows = rows.ring.sorted {
    ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality))
  }
  page.table(
    header: RemedyRow.header(modes: 8) + ["width", "cost"],
    rows: ringRows.map {
      // The width is the `spread` of a `PlaneOutcome`.
      $0.cells(modes: 8) + [$0.text(\.spread, .decimals(2)), RemedyRow.text(cost: rows.costs[$0.remedy.flag]!)]
    },
    caption: "The ring: every change, over ten seeds")

  //: {fold: the table of the grid}
  let gridRows = rows.grid.sorted { ($0.mean(\.modes), $0.mean(\.quality)) > ($1.mean(\.modes), $1.mean(\.quality)) }
  let even = PlaneOutcome.evenlySpreadOverGrid
  page.table(
    header: RemedyRow.header(modes: 25),
    rows: gridRows.map { row in
      [
        row.remedy.title, row.mean(\.modes).text(.decimals(1)), "\(row.seedsCovering(25)) of \(row.outcomes.count)",
        row.mean(\.quality).text(.percent(1)), row.mean(\.reached).text(.decimals(1)),
      ]
    } + [
      [
        "points spread evenly, a control", "\(even.modes)", "–", even.quality.text(.percent(1)), "\(even.reached)",
      ]
    ],
    caption: """
      The grid: every change, means over four seeds, and points that are spread evenly over the grid's square
      """)

  //: {fold: the claims}
  page.expect("a step with PacGAN costs less than a step of the bare pair", rows.costs["pacgan"]! < 1)
  let whole = rows.ring.filter { $0.seedsCovering(8) == $0.outcomes.count }
  let cheapest = whole.min { rows.costs[$0.remedy.flag]! < rows.costs[$1.remedy.flag]! }
  let sharpest = whole.max { $0.mean(\.quality) < $1.mean(\.quality) }
  page.expect(
    "of the changes that cover the whole ring PacGAN has the cheapest step, and R1 with R2 the most good points on average",
    cheapest?.remedy.flag == "pacgan" && sharpest?.remedy.flag == "r1-r2")
  page.expect(
    "of the changes that cover the whole ring noise that fades has the fewest good points on average",
    whole.min { $0.mean(\.quality) < $1.mean(\.quality) }?.remedy.flag == "fading-noise")
  //: @hide
}

func showLongRuns(_ page: Page, _ found: RemedyRows) throws {
  let onGrid = Dictionary(uniqueKeysWithValues: found.grid.map { ($0.remedy.flag, $0) })
  //: @show
  //: ## More steps on the grid
  //:
  //: More steps reduce R1's blur, but do not bring back what the bare pair has lost. Here are both with {{longTimes}} times
  //: the steps, on {{longSeeds}} of the seeds. The learning rates fall over the second half of these runs too.

  //: {fold: the table of the long runs}
  let longSteps = 4 * PlanePlan().steps
  let long = try [("bare pair", Remedy.bare), ("R1", Remedy.r1())].map { name, remedy in
    let row = try remedyRow(remedy, .grid, steps: longSteps, seeds: 2, as: "\(remedy.flag)-long", page)
    let short = Array(onGrid[remedy.flag]!.outcomes.prefix(row.outcomes.count))
    return (name: name, short: short, long: row.outcomes)
  }
  func cells(_ name: String, _ steps: Int, _ outcomes: [RemedyRow.Outcome]) -> [String] {
    let counts = [outcomes.map(\.modes), outcomes.map(\.reached)].map { values in
      values.map { "\(Int($0))" }.joined(separator: ", ")
    }
    let good = outcomes.map { $0.quality.text(.percent(0)) }.joined(separator: ", ")
    return ["\(name) on the grid", steps.text] + counts + [good]
  }
  page.table(
    header: ["", "steps", "modes covered, by seed", "modes reached, by seed", "good points, by seed"],
    rows: long.flatMap { pair in
      [cells(pair.name, PlanePlan().steps, pair.short), cells(pair.name, longSteps, pair.long)]
    }, caption: "The grid, with the usual number of steps and with more")
  page.record("longTimes", longSteps / PlanePlan().steps)
  page.record("longSeeds", long[0].long.count)
  for (name, pair) in zip(["Plain", "R1"], long) {
    page.record("short\(name)Good", pair.short.map(\.quality).mean(), tolerance: 0, format: .percent(0))
    page.record("long\(name)Good", pair.long.map(\.quality).mean(), tolerance: 0, format: .percent(0))
    page.record("short\(name)Covered", pair.short.map(\.modes).mean(), tolerance: 0, format: .decimals(1))
    page.record("long\(name)Covered", pair.long.map(\.modes).mean(), tolerance: 0, format: .decimals(1))
  }

  //: {fold: the claims}
  let (longPlain, longR1) = (long[0].long, long[1].long)
  page.expect(
    "after the long runs R1 still reaches all 25 modes on both seeds, and it covers more of them than after the short runs, on average more than half",
    zip(longR1, long[1].short).allSatisfy { $0.reached == 25 && $0.modes > $1.modes }
      && longR1.map(\.modes).mean() > 12.5)
  page.expect(
    "after the long runs more than four fifths of the bare pair's points are good on both seeds, and it covers no more modes than after the short runs",
    zip(longPlain, long[0].short).allSatisfy { $0.quality > 0.8 && $0.modes <= $1.modes })

  //: With more steps R1 covers {{longR1Covered}} modes on average, and {{longR1Good}} of its points are good instead of
  //: {{shortR1Good}}. The bare pair only becomes sharp: it covers {{longPlainCovered}} modes, compared with
  //: {{shortPlainCovered}} before. So a blurred generator may need only more steps, while for a collapsed one they were not
  //: enough.
  //: @hide
}

func showStrengths(_ page: Page) throws {
  //: @show
  //: ## Three remedies at several strengths
  //:
  //: This is the table behind [chapter 6's
  //: picture](../chapters/06-mode-collapse/README.md#what-the-changes-that-help-have-in-common). The *steepest
  //: slope* is the one on the map at step {{strengthStep}}, and *reached then* counts the modes that the generator reaches at
  //: that step.

  //: {fold: the table of strengths}
  let strengths = try remedyStrengths(page)
  page.table(
    header: ["", "steepest slope", "reached then", "covered at the end", "good points"],
    rows: strengths.flatMap(\.strengths).map { strength in
      func mean(_ value: (RemedyStrengths.Run) -> Double) -> Double { strength.runs.map(value).mean() }
      return [
        strength.remedy.title, mean(\.early).text(.significant(2)), mean { Double($0.reached) }.text(.decimals(1)),
        mean { Double($0.modes) }.text(.decimals(1)), mean(\.quality).text(.percent(0)),
      ]
    },
    caption: "Three remedies from weak to strong on the ring, means over \(strengths[0].strengths[0].runs.count) seeds")
  page.record("strengthStep", RemedySlope.moments[0])
  //: @hide
}
//: @show
