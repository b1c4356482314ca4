extension [String] {
  /// The string that was probably meant by one that is none of these; `nil` if none is near.
  ///
  /// Two are near if at most a third of the characters have to be inserted, removed or replaced to make one the other.
  public func nearest(to text: String) -> String? {
    let distances = map { (name: $0, distance: $0.editDistance(to: text)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return 3 * best.distance <= Swift.max(best.name.count, text.count) ? best.name : nil
  }
}

extension String {
  /// The least number of characters to insert, remove or replace that turns one text into the other (Levenshtein 1966).
  package func editDistance(to other: String) -> Int {
    let others = Array(other)
    var row = Array(0...others.count)
    for (index, character) in enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, otherCharacter) in others.enumerated() {
        let replaced = diagonal + (character == otherCharacter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[others.count]
  }
}
