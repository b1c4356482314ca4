import Foundation

/// CIFAR-10 in its official binary layout: 60,000 photographs of ten classes (Krizhevsky 2009).
///
/// Each of the six files is 10,000 records, each record a label byte and three planes of 1,024 bytes: red, green,
/// blue, row by row. Not a byte is read before `train()` or `test()` is called.
public struct CIFAR10: Sendable {
  /// The classes in the order of the labels, as `batches.meta.txt` lists them.
  public static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  /// The records in a file.
  public static let recordsPerFile = 10_000
  /// The bytes of a record: its label, then its planes.
  public static let recordBytes = 1 + ImageShape.colour32.bytes
  /// The bytes of a file.
  public static let fileBytes = recordsPerFile * recordBytes
  /// The name of the folder inside the official archive.
  public static let folderName = "cifar-10-batches-bin"

  private static let trainingNames = (1...5).map { "data_batch_\($0).bin" }
  private static let testNames = ["test_batch.bin"]

  /// The folder that holds the files.
  public let folder: URL
  /// The training files that are there, at most five.
  public let trainingFiles: [URL]
  /// The test file, if it is there.
  public let testFiles: [URL]

  /// The data in `folder`, or in `cifar-10-batches-bin` inside it.
  ///
  /// - Throws: `CIFAR10Error` if the folder is not there or holds none of the files.
  public init(folder: URL) throws(CIFAR10Error) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
      throw .noFolder(folder)
    }
    guard isFolder.boolValue else { throw .notAFolder(folder) }
    for candidate in [folder, folder.appendingPathComponent(Self.folderName)] {
      let training = Self.present(Self.trainingNames, in: candidate)
      let test = Self.present(Self.testNames, in: candidate)
      guard !training.isEmpty || !test.isEmpty else { continue }
      (self.folder, trainingFiles, testFiles) = (candidate, training, test)
      return
    }
    throw .noFiles(folder, CIFAR10Error.Lookalike(in: folder))
  }

  private static func present(_ names: [String], in folder: URL) -> [URL] {
    names.map { folder.appendingPathComponent($0) }.filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The training images: 50,000 if all five files are there.
  ///
  /// - Throws: `CIFAR10Error` if no training file is there, or one has a wrong size or a wrong label.
  public func train() throws(CIFAR10Error) -> ImageDataset {
    guard !trainingFiles.isEmpty else { throw .missing(folder, Self.trainingNames[0]) }
    return try Self.read(trainingFiles)
  }

  /// The 10,000 test images.
  ///
  /// - Throws: `CIFAR10Error` if the test file is not there, or has a wrong size or a wrong label.
  public func test() throws(CIFAR10Error) -> ImageDataset {
    guard !testFiles.isEmpty else { throw .missing(folder, Self.testNames[0]) }
    return try Self.read(testFiles)
  }
}
