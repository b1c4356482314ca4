import Foundation
import Testing

@testable import Pictures
@testable import Plots

@Suite("Colours of figures") struct PlotsPaletteTests {
  /// The contrast of two colours (WCAG 2.2), from 1 to 21.
  private func contrast(_ a: Colour, _ b: Colour) -> Double {
    func luminance(_ colour: Colour) -> Double {
      let linear = [colour.red, colour.green, colour.blue].map { sample -> Double in
        let value = Double(sample) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    let (first, second) = (luminance(a), luminance(b))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  @Test func contrastIsThatOfTheStandard() {
    #expect(abs(contrast(Colour(0), Colour(0xFFFFFF)) - 21) < 1e-9)
    #expect(abs(contrast(Colour(0x777777), Colour(0xFFFFFF)) - 4.48) < 0.01)
  }

  @Test(arguments: [("light", Plots.Palette.light), ("dark", Plots.Palette.dark)])
  func linesAndWritingStandOutFromTheGround(_ name: String, _ palette: Plots.Palette) {
    let ground = palette.colour(.paper)
    let hues = Hue.allCases.map { Ink.hue($0) }
    for line in hues + [.rule, .quiet, .ink] {
      #expect(contrast(palette.colour(line), ground) >= 3, "\(name): \(line)")
    }
    for writing in hues.map({ Ink.name(of: $0) }) + [.quiet, .ink, .name(of: .quiet)] {
      #expect(contrast(palette.colour(writing), ground) >= 4.5, "\(name): \(writing)")
    }
  }

  @Test(arguments: [("light", Plots.Palette.light), ("dark", Plots.Palette.dark)])
  func marksStandOutFromAMapOfADiscriminator(_ name: String, _ palette: Plots.Palette) {
    for share in [0.0, 0.25, 0.5, 0.75, 1] {
      let ground = palette.colour(.map(.diverging(about: 0.5), at: share))
      let arrow = ground.mixed(with: palette.colour(.ink), VectorField.opacity)
      for mark in [palette.colour(.quietOverMap), arrow] {
        #expect(contrast(mark, ground) >= 3, "\(name), \(share)")
      }
      // An orange cross is seen by itself or by its rim.
      let cross = [Ink.hue(.orange), .coal].map { contrast(palette.colour($0), ground) }
      #expect(cross.max()! >= 3, "\(name), \(share)")
    }
  }

  @Test(arguments: [("light", Plots.Palette.light), ("dark", Plots.Palette.dark)])
  func aPaleMapBeginsAtTheGroundAndMarksStandOutFromIt(_ name: String, _ palette: Plots.Palette) {
    let shares = [0.0, 0.25, 0.5, 0.75, 1]
    let grounds = shares.map { palette.colour(.map(.pale, at: $0)) }
    let steps = grounds.map { contrast($0, palette.colour(.paper)) }
    #expect(steps[0] < 1.2 && steps[4] > 2.5, "\(name): \(steps)")
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 }, "\(name): \(steps)")
    for (share, ground) in zip(shares, grounds) {
      for mark in [Ink.quietOverMap, .ink] {
        #expect(contrast(palette.colour(mark), ground) >= 3, "\(name), \(share): \(mark)")
      }
    }
    for ground in grounds[..<4] {
      let cross = [Ink.hue(.orange), .coal].map { contrast(palette.colour($0), ground) }
      #expect(cross.max()! >= 3, "\(name): \(cross)")
    }
    #expect(ColourMap.pale.domain(of: [3, .nan, 7]) == 3...7)
  }

  @Test func theLabHasTheColoursOfTheBooksMaps() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let sheet = try String(contentsOf: root.appendingPathComponent("web/lab.css"), encoding: .utf8)
    for isDark in [false, true] {
      let colours = [0, 0.5, 1].map { ColourMap.diverging().colour(at: $0, onDark: isDark).hex }
      #expect(sheet.contains("--low: \(colours[0]); --middle: \(colours[1]); --high: \(colours[2]);"), "\(colours)")
    }
  }

  @Test func bothFiguresAreTheSameDrawing() throws {
    let plot = ScatterPlot("Points", [Series("real", x: [0.0, 1], y: [0.0, 1], as: .real)])
    func withoutColours(_ svg: String) -> String { svg.replacing(#/#[0-9a-f]{6}/#, with: "#") }
    for figure in [plot as any Figure, Panels([plot, plot])] {
      let dark = String(decoding: try #require(try figure.encodedForDark()), as: UTF8.self)
      let light = String(decoding: try figure.encoded(), as: UTF8.self)
      #expect(dark != light && withoutColours(dark) == withoutColours(light))
      #expect(dark.contains("fill=\"\(Plots.Palette.dark.colour(.paper).hex)\""))
    }
    #expect(try Image(width: 1, height: 1, channels: 3, pixels: [0, 0, 0]).encodedForDark() == nil)
  }

  @Test func whatIsComparedLooksDifferent() {
    let families: [[Encoding]] = [
      [.real, .generated, .exact], [.real, .generated, .discriminator, .bestDiscriminator], [.real, .plain, .enhanced],
      [.minimax, .nonSaturating, .leastSquares, .wasserstein], [.noRemedy, .r1, .r1.variant(1), .instanceNoise],
      [.covered, .approached, .missed],
    ]
    for family in families {
      for (index, encoding) in family.enumerated() {
        for other in family[..<index] { #expect(encoding.dash != other.dash || encoding.ink != other.ink) }
      }
    }
    #expect(Encoding.real.glyph == .disc && Encoding.generated.glyph == .cross)
  }
}
