extension [String] {
  /// The string that was probably meant by one that is none of these; `nil` if none is near.
  ///
  /// Two are near if at most a third of the characters have to be inserted, removed, replaced or exchanged with their
  /// neighbour to make one the other.
  public func nearest(to text: String) -> String? {
    // What is much longer than any name is none of them, and comparing takes time.
    guard text.count <= 200 else { return nil }
    let distances = map { (name: $0, distance: $0.editDistance(to: text)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return 3 * best.distance <= Swift.max(best.name.count, text.count) ? best.name : nil
  }
}

extension String {
  /// The least number of characters to insert, remove, replace or exchange with their neighbour that turns one text into
  /// the other (Levenshtein 1966; Damerau 1964 for the exchange).
  package func editDistance(to other: String) -> Int {
    let (own, others) = (Array(self), Array(other))
    // The distances of all beginnings: of this text in the rows, of the other in the columns.
    var (before, last) = ([Int](), Array(0...others.count))
    for row in own.indices {
      var next = [row + 1]
      for column in others.indices {
        let replaced = last[column] + (own[row] == others[column] ? 0 : 1)
        var least = Swift.min(replaced, next[column] + 1, last[column + 1] + 1)
        if row > 0, column > 0, own[row] == others[column - 1], own[row - 1] == others[column] {
          least = Swift.min(least, before[column - 1] + 1)
        }
        next.append(least)
      }
      (before, last) = (last, next)
    }
    return last[others.count]
  }
}
