import Notebook

/// The answers in the order in which they are read.
public let answers: [Entry] = [
  Entry(
    number: nil, name: "metrics", title: "How do the Inception Score and FID evaluate a GAN?",
    summary: "a good, a collapsed, a noisy and a memorising generator under both scores", duration: "a few seconds",
    file: source("MetricsAnswer.swift"), run: metricsAnswer)
]
