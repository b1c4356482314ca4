import ArgumentParser
import Engine
import Evaluation
import Notebook

@main
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Compares two sets of images: FID, KID, MIND, IS, precision, recall, density and coverage.",
    discussion: """
      REAL and FAKE are folders of PNG or JPEG images, training checkpoints (or the folders of runs), files of \
      statistics (.safetensors.zst from --save, .npz from pytorch-fid), or names: \(ScoreSource.names.joined(separator: ", ")).
      """)

  @Argument(help: "The real images.")
  var real: String

  @Argument(help: "The images to judge; only to --save what is known of REAL it may be left out.")
  var fake: String?

  @Option(
    parsing: .unconditional,
    help: """
      The network that looks at them: \(FeatureChoice.booksOwn), or inception:PATH with its weights \
      (inception-tf1:PATH, inception-clean:PATH: resized as TensorFlow 1 and clean-fid do).
      """)
  var features = "book"

  @Option(
    parsing: .unconditional,
    help: """
      Some of fid, fid-infinity, kid, mind, is, prdc, with commas between; with fid and is alone, no memory is needed for \
      the images' features. (default: all)
      """)
  var metrics: String?

  @Option(parsing: .unconditional, help: "The most images of each side. (default: all, up to 50,000)")
  var samples: Int?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: "How often images are drawn again for FID's interval. (default: 100; 0 for networks of many features)")
  var resamples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"))
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Save the statistics of REAL for later comparisons.", valueName: "file"))
  var save: String?

  @Option(parsing: .unconditional, help: "The most threads to compute with. (default: all)")
  var threads: Int?

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Fail on the first image that cannot be read, instead of counting it.")
  var strict = false

  static func main() { Command.main(Self.self) }

  func run() throws {
    if let threads {
      guard threads >= 1 else { throw UsageError("--threads is '\(threads)', expected 1 or more") }
    }
    try Parallel.withThreads(threads ?? Parallel.threads) { try printScores() }
  }

  private func printScores() throws {
    var command = ScoreCommand(real: real, fake: fake)
    (command.features, command.metrics, command.samples) = (features, metrics, samples)
    (command.seed, command.resamples, command.data) = (seed, resamples, data)
    (command.save, command.isStrict) = (save, strict)
    guard let scores = try command.run(isQuiet: json) else {
      return print("saved the statistics of \(real) in \(save!)")
    }
    print(json ? scores.json : scores.text)
  }
}
