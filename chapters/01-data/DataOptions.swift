import ArgumentParser
import Foundation
import Notebook

/// Which images a page works on, for pages that let their reader choose.
struct DataOptions: ParsableArguments {
  enum Choice: String, CaseIterable, ExpressibleByArgument {
    /// CIFAR-10 where it is found, Shapes otherwise: for readers; a published page names one.
    case auto
    /// CIFAR-10, and an error where it is not found.
    case cifar10
    /// The book's own drawn images, which everybody has.
    case shapes
  }

  @Option(
    parsing: .unconditional,
    help: "The images: cifar10, shapes (the book's own), or auto (CIFAR-10 where it is found, Shapes otherwise).")
  var dataset = Choice.auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The folder that holds CIFAR-10's binary files.", valueName: "folder"),
    transform: URL.existingFolder)
  var data: URL?
}

extension DataStamp {
  /// The book's own images; nobody is to take them for photographs.
  static let shapes = DataStamp(name: "shapes", title: "Shapes, the book's own drawn images (not CIFAR-10)")

  /// A copy of CIFAR-10.
  static func cifar10(_ variant: String) -> DataStamp {
    DataStamp(
      name: "cifar10", variant: variant, title: variant == "cifar10" ? "CIFAR-10" : "CIFAR-10 (\(variant))")
  }
}
