extension Parallel {
  /// Temporary.
  public static func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = threads
    threads = count
    defer { threads = before }
    return try body()
  }
}
