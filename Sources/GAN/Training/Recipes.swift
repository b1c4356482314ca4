extension Recipe {
  /// The plain generator at DCGAN's rates (Radford 2015); the discriminator has dropout in the place of batch
  /// normalisation.
  public static let plain = Recipe(refinements: 0, dropout: 0.4)

  /// As near to DCGAN (Radford 2015) as these networks come: `plain` with batch normalisation in the discriminator too,
  /// and without dropout.
  public static let dcgan = plain.with { ($0.discriminatorNorm, $0.dropout) = (.batch, 0) }

  /// For images of any kind: half the width and half the batch, so that an hour holds several times as many steps; higher
  /// rates, which fall once the scores stop improving; R1 in the place of dropout; and Adam without its memory of the
  /// direction (β₁ = 0, as in Karras 2018), with which short runs came nearer.
  public static let withR1 = Recipe(
    width: 32, generatorRate: 8e-4, discriminatorRate: 8e-4, beta1: 0, fade: Fade(after: 93_720, until: 124_960), r1: 1,
    batchSize: 32)

  /// The same for Shapes, in networks so small that a minute holds thousands of steps.
  public static let shapes = Recipe(
    width: 16, generatorRate: 1e-3, discriminatorRate: 1e-3, beta1: 0, r1: 1, batchSize: 16)

  /// For photographs too: relativistic pairs, light penalties on real and on generated images (Huang 2024), and β₁ = 0.5.
  public static let relativistic = withR1.with {
    ($0.loss, $0.r1, $0.r2, $0.fade) = (.relativistic, 0.1, 0.1, nil)
    $0.beta1 = 0.5
  }

  /// For an hour, where images have labels: an auxiliary classifier learns them (Odena 2017), the networks are half as wide
  /// again, β₁ is 0, and the rates fall early. The images are drawn without a class.
  public static let photographs = relativistic.with {
    ($0.width, $0.beta1, $0.classWeight, $0.fade) = (48, 0, 0.25, Fade(after: 10_000, until: 24_500))
  }

  /// The same for a pair that is told classes: each has a scale and a shift of its own in the generator's batch normalisation
  /// (Miyato & Koyama 2018, after Dumoulin 2017).
  public static let conditional = photographs.with { ($0.classWeight, $0.classInput) = (0.5, .batchNorm) }

  /// The recipe of Shapes for a pair that is told classes, with rates that fall.
  public static let shapesConditional = shapes.with {
    ($0.classWeight, $0.fade) = (0.5, Fade(after: 3000, until: 8000))
  }

  /// What drew the letters of 64 pixels: as for a pair of Shapes that is told classes, but with relativistic pairs, light
  /// penalties, β₁ = 0.5, larger batches and rates that fall later.
  public static let letters = shapesConditional.with {
    ($0.loss, $0.r1, $0.r2) = (.relativistic, 0.3, 0.3)
    ($0.beta1, $0.batchSize, $0.fade) = (0.5, 32, Fade(after: 8000, until: 14_500))
  }

  /// The recipe of Shapes for 30,000 steps: networks twice as wide, batches twice as large, relativistic pairs, an auxiliary
  /// classifier that learns the labels, and rates that fall. The images are drawn without a class.
  public static let shapesWide = shapes.with {
    ($0.width, $0.batchSize, $0.fade) = (32, 32, Fade(after: 10_000, until: 30_000))
    ($0.loss, $0.r1, $0.r2, $0.classWeight) = (.relativistic, 0.3, 0.3, 0.25)
  }

  /// For images of 64 pixels and more: half the width of ``withR1``, for a pixel costs as much as there and there are
  /// four times as many.
  public static let large = withR1.with { ($0.width, $0.batchSize, $0.fade) = (16, 16, nil) }

  /// The recipes by name: those that the book uses, and those that they were chosen from.
  public static let named: [String: Recipe] = [
    "plain": plain,
    "dcgan": dcgan,
    "r1": withR1,
    "r1-large-batch": withR1.with { $0.batchSize = 64 },
    "r1-light": withR1.with { $0.r1 = 0.1 },
    "r1-slow": withR1.with { ($0.generatorRate, $0.discriminatorRate) = (4e-4, 4e-4) },
    "r1-two-rates": withR1.with { ($0.generatorRate, $0.discriminatorRate) = (4e-4, 8e-4) },
    "r1-hinge": withR1.with { $0.loss = .hinge },
    "r1-smoothed": withR1.with { $0.loss = .smoothed },
    "r1-augmented": withR1.with { $0.augmentation = DifferentiableAugmentation() },
    "r1-dropout": withR1.with { ($0.dropout, $0.r1) = (0.4, 0) },
    "r1-long-average": withR1.with { $0.averageDecay = 0.9995 },
    "r1-wide": withR1.with { ($0.width, $0.generatorRate, $0.discriminatorRate) = (64, 4e-4, 4e-4) },
    "relativistic": relativistic,
    "photographs": photographs,
    "conditional": conditional,
    "large": large,
    "letters": letters,
    "shapes": shapes,
    "shapes-conditional": shapesConditional,
    "shapes-wide": shapesWide,
    "shapes-dropout": shapes.with { ($0.dropout, $0.r1) = (0.2, 0) },
    "shapes-light-r1": shapes.with { $0.r1 = 0.1 },
    "shapes-strong-r1": shapes.with { $0.r1 = 5 },
  ]

  private func with(_ change: (inout Recipe) -> Void) -> Recipe {
    var recipe = self
    change(&recipe)
    return recipe
  }
}
