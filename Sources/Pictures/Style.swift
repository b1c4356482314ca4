/// What every figure has in common, drawn as pixels or as lines: the ground, the ink and the width of a page.
///
/// The ground is opaque paper, legible on a white page and on a dark one.
package enum Style {
  package static let paper = Colour(0xFDFCF9)
  package static let ink = Colour(0x24272B)
  package static let width = 720.0
}
