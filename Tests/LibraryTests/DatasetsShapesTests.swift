import Foundation
import Testing

@testable import Datasets

@Suite("Shapes") struct DatasetsShapesTests {
  @Test("An image depends on nothing but seed and index") func pure() {
    let shapes = Shapes(seed: 5)
    let slice = shapes.dataset(40..<60)
    #expect(slice.count == 20)
    for (place, index) in (40..<60).enumerated() {
      #expect(Array(slice.bytes(of: place)) == shapes.image(index))
      #expect(Int(slice.labels[place]) == shapes.label(of: index).figure.rawValue)
    }
    #expect(shapes.image(40) != shapes.image(41))
    #expect(shapes.image(40) != Shapes(seed: 6).image(40))
  }

  @Test("All modes are equally likely") func modes() {
    let perMode = 100
    var counts = [Int](repeating: 0, count: Shapes.modes)
    for index in 0..<perMode * Shapes.modes { counts[Shapes(seed: 2).label(of: index).mode] += 1 }
    // Chi-squared of 79 degrees of freedom: mean 79, deviation 12.6.
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - perMode) * ($1 - perMode)) / Double(perMode) }
    #expect((30..<130).contains(chiSquared), "chi-squared is \(chiSquared)")
  }

  @Test("All grounds are equally likely") func grounds() {
    let perGround = 500
    let drawn = (0..<perGround * Shapes.Ground.allCases.count).map { Shapes(seed: 2).ground(of: $0) }
    for ground in Shapes.Ground.allCases { #expect(abs(drawn.count { $0 == ground } - perGround) < 100, "\(ground)") }
  }

  @Test("Labels name figure, hue and both") func labelling() {
    let shapes = Shapes(seed: 3)
    let figures = shapes.dataset(0..<200), hues = shapes.dataset(0..<200, labelledBy: .hue)
    let modes = shapes.dataset(0..<200, labelledBy: .mode)
    #expect(modes.labels == zip(figures.labels, hues.labels).map { $0 * 8 + $1 })
    #expect([figures, hues, modes].map(\.classNames.count) == [10, 8, 80])
    #expect(Set(modes.classNames).count == 80)
    #expect((0..<80).allSatisfy { Shapes.Label(mode: $0).mode == $0 })
    #expect(modes.classNames[Shapes.Label(mode: 62).mode] == "purple heart")
    #expect(figures.pixels == modes.pixels)
    #expect(figures.identity.name == "shapes")
  }

  @Test("The most vivid pixel shows the hue of the label") func huesAreSeen() {
    let shapes = Shapes(seed: 4)
    let colours = Shapes.Hue.allCases.map(\.colour.screen)
    for index in 0..<500 {
      let image = shapes.image(index)
      let pixels = stride(from: 0, to: image.count, by: 3).map { start in
        SIMD3(Float(image[start]), Float(image[start + 1]), Float(image[start + 2]))
      }
      let vivid = pixels.max { ($0.max() - $0.min()) < ($1.max() - $1.min()) }!
      let nearest = colours.indices.min { squared(vivid - colours[$0]) < squared(vivid - colours[$1]) }
      #expect(nearest == shapes.label(of: index).hue.rawValue, "image \(index)")
    }
  }

  @Test("Hues are told apart easily") func huesDiffer() {
    let colours = Shapes.Hue.allCases.map(\.colour.screen)
    for (i, colour) in colours.enumerated() {
      for other in colours[..<i] { #expect(squared(colour - other) > 50 * 50) }
    }
  }

  @Test("Figures fill their place and stay within it", arguments: Shapes.Figure.allCases)
  func figures(figure: Shapes.Figure) {
    let steps = 200, reach = Shapes.Figure.reach, width = 3 * reach / Float(steps)
    var area: Float = 0
    for row in 0..<steps {
      for column in 0..<steps {
        let point = (SIMD2(Float(column), Float(row)) + 0.5) * width - 1.5 * reach
        let distance = figure.outline.distance(to: point)
        if distance < 0 { area += width * width }
        if squared(point) > reach * reach { #expect(distance > 0, "\(point)") }
      }
    }
    #expect((0.8..<2.8).contains(area), "the area is \(area)")
  }

  @Test("A distance outside is the distance to the nearest edge", arguments: Shapes.Figure.allCases)
  func distances(figure: Shapes.Figure) {
    // Walking straight away from the edge, every step adds its length: the gradient's length is one.
    let step: Float = 1e-2
    for direction in 0..<64 {
      let angle = Float(direction) / 10
      let point = 1.3 * SIMD2(cos(angle), sin(angle))
      let here = figure.outline.distance(to: point)
      let slope =
        SIMD2(
          figure.outline.distance(to: point + [step, 0]) - here,
          figure.outline.distance(to: point + [0, step]) - here) / step
      #expect(abs(squared(slope) - 1) < 0.05)
    }
  }

  @Test("A square's distances are those of plane geometry") func polygon() {
    let square = Outline.polygon([[-1, -1], [1, -1], [1, 1], [-1, 1]], rounding: 0)
    #expect(square.distance(to: [0, 0]) == -1)
    #expect(square.distance(to: [0.25, 0]) == -0.75)
    #expect(square.distance(to: [3, 0]) == 2)
    #expect(abs(square.distance(to: [4, 5]) - 5) < 1e-6)
    let ring = Outline.difference(.disc(2), .disc(1))
    #expect(ring.distance(to: [0, 0]) == 1)
    #expect(ring.distance(to: [1.5, 0]) == -0.5)
  }

  @Test("Oklab's corners are the screen's") func colours() {
    #expect(squared(Colour(lightness: 1, chroma: 0, hue: 0).screen - 255) < 1)
    #expect(squared(Colour(lightness: 0, chroma: 0, hue: 0).screen) < 1)
    // Pure red and pure blue, from Ottosson's own table.
    #expect(squared(Colour(lightness: 0.627_96, chroma: 0.257_68, hue: 29.234).screen - [255, 0, 0]) < 9)
    #expect(squared(Colour(lightness: 0.452_01, chroma: 0.313_21, hue: 264.052).screen - [0, 0, 255]) < 9)
  }

  private func squared(_ vector: SIMD2<Float>) -> Float { (vector * vector).sum() }
  private func squared(_ vector: SIMD3<Float>) -> Float { (vector * vector).sum() }
}
