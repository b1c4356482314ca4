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

/// What people have in their folders and type on their command lines, and what `score` makes of it.
@Suite("Inputs of score", .serialized) struct ScoreInputTests {
  private func write(_ count: Int, to folder: URL, seed: UInt64 = 2, ending: String = "png") throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let images = Shapes(seed: seed).dataset(0..<count)
    for index in 0..<count {
      let image = Image(width: 32, height: 32, channels: 3, pixels: Array(images.bytes(of: index)))
      try image.png().write(to: folder.appendingPathComponent("\(1000 + index).\(ending)"))
    }
  }

  private func command(_ real: String, _ fake: String?, metrics: String? = "fid") -> ScoreCommand {
    var command = ScoreCommand(real: real, fake: fake)
    (command.samples, command.metrics, command.resamples, command.features) = (60, metrics, 0, "book-shapes")
    return command
  }

  private func complaint(_ command: ScoreCommand) -> String {
    #expect(throws: (any Error).self) { try command.table(isQuiet: true) }.map { "\($0)" } ?? ""
  }

  @Test("two and three images are scored, and KID is left out with a word", arguments: [2, 3])
  func few(_ count: Int) throws {
    try withTemporaryFolder { folder in
      try write(count, to: folder)
      var few = command("shapes", folder.path, metrics: nil)
      few.resamples = 3
      let table = try #require(try few.table(isQuiet: true))
      #expect(table.scores.map(\.metric) == ["FID", "MIND", "IS", "precision", "recall", "density", "coverage"])
      #expect(table.scores.allSatisfy { $0.value.isFinite && $0.count == count })
      #expect(table.warnings.contains { $0.contains("KID is left out: it needs 4 images") })
      #expect(!table.warnings.contains { $0.contains("or by KID") })
    }
  }

  @Test("numbers out of range are refused by name") func numbers() throws {
    for samples in [-1, 0, 1, .max] {
      var wrong = command("shapes", "shapes-plain")
      wrong.samples = samples
      #expect(complaint(wrong).contains("--samples is '\(samples)', expected 2 to 10,000,000"))
    }
    func refused(_ change: (inout ScoreCommand) -> Void) -> String {
      var wrong = command("shapes", "shapes-test")
      change(&wrong)
      return complaint(wrong)
    }
    #expect(refused { $0.resamples = -1 }.contains("--resamples"))
    #expect(refused { $0.size = 0 }.contains("--size"))
    #expect(refused { $0.neighbours = .max }.contains("--neighbours"))
    #expect(refused { $0.splits = 0 }.contains("--splits"))
    for text in ["", "100", "100x", "x100", "0x100", "100x1", "9x9223372036854775807", "-3x5"] {
      #expect(refused { $0.kidSubsets = text }.contains("--kid-subsets is '\(text)'"))
    }
    #expect(refused { $0.dims = 64 }.contains("--dims chooses among Inception's"))
    #expect(refused { ($0.dims, $0.features) = (65, "inception:x") }.contains("expected one of 64, 192, 768, 2048"))
  }

  @Test("metrics in any case, each once; none is refused") func metrics() throws {
    #expect(try command("shapes", "shapes-test", metrics: "FID, Is,fid").table(isQuiet: true)?.scores.count == 2)
    for text in ["", "fid,", " "] {
      #expect(complaint(command("shapes", "shapes", metrics: text)).contains("--metrics"))
    }
  }

  @Test("a generator that has diverged is one error that names its side") func diverged() throws {
    try withTemporaryFolder { folder in
      let plan = TrainingPlan(
        recipe: Recipe(refinements: 0, width: 8), images: Shapes().dataset(0..<64), flips: false, seed: 1)
      let trainer = plan.trainer()
      var broken: [String: Tensor] = [:]
      for (name, tensor) in trainer.averaged.state { broken[name] = Tensor(shape: tensor.shape, repeating: .nan) }
      try trainer.averaged.load(broken)
      let file = folder.appendingPathComponent("checkpoint.safetensors.zst")
      try trainer.save(to: file, plan: plan, place: BatchPlace(), history: History())
      for metrics in ["fid", "kid"] {
        #expect(complaint(command("shapes", file.path, metrics: metrics)).hasPrefix("the fake side: image 1 of "))
        #expect(complaint(command(file.path, "shapes", metrics: metrics)).hasPrefix("the real side: image 1 of "))
      }
    }
  }

  @Test("only a whole name is a name") func names() throws {
    for side in ["out/shapes-plain", "./shapes", "shapes-plain2", "shapes_faces", "/x/shapes-test"] {
      #expect(try FeatureChoice("book", for: [side]) == .book(.cifar10))
    }
    #expect(try FeatureChoice("book", for: ["shapes-plain"]) == .book(.shapes))
    #expect(ScoreSource.confusion(about: "shapes") == nil)
  }

  @Test("what is left out of a folder is counted and said, and refused by --strict") func leftOut() throws {
    try withTemporaryFolder { folder in
      try write(12, to: folder)
      try write(3, to: folder, ending: "webp")
      try write(5, to: folder.appendingPathComponent("more/deeper"), seed: 3)
      try FileManager.default.createSymbolicLink(
        at: folder.appendingPathComponent("circle"), withDestinationURL: folder)
      try Data("a note".utf8).write(to: folder.appendingPathComponent("note.txt"))
      try #require(mkfifo(folder.appendingPathComponent("pipe.png").path, 0o600) == 0)
      let table = try #require(try command("shapes", folder.path).table(isQuiet: true))
      #expect(table.fake.count == 12 && table.fake.leftOut.count == 3)
      #expect(table.warnings.contains { $0.contains("3 images of a format that is not read (.webp 3)") })
      #expect(table.warnings.contains { $0.contains("5 images in ") && $0.contains("--recursive") })
      #expect(table.warnings.contains { $0.contains("pipe.png (a pipe)") })
      var all = command("shapes", folder.path)
      all.isRecursive = true
      #expect(try all.table(isQuiet: true)?.fake.count == 17)
      var strict = command("shapes", folder.path)
      strict.isStrict = true
      #expect(complaint(strict).contains("--strict refuses") && complaint(strict).contains(".webp 3"))
      let pipe = folder.appendingPathComponent("pipe.png").path
      #expect(complaint(command("shapes", pipe)).contains("is a pipe"))
    }
  }

  @Test("nothing that is read is written over") func overwriting() throws {
    try withTemporaryFolder { folder in
      let images = folder.appendingPathComponent("images")
      try write(12, to: images)
      let statistics = folder.appendingPathComponent("a.npz"), link = folder.appendingPathComponent("b.npz")
      var save = command(images.path, nil)
      for name in ["images/1000.png", "new.PNG"] {
        save.save = folder.appendingPathComponent(name).path
        #expect(complaint(save).contains("has the name of an image"))
      }
      save.save = statistics.path
      #expect(try save.table(isQuiet: true) == nil)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: statistics)
      var over = command(statistics.path, images.path)
      for path in [statistics.path, link.path] {
        over.save = path
        #expect(complaint(over).contains("would be written over"))
      }
      try FileManager.default.copyItem(at: statistics, to: images.appendingPathComponent("kept.npz"))
      over.save = images.appendingPathComponent("kept.npz").path
      #expect(complaint(over).contains("would be written over"))
    }
  }

  @Test("statistics in NumPy's format score as the images do") func numPy() throws {
    try withTemporaryFolder { folder in
      var save = command("shapes", nil)
      save.save = folder.appendingPathComponent("a.npz").path
      #expect(try save.table(isQuiet: true) == nil)
      let direct = try #require(try command("shapes", "shapes-test").table(isQuiet: true))
      let saved = try #require(try command(save.save!, "shapes-test").table(isQuiet: true))
      #expect(agree(saved.scores[0].value, direct.scores[0].value, within: 1e-9))
      let turned = try #require(try command("shapes-test", save.save!).table(isQuiet: true))
      let json = try #require(try JSONSerialization.jsonObject(with: Data(turned.json.utf8)) as? [String: Any])
      let score = try #require((json["scores"] as? [[String: Any]])?.first)
      #expect(score["count"] is NSNull && (json["fake"] as? [String: Any])?["count"] is NSNull)
      #expect(turned.text.contains("| unknown |"))
    }
  }

  @Test("the features of every image are saved") func features() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("features.safetensors")
      var save = command("shapes", "shapes-test")
      save.saveFeatures = file.path
      #expect(try save.table(isQuiet: true) != nil)
      let contents = try TensorFile(contentsOf: file)
      #expect(contents.names == ["fake", "real"])
      #expect(try contents.shape(of: "real") == [60, BookFeatures(for: .shapes).featureCount])
    }
  }

  @Test("the options change what they name, and the table says so") func options() throws {
    var changed = command("shapes", "shapes-test", metrics: "kid,is,prdc")
    let usual = try #require(try changed.table(isQuiet: true))
    (changed.neighbours, changed.splits, changed.kidSubsets, changed.size) = (3, 4, "7×20", 16)
    let table = try #require(try changed.table(isQuiet: true))
    let how = table.scores.map(\.estimator).joined(separator: "; ")
    for words in ["k = 3", "4 shuffled splits", "7 subsets of 20"] { #expect(how.contains(words)) }
    #expect(table.resize.contains("16 × 16, then") && table.features.contains("images of 16 × 16"))
    #expect(usual.scores[1].value != table.scores[1].value)
    // One name for one score.
    #expect(Set(table.scores.map(\.metric)).count == table.scores.count)
  }

  @Test("real against real says its own N where it is another") func halves() throws {
    let table = try #require(try command("shapes", "shapes-test").table(isQuiet: true))
    #expect(table.scores[0].count == 60 && table.scores[0].realAgainstRealCount == 30)
    #expect(table.text.contains("(N 30)"))
  }

  @Test("coinciding images of density 0 are warned of") func coinciding() throws {
    try withTemporaryFolder { folder in
      try write(1, to: folder)
      for index in 0..<6 {
        try FileManager.default.copyItem(
          at: folder.appendingPathComponent("1000.png"), to: folder.appendingPathComponent("copy\(index).png"))
      }
      let table = try #require(try command(folder.path, folder.path, metrics: "prdc").table(isQuiet: true))
      #expect(table.scores[2].value == 0)
      #expect(table.warnings.contains { $0.contains("density means little: 7 of 7") })
    }
  }

  @Test("what was seen of a folder is kept until the folder changes") func cache() throws {
    try withTemporaryFolder { folder in
      let (images, cache) = (folder.appendingPathComponent("images"), folder.appendingPathComponent("cache"))
      try write(20, to: images)
      try Data("not a picture".utf8).write(to: images.appendingPathComponent("broken.png"))
      func entries() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? [] }
      var kept = command("shapes", images.path, metrics: "fid,kid,is")
      kept.cache = cache
      let plain = try #require(try command("shapes", images.path, metrics: "fid,kid,is").run(isQuiet: true))
      #expect(try #require(try kept.run(isQuiet: true)) == plain)
      #expect(entries().count == 1)
      // From the cache: the same to the last digit, unreadable file and all.
      #expect(try #require(try kept.run(isQuiet: true)) == plain)
      #expect(entries().count == 1)
      kept.isStrict = true
      #expect(throws: (any Error).self) { try kept.run(isQuiet: true) }
      kept.isStrict = false
      // A damaged entry is as if it were not there.
      try Data("nothing".utf8).write(to: cache.appendingPathComponent(entries()[0]))
      #expect(try #require(try kept.run(isQuiet: true)) == plain)
      // Another size, another choice and another content are other entries.
      kept.size = 16
      #expect(try kept.run(isQuiet: true)?.text != plain.text)
      kept.size = nil
      kept.samples = 15
      _ = try kept.run(isQuiet: true)
      #expect(entries().count == 3)
      kept.samples = 60
      try FileManager.default.removeItem(at: images.appendingPathComponent("1003.png"))
      #expect(try kept.table(isQuiet: true)?.fake.count == 19)
      #expect(entries().count == 4)
    }
  }
}
