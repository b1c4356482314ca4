import Datasets
import GAN
import Pictures

/// Every recipe that was tried, in Markdown: what `bench quality` found, from `recipes.jsonl` beside this file.
public func recipeTable() throws -> String {
  let lines: [QualityTrial.Line] = try trialLog("recipes")
  func table(_ isMeant: (String) -> Bool) -> String {
    let rows = lines.filter { isMeant($0.dataset) }.sorted {
      $0.steps == $1.steps ? $0.toTraining < $1.toTraining : $0.steps < $1.steps
    }
    let cells = rows.map { line -> [String] in
      let recipe = line.changed
      let (chosen, width, batch) = (recipe?.text(steps: line.steps), recipe?.width.text, recipe?.batchSize.text)
      return [
        line.steps.text, line.name, chosen ?? "", width ?? "", batch ?? "", "\(line.seed)",
        line.minutes.text(.decimals(1)), line.toTraining.text(.decimals(2)), line.toTest.text(.decimals(2)),
        line.lastToTraining?.text(.decimals(2)) ?? "not measured",
        line.otherToTest?.text(.decimals(2)) ?? "not measured",
        line.accuracy?.text(.percent(0)) ?? (line.conditional == true ? "not measured" : "–"), "\(line.classes)",
        line.leastShare.text(.percent(1)), line.largestShare.text(.percent(1)),
      ]
    }
    let header = [
      "steps", "recipe", "what is chosen", "width", "batch", "seed", "minutes", "to training images", "to test images",
      "last weights, to training images", "in the other network's features, to test images", "accuracy", "classes",
      "least", "largest",
    ]
    return Table(header: header, rows: cells).markdown
  }
  let photographs = lines.filter { $0.dataset.hasPrefix("cifar10") && $0.seed == 1 }
  let last = photographs.filter { $0.recipe == "plain" }.map(\.steps).max() ?? 0
  // Of all seeds, without a class to draw; labels may have been taught.
  let drawnWithout = lines.filter { $0.dataset.hasPrefix("cifar10") && $0.steps == last && $0.conditional != true }
  func nearest(labels: Bool) -> QualityTrial.Line? {
    drawnWithout.filter { (($0.changed?.classWeight ?? 0) > 0) == labels }.min { $0.toTraining < $1.toTraining }
  }
  func told(_ line: QualityTrial.Line?) -> String {
    line.map { "`\($0.name)`, seed \($0.seed) (\($0.toTraining.text(.decimals(2))))" } ?? "none"
  }
  let seeds = Dictionary(grouping: drawnWithout, by: \.name).mapValues { Set($0.map(\.seed)).count }
  let several = seeds.filter { $0.value > 1 }.keys.sorted().map { "`\($0)`" }
  func run(_ data: DataSet, _ kind: ShippedPair.Kind) throws -> String {
    let shipped = ShippedPair(data: data, kind: kind)
    let pair = try shipped.load()
    let rows = pair.history.scores.map { score in
      [
        score.step.text, score.toTraining.text(.decimals(2)), score.toTest.text(.decimals(2)),
        "\(score.classes) of \(pair.report.quality.shares.count)",
      ]
    }
    let header = ["steps", "to training images", "to test images", "classes"]
    let (plan, recipe) = (pair.report.plan, pair.report.plan.recipe)
    return """
      **\(shipped.name)**, recipe \(recipe.called.map { "`\($0)`" } ?? "without a name"): \
      \(recipe.text(steps: pair.report.steps)), width \(recipe.width), \
      batch \(recipe.batchSize), seed \(plan.seed); kept after \(pair.report.keptStep.text) steps, \
      \(pair.isKeptAtItsNearest ? "its nearest look" : "its end, and nearest after \(pair.history.best!.step.text)")

      \(Table(header: header, rows: rows).markdown)
      """
  }
  return """
    # Recipes that were tried

    *Written by `swift run bench recipes` from `recipes.jsonl`, whose lines `swift run bench quality` printed:*

    ```
    swift run bench quality --recipe shapes --dataset shapes --steps 600,1200,2400 --seed 1
    ```

    Every line is one moment of one run from scratch: steps, minutes of wall time on a machine that did other work beside
    them (so only steps compare fairly), Fréchet distances of 10,000 samples to 10,000 training and 10,000 test images in
    the features of the book's own network, the classes that at least a quarter of an equal share of the samples fall into, and
    the smallest and largest share of a class. The other network is that of Shapes for photographs. Accuracy is the share
    of samples that the network calls what was asked for, "–" where no class was asked for. Fewer steps come first, and
    among equal ones the nearest. A recipe is chosen by the distance to training images; the distance to test images is
    only reported.

    ## Shapes

    \(table { $0 == "shapes" })

    ## CIFAR-10 (the JPEG variant)

    [Chapter 5](README.md#three-pairs-that-come-with-the-book) says which recipe made which network. `photographs` is `relativistic` with labels
    (`classWeight=0.25`) and with rates that fall. With `conditional` both networks are told the classes too. `dcgan` is as near to
    [Radford et al. 2015](../../answers/bibliography.md#radford-2015) as these networks come, and `plain` is `dcgan` with dropout in the discriminator in the place of
    batch normalisation.

    All runs are from scratch. These recipes ran on several seeds: \(several.joined(separator: "; ")). The others ran on one,
    and small differences between them mean nothing. After \(last.text) steps, of those that draw without a class, the nearest line that was
    taught no labels is \(told(nearest(labels: false))). The nearest that was taught them is \(told(nearest(labels: true))), in
    features that know these labels. Residual blocks (`blocks=residual`), classes told in batch normalisation
    (`classInput=batchNorm`) and spectral normalisation of the image discriminator (`spectralNorm=discriminator`) were tried for
    \(last.text) steps and no longer. Other initial weights have not been tried on photographs.

    \(table { $0.hasPrefix("cifar10") })

    ## The runs of the networks that come with the book

    The looks of `cifar10-enhanced` and `cifar10-classes` are of fewer samples than those of `cifar10-plain` and of the model card,
    which makes distances a little larger: compare the looks of a run with one another.
    [An answer](../../answers/photograph-trials.md#a-network-that-knows-the-labels) says which moment of a run was kept.

    \(try run(.cifar10, .plain))

    \(try run(.cifar10, .enhanced))

    \(try run(.cifar10, .classes))

    """
}

extension QualityTrial.Line {
  /// The recipe's name, with what was changed about it as one writes it after `--set`.
  var name: String {
    ([recipe] + (conditional == true ? ["told classes"] : []) + (settings ?? [])).joined(separator: ", ")
  }

  /// The same in words, for a table: made from the run's settings, so that a recipe's name alone always means the recipe
  /// as it is.
  ///
  /// - Parameter setting: One setting to leave out, for a table that has a column for it.
  public func title(without setting: String? = nil) -> String {
    let kept = (settings ?? []).filter { change in setting.map { !change.hasPrefix("\($0)=") } ?? true }
    let told = conditional == true ? ["told classes"] : []
    return ([recipe] + told + kept.map(Self.words(for:))).joined(separator: ", ")
  }

  private static func words(for change: String) -> String {
    let parts = change.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return change }
    switch parts[0] {
    case "beta1": return "β₁ = \(parts[1])"
    case "fade":
      let ends = parts[1].split(separator: "-").compactMap { Int($0) }
      return ends.count == 2 ? "rates that fall from step \(ends[0].text) to \(ends[1].text)" : change
    default: return change
    }
  }

  /// The recipe with its changes; `nil` if there is none of that name.
  public var changed: Recipe? {
    guard var recipe = Recipe.named[recipe] else { return nil }
    for setting in settings ?? [] { guard (try? recipe.set(setting)) != nil else { return nil } }
    return recipe
  }
}

extension Recipe {
  /// The name that the book knows it by; `nil` if it has none.
  var called: String? { Recipe.named.first { $0.value == self }?.key }

  /// What was chosen, in a few words, as far as it matters in so many steps.
  public func text(steps: Int) -> String {
    let played =
      switch loss {
      case .nonSaturating: "non-saturating"
      case .smoothed: "non-saturating, real labels 0.9"
      case .hinge: "hinge"
      case .relativistic: "relativistic pairs"
      }
    var words = [played]
    words.append(
      generatorRate == discriminatorRate ? "rates \(generatorRate)" : "rates \(generatorRate) and \(discriminatorRate)")
    if let fade, steps > fade.after {
      words.append("which fall between \(fade.after.text) and \(fade.until.text) steps")
    }
    if blocks == .residual { words.append("residual blocks") }
    if spectralNorm == .discriminator { words.append("spectral norm") }
    if discriminatorNorm == .batch { words.append("batch normalisation in both networks") }
    if dropout > 0 { words.append("dropout \(dropout)") }
    if beta1 != Recipe().beta1 { words.append("β₁ = \(beta1 == 0 ? "0" : "\(beta1)")") }
    if r1 > 0 { words.append("R1 γ = \(r1)") }
    if r2 > 0 { words.append("R2 γ = \(r2)") }
    if augmentation != nil { words.append("differentiable augmentation") }
    if classWeight > 0 { words.append("auxiliary classifier × \(classWeight)") }
    if classInput == .batchNorm { words.append("classes in batch normalisation") }
    words.append("average \(averageDecay)")
    return words.joined(separator: ", ")
  }
}
