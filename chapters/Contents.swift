import Datasets
import Engine
import GAN
import Notebook

/// The chapters in the order in which they are read.
public let chapters: [any BookPage.Type] = [
  DataChapter.self, GeneratorChapter.self, DiscriminatorChapter.self, LossesChapter.self, TrainingChapter.self,
  ModeCollapseChapter.self, MetricsChapter.self,
]

/// Every page that `swift run chapter` runs: the chapters, and the training of the networks that score.
public let chapterCommands: [any BookPage.Type] = chapters + [FeatureChapter.self]
