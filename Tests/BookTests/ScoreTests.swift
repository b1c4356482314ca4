import Datasets
import Engine
import Foundation
import GAN
import Metrics
import Notebook
import Pictures
import Store
import TestSupport
import Testing

@testable import Evaluation

/// Scoring two sets of images, as `swift run score` does.
@Suite("Scoring", .serialized) struct ScoreTests {
  private func write(_ images: ImageDataset, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for index in 0..<images.count {
      let image = Image(width: 32, height: 32, channels: 3, pixels: Array(images.bytes(of: index)))
      try image.png().write(to: folder.appendingPathComponent("image-\(1000 + index).png"))
    }
  }

  private func command(_ real: String, _ fake: String?, samples: Int = 120, metrics: String? = "fid") -> ScoreCommand {
    var command = ScoreCommand(real: real, fake: fake)
    (command.samples, command.metrics, command.resamples, command.features) = (samples, metrics, 0, "book-shapes")
    return command
  }

  @Test("every metric of two data sets, with intervals and ceilings") func everything() throws {
    var command = command("shapes", "shapes-plain", metrics: nil)
    command.resamples = 5
    let table = try #require(try command.table(isQuiet: true))
    #expect(
      table.scores.map(\.metric) == [
        "FID", "FID∞", "KID × 1000", "KID × 1000, all pairs", "MIND", "IS", "precision", "recall", "density",
        "coverage",
      ])
    #expect(table.scores.allSatisfy { $0.count == 120 && $0.value.isFinite && $0.realAgainstReal?.isFinite != false })
    let fid = table.scores[0]
    #expect(fid.low! < fid.value && fid.value < fid.high! && fid.realAgainstReal! > 0)
    #expect(table.warnings.count == 2 && table.warnings[0].contains("too few"))
    #expect(table.text.contains("| FD ") && !table.text.contains("FID") && table.text.contains("not Inception's"))
    let json = try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [String: Any]
    let listed = try #require(json?["scores"] as? [[String: Any]])
    #expect(listed.count == 10)
    // The key does not depend on the features; the name does.
    #expect(listed.prefix(2).compactMap { $0["metric"] as? String } == ["FID", "FID∞"])
    #expect(listed.prefix(2).compactMap { $0["name"] as? String } == ["FD", "FD∞"])
    #expect(((json?["fake"] as? [String: Any])?["count"] as? Int) == 120)
    // The seed decides everything.
    #expect(try command.run(isQuiet: true)! == (table.text, table.json))
  }

  @Test("a folder of PNG files scores as the images in it do") func folder() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("images")
      try write(Shapes(seed: 2).dataset(0..<80), to: place)
      let byFolder = try #require(try command("shapes", place.path, samples: 80).table(isQuiet: true))
      let byName = try #require(try command("shapes", "shapes-test", samples: 80).table(isQuiet: true))
      #expect(byFolder.scores[0].value == byName.scores[0].value)
    }
  }

  @Test("unreadable files are named and counted, and fatal only if asked") func unreadable() throws {
    try withTemporaryFolder { folder in
      try write(Shapes(seed: 0).dataset(0..<20), to: folder)
      try Data("not a picture".utf8).write(to: folder.appendingPathComponent("broken.png"))
      try Data("a note".utf8).write(to: folder.appendingPathComponent("note.txt"))
      try Data("RIFF".utf8).write(to: folder.appendingPathComponent("other.WebP"))
      let table = try #require(try command("shapes", folder.path).table(isQuiet: true))
      #expect(table.fake.count == 20 && table.fake.unreadable.count == 1)
      #expect(table.fake.unreadable.contains { $0.contains("broken.png: a PNG or JPEG image expected") })
      #expect(table.warnings.contains { $0.contains("not read (.webp 1)") })
      var strict = command("shapes", folder.path)
      strict.isStrict = true
      #expect(throws: NoImages.self) { try strict.table(isQuiet: true) }
    }
  }

  @Test("images of any size and kind are taken") func sizes() throws {
    try withTemporaryFolder { folder in
      let random = Random(seed: 1)
      for (index, shape) in [[48, 40, 3], [32, 32, 3], [17, 64, 3], [32, 32]].enumerated() {
        let image = Image(random.uniform(shape, in: -1..<1))
        try image.png().write(to: folder.appendingPathComponent("\(index).png"))
      }
      let table = try #require(try command("shapes", folder.path).table(isQuiet: true))
      #expect(table.fake.count == 4 && table.scores[0].value.isFinite)
      #expect(table.resize.contains("32 × 32"))
    }
  }

  @Test(
    "photographs are read whatever the case of their endings, and what looks like one by what it holds",
    .enabled(if: ImageFormat.jpeg.isReadable, "TurboJPEG is not installed: scripts/libraries installs it"))
  func photographs() throws {
    try withTemporaryFolder { folder in
      let pictures = BookFiles.url("Tests/LibraryTests/Resources/Pictures")
      for (name, file) in [
        ("444.jpg", "a.JPG"), ("luma.jpg", "b.jpeg"), ("grey-4.png", "c.jpg"), ("cmyk.jpg", "d.png"),
      ] {
        try FileManager.default.copyItem(
          at: pictures.appendingPathComponent(name), to: folder.appendingPathComponent(file))
      }
      let table = try #require(try command("shapes", folder.path).table(isQuiet: true))
      #expect(table.fake.count == 4 && table.fake.unreadable.isEmpty)
    }
  }

  @Test("saved statistics stand for the images") func statistics() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("shapes.safetensors.zst").path
      var save = command("shapes", nil)
      save.save = file
      #expect(try save.table(isQuiet: true) == nil)
      let direct = try #require(try command("shapes", "shapes-test").table(isQuiet: true))
      let saved = try #require(try command(file, "shapes-test").table(isQuiet: true))
      #expect(agree(saved.scores[0].value, direct.scores[0].value, within: 1e-9))
      #expect(saved.real.count == 120 && saved.real.images == "Shapes, training")
      // What looks at the fakes alone, or at one Gaussian of the real images, is left; neighbours and kernels are not.
      let all = try #require(try command(file, "shapes-test", metrics: nil).table(isQuiet: true))
      #expect(all.scores.map(\.metric) == ["FID", "FID∞", "IS"])
      #expect(all.scores.allSatisfy { $0.realAgainstReal == nil })
      #expect(all.warnings.contains { $0.contains("the real side is statistics") })
      #expect(!all.warnings.contains { $0.contains("or by KID") })
      #expect(throws: UsageError.self) { try command(file, "shapes-test", metrics: "fid,kid").table(isQuiet: true) }
      let turned = try #require(try command("shapes-test", file, metrics: nil).table(isQuiet: true))
      #expect(turned.scores.map(\.metric) == ["FID"])
      #expect(throws: UsageError.self) { try command("shapes-test", file, metrics: "is").table(isQuiet: true) }
    }
  }

  @Test("one pass over the images gives the scores of features that were kept") func onePass() throws {
    // Halves that use up the real images, and halves that leave some.
    for fakes in [90, 20] {
      try withTemporaryFolder { folder in
        try write(Shapes(seed: 2).dataset(0..<fakes), to: folder)
        let passed = try #require(try command("shapes", folder.path, metrics: "fid,is").table(isQuiet: true))
        let kept = try #require(try command("shapes", folder.path, metrics: "fid,is,prdc").table(isQuiet: true))
        for (passed, kept) in zip(passed.scores, kept.scores[..<2]) {
          #expect(passed.metric == kept.metric && passed.estimator == kept.estimator && passed.count == kept.count)
          #expect(agree(passed.value, kept.value, within: 1e-9))
          #expect(agree(passed.realAgainstReal ?? -1, kept.realAgainstReal ?? -1, within: 1e-9))
          #expect((passed.deviation == nil) == (kept.deviation == nil))
        }
        #expect(kept.scores[0].realAgainstReal != nil && kept.scores[1].deviation! > 0)
      }
    }
  }

  @Test("few images of which some cannot be read still have an Inception Score") func fewImages() throws {
    try withTemporaryFolder { folder in
      try write(Shapes(seed: 0).dataset(0..<8), to: folder)
      for name in ["a.png", "b.png", "c.png"] { try Data("x".utf8).write(to: folder.appendingPathComponent(name)) }
      let table = try #require(try command("shapes", folder.path, metrics: "fid,is").table(isQuiet: true))
      #expect(table.fake.count == 8 && table.scores.allSatisfy { $0.value.isFinite })
    }
  }

  @Test("statistics of another network are refused") func otherNetwork() throws {
    try withTemporaryFolder { folder in
      let statistics = StatisticsFile(
        FeatureStatistics(Matrix(Random(seed: 1).normal([80, 64]))), features: "another network", images: "noise")
      let file = folder.appendingPathComponent("other.safetensors.zst")
      try statistics.write(to: file)
      let error = #expect(throws: UsageError.self) { try command(file.path, "shapes").table(isQuiet: true) }
      #expect("\(error!)".contains("another network"))
    }
  }

  @Test("a training checkpoint generates its images") func checkpoint() throws {
    try withTemporaryFolder { folder in
      let plan = TrainingPlan(
        recipe: Recipe(refinements: 0, width: 8), images: Shapes().dataset(0..<64), flips: false, seed: 1)
      let file = folder.appendingPathComponent("checkpoint.safetensors.zst")
      try plan.trainer().save(to: file, plan: plan, place: BatchPlace(), history: History())
      for path in [file.path, folder.path] {
        let table = try #require(try command("shapes", path, samples: 30).table(isQuiet: true))
        #expect(table.fake.count == 30 && table.fake.images.contains("after 0 steps"))
      }
      // Of a run, what `draw` would draw: its best pair.
      let best = folder.appendingPathComponent("best.safetensors.zst")
      let pair = try TrainedPair.shipped(.shapes, .plain)
      try pair.write(to: best)
      for path in [best.path, folder.path] {
        let table = try #require(try command("shapes", path, samples: 30).table(isQuiet: true))
        #expect(table.fake.images.contains("after \(pair.report.keptStep) steps"))
      }
    }
  }

  @Test("every generator that comes with the book has the name that `draw` gives it", arguments: TrainedGenerator.names)
  func shipped(name: String) throws {
    let table = try #require(try command("shapes", name, samples: 20).table(isQuiet: true))
    #expect(table.fake.count == 20 && table.fake.images.contains(name))
  }

  @Test(
    "what makes no sense is answered in one line",
    arguments: [
      ("shapes", "nowhere", nil, "fid", "neither a folder"), ("shapes", "shapes", "fid,beauty", "fid", "beauty"),
      ("shapes", "shapes", nil, "vgg", "--features is 'vgg'"), ("shapes", nil, nil, "book", "only 'shapes'"),
    ] as [(String, String?, String?, String, String)])
  func mistakes(_ real: String, _ fake: String?, _ metrics: String?, _ features: String, _ expected: String) throws {
    var command = command(real, fake, metrics: metrics)
    if features != "fid" { command.features = features }
    let error = #expect(throws: UsageError.self) { try command.table(isQuiet: true) }
    #expect("\(error!)".contains(expected) && !"\(error!)".contains("\n"))
  }

  @Test func theCommandLineNamesTheNetworkAndItsInput() throws {
    let path = BookFiles.url("Tests/MetricsTests/Resources/inception_w16_weights.pth").path
    for (word, input) in [
      ("inception", Inception.Input.pytorchFID), ("inception-tf1", .tensorFlow), ("inception-clean", .cleanFID),
    ] {
      let network = try #require(try FeatureChoice("\(word):\(path)", for: []).network() as? Inception)
      #expect(network.input == input)
      #expect(network.name.contains(input.rawValue))
      #expect(network.distanceName == "FID" && ResizedFirst(network, side: 64).distanceName == "FID")
    }
    #expect(throws: UsageError.self) { try FeatureChoice("inception:", for: []) }
    #expect(throws: UsageError.self) { try FeatureChoice("inception", for: []) }
  }

  @Test func emptyFolder() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: NoImages.self) { try command("shapes", folder.path).table(isQuiet: true) }
      #expect("\(error!)".contains("none of them a .png, .jpg or .jpeg"))
    }
  }
}
