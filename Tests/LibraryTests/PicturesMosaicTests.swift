import Engine
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
    // Two letters of 5 pixels and one between them, drawn double, with 4 pixels of ground on both sides.
    let labels = 2 * 11 + 8
    #expect(strip.width == labels + 2 + 3 * 18 && strip.height == 2 + 2 * 18)
    #expect(strip.colour(x: labels + 2 + 18, y: 2 + 18) == grey(1))
    // The foot of the 1 in the first label, right-aligned: three letters' pixels wide, in the seventh row.
    let left = labels - 4 - 10
    let top = 2 + (16 - 16) / 2
    let foot = (0..<5).map { strip.colour(x: left + 2 * $0, y: top + 12).red < 128 }
    #expect(foot == [false, true, true, true, false])
    #expect(strip.colour(x: left + 4, y: top + 12) == Style.ink, "within a stroke there is nothing but ink")
  }

  @Test func everyPrintableLetterIsDrawnAndDiffersFromTheOthers() {
    let letters = (32...126).map { Character(UnicodeScalar(UInt8($0))) }
    let drawings = letters.map { letter in
      (0..<BitmapFont.height).map { y in
        (0..<BitmapFont.width).map { BitmapFont.isInked(letter, x: $0, y: y) ? "#" : "." }.joined()
      }.joined()
    }
    #expect(Set(drawings).count == letters.count)
    #expect(BitmapFont.isInked("é", x: 2, y: 6) == BitmapFont.isInked("?", x: 2, y: 6))
  }

  @Test func strokesGoThroughEveryInkedPixelAndNoOther() {
    for letter in (32...126).map({ Character(UnicodeScalar(UInt8($0))) }) {
      let strokes = BitmapFont.strokes(of: letter)
      for y in 0..<BitmapFont.height {
        for x in 0..<BitmapFont.width {
          let isThrough = strokes.contains { $0.distance(x: Double(x) + 0.5, y: Double(y) + 0.5) < 0.1 }
          #expect(isThrough == BitmapFont.isInked(letter, x: x, y: y), "\(letter) at \(x), \(y)")
        }
      }
    }
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
