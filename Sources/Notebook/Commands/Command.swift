import ArgumentParser
import Foundation

/// What the book's commands have in common: how they fail.
public enum Command {
  /// Runs a command as the process's own and ends the process: with 0 when all went well, 2 when the command was asked
  /// for something it cannot do, 130 when it was interrupted, 1 when anything else went wrong.
  public static func main<Root: ParsableCommand>(_ root: Root.Type) -> Never {
    Interruption.listen()
    let failure = run(root, arguments: Array(CommandLine.arguments.dropFirst()))
    if let text = failure.text { FileHandle.standardError.write(Data((text + "\n").utf8)) }
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
      command = try root.parseAsRoot(arguments)
    } catch {
      if root.exitCode(for: error).isSuccess {
        print(root.fullMessage(for: error))
        return Ending(status: 0)
      }
      let text = root.message(for: error).split(whereSeparator: \.isNewline).joined(separator: "; ")
      return Ending(
        status: 2, text: "error: \(text); `swift run \(root._commandName) --help` lists what may be given")
    }
    do {
      try command.run()
      return Ending(status: 0)
    } catch let interrupted as Interrupted {
      return Ending(status: 130, text: interrupted.description)
    } catch let error as UsageError {
      return Ending(status: 2, text: "error: \(error)")
    } catch let help where root.exitCode(for: help).isSuccess {
      print(root.fullMessage(for: help))
      return Ending(status: 0)
    } catch {
      return Ending(status: 1, text: "error: \(error.reason)")
    }
  }
}
