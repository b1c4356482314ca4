import Foundation
import Lab
import Notebook
import Store

/// What a page is sent.
typealias Reply = LabPlayer.Reply

/// What a page and the server talk about: the path of their WebSocket.
enum Topic: String, CaseIterable {
  /// A run in the plane.
  case plane = "/run"
  /// Runs in the plane that differ in their seed alone.
  case seeds = "/seeds"
  /// Images of a trained generator.
  case images = "/images"
  /// Training runs.
  case training = "/training"
  /// Pages of the book, and their runs.
  case book = "/book"

  /// Whether it may start or stop processes, so that nobody may ask who does not say where they come from.
  var startsProcesses: Bool { self == .training || self == .book }
}

/// Answers the messages of one page. All calls come from one thread, its session's.
protocol Conversation: AnyObject {
  /// The most threads that it computes with; `nil` for as many as there are processors.
  var threads: Int? { get }
  /// Whether ``work()`` has something to do before the next message.
  var wantsToWork: Bool { get }
  /// Takes a message of the page.
  ///
  /// - Throws: What the page is to be told if it cannot be done.
  func take(_ message: String) throws -> Reply?
  /// Does a part of what is to be done.
  func work() -> Reply?
  /// The page is gone.
  func end()
}

extension Conversation {
  var threads: Int? { nil }
  var wantsToWork: Bool { false }
  func work() -> Reply? { nil }
  func end() {}
}

/// A conversation about a run in the plane.
final class PlaneConversation: Conversation {
  private let player = LabPlayer()
  // The networks are small: two runs on two threads are faster than two threads on one run.
  var threads: Int? { 1 }
  var wantsToWork: Bool { player.wantsToWork }
  func take(_ message: String) throws -> Reply? { try player.take(message) }
  func work() -> Reply? { player.work() }
}

/// A conversation about runs in the plane over ten seeds.
final class SeedsConversation: Conversation {
  private let seeds = LabSeeds()
  var threads: Int? { 1 }
  var wantsToWork: Bool { seeds.wantsToWork }
  func take(_ message: String) throws -> Reply? { try seeds.take(message) }
  func work() -> Reply? { seeds.work() }
}

extension Reply {
  /// JSON, with what it answers.
  static func json(_ value: some Encodable) -> Reply {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Whatever is sent is a value of ours, all of which can be encoded.
    return .text(String(decoding: (try? encoder.encode(value)) ?? Data("{}".utf8), as: UTF8.self))
  }

  /// What the page is told of a message that could not be done.
  package static func problem(_ error: any Error, with message: String) -> LabPlayer.Reply {
    struct Problem: Encodable { let to, error: String }
    return .json(
      Problem(to: String(message.prefix { $0 != " " }.prefix(20)), error: error.reason.shown.shortened(to: 600)))
  }
}
