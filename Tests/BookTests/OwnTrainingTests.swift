import Datasets
import Engine
import Foundation
import GAN
import Pictures
import Store
import TestSupport
import Testing

@testable import Evaluation
@testable import Notebook

/// `train` and `draw` from a folder of images to pictures of one's own.
@Suite("Training on own images", .serialized) struct OwnTrainingTests {
  /// Two classes of small images, dark and light.
  private func images(in folder: URL, ofEach count: Int = 20) throws -> URL {
    let root = folder.appendingPathComponent("pictures")
    for (kind, base) in [("dark", 20), ("light", 200)] {
      let place = root.appendingPathComponent(kind)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for index in 0..<count {
        let pixels = (0..<12 * 12 * 3).map { UInt8(base + ($0 * (index + 3)) % 40) }
        try Image(width: 12, height: 12, channels: 3, pixels: pixels).png()
          .write(to: place.appendingPathComponent("\(index).png"))
      }
    }
    return root
  }

  private func request(_ data: URL, epochs: Int) -> TrainingRequest {
    var recipe = Recipe.shapes
    recipe.width = 4
    return TrainingRequest(
      data: data.path, size: 8, isGrey: false, usesClasses: true, flips: true, seed: 3, recipe: recipe,
      length: .epochs(epochs))
  }

  private func session(_ request: TrainingRequest, _ folder: URL) throws -> TrainSession {
    try TrainSession(
      request, choosesAugmentation: true, isStrict: false, folder: folder, isQuiet: true, say: { _ in })
  }

  private func weights(_ run: URL) throws -> [Float] {
    let trained = try TrainedGenerator(
      contentsOf: run.appendingPathComponent("checkpoint.safetensors.zst"))
    return trained.generator.state.sorted { $0.key < $1.key }.flatMap { $0.value.scalars }
  }

  @Test func aRunThatWasStoppedEndsWithTheSameBits() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let (whole, stopped) = (folder.appendingPathComponent("whole"), folder.appendingPathComponent("stopped"))
      try session(request(data, epochs: 3), whole).train(interruption: Interruption())
      #expect(throws: Interrupted.self) {
        let interruption = Interruption()
        interruption.request()
        try session(request(data, epochs: 3), stopped).train(interruption: interruption)
      }
      #expect(try weights(stopped) != weights(whole))
      let resumed = try TrainSession(resuming: stopped, settings: [], length: nil, isQuiet: true, say: { _ in })
      try resumed.train(interruption: Interruption())
      #expect(try weights(stopped) == weights(whole))
      func text(_ name: String, _ run: URL) throws -> String {
        try String(contentsOf: run.appendingPathComponent(name), encoding: .utf8)
      }
      #expect(try text("curves.csv", stopped) == text("curves.csv", whole))
      // It looked where the other did: all its pictures are there, to the last bit.
      let pictures = try [whole, stopped].map { run in
        let place = run.appendingPathComponent("images")
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
        return try Dictionary(
          uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: place.appendingPathComponent($0))) })
      }
      #expect(pictures[0].keys.sorted() == pictures[1].keys.sorted() && pictures[0] == pictures[1])
      #expect(pictures[0].count > 3)
      #expect(try text("curves.csv", whole).split(separator: "\n").count == 1 + 3 * 2)
    }
  }

  @Test func onlyRatesChangeWhenARunGoesOn() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let run = folder.appendingPathComponent("run")
      try session(request(data, epochs: 1), run).train(interruption: Interruption())
      func resumed(_ settings: [String]) throws -> TrainSession {
        try TrainSession(resuming: run, settings: settings, length: .epochs(2), isQuiet: true, say: { _ in })
      }
      let before = try weights(run)
      let error = #expect(throws: UsageError.self) { try resumed(["width=8"]) }
      #expect(error?.description.contains("width") == true)
      #expect(throws: RecipeError.self) { try resumed(["rate=1"]) }
      #expect(try weights(run) == before, "a refused run changes nothing")
      // Changed, and killed before the next checkpoint: the run goes on with the new rate all the same.
      _ = try resumed(["generatorRate=1e-4"])
      #expect(try TrainingRequest(ofRunIn: run).current.generatorRate == 1e-4)
      _ = try resumed([])
      try resumed(["generatorRate=1e-5"]).train(interruption: Interruption())
      let kept = try TrainingRequest(ofRunIn: run)
      #expect(kept.changes.map(\.setting) == ["generatorRate", "generatorRate"] && kept.changes[1].step == 2)
      #expect(try kept.current.generatorRate == 1e-5 && kept.recipe.generatorRate == 1e-3)
      let last = try String(contentsOf: run.appendingPathComponent("curves.csv"), encoding: .utf8)
        .split(separator: "\n").last
      #expect(last?.hasSuffix(",1e-05") == true)
    }
  }

  @Test func aRunBelongsToOneAtATimeAndEndsOnce() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let run = folder.appendingPathComponent("run")
      func resumed() throws -> TrainSession {
        try TrainSession(resuming: run, settings: [], length: nil, isQuiet: true, say: { _ in })
      }
      let first = try session(request(data, epochs: 1), run)
      try withExtendedLifetime(first) {
        #expect(throws: FolderInUse.self) { try resumed() }
        #expect(throws: FolderInUse.self) { try session(request(data, epochs: 1), run) }
        try first.train(interruption: Interruption())
      }
      try withTemporaryFolder { other in
        // A folder in which nothing was trained yet.
        let empty = other.appendingPathComponent("run")
        _ = try session(request(data, epochs: 1), empty)
        let error = #expect(throws: UsageError.self) {
          try TrainSession(resuming: empty, settings: [], length: nil, isQuiet: true, say: { _ in })
        }
        #expect(error?.description.contains("saved no checkpoint yet") == true)
      }
    }
  }

  @Test func aRunAtItsEndSaysSo() throws {
    try withTemporaryFolder { folder in
      let run = folder.appendingPathComponent("run")
      try session(request(try images(in: folder), epochs: 1), run).train(interruption: Interruption())
      let before = try weights(run)
      let error = #expect(throws: UsageError.self) {
        try TrainSession(resuming: run, settings: [], length: nil, isQuiet: true, say: { _ in })
      }
      #expect(error?.description.contains("is at its end, after 2 steps in ") == true)
      #expect(error?.description.hasSuffix("say how long it is to be in all, such as --epochs 2") == true)
      #expect(try weights(run) == before)
      // Lengths count from the first step: two epochs in all are one more, and the run knows them from then on.
      let longer = try TrainSession(resuming: run, settings: [], length: .epochs(2), isQuiet: true, say: { _ in })
      #expect(try TrainingRequest(ofRunIn: run).length == .epochs(2))
      try longer.train(interruption: Interruption())
      let rows = try String(contentsOf: run.appendingPathComponent("curves.csv"), encoding: .utf8).split(
        separator: "\n")
      #expect(rows.count == 1 + 2 * 2)
    }
  }

  @Test(
    "a damaged run.json is one line that names the file",
    arguments: [
      "", "{", "[]", "{}", #"{"size": 1e400}"#, #"{"length": {"epochs": {"_0": 0}}}"#,
      #"{"length": {"minutes": {"_0": -1}}}"#, #"{"size": 9223372036854775807}"#, #"{"size": 48}"#,
      #"{"recipe": {"batchSize": 9223372036854775807}}"#, #"{"recipe": {"width": -1}}"#,
      #"{"recipe": {"augmentation": {"colour": true, "translation": 1e30, "cutout": 0.5}}}"#,
      #"{"changes": [{"step": 1, "setting": "\u001b[31m", "from": "", "to": ""}]}"#,
    ])
  func damagedRequests(_ change: String) throws {
    try withTemporaryFolder { folder in
      try request(folder, epochs: 1).write(to: folder)
      let file = folder.appendingPathComponent("run.json")
      var text = change
      if change.count > 2, change.hasPrefix("{"),
        let edits = try? JSONSerialization.jsonObject(with: Data(change.utf8)) as? [String: Any]
      {
        var object = try #require(
          try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        for (name, value) in edits {
          if let inner = value as? [String: Any], name == "recipe", let recipe = object[name] as? [String: Any] {
            object[name] = recipe.merging(inner) { $1 }
          } else {
            object[name] = value
          }
        }
        text = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
      }
      try Data(text.utf8).write(to: file)
      let error = #expect(throws: UsageError.self) { try TrainingRequest(ofRunIn: folder) }
      #expect(error?.description.contains("\(file.path) is damaged") == true)
    }
  }

  @Test func changedImagesAreSaidAndNothingIsLost() throws {
    try withTemporaryFolder { folder in
      let data = try images(in: folder)
      let run = folder.appendingPathComponent("run")
      try session(request(data, epochs: 1), run).train(interruption: Interruption())
      let before = try weights(run)
      try FileManager.default.removeItem(at: data.appendingPathComponent("dark/3.png"))
      let error = #expect(throws: UsageError.self) {
        try TrainSession(resuming: run, settings: [], length: .epochs(1), isQuiet: true, say: { _ in })
      }
      #expect(error?.description.contains("not those that the run") == true)
      #expect(try weights(run) == before)
    }
  }

  @Test func drawingMakesFilesGridsAndFilms() throws {
    try withTemporaryFolder { folder in
      let run = folder.appendingPathComponent("run")
      try session(request(try images(in: folder), epochs: 1), run).train(interruption: Interruption())
      let model = try TrainedGenerator(run.path)
      func drawing(_ kind: String?, _ count: Int?) throws -> Drawing {
        try Drawing(of: model, kind: kind, count: count, seed: 1, truncation: nil, enlargement: 2)
      }
      let files = try drawing("light", 5).files(in: folder)
      #expect(files.map(\.lastPathComponent).first == "0001-light.png" && files.count == 5)
      #expect(try Image(contentsOf: files[4]).width == 16)
      // Other programs can draw the same images, and compare.
      let exact = folder.appendingPathComponent("exact")
      try FileManager.default.createDirectory(at: exact, withIntermediateDirectories: true)
      let drawn = try drawing(nil, 5).files(in: exact, withTensors: true)
      let tensors = try TensorFile(contentsOf: exact.appendingPathComponent("images.safetensors")).tensors
      let values = try #require(tensors["images"])
      #expect(tensors["classes"]?.scalars == [0, 1, 0, 1, 0] && tensors["latents"]?.shape[0] == 5)
      let last = Image(values.slice(4..<5).reshaped(Array(values.shape.dropFirst())))
      #expect(try Image(contentsOf: drawn[4]).pixels == last.enlarged(by: 2).pixels)
      // Images do not depend on how many are drawn.
      let again = try drawing("light", 300).files(in: folder.appendingPathComponent("run"))
      #expect(try Data(contentsOf: again[4]) == Data(contentsOf: files[4]))
      #expect(try Image(contentsOf: drawing("all", 3).grid(in: folder)).width > 3 * 16)
      let film = try drawing(nil, 1).walk(frames: 3, through: 2, gif: true, apng: true, in: folder)
      #expect(film.map(\.pathExtension) == ["gif", "png"])
      #expect(try Data(contentsOf: film[0]).starts(with: "GIF89a".utf8))
      #expect(try drawing(nil, nil).onnx(in: folder).pathExtension == "onnx")
      let error = #expect(throws: UsageError.self) { try drawing("lihgt", 1) }
      #expect(error?.description.contains("light") == true)
    }
  }

  @Test func theNearestTrainingImageStandsUnderEachThatIsDrawn() throws {
    try withTemporaryFolder { folder in
      let (run, data) = (folder.appendingPathComponent("run"), try images(in: folder, ofEach: 110))
      try session(request(data, epochs: 1), run).train(interruption: Interruption())
      let model = try TrainedGenerator(run.path)
      func drawing(_ kind: String?, _ count: Int) throws -> Drawing {
        try Drawing(of: model, kind: kind, count: count, seed: 1, truncation: nil, enlargement: 2)
      }
      let trained = try TrainingData(data.path, shape: model.plan.shape.image)
      let (file, lines) = try drawing(Drawing.all, 3).nearest(in: trained, withTensors: true, folder: folder)
      #expect(lines.count == 2 && lines[0].contains("198 training images") && lines[0].contains("22 held-out images"))

      let tensors = try TensorFile(contentsOf: folder.appendingPathComponent("nearest.safetensors")).tensors
      let (drawn, nearest) = (try #require(tensors["images"]), try #require(tensors["nearest"]))
      let distances = try #require(tensors["distances"]).scalars
      #expect(drawn.scalars == model.images(try #require(tensors["latents"]), classes: [0, 0, 0, 1, 1, 1]).scalars)
      #expect(tensors["classes"]?.scalars == [0, 0, 0, 1, 1, 1] && tensors["heldOut"]?.shape == [22])
      let all = (0..<trained.train.count).map { trained.train.tensor(of: $0..<$0 + 1) }
      for place in 0..<6 {
        let image = drawn.slice(place..<place + 1)
        let least = all.map { ($0 - image).squared().mean().scalar }.min()!
        #expect(abs(distances[place] - least) < 1e-4)
        #expect(abs((nearest.slice(place..<place + 1) - image).squared().mean().scalar - least) < 1e-4)
      }
      let rows = [drawn.slice(0..<3), nearest.slice(0..<3), drawn.slice(3..<6), nearest.slice(3..<6)]
      let grid = ImageGrid(
        Tensor.concatenate(rows), columns: 3, scale: 2, rowLabels: ["dark", "nearest", "light", "nearest"])
      #expect(try Image(contentsOf: file).pixels == grid.image.pixels)

      // Without a class rows have ten images, and the last may be short.
      let (wide, _) = try drawing(nil, 14).nearest(in: trained, withTensors: false, folder: folder)
      #expect(try Image(contentsOf: wide).height > 4 * 16 && Image(contentsOf: wide).width < 14 * 18)
      // Of other images nothing is said about copies.
      let others = try TrainingData(
        images(in: folder.appendingPathComponent("others")).path, shape: model.plan.shape.image)
      let (_, doubt) = try drawing(nil, 2).nearest(in: others, withTensors: false, folder: folder)
      #expect(doubt.last?.contains("does not show whether it copies") == true)
    }
  }

  @Test("the table of recipes names those that are taken, and what it says of their widths is so")
  func recipesOfTheTable() throws {
    let text = try String(contentsOf: Document.root.appendingPathComponent("docs/USING.md"), encoding: .utf8)
    let rows = text.matches(of: #/\| `swift run train ([^`]*)` \| `([a-z0-9-]+)` \|/#)
    #expect(rows.count == 4)
    for row in rows {
      let words = row.output.1.split(separator: " ").map(String.init)
      let size = words.firstIndex(of: "--size").map { Int(words[$0 + 1])! } ?? 32
      let recipe = TrainingRequest.usualRecipe(for: words[0], size: size, isGrey: words.contains("--grey"))
      #expect(recipe == Recipe.named[String(row.output.2)])
    }
    #expect(2 * Recipe.shapes.width == Recipe.withR1.width && 2 * Recipe.large.width == Recipe.withR1.width)
  }

  @Test func modelsAreNamed() throws {
    #expect(try TrainedGenerator("shapes-plain").plan.recipe.refinements == 0)
    let error = #expect(throws: UsageError.self) { try TrainedGenerator("shapes-plan") }
    #expect(error?.description.contains("perhaps 'shapes-plain' is meant") == true)
  }
}
