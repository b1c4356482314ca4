import Foundation
import GAN
import Lab
import Store
import Synchronization
import TestSupport
import Testing

@testable import LabServer

/// What a conversation sent by itself.
final class Sent: Sendable {
  private let texts = Mutex<[String]>([])

  func take(_ reply: Reply) { if case .text(let text) = reply { texts.withLock { $0.append(text) } } }
  var all: [String] { texts.withLock { $0 } }

  /// Waits until something with this in it was sent.
  func wait(for part: String) -> Bool {
    for _ in 0..<1500 {
      if all.contains(where: { $0.contains(part) }) { return true }
      usleep(20_000)
    }
    return false
  }
}

/// A folder with a run that `train` could have left.
func makeRun(_ name: String, in parent: URL) throws -> URL {
  let folder = parent.appendingPathComponent(name)
  try FileManager.default.createDirectory(
    at: folder.appendingPathComponent("images"), withIntermediateDirectories: true)
  let recipe = String(decoding: try JSONEncoder().encode(Recipe.shapes), as: UTF8.self)
  let request = """
    {"data":"shapes","size":32,"isGrey":false,"usesClasses":false,"flips":true,"seed":3,"recipe":\(recipe),
    "length":{"minutes":{"_0":2}},"changes":[]}
    """
  try Data(request.utf8).write(to: folder.appendingPathComponent("run.json"))
  try Data(recipe.utf8).write(to: folder.appendingPathComponent("recipe.json"))
  try Data("step,loss_d,loss_g,d_real,d_fake,rate_d,rate_g\n1,1.5,0.5,0.6,0.4,0.001,0.002\n".utf8)
    .write(to: folder.appendingPathComponent("curves.csv"))
  try Data("step,to_training,to_held_out,gap\n1,8.5,9,0.5\n".utf8)
    .write(to: folder.appendingPathComponent("scores.csv"))
  return folder
}

/// Programs that are scripts.
func makePrograms(_ scripts: [String: String], in folder: URL) throws -> Programs {
  for (name, script) in scripts {
    let file = folder.appendingPathComponent(name)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }
  return Programs(folder: folder, package: nil)
}

@Suite("Training runs in the lab") struct TrainingViewTests {
  private func text(_ reply: Reply?) throws -> String {
    guard case .text(let text)? = reply else { throw LabError.unknownMessage("no text") }
    return text
  }

  private func view(_ parent: URL, _ programs: Programs? = nil, _ sent: Sent = Sent()) -> TrainingView {
    TrainingView(RunShelf(parent: parent), programs ?? Programs(folder: parent, package: nil)) { sent.take($0) }
  }

  @Test func aRunIsShown() throws {
    try withTemporaryFolder { parent in
      let folder = try makeRun("shapes one", in: parent)
      try FileManager.default.createDirectory(
        at: parent.appendingPathComponent("no run"), withIntermediateDirectories: true)
      let picture = folder.appendingPathComponent("images/step-000001.png")
      try Data("nothing".utf8).write(to: picture)
      let view = view(parent)
      let list = try text(view.take("list"))
      #expect(list.contains(#""runs":[{"isGoing":false,"name":"shapes one"}]"#))
      let facts = try text(view.take("open shapes one"))
      #expect(facts.contains(#"["Length","2 minutes"]"#) && facts.contains(#""problems":[]"#))
      let look = try text(view.take("look"))
      #expect(look.contains(#""steps":1"#) && look.contains(#""pictures":[1]"#) && look.contains(#"[1,8.5,9,0.5]"#))
      #expect(try text(view.take("look")).contains(#""isSame":true"#))
      let curves = try FileHandle(forWritingTo: folder.appendingPathComponent("curves.csv"))
      try curves.seekToEnd()
      try curves.write(contentsOf: Data("2,1.25,nan,0.6,0.4,0.001,0.002\n3,1".utf8))
      let later = try text(view.take("look"))
      #expect(later.contains(#""steps":2"#) && later.contains(#""nan""#) && later.contains(#""problems":[]"#))
      // A run that goes on writes its curves anew.
      try Data("step,loss_d,loss_g,d_real,d_fake,rate_d,rate_g\n".utf8)
        .writeWhole(to: folder.appendingPathComponent("curves.csv"))
      #expect(try text(view.take("look")).contains(#""steps":0"#))
    }
  }

  @Test(
    "damaged files are told in words",
    arguments: [
      ("curves.csv", "step,loss\n1,2\n", "curves.csv begins with 'step,loss', expected step,loss_d,"),
      (
        "curves.csv", "step,loss_d,loss_g,d_real,d_fake,rate_d,rate_g\n1,2\n",
        "curves.csv, line 2, is '1,2', expected 7 numbers"
      ),
      ("scores.csv", "step,to_training,to_held_out,gap\n1,\u{1B}[2J,3,4\n", "scores.csv, line 2, is '1,"),
      ("scores.csv", String(repeating: "x", count: 5000), "scores.csv, line 1, has more than 1000 characters"),
      ("run.json", "{}", "run.json is damaged"),
      ("recipe.json", String(repeating: " ", count: 2 << 20), "recipe.json has 2 MB, expected at most 1"),
    ])
  func damaged(_ name: String, _ content: String, _ problem: String) throws {
    try withTemporaryFolder { parent in
      let file = try makeRun("run", in: parent).appendingPathComponent(name)
      try Data(content.utf8).write(to: file)
      let view = view(parent)
      let told = try text(view.take("open run")) + text(view.take("look"))
      #expect(told.contains(problem))
      #expect(!told.contains("\u{1B}"))
    }
  }

  @Test func aLongTableStaysSmall() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("curves.csv")
      let lines = (1...10_000).map { "\($0),0.5\n" }.joined()
      try Data(("step,loss\n" + lines).utf8).write(to: file)
      let table = GrowingTable(file, columns: ["step", "loss"])
      #expect(table.update() && !table.update())
      #expect(table.count == 10_000 && table.last?[0] == 10_000)
      #expect(table.rows.count <= GrowingTable.most && table.rows.count >= GrowingTable.most / 2)
      let distances = zip(table.rows.dropFirst(), table.rows).map { $0[0] - $1[0] }
      #expect(Set(distances).count == 1)
    }
  }

  @Test func whoHasTheFolderIsKnown() throws {
    try withTemporaryFolder { folder in
      #expect(FolderLock.holder(of: folder) == nil)
      var lock: FolderLock? = try FolderLock(folder)
      #expect(FolderLock.holder(of: folder) == Int(getpid()))
      withExtendedLifetime(lock) {}
      lock = nil
      #expect(FolderLock.holder(of: folder) == nil)
      // What a killed process left, with a number that somebody else has by now, or that nobody can have.
      for left in ["\(getpid())\n", "1\n", "-1\n", "0\n", "99999999999999999999\n", "x", ""] {
        try Data(left.utf8).write(to: folder.appendingPathComponent(FolderLock.fileName))
        #expect(FolderLock.holder(of: folder) == nil, "\(left)")
      }
    }
  }

  @Test func aRunGoesOnInAProcess() throws {
    try withTemporaryFolder { parent in
      let folder = try makeRun("run", in: parent)
      let programs = try makePrograms(["train": "echo \"$@\"; echo trouble >&2; exit 3"], in: parent)
      let sent = Sent()
      let view = view(parent, programs, sent)
      #expect(throws: LabError.self) { try view.take("resume") }
      _ = try view.take("open run")
      for wrong in ["minutes", "minutes -1", "epochs 1 2", "epochs 1;ls", "hours 2", "minutes 1e9", "--out /tmp"] {
        #expect(throws: LabError.self) { try view.take("resume \(wrong)") }
      }
      #expect(throws: LabError.self) { try view.take("pause") }
      #expect(try view.take("resume minutes 30") == nil)
      #expect(sent.wait(for: "\"status\":3"))
      #expect(sent.all.contains { $0.contains("--quiet --resume \(folder.path) --minutes 30") })
      #expect(sent.all.contains { $0.contains("trouble") })
      // A folder that somebody trains is left alone.
      let lock = try FolderLock(folder)
      #expect(throws: RunFileError.self) { try view.take("resume") }
      withExtendedLifetime(lock) {}
    }
  }

  @Test(
    "no name leads elsewhere", arguments: ["", ".", "..", "../run", "/etc", "run/images", "run/../run", "RUN", "lock"])
  func names(_ name: String) throws {
    try withTemporaryFolder { parent in
      _ = try makeRun("run", in: parent)
      #expect(throws: LabError.self) { try view(parent).take("open \(name)") }
    }
  }
}

@Suite("Pictures of training runs over HTTP") struct TrainingPictureTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  @Test func onlyPicturesOfRunsAreServed() throws {
    try withTemporaryFolder { parent in
      let folder = try makeRun("my run", in: parent)
      let images = folder.appendingPathComponent("images")
      try Data(Self.png).write(to: images.appendingPathComponent("step-000010.png"))
      try Data("no picture".utf8).write(to: images.appendingPathComponent("step-000020.png"))
      try Data(Self.png).write(to: parent.appendingPathComponent("step-000030.png"))
      try FileManager.default.createSymbolicLink(
        at: images.appendingPathComponent("step-000040.png"),
        withDestinationURL: parent.appendingPathComponent("step-000030.png"))
      try FileManager.default.createDirectory(
        at: images.appendingPathComponent("step-000050.png"), withIntermediateDirectories: true)
      let client = try LabClient(shelf: RunShelf(parent: parent))
      let found = try client.get("/training/my%20run/step-000010.png", client.headers)
      #expect(found.status == 200 && found.text.contains("Content-Type: image/png"))
      for (name, reason) in [
        ("step-000020.png", "is damaged"), ("step-000040.png", "it is a link"), ("step-000050.png", "is no file"),
        ("step-000060.png", "cannot be read"),
      ] {
        let answer = try client.get("/training/my%20run/\(name)", client.headers)
        #expect(answer.status == 404 && answer.text.contains(reason), "\(name): \(answer.text)")
      }
      for target in [
        "/training/my%20run/run.json", "/training/my%20run/../step-000030.png", "/training/../step-000030.png",
        "/training/%2e%2e/step-000030.png", "/training//step-000010.png", "/training/my%20run%2fimages/step-000010.png",
        "/training/my%20run/images/step-000010.png", "/training/my%20run/step-000010.png%00", "/training/my%20run",
        "/training/%FF/step-000010.png", "/training/my%20run/step-000010.png/",
      ] {
        #expect(try client.get(target, client.headers).status == 404, "\(target)")
      }
      #expect(try client.get("/training/my%20run/step-000010.png", ["Host": client.headers["Host"]!]).status == 403)
    }
  }
}
