import Foundation

/// What a process that reads files writes down before and after each of them, so that whoever started it knows how far it
/// came when it ends all at once.
struct Journal: Equatable {
  /// The file that is being read; after the last one, the number after it.
  var number = 0
  var accepted = 0
  var refused = 0
  /// The most memory that a file took beside what the process had before, in bytes.
  var memory = 0
  /// The longest time of a file, in milliseconds of the processor.
  var milliseconds = 0

  /// Where a process says why it stopped at a file that did not end it.
  static func complaint(of journal: URL) -> URL { journal.appendingPathExtension("complaint") }

  /// One line of numbers.
  var line: String { "\(number) \(accepted) \(refused) \(memory) \(milliseconds)" }

  init() {}

  /// Reads the line; `nil` if it is none.
  init?(line: String) {
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard numbers.count == 5 else { return nil }
    (number, accepted, refused, memory, milliseconds) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
  }
}
