extension String {
  /// The text as a terminal may show it. Characters that would move the cursor, colour what follows or turn the direction
  /// of writing are escaped as `\u{1B}`: names in files of others may hold them.
  package var shown: String {
    guard unicodeScalars.contains(where: { $0.isCommand }) else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if scalar.isCommand {
        shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// The text, its middle left out if it has more than `count` characters: beginnings say what, and ends say where.
  package func shortened(to count: Int) -> String {
    guard self.count > count else { return self }
    return "\(prefix(count / 2)) … \(suffix(max(count - count / 2 - 3, 0)))"
  }
}

extension Unicode.Scalar {
  /// Whether the character is for the terminal rather than for the reader.
  fileprivate var isCommand: Bool {
    switch value {
    case ..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
