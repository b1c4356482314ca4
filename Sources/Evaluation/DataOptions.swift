import ArgumentParser
import Datasets
import Foundation
import Notebook

/// Which images a page works on, for pages that let their reader choose.
public struct DataOptions: ParsableArguments {
  /// CIFAR-10 where it is found, Shapes otherwise: for readers; a published page names one.
  private static let open = "auto"

  /// The data set's name, or `auto`.
  @Option(
    parsing: .unconditional,
    help: """
      The images: \(DataSet.all.map(\.name).joined(separator: ", ")), or auto (CIFAR-10 where it is found, Shapes \
      otherwise).
      """,
    transform: oneOf(DataSet.all.map(\.name) + [open]))
  public var dataset = open

  /// The folder of CIFAR-10's files, if the reader named one.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"),
    transform: URL.existingFolder)
  public var data: URL?

  /// Options that the command line fills in.
  public init() {}

  /// Whether the reader left it open which images to take.
  public var isOpen: Bool { dataset == Self.open }

  /// The data set that the reader chose.
  ///
  /// - Throws: What is wrong with CIFAR-10's files, if they are where they should be.
  public func chosen() throws -> DataSet {
    guard isOpen else { return try DataSet.named(dataset) }
    return try CIFAR10.find(data: data?.path) == nil ? .shapes : .cifar10
  }
}
