import ArgumentParser
import Book
import Notebook

@main
struct Chapter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chapter", abstract: "Runs a chapter; without one, prints the table of contents.")

  @Argument(help: "The chapter's number or name.")
  var chapter: String?

  @OptionGroup
  var arguments: PageArguments

  static func main() { Command.main(Self.self) }

  func run() throws {
    try Contents(chapters, kind: "chapter").run(chapter, arguments)
  }
}
