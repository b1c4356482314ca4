import Engine

extension Recipe {
  private enum CodingKeys: CodingKey {
    case blocks, refinements, width, dropout, spectralNorm, discriminatorNorm, loss, classWeight, classInput,
      generatorRate
    case discriminatorRate, beta1, fade, r1, r2, r1Interval, augmentation, averageDecay, batchSize, precision
  }

  /// Reads a recipe. What it does not name of its networks' blocks, normalisation, the way in for classes, β₁, R2,
  /// the auxiliary classifier and the precision is as usual.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init()
    blocks = try container.decodeIfPresent(BlockKind.self, forKey: .blocks) ?? blocks
    refinements = try container.decode(Int.self, forKey: .refinements)
    width = try container.decode(Int.self, forKey: .width)
    dropout = try container.decode(Float.self, forKey: .dropout)
    spectralNorm = try container.decodeIfPresent(SpectralNormUse.self, forKey: .spectralNorm) ?? spectralNorm
    discriminatorNorm =
      try container.decodeIfPresent(DiscriminatorNorm.self, forKey: .discriminatorNorm) ?? discriminatorNorm
    loss = try container.decode(Loss.self, forKey: .loss)
    classWeight = try container.decodeIfPresent(Float.self, forKey: .classWeight) ?? classWeight
    classInput = try container.decodeIfPresent(ClassInput.self, forKey: .classInput) ?? classInput
    generatorRate = try container.decode(Float.self, forKey: .generatorRate)
    discriminatorRate = try container.decode(Float.self, forKey: .discriminatorRate)
    beta1 = try container.decodeIfPresent(Float.self, forKey: .beta1) ?? beta1
    fade = try container.decodeIfPresent(Fade.self, forKey: .fade)
    r1 = try container.decode(Float.self, forKey: .r1)
    r2 = try container.decodeIfPresent(Float.self, forKey: .r2) ?? r2
    r1Interval = try container.decode(Int.self, forKey: .r1Interval)
    augmentation = try container.decodeIfPresent(DifferentiableAugmentation.self, forKey: .augmentation)
    averageDecay = try container.decode(Float.self, forKey: .averageDecay)
    batchSize = try container.decode(Int.self, forKey: .batchSize)
    precision = try container.decodeIfPresent(Precision.self, forKey: .precision) ?? precision
  }

  /// Writes the recipe. The usual blocks, way in for classes, β₁ and precision, normalisation of nothing, an R2 of 0 and
  /// a classifier that counts nothing are left out, so that what depends on a recipe without them is still known by the
  /// same key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if blocks != Recipe().blocks { try container.encode(blocks, forKey: .blocks) }
    try container.encode(refinements, forKey: .refinements)
    try container.encode(width, forKey: .width)
    try container.encode(dropout, forKey: .dropout)
    if spectralNorm != Recipe().spectralNorm { try container.encode(spectralNorm, forKey: .spectralNorm) }
    if discriminatorNorm != Recipe().discriminatorNorm {
      try container.encode(discriminatorNorm, forKey: .discriminatorNorm)
    }
    try container.encode(loss, forKey: .loss)
    if classWeight != Recipe().classWeight { try container.encode(classWeight, forKey: .classWeight) }
    if classInput != Recipe().classInput { try container.encode(classInput, forKey: .classInput) }
    try container.encode(generatorRate, forKey: .generatorRate)
    try container.encode(discriminatorRate, forKey: .discriminatorRate)
    if beta1 != Recipe().beta1 { try container.encode(beta1, forKey: .beta1) }
    try container.encodeIfPresent(fade, forKey: .fade)
    try container.encode(r1, forKey: .r1)
    if r2 != Recipe().r2 { try container.encode(r2, forKey: .r2) }
    try container.encode(r1Interval, forKey: .r1Interval)
    try container.encodeIfPresent(augmentation, forKey: .augmentation)
    try container.encode(averageDecay, forKey: .averageDecay)
    try container.encode(batchSize, forKey: .batchSize)
    if precision != Recipe().precision { try container.encode(precision, forKey: .precision) }
  }
}
