// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Debug builds are optimised so that `swift run chapter 5` is as fast as a release build. A package that is
// fetched as a dependency may not use unsafe flags; its users choose their own configuration.
let isRoot = URL(fileURLWithPath: Context.packageDirectory).deletingLastPathComponent().lastPathComponent != "checkouts"
let optimised: [SwiftSetting] = isRoot ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
let optimisedC: [CSetting] = isRoot ? [.unsafeFlags(["-O3"], .when(configuration: .debug))] : []

/// Everything below the package's folder that is not a Swift file of a chapter or an answer. The package manager reads
/// this once and remembers it until this file changes, so folders that may yet get Swift files are not in it.
func outsideTheBook() -> [String] {
  let root = URL(fileURLWithPath: Context.packageDirectory)
  func children(_ path: String) -> [String] {
    let folder = path.isEmpty ? root : root.appendingPathComponent(path)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { path.isEmpty ? $0 : "\(path)/\($0)" }
  }
  func isGenerated(_ path: String) -> Bool {
    ["figures", "cache"].contains { path.hasSuffix("/\($0)") }
      || [".md", ".json", ".jsonl", ".ipynb"].contains(where: path.hasSuffix)
  }
  let inside = children("chapters").flatMap(children) + children("answers")
  return children("").filter { !["chapters", "answers"].contains($0) } + inside.filter(isGenerated)
}

let package = Package(
  name: "minimax",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Minimax", targets: ["Engine", "Store", "Pictures", "Datasets", "Notebook", "Book"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.1")
  ],
  targets: [
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(name: "CZlib"),  // comes with libpng, and with macOS
    .target(name: "Kernels", exclude: ["README.md", "design.svg"], cSettings: optimisedC),
    .target(name: "Engine", dependencies: ["Kernels"], swiftSettings: optimised),
    .target(name: "Store", dependencies: ["CZlib", "CZstd", "Engine"], swiftSettings: optimised),
    .target(name: "Pictures", dependencies: ["CPNG", "Engine"], swiftSettings: optimised),
    .target(name: "Datasets", dependencies: ["Engine"], swiftSettings: optimised),
    .target(
      name: "Notebook",
      dependencies: [
        "Engine", "Store", "Pictures", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: optimised),
    .target(
      name: "Book",
      dependencies: [
        "Engine", "Store", "Pictures", "Datasets", "Notebook",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: ".", exclude: outsideTheBook(), swiftSettings: optimised),
    .executableTarget(
      name: "chapter",
      dependencies: ["Book", "Notebook", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "answer",
      dependencies: ["Book", "Notebook", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "weave",
      dependencies: ["Book", "Notebook", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "score",
      dependencies: ["Book", "Engine", "Notebook", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "bench",
      dependencies: ["Book", "Notebook", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "Kernels", "Store"], resources: [.copy("Resources")],
      swiftSettings: optimised),
    .testTarget(
      name: "LibraryTests", dependencies: ["Engine", "Store", "Pictures", "Datasets", "Notebook"],
      resources: [.copy("Resources")], swiftSettings: optimised),
    .testTarget(
      name: "BookTests",
      dependencies: [
        "Book", "Engine", "Store", "Pictures", "Datasets", "Notebook", "chapter", "answer", "weave", "bench",
        "score",
      ],
      resources: [.copy("Resources")], swiftSettings: optimised),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
