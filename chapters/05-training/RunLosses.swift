import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Plots

//: @hide
func showLosses(_ page: Page, _ session: ChapterRun, _ options: TrainingChapter) throws {
  let run = session.run
  //: @show
  //: ## What the numbers do
  //:
  //: Did the generator's loss fall as its pictures got better? Decide, and then open the plots of two runs: this page's, and
  //: that of `shapes-enhanced`, which is longer and has no labels.

  //: {fold: the plot of the losses}
  let longerPair = try TrainedPair.shipped(.shapes, .enhanced)
  let longer = longerPair.history
  // A column of the plot for each run, whose `History` has its losses and its FDs, and into how many stretches its steps are
  // divided. FDs of photographs would be those of another network.
  var columns = [(title: "This run", history: run.whole, parts: max(run.whole.turns.count / 20, 1))]
  if session.set == .shapes { columns.append((title: "shapes-enhanced", history: longer, parts: 80)) }
  // The steps of a run with round ticks, so that its losses and the FD below them have the same axis.
  func axis(of history: History) -> Axis {
    let count = Double(max(history.turns.count, 1))
    let power = pow(10, log10(count / 5).rounded(.down))
    let spacing = [1, 2, 5, 10].map { $0 * power }.first { 5 * $0 >= count } ?? count
    return Axis("step", range: 0...count, ticks: Array(stride(from: 0, through: count, by: spacing)))
  }
  let means = columns.map { column in
    (
      discriminator: column.history.means(of: \.discriminatorLoss, parts: column.parts),
      generator: column.history.means(of: \.generatorLoss, parts: column.parts)
    )
  }
  // Both columns have the same axes for losses and for FDs.
  let highestLoss = means.flatMap { $0.discriminator.y + $0.generator.y }.filter(\.isFinite).max() ?? 1
  let lossAxis = Axis("loss", range: 0...max((2 * highestLoss).rounded(.up) / 2, 1.5))
  let found = columns.flatMap { $0.history.scores.map(\.toTest) }.filter { $0 > 0 && $0.isFinite }
  let (lowest, highest) = (Int(log10(found.min() ?? 1).rounded(.down)), Int(log10(found.max() ?? 1).rounded(.down)))
  let ticks: [Double] =
    (lowest...highest).flatMap { decade in [1.0, 2.0, 5.0].map { $0 * pow(10, Double(decade)) } }
    + [pow(10, Double(highest + 1))]
  let distanceAxis = Axis(
    "FD (logarithmic axis)", .logarithmic, range: ticks[0]...ticks[ticks.count - 1], ticks: ticks)
  let losses = zip(columns, means).map { column, means in
    LinePlot(
      "\(column.title): losses", x: axis(of: column.history), y: lossAxis,
      [
        Series("discriminator", x: means.discriminator.x, y: means.discriminator.y, as: .discriminator),
        Series("generator", x: means.generator.x, y: means.generator.y, as: .generator),
      ], references: [.horizontal(2 * log(2), "D: 2 log 2"), .horizontal(log(2), "G: log 2")])
  }
  let distances = columns.map { column in
    let scores = column.history.scores
    return LinePlot(
      "\(column.title): FD", x: axis(of: column.history), y: distanceAxis,
      [Series("FD", x: scores.map(\.step), y: scores.map(\.toTest), as: .enhanced)])
  }
  try page.show(
    Panels(losses + distances, columns: 2),
    caption: """
      Losses of two runs, with their FDs: a column for each run. The losses are averaged over short stretches, and those of \
      this run are without the terms of labels. The FDs are those of \(session.samples.text) images on the left and of \
      \(longerPair.report.quality.samples.text) on the right. The level lines are the losses of both players if the \
      discriminator answers ½ to everything
      """,
    alternative: """
      On the left the generator's loss rises, while the FD below it falls steeply and then rises a little. On the right both losses soon stay nearly level, while the FD below them falls all the time.
      """, behind: "I have decided: show the losses and the FDs")

  //: {fold: the numbers and the claims of the losses}
  let (firstLoss, lastLoss) = (means[0].generator.y[0], means[0].generator.y.last!)
  page.record("lossAtStart", firstLoss, tolerance: 0.1, format: .decimals(1))
  page.record("lossAtEnd", lastLoss, tolerance: 0.4, format: .decimals(1))
  if session.set == .shapes && options.epochs == nil && !options.goOn {
    page.expect(
      "the generator's loss is at least a third higher at the end of the run than at the beginning",
      3 * lastLoss > 4 * firstLoss,
      from: .standard)
  }
  let longerDistances = longer.scores.filter { $0.step > 0 }.map(\.toTest)
  let longerLosses = longer.means(of: \.generatorLoss, parts: 20).y
  let longerMistakes = longer.means(of: \.discriminatorLoss, parts: 20).y
  page.record("longerFirst", longerDistances.first!, tolerance: 0, format: .decimals(1))
  page.record("longerLast", longerDistances.last!, tolerance: 0, format: .decimals(1))
  page.expect(
    "after the first step the FD of `shapes-enhanced` is lower at every evaluation than at the one before",
    longerDistances.count >= 10 && zip(longerDistances, longerDistances.dropFirst()).allSatisfy { $1 < $0 })
  page.expect(
    "averaged over twentieths of the run, both losses of `shapes-enhanced` stay between 1 and 1.3",
    (longerLosses + longerMistakes).allSatisfy { 1 < $0 && $0 < 1.3 })
  //: **The generator's loss does not tell whether its pictures get better.** In this page's run it begins at {{lossAtStart}}
  //: with snow and ends at {{lossAtEnd}} with figures, so it rises. In the longer run the FD falls from evaluation to evaluation, from
  //: {{longerFirst}} to {{longerLast}}, while both losses stay between 1 and 1.3.
  //:
  //: A loss compares the generator with a discriminator that is learning too: when one player gets better, the other's task
  //: gets harder. Nor does it help to wait for the level lines, because a discriminator that knows nothing [has these losses
  //: too](#appendix-what-the-discriminator-answers). So watch the same latent vectors over time, and measure an FD.
  //: @hide
}
