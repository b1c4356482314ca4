import Engine
import Evaluation
import Lab
import Pictures
import TestSupport
import Testing

@testable import LabServer

@Suite("Images in the lab") struct ImagePlayerTests {
  /// The images of a frame, each as its pixels; and the latent values that came with them.
  private func images(_ player: ImagePlayer, _ message: String) throws -> (images: [[UInt8]], latents: [Float]) {
    guard case .frame(let bytes) = try #require(try player.take(message)) else {
      Issue.record("\(message) was answered with text")
      return ([], [])
    }
    let words = (0..<6).map { word in (0..<4).reduce(0) { $0 | Int(bytes[4 * word + $1]) << (8 * $1) } }
    try #require(words[0] == Int(ImagePlayer.mark))
    let (count, size, values) = (words[2], words[3] * words[3] * words[4], words[5])
    try #require(bytes.count == 24 + 4 * values + count * size)
    let latents = (0..<values).map { value in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[24 + 4 * value + $1]) << UInt32(8 * $1) })
    }
    let pixels = Array(bytes.dropFirst(24 + 4 * values))
    return ((0..<count).map { Array(pixels[$0 * size..<($0 + 1) * size]) }, latents)
  }

  private func opened(_ name: String) throws -> ImagePlayer {
    let player = ImagePlayer(RunShelf())
    _ = try player.take("open \(name)")
    return player
  }

  @Test func samplesAreThoseOfDraw() throws {
    let player = try opened("shapes-plain")
    let seen = try images(player, "samples seed=7&count=9").images
    let model = try TrainedGenerator("shapes-plain")
    try withTemporaryFolder { folder in
      let drawing = try Drawing(of: model, kind: nil, count: 9, seed: 7, truncation: nil, enlargement: 1)
      for (file, pixels) in zip(try drawing.files(in: folder), seen) {
        #expect(try Image(contentsOf: file).pixels == pixels)
      }
    }
    #expect(seen.count == 9)
    #expect(try images(player, "samples seed=7&count=9").images == seen)
    #expect(try images(player, "samples seed=8&count=9").images != seen)
  }

  @Test func theCornersOfTheSquareAreItsSamples() throws {
    let player = try opened("shapes-classes")
    let scene = "count=16&corners=3.5.7.11"
    let samples = try images(player, "samples \(scene)").images
    let places = [("0", "0", 3), ("1", "0", 5), ("0", "1", 7), ("1", "1", 11)]
    for (x, y, sample) in places {
      let spot = try images(player, "spot \(scene)&x=\(x)&y=\(y)").images[0]
      // A sum of several images is computed in another order.
      let off = zip(spot, samples[sample]).map { abs(Int($0) - Int($1)) }.max() ?? 255
      #expect(off <= 1, "the corner of sample \(sample)")
    }
    let walk = try images(player, "walk \(scene)").images
    #expect(walk.count == 9 && walk[4] != walk[0])
  }

  @Test func aLatentValueIsSetByHand() throws {
    let player = try opened("shapes-plain")
    let before = try images(player, "spot x=0.5")
    let after = try images(player, "spot x=0.5&edits=3:2.5_200:1")
    #expect(before.latents.count == after.latents.count && after.latents[3] == 2.5)
    #expect(zip(before.latents, after.latents).count { $0 != $1 } == 1)
    #expect(before.images != after.images)
  }

  @Test func aWayKeepsTheLengthOfLatentVectors() throws {
    let player = try opened("shapes-plain")
    func length(_ scene: String) throws -> Float {
      try images(player, "spot \(scene)").latents.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let ends = [try length("x=0"), try length("x=1")]
    #expect(try abs(length("x=0.5") - (ends[0] + ends[1]) / 2) < 1e-3)
  }

  @Test(
    "what cannot be is told in words",
    arguments: [
      ("samples seed=-1", "seed is '-1', expected a whole number from 0 to 18446744073709551615"),
      ("samples count=100000", "count is '100000', expected a whole number from 4 to 100"),
      ("samples class=2", "class is '2', expected none, for this generator knows no classes"),
      ("spot corners=0.1.2", "corners is '0.1.2', expected four samples from 0 to 99, such as 0.1.2.3"),
      ("spot count=9&corners=0.1.2.9", "corner D is '9', expected a sample from 0 to 8"),
      ("spot x=nan", "x is 'nan', expected a number from 0.0 to 1.0"),
      ("spot edits=0:9", "edits is '0:9', expected places with values from -4.0 to 4.0, such as 0:1.5_7:-2"),
      ("spot colour=red", "a plan has no option 'colour'"),
      ("paint", "'paint' is no message that the lab knows"),
    ])
  func refused(_ message: String, _ reason: String) throws {
    let player = try opened("shapes-plain")
    do {
      _ = try player.take(message)
      Issue.record("\(message) was done")
    } catch { #expect("\(error)" == reason) }
    #expect(throws: LabError.self) { try ImagePlayer(RunShelf()).take("samples seed=1") }
  }

  @Test(
    "no name leads to the disk", arguments: ["", ".", "..", "../shapes", "/etc/passwd", "Package.swift", "runs/train"])
  func names(_ name: String) throws {
    try withTemporaryFolder { folder in
      let player = ImagePlayer(RunShelf(parent: folder))
      #expect(throws: LabError.self) { try player.take("open \(name)") }
    }
  }
}
