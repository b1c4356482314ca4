import Foundation

/// Something that a run does, as another program is told: a line of JSON.
package enum PageEvent: Codable, Equatable, Sendable {
  /// It has begun, and leaves its files in this folder.
  case begin(folder: String)
  /// It put something on the page. A figure's file lies in the folder `figures` of the run's folder.
  case output(Output)
  /// It recorded something that the prose quotes.
  case record(name: String, record: Record)
  /// Some work has come so far; `total` is nil where nobody knows how much there is. The values are what the bar shows.
  case progress(title: String, done: Int, total: Int?, values: [String: String])
  /// It said something that belongs to the run and not on the page.
  case note(String)
  /// It is over: of so many claims that were checked, so many hold.
  case end(seconds: Double, checked: Int, held: Int)

  /// The event as a line.
  package var line: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // An event holds nothing that cannot be encoded.
    return ((try? encoder.encode(self)) ?? Data()) + Data("\n".utf8)
  }

  /// The event of a line; `nil` if the line is none.
  package init?(line: String) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard line.hasPrefix("{"), let event = try? decoder.decode(Self.self, from: Data(line.utf8)) else { return nil }
    self = event
  }

  /// Tells whoever reads standard output. A full disk stops no run.
  package func tell() { try? FileHandle.standardOutput.write(contentsOf: line) }
}
