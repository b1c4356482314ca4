import ArgumentParser
import Evaluation
import Notebook

/// The book's four questions, in the order in which they are read.
public let questions: [any BookPage.Type] = [
  MinimaxAnswer.self, ModeCollapseAnswer.self, DiscriminatorAnswer.self, MetricsAnswer.self,
]

/// What goes on from a chapter or an answer, for those who want to use or to check it.
public let furtherPages: [any BookPage.Type] = [
  WassersteinAnswer.self, RemediesAnswer.self, CollapseOnImagesAnswer.self, ClassesAnswer.self,
  LettersAnswer.self,
  PhotographRecipeAnswer.self, PhotographTrialsAnswer.self, ManyMachinesAnswer.self,
]

/// All answers.
public let answers = questions + furtherPages

struct MinimaxAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "minimax", title: "The minimax loss",
    summary: "what it is, and how it makes the two networks compete",
    files: ["Minimax.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try minimaxAnswer(page) }
}

struct ModeCollapseAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "mode-collapse", title: "Mode collapse",
    summary: "what it is, why it happens, and what helps",
    files: ["ModeCollapse.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try modeCollapseAnswer(page) }
}

struct DiscriminatorAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "discriminator", title: "The discriminator's role",
    summary: "a loss function that is learnt and moves",
    files: ["DiscriminatorRole.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try discriminatorAnswer(page) }
}

struct MetricsAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "metrics", title: "Inception Score and FID",
    summary: "how they evaluate a GAN, what they see and what they miss",
    files: ["MetricsAnswer.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try metricsAnswer(page) }
}

struct WassersteinAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "wasserstein", title: "Wasserstein, and why a slope is bounded",
    summary: "what a loss measures where distributions do not overlap, and four critics beside the exact distance",
    files: ["WassersteinDistance.swift", "SlopeBounds.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try wassersteinAnswer(page) }
}

struct RemediesAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "remedies", title: "The remedies, one by one",
    summary: "how each change against mode collapse is made, and all that it did",
    files: [
      "RemediesOneByOne.swift", "RemedySteepness.swift", "RemedyNumbers.swift", "OtherBeginnings.swift",
    ])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try remediesAnswer(page) }
}

struct CollapseOnImagesAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "collapse-on-images", title: "Mode collapse on images",
    summary: "three ways to see it in images, and what each misses",
    files: [
      "CollapsedImages.swift", "BirthdayOfShapes.swift", "CollapsedPhotographs.swift", "PhotographTwins.swift",
      "ManyModes.swift",
    ], publishedWith: ["--dataset", "shapes"])

  @OptionGroup var images: DataOptions
  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try collapseOnImagesAnswer(page, images) }
}

struct PhotographRecipeAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "photographs", title: "A recipe for photographs",
    summary: "which recipe to start with, and what the choice rests on",
    files: ["PhotographRecipe.swift", "ThreeRecipes.swift", "RecipeSettings.swift", "ChoosingImages.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try photographRecipeAnswer(page) }
}

struct ClassesAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "classes", title: "Labels and classes",
    summary: "what a GAN gains if it is told the classes", files: ["LabelsAndClasses.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try classesAnswer(page) }
}

struct LettersAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "letters", title: "Letters, 64 × 64",
    summary: "a GAN trained on a folder of images draws alphabets of its own", files: ["Letters.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try lettersAnswer(page) }
}

struct PhotographTrialsAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "photograph-trials", title: "The trials behind the recipe",
    summary: "to check the choice: what did not help, and where two scoring networks disagree",
    files: ["PhotographTrials.swift", "LongRuns.swift", "TwoEngines.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try photographTrialsAnswer(page) }
}

struct ManyMachinesAnswer: BookPage {
  static let entry = Entry(
    number: nil, name: "many-machines", title: "Many machines",
    summary: "what cutting the batch changes, why the bits agree, and what it costs",
    files: ["ManyMachines.swift"])

  @OptionGroup var common: RunArguments

  func show(on page: Page) throws { try manyMachinesAnswer(page) }
}
