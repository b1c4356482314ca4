import ArgumentParser
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures

@main
struct Draw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draws images from a trained generator.",
    discussion: """
      MODEL is the folder of a training run, a checkpoint, or a generator that comes with the book: \
      \(TrainedGenerator.names.joined(separator: ", ")).
      """)

  @Argument(help: "The generator.")
  var model: String

  @Option(parsing: .unconditional, help: "How many images, of each class that is asked for.", transform: countText)
  var count: Int?

  @Option(parsing: .unconditional, help: "What the latent vectors are drawn from.", transform: UInt64.seed)
  var seed: UInt64 = 1

  @Option(
    name: .customLong("class"), parsing: .unconditional,
    help: "Images of this class; all for every one, a row each. (default: every class in turn)")
  var kind: String?

  @Option(
    parsing: .unconditional,
    help: "Draw latent values beyond this limit again: fewer surprises, less variety (such as 1).", transform: limitText
  )
  var truncation: Float?

  @Option(
    parsing: .unconditional, help: "Walk from latent vector to latent vector, so many frames between two, and back.",
    transform: framesText)
  var walk: Int?

  @Option(
    parsing: .unconditional, help: "The latent vectors that a walk goes through. (default: 4)", transform: framesText)
  var through: Int?

  @Flag(help: "One picture of all images, instead of a file for each.")
  var grid = false

  @Flag(help: "A walk as a GIF.")
  var gif = false

  @Flag(help: "A walk as an animated PNG, which keeps every colour.")
  var apng = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Under each image the nearest of these training images: a folder, cifar10 or shapes.", valueName: "data"))
  var nearest: String?

  @Flag(help: "The network itself as an ONNX file.")
  var onnx = false

  @Flag(help: "Beside the images a file of their latent vectors, classes and exact values, in safetensors.")
  var tensors = false

  @Option(parsing: .unconditional, help: "Enlarge every pixel to a square of so many.", transform: enlargement)
  var size = 1

  @Option(
    parsing: .unconditional, help: "The folder for what is drawn. (default: one in runs/draw)",
    transform: URL.path)
  var out: URL?

  @Flag(help: "No preview.")
  var quiet = false

  static func main() { Command.main(Self.self) }

  /// Refuses options that contradict each other, before any work.
  ///
  /// - Throws: ``UsageError``.
  func validate() throws {
    func given(_ options: [(String, Bool)]) -> String? { options.first(where: \.1)?.0 }
    if model.isEmpty { throw UsageError("MODEL is '', expected a run's folder, a file or a name") }
    if let out, ["png", "gif", "apng", "onnx", "safetensors"].contains(out.pathExtension.lowercased()) {
      throw UsageError(
        "--out is '\(out.readablePath)', expected a folder, in which what is drawn gets names of its own; leave out "
          + "the end .\(out.pathExtension), and say --grid for one picture")
    }
    let ofImages = [
      ("--count", count != nil), ("--class", kind != nil), ("--truncation", truncation != nil), ("--walk", walk != nil),
      ("--through", through != nil), ("--grid", grid), ("--gif", gif), ("--apng", apng), ("--size", size != 1),
      ("--tensors", tensors), ("--nearest", nearest != nil),
    ]
    if onnx, let other = given(ofImages) {
      throw UsageError("--onnx and \(other) are both given, but a network's file holds no images; leave out one")
    }
    if nearest != nil, let other = given([("--walk", walk != nil), ("--grid", grid)]) {
      throw UsageError("--nearest and \(other) are both given, and each is a picture of its own; leave out one")
    }
    if tensors, nearest == nil,
      let other = given([("--walk", walk != nil), ("--grid", grid), ("--class all", kind == Drawing.all)])
    {
      throw UsageError(
        "--tensors and \(other) are both given, and the values are those of separate images; leave out one")
    }
    if walk != nil, grid {
      throw UsageError(
        "--walk and --grid are both given, expected one; --walk with --count 9 shows nine walks beside each other")
    }
    if walk == nil, let moving = given([("--gif", gif), ("--apng", apng), ("--through", through != nil)]) {
      throw UsageError("\(moving) is given, but nothing moves; add --walk 12")
    }
    let limit = walk == nil ? 10_000 : 256
    if let count, grid || kind == Drawing.all || walk != nil || nearest != nil, count > limit {
      throw UsageError("--count is \(count), expected at most \(limit.text) images in one picture")
    }
  }

  func run() throws {
    let drawing = try Drawing(
      of: TrainedGenerator(model), kind: kind, count: count, seed: seed, truncation: truncation, enlargement: size)
    let isGrid = grid || kind == Drawing.all
    if !onnx {
      try drawing.check(
        walk.map { .walk(frames: $0, stops: through ?? 4) }
          ?? (nearest != nil ? .nearest : isGrid ? .grid : .files(withTensors: tensors)))
    }
    let data = try nearest.map { word in
      try TrainingData(word, shape: drawing.shape, isQuiet: quiet) { Terminal.standard().say($0) }
    }
    let folder = out ?? RunPlace.unused(under: "draw", for: model)
    let lock = try RunPlace.make(folder)
    defer { withExtendedLifetime(lock) {} }
    if let data {
      let (file, lines) = try drawing.nearest(in: data, withTensors: tensors, folder: folder)
      if !quiet { drawing.preview.map { print($0) } }
      (lines + [file.readablePath]).forEach { Terminal.standard().say($0) }
      return
    }
    let written =
      if onnx {
        try [drawing.onnx(in: folder)]
      } else if let walk {
        try drawing.walk(frames: walk, through: through ?? 4, gif: gif, apng: apng, in: folder)
      } else if isGrid {
        try [drawing.grid(in: folder)]
      } else {
        try drawing.files(in: folder, withTensors: tensors)
      }
    if !quiet { drawing.preview.map { print($0) } }
    let first = written[0].readablePath
    Terminal.standard().say(
      written.count == 1 ? first : "\(written.count) files in \(folder.readablePath), the first \(first)")
  }
}

private func limitText(_ text: String) throws -> Float {
  if let limit = Float(text), limit.isFinite, limit >= 0.1 { return limit }
  throw UsageError("expected a number of at least 0.1, such as 1")
}

/// A number of images: those of one picture stand in memory together.
private func countText(_ text: String) throws -> Int {
  let count = try Int.count(text)
  if count <= 1_000_000 { return count }
  throw UsageError("expected at most 1,000,000 images")
}

private func framesText(_ text: String) throws -> Int {
  let count = try Int.count(text)
  if count <= 240 { return count }
  throw UsageError("expected a whole number from 1 to 240, such as 12")
}

private func enlargement(_ text: String) throws -> Int {
  if let factor = Int(text), (1...32).contains(factor) { return factor }
  throw UsageError("expected a whole number from 1 to 32, such as 4")
}
