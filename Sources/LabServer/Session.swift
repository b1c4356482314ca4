import Engine
import Foundation
import Lab

/// One page's runs, on a thread of their own.
final class Session: @unchecked Sendable {
  // `messages` and `isOver` are only touched under the condition's lock; the player only by the session's thread.
  private let condition = NSCondition()
  private var messages: [String] = []
  private var isOver = false
  private let player = LabPlayer()
  private let reply: @Sendable (LabPlayer.Reply) -> Void

  /// Messages that may wait; a page that sends more without waiting is ended.
  private static let mostWaiting = 100

  /// A session that gives its replies to `reply`, on its own thread.
  init(reply: @escaping @Sendable (LabPlayer.Reply) -> Void) {
    self.reply = reply
    let thread = Thread { [self] in
      // The networks are small: two runs on two threads are faster than two threads on one run.
      Parallel.withThreads(1) { work() }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Takes a message of the page; false if too many wait already.
  func take(_ message: String) -> Bool {
    condition.withLock {
      guard messages.count < Self.mostWaiting else { return false }
      messages.append(message)
      condition.signal()
      return true
    }
  }

  /// Ends the thread after the step that is being made.
  func end() {
    condition.withLock {
      isOver = true
      condition.signal()
    }
  }

  /// The messages that have come, waiting for one if the player has nothing to do; `nil` when the session is over.
  private func arrived() -> [String]? {
    condition.lock()
    defer { condition.unlock() }
    while messages.isEmpty, !isOver, !player.wantsToWork { condition.wait() }
    defer { messages = [] }
    return isOver ? nil : messages
  }

  private func work() {
    while let arrived = arrived() {
      for message in arrived {
        do {
          if let answer = try player.take(message) { reply(answer) }
        } catch {
          reply(LabPlayer.problem(error, with: message))
        }
      }
      if player.wantsToWork, let answer = player.work() { reply(answer) }
    }
  }
}

extension NSCondition {
  fileprivate func withLock<Result>(_ body: () -> Result) -> Result {
    lock()
    defer { unlock() }
    return body()
  }
}
