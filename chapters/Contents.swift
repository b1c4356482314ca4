import Datasets
import Engine
import GAN
import Notebook

/// The chapters in the order in which they are read.
public let chapters: [Entry] = [
  Entry(
    number: 1, name: "data", title: "Data", summary: "bytes become tensors; Shapes, the book's own images",
    duration: "a few seconds", file: source("01-data/Images.swift"), run: dataChapter),
  Entry(
    number: 2, name: "generator", title: "Generator", summary: "from 100 random numbers to an image, before training",
    duration: "a quarter of a minute", companions: ["Upsampling.swift", "Signal.swift", "PlainAndEnhanced.swift"],
    file: source("02-generator/Generator.swift"), run: generatorChapter),
  Entry(
    number: 3, name: "discriminator", title: "Discriminator", summary: "what the critic learns, and what it gives away",
    duration: "half a minute", companions: ["ImageVerdicts.swift", "Strength.swift", "SeparateBatches.swift"],
    file: source("03-discriminator/Discriminator.swift"), run: discriminatorChapter),
  Entry(
    number: 4, name: "losses", title: "Losses", summary: "what each player makes small, and whether they come to rest",
    duration: "ten seconds",
    companions: ["GameValue.swift", "WassersteinDistance.swift", "LossComparison.swift", "SmallestGame.swift"],
    file: source("04-losses/Losses.swift"), run: lossesChapter),
  Entry(
    number: 5, name: "training", title: "Training", summary: "two networks learn from each other, from fog to shapes",
    duration: "about a minute",
    companions: [
      "Photographs.swift", "TimeToQuality.swift", "SampleInspection.swift", "Averaging.swift", "Resuming.swift",
    ],
    file: source("05-training/Training.swift"), run: trainingChapter),
  Entry(
    number: 6, name: "mode-collapse", title: "Mode collapse",
    summary: "many latent vectors, one picture: make it happen, measure it, mend it", duration: "under a minute",
    companions: [
      "Layers.swift", "Penalties.swift", "Clipping.swift", "Unrolling.swift", "Remedies.swift",
      "CollapsedImages.swift", "CollapsedPhotographs.swift",
    ],
    remedies: Remedy.choices.map(\.flag),
    file: source("06-mode-collapse/Collapse.swift"), run: modeCollapseChapter),
  Entry(
    number: 7, name: "metrics", title: "Metrics", summary: "how anyone can tell: FID, IS, KID, and how each is cheated",
    duration: "under a minute",
    companions: [
      "Cheats.swift", "SampleSize.swift", "EqualMoments.swift", "MistakeCosts.swift", "CommandLine.swift",
    ],
    file: source("07-metrics/Metrics.swift"), run: metricsChapter),
]

/// All that is woven: the chapters, the answers, and what goes with them.
public let weaver = Weaver(
  [Contents(chapters, kind: "chapter"), Contents(answers, kind: "answer")],
  appendices: [
    Appendix(
      title: "Symptoms", summary: "what you see, why, the command that shows it, what helps", name: "symptoms.md",
      making: .written),
    Appendix(
      title: "Glossary", summary: "the field's terms, as the chapters define them", name: "glossary.md",
      making: .glossary),
  ])

/// A source of the book, by its path below the folder of the file that names it.
func source(_ path: String, here: String = #filePath) -> String {
  here.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/" + path
}
