extension String {
  /// The text with a minus sign, −, in the place of the hyphen at the start of a number. Words, options and powers such as
  /// 1e-9 keep theirs.
  ///
  /// Pages show numbers so. Logs, JSON and the output of commands keep the hyphen, which programs can read.
  var withMinusSigns: String {
    let characters = Array(self)
    return String(
      characters.indices.map { place -> Character in
        guard characters[place] == "-", place + 1 < characters.count else { return characters[place] }
        let isBegun = place == 0 || " ([".contains(characters[place - 1])
        let next = characters[place + 1]
        return isBegun && (next.isNumber || next == "∞") ? "−" : characters[place]
      })
  }
}
