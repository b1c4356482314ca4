import Notebook

/// The chapters in the order in which they are read.
public let chapters: [any BookPage.Type] = [
  DataChapter.self, GeneratorChapter.self, DiscriminatorChapter.self, LossesChapter.self, TrainingChapter.self,
  ModeCollapseChapter.self, MetricsChapter.self,
]

/// Every page that `swift run chapter` runs: the chapters, and the training of the networks that score.
public let chapterCommands: [any BookPage.Type] = chapters + [FeatureChapter.self]

/// All that is woven: the chapters, the answers, and what goes with them.
public let weaver = Weaver(
  [Contents(of: chapters, kind: "chapter"), Contents(of: answers, kind: "answer")],
  appendices: [
    Appendix(
      title: "Symptoms", summary: "what you see, why, the command that shows it, what helps", name: "symptoms.md",
      making: .written),
    Appendix(
      title: "Glossary", summary: "the field's terms, as the chapters define them", name: "glossary.md",
      making: .glossary),
  ])
