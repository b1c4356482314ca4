import ArgumentParser
import Answers
import Chapters
import Notebook
import Weaving

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

/// All that is woven: the chapters, the answers, and what goes with them.
let weaver = Weaver(
  Weaver.shelf(chapters: chapters, questions: questions, furtherPages: furtherPages),
  appendices: [
    Appendix(
      title: "Symptoms", summary: "what you see, why, the command that shows it, what helps", name: "symptoms.md",
      making: .written),
    Appendix(
      title: "Glossary", summary: "the field's terms, as the chapters define them", name: "glossary.md",
      making: .glossary),
    Appendix(
      title: "Which metric", summary: "for each question the score that answers it, and what it misses",
      name: "which-metric.md", making: .written),
    Appendix(
      title: "Differences", summary: "this book beside the DCGAN paper and two tutorials",
      name: "differences.md", making: .written),
    Appendix(
      title: "After DCGAN", summary: "what came later, and which chapter's idea each extends; nothing was run",
      name: "after-dcgan.md", making: .written),
    Appendix(
      title: "Claims", summary: "what the pages say that a run can contradict, and what would notice",
      name: "CLAIMS.md",
      in: "chapters", making: .claims),
    Appendix(
      title: "Bibliography", summary: "every work that a page names, with a link", name: "bibliography.md",
      making: .written),
  ])
