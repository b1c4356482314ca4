import ArgumentParser
import Chapters
import Notebook

@main
struct Chapter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chapter", abstract: "Runs a chapter; without one, prints the table of contents.",
    subcommands: chapters + [FeatureChapter.self])

  static func main() { Command.main(Self.self) }

  func run() { print(Contents(of: chapters, kind: "chapter").table()) }
}
