import GAN

extension LabOption {
  private static let (data, noise, players, game, course) = ("Data", "Noise", "Networks", "Game", "Course")
  private static let widths = [4, 8, 16, 32, 64, 128, 256]
  private static let rates: [Float] = [0.0001, 0.0003, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1]

  /// Every option of a plan, in the order in which the page shows them.
  public static let all: [LabOption] = [
    .choice("data", "Data", data, "The distribution that the generator has to learn.", { $0.data }, { $0.data = $1 }),
    LabOption(
      name: "points", title: "Your points", group: data, help: "Points that you drew or that came from a file.",
      kind: .points, get: { $0.points.text },
      set: { plan, text in
        guard let points = LabPoints(text: text) else { return false }
        plan.points = points
        return true
      }),
    .whole(
      "latents", "Latent values", noise, "How many random numbers the generator makes a point of.", 1...128,
      offered: [1, 2, 4, 8, 16, 64], { $0.latents }, { $0.latents = $1 }),
    .choice("noise", "Drawn from", noise, "The distribution of each latent value.", { $0.noise }, { $0.noise = $1 }),
    .whole(
      "g-depth", "G: layers", players, "How many hidden layers the generator has.", 1...6,
      offered: [1, 2, 3, 4], { $0.generatorDepth }, { $0.generatorDepth = $1 }),
    .whole(
      "g-width", "G: width", players, "How many units each of them has.", 1...512, offered: widths,
      { $0.generatorWidth }, { $0.generatorWidth = $1 }),
    .whole(
      "d-depth", "D: layers", players, "How many hidden layers the discriminator has.", 1...6,
      offered: [1, 2, 3, 4], { $0.discriminatorDepth }, { $0.discriminatorDepth = $1 }),
    .whole(
      "d-width", "D: width", players, "How many units each of them has.", 1...512, offered: widths,
      { $0.discriminatorWidth }, { $0.discriminatorWidth = $1 }),
    .choice("loss", "Loss", game, "What both players minimise.", { $0.loss }, { $0.loss = $1 }),
    LabOption(
      name: "remedy", title: "Remedy", group: game, help: "What is changed about the bare pair (chapter 6).",
      kind: .choice(LabPlan.remedies.map { ($0.flag, $0.title.prefix(1).uppercased() + $0.title.dropFirst()) }),
      get: { $0.remedy },
      set: { plan, text in
        guard LabPlan.remedies.contains(where: { $0.flag == text }) else { return false }
        plan.remedy = text
        return true
      }),
    .choice(
      "optimizer", "Optimiser", game, "What turns gradients into steps.", { $0.optimizer }, { $0.optimizer = $1 }),
    .number(
      "g-rate", "G: rate", game, "The size of the generator's steps.", 0.000001...1, offered: rates,
      { $0.generatorRate }, { $0.generatorRate = $1 }),
    .number(
      "d-rate", "D: rate", game, "The size of the discriminator's steps.", 0.000001...1, offered: rates,
      { $0.discriminatorRate }, { $0.discriminatorRate = $1 }),
    .whole(
      "g-turns", "G: turns", game, "How often the generator learns in each step.", 1...10,
      offered: [1, 2, 3, 5], { $0.generatorTurns }, { $0.generatorTurns = $1 }),
    .whole(
      "d-turns", "D: turns", game, "How often the discriminator learns in each step.", 1...10,
      offered: [1, 2, 3, 5], { $0.discriminatorTurns }, { $0.discriminatorTurns = $1 }),
    .whole(
      "batch", "Batch", game, "How many real points a turn looks at, and how many generated ones.", 4...1024,
      offered: [16, 64, 128, 256, 512], { $0.batch }, { $0.batch = $1 }),
    .whole(
      "length", "Steps", course, "When the run is over.", 1...200_000, offered: [2000, 4000, 8000, 20_000, 100_000],
      { $0.length }, { $0.length = $1 }),
    LabOption(
      name: "decays", title: "Rates fall", group: course,
      help: "Both rates fall to zero over the second half of the run.",
      kind: .flag, get: { $0.decays ? "1" : "0" },
      set: { plan, text in
        guard text == "0" || text == "1" else { return false }
        plan.decays = text == "1"
        return true
      }),
    .whole(
      "ahead", "Train ahead", course, "Steps that are made before you see the first picture.", 0...20_000,
      offered: [0, 500, 2000, 5000], { $0.ahead }, { $0.ahead = $1 }),
    LabOption(
      name: "seed", title: "Seed", group: course,
      help: "What the initial weights and everything random follow from: the same seed, the same run.", kind: .seed,
      get: { "\($0.seed)" },
      set: { plan, text in
        guard let seed = UInt64(text) else { return false }
        plan.seed = seed
        return true
      }),
  ]
}
