// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Debug builds of the libraries that compute are optimised, so that `swift run chapter 5` is as fast as a release build.
// What only calls them (GAN, the pages, the commands) or waits for a disk (Store) is not: it would gain nothing that can
// be measured, and the first build would take half as long again. A package that is fetched as a dependency may not use
// unsafe flags; its users choose their own configuration.
let isRoot = URL(fileURLWithPath: Context.packageDirectory).deletingLastPathComponent().lastPathComponent != "checkouts"
let optimised: [SwiftSetting] = isRoot ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
let optimisedC: [CSetting] = isRoot ? [.unsafeFlags(["-O3"], .when(configuration: .debug))] : []

let parser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// What lies in the folders of pages and is not Swift: the woven pages, what their runs put out, and trained tensors.
let chapterFiles =
  ["CLAIMS.md"]
  + [
    "01-data": "data", "02-generator": "generator", "03-discriminator": "discriminator", "04-losses": "losses",
    "05-training": "training", "06-mode-collapse": "mode-collapse", "07-metrics": "metrics",
  ].flatMap { folder, name in ["README.md", "\(name).ipynb", "outputs.json", "figures"].map { "\(folder)/\($0)" } }
  + ["03-discriminator", "04-losses", "05-training", "06-mode-collapse", "07-metrics"].map { "\($0)/cache" }
  + [
    "MODEL_CARD.md", "RECIPES.md", "recipes.jsonl", "time-to-quality.jsonl", "time-to-quality-pytorch.jsonl",
    "copies.jsonl", "other-features.jsonl", "step-times.jsonl",
  ]
  .map { "05-training/\($0)" }
let answerFiles =
  [
    "minimax", "mode-collapse", "discriminator", "metrics", "wasserstein", "remedies", "collapse-on-images",
    "classes", "letters", "photographs", "photograph-trials", "many-machines",
  ].flatMap { name in
    ["md", "ipynb", "outputs.json"].map { "\(name).\($0)" }
  } + [
    "figures", "glossary.md", "symptoms.md", "bibliography.md", "differences.md", "which-metric.md",
    "after-dcgan.md",
    "many-machines.jsonl", "many-machines-again.jsonl", "cache",
  ]

/// The plugin that makes the libraries' documentation: `scripts/docs` asks for it, and nothing else fetches it.
let documentation: [Package.Dependency] =
  Context.environment["MINIMAX_DOCC"] == nil
  ? [] : [.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0")]

let package = Package(
  name: "minimax",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Engine", targets: ["Engine"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "GAN", targets: ["GAN"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .executable(name: "lab", targets: ["LabMain"]),
  ],
  // Training on many machines, with the system's MPI. Without the trait none of it is compiled.
  traits: [.trait(name: "MPI", description: "train on the ranks of MPI; needs its library and headers")],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.1")
  ] + documentation,
  targets: [
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(name: "CFuzzer"),  // comes with Clang; used by scripts/fuzz-coverage alone
    .systemLibrary(name: "CZlib"),  // comes with libpng, and with macOS
    .systemLibrary(name: "CMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .target(
      name: "Kernels", exclude: ["README.md", "design.svg"],
      cSettings: optimisedC + [.define("ACCELERATE_NEW_LAPACK", .when(platforms: [.macOS]))],
      linkerSettings: [.linkedFramework("Accelerate", .when(platforms: [.macOS]))]),
    .target(name: "Engine", dependencies: ["Kernels"], swiftSettings: optimised),
    .target(name: "Store", dependencies: ["CZlib", "CZstd", "Engine"]),
    .target(
      name: "Pictures", dependencies: ["CPNG", "CZlib", "Engine"], exclude: ["Images/Inter-LICENSE.txt"],
      swiftSettings: optimised),
    .target(name: "Plots", dependencies: ["Engine", "Pictures"]),
    .target(
      name: "Datasets", dependencies: ["CZlib", "Engine", "Pictures", "Store"], swiftSettings: optimised),
    .target(
      name: "GAN", dependencies: ["Datasets", "Engine", "Pictures", "Plots", "Store"]),
    .target(name: "Metrics", dependencies: ["Datasets", "Engine", "Pictures", "Store"], swiftSettings: optimised),
    .target(name: "Notebook", dependencies: ["Engine", "Store", "Pictures", parser]),
    .target(
      name: "Weaving", dependencies: ["Engine", "Notebook", "Pictures", "Store", parser], swiftSettings: optimised),
    .target(
      name: "Evaluation",
      dependencies: ["Datasets", "Engine", "GAN", "Metrics", "Notebook", "Pictures", "Plots", "Store", parser]),
    .target(
      name: "Ranks",
      dependencies: [
        "Engine", "Evaluation", "GAN", "Metrics", "Notebook", .target(name: "CMPI", condition: .when(traits: ["MPI"])),
      ],
      swiftSettings: optimised),
    .target(name: "Lab", dependencies: ["Datasets", "Engine", "GAN", "Metrics"], swiftSettings: optimised),
    .executableTarget(name: "converse", dependencies: ["Lab"]),
    .target(
      name: "LabServer",
      dependencies: [
        "Answers", "Chapters", "Engine", "Evaluation", "GAN", "Lab", "Notebook", "Pictures", "Store", "Weaving", parser,
      ]),
    .target(
      name: "Fuzzing",
      dependencies: [
        "CZlib", "CZstd", "Datasets", "Engine", "Evaluation", "GAN", "Lab", "LabServer", "Metrics", "Pictures", "Store",
      ],
      swiftSettings: optimised),
    .target(
      name: "Chapters",
      dependencies: [
        "Datasets", "Engine", "Evaluation", "GAN", "Metrics", "Notebook", "Pictures", "Plots", "Store", parser,
      ],
      path: "chapters", exclude: chapterFiles),
    .target(
      name: "Answers",
      dependencies: [
        "Datasets", "Engine", "Evaluation", "GAN", "Metrics", "Notebook", "Pictures", "Plots", "Store", parser,
      ],
      path: "answers", exclude: answerFiles),
    .executableTarget(
      name: "chapter",
      dependencies: ["Chapters", "Datasets", "Evaluation", "Metrics", "Notebook", "Pictures", parser]),
    .executableTarget(name: "answer", dependencies: ["Answers", "Notebook", parser]),
    .executableTarget(name: "weave", dependencies: ["Answers", "Chapters", "Notebook", "Weaving", parser]),
    .executableTarget(name: "score", dependencies: ["Engine", "Evaluation", "Metrics", "Notebook", "Ranks", parser]),
    .executableTarget(
      name: "train",
      dependencies: ["Datasets", "Engine", "Evaluation", "GAN", "Notebook", "Ranks", parser]),
    .executableTarget(name: "draw", dependencies: ["Evaluation", "GAN", "Notebook", "Pictures", parser]),
    // Not called lab, which a disk that does not tell capitals apart would take for Lab.
    .executableTarget(
      name: "LabMain", dependencies: ["Evaluation", "Lab", "LabServer", "Notebook", "Store", parser]),
    .executableTarget(
      name: "bench",
      dependencies: ["Datasets", "Engine", "Evaluation", "GAN", "Metrics", "Notebook", "Ranks", "Store", parser],
      swiftSettings: optimised),
    .executableTarget(name: "fuzz", dependencies: ["CFuzzer", "Fuzzing", "Notebook", "Store", parser]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "Kernels", "Store"], resources: [.copy("Resources")],
      swiftSettings: optimised),
    .testTarget(
      name: "LibraryTests",
      dependencies: [
        "CZlib", "Datasets", "Engine", "Notebook", "Pictures", "Plots", "Store", "TestSupport", "Weaving",
      ],
      resources: [.copy("Resources")]),
    .testTarget(
      name: "GANTests", dependencies: ["Datasets", "Engine", "GAN", "Plots", "Store", "TestSupport"],
      resources: [.copy("Resources")]),
    .testTarget(
      name: "MetricsTests", dependencies: ["Datasets", "Engine", "Metrics", "Pictures", "Store", "TestSupport"],
      resources: [.copy("Resources")], swiftSettings: optimised),
    .testTarget(
      name: "FuzzingTests", dependencies: ["Fuzzing", "GAN", "TestSupport"], resources: [.copy("Resources")]),
    .testTarget(
      name: "LabTests",
      dependencies: [
        "Chapters", "Engine", "Evaluation", "GAN", "Lab", "LabMain", "LabServer", "Notebook", "Pictures", "Store",
        "TestSupport", "Weaving",
      ]),
    .testTarget(
      name: "BookTests",
      dependencies: [
        "Answers", "Chapters", "Datasets", "Engine", "Evaluation", "GAN", "LabMain", "Metrics", "Notebook",
        "Pictures",
        "Store", "TestSupport", "Weaving", "answer", "bench", "chapter", "draw", "fuzz", "score", "train", "weave",
      ],
      resources: [.copy("Resources")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
