import Pictures

/// How a thing looks in every figure: its colour, its dash pattern as a curve, its marker as points.
///
/// Real samples are circles and generated ones crosses; every loss, remedy and network has one colour throughout the book.
/// Two things that are compared in one figure differ in colour and in dash or marker. Grades of one thing differ in strength,
/// or in how far a disc is filled.
public struct Encoding: Equatable, Sendable {
  let ink: Ink
  let dash: String
  /// Nil draws curves without markers, and points as circles.
  let glyph: Glyph?
  /// Known beforehand, such as real samples or an exact curve: drawn behind what was found out.
  let isKnown: Bool

  private static let dashes = ["", "7 3", "2 2.5", "9 3 2 3", "12 4", "4 2 1 2 1 2", "5 5"]
  private static let glyphs: [Glyph] = [.disc, .cross, .triangle, .square, .diamond, .plus]

  private init(_ ink: Ink, dash: String, glyph: Glyph?, isKnown: Bool = false) {
    (self.ink, self.dash, self.glyph, self.isKnown) = (ink, dash, glyph, isKnown)
  }

  /// A look of its own, for a thing in a colour.
  private init(_ hue: Hue) {
    self.init(
      .hue(hue), dash: Self.dashes[hue.rawValue % Self.dashes.count],
      glyph: Self.glyphs[hue.rawValue % Self.glyphs.count])
  }

  /// The look of the series at a place in a figure that gives it none; the first is blue and solid.
  static func automatic(_ index: Int) -> Encoding { Encoding(Hue.allCases[index % Hue.allCases.count]) }

  /// The same colour with another dash and marker: the same thing in another strength, or with another optimiser.
  public func variant(_ number: Int) -> Encoding {
    Encoding(
      ink, dash: Self.dashes[number % Self.dashes.count], glyph: Self.glyphs[number % Self.glyphs.count],
      isKnown: isKnown)
  }
}

// MARK: - Samples, and what is known

extension Encoding {
  /// Real samples, and what belongs to the data.
  public static let real = Encoding(.quiet, dash: "", glyph: .disc, isKnown: true)
  /// Generated samples, and what belongs to the generator.
  public static let generated = Encoding(.hue(.orange), dash: "7 3", glyph: .cross)
  /// A mode of the data that enough generated points lie in.
  public static let covered = Encoding(.hue(.green), dash: "", glyph: .ring)
  /// A mode of the data that generated points come near, and hardly any lie in.
  public static let approached = Encoding(.ink, dash: "", glyph: .brokenRing)
  /// A mode of the data that the generator leaves out.
  public static let missed = Encoding(.quiet, dash: "", glyph: .dottedRing)
  /// Real samples that are counted.
  public static let realCounted = Encoding(.quiet, dash: "", glyph: .solidDisc, isKnown: true)
  /// Real samples that are not counted.
  public static let realNotCounted = Encoding(.quiet, dash: "", glyph: .hollowDisc, isKnown: true)
  /// The way that a generated point went.
  public static let way = Encoding(.ink, dash: "", glyph: nil)
  /// What is known without a run: an exact curve, a straight line to compare with.
  public static let exact = Encoding(.quiet, dash: "4 3", glyph: nil, isKnown: true)
}

// MARK: - Grades

extension Encoding {
  /// One of several grades of a thing, such as good, middling and poor: discs of one colour, fainter for a smaller share.
  public static func shade(_ share: Double) -> Encoding {
    Encoding(.mixed(.paper, with: .hue(.blue), share: share), dash: "", glyph: .disc)
  }
  /// The best of three grades, which need no colour to be told apart: a filled disc.
  public static let solid = Encoding(.hue(.blue), dash: "", glyph: .solidDisc)
  /// The middle one of three grades: a half-filled disc.
  public static let half = Encoding(.hue(.blue), dash: "", glyph: .halfDisc)
  /// The poorest of three grades: an open disc.
  public static let hollow = Encoding(.hue(.blue), dash: "", glyph: .hollowDisc)
}

// MARK: - Verdicts

extension Encoding {
  /// A score says that a set of images is worse than real ones.
  public static let alarm = Encoding(.hue(.orange), dash: "", glyph: .triangle)
  /// A score does not tell a set of images from real ones.
  public static let silent = Encoding(.mixed(.paper, with: .quiet, share: 0.35), dash: "", glyph: .disc)
  /// A score says that a set of images is better than real ones.
  public static let praise = Encoding(.hue(.green), dash: "", glyph: .square)
}

// MARK: - Networks

extension Encoding {
  /// The discriminator that is learning, and what it says.
  public static let discriminator = Encoding(.blue)
  /// The best discriminator there is, p / (p + q).
  public static let bestDiscriminator = Encoding(.green)
  /// The generator, in curves of both networks.
  public static let generator = generated
  /// The plain generator of images.
  public static let plain = Encoding(.ochre)
  /// The enhanced generator of images.
  public static let enhanced = Encoding(.green)
  /// The enhanced generator that is told classes.
  public static let classes = Encoding(.pink)
  /// The generator with wider networks.
  public static let wide = Encoding(.sky)
}

// MARK: - Losses

extension Encoding {
  /// The saturating loss of the generator, and the Jensen-Shannon divergence, which it descends.
  public static let minimax = Encoding(.pink)
  /// The non-saturating loss.
  public static let nonSaturating = Encoding(.blue)
  /// Least squares.
  public static let leastSquares = Encoding(.green)
  /// The hinge loss; the generator's is Wasserstein's.
  public static let hinge = Encoding(.violet)
  /// The critic's difference of means, and the Wasserstein distance.
  public static let wasserstein = Encoding(.violet)
}

// MARK: - Remedies

extension Encoding {
  /// A game that nothing holds.
  public static let noRemedy = Encoding(.pink)
  /// R1, whatever its strength.
  public static let r1 = Encoding(.blue)
  /// Instance noise.
  public static let instanceNoise = Encoding(.ochre)
  /// A discriminator that learns more slowly than the generator.
  public static let slowDiscriminator = Encoding(.green)
}
