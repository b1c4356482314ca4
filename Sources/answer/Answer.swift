import ArgumentParser
import Answers
import Notebook

@main
struct Answer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Runs the demonstration of an answer; without one, lists the answers.",
    subcommands: answers)

  static func main() { Command.main(Self.self) }

  func run() { print(Contents(of: answers, kind: "answer").table()) }
}
