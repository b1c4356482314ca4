import Pictures

/// What something is drawn in: a part to which every ``Palette`` gives a colour of its own.
indirect enum Ink: Equatable, Sendable {
  /// The ground of the figure.
  case paper
  /// Writing and arrows.
  case ink
  /// Lesser writing, and what is known beforehand.
  case quiet
  /// Axes.
  case rule
  /// Lines behind the data, faint on purpose.
  case grid
  /// A series.
  case hue(Hue)
  /// Near black on any page, around coloured marks on a ground that has colours itself.
  case coal
  /// A value on a colour map.
  case map(ColourMap, at: Double)
  /// On the straight way from one to another, a share of it gone.
  case mixed(Ink, with: Ink, share: Double)

  /// What is known beforehand, over a ground that has colours itself.
  static let quietOverMap = Ink.mixed(.ink, with: .quiet, share: 0.45)

  /// The colour of a name that belongs to what is drawn in `ink`: letters are thin, so it is nearer to that of writing.
  static func name(of ink: Ink) -> Ink { .mixed(ink, with: .ink, share: 0.3) }
}

/// The colours of series, which people with any of the common colour blindnesses can tell apart: after Okabe and Ito
/// (2008), some darker, so that fine lines stand out from the ground. A dash pattern or a marker goes with each.
enum Hue: Int, CaseIterable, Sendable {
  case blue, orange, green, pink, ochre, sky, violet
}
