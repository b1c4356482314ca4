import ArgumentParser
import Book
import Notebook

@main
struct Answer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Runs the demonstration of an answer; without one, lists the answers.")

  @Argument(help: "The answer's name.")
  var answer: String?

  @OptionGroup
  var arguments: PageArguments

  static func main() { Command.main(Self.self) }

  func run() throws {
    try Contents(answers, kind: "answer").run(answer, arguments)
  }
}
