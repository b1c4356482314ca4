import Foundation
import Testing

@testable import Pictures

@Suite struct ResizingTests {
  private func fixture(_ name: String) throws -> Image { try Image(contentsOf: PictureFixture.url("\(name).png")) }

  @Test(arguments: [8, 13, 64]) func aSquareIsAsPillowMakesIt(side: Int) throws {
    let squared = try fixture("scene").squared(side: side)
    #expect(try #require(greatestDifference(squared, fixture("scene-\(side)"))) <= 1)
  }

  @Test func onesSidesMayShrinkAndGrowApart() throws {
    let resized = try fixture("scene").resized(width: 20, height: 50)
    #expect(try #require(greatestDifference(resized, fixture("scene-20x50"))) <= 1)
    let image = try fixture("scene")
    #expect(image.resized(width: 45, height: 35) == image)
  }

  @Test func coloursAreWeightedByAlpha() throws {
    let resized = try fixture("veiled").resized(width: 16, height: 12)
    let expected = try fixture("veiled-16x12")
    for pixel in 0..<16 * 12 {
      let alpha = Int(expected.pixels[4 * pixel + 3])
      #expect(abs(Int(resized.pixels[4 * pixel + 3]) - alpha) <= 1)
      for colour in 4 * pixel..<4 * pixel + 3 {
        // A step of a weighted colour is as many steps of the colour as alpha goes into 255.
        let steps = alpha == 0 ? 255 : (255 + alpha - 1) / alpha + 1
        #expect(abs(Int(resized.pixels[colour]) - Int(expected.pixels[colour])) <= 2 * steps)
      }
    }
    // What cannot be seen has no colour to give.
    let edge = Image(width: 2, height: 1, channels: 4, pixels: [200, 200, 200, 255, 0, 0, 0, 0])
    #expect(edge.resized(width: 1, height: 1).pixels == [199, 199, 199, 128])
  }

  @Test func theMiddleOfAnOblongIsKept() {
    let wide = Image(width: 5, height: 2, channels: 1, pixels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(wide.squared(side: 2).pixels == [1, 2, 6, 7])
    #expect(wide.cropped(x: 3, y: 1, width: 2, height: 1).pixels == [8, 9])
    let high = Image(width: 1, height: 4, channels: 3, pixels: (0..<12).map { UInt8($0) })
    #expect(high.squared(side: 1).pixels == [3, 4, 5])
  }

  @Test func greyIsThePillowLuma() throws {
    #expect(try fixture("scene").converted(toChannels: 1) == fixture("scene-luma"))
    let primaries = Image(width: 4, height: 1, channels: 3, pixels: [255, 0, 0, 0, 255, 0, 0, 0, 255, 7, 7, 7])
    #expect(primaries.converted(toChannels: 1).pixels == [76, 150, 29, 7])
    let grey = Image(width: 2, height: 1, channels: 1, pixels: [3, 9])
    #expect(grey.converted(toChannels: 3).pixels == [3, 3, 3, 9, 9, 9])
    #expect(grey.converted(toChannels: 4).pixels == [3, 3, 3, 255, 9, 9, 9, 255])
    #expect(grey.converted(toChannels: 1) == grey)
  }

  @Test func alphaIsResolvedOverAGround() {
    let image = Image(width: 3, height: 1, channels: 4, pixels: [10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 200, 51])
    #expect(image.converted(toChannels: 3).pixels == [255, 255, 255, 10, 20, 30, 204, 224, 244])
    let black = Colour(red: 0, green: 0, blue: 0)
    #expect(image.converted(toChannels: 3, over: black).pixels == [0, 0, 0, 10, 20, 30, 0, 20, 40])
    #expect(image.converted(toChannels: 1, over: black).pixels[0] == 0)
    #expect(image.converted(toChannels: 4) == image)
  }

  @Test func weightsSumToOneAndStayWithinTheImage() {
    for (source, target) in [(1, 1), (1, 7), (7, 1), (300, 3), (3, 300), (45, 64)] {
      for filter in [ResamplingFilter.bilinear, .bicubic] {
        let taps = filter.taps(from: source, to: target)
        #expect(taps.count == target)
        for tap in taps {
          #expect(tap.first >= 0 && tap.first + tap.weights.count <= source && !tap.weights.isEmpty)
          #expect(abs(tap.weights.reduce(0, +) - 1) < 1e-5)
        }
      }
    }
  }
}
