/// Why the lab cannot do what it was asked for.
public enum LabError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A plan names an option that there is none of.
  case unknownOption(String)
  /// An option has a value that it cannot have.
  case value(option: String, found: String, expected: String)
  /// The options are all right alone, and together ask for too much.
  case tooLarge(found: String, limit: String)
  /// A plan or a message is longer than any that the page writes.
  case tooLong(characters: Int, limit: Int)
  /// A message asks for something that there is not.
  case unknownMessage(String)

  /// One line: what was found, and what was expected.
  public var description: String {
    switch self {
    case .unknownOption(let name): "a plan has no option '\(Self.short(name))'"
    case .value(let option, let found, let expected): "\(option) is '\(Self.short(found))', expected \(expected)"
    case .tooLarge(let found, let limit): "the plan asks for \(found), expected at most \(limit)"
    case .tooLong(let characters, let limit): "\(characters) characters came, expected at most \(limit)"
    case .unknownMessage(let text): "'\(Self.short(text))' is no message that the lab knows"
    }
  }

  /// The beginning of what somebody else wrote, without what could disturb a terminal or a page.
  private static func short(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(40).map { $0.value < 32 || $0.value == 127 ? "·" : String($0) }.joined()
    return text.unicodeScalars.count > 40 ? safe + "…" : safe
  }
}
