import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Evaluation
@testable import Notebook
@testable import bench
@testable import chapter
@testable import draw
@testable import score
@testable import train
@testable import weave

/// What commands say to arguments that they cannot take: one line that names the argument, and a status of 2.
@Suite("Arguments") struct ArgumentTests {
  private static let commands: [String: any ParsableCommand.Type] = [
    "chapter": Chapter.self, "train": Train.self, "draw": Draw.self, "score": Score.self, "bench": Bench.self,
    "weave": Weave.self,
  ]

  private static let huge = "9223372036854775807"

  /// Command lines, and a part of the answer.
  private static let refused: [(String, String)] = [
    // Numbers beyond every range.
    ("train shapes --epochs \(huge)", "expected at most"), ("train shapes --epochs 0", "at least 1"),
    ("train shapes --minutes nan", "number of minutes"), ("train shapes --minutes inf", "number of minutes"),
    ("train shapes --minutes -1", "number of minutes"), ("train shapes --minutes 0", "number of minutes"),
    ("train shapes --minutes 1e300", "number of minutes"), ("train shapes --batch-size \(huge)", "expected"),
    ("train shapes --batch-size 0", "at least 1"), ("train shapes --size \(huge)", "expected 8, 16"),
    ("train shapes --size -8", "expected 8, 16"), ("train shapes --set width=\(huge)", "width is"),
    ("train shapes --set r1=nan", "r1 is 'nan'"), ("train shapes --set fade=1-\(huge)", "fade is"),
    ("train shapes --seed -1", "--seed"), ("train shapes --epochs 1 --minutes 1", "leave one out"),
    ("chapter 5 --epochs \(huge)", "expected at most"), ("chapter 5 --save-every \(huge)", "expected at most"),
    ("chapter 5 --save-every 0", "at least 1"), ("chapter 1 --threads \(huge)", "expected at most"),
    ("draw shapes-plain --count \(huge)", "expected at most"), ("draw shapes-plain --count 0", "at least 1"),
    ("draw shapes-plain --walk \(huge)", "expected"), ("draw shapes-plain --walk 2 --through \(huge)", "expected"),
    ("draw shapes-plain --size 33", "from 1 to 32"), ("draw shapes-plain --truncation nan", "at least 0.1"),
    ("draw shapes-plain --walk 240 --through 240 --count 200", "11,520,000 images are asked for"),
    ("draw shapes-plain --walk 100 --through 100 --size 32", "MB together"),
    ("score shapes shapes --samples \(huge)", "--samples is"), ("score shapes shapes --samples -1", "--samples is"),
    ("score shapes shapes --resamples \(huge)", "--resamples is"), ("score shapes shapes --size 0", "--size is"),
    ("score shapes shapes --neighbours \(huge)", "--neighbours is"), ("score shapes shapes --splits 0", "--splits is"),
    ("score shapes shapes --kid-subsets \(huge)x2", "--kid-subsets is"),
    ("score shapes shapes --threads 1025", "at most 1024"), ("bench ring-step --threads 0", "at least 1"),
    ("bench quality --dataset shapes --steps \(huge)", "--steps is"),
    ("bench quality --dataset shapes --steps ,", "--steps is"),
    ("bench quality --dataset shapes --minutes nan", "--minutes is"),
    ("bench quality --dataset shapes --minutes 1e300", "--minutes is"),
    // Options that contradict each other.
    ("draw shapes-plain --walk 3 --grid", "--walk and --grid"),
    ("draw shapes-plain --onnx --count 3", "--onnx and --count"),
    ("draw shapes-plain --tensors --class all", "--tensors and --class all"),
    ("draw shapes-plain --onnx --walk 3 --gif", "--onnx and --walk"), ("draw shapes-plain --gif", "add --walk"),
    ("draw shapes-plain --nearest shapes --walk 3", "--nearest and --walk"),
    ("draw shapes-plain --onnx --nearest shapes", "--onnx and --nearest"),
    ("draw letters --nearest shapes", "32 × 32 in colour, expected 64 × 64 in grey"),
    ("draw shapes-plain --through 3", "add --walk"), ("draw shapes-plain --grid --count 10001", "at most 10,000"),
    ("train --resume . --seed 2", "--seed cannot change"), ("train --resume . --size 64", "--size cannot change"),
    // Near misses.
    ("train shapes --lr 1e-3", "'--set generatorRate=2e-4 --set discriminatorRate=2e-4'"),
    ("train shapes --learning-rate 1e-3", "--set generatorRate"), ("train shapes --image-size 64", "'--size'"),
    ("train shapes --widht 8", "'--set width=…'"), ("train shapes --epoch 3", "'--epochs'"),
    ("train shapes --set widht=3", "perhaps 'width' is meant"), ("train shapes --recipe larg", "perhaps 'large'"),
    ("train shaps", "perhaps 'shapes'"), ("draw shapes-wid", "perhaps 'shapes-wide'"), ("weave trainig", "perhaps '5'"),
    ("weave minmax", "perhaps 'minimax'"), ("chapter trainig", "perhaps 'training'"),
    ("bench qualty", "perhaps 'quality'"), ("bench quality --recipe larg", "perhaps 'large'"),
    // Nothing at all.
    ("train ''", "no images are named"), ("score shapes ''", "FAKE is ''"), ("score '' shapes", "REAL is ''"),
    ("score shapes shapes --data ''", "--data is ''"), ("score shapes --save ''", "--save is ''"),
    ("draw ''", "MODEL is ''"), ("draw shapes-plain --grid --out a.png", "expected a folder"),
    ("draw shapes-plain --out ''", "expected a path"), ("chapter 5 --data ''", "expected a path"),
    ("train shapes --out ''", "expected a path"), ("train --resume ''", "expected a path"),
  ]

  @Test("are refused in one line", arguments: refused) func refusal(_ line: String, _ part: String) throws {
    let words = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
    let command = try #require(Self.commands[words[0]])
    let ending = Command.run(command, arguments: Array(words.dropFirst()))
    #expect(ending.status == 2)
    let text = try #require(ending.text)
    #expect(text.hasPrefix("error: ") && text.contains(part) && !text.contains("\n"), "\(text)")
  }

  @Test("messages are short and show no control characters") func messages() throws {
    let name = "\u{1B}[2J" + String(repeating: "x", count: 60_000) + "\u{202E}"
    for words in [
      ["train", name], ["draw", name], ["score", name, name], ["weave", name], ["train", "shapes", "--\(name)"],
    ] {
      let command = try #require(Self.commands[words[0]])
      let ending = Command.run(command, arguments: Array(words.dropFirst()))
      let text = try #require(ending.text)
      #expect(ending.status == 2 && text.count < 3000)
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }
  }

  @Test("what is to be saved does not replace something else") func outputs() throws {
    try withTemporaryFolder { folder in
      let inputs = folder.appendingPathComponent("real")
      try FileManager.default.createDirectory(at: inputs, withIntermediateDirectories: true)
      func place(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
      }
      for path in [
        try place("real/0.png", "x"), try place("notes.txt", "my notes"), try place("thesis.npz", "my thesis"),
        try place("a.safetensors.zst", "PK"), try place("real/s.npz", "PK"),
      ] {
        #expect(throws: UsageError.self, "\(path)") { try OutputGuard.check(path, against: [inputs.path]) }
      }
      #expect(throws: UsageError.self) { try OutputGuard.check(inputs.path, against: [inputs.path]) }
      for path in [
        try place("b.npz", "PK.."), try place("empty.npz", ""), folder.appendingPathComponent("new.npz").path,
        try place("c.safetensors", "12345678{}"),
      ] {
        try OutputGuard.check(path, against: [inputs.path])
      }
    }
  }

  @Test("scores fit a narrow terminal, and are a table elsewhere") func narrow() throws {
    var command = ScoreCommand(real: "shapes", fake: "shapes-plain")
    (command.samples, command.features, command.metrics) = (30, "book-shapes", "fid")
    let table = try #require(try command.table(isQuiet: true))
    func text(_ isInteractive: Bool, _ columns: Int) -> [Substring] {
      table.text(for: Terminal(isInteractive: isInteractive, usesColour: false, columns: columns) { _ in }).split(
        separator: "\n")
    }
    #expect(text(true, 60).allSatisfy { $0.count <= 60 })
    #expect(text(true, 60).contains { $0.hasPrefix("FD") } && !text(true, 60).contains { $0.hasPrefix("|") })
    #expect(text(true, 80).allSatisfy { $0.count <= 80 } && text(true, 80).contains { $0.hasPrefix("score  ") })
    #expect(text(false, 60).contains { $0.hasPrefix("| FD ") } && text(true, 300) == text(false, 60))
  }
}
