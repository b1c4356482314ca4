import Engine
import Foundation
import Pictures

/// How values are spread: the share of every bin, for one sample or several over the same bins.
public struct Histogram: Plot {
  /// What the height of a bin means.
  public enum Height: Sendable {
    /// The values in it.
    case count
    /// The share of values in it divided by its width, so that the areas of a sample add up to 1.
    case density
  }

  /// What is to be drawn.
  public let chart: Chart

  /// A histogram of the given samples; NaN and infinite values are not counted.
  ///
  /// - Parameters:
  ///   - samples: The values of each; their x is not used.
  ///   - bins: How many bins of equal width; nil asks Freedman and Diaconis (1981), within 10 and 60.
  ///   - height: What the height of a bin means. Its name stands at the vertical axis.
  ///   - curves: Exact densities, or whatever else the bins are compared with.
  public init(
    _ title: String, x: Axis, _ samples: [Series], bins: Int? = nil, height: Height = .density, curves: [Series] = [],
    references: [Reference] = []
  ) {
    require(!samples.isEmpty, "Histogram \"\(title)\": at least one sample expected")
    require(bins ?? 1 > 0, "Histogram \"\(title)\": \(bins ?? 1) bins; at least 1 expected")
    let values = samples.map { $0.y.filter(x.spacing.shows) }
    let all = values.flatMap { $0 }
    let domain = x.domain(showing: all, margin: 0)
    let count = bins ?? Self.bins(for: all, in: domain)
    let edges = (0...count).map {
      domain.lowerBound + (domain.upperBound - domain.lowerBound) * Double($0) / Double(count)
    }
    let steps = zip(samples, values).enumerated().map { index, sample in
      let encoding = sample.0.encoding ?? .automatic(index)
      return Steps(
        name: sample.0.name, edges: edges, heights: Self.heights(of: sample.1, over: edges, as: height),
        colour: encoding.ink, dash: encoding.dash)
    }
    var axis = x
    axis.range = domain
    chart = Chart(
      title: title, x: axis, y: Axis(height == .count ? "count" : "density"),
      marks: steps as [any Mark] + Curve.all(curves, from: samples.count), references: references, margins: (0, 0.05))
  }

  private static func heights(of values: [Double], over edges: [Double], as height: Height) -> [Double] {
    let (lower, upper) = (edges[0], edges[edges.count - 1])
    let bins = edges.count - 1
    var counts = [Double](repeating: 0, count: bins)
    for value in values where value >= lower && value <= upper {
      let place: Double = (value - lower) / (upper - lower) * Double(bins)
      counts[min(Int(place), bins - 1)] += 1
    }
    guard height == .density else { return counts }
    let area = Double(max(values.count, 1)) * (upper - lower) / Double(bins)
    return counts.map { $0 / area }
  }

  /// Freedman and Diaconis: bins as wide as twice the interquartile range over the cube root of the count.
  private static func bins(for values: [Double], in domain: ClosedRange<Double>) -> Int {
    let sorted = values.sorted()
    guard sorted.count > 3 else { return 10 }
    let width = 2 * (sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]) / cbrt(Double(sorted.count))
    guard width > 0 else { return 40 }
    return Int(min(max(((domain.upperBound - domain.lowerBound) / width).rounded(.up), 10), 60))
  }
}

/// The outline of a histogram's bins, lightly filled.
private struct Steps: Mark {
  let name: String
  let edges: [Double]
  let heights: [Double]
  let colour: Ink
  let dash: String

  var reach: (x: [Double], y: [Double]) { (edges, heights + [0]) }
  var key: Key? { name.isEmpty ? nil : Key(name: name, colour: colour, swatch: .area) }

  func draw(in plane: Plane, on svg: inout SVG) {
    var outline = [Point(edges[0], 0)]
    for (bin, height) in heights.enumerated() {
      outline += [Point(edges[bin], height), Point(edges[bin + 1], height)]
    }
    outline.append(Point(edges[edges.count - 1], 0))
    var path = Path()
    path.polyline(outline.compactMap { plane($0) })
    svg.fill(path, colour, opacity: 0.22)
    svg.stroke(path, colour, width: 1.4, dash: dash)
  }
}
