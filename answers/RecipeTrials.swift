import Evaluation

/// Recipes that were trained from the first step and scored on the way, as `swift run bench quality` printed it.
struct RecipeTrials {
  private let lines: [QualityTrial.Line]

  init() throws { lines = try trialLog("recipes") }

  /// What was found after so many steps of a recipe with these settings: a line for each run, in order of seeds.
  func runs(
    of recipe: String, with settings: [String]? = nil, after steps: Int = 2000
  ) -> [QualityTrial.Line] {
    let found = lines.filter { line in
      line.recipe == recipe && line.settings == settings && line.steps == steps
        && line.conditional != true
    }
    return found.sorted { ($0.seed, $0.toTest) < ($1.seed, $1.toTest) }
  }
}
