import Dispatch
import Foundation

/// CIFAR-10 in its official binary layout: 60,000 photographs of ten classes (Krizhevsky 2009).
///
/// Each of the six files is 10,000 records, each record a label byte and three planes of 1,024 bytes: red, green,
/// blue, row by row. Nothing is read before `train()` or `test()` is called.
public struct CIFAR10: Sendable {
  /// The classes in the order of the labels, as `batches.meta.txt` lists them.
  public static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  /// The records in a file.
  public static let recordsPerFile = 10_000
  /// The bytes of a record: its label, then its planes.
  public static let recordBytes = 1 + ImageDataset.imageBytes
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

  private static func read(_ files: [URL]) throws(CIFAR10Error) -> ImageDataset {
    var records: [Data] = []
    for file in files { records.append(try contents(of: file)) }
    let labels = records.flatMap { file in
      stride(from: 0, to: fileBytes, by: recordBytes).map { file[file.startIndex + $0] }
    }
    if let wrong = labels.firstIndex(where: { $0 >= classNames.count }) {
      let (file, record) = wrong.quotientAndRemainder(dividingBy: recordsPerFile)
      throw .wrongLabel(files[file], record: record, value: labels[wrong])
    }
    return ImageDataset(
      name: variant(of: records[0], named: files[0].lastPathComponent), classNames: classNames, labels: labels,
      pixels: interleave(records))
  }

  private static func contents(of file: URL) throws(CIFAR10Error) -> Data {
    let data: Data
    do { data = try Data(contentsOf: file, options: .mappedIfSafe) } catch {
      throw .unreadable(file, reason: error.localizedDescription)
    }
    guard data.count == fileBytes else { throw .wrongSize(file, expected: fileBytes, found: data.count) }
    return data
  }

  /// The images of whole files with their three planes turned into pixels of three channels.
  private static func interleave(_ files: [Data]) -> [UInt8] {
    let plane = ImageDataset.side * ImageDataset.side
    let runs = 16, recordsPerRun = recordsPerFile / runs
    return Array(unsafeUninitializedCapacity: files.count * recordsPerFile * 3 * plane) { pixels, count in
      // Every run writes pixels of its own.
      nonisolated(unsafe) let target = pixels.baseAddress!
      DispatchQueue.concurrentPerform(iterations: files.count * runs) { job in
        let (file, run) = job.quotientAndRemainder(dividingBy: runs)
        files[file].withUnsafeBytes { bytes in
          for record in run * recordsPerRun..<(run + 1) * recordsPerRun {
            let red = bytes.baseAddress! + record * recordBytes + 1
            let image = target + (file * recordsPerFile + record) * 3 * plane
            for i in 0..<plane {
              image[3 * i] = red.load(fromByteOffset: i, as: UInt8.self)
              image[3 * i + 1] = red.load(fromByteOffset: plane + i, as: UInt8.self)
              image[3 * i + 2] = red.load(fromByteOffset: 2 * plane + i, as: UInt8.self)
            }
          }
        }
      }
      count = files.count * recordsPerFile * 3 * plane
    }
  }
}
