/// Stops the program with a message if a condition does not hold: for misuse that no caller can go on from, such as
/// shapes that do not fit together.
///
/// Unlike `precondition`, whose message optimised builds drop, it prints the message in every build. Nothing of the
/// message is computed while the condition holds.
///
/// - Parameters:
///   - condition: What the caller has to see to.
///   - message: Who complains, what was found and what was expected.
@inlinable @inline(__always)
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition() { stop(message(), file, line) }
}

// Apart, so that callers hold a test and a call, and no more.
@usableFromInline @inline(never)
func stop(_ message: String, _ file: StaticString, _ line: UInt) -> Never {
  fatalError(message, file: file, line: line)
}
