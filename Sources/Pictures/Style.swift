/// What every figure has in common, drawn as pixels or as lines: the ground, the ink and the width of a page.
///
/// The ground is opaque paper. Pixels are legible on it on a dark page too; drawings have a dark ground for that.
package enum Style {
  package static let paper = Colour(0xFDFCF9)
  package static let ink = Colour(0x24272B)
  package static let width = 720.0
}
