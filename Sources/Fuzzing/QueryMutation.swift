import Engine

// MARK: - Addresses and messages

extension Mutator {
  /// What may stand behind an equals sign.
  private static let queryValues = [
    "", "0", "1", "-1", "nan", "inf", "1e-7", "1.0000001", "drawn", "AAAA", "AAA", "%00", "%0d%0aX:%201", "\r\nX: 1",
    "\u{1B}[2J", "\u{202E}", "é", "a=b", "128", "129", "512", "513", "1024", "200000", "20000",
  ]

  /// Changes a number, a value, a word or a part of text such as `start data=ring&batch=16`.
  func changeQuery(_ bytes: inout [UInt8]) {
    switch random.integer(below: 8) {
    case 0...2: replaceNumber(in: &bytes)
    case 3: replaceQueryValue(in: &bytes)
    case 4, 5: movePart(in: &bytes)
    case 6: replaceWord(in: &bytes)
    default: change(&bytes)
    }
  }

  /// What stands behind an equals sign or a blank, up to the next part.
  private func replaceQueryValue(in bytes: inout [UInt8]) {
    let starts = bytes.indices.filter { bytes[$0] == UInt8(ascii: "=") || bytes[$0] == UInt8(ascii: " ") }
    guard !starts.isEmpty else { return change(&bytes) }
    let start = pick(starts) + 1
    let end = bytes[start...].firstIndex { [UInt8(ascii: "&"), UInt8(ascii: " "), UInt8(ascii: ";")].contains($0) }
    bytes.replaceSubrange(start..<(end ?? bytes.count), with: pick(Self.queryValues).utf8)
  }

  /// Removes, doubles or exchanges parts.
  private func movePart(in bytes: inout [UInt8]) {
    let mark: UInt8 = UInt8(ascii: bytes.contains(UInt8(ascii: "&")) ? "&" : " ")
    var parts = bytes.split(separator: mark, omittingEmptySubsequences: false)
    let place = random.integer(below: max(parts.count, 1))
    guard place < parts.count else { return change(&bytes) }
    switch random.integer(below: 3) {
    case 0: parts.remove(at: place)
    case 1: parts.insert(pick(parts), at: place)
    default: parts.swapAt(place, random.integer(below: parts.count))
    }
    bytes = Array(parts.joined(separator: [mark]))
  }
}
