import Engine
import Foundation
import Pictures
import Store

/// The measured points that come with the book, a model fitted to them, and what it says of machines that nobody has here.
public struct ScalingReport {
  /// The points, in the order in which they were measured.
  public let points: [ScalingPoint]
  /// The model.
  public let model: ScalingModel

  /// Where the points of the book lie.
  public static let file = "answers/many-machines.jsonl"
  /// Where the points lie that were measured again on another day, and that the model is not fitted to.
  public static let secondFile = "answers/many-machines-again.jsonl"

  /// A report on points that `bench scaling` printed, one in each line of a file.
  ///
  /// - Throws: What reading throws; ``NoPoints`` if the model cannot be fitted.
  public init(contentsOf file: URL) throws {
    points = try Self.points(in: file)
    guard points.contains(where: { $0.ranks == 1 }), points.contains(where: { $0.link != nil }) else {
      throw NoPoints(
        description:
          "\(file.path) holds \(points.count.counted("point")), expected some of one process and some of several; "
          + "measure them with scripts/measure-scaling")
    }
    model = ScalingModel(points)
  }

  /// The points that `bench scaling` printed, one in each line of a file.
  ///
  /// - Throws: `UsageError` if the file cannot be read or holds anything else.
  public static func points(in file: URL) throws -> [ScalingPoint] {
    try printedLines(in: file, by: "swift run bench scaling")
  }

  /// What was measured, and what the model says of it.
  ///
  /// - Parameters:
  ///   - points: The points to compare the model with, its own or others.
  public func compared(with points: [ScalingPoint]) -> Table {
    Table(
      header: [
        "between the ranks", "ranks", "threads of each", "images of each", "computing alone, ms", "step, ms",
        "predicted, ms",
        "off by",
      ],
      rows: points.map { point in
        [
          point.network, point.ranks.text, point.threads.text, point.images.text,
          Self.milliseconds(point.computeSeconds),
          Self.milliseconds(point.stepSeconds), model.seconds(of: point).map(Self.milliseconds) ?? "",
          model.error(of: point).map { $0.text(.percent(0)) } ?? "",
        ]
      })
  }

  /// What was fitted.
  public var parameters: Table {
    let lines = model.lines.sorted {
      ($0.key.together, $0.key.threads, $0.key.network) < ($1.key.together, $1.key.threads, $1.key.network)
    }
    return Table(
      header: ["fitted", "value"],
      rows: lines.map { setting, line in
        [
          "computing: \(setting.network), \(setting.together.counted("rank")) of \(setting.threads.counted("thread"))",
          "\(Self.milliseconds(line.fixed)) ms + \(line.perImage.isFinite ? (1000 * line.perImage).text(.significant(3)) : "?") ms an image",
        ]
      }
        + model.links.sorted { $0.key < $1.key }.map { name, link in
          [
            name,
            "\((1e6 * link.latency).text(.significant(2))) µs, \((8e-9 * link.bandwidth).text(.significant(2))) Gbit/s each way",
          ]
        })
  }

  /// The links that machines are thought to have: what the field calls slow, usual and fast.
  public static let networks: [(name: String, link: ScalingLink)] = [
    ("1 Gbit/s, 1 ms", ScalingLink(latency: 1e-3, bandwidth: 1e9 / 8)),
    ("10 Gbit/s, 0.1 ms", ScalingLink(latency: 1e-4, bandwidth: 10e9 / 8)),
    ("100 Gbit/s, 0.01 ms", ScalingLink(latency: 1e-5, bandwidth: 100e9 / 8)),
  ]

  /// How many images a second so many machines would train on, each of them with all its threads, and the share of their
  /// computing that is not lost by waiting.
  ///
  /// - Parameters:
  ///   - images: The images of each machine in a step.
  /// - Returns: `nil` if no point was measured with one process.
  public func onPaper(machines: Int, images: Int, over link: ScalingLink) -> (imagesPerSecond: Double, share: Double)? {
    guard
      let setting = points.filter({ $0.ranks == 1 }).max(by: { $0.threads < $1.threads }).map(
        ScalingModel.Setting.init),
      let alone = model.seconds(ranks: 1, images: images, setting, over: nil),
      let step = model.seconds(ranks: machines, images: images, setting, over: link)
    else { return nil }
    return (Double(machines * images) / step, alone / step)
  }

  /// Machines on paper: each with 64 images in a step, so that the batch grows; and with a batch of 64 in all.
  public func onPaper(upTo most: Int = 64) -> Table {
    let counts = sequence(first: 1) { 2 * $0 <= most ? 2 * $0 : nil }
    func cells(_ machines: Int, _ images: Int) -> [String] {
      Self.networks.map { network in
        onPaper(machines: machines, images: images, over: network.link).map {
          "\($0.imagesPerSecond.text(.significant(3))) (\($0.share.text(.percent(0))))"
        } ?? ""
      }
    }
    return Table(
      header: ["machines"]
        + Self.networks.map { "batch of 64 each, \($0.name)" } + Self.networks.map { "batch of 64 in all, \($0.name)" },
      rows: counts.map { [$0.text] + cells($0, 64) + cells($0, 64 / $0) })
  }

  /// How far the model is off points, as shares of what was measured; those are left out whose setting or network the
  /// model does not know.
  public func errors(of points: [ScalingPoint]) -> [Double] { points.compactMap { model.error(of: $0).map(abs) } }

  /// Where and when the points were measured.
  public var machine: String {
    let machines = Set(points.map { "\($0.machine.processor), \($0.machine.cores.counted("core"))" }).sorted()
    return machines.joined(separator: " and ") + ", " + Set(points.map(\.date)).sorted().joined(separator: " and ")
  }

  private static func milliseconds(_ seconds: Double) -> String { (1000 * seconds).text(.significant(3)) }
}

/// A file of points that no model can be fitted to.
public struct NoPoints: Error, CustomStringConvertible, Sendable {
  /// What was found, what was expected, and what to do.
  public let description: String
}
