/// The typeface of labels inside raster figures: a proportional sans serif with soft edges, printable ASCII and a few signs
/// more. All lengths are in pixels.
///
/// Its letters were drawn once, by `scripts/typeface`, from an open typeface that `Glyphs.swift` names.
struct Typeface: Sendable {
  /// A letter's drawing and its place on the line.
  struct Glyph: Equatable, Sendable {
    /// From the letter's origin to that of the next.
    let advance: Int
    /// From the origin to the first column of pixels.
    let left: Int
    /// From the baseline up to the upper edge of the first row of pixels.
    let top: Int
    /// How much of every pixel the letter covers, 0 to 1, row by row.
    let coverage: [[Double]]
  }

  /// The one typeface that there is, read from ``Glyphs`` at its first use.
  static let label = Typeface(sheet: Glyphs.sheet)

  let glyphs: [Character: Glyph]
  /// How far the highest letter rises above the baseline.
  let ascent: Int
  /// How far the lowest letter hangs below the baseline.
  let descent: Int
  /// How far a capital rises above the baseline.
  let capHeight: Int

  /// From the top of the highest letter to the foot of the lowest.
  var lineHeight: Int { ascent + descent }

  /// The typeface of a sheet of words: for each letter its code as `U+0041`, ``Glyph/advance``, ``Glyph/left``,
  /// ``Glyph/top``, and a word for every row of pixels, whose hexadecimal digits are coverage in 15ths.
  private init(sheet: String) {
    let words = sheet.split(whereSeparator: \.isWhitespace)
    let starts = words.indices.filter { words[$0].hasPrefix("U+") }
    let entries = zip(starts, starts.dropFirst() + [words.endIndex]).map { start, end in
      let numbers = words[(start + 1)...(start + 3)].map { Int($0)! }
      let rows = words[(start + 4)..<end].map { row in row.map { Double($0.hexDigitValue!) / 15 } }
      return (
        Character(Unicode.Scalar(UInt32(words[start].dropFirst(2), radix: 16)!)!),
        Glyph(advance: numbers[0], left: numbers[1], top: numbers[2], coverage: rows)
      )
    }
    glyphs = Dictionary(uniqueKeysWithValues: entries)
    ascent = glyphs.values.map(\.top).max()!
    descent = glyphs.values.map { $0.coverage.count - $0.top }.max()!
    capHeight = glyphs["H"]!.top
  }

  /// The letter's drawing; a question mark's for a letter that the typeface lacks.
  func glyph(_ letter: Character) -> Glyph { glyphs[letter] ?? glyphs["?"]! }

  /// The sum of the letters' advances.
  func width(of text: some StringProtocol) -> Int { text.reduce(0) { $0 + glyph($1).advance } }

  /// The longest beginning of a text that is at most so wide.
  func beginning(of text: String, fitting width: Int) -> Substring {
    var beginning = text[...]
    while self.width(of: beginning) > width { beginning.removeLast() }
    return beginning
  }
}
