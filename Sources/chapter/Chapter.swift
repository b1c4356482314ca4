import ArgumentParser
import Book
import Notebook

@main
struct Chapter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chapter", abstract: "Runs a chapter; without one, prints the table of contents.")

  @Argument(help: "The chapter's number or name.")
  var chapter: String?

  @Flag(help: "Chapter 7: train the book's own feature network for the data set instead of running the page.")
  var trainFeatures = false

  @OptionGroup
  var arguments: PageArguments

  static func main() { Command.main(Self.self) }

  func run() throws {
    let contents = Contents(chapters, kind: "chapter")
    guard trainFeatures else { return try contents.run(chapter, arguments) }
    guard let chapter, ["7", "metrics"].contains(chapter) else {
      throw UsageError("--train-features belongs to chapter 7; run `swift run chapter 7 --train-features`")
    }
    let options = try arguments.options(for: featureTraining)
    try Run(of: featureTraining, options: options, command: "chapter --train-features", interruption: .byUser).perform()
  }
}
