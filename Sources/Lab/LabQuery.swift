extension LabPlan {
  /// The most characters of a plan: all points that there may be, and every option.
  public static let longestQuery = 4 * LabPoints.limit + 1000

  /// Reads a plan as it stands in an address, `data=ring&remedy=r1`, and checks it. What is not named is as usual.
  ///
  /// - Throws: ``LabError`` if an option is unknown, has a wrong value, or asks for too much.
  public init(query: String) throws(LabError) {
    guard query.utf8.count <= Self.longestQuery else {
      throw .tooLong(characters: query.utf8.count, limit: Self.longestQuery)
    }
    self.init()
    for part in query.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = LabOption.all.first(where: { $0.name == pair[0] }) else { throw .unknownOption(pair[0]) }
      let value = pair.count == 2 ? pair[1] : ""
      guard option.set(&self, value) else {
        throw .value(option: option.name, found: value, expected: option.expected)
      }
    }
    try checked()
  }

  /// The plan as it stands in an address: every option that is not as usual.
  public var query: String {
    let usual = LabPlan()
    return LabOption.all.compactMap { option in
      let value = option.get(self)
      return value == option.get(usual) ? nil : "\(option.name)=\(value)"
    }.joined(separator: "&")
  }
}
