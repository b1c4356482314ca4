/// An estimate of how wide a text will be: the reader's machine chooses the font, so room is left for a wide one.
enum TextWidth {
  static func of(_ text: String, size: Double) -> Double {
    text.reduce(0) { $0 + share(of: $1) } * size
  }

  /// The advance of a letter as a share of the font's size, after common sans-serif faces.
  private static func share(of letter: Character) -> Double {
    if "iljI.,:;'|!()[] ".contains(letter) { return 0.36 }
    if "ftr⁻¹²³⁰⁴⁵⁶⁷⁸⁹".contains(letter) { return 0.43 }
    if "mwMW@%—".contains(letter) { return 0.92 }
    return letter.isUppercase ? 0.7 : 0.6
  }
}
