extension StringProtocol {
  /// The text without the white space at its end.
  package var trimmingEnd: SubSequence {
    let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex
    return self[..<end]
  }
}
