import Engine
import Foundation

/// A picture as text: every character stands for two pixels, one above the other, as a half block in two colours.
public struct TerminalPreview: Sendable, CustomStringConvertible {
  /// What colours a terminal shows.
  public enum Colours: Sendable {
    /// None: pixels become shades of a single block.
    case none
    /// The 256 colours of xterm: a 6×6×6 cube and 24 greys.
    case palette
    /// 24 bits.
    case full

    /// What the environment announces: `NO_COLOR`, if not empty, forbids all colours (no-color.org), `COLORTERM`
    /// promises 24 bits, and any other terminal is trusted with 256 colours.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
      if let forbidden = environment["NO_COLOR"], !forbidden.isEmpty {
        self = .none
      } else {
        self = ["truecolor", "24bit"].contains(environment["COLORTERM"]) ? .full : .palette
      }
    }
  }

  /// The lines of text, each ending with the colours reset, without a line break at the end.
  public let description: String

  /// A preview `columns` characters wide; the height follows. Larger pictures are averaged down, smaller ones repeat
  /// their pixels.
  public init(_ image: Image, columns: Int, colours: Colours = Colours()) {
    require(columns > 0, "TerminalPreview: \(columns) columns; at least 1 expected")
    let rows = max(Int((Double(image.height * columns) / Double(image.width)).rounded()), 1)
    let pixels = Self.resampled(image, width: columns, height: rows)
    description = stride(from: 0, to: rows, by: 2).map { row in
      Self.line(top: pixels[row], bottom: row + 1 < rows ? pixels[row + 1] : nil, colours)
    }.joined(separator: "\n")
  }

  /// Every new pixel is the mean of the old ones under it, or the one it lies in.
  private static func resampled(_ image: Image, width: Int, height: Int) -> [[Colour]] {
    func span(_ index: Int, of count: Int, over length: Int) -> Range<Int> {
      let start = index * length / count
      return start..<max((index + 1) * length / count, start + 1)
    }
    return (0..<height).map { row in
      (0..<width).map { column in
        var (red, green, blue, count) = (0, 0, 0, 0)
        for y in span(row, of: height, over: image.height) {
          for x in span(column, of: width, over: image.width) {
            let colour = image.colour(x: x, y: y)
            red += Int(colour.red)
            green += Int(colour.green)
            blue += Int(colour.blue)
            count += 1
          }
        }
        return Colour(red: UInt8(red / count), green: UInt8(green / count), blue: UInt8(blue / count))
      }
    }
  }

  private static func line(top: [Colour], bottom: [Colour]?, _ colours: Colours) -> String {
    var line = ""
    var current: (String, String) = ("", "")
    for (column, upper) in top.enumerated() {
      let lower = bottom?[column]
      if case .none = colours {
        let shades = Array(" ░▒▓█")
        let luma = (upper.luma + (lower?.luma ?? upper.luma)) / 2
        line.append(shades[min(Int(luma * Double(shades.count)), shades.count - 1)])
        continue
      }
      let foreground = "38;" + code(upper, colours)
      let background = lower.map { "48;" + code($0, colours) } ?? ""
      if foreground != current.0 { line += "\u{1B}[\(foreground)m" }
      if background != current.1 { line += "\u{1B}[\(background)m" }
      current = (foreground, background)
      line.append("▀")
    }
    return current.0.isEmpty ? line : line + "\u{1B}[0m"
  }

  /// The part of an escape sequence that names a colour.
  private static func code(_ colour: Colour, _ colours: Colours) -> String {
    if case .full = colours { return "2;\(colour.red);\(colour.green);\(colour.blue)" }
    let steps = [0, 95, 135, 175, 215, 255]
    func nearest(_ sample: UInt8) -> Int {
      steps.indices.min { abs(steps[$0] - Int(sample)) < abs(steps[$1] - Int(sample)) }!
    }
    func distance(_ red: Int, _ green: Int, _ blue: Int) -> Int {
      let (r, g, b) = (red - Int(colour.red), green - Int(colour.green), blue - Int(colour.blue))
      return r * r + g * g + b * b
    }
    let cube = (red: nearest(colour.red), green: nearest(colour.green), blue: nearest(colour.blue))
    let mean = (Int(colour.red) + Int(colour.green) + Int(colour.blue)) / 3
    let grey = min(max((mean - 3) / 10, 0), 23)
    let level = 8 + 10 * grey
    return distance(level, level, level) < distance(steps[cube.red], steps[cube.green], steps[cube.blue])
      ? "5;\(232 + grey)" : "5;\(16 + 36 * cube.red + 6 * cube.green + cube.blue)"
  }
}
