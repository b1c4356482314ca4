import Testing

extension Trait where Self == ConditionTrait {
  /// For tests that need a process of their own, because they stop it or change what it shares: Swift Testing has exit
  /// tests since Swift 6.2, and before that these tests are listed as skipped.
  static var processOfItsOwn: Self {
    #if compiler(>=6.2)
      .enabled(if: true)
    #else
      .disabled("exit tests need Swift 6.2")
    #endif
  }
}

#if compiler(>=6.2)
  /// What a process said before it stopped.
  func lastWords(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
#endif
