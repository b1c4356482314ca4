extension Contents {
  /// What `swift run chapter` and its like do: run the entry that is named, or print the table of contents.
  ///
  /// - Throws: ``UsageError`` for arguments that make no sense, and what ``Run/perform()`` throws.
  public func run(_ name: String?, _ arguments: PageArguments) throws {
    guard let name else {
      guard arguments.resume == nil else {
        throw UsageError(
          "no \(kind) is named, expected one before --resume; for example "
            + "`swift run \(kind) \(entries.first?.argument ?? "") --resume`")
      }
      return print(table())
    }
    let entry = try entry(name)
    let options = try arguments.options(for: entry)
    try Run(of: entry, options: options, command: kind, interruption: .byUser).perform()
  }
}
