import ArgumentParser
import Book
import Notebook

@main
struct Weave: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weave", abstract: "Runs pages and publishes them, or checks the published ones.",
    discussion: "A chapter is named by its number, an answer by its name; `all` stands for every one.")

  @Argument(help: "The pages. (default for --check, --verify and --prose: all)")
  var pages: [String] = []

  @Flag(help: "What to do instead of running and publishing.")
  var mode: WeaveMode?

  @OptionGroup
  var arguments: RunArguments

  static func main() { Command.main(Self.self) }

  func run() throws {
    try weaver.run(mode, pages, of: chapters + answers, arguments)
  }
}
