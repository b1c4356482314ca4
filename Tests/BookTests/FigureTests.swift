import Foundation
import Testing

@testable import Notebook
@testable import weave
@testable import Weaving

/// The published figures, and how pages ask for them.
@Suite("Figures") struct FigureTests {
  /// The drawings of an entry, by their files.
  private static func drawings() throws -> [(figure: FigureFile, place: URL)] {
    try weaver.shelf.flatMap(\.entries).flatMap { entry in
      try Publication(contentsOf: entry.publication).figures.filter { $0.name.hasSuffix(".svg") }
        .map { ($0, entry.figures.appendingPathComponent($0.name)) }
    }
  }

  @Test func everyDrawingHasAVariantForDarkPages() throws {
    let drawings = try Self.drawings()
    #expect(drawings.count > 25)
    for (figure, place) in drawings {
      let dark = try #require(figure.dark, "\(figure.name)")
      let variant = try String(
        contentsOf: place.deletingLastPathComponent().appendingPathComponent(dark), encoding: .utf8)
      func withoutColours(_ svg: String) -> String { svg.replacing(#/#[0-9a-f]{6}/#, with: "#") }
      let light = try String(contentsOf: place, encoding: .utf8)
      #expect(withoutColours(variant) == withoutColours(light) && variant != light, "\(figure.name)")
    }
  }

  /// A chart's description begins with the names of its axes; a chart with named rows has no vertical axis.
  @Test func everyAxisHasAName() throws {
    for (figure, place) in try Self.drawings() {
      let svg = try String(contentsOf: place, encoding: .utf8)
      let planes = svg.matches(of: /overflow="hidden"/).count
      let description = try #require(svg.firstMatch(of: #/<desc>(.*?)</desc>/#)).1
      let across = description.matches(of: /Horizontally: [^,;]/).count
      let upward = description.matches(of: /vertically: [^,;]|rows: [^,;]/).count
      #expect(across == planes && upward == planes, "\(figure.name): \(description)")
    }
  }

  /// One look for each thing: whoever names a series by one of these words must say what it stands for.
  @Test func whatHasALookOfItsOwnIsDrawnInIt() throws {
    let looks: [(name: Regex<Substring>, look: Regex<Substring>)] = [
      (/real|p, real|p, data/, /\.real/), (/generated|fake|q, generated/, /\.generated/),
      (/minimax|saturating|JSD/, /\.minimax/), (/non-saturating/, /\.nonSaturating/),
      (/W₁|slope of W₁/, /\.wasserstein/),
      (/plain/, /\.plain/), (/enhanced/, /\.enhanced/),
      (/D|D, learnt|by the learning D/, /\.discriminator/), (/by D\*|p \/ \(p \+ q\)/, /\.bestDiscriminator/),
    ]
    var found = 0
    for place in weaver.shelf.flatMap(\.entries).flatMap(\.sources) {
      let text = try String(contentsOf: place, encoding: .utf8)
      for series in text.matches(of: #/Series\(\s*"([^"]*)"/#) {
        guard let look = looks.first(where: { String(series.1).wholeMatch(of: $0.name) != nil })?.look else { continue }
        found += 1
        // To the end of the call: its parentheses are balanced.
        var depth = 0
        let call = text[series.range.lowerBound...].prefix { character in
          if character == "(" { depth += 1 }
          if character == ")" { depth -= 1 }
          return !(character == ")" && depth == 0)
        }
        #expect(call.firstMatch(of: look) != nil, "\(place.lastPathComponent): \(call)")
      }
    }
    #expect(found > 25)
  }
}
