import Engine
import Foundation
import Lab

/// A page's conversation, on a thread of its own.
final class Session: @unchecked Sendable {
  // `messages` and `isOver` are only touched under the condition's lock; the conversation only by the session's thread.
  private let condition = NSCondition()
  private var messages: [String] = []
  private var isOver = false
  private let conversation: any Conversation
  private let reply: @Sendable (Reply) -> Void

  /// Messages that may wait; a page that sends more without waiting is ended.
  private static let mostWaiting = 100

  /// A session that gives its replies to `reply`, on its own thread.
  init(_ conversation: any Conversation, reply: @escaping @Sendable (Reply) -> Void) {
    (self.conversation, self.reply) = (conversation, reply)
    let thread = Thread { [self] in
      Parallel.withThreads(self.conversation.threads ?? Parallel.threads) { work() }
      self.conversation.end()
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

  /// The messages that have come, waiting for one if there is nothing to do; `nil` when the session is over.
  private func arrived() -> [String]? {
    condition.lock()
    defer { condition.unlock() }
    while messages.isEmpty, !isOver, !conversation.wantsToWork { condition.wait() }
    defer { messages = [] }
    return isOver ? nil : messages
  }

  private func work() {
    while let arrived = arrived() {
      for message in arrived {
        do {
          if let answer = try conversation.take(message) { reply(answer) }
        } catch {
          reply(.problem(error, with: message))
        }
      }
      if conversation.wantsToWork, let answer = conversation.work() { reply(answer) }
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
