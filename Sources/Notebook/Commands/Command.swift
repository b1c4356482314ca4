import ArgumentParser
import Engine
@preconcurrency import Foundation

/// What the book's commands have in common: how they fail.
public enum Command {
  /// The words after the command's name, as they were typed.
  @TaskLocal static var words = Array(CommandLine.arguments.dropFirst())

  /// The longest message, in characters: names in files of others may be of any length.
  private static let longest = 2000

  /// Runs a command as the process's own and ends the process: with 0 when all went well, 2 when the command was asked
  /// for something it cannot do, 128 and the signal's number when it was interrupted (130 for Ctrl-C), 1 when anything
  /// else went wrong.
  public static func main<Root: ParsableCommand>(_ root: Root.Type) -> Never {
    StandardStream.prepare()
    Interruption.listen()
    var failure = run(root, arguments: words)
    Interruption.byUser.whileClosing {
      if failure.status == 0, let reason = StandardStream.failure {
        failure = Ending(status: 1, text: "error: the output could not be written (\(reason))")
      }
      if let text = failure.text { Terminal.beside().say(text) }
    }
    exit(failure.status)
  }

  /// How a command ended: the status of its process, and what to say about it in one line.
  struct Ending: Equatable {
    var status: Int32
    var text: String?
  }

  /// Parses arguments and runs the command; help that was asked for is printed.
  static func run<Root: ParsableCommand>(_ root: Root.Type, arguments: [String]) -> Ending {
    var command: any ParsableCommand
    do {
      try checkSubcommand(of: root, arguments)
      command = try root.parseAsRoot(arguments)
    } catch let error as UsageError {
      return Ending(status: 2, text: "error: \("\(error)".shown.shortened(to: longest))")
    } catch {
      if root.exitCode(for: error).isSuccess {
        print(root.fullMessage(for: error))
        return Ending(status: 0)
      }
      let subcommand = arguments.first.flatMap { word in root.configuration.subcommands.first { $0.answers(to: word) } }
      let lines = explained(root.message(for: error), of: subcommand ?? root).split(whereSeparator: \.isNewline)
      let text = lines.map { $0.hasSuffix(".") ? $0.dropLast() : $0 }.joined(separator: "; ")
      let names = [root._commandName] + (subcommand.map { [$0._commandName] } ?? [])
      return Ending(
        status: 2,
        text:
          "error: \(text.shown.shortened(to: longest)); `swift run \(names.joined(separator: " ")) --help` lists what may be given"
      )
    }
    do {
      try $words.withValue(arguments) { try command.run() }
      return Ending(status: 0)
    } catch let interrupted as Interrupted {
      return Ending(status: Interruption.status, text: interrupted.description)
    } catch let error as UsageError {
      return Ending(status: 2, text: "error: \("\(error)".shown.shortened(to: longest))")
    } catch let help where root.exitCode(for: help).isSuccess {
      print(root.fullMessage(for: help))
      return Ending(status: 0)
    } catch {
      return Ending(status: 1, text: "error: \(error.reason.shown.shortened(to: longest))")
    }
  }

  /// What the parser says about an option that there is not, with the one that is probably meant in the place of the
  /// parser's guess, which takes any option for a near one.
  private static func explained(_ message: String, of command: any ParsableCommand.Type) -> String {
    guard let unknown = message.firstMatch(of: #/^Unknown option '([^']+)'/#) else { return message }
    let option = String(unknown.output.1)
    let help = command.helpMessage()
    let options = Set(help.matches(of: #/--[a-z][a-z0-9-]+/#).map { String($0.output) }).sorted()
    let meant = (command as? any OptionExplaining.Type)?.meant(by: option) ?? options.nearest(to: option)
    return unknown.output.0 + (meant.map { ". Did you mean '\($0)'?" } ?? "")
  }

  /// Checks that the first word names a subcommand, where there are any, or asks for help.
  ///
  /// - Throws: ``UsageError`` that names what was probably meant.
  private static func checkSubcommand(of root: any ParsableCommand.Type, _ arguments: [String]) throws {
    let subcommands = root.configuration.subcommands
    guard let word = arguments.first, !subcommands.isEmpty else { return }
    let helpers = ["help", "-h", "--help", "--help-hidden", "--generate-completion-script"]
    guard !helpers.contains(word), !subcommands.contains(where: { $0.answers(to: word) }) else { return }
    let kind = root._commandName
    if word.hasPrefix("-") {
      throw UsageError(
        "no \(kind) is named, expected one before \(word); for example "
          + "`swift run \(kind) \(subcommands[0]._commandName) \(word)`")
    }
    if let meant = subcommands.flatMap({ $0.names }).nearest(to: word) {
      throw UsageError(
        "no \(kind) is called '\(word)', perhaps '\(meant)' is meant; `swift run \(kind)` lists them")
    }
    let choices = subcommands.map { command in
      let aliases = command.configuration.aliases.joined(separator: ", ")
      return command._commandName + (aliases.isEmpty ? "" : " (\(aliases))")
    }
    throw UsageError(
      "no \(kind) is called '\(word)', expected \(choices.joined(separator: ", ")); `swift run \(kind)` lists them")
  }
}

/// A command that knows what its readers mean by options that it does not have.
public protocol OptionExplaining {
  /// The words that say it here; `nil` where nothing is known.
  static func meant(by option: String) -> String?
}

extension ParsableCommand {
  /// The names that a reader may call it by.
  fileprivate static var names: [String] { [_commandName] + configuration.aliases }

  fileprivate static func answers(to word: String) -> Bool { names.contains(word) }
}
