import ArgumentParser
import Foundation
import Lab
import Notebook

/// An option of a page's command, as a reader can choose it in the lab.
struct PageOption: Encodable {
  /// The name without its hyphens, such as `profile`.
  let name: String
  /// What it does.
  let help: String
  /// Whether it takes no value.
  let isFlag: Bool
  /// The only values that there are; empty if there are others.
  let values: [String]
  /// What it is if nobody chooses; `nil` if the help says it, or nothing does.
  let usual: String?

  /// Options that say where a run's files and words go, which is the lab's to say; and help.
  private static let kept: Set<String> = ["help", "version", "out", "resume", "quiet", "events"]

  /// The options of a page.
  static func all(of page: any BookPage.Type) -> [PageOption] {
    guard let described = try? JSONDecoder().decode(Described.self, from: Data(page._dumpHelp().utf8)) else {
      return []
    }
    return (described.command.arguments ?? []).compactMap { argument in
      guard let name = argument.preferredName?.name, !kept.contains(name), argument.kind != "positional" else {
        return nil
      }
      return PageOption(
        name: name, help: argument.abstract ?? "", isFlag: argument.kind == "flag",
        values: argument.allValues ?? [], usual: argument.defaultValue)
    }
  }

  /// The words of a command for what a reader chose: JSON such as `[["profile", "quick"], ["fresh"]]`.
  ///
  /// - Throws: `LabError` for an option that the page does not have. A value cannot become another option: it stands
  ///   behind its name in one word.
  static func words(_ choices: String, _ options: [String: PageOption]) throws -> [String] {
    guard let pairs = try? JSONDecoder().decode([[String]].self, from: Data(choices.utf8)), pairs.count <= options.count
    else {
      throw LabError.value(option: "options", found: choices, expected: "a list of names and values")
    }
    return try pairs.map { pair in
      guard let name = pair.first, let option = options[name] else {
        throw LabError.value(
          option: "option", found: pair.first ?? "", expected: "one of \(options.keys.sorted().joined(separator: ", "))"
        )
      }
      guard pair.count == (option.isFlag ? 1 : 2) else {
        throw LabError.value(
          option: name, found: pair.dropFirst().joined(separator: " "), expected: option.isFlag ? "no value" : "a value"
        )
      }
      guard !option.isFlag else { return "--\(name)" }
      let isPossible = option.values.isEmpty || option.values.contains(pair[1])
      guard isPossible, pair[1].count <= 500, pair[1].unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
      else {
        throw LabError.value(
          option: name, found: pair[1],
          expected: option.values.isEmpty
            ? "a line of at most 500 characters" : "one of \(option.values.joined(separator: ", "))")
      }
      return "--\(name)=\(pair[1])"
    }
  }

  /// What the parser says about a command.
  private struct Described: Decodable {
    struct Command: Decodable { let arguments: [Argument]? }
    struct Argument: Decodable {
      struct Name: Decodable { let name: String }
      let kind: String, preferredName: Name?, abstract, defaultValue: String?, allValues: [String]?
    }
    let command: Command
  }
}
