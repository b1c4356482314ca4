import Engine
import GAN
import Metrics
import Notebook

/// The answers in the order in which they are read.
public let answers: [Entry] = [
  Entry(
    number: nil, name: "minimax", title: "The minimax loss",
    summary: "what it is, and how it makes the two networks compete", duration: "a quarter of a minute",
    file: source("Minimax.swift"), run: minimaxAnswer),
  Entry(
    number: nil, name: "mode-collapse", title: "Mode collapse",
    summary: "what it is, why it happens, and what helps", duration: "under a minute",
    file: source("ModeCollapse.swift"), run: modeCollapseAnswer),
  Entry(
    number: nil, name: "discriminator", title: "The discriminator's role",
    summary: "a loss function that is learned and moves", duration: "half a minute",
    file: source("DiscriminatorRole.swift"), run: discriminatorAnswer),
  Entry(
    number: nil, name: "metrics", title: "Inception Score and FID",
    summary: "how they evaluate a GAN, what they see and what they miss", duration: "a quarter of a minute",
    file: source("MetricsAnswer.swift"), run: metricsAnswer),
]
