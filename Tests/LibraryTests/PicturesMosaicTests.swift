import Engine
import Foundation
import Testing

@testable import Pictures

@Suite struct MosaicTests {
  /// Grey images of 2×2 pixels, the n-th of them all `n`.
  private func numbered(_ count: Int) -> Tensor {
    Tensor(shape: [count, 2, 2, 1], scalars: (0..<count).flatMap { [Float](repeating: Float($0), count: 4) })
  }

  private func grey(_ value: UInt8) -> Colour { Colour(red: value, green: value, blue: value) }

  @Test func imagesStandRowByRowWithGroundAroundThem() {
    let image = ImageGrid(numbered(5), columns: 3, scale: 2, gap: 1, range: 0...255).image
    #expect(image.width == 3 * 4 + 4 && image.height == 2 * 4 + 3 && image.channels == 3)
    for index in 0..<5 {
      let (x, y) = (1 + index % 3 * 5, 1 + index / 3 * 5)
      #expect(image.colour(x: x, y: y) == grey(UInt8(index)))
      #expect(image.colour(x: x + 3, y: y + 3) == grey(UInt8(index)))
      #expect(image.colour(x: x + 4, y: y) == Style.paper)
      #expect(image.colour(x: x, y: y - 1) == Style.paper)
    }
    #expect(image.colour(x: 12, y: 7) == Style.paper, "the sixth place is empty")
  }

  @Test func aGridFillsItsRowsAndThePage() {
    #expect([1, 2, 6, 7, 10, 16, 32, 64, 100].map(ImageGrid.columns) == [1, 2, 3, 3, 5, 4, 8, 8, 10])
    let page = ImageGrid(Tensor(shape: [64, 32, 32, 3]) { $0.initialize(repeating: 0) }).image
    #expect(page.width == 8 * 64 + 9 * 2)
  }

  @Test func thePreviewShowsPixelsAsTheyAre() throws {
    let raster = try #require(ImageGrid(numbered(4), columns: 2, scale: 5, range: 0...255).raster)
    #expect(raster.width == 7 && raster.height == 7)
    #expect(raster.colour(x: 4, y: 4) == grey(3))
  }

  @Test func transparentPixelsShowTheGround() {
    let image = Tensor(shape: [1, 1, 2, 4], scalars: [-1, -1, -1, -1, -1, -1, -1, 1])
    let grid = ImageGrid(image, scale: 1, gap: 0).image
    #expect(grid.colour(x: 0, y: 0) == Style.paper)
    #expect(grid.colour(x: 1, y: 0) == grey(0))
  }

  @Test func aFilmstripHasALabelledRowForEveryFrame() {
    let frames = [("1", numbered(3)), ("30", numbered(3))].map { (label: $0.0, images: $0.1) }
    let strip = Filmstrip(frames: frames, scale: 8, gap: 2, range: 0...255).image
    // The wider label, with 4 pixels of ground on both sides.
    let labels = Typeface.label.width(of: "30") + 8
    #expect(strip.width == labels + 2 + 3 * 18 && strip.height == 2 + 2 * 18)
    #expect(strip.colour(x: labels + 2 + 18, y: 2 + 18) == grey(1))
    // The figure 1 of the first label: right-aligned, in the middle of its row, blended with the ground.
    let glyph = Typeface.label.glyph("1")
    let (left, top) = (labels - 4 - glyph.advance + glyph.left, 2 + (16 + Typeface.label.capHeight) / 2 - glyph.top)
    for (y, shares) in glyph.coverage.enumerated() {
      for (x, share) in shares.enumerated() {
        let ink = Double(Style.paper.red) + share * (Double(Style.ink.red) - Double(Style.paper.red))
        #expect(strip.colour(x: left + x, y: top + y).red == UInt8(ink.rounded()), "at \(x), \(y)")
      }
    }
  }

  /// The columns of an image in which some pixel of these rows is neither paper nor a picture's black.
  private func inkedColumns(of image: Image, rows: Range<Int>) -> [Int] {
    (0..<image.width).filter { x in
      rows.contains { y in ![Style.paper, grey(0)].contains(image.colour(x: x, y: y)) }
    }
  }

  @Test func aLabelInksItsOwnPlaceAndNoPicture() {
    let black = Tensor(shape: [4, 20, 20, 1]) { $0.initialize(repeating: -1) }
    let grid = ImageGrid(
      black, columns: 2, scale: 2, gap: 2, rowLabels: ["jag", "Q"], columnLabels: ["", "far too long a label"]
    ).image
    let left = Typeface.label.width(of: "jag") + 8
    let top = Typeface.label.lineHeight + 4
    #expect(grid.width == left + 2 + 2 * 42 && grid.height == top + 2 + 2 * 42)
    for index in 0..<4 {
      let (x, y) = (left + 2 + index % 2 * 42, top + 2 + index / 2 * 42)
      #expect((0..<1600).allSatisfy { grid.colour(x: x + $0 % 40, y: y + $0 / 40) == grey(0) })
    }
    let above = inkedColumns(of: grid, rows: 0..<top)
    #expect(above.count > 10 && above.allSatisfy { (left + 44..<left + 84).contains($0) }, "over the second column")
    for row in 0..<2 {
      let y = top + 2 + row * 42
      let beside = inkedColumns(of: grid, rows: y..<y + 40)
      #expect(beside.count > 4 && beside.allSatisfy { (3..<left - 3).contains($0) }, "at row \(row)")
    }
  }

  @Test func aLabelHigherThanItsPictureIsCutAtTheEdge() {
    let strip = Filmstrip(frames: [(label: "(j", images: numbered(1))], scale: 1, gap: 0, range: 0...255).image
    #expect(strip.height == 2 && !inkedColumns(of: strip, rows: 0..<2).isEmpty)
  }

  @Test func aColumnsLabelIsCutToTheLettersThatFit() {
    let typeface = Typeface.label
    #expect(typeface.beginning(of: "automobile", fitting: typeface.width(of: "automobile")) == "automobile")
    #expect(typeface.beginning(of: "automobile", fitting: typeface.width(of: "autom") + 1) == "autom")
    #expect(typeface.beginning(of: "automobile", fitting: 0) == "")
  }

  @Test func everyLetterIsThereAndDiffersFromTheOthers() {
    let letters = (32...126).map { Character(UnicodeScalar(UInt8($0))) } + Array("−×→…·½β₁′éü")
    #expect(Set(Typeface.label.glyphs.keys) == Set(letters))
    for (place, letter) in letters.enumerated() {
      let glyph = Typeface.label.glyph(letter)
      #expect(glyph.advance > 0 && glyph.coverage.isEmpty == (letter == " "), "\(letter)")
      #expect(Set(glyph.coverage.map(\.count)).count <= 1, "\(letter) has rows of one length")
      #expect(glyph.coverage.joined().allSatisfy { (0...1).contains($0) }, "\(letter)")
      #expect(letters[..<place].allSatisfy { Typeface.label.glyph($0) != glyph }, "\(letter)")
    }
    #expect(Typeface.label.glyph("字") == Typeface.label.glyph("?"))
    #expect(Typeface.label.glyph("e\u{301}") == Typeface.label.glyph("é"), "however the letter is written")
  }

  @Test func aTextIsAsWideAsItsLettersTogether() {
    let typeface = Typeface.label
    #expect(typeface.width(of: "") == 0)
    #expect(typeface.width(of: "Wi字") == ["W", "i", "?"].reduce(0) { $0 + typeface.glyph($1).advance })
    #expect(typeface.width(of: "W") > typeface.width(of: "i"), "the typeface is proportional")
    #expect(typeface.capHeight < typeface.ascent && typeface.descent > 0)
    #expect(typeface.lineHeight == typeface.ascent + typeface.descent)
  }

  @Test func theLettersNameTheirLicenceAndTheirScript() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    func text(_ path: String) throws -> String {
      try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }
    let head = try text("Sources/Pictures/Images/Glyphs.swift").components(separatedBy: "enum Glyphs")[0]
    let licence = try text("Sources/Pictures/Images/Inter-LICENSE.txt")
    let copyright = try #require(licence.components(separatedBy: "\n").first)
    #expect(copyright.contains("Inter Project Authors") && head.contains(copyright))
    #expect(licence.contains("SIL OPEN FONT LICENSE Version 1.1"))
    for words in ["SIL Open Font License, Version 1.1", "Inter-LICENSE.txt", "scripts/typeface"] {
      #expect(head.contains(words))
    }
    let script = try text("scripts/typeface")
    #expect(script.contains(head), "the script writes this head")
  }

  @Test func aSmoothGridBlendsPixelsAndOneThatIsNotDoesNot() {
    let image = Tensor(shape: [1, 1, 2, 1], scalars: [-1, 1])
    func tones(_ isSmooth: Bool) -> [UInt8] {
      let grid = ImageGrid(image, scale: 6, isSmooth: isSmooth, gap: 0).image
      return (0..<grid.width).map { grid.colour(x: $0, y: 0).red }
    }
    #expect(Set(tones(false)) == [0, 255])
    #expect(tones(true).count == 12 && tones(true) == tones(true).sorted() && Set(tones(true)).count > 4)
  }
}

@Suite struct TerminalPreviewTests {
  private let image = Image(
    width: 2, height: 2, channels: 3, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])

  @Test func twoRowsOfPixelsAreOneLineOfHalfBlocks() {
    let esc = "\u{1B}["
    let full = TerminalPreview(image, columns: 2, colours: .full).description
    #expect(
      full == "\(esc)38;2;255;0;0m\(esc)48;2;0;0;255m▀\(esc)38;2;0;255;0m\(esc)48;2;255;255;255m▀\(esc)0m")
    let palette = TerminalPreview(image, columns: 2, colours: .palette).description
    #expect(palette == "\(esc)38;5;196m\(esc)48;5;21m▀\(esc)38;5;46m\(esc)48;5;231m▀\(esc)0m")
  }

  @Test func withoutColoursThereAreShadesAndNoEscapes() {
    let halves = Image(width: 2, height: 2, channels: 1, pixels: [0, 255, 0, 255])
    #expect(TerminalPreview(halves, columns: 2, colours: .none).description == " █")
  }

  @Test func anOddLastRowLeavesTheLowerHalfAlone() {
    let column = Image(width: 1, height: 3, channels: 1, pixels: [0, 0, 0])
    let lines = TerminalPreview(column, columns: 1, colours: .full).description.split(separator: "\n")
    #expect(
      lines.map(String.init) == [
        "\u{1B}[38;2;0;0;0m\u{1B}[48;2;0;0;0m▀\u{1B}[0m", "\u{1B}[38;2;0;0;0m▀\u{1B}[0m",
      ])
  }

  @Test func aLargerPictureIsAveraged() {
    let stripes = Image(width: 4, height: 4, channels: 1, pixels: (0..<16).map { $0 % 2 == 0 ? 0 : 200 })
    #expect(
      TerminalPreview(stripes, columns: 2, colours: .full).description
        == "\u{1B}[38;2;100;100;100m\u{1B}[48;2;100;100;100m▀▀\u{1B}[0m")
  }

  @Test func theEnvironmentDecidesTheColours() {
    typealias Colours = TerminalPreview.Colours
    #expect(Colours(environment: ["COLORTERM": "truecolor"]) == .full)
    #expect(Colours(environment: ["COLORTERM": "24bit", "NO_COLOR": ""]) == .full)
    #expect(Colours(environment: ["TERM": "xterm-256color"]) == .palette)
    #expect(Colours(environment: ["COLORTERM": "truecolor", "NO_COLOR": "1"]) == .none)
  }
}
