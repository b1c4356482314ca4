import Engine
import Pictures
import Plots
import Testing

@Suite("Frames of points") struct PlotsPointFrameTests {
  private let none = Tensor.zeros([0, 2])

  @Test func pointsLieWhereTheyBelong() {
    let empty = Image(real: none, generated: none, side: 60)
    #expect((empty.width, empty.height, empty.channels) == (60, 60, 3))
    // Of the range −3…3 the point (2, 1) lies five sixths to the right and a third from the top.
    let frame = Image(real: Tensor([[2, 1]]), generated: Tensor([[-2, -1]]), side: 60)
    func isDrawn(_ x: Int, _ y: Int) -> Bool {
      (0..<3).contains { frame.pixels[3 * (60 * y + x) + $0] != empty.pixels[3 * (60 * y + x) + $0] }
    }
    #expect(isDrawn(49, 19) && isDrawn(10, 40))
    #expect(!isDrawn(30, 30) && !isDrawn(19, 49))
  }

  @Test func aTitleStandsAboveTheFrame() {
    let points = Tensor([[2, 1]])
    let (plain, titled) = (
      Image(real: points, generated: none, side: 120), Image(real: points, generated: none, side: 120, title: "step 3")
    )
    #expect(
      titled.height > plain.height + 6 && titled != Image(real: points, generated: none, side: 120, title: "step 4"))
  }

  @Test func fieldsOfArrowsCanShareAScale() throws {
    let origins = PlaneGrid(x: -1...1, y: -1...1, columns: 3, rows: 3).points
    func drawn(_ size: Float, longest: Double?) throws -> String {
      let field = VectorField(origins: origins, vectors: .ones([9, 2]) * size, exponent: 1, longest: longest)
      let plot = LinePlot("Arrows", x: "x", y: "y", [Series("", x: [0.0, 1], y: [0.0, 1])], arrows: field)
      return String(decoding: try plot.encoded(), as: UTF8.self)
    }
    // By itself each field is as long as there is room for; with a common length the smaller one is shorter.
    #expect(try drawn(1, longest: nil) == drawn(0.1, longest: nil))
    #expect(try drawn(1, longest: 2) != drawn(0.1, longest: 2))
  }

  @Test func whatLiesOutsideOrIsNoNumberIsNotDrawn() {
    let outside = Tensor([[1e30, 0], [.nan, 0], [0, -.infinity], [4, 4]])
    #expect(
      Image(real: outside, generated: outside, side: 20) == Image(real: none, generated: none, side: 20))
  }

  @Test func anAnimationIsAFigure() throws {
    let frames = [0, 1].map { Image(real: Tensor([[Float($0), 0]]), generated: none, side: 20) }
    let film = Animation(frames: frames, secondsPerFrame: 0.1)
    #expect(film.fileExtension == "png" && film.raster == frames[1])
    #expect(try film.encoded() == film.apng())
  }
}
