import Notebook

/// The chapters in the order in which they are read.
public let chapters: [any BookPage.Type] = [
  DataChapter.self, GeneratorChapter.self, DiscriminatorChapter.self, LossesChapter.self, TrainingChapter.self,
  ModeCollapseChapter.self, MetricsChapter.self,
]
