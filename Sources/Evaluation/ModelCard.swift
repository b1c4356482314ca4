import Datasets
import GAN
import Metrics
import Pictures

/// What a reader should know about the networks that come with the book before using them, in Markdown. Its numbers are
/// those that the networks' files hold.
///
/// - Throws: ``KeptOtherwise`` if a pair is neither that of its nearest look nor that of its end.
public func modelCard() throws -> String {
  let pairs = try ShippedPair.all.map { shipped in
    let pair = try shipped.load()
    let report = pair.report
    guard pair.isKeptAtItsNearest || report.keptStep == report.steps else {
      throw KeptOtherwise(name: shipped.name, step: report.keptStep)
    }
    return (shipped: shipped, report: report, nearest: pair.history.best!, isNearest: pair.isKeptAtItsNearest)
  }
  let rows = pairs.map { shipped, report, nearest, isNearest in
    let (recipe, quality) = (report.plan.recipe, report.quality)
    let chosen = "\(recipe.title): \(recipe.text(steps: report.steps))"
    return [
      shipped.name, report.plan.data.variant, "\(recipe.width)", "\(recipe.batchSize)",
      chosen, report.steps.text, (report.seconds / 60).text(.decimals(0)),
      "\(report.keptStep.text), \(isNearest ? "its nearest look" : "the end")", nearest.step.text,
      quality.toTraining.text(.decimals(2)), quality.toTest.text(.decimals(2)),
      "\(quality.classesNamed) of \(quality.shares.count)",
      "\(quality.shares.min()!.text(.percent(1))), \(quality.shares.max()!.text(.percent(1)))",
    ]
  }
  let header = [
    "network", "data", "width", "batch", "recipe", "steps", "minutes", "kept after", "nearest look after",
    "to training images",
    "to test images", "classes", "smallest and largest class",
  ]
  let table = Table(header: header, rows: rows).markdown
  let features = try DataSet.all.map { data in
    let training = try BookFeatures(for: data).training
    return
      "- `\(data.name)`: \(training.plan.widths.last!) features of \(training.plan.classNames.count) classes; it "
      + "names the class of \(training.accuracy.text(.percent(1))) of \(training.testImages.text) images that it never saw."
  }.joined(separator: "\n")
  func list(_ names: [String]) -> String {
    let quoted = names.map { "`\($0)`" }
    return quoted.count < 2 ? quoted.joined() : quoted.dropLast().joined(separator: ", ") + " and \(quoted.last!)"
  }
  let machines = Dictionary(grouping: pairs) { pair in
    let machine = pair.report.machine
    return "\(machine.cores) cores of \(machine.processor), \(machine.instructionSet)"
  }.sorted { $0.key < $1.key }.map { "\($0): \(list($1.map(\.shipped.name)))" }.joined(separator: "; ")
  let minutes = pairs.map { $0.report.seconds / 60 }
  let (fewest, most) = (minutes.min()!.text(.decimals(0)), minutes.max()!.text(.decimals(0)))
  let usual = pairs[0].report.quality.samples
  let few = Dictionary(grouping: pairs.filter { $0.report.quality.samples != usual }, by: \.report.quality.samples)
  let fewer = few.sorted { $0.key < $1.key }.map { samples, pairs in
    "; those of \(list(pairs.map(\.shipped.name))) are of \(samples.text), which makes them a little larger"
  }.joined()
  let ended = pairs.filter { !$0.isNearest }.map(\.shipped.name)
  let judged = pairs.map(\.shipped).filter(\.hasDiscriminator).map(\.name)
  let exceptions = ended.isEmpty ? "" : ", but for \(list(ended)), kept as at the end of falling rates"
  let letters = try LettersPair.load().report
  let (size, side) = (letters.plan.shape.classes, letters.plan.shape.image.side)
  let lettersMinutes = (letters.seconds / 60).text(.decimals(0))
  let lettersMachine = "\(letters.machine.cores) cores of \(letters.machine.processor)"
  return """
    # The networks that come with the book

    *Written by `swift run bench model-card` from the networks' own files.*

    \(pairs.count) pairs for the book's two data sets, each a generator and a discriminator of 32 × 32 colour images. A generator's weights are the moving average of its
    training; all are stored in half precision, in `cache/`. Of \(list(judged)) the discriminator is stored too; the others are
    stored without, for they only draw.

    **Which moment was kept.** Each pair is kept as it was at its nearest look, where its distance to training images was lowest\(exceptions):
    [an answer](../../answers/photograph-trials.md#a-network-that-knows-the-labels) compares both moments.

    \(table)

    **Distances** are Fréchet distances between the features of \(usual.text) generated images and of the same number of
    real ones\(fewer). The features are those of the book's own small networks, not of Inception: they compare these networks
    with one another, and with nothing that a paper reports. (`scripts/inception-fid` measures FID with Inception's weights;
    for these networks that has not been done.) The distances of `cifar10-enhanced` and `cifar10-classes`, which learnt labels, are
    measured in features of a network that was taught the same labels, so they may be too small for these pairs: [an answer](../../answers/photograph-trials.md#a-network-that-knows-the-labels) has them in
    other features too. The same holds of `shapes-classes` and `shapes-wide`: the network that judges them was taught figures and
    hues, so it knows the figures' names that taught their discriminators. They were not measured in other features.
    Where the nearest look was kept, it was chosen by the distance to *training* images; the distance to test images is what
    it then was. A generator that is told classes draws each equally often. **Classes** are those into which the book's
    classifier puts at least a quarter of an equal share of the samples.

    \(features)

    **Letters.** An eighth generator, `\(LettersPair.name)`, draws \(size) capital letters, grey and \(side) × \(side). [A page](../../answers/letters.md)
    shows it. It was trained on \(letters.plan.images.text) images of letters, which were drawn from fonts of Debian's packages under many free
    licences, for \(letters.steps.text) steps (\(lettersMinutes) minutes on \(lettersMachine)).

    **Data.** `shapes` are the book's own drawn images. `cifar10-jpeg` is CIFAR-10 ([Krizhevsky 2009](../../answers/bibliography.md#krizhevsky-2009)) after one pass
    through JPEG, whose traces a generator can learn; networks trained on the original files may score differently. No image of
    CIFAR-10 is contained in these files; what memorising means and how to look for it is in this chapter and in chapter 7.

    **Machines.** \(machines). Minutes are the wall time of the training steps; most of these runs shared their machine with
    other jobs.

    **Limits.** The networks are small, and those of the table were trained for \(fewest) to \(most) minutes on a processor. The images of
    `cifar10-plain` have the colours, backgrounds and outlines of photographs and seldom a recognisable object. Those of
    `cifar10-enhanced` can sometimes be named, those of `cifar10-classes` more often (by eye; not measured). The
    discriminators of these two learnt the labels of real images.
    Each pair is one run with one seed. They are for learning how such networks behave, and for nothing that depends on what
    an image shows.

    """
}

extension Recipe {
  /// Its name, or that of the same recipe with the enhanced generator.
  fileprivate var title: String {
    if let called { return called }
    var enhanced = self
    enhanced.refinements = 1
    return enhanced.called.map { "\($0), plain generator" } ?? "no name"
  }
}

/// A pair that is neither that of its nearest look nor that of its end.
public struct KeptOtherwise: Error, CustomStringConvertible {
  /// The pair, and the step after which it was kept.
  let name: String, step: Int

  /// What is wrong, and what was expected.
  public var description: String {
    "the pair \(name) was kept after \(step.text) steps, expected its nearest look, or its end"
  }
}
