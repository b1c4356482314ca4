import ArgumentParser
import Engine
import Evaluation
import Metrics
import Notebook
import Ranks

@main
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Compares two sets of images: FID or FD, KID, MIND, IS, precision, recall, density and coverage.",
    discussion: """
      REAL and FAKE are folders of PNG or JPEG images, training checkpoints (or the folders of runs), files of statistics \
      (.safetensors.zst from --save, .npz from pytorch-fid), images in a .npz (arr_0, as guided-diffusion writes), or \
      names: \(ScoreSource.names.joined(separator: ", ")).

      The book's own features (--features book, the default) know the book's data sets. For photographs of your own, and \
      for scores to stand beside those of papers, use Inception's. Its weights are not part of the book: download \
      pt_inception-2015-12-05-6726825d.pth (91 MB) once from the releases of github.com/mseitzer/pytorch-fid, under the \
      tag fid_weights, and pass --features inception:PATH.

      --metrics fid asks for the squared Fréchet distance. It is printed as FID in Inception's features, and as FD in any \
      others. In JSON its "metric" is always FID, and its "name" is what the table prints.

      FID's covariance is unbiased, as in pytorch-fid and clean-fid. inception resizes as pytorch-fid does, inception-tf1 \
      as torch-fidelity and torchmetrics do, inception-clean as clean-fid does; torchmetrics takes bytes, or values from 0 \
      to 1 with normalize=True, and KID over 100 subsets of 1,000 as here. KID is given × 1000. The fourth digit may differ \
      from these tools': they take roots of matrices that have not full rank, add a rounding error's worth to the diagonal, \
      or compute in 32 bits.

      Of several processes that mpirun started (in a build with the trait MPI), each looks at a part of the images. The \
      scores are the same to the last digit.
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
    help: "How often images are drawn again for an interval. (default: 100; 0 for networks of many features)")
  var resamples: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"))
  var data: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Save the statistics of REAL for later comparisons: as pytorch-fid reads them in a .npz, else .safetensors.zst.",
      valueName: "file"))
  var save: String?

  @Option(parsing: .unconditional, help: "The most threads to compute with. (default: all)", transform: Int.threads)
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Save the features of every image of both sides, as the arrays real and fake (.npz or .safetensors).",
      valueName: "file"))
  var saveFeatures: String?

  @Option(parsing: .unconditional, help: "Bring all images to this side first, bicubic with antialiasing.")
  var size: Int?

  @Option(
    parsing: .unconditional,
    help: "How many features of Inception's: 64, 192, 768 or 2048, as pytorch-fid's --dims. (default: 2048)")
  var dims: Int?

  @Option(parsing: .unconditional, help: "k of precision, recall, density and coverage.")
  var neighbours = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "KID's random subsets and the most images of each; half of a side at most. (default: 100x1000)", valueName: "n×m")
  )
  var kidSubsets: String?

  @Option(parsing: .unconditional, help: "The splits of the Inception Score.")
  var splits = 10

  @Flag(help: "Take the images of folders below, too.")
  var recursive = false

  @Flag(help: "Look at every image anew, and keep nothing of it in the user's cache folder.")
  var noCache = false

  @Flag(help: "Print JSON instead of a table.")
  var json = false

  @Flag(help: "Fail on the first image that cannot be read, and on images that are left out, instead of counting them.")
  var strict = false

  static func main() { Command.main(Self.self) }

  func run() throws {
    try withLaunchedProcesses { group in
      try Parallel.withThreads(threads ?? group.threads ?? Parallel.threads) { try printScores(in: group) }
    }
  }

  private func printScores(in group: any ProcessGroup) throws {
    var command = ScoreCommand(real: real, fake: fake)
    (command.features, command.metrics, command.samples) = (features, metrics, samples)
    (command.seed, command.resamples, command.data) = (seed, resamples, data)
    (command.save, command.saveFeatures) = (save, saveFeatures)
    (command.isStrict, command.isRecursive) = (strict, recursive)
    (command.size, command.dims) = (size, dims)
    (command.neighbours, command.kidSubsets, command.splits) = (neighbours, kidSubsets, splits)
    command.group = group
    command.cache = noCache ? nil : SeenCache.usualFolder
    guard let scores = try command.run() else {
      guard group.isFirst else { return }
      if let save { print("saved the statistics of \(real) in \(save)") }
      if let saveFeatures { print("saved the features of \(real) in \(saveFeatures)") }
      return
    }
    print(json ? scores.json : scores.text)
  }
}
